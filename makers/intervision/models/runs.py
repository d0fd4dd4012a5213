"""A table's run through its method: the start moments of its phases, and what was revealed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from makers.core.database import Model, UTCDateTime
from makers.intervision.phases.clock import PhaseState
from makers.seating.models import Table


class Run(Model):
    """A table following a method, frozen as it was when the table started."""

    __tablename__ = "run"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    table_id: Mapped[int] = mapped_column(ForeignKey("table.id", ondelete="CASCADE"), unique=True)
    method: Mapped[dict[str, Any]] = mapped_column(JSON)
    length: Mapped[int]
    started_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    table: Mapped[Table] = relationship()
    turns: Mapped[list[PhaseTurn]] = relationship(
        order_by="PhaseTurn.id", cascade="all, delete-orphan"
    )
    reveals: Mapped[list[Reveal]] = relationship(viewonly=True)


class PhaseTurn(Model):
    """One time a phase was begun; the newest of a run is the one that is on.

    Its columns together are a ``clock.PhaseState``, which says what they mean; a press puts another
    ``state`` in its place.
    """

    __tablename__ = "phase_turn"
    __table_args__ = (
        Index("ix_phase_turn_run_id_id", "run_id", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id", ondelete="CASCADE"))
    phase: Mapped[int]
    started_at: Mapped[datetime] = mapped_column(UTCDateTime)
    seconds: Mapped[int]
    paused_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    paused_seconds: Mapped[int] = mapped_column(default=0)

    state: Mapped[PhaseState] = composite(
        "phase", "started_at", "seconds", "paused_at", "paused_seconds"
    )


class Reveal(Model):
    """The private writing of a phase was shown to the table: when, and by whom."""

    __tablename__ = "reveal"
    __table_args__ = (UniqueConstraint("run_id", "phase"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id", ondelete="CASCADE"))
    phase: Mapped[int]
    at: Mapped[datetime] = mapped_column(UTCDateTime)
