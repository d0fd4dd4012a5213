"""The afternoon: event, roles, policy domains, programme."""

from __future__ import annotations

import enum
from datetime import datetime, timedelta

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from makers.core.database import Model, UTCDateTime, one_of


class Side(enum.StrEnum):
    """Which of the two logics someone comes with; seating mixes them."""

    GOVERNMENT = "government"
    ENTREPRENEUR = "entrepreneur"
    GUEST = "guest"

    @property
    def label(self) -> LazyString:
        """The side on screen."""
        return {
            Side.GOVERNMENT: _l("overheid"),
            Side.ENTREPRENEUR: _l("ondernemers"),
            Side.GUEST: _l("gasten"),
        }[self]


class ItemKind(enum.StrEnum):
    """What a part of the programme is."""

    WELCOME = "welcome"
    PECHA_KUCHA = "pecha_kucha"
    LECTURE = "lecture"
    WALK = "walk"
    INTERVISION = "intervision"
    REFLECTION = "reflection"
    BREAK = "break"
    OTHER = "other"

    @property
    def label(self) -> LazyString:
        """The kind on screen."""
        return {
            ItemKind.WELCOME: _l("Welkom"),
            ItemKind.PECHA_KUCHA: _l("Pecha kucha"),
            ItemKind.LECTURE: _l("Lezing"),
            ItemKind.WALK: _l("Wandeling"),
            ItemKind.INTERVISION: _l("Intervisie"),
            ItemKind.REFLECTION: _l("Reflectie"),
            ItemKind.BREAK: _l("Pauze"),
            ItemKind.OTHER: _l("Anders"),
        }[self]


class Entrance(enum.StrEnum):
    """Who may sign up."""

    OPEN = "open"
    INVITED = "invited"

    @property
    def label(self) -> LazyString:
        """The entrance on screen."""
        return {
            Entrance.OPEN: _l("Iedereen kan zich aanmelden"),
            Entrance.INVITED: _l("Alleen wie is uitgenodigd"),
        }[self]


class Event(Model):
    """One afternoon. It is public from ``published_at`` on, and called off from ``cancelled_at``.

    ``moved_at`` is when its day, time or place changed last, ``None`` when nobody needs to hear.
    ``invited_domains`` are the mail domains, separated by spaces, of who counts as invited.
    ``mail_confirmed`` and ``mail_reminder`` are the organiser's own words in those mails.
    """

    __tablename__ = "event"
    __table_args__ = (
        CheckConstraint("capacity >= 0", name="capacity_not_negative"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    occasion: Mapped[str] = mapped_column(Text, default="")
    questions_government: Mapped[str] = mapped_column(Text, default="")
    questions_entrepreneurs: Mapped[str] = mapped_column(Text, default="")
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    place: Mapped[str] = mapped_column(String(200), default="")
    address: Mapped[str] = mapped_column(String(300), default="")
    getting_there: Mapped[str] = mapped_column(Text, default="")
    capacity: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    moved_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    cancelled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    cancelled_because: Mapped[str] = mapped_column(Text, default="")
    entrance: Mapped[Entrance] = mapped_column(one_of(Entrance), default=Entrance.OPEN)
    invited_domains: Mapped[str] = mapped_column(Text, default="")
    mail_confirmed: Mapped[str] = mapped_column(Text, default="")
    mail_reminder: Mapped[str] = mapped_column(Text, default="")

    roles: Mapped[list[Role]] = relationship(order_by="Role.position", cascade="all, delete-orphan")
    domains: Mapped[list[PolicyDomain]] = relationship(
        order_by="PolicyDomain.position", cascade="all, delete-orphan"
    )
    programme: Mapped[list[ProgrammeItem]] = relationship(
        order_by="ProgrammeItem.starts_at, ProgrammeItem.id",
        back_populates="event",
        cascade="all, delete-orphan",
    )
    rooms: Mapped[list[Room]] = relationship(order_by="Room.id", cascade="all, delete-orphan")


class Role(Model):
    """Who someone is at this event; ``capacity`` limits how many of them (``None``: no limit).

    ``held`` places of the event are kept for this role until ``held_until`` (``None``: until the
    event begins); whom they were not given to by then, they go to whoever waits.
    """

    __tablename__ = "role"
    __table_args__ = (
        UniqueConstraint("event_id", "name"),
        CheckConstraint("held >= 0", name="held_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    side: Mapped[Side] = mapped_column(one_of(Side))
    capacity: Mapped[int | None]
    held: Mapped[int] = mapped_column(default=0)
    held_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    position: Mapped[int] = mapped_column(default=0)


class PolicyDomain(Model):
    """A field of policy a case touches and a civil servant knows: education, culture, poverty."""

    __tablename__ = "policy_domain"
    __table_args__ = (UniqueConstraint("event_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    position: Mapped[int] = mapped_column(default=0)


class Room(Model):
    """A place of the afternoon and how many people fit there; items name it as their place."""

    __tablename__ = "room"
    __table_args__ = (
        UniqueConstraint("event_id", "name"),
        CheckConstraint("people > 0", name="holds_people"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    people: Mapped[int]


class ProgrammeItem(Model):
    """A timed part of the afternoon.

    A ``locked`` one keeps its start whatever happens before it. ``group_size`` is for how many
    people it is (``None``: for everybody). To a ``quiet`` one nothing is sent from phones.
    """

    __tablename__ = "programme_item"
    __table_args__ = (CheckConstraint("minutes > 0", name="takes_time"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    kind: Mapped[ItemKind] = mapped_column(one_of(ItemKind))
    title: Mapped[str] = mapped_column(String(200))
    who: Mapped[str] = mapped_column(String(200), default="")
    place: Mapped[str] = mapped_column(String(200), default="")
    description: Mapped[str] = mapped_column(Text, default="")
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    minutes: Mapped[int]
    locked: Mapped[bool] = mapped_column(default=False)
    group_size: Mapped[int | None]
    quiet: Mapped[bool] = mapped_column(default=False)

    event: Mapped[Event] = relationship(back_populates="programme")

    @property
    def ends_at(self) -> datetime:
        """When the next part may begin."""
        return self.starts_at + timedelta(minutes=self.minutes)
