"""Pecha kucha: the places of 6:40 in a row, and the talks that booked them."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from makers.core.database import Model, UTCDateTime
from makers.events.models import ProgrammeItem
from makers.signups.models import Signup

TALK_SECONDS = 400  # twenty slides of twenty seconds
CHANGE_OVER_SECONDS = 120


class Slot(Model):
    """One place in the row of a pecha kucha item, counted from 1."""

    __tablename__ = "slot"
    __table_args__ = (UniqueConstraint("item_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("programme_item.id", ondelete="CASCADE"))
    number: Mapped[int]

    item: Mapped[ProgrammeItem] = relationship()
    talk: Mapped[Talk | None] = relationship(
        primaryjoin="and_(Slot.id == Talk.slot_id, Talk.given_back_at.is_(None))",
        viewonly=True,
    )

    @property
    def starts_at(self) -> datetime:
        """When its talk begins, from the item's start and the row before it."""
        before = (self.number - 1) * (TALK_SECONDS + CHANGE_OVER_SECONDS)
        return self.item.starts_at + timedelta(seconds=before)


class Talk(Model):
    """A pecha kucha that booked a slot, until it is given back; public once accepted."""

    __tablename__ = "talk"
    __table_args__ = (
        Index(
            "uq_talk_one_a_slot",
            "slot_id",
            unique=True,
            sqlite_where=text("given_back_at IS NULL"),
            postgresql_where=text("given_back_at IS NULL"),
        ),
        Index(
            "uq_talk_one_a_signup",
            "signup_id",
            unique=True,
            sqlite_where=text("given_back_at IS NULL"),
            postgresql_where=text("given_back_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id", ondelete="CASCADE"))
    signup_id: Mapped[int] = mapped_column(ForeignKey("signup.id", ondelete="CASCADE"))
    key: Mapped[uuid.UUID] = mapped_column(Uuid, unique=True)
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(Text, default="")
    booked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    given_back_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)

    signup: Mapped[Signup] = relationship()
    slot: Mapped[Slot] = relationship()
