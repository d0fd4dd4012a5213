"""Tables and walk groups: where they are, who leads them, and along which stops."""

from __future__ import annotations

import enum
import uuid
from datetime import datetime

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from makers.core.database import Model, UTCDateTime, one_of
from makers.events.models import ProgrammeItem
from makers.seating.models.cases import Case
from makers.signups.models import Signup


class Table(Model):
    """One group in one round: where it sits, how many fit, which case, who facilitates.

    A walk's group is one too: its ``place`` is the meeting point, its facilitator the guide, and
    ``stops`` its route. ``languages``: codes with a space between, nothing for every language. A
    ``locked`` one keeps who sits there; a closed one is out of use.
    """

    __tablename__ = "table"
    __table_args__ = (
        UniqueConstraint("item_id", "number"),
        UniqueConstraint("item_id", "case_id"),
        UniqueConstraint("item_id", "facilitator_id"),
        CheckConstraint("least <= most AND least >= 0", name="sizes_in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("programme_item.id", ondelete="CASCADE"))
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(100), default="")
    place: Mapped[str] = mapped_column(String(200), default="")
    step_free: Mapped[bool] = mapped_column(default=True)
    languages: Mapped[str] = mapped_column(String(50), default="")
    locked: Mapped[bool] = mapped_column(default=False)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    least: Mapped[int] = mapped_column(default=4)
    most: Mapped[int] = mapped_column(default=8)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id", ondelete="SET NULL"))
    facilitator_id: Mapped[int | None] = mapped_column(ForeignKey("signup.id", ondelete="SET NULL"))
    join_code: Mapped[str] = mapped_column(String(8), unique=True)

    item: Mapped[ProgrammeItem] = relationship()
    case: Mapped[Case | None] = relationship()
    facilitator: Mapped[Signup | None] = relationship()
    stops: Mapped[list[Stop]] = relationship(order_by="Stop.position", cascade="all, delete-orphan")


class Stop(Model):
    """A place on a walk group's route, and what there is to see."""

    __tablename__ = "stop"
    __table_args__ = (UniqueConstraint("table_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    table_id: Mapped[int] = mapped_column(ForeignKey("table.id", ondelete="CASCADE"))
    position: Mapped[int]
    place: Mapped[str] = mapped_column(String(200))
    sight: Mapped[str] = mapped_column(Text, default="")


class Headcount(Model):
    """Somebody a guide counted: out with a walk group, and in again."""

    __tablename__ = "headcount"
    __table_args__ = (
        UniqueConstraint("table_id", "signup_id"),
        CheckConstraint("in_at IS NULL OR in_at >= out_at", name="out_before_in"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    table_id: Mapped[int] = mapped_column(ForeignKey("table.id", ondelete="CASCADE"))
    signup_id: Mapped[int] = mapped_column(ForeignKey("signup.id", ondelete="CASCADE"), index=True)
    out_at: Mapped[datetime] = mapped_column(UTCDateTime)
    in_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class RequestState(enum.StrEnum):
    """What somebody answered who was asked to facilitate."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"

    @property
    def label(self) -> LazyString:
        """The state on screen."""
        return {
            RequestState.ASKED: _l("gevraagd"),
            RequestState.ACCEPTED: _l("zegt ja"),
            RequestState.DECLINED: _l("zegt nee"),
        }[self]


class FacilitatorRequest(Model):
    """Somebody with a place is asked to facilitate at an event.

    Who says yes and leads no table yet is the reserve. ``briefed_at``: their newest briefing.
    """

    __tablename__ = "facilitator_request"
    __table_args__ = (
        Index(
            "uq_facilitator_request_one_a_signup",
            "signup_id",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    signup_id: Mapped[int] = mapped_column(ForeignKey("signup.id", ondelete="CASCADE"))
    key: Mapped[uuid.UUID] = mapped_column(Uuid, unique=True)
    state: Mapped[RequestState] = mapped_column(one_of(RequestState), default=RequestState.ASKED)
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    briefed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    signup: Mapped[Signup] = relationship()
