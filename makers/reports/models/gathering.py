"""Signals of tables as the desk gathers them: which say the same, in what words, about what."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, Column, ForeignKey, Table, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from makers.core.database import Model, UTCDateTime
from makers.events.models import PolicyDomain

gathered_signal_domain = Table(
    "gathered_signal_domain",
    Model.metadata,
    Column("signal_id", ForeignKey("gathered_signal.id", ondelete="CASCADE"), primary_key=True),
    Column(
        "domain_id",
        ForeignKey("policy_domain.id", ondelete="CASCADE"),
        primary_key=True,
        index=True,
    ),
)


class GatheredSignal(Model):
    """What the desk did with a signal: which policy domains it is about, under what it lies.

    One with a ``note_id`` is that note, in the note's own words. One without gathers those that lie
    ``under`` it, which may gather others in turn, and says in its ``title`` what they have in
    common. A note that nothing was done with has no row. When this one goes, those under it lie
    apart again, as they were.
    """

    __tablename__ = "gathered_signal"
    __table_args__ = (CheckConstraint("(note_id IS NULL) = (title <> '')", name="words_or_a_note"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    note_id: Mapped[int | None] = mapped_column(
        ForeignKey("note.id", ondelete="CASCADE"), unique=True
    )
    under_id: Mapped[int | None] = mapped_column(
        ForeignKey("gathered_signal.id", ondelete="SET NULL"), index=True
    )
    key: Mapped[uuid.UUID] = mapped_column(Uuid, unique=True)
    title: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)

    domains: Mapped[list[PolicyDomain]] = relationship(
        secondary=gathered_signal_domain, order_by=PolicyDomain.position
    )
