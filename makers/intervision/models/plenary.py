"""What people write at a part of the programme: what they saw, what they ask, what they take home.

The words stand in ``Note``, with ``item_id``; here stands what such a note knows beside them.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from makers.core.database import Model, UTCDateTime
from makers.intervision.models.notes import Note
from makers.seating.models import Stop


class ItemNote(Model):
    """What a note at a part of the programme knows beside its words.

    ``named``: its author lets their name stand beside it. ``hidden_at``: nobody but its author
    and who moderates reads it. ``stop_id``: where on the walk it was. ``asked_at``: the question
    was put to the speaker. ``under_id``: it asks the same as that question.
    """

    __tablename__ = "item_note"

    note_id: Mapped[int] = mapped_column(
        ForeignKey("note.id", ondelete="CASCADE"), primary_key=True
    )
    named: Mapped[bool] = mapped_column(default=False)
    hidden_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    stop_id: Mapped[int | None] = mapped_column(
        ForeignKey("stop.id", ondelete="SET NULL"), index=True
    )
    asked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    under_id: Mapped[int | None] = mapped_column(
        ForeignKey("item_note.note_id", ondelete="SET NULL"), index=True
    )

    note: Mapped[Note] = relationship()
    stop: Mapped[Stop | None] = relationship()


class Photo(Model):
    """The picture of an observation, as WebP; ``digest`` is the SHA-256 of its bytes."""

    __tablename__ = "photo"

    note_id: Mapped[int] = mapped_column(
        ForeignKey("note.id", ondelete="CASCADE"), primary_key=True
    )
    digest: Mapped[str] = mapped_column(String(64))
    width: Mapped[int]
    height: Mapped[int]
    data: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class Seconded(Model):
    """Somebody has the same question as the one who asked it; once."""

    __tablename__ = "seconded"

    note_id: Mapped[int] = mapped_column(
        ForeignKey("note.id", ondelete="CASCADE"), primary_key=True
    )
    signup_id: Mapped[int] = mapped_column(
        ForeignKey("signup.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class Sentence(Model):
    """Whose sentence of a reflection a note is: a person has one."""

    __tablename__ = "sentence"

    item_id: Mapped[int] = mapped_column(
        ForeignKey("programme_item.id", ondelete="CASCADE"), primary_key=True
    )
    signup_id: Mapped[int] = mapped_column(
        ForeignKey("signup.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    note_id: Mapped[int] = mapped_column(ForeignKey("note.id", ondelete="CASCADE"), unique=True)

    note: Mapped[Note] = relationship()


class Opening(Model):
    """The sentences of a reflection were opened: from then on they may be read.

    ``page`` is the page of them that the projector shows, counted from 1; ``None`` for none.
    """

    __tablename__ = "opening"
    __table_args__ = (CheckConstraint("page > 0", name="counts_pages"),)

    item_id: Mapped[int] = mapped_column(
        ForeignKey("programme_item.id", ondelete="CASCADE"), primary_key=True
    )
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime)
    page: Mapped[int | None]
