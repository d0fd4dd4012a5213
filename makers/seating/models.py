"""Cases, tables, and who sits where: a plan per round, drafted and then published."""

from __future__ import annotations

import enum
import uuid
from datetime import datetime
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy import Table as Rows
from sqlalchemy.orm import Mapped, mapped_column, relationship

from makers.core.database import Model, UTCDateTime, one_of
from makers.events.models import PolicyDomain, ProgrammeItem
from makers.signups.models import Signup


class CaseState(enum.StrEnum):
    """Where a case stands."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    RESERVE = "reserve"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> LazyString:
        """The state on screen."""
        return {
            CaseState.OFFERED: _l("aangeboden"),
            CaseState.ACCEPTED: _l("gekozen"),
            CaseState.RESERVE: _l("reserve"),
            CaseState.WITHDRAWN: _l("ingetrokken"),
        }[self]


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


case_domain = Rows(
    "case_domain",
    Model.metadata,
    Column("case_id", ForeignKey("case.id", ondelete="CASCADE"), primary_key=True),
    Column("domain_id", ForeignKey("policy_domain.id", ondelete="CASCADE"), primary_key=True),
)


class Case(Model):
    """What an entrepreneur brings to a table; one active case a sign-up."""

    __tablename__ = "case"
    __table_args__ = (
        Index(
            "uq_case_one_a_signup",
            "signup_id",
            unique=True,
            sqlite_where=text("state <> 'withdrawn'"),
            postgresql_where=text("state <> 'withdrawn'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    signup_id: Mapped[int] = mapped_column(ForeignKey("signup.id", ondelete="CASCADE"))
    key: Mapped[uuid.UUID] = mapped_column(Uuid, unique=True)
    title: Mapped[str] = mapped_column(String(200))
    situation: Mapped[str] = mapped_column(Text)
    question: Mapped[str] = mapped_column(Text)
    hope: Mapped[str] = mapped_column(Text, default="")
    from_demand: Mapped[str] = mapped_column(Text, default="")
    from_institution: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[CaseState] = mapped_column(one_of(CaseState), default=CaseState.OFFERED)
    offered_at: Mapped[datetime] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)

    signup: Mapped[Signup] = relationship()
    domains: Mapped[list[PolicyDomain]] = relationship(
        secondary=case_domain, order_by=PolicyDomain.position
    )


class Table(Model):
    """One group in one round: where it sits, how many fit, which case, who facilitates."""

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
    least: Mapped[int] = mapped_column(default=4)
    most: Mapped[int] = mapped_column(default=8)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id", ondelete="SET NULL"))
    facilitator_id: Mapped[int | None] = mapped_column(ForeignKey("signup.id", ondelete="SET NULL"))
    join_code: Mapped[str] = mapped_column(String(8), unique=True)

    item: Mapped[ProgrammeItem] = relationship()
    case: Mapped[Case | None] = relationship()
    facilitator: Mapped[Signup | None] = relationship()


class Plan(Model):
    """Who sits where in one round: a draft until published, in force until superseded.

    ``seed``, ``budget``, ``problem_digest`` and ``solver`` say how it was made, so that it can be
    made again; a plan copied from another and moved by hand keeps them.
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
    seed: Mapped[int | None]
    budget: Mapped[int | None]
    problem_digest: Mapped[str] = mapped_column(String(64), default="")
    solver: Mapped[str] = mapped_column(String(20), default="")
    counts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

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
