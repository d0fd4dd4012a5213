"""People: who someone is across events, and their place at one event."""

from __future__ import annotations

import enum
import uuid
from datetime import datetime

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import Column, ForeignKey, Index, String, Table, Text, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from makers.core.database import Model, UTCDateTime
from makers.events.models import Event, PolicyDomain, Role


class SignupState(enum.StrEnum):
    """Where a sign-up stands, told by its moments."""

    CONFIRMED = "confirmed"
    WAITING = "waiting"
    CANCELLED = "cancelled"

    @property
    def label(self) -> LazyString:
        """The state on screen."""
        return {
            SignupState.CONFIRMED: _l("aangemeld"),
            SignupState.WAITING: _l("op de wachtlijst"),
            SignupState.CANCELLED: _l("afgemeld"),
        }[self]


class Person(Model):
    """Someone, known by e-mail where they gave one."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str | None] = mapped_column(String(320), unique=True)
    since: Mapped[datetime] = mapped_column(UTCDateTime)


signup_domain = Table(
    "signup_domain",
    Model.metadata,
    Column("signup_id", ForeignKey("signup.id", ondelete="CASCADE"), primary_key=True),
    Column("domain_id", ForeignKey("policy_domain.id", ondelete="CASCADE"), primary_key=True),
)


class Signup(Model):
    """A person's place at one event, or their place in the queue. Its id is the queue's order.

    ``wanted_role_id`` is the role someone with a place waits for; they keep the place they have
    until that one is won.
    """

    __tablename__ = "signup"
    __table_args__ = (
        Index(
            "uq_signup_one_active",
            "event_id",
            "person_id",
            unique=True,
            sqlite_where=text("cancelled_at IS NULL"),
            postgresql_where=text("cancelled_at IS NULL"),
        ),
        Index("ix_signup_event_id_state", "event_id", "cancelled_at", "confirmed_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    role_id: Mapped[int] = mapped_column(ForeignKey("role.id"))
    wanted_role_id: Mapped[int | None] = mapped_column(ForeignKey("role.id"))
    key: Mapped[uuid.UUID] = mapped_column(Uuid, unique=True)
    name: Mapped[str] = mapped_column(String(200))
    organisation: Mapped[str] = mapped_column(String(200), default="")
    department: Mapped[str] = mapped_column(String(200), default="")
    job: Mapped[str] = mapped_column(String(200), default="")
    question: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(String(5), default="nl")
    joined_at: Mapped[datetime] = mapped_column(UTCDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    cancelled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)

    event: Mapped[Event] = relationship()
    person: Mapped[Person] = relationship()
    role: Mapped[Role] = relationship(foreign_keys=role_id)
    wanted_role: Mapped[Role | None] = relationship(foreign_keys=wanted_role_id)
    domains: Mapped[list[PolicyDomain]] = relationship(
        secondary=signup_domain, order_by=PolicyDomain.position
    )
    check_in: Mapped[CheckIn | None] = relationship(cascade="all, delete-orphan")

    @property
    def state(self) -> SignupState:
        """Confirmed, waiting or cancelled."""
        if self.cancelled_at is not None:
            return SignupState.CANCELLED
        return SignupState.CONFIRMED if self.confirmed_at is not None else SignupState.WAITING


class Receipt(Model):
    """A sign-up form that came in, by its key, and its answer: sent again, it gets the same one.

    ``place`` is the place in the queue that was told, ``None`` for a place at the event.
    """

    __tablename__ = "receipt"

    key: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    place: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class CheckIn(Model):
    """Someone is in: when, and who saw them come."""

    __tablename__ = "check_in"

    signup_id: Mapped[int] = mapped_column(
        ForeignKey("signup.id", ondelete="CASCADE"), primary_key=True
    )
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    by: Mapped[str] = mapped_column(String(60))
