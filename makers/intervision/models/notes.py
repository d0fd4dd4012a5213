"""What is written, with every text it has had."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from makers.core.database import Model, UTCDateTime, one_of
from makers.intervision.kinds import NoteKind
from makers.seating.models import Table
from makers.signups.models import Signup


class Note(Model):
    """One written thing at a table or a programme item.

    ``private_phase`` is the phase whose reveal makes it visible to others; until then its author
    alone sees it. ``origin_table_id``: where it was written, when it lies on another table by now;
    its phases are those of that table, and where it is private it was not revealed there.
    ``shared_at`` lets it into the report. ``version`` rises with every edit, and every version
    stays in ``NoteVersion``. ``from_paper_at``: when it was typed over from paper, on which it was
    ``written_at``.
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
    origin_table_id: Mapped[int | None] = mapped_column(ForeignKey("table.id", ondelete="SET NULL"))
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
    table: Mapped[Table | None] = relationship(foreign_keys=table_id)
    origin: Mapped[Table | None] = relationship(foreign_keys=origin_table_id)
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
