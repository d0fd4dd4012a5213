"""Which method a table will follow: an event's own ones, the choice, the bringer's yes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from makers.core.database import Model, UTCDateTime


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
