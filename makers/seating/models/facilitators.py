"""Who is asked to lead a table, what they answered, and what they were told of their table."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from makers.core.database import Model, UTCDateTime
from makers.events.models import Event, Role
from makers.seating.models.tables import Table
from makers.signups.models import Signup

OPEN = "withdrawn_at IS NULL AND declined_at IS NULL"
BY_ADDRESS, BY_SIGNUP = text(f"{OPEN} AND email <> ''"), text(f"{OPEN} AND signup_id IS NOT NULL")


class FacilitatorRequest(Model):
    """Somebody is asked to lead tables at an event, or to stand by for that (``reserve_at``).

    Who has no sign-up is known by ``email`` and ``name`` until they say yes; ``role_id`` is the
    role they then come in. ``said`` is what they wrote with their answer; ``left_at``: their no
    came when they had a table. Its number is never given out again: links and mails name it.
    """

    __tablename__ = "facilitator_request"
    __table_args__ = (
        CheckConstraint("(signup_id IS NULL) = (email <> '')", name="one_somebody"),
        CheckConstraint("accepted_at IS NULL OR declined_at IS NULL", name="one_answer"),
        Index(
            "uq_facilitator_request_open_address",
            "event_id",
            "email",
            unique=True,
            sqlite_where=BY_ADDRESS,
            postgresql_where=BY_ADDRESS,
        ),
        Index(
            "uq_facilitator_request_open_signup",
            "event_id",
            "signup_id",
            unique=True,
            sqlite_where=BY_SIGNUP,
            postgresql_where=BY_SIGNUP,
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    signup_id: Mapped[int | None] = mapped_column(
        ForeignKey("signup.id", ondelete="CASCADE"), index=True
    )
    role_id: Mapped[int | None] = mapped_column(ForeignKey("role.id", ondelete="SET NULL"))
    email: Mapped[str] = mapped_column(String(320), default="")
    name: Mapped[str] = mapped_column(String(200), default="")
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    mailed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    reserve_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    declined_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    left_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    said: Mapped[str] = mapped_column(Text, default="")

    event: Mapped[Event] = relationship()
    role: Mapped[Role | None] = relationship()
    signup: Mapped[Signup | None] = relationship()

    @property
    def who(self) -> str:
        """The name of who is asked."""
        return self.signup.name if self.signup is not None else self.name

    @property
    def address(self) -> str:
        """Where mail to them goes; empty for who has no address."""
        if self.signup is not None:
            return self.signup.person.email or ""
        return self.email


class Briefing(Model):
    """What somebody who leads a table was last told of it: ``digest`` tells it from other words."""

    __tablename__ = "briefing"
    __table_args__ = (UniqueConstraint("table_id", "signup_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    table_id: Mapped[int] = mapped_column(ForeignKey("table.id", ondelete="CASCADE"))
    signup_id: Mapped[int] = mapped_column(ForeignKey("signup.id", ondelete="CASCADE"), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    sent_at: Mapped[datetime] = mapped_column(UTCDateTime)

    table: Mapped[Table] = relationship()
    signup: Mapped[Signup] = relationship()
