"""What the one whose case it is lets out of the table: when, of which case, which texts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from makers.core.database import Model, UTCDateTime


class Approval(Model):
    """The bringer's yes to what leaves a table; a newer one, or a change of mind, withdraws it.

    It holds for the case as it was told then, in ``case_version``.
    """

    __tablename__ = "approval"
    __table_args__ = (
        Index(
            "uq_approval_one_a_table",
            "table_id",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    table_id: Mapped[int] = mapped_column(ForeignKey("table.id", ondelete="CASCADE"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), index=True)
    case_version: Mapped[int]
    signup_id: Mapped[int] = mapped_column(ForeignKey("signup.id", ondelete="CASCADE"), index=True)
    given_at: Mapped[datetime] = mapped_column(UTCDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    notes: Mapped[list[ApprovedNote]] = relationship(cascade="all, delete-orphan")


class ApprovedNote(Model):
    """A note that may leave, in the words it had then: another version asks for another yes."""

    __tablename__ = "approved_note"

    approval_id: Mapped[int] = mapped_column(
        ForeignKey("approval.id", ondelete="CASCADE"), primary_key=True
    )
    note_id: Mapped[int] = mapped_column(
        ForeignKey("note.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    version: Mapped[int]
