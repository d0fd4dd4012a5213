"""Who came to a table: seen when, under which name, in the plan or not; and who leads it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from makers.core.database import Model, UTCDateTime
from makers.signups.models import Signup


class Presence(Model):
    """Somebody came to a table, and when a screen of theirs last said that they are there.

    One row however many devices they bring; the name is taken from the first on.
    """

    __tablename__ = "presence"
    __table_args__ = (UniqueConstraint("table_id", "signup_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    table_id: Mapped[int] = mapped_column(ForeignKey("table.id", ondelete="CASCADE"))
    signup_id: Mapped[int] = mapped_column(ForeignKey("signup.id", ondelete="CASCADE"), index=True)
    came_at: Mapped[datetime] = mapped_column(UTCDateTime)
    seen_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Latecomer(Model):
    """Somebody sits at a table outside the plan, at one table of a round.

    A plan that seats them in this round goes before it.
    """

    __tablename__ = "latecomer"
    __table_args__ = (UniqueConstraint("item_id", "signup_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("programme_item.id", ondelete="CASCADE"))
    table_id: Mapped[int] = mapped_column(ForeignKey("table.id", ondelete="CASCADE"), index=True)
    signup_id: Mapped[int] = mapped_column(ForeignKey("signup.id", ondelete="CASCADE"), index=True)
    came_at: Mapped[datetime] = mapped_column(UTCDateTime)

    signup: Mapped[Signup] = relationship()


class Claim(Model):
    """A device asks to sit down under a name that is taken: when, and the answer of who leads."""

    __tablename__ = "claim"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    table_id: Mapped[int] = mapped_column(ForeignKey("table.id", ondelete="CASCADE"), index=True)
    signup_id: Mapped[int] = mapped_column(ForeignKey("signup.id", ondelete="CASCADE"), index=True)
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    granted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    refused_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("signup.id", ondelete="SET NULL"))

    signup: Mapped[Signup] = relationship(foreign_keys=signup_id)


class Leading(Model):
    """Somebody leads a table instead of who was to facilitate it: from when, until when.

    The one without an end counts; without any it is as the plan says.
    """

    __tablename__ = "leading"
    __table_args__ = (
        Index(
            "uq_leading_one_at_a_time",
            "table_id",
            unique=True,
            sqlite_where=text("until IS NULL"),
            postgresql_where=text("until IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    table_id: Mapped[int] = mapped_column(ForeignKey("table.id", ondelete="CASCADE"), index=True)
    signup_id: Mapped[int] = mapped_column(ForeignKey("signup.id", ondelete="CASCADE"), index=True)
    since: Mapped[datetime] = mapped_column(UTCDateTime)
    until: Mapped[datetime | None] = mapped_column(UTCDateTime)


class OldCode(Model):
    """A code that a table had: who types it hears that there is a new one."""

    __tablename__ = "old_code"

    code: Mapped[str] = mapped_column(String(8), primary_key=True)
    table_id: Mapped[int] = mapped_column(ForeignKey("table.id", ondelete="CASCADE"), index=True)
    replaced_at: Mapped[datetime] = mapped_column(UTCDateTime)
