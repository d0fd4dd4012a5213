"""What goes on around the phases: told to all tables, asked of the organiser, who is ready."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from makers.core.database import Model, UTCDateTime
from makers.core.organisers import Organiser
from makers.seating.models import Table

UP = text("lowered_at IS NULL")
UNNAMED = text("signup_id IS NULL")


class Shift(Model):
    """The running phases of a round were made longer or shorter, by so many ``minutes``.

    What became of its tables: ``shifted`` got all of it, ``rounding_off`` had less left and got a
    minute to finish, ``untouched`` were over their time already, ``ended``, or ``waiting`` to
    begin. ``standing`` of the first two stood still.
    """

    __tablename__ = "shift"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("programme_item.id", ondelete="CASCADE"))
    key: Mapped[uuid.UUID] = mapped_column(Uuid, unique=True)
    minutes: Mapped[int]
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    shifted: Mapped[int] = mapped_column(default=0)
    rounding_off: Mapped[int] = mapped_column(default=0)
    standing: Mapped[int] = mapped_column(default=0)
    untouched: Mapped[int] = mapped_column(default=0)
    ended: Mapped[int] = mapped_column(default=0)
    waiting: Mapped[int] = mapped_column(default=0)


class Broadcast(Model):
    """A sentence of the organiser to all tables of a round, until it is withdrawn."""

    __tablename__ = "broadcast"
    __table_args__ = (Index("ix_broadcast_item_id_id", "item_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("programme_item.id", ondelete="CASCADE"))
    key: Mapped[uuid.UUID] = mapped_column(Uuid, unique=True)
    text: Mapped[str] = mapped_column(Text)
    sent_at: Mapped[datetime] = mapped_column(UTCDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Sighting(Model):
    """A screen at a table showed a broadcast to somebody; ``None``: to who has no sign-up."""

    __tablename__ = "sighting"
    __table_args__ = (
        Index("uq_sighting_once", "broadcast_id", "table_id", "signup_id", unique=True),
        Index(
            "uq_sighting_once_unnamed",
            "broadcast_id",
            "table_id",
            unique=True,
            sqlite_where=UNNAMED,
            postgresql_where=UNNAMED,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    broadcast_id: Mapped[int] = mapped_column(ForeignKey("broadcast.id", ondelete="CASCADE"))
    table_id: Mapped[int] = mapped_column(ForeignKey("table.id", ondelete="CASCADE"))
    signup_id: Mapped[int | None] = mapped_column(
        ForeignKey("signup.id", ondelete="CASCADE"), index=True
    )
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class Hand(Model):
    """A table asks for the organiser: since when, who is walking over, until it was lowered.

    ``raised_by_id`` is ``None`` for a facilitator without a sign-up.
    """

    __tablename__ = "hand"
    __table_args__ = (
        Index(
            "uq_hand_one_up",
            "table_id",
            unique=True,
            sqlite_where=UP,
            postgresql_where=UP,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    table_id: Mapped[int] = mapped_column(ForeignKey("table.id", ondelete="CASCADE"))
    raised_at: Mapped[datetime] = mapped_column(UTCDateTime)
    raised_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("signup.id", ondelete="SET NULL"), index=True
    )
    coming_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    coming_id: Mapped[int | None] = mapped_column(ForeignKey("organiser.id", ondelete="SET NULL"))
    lowered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    lowered_by: Mapped[str] = mapped_column(String(20), default="")

    table: Mapped[Table] = relationship()
    coming: Mapped[Organiser | None] = relationship()


class Ready(Model):
    """Somebody is ready for what comes next; kept for as long as the turn."""

    __tablename__ = "ready"

    turn_id: Mapped[int] = mapped_column(
        ForeignKey("phase_turn.id", ondelete="CASCADE"), primary_key=True
    )
    signup_id: Mapped[int] = mapped_column(
        ForeignKey("signup.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class Spoken(Model):
    """Somebody has spoken in a turn, as the facilitator ticked it; kept for as long as the turn."""

    __tablename__ = "spoken"

    turn_id: Mapped[int] = mapped_column(
        ForeignKey("phase_turn.id", ondelete="CASCADE"), primary_key=True
    )
    signup_id: Mapped[int] = mapped_column(
        ForeignKey("signup.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    at: Mapped[datetime] = mapped_column(UTCDateTime)
