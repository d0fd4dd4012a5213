"""What a talk shows: the pictures, and the decks that put them in order."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from makers.core.database import Model, UTCDateTime
from makers.talks.models.row import Talk


class Picture(Model):
    """One rendered image, known by the SHA-256 of its bytes; it never changes."""

    __tablename__ = "picture"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    width: Mapped[int]
    height: Mapped[int]
    data: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class Deck(Model):
    """The slides that were handed in at one moment; the newest one counts, the ones before stay.

    It runs once the speaker looked at the proof: ``approved_at``.
    """

    __tablename__ = "deck"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    talk_id: Mapped[int] = mapped_column(ForeignKey("talk.id", ondelete="CASCADE"), index=True)
    source: Mapped[str] = mapped_column(String(200), default="")
    handed_in_at: Mapped[datetime] = mapped_column(UTCDateTime)
    approved_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)

    talk: Mapped[Talk] = relationship()
    slides: Mapped[list[Slide]] = relationship(
        order_by="Slide.page, Slide.id", cascade="all, delete-orphan", passive_deletes=True
    )


class Slide(Model):
    """A picture of a deck: the ``page`` it was there, and its ``place`` in the run.

    ``page`` and ``place`` count from 1; without a place it is left out. ``description`` is what
    it shows, in a line, for who cannot see it; ``notes`` are the speaker's own.
    """

    __tablename__ = "slide"
    __table_args__ = (UniqueConstraint("deck_id", "place"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    deck_id: Mapped[int] = mapped_column(ForeignKey("deck.id", ondelete="CASCADE"))
    page: Mapped[int]
    place: Mapped[int | None]
    digest: Mapped[str] = mapped_column(ForeignKey("picture.digest"), index=True)
    description: Mapped[str] = mapped_column(String(300), default="")
    notes: Mapped[str] = mapped_column(Text, default="")

    picture: Mapped[Picture] = relationship()
