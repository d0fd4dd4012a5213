"""Who someone is across events, their place at one event, and their coming in."""

from __future__ import annotations

import enum
import secrets
import uuid
from datetime import datetime

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import Column, ForeignKey, Index, String, Table, Text, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from makers.core.database import Model, UTCDateTime, one_of
from makers.events.models import Event, PolicyDomain, Role
from makers.signups.models.asking import Answer, Consent, Need

UNAMBIGUOUS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # 32 signs: no I, O, 0 or 1


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


class Origin(enum.StrEnum):
    """How a sign-up came to be."""

    FORM = "form"
    BROUGHT = "brought"
    IMPORT = "import"
    DESK = "desk"
    DOOR = "door"

    @property
    def label(self) -> LazyString:
        """The origin on screen."""
        return {
            Origin.FORM: _l("zelf aangemeld"),
            Origin.BROUGHT: _l("meegenomen"),
            Origin.IMPORT: _l("overgenomen uit een lijst"),
            Origin.DESK: _l("toegevoegd door de organisatie"),
            Origin.DOOR: _l("binnengelopen"),
        }[self]


class Person(Model):
    """Someone, known by e-mail where they gave one.

    ``key`` is random: all that is kept of who was erased. ``refused_at``: the mail server would
    not take mail for their address.
    """

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str | None] = mapped_column(String(320), unique=True)
    key: Mapped[uuid.UUID] = mapped_column(Uuid, unique=True, default=uuid.uuid4)
    since: Mapped[datetime] = mapped_column(UTCDateTime)
    refused_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    @property
    def is_reached(self) -> bool:
        """Whether a mail reaches them, as far as is known."""
        return self.email is not None and self.refused_at is None


signup_domain = Table(
    "signup_domain",
    Model.metadata,
    Column("signup_id", ForeignKey("signup.id", ondelete="CASCADE"), primary_key=True),
    Column("domain_id", ForeignKey("policy_domain.id", ondelete="CASCADE"), primary_key=True),
)


def new_ticket() -> str:
    """Ten characters that nobody confuses when read aloud; 50 random bits."""
    return "".join(secrets.choice(UNAMBIGUOUS) for _ in range(10))


class Signup(Model):
    """A person's place at one event, or their place in the queue. Its id is the queue's order.

    ``wanted_role_id`` is the role someone with a place waits for; they keep the place they have
    until that one is won. ``brought_by_id`` is who brought them; sign-ups with the same ``party``
    wait until there is room for all of them. ``ticket`` is the short code in the QR of the mail:
    it tells the door who comes, and opens nothing by itself.
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
    origin: Mapped[Origin] = mapped_column(one_of(Origin), default=Origin.FORM)
    ticket: Mapped[str] = mapped_column(String(12), unique=True, default=new_ticket)
    brought_by_id: Mapped[int | None] = mapped_column(ForeignKey("signup.id", ondelete="SET NULL"))
    party: Mapped[uuid.UUID | None] = mapped_column(Uuid)
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
    need: Mapped[Need | None] = relationship(cascade="all, delete-orphan")
    answers: Mapped[list[Answer]] = relationship(cascade="all, delete-orphan")
    consents: Mapped[list[Consent]] = relationship(
        order_by="Consent.id", cascade="all, delete-orphan"
    )
    overrides: Mapped[list[Override]] = relationship(
        order_by="Override.id", cascade="all, delete-orphan"
    )

    @property
    def state(self) -> SignupState:
        """Confirmed, waiting or cancelled."""
        if self.cancelled_at is not None:
            return SignupState.CANCELLED
        return SignupState.CONFIRMED if self.confirmed_at is not None else SignupState.WAITING


class Receipt(Model):
    """A sign-up form that came in, by its key, and its answer: sent again, it gets the same one.

    ``place`` is the place in the queue that was told, ``None`` for a place at the event. ``typed``
    is the form itself, for as long as a wrong address may be corrected.
    """

    __tablename__ = "receipt"

    key: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    place: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    typed: Mapped[str] = mapped_column(Text, default="")


class AddressProof(Model):
    """An address that somebody without one gave as theirs, until who reads its mail says yes."""

    __tablename__ = "address_proof"

    id: Mapped[int] = mapped_column(primary_key=True)
    signup_id: Mapped[int] = mapped_column(ForeignKey("signup.id", ondelete="CASCADE"), index=True)
    email: Mapped[str] = mapped_column(String(320))
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    proved_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    signup: Mapped[Signup] = relationship()


class Override(Model):
    """A place given past the queue or above the number of places: why, when and by whom."""

    __tablename__ = "override"

    id: Mapped[int] = mapped_column(primary_key=True)
    signup_id: Mapped[int] = mapped_column(ForeignKey("signup.id", ondelete="CASCADE"), index=True)
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    by: Mapped[str] = mapped_column(String(60))


class CheckIn(Model):
    """Someone is in: when, and who saw them come."""

    __tablename__ = "check_in"

    signup_id: Mapped[int] = mapped_column(
        ForeignKey("signup.id", ondelete="CASCADE"), primary_key=True
    )
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    by: Mapped[str] = mapped_column(String(60))


class Tombstone(Model):
    """The random key of somebody who was erased: a restored backup is erased again by it."""

    __tablename__ = "tombstone"

    key: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
