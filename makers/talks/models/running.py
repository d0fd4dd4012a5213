"""How a talk runs on the projector: when it began, and the stops that were needed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from makers.core.database import Model, UTCDateTime
from makers.talks.models.row import Talk


class Performance(Model):
    """A talk as it was started: the slide that is on follows from ``starts_at`` and the clock.

    The deck it began with stays. A technical stop freezes it: ``paused_at`` while it lasts,
    ``paused_seconds`` for the stops before. ``ended_at`` says it was broken off; without a deck the
    talk was passed over.
    """

    __tablename__ = "performance"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    talk_id: Mapped[int] = mapped_column(ForeignKey("talk.id", ondelete="CASCADE"), index=True)
    deck_id: Mapped[int | None] = mapped_column(ForeignKey("deck.id", ondelete="CASCADE"))
    slides: Mapped[int]
    slide_seconds: Mapped[int]
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    paused_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    paused_seconds: Mapped[float] = mapped_column(default=0.0)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    talk: Mapped[Talk] = relationship()
