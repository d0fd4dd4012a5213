"""What was done when a table went otherwise than planned, the rehearsal, and the hall's screen."""

from __future__ import annotations

import enum
import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from makers.core.database import Model, UTCDateTime, one_of
from makers.events.models import Event
from makers.seating.models import Table


class RecoveryKind(enum.StrEnum):
    """What was done."""

    MERGED = "merged"
    SPLIT = "split"
    DISSOLVED = "dissolved"
    MOVED = "moved"
    RENAMED = "renamed"
    RESERVE = "reserve"
    SUCCESSES = "successes"
    WRITTEN = "written"


class Recovery(Model):
    """Something that was done to a table on the day; ``ledger`` is what it takes to undo it.

    ``to_table_id``: the other table, if one took part. ``plan_id``: the plan in force at that
    moment. ``key`` is that of the form. The ledger holds ids and values, as ``recovery.Ledger``
    writes them; no text that anybody wrote but a table's own name.
    """

    __tablename__ = "recovery"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    item_id: Mapped[int] = mapped_column(
        ForeignKey("programme_item.id", ondelete="CASCADE"), index=True
    )
    table_id: Mapped[int] = mapped_column(ForeignKey("table.id", ondelete="CASCADE"), index=True)
    to_table_id: Mapped[int | None] = mapped_column(
        ForeignKey("table.id", ondelete="SET NULL"), index=True
    )
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id", ondelete="SET NULL"))
    key: Mapped[uuid.UUID] = mapped_column(Uuid, unique=True)
    kind: Mapped[RecoveryKind] = mapped_column(one_of(RecoveryKind))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    by_kind: Mapped[str] = mapped_column(String(20))
    by_id: Mapped[int | None]
    undone_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ledger: Mapped[list[Any]] = mapped_column(JSON, default=list)

    table: Mapped[Table] = relationship(foreign_keys=table_id)
    to_table: Mapped[Table | None] = relationship(foreign_keys=to_table_id)


class Rehearsal(Model):
    """A made-up afternoon to practise with, which stands for an event until it is removed."""

    __tablename__ = "rehearsal"

    event_id: Mapped[int] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), primary_key=True
    )
    practice_id: Mapped[int] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), unique=True
    )
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)

    event: Mapped[Event] = relationship(foreign_keys=event_id)
    practice: Mapped[Event] = relationship(foreign_keys=practice_id)


class HallScreen(Model):
    """The projector of an event's hall, and when its page last said that it is open."""

    __tablename__ = "hall_screen"

    event_id: Mapped[int] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), primary_key=True
    )
    seen_at: Mapped[datetime] = mapped_column(UTCDateTime)
