"""The walk: the route of a group, who chooses a group, and who was counted out and back."""

from __future__ import annotations

import enum
import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from makers.core.database import Model, UTCDateTime, one_of
from makers.seating.models.tables import Table
from makers.signups.models import Signup

STANDS = text("undone_at IS NULL")


class Stop(Model):
    """A place on a group's route, and what there is to see; ``position`` counts from 1."""

    __tablename__ = "stop"
    __table_args__ = (UniqueConstraint("table_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    table_id: Mapped[int] = mapped_column(ForeignKey("table.id", ondelete="CASCADE"))
    position: Mapped[int]
    place: Mapped[str] = mapped_column(String(200))
    sights: Mapped[str] = mapped_column(Text, default="")

    table: Mapped[Table] = relationship()


class FreeChoice(Model):
    """People choose their own group for a walk, from one moment until another."""

    __tablename__ = "free_choice"

    item_id: Mapped[int] = mapped_column(
        ForeignKey("programme_item.id", ondelete="CASCADE"), primary_key=True
    )
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Leg(enum.StrEnum):
    """Where on the walk somebody is counted."""

    OUT = "out"
    BACK = "back"


class Headcount(Model):
    """Somebody was counted with a group, by whom and when; ``key`` is that of the tap."""

    __tablename__ = "headcount"
    __table_args__ = (
        Index(
            "uq_headcount_once_a_leg",
            "table_id",
            "signup_id",
            "leg",
            unique=True,
            sqlite_where=STANDS,
            postgresql_where=STANDS,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    table_id: Mapped[int] = mapped_column(ForeignKey("table.id", ondelete="CASCADE"))
    signup_id: Mapped[int] = mapped_column(ForeignKey("signup.id", ondelete="CASCADE"), index=True)
    leg: Mapped[Leg] = mapped_column(one_of(Leg))
    key: Mapped[uuid.UUID] = mapped_column(Uuid, unique=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    by: Mapped[str] = mapped_column(String(20))
    undone_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    signup: Mapped[Signup] = relationship()
