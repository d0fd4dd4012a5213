"""What a plan must keep and would like: together, apart, and how much each wish matters."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, UniqueConstraint
from sqlalchemy import Table as Rows
from sqlalchemy.orm import Mapped, mapped_column, relationship

from makers.core.database import Model
from makers.signups.models import Signup

LEVELS = (0, 1, 3, 9, 27)

together_signup = Rows(
    "together_signup",
    Model.metadata,
    Column("together_id", ForeignKey("together.id", ondelete="CASCADE"), primary_key=True),
    Column("signup_id", ForeignKey("signup.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class Together(Model):
    """Two or more people who share a table in every round of an event."""

    __tablename__ = "together"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)

    signups: Mapped[list[Signup]] = relationship(secondary=together_signup, order_by=Signup.id)


class Apart(Model):
    """Two people who share no table at an event. Nobody reads why."""

    __tablename__ = "apart"
    __table_args__ = (
        UniqueConstraint("one_id", "other_id"),
        CheckConstraint("one_id < other_id", name="in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    one_id: Mapped[int] = mapped_column(ForeignKey("signup.id", ondelete="CASCADE"))
    other_id: Mapped[int] = mapped_column(ForeignKey("signup.id", ondelete="CASCADE"), index=True)

    one: Mapped[Signup] = relationship(foreign_keys=one_id)
    other: Mapped[Signup] = relationship(foreign_keys=other_id)


class Importances(Model):
    """How much each wish matters at an event: 0 (off), 1, 3, 9 or 27. No row: the defaults."""

    __tablename__ = "importances"

    event_id: Mapped[int] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), primary_key=True
    )
    domains: Mapped[int] = mapped_column(default=9)
    roles: Mapped[int] = mapped_column(default=3)
    colleagues: Mapped[int] = mapped_column(default=3)
    choices: Mapped[int] = mapped_column(default=3)
    meetings: Mapped[int] = mapped_column(default=3)
    same_case: Mapped[int] = mapped_column(default=3)
    moves: Mapped[int] = mapped_column(default=3)
