"""What is written, with every text it has had."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, String, Text, Uuid
from sqlalchemy import Table as Rows
from sqlalchemy.orm import Mapped, mapped_column, relationship

from makers.core.database import Model, UTCDateTime, one_of
from makers.events.models import PolicyDomain
from makers.intervision.kinds import Label, NoteKind
from makers.intervision.levels import Confidentiality
from makers.seating.models import Table
from makers.signups.models import Signup

note_domain = Rows(
    "note_domain",
    Model.metadata,
    Column("note_id", ForeignKey("note.id", ondelete="CASCADE"), primary_key=True),
    Column(
        "domain_id",
        ForeignKey("policy_domain.id", ondelete="CASCADE"),
        primary_key=True,
        index=True,
    ),
)


class Note(Model):
    """One written thing at a table or a programme item.

    ``author_id`` is whose words it holds; ``scribed_at``: when somebody else typed them
    (``scribe_id``, ``None`` for a facilitator without a sign-up).

    ``private_phase`` is the phase whose reveal makes it visible to others; until then its author
    alone sees it. ``origin_table_id``: where it was written, when it lies on another table by now;
    its phases are those of that table, and where it is private it was not revealed there.
    ``level`` is how far it may go, since ``shared_at`` and by ``shared_by`` where that is further
    than the table. ``version`` rises with every edit, and every version stays in ``NoteVersion``.
    ``from_paper_at``: when it was typed over from paper, on which it was ``written_at``.
    ``late_at``: when it came, after its ``phase`` was over. ``personal_at``: since when its author
    says it for themselves alone.

    ``domains`` is what a signal is about.

    A later statement of the problem ``follows`` the one before. A note with a ``front`` says the
    same as that one, and stands under it.
    """

    __tablename__ = "note"
    __table_args__ = (
        CheckConstraint("table_id IS NOT NULL OR item_id IS NOT NULL", name="belongs_somewhere"),
        CheckConstraint("(level = 'table') = (shared_at IS NULL)", name="shared_since"),
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
    scribe_id: Mapped[int | None] = mapped_column(ForeignKey("signup.id", ondelete="SET NULL"))
    scribed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    phase: Mapped[int | None]
    private_phase: Mapped[int | None]
    answer: Mapped[str] = mapped_column(String(10), default="")
    label: Mapped[Label | None] = mapped_column(one_of(Label))
    written_at: Mapped[datetime] = mapped_column(UTCDateTime)
    from_paper_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    late_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    personal_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    level: Mapped[Confidentiality] = mapped_column(
        one_of(Confidentiality), default=Confidentiality.TABLE
    )
    shared_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    shared_by_id: Mapped[int | None] = mapped_column(ForeignKey("signup.id", ondelete="SET NULL"))
    deleted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    follows_id: Mapped[int | None] = mapped_column(
        ForeignKey("note.id", ondelete="SET NULL"), index=True
    )
    front_id: Mapped[int | None] = mapped_column(
        ForeignKey("note.id", ondelete="SET NULL"), index=True
    )
    version: Mapped[int] = mapped_column(default=1)

    author: Mapped[Signup | None] = relationship(foreign_keys=author_id)
    shared_by: Mapped[Signup | None] = relationship(foreign_keys=shared_by_id)
    scribe: Mapped[Signup | None] = relationship(foreign_keys=scribe_id)
    table: Mapped[Table | None] = relationship(foreign_keys=table_id)
    origin: Mapped[Table | None] = relationship(foreign_keys=origin_table_id)
    domains: Mapped[list[PolicyDomain]] = relationship(
        secondary=note_domain, order_by=PolicyDomain.position
    )
    versions: Mapped[list[NoteVersion]] = relationship(
        order_by="NoteVersion.id", cascade="all, delete-orphan"
    )

    @property
    def domain_names(self) -> tuple[str, ...]:
        """The names of the policy domains that it is about."""
        return tuple(one.name for one in self.domains)


class NoteVersion(Model):
    """A text a note has had: nothing that was written is overwritten.

    One with ``from_version`` came too late: somebody else had changed that version already, so it
    never stood on the table and is kept beside ``version``, which did.
    """

    __tablename__ = "note_version"
    __table_args__ = (Index("ix_note_version_note_id_version", "note_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    note_id: Mapped[int] = mapped_column(ForeignKey("note.id", ondelete="CASCADE"))
    version: Mapped[int]
    from_version: Mapped[int | None]
    text: Mapped[str] = mapped_column(Text)
    from_demand: Mapped[str] = mapped_column(Text, default="")
    from_institution: Mapped[str] = mapped_column(Text, default="")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("signup.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)

    author: Mapped[Signup | None] = relationship()


class Grouping(Model):
    """Notes were put under ``front_id``, in one go; the row goes when that is undone."""

    __tablename__ = "note_grouping"

    id: Mapped[int] = mapped_column(primary_key=True)
    front_id: Mapped[int] = mapped_column(ForeignKey("note.id", ondelete="CASCADE"), index=True)

    notes: Mapped[list[GroupedNote]] = relationship(cascade="all, delete-orphan")


class GroupedNote(Model):
    """A note that was put there, and under which it lay before; ``None``: on its own."""

    __tablename__ = "grouped_note"

    grouping_id: Mapped[int] = mapped_column(
        ForeignKey("note_grouping.id", ondelete="CASCADE"), primary_key=True
    )
    note_id: Mapped[int] = mapped_column(
        ForeignKey("note.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    before_id: Mapped[int | None] = mapped_column(
        ForeignKey("note.id", ondelete="SET NULL"), index=True
    )
