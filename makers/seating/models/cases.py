"""Cases: what entrepreneurs bring, and which of them civil servants would like to sit with."""

from __future__ import annotations

import enum
import uuid
from datetime import datetime

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import (
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
from makers.events.models import PolicyDomain
from makers.signups.models import Signup

MOST_CHOICES = 3


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


class Choice(Model):
    """A case that somebody would like to sit with; ``rank`` 1 is the first choice."""

    __tablename__ = "choice"
    __table_args__ = (
        UniqueConstraint("signup_id", "rank"),
        UniqueConstraint("signup_id", "case_id"),
        CheckConstraint(f"rank BETWEEN 1 AND {MOST_CHOICES}", name="ranked"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    signup_id: Mapped[int] = mapped_column(ForeignKey("signup.id", ondelete="CASCADE"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), index=True)
    rank: Mapped[int]
    chosen_at: Mapped[datetime] = mapped_column(UTCDateTime)

    case: Mapped[Case] = relationship()
