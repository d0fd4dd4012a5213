"""The row of a pecha kucha item: its places, the talks that booked them, offers to swap."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from makers.core.database import Model, UTCDateTime
from makers.events.models import ProgrammeItem, Role
from makers.signups.models import Signup

SLIDES, SLIDE_SECONDS = 20, 20  # a pecha kucha; an Ignite-style row has 20 of 15
CHANGE_OVER_SECONDS = 120

row_role = Table(
    "talk_row_role",
    Model.metadata,
    Column("item_id", ForeignKey("talk_row.item_id", ondelete="CASCADE"), primary_key=True),
    Column("role_id", ForeignKey("role.id", ondelete="CASCADE"), primary_key=True),
)
"""The roles that may book in a row; none named: everybody on the entrepreneurs' side."""


class Row(Model):
    """How a pecha kucha item runs: slides and their seconds, the change-over, when it is booked.

    Booking is open from ``opens_at`` (``None``: at once) to ``closes_at`` (``None``: until the
    item begins). Slides are asked for by ``slides_due_at``.
    """

    __tablename__ = "talk_row"
    __table_args__ = (
        CheckConstraint("slides > 0", name="has_slides"),
        CheckConstraint("slide_seconds > 0", name="slides_take_time"),
        CheckConstraint("change_over_seconds >= 0", name="change_over_not_negative"),
    )

    item_id: Mapped[int] = mapped_column(
        ForeignKey("programme_item.id", ondelete="CASCADE"), primary_key=True
    )
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    slides: Mapped[int] = mapped_column(default=SLIDES)
    slide_seconds: Mapped[int] = mapped_column(default=SLIDE_SECONDS)
    change_over_seconds: Mapped[int] = mapped_column(default=CHANGE_OVER_SECONDS)
    opens_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closes_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    slides_due_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)

    item: Mapped[ProgrammeItem] = relationship()
    roles: Mapped[list[Role]] = relationship(secondary=row_role, order_by=Role.position)

    @property
    def talk_seconds(self) -> int:
        """How long one talk takes."""
        return self.slides * self.slide_seconds


class Slot(Model):
    """One place in the row of a pecha kucha item, counted from 1.

    Who stands in a ``locked`` slot stays there, and an empty one is given out by the organiser.
    """

    __tablename__ = "slot"
    __table_args__ = (UniqueConstraint("item_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("talk_row.item_id", ondelete="CASCADE"))
    number: Mapped[int]
    locked: Mapped[bool] = mapped_column(default=False)

    row: Mapped[Row] = relationship()
    item: Mapped[ProgrammeItem] = relationship(
        primaryjoin=lambda: foreign(Slot.item_id) == ProgrammeItem.id, viewonly=True
    )
    talk: Mapped[Talk | None] = relationship(
        primaryjoin="and_(Slot.id == Talk.slot_id, Talk.given_back_at.is_(None))",
        viewonly=True,
    )

    @property
    def starts_at(self) -> datetime:
        """When its talk begins, from the item's start and the row before it."""
        before = (self.number - 1) * (self.row.talk_seconds + self.row.change_over_seconds)
        return self.item.starts_at + timedelta(seconds=before)

    @property
    def ends_at(self) -> datetime:
        """When its talk ends."""
        return self.starts_at + timedelta(seconds=self.row.talk_seconds)


def _one_a(what: str) -> Index:
    """At most one talk that was not given back for each of these."""
    active = text("given_back_at IS NULL")
    name, column = f"uq_talk_one_a_{what}", f"{what}_id"
    return Index(name, column, unique=True, sqlite_where=active, postgresql_where=active)


class Talk(Model):
    """A pecha kucha, until it is given back: in a slot, or on the reserve list without one.

    The reserve list is in the order of ``id``. ``partner_id`` is who gives it together with its
    speaker. Its words are public once accepted.
    """

    __tablename__ = "talk"
    __table_args__ = (
        _one_a("slot"),
        _one_a("signup"),
        _one_a("partner"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    slot_id: Mapped[int | None] = mapped_column(ForeignKey("slot.id", ondelete="SET NULL"))
    signup_id: Mapped[int] = mapped_column(ForeignKey("signup.id", ondelete="CASCADE"))
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("signup.id", ondelete="SET NULL"))
    key: Mapped[uuid.UUID] = mapped_column(Uuid, unique=True)
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(Text, default="")
    booked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    given_back_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)

    signup: Mapped[Signup] = relationship(foreign_keys=signup_id)
    partner: Mapped[Signup | None] = relationship(foreign_keys=partner_id)
    slot: Mapped[Slot | None] = relationship()

    @property
    def speakers(self) -> list[Signup]:
        """Who gives it: one, or the two of a duo."""
        return [self.signup] if self.partner is None else [self.signup, self.partner]

    def is_by(self, signup_id: int) -> bool:
        """Whether this person gives it, alone or in a duo."""
        return signup_id in (self.signup_id, self.partner_id)


class SwapOffer(Model):
    """A speaker who asks another to change places; it holds while both stand where they stood."""

    __tablename__ = "swap_offer"
    __table_args__ = (UniqueConstraint("talk_id", "other_id", "slot_id", "other_slot_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    talk_id: Mapped[int] = mapped_column(ForeignKey("talk.id", ondelete="CASCADE"))
    other_id: Mapped[int] = mapped_column(ForeignKey("talk.id", ondelete="CASCADE"), index=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id", ondelete="CASCADE"))
    other_slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id", ondelete="CASCADE"))
    offered_at: Mapped[datetime] = mapped_column(UTCDateTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    declined_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    talk: Mapped[Talk] = relationship(foreign_keys=talk_id)
    other: Mapped[Talk] = relationship(foreign_keys=other_id)
