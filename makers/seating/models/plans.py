"""Plans: who sits where in a round, what was moved by hand, and the search for one."""

from __future__ import annotations

import enum
import uuid
from datetime import datetime
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from makers.core.database import Model, UTCDateTime, one_of
from makers.seating.models.tables import Table
from makers.signups.models import Signup


class SeatPart(enum.StrEnum):
    """What someone does at a table."""

    BRINGER = "bringer"
    FACILITATOR = "facilitator"
    PARTICIPANT = "participant"

    @property
    def label(self) -> LazyString:
        """The part on screen."""
        return {
            SeatPart.BRINGER: _l("inbrenger"),
            SeatPart.FACILITATOR: _l("begeleider"),
            SeatPart.PARTICIPANT: _l("deelnemer"),
        }[self]


class Way(enum.StrEnum):
    """How a round is seated: as a plan, or on from the plan in force when reality differs."""

    PLAN = "plan"
    OFFERS = "offers"  # the three below are weighed up; nothing is kept but their figures
    SEAT_NEW = "seat_new"
    FEW = "few"
    AFRESH = "afresh"


class Plan(Model):
    """Who sits where in one round: a draft until published, in force until superseded.

    ``way``, ``seed``, ``budget``, ``problem_digest`` and ``solver`` say how it was made, so that it
    can be made again; a plan copied from another and moved by hand keeps them. ``bound``: points
    that no plan can stay under. ``stopped``: why the budget was not used up.
    """

    __tablename__ = "plan"
    __table_args__ = (
        Index(
            "uq_plan_one_published",
            "item_id",
            unique=True,
            sqlite_where=text("published_at IS NOT NULL AND superseded_at IS NULL"),
            postgresql_where=text("published_at IS NOT NULL AND superseded_at IS NULL"),
        ),
        Index(
            "uq_plan_one_draft",
            "item_id",
            unique=True,
            sqlite_where=text("published_at IS NULL AND superseded_at IS NULL"),
            postgresql_where=text("published_at IS NULL AND superseded_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("programme_item.id", ondelete="CASCADE"))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    superseded_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    way: Mapped[Way] = mapped_column(one_of(Way), default=Way.PLAN)
    seed: Mapped[int | None]
    budget: Mapped[int | None]
    problem_digest: Mapped[str] = mapped_column(String(64), default="")
    solver: Mapped[str] = mapped_column(String(20), default="")
    counts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    points: Mapped[int | None]
    bound: Mapped[int | None]
    stopped: Mapped[str] = mapped_column(String(10), default="")

    seats: Mapped[list[Seat]] = relationship(back_populates="plan", cascade="all, delete-orphan")


class Seat(Model):
    """A person at a table in a plan; ``reasons`` are codes, put in words on screen."""

    __tablename__ = "seat"
    __table_args__ = (
        UniqueConstraint("plan_id", "signup_id"),
        Index(
            "uq_seat_one_bringer",
            "plan_id",
            "table_id",
            unique=True,
            sqlite_where=text("part = 'bringer'"),
            postgresql_where=text("part = 'bringer'"),
        ),
        Index(
            "uq_seat_one_facilitator",
            "plan_id",
            "table_id",
            unique=True,
            sqlite_where=text("part = 'facilitator'"),
            postgresql_where=text("part = 'facilitator'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"))
    table_id: Mapped[int] = mapped_column(ForeignKey("table.id", ondelete="CASCADE"), index=True)
    signup_id: Mapped[int] = mapped_column(ForeignKey("signup.id", ondelete="CASCADE"), index=True)
    part: Mapped[SeatPart] = mapped_column(one_of(SeatPart), default=SeatPart.PARTICIPANT)
    pinned: Mapped[bool] = mapped_column(default=False)
    reasons: Mapped[list[Any]] = mapped_column(JSON, default=list)

    plan: Mapped[Plan] = relationship(back_populates="seats")
    table: Mapped[Table] = relationship()
    signup: Mapped[Signup] = relationship()


class Move(Model):
    """A seat that was changed by hand in a draft, so that it can be undone; newest first.

    ``from_table_id`` and ``to_table_id`` are ``None`` for nowhere; ``swapped_with_id`` went the
    other way.
    """

    __tablename__ = "move"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"), index=True)
    signup_id: Mapped[int] = mapped_column(ForeignKey("signup.id", ondelete="CASCADE"), index=True)
    swapped_with_id: Mapped[int | None] = mapped_column(ForeignKey("signup.id", ondelete="CASCADE"))
    from_table_id: Mapped[int | None] = mapped_column(ForeignKey("table.id", ondelete="CASCADE"))
    to_table_id: Mapped[int | None] = mapped_column(ForeignKey("table.id", ondelete="CASCADE"))
    was_pinned: Mapped[bool] = mapped_column(default=False)
    other_was_pinned: Mapped[bool] = mapped_column(default=False)
    reasons: Mapped[list[Any]] = mapped_column(JSON, default=list)
    other_reasons: Mapped[list[Any]] = mapped_column(JSON, default=list)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Matching(Model):
    """The solver at work for a round: how far it is, and whether it was told to stop.

    One runs at a time. ``failed``: it died, or contradictions stood in its way, whose sentence is
    made again from the problem. ``offers``: per way on, how many would move and what it gains.
    """

    __tablename__ = "matching"
    __table_args__ = (
        Index(
            "uq_matching_one_at_a_time",
            "item_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("programme_item.id", ondelete="CASCADE"))
    key: Mapped[uuid.UUID] = mapped_column(Uuid, unique=True)
    begun_at: Mapped[datetime] = mapped_column(UTCDateTime)
    heard_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    cancelled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    done: Mapped[int] = mapped_column(default=0)
    budget: Mapped[int] = mapped_column(default=0)
    points: Mapped[int | None]
    way: Mapped[Way] = mapped_column(one_of(Way), default=Way.PLAN)
    offers: Mapped[list[Any]] = mapped_column(JSON, default=list)
    present_only: Mapped[bool] = mapped_column(default=False)
    failed: Mapped[str] = mapped_column(String(20), default="")
