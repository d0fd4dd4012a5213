"""Intervision at a table: its run through a method, the start moments of its phases, its notes."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from makers.core.database import Model, UTCDateTime, one_of
from makers.intervision.kinds import NoteKind
from makers.seating.models import Table
from makers.signups.models import Signup


class EventMethod(Model):
    """A method of one event's own, made from another; ``content`` has the shape of a method's file.

    ``version`` rises with every change.
    """

    __tablename__ = "event_method"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)


class TableMethod(Model):
    """Which method a table will follow, until it starts; no row: the default.

    Either the key of a ``built_in`` one or one of the event's ``own``.
    """

    __tablename__ = "table_method"
    __table_args__ = (CheckConstraint("(built_in = '') = (own_id IS NOT NULL)", name="one_of_two"),)

    table_id: Mapped[int] = mapped_column(
        ForeignKey("table.id", ondelete="CASCADE"), primary_key=True
    )
    built_in: Mapped[str] = mapped_column(String(20), default="")
    own_id: Mapped[int | None] = mapped_column(
        ForeignKey("event_method.id", ondelete="CASCADE"), index=True
    )
    chosen_at: Mapped[datetime] = mapped_column(UTCDateTime)

    own: Mapped[EventMethod | None] = relationship()


class BringerYes(Model):
    """The bringer lets the table talk about the case as if they were not there: who, and when."""

    __tablename__ = "bringer_yes"

    table_id: Mapped[int] = mapped_column(
        ForeignKey("table.id", ondelete="CASCADE"), primary_key=True
    )
    signup_id: Mapped[int] = mapped_column(
        ForeignKey("signup.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    said_at: Mapped[datetime] = mapped_column(UTCDateTime)


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

    ``phase`` counts from 0. ``seconds`` is what it got, extra time included; ``paused_seconds`` is
    how long it stood still, the running pause (since ``paused_at``) not counted yet.
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


class Reveal(Model):
    """The private writing of a phase was shown to the table: when, and by whom."""

    __tablename__ = "reveal"
    __table_args__ = (UniqueConstraint("run_id", "phase"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id", ondelete="CASCADE"))
    phase: Mapped[int]
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class Note(Model):
    """One written thing at a table or a programme item.

    ``private_phase`` is the phase whose reveal makes it visible to others; until then its author
    alone sees it. ``shared_at`` lets it into the report. ``version`` rises with every edit, and
    every version stays in ``NoteVersion``. ``from_paper_at``: when it was typed over from paper,
    on which it was ``written_at``.
    """

    __tablename__ = "note"
    __table_args__ = (
        CheckConstraint("table_id IS NOT NULL OR item_id IS NOT NULL", name="belongs_somewhere"),
        Index("ix_note_table_id_id", "table_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    table_id: Mapped[int | None] = mapped_column(ForeignKey("table.id", ondelete="CASCADE"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("programme_item.id", ondelete="CASCADE"))
    key: Mapped[uuid.UUID] = mapped_column(Uuid, unique=True)
    kind: Mapped[NoteKind] = mapped_column(one_of(NoteKind))
    text: Mapped[str] = mapped_column(Text)
    from_demand: Mapped[str] = mapped_column(Text, default="")
    from_institution: Mapped[str] = mapped_column(Text, default="")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("signup.id", ondelete="SET NULL"))
    phase: Mapped[int | None]
    private_phase: Mapped[int | None]
    answer: Mapped[str] = mapped_column(String(10), default="")
    written_at: Mapped[datetime] = mapped_column(UTCDateTime)
    from_paper_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    shared_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    deleted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)

    author: Mapped[Signup | None] = relationship()
    table: Mapped[Table | None] = relationship()
    versions: Mapped[list[NoteVersion]] = relationship(
        order_by="NoteVersion.version", cascade="all, delete-orphan"
    )


class NoteVersion(Model):
    """A text a note has had: nothing that was written is overwritten."""

    __tablename__ = "note_version"
    __table_args__ = (Index("ix_note_version_note_id_version", "note_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    note_id: Mapped[int] = mapped_column(ForeignKey("note.id", ondelete="CASCADE"))
    version: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    from_demand: Mapped[str] = mapped_column(Text, default="")
    from_institution: Mapped[str] = mapped_column(Text, default="")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("signup.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
