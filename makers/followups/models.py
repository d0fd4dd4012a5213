"""Agreements: who does what, for whom, by when, what became of it, and when one meets again."""

from __future__ import annotations

import enum
import uuid
from datetime import date, datetime, timedelta

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import Date, ForeignKey, Index, String, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from makers.core.database import Model, UTCDateTime, one_of
from makers.seating.models import Table
from makers.signups.models import Signup

LONGEST_DEPARTMENT = 200
LONGEST_PLACE = 200
# the kinds of actors that are somebody's sign-up
BY_NAME = ("signup", "facilitator", "guide")


class FollowUpState(enum.StrEnum):
    """Where an agreement stands.

    ``PROPOSED``: written down at the table, its owner did not say yes yet. ``HANDED_OVER``: its
    owner gave it on, and who is to have it did not say yes yet.
    """

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    UNDER_WAY = "under_way"
    STUCK = "stuck"
    HANDED_OVER = "handed_over"
    DONE = "done"
    DROPPED = "dropped"

    @property
    def label(self) -> LazyString:
        """The state on screen."""
        return {
            FollowUpState.PROPOSED: _l("nog niet bevestigd"),
            FollowUpState.CONFIRMED: _l("bevestigd"),
            FollowUpState.UNDER_WAY: _l("loopt"),
            FollowUpState.STUCK: _l("zit vast"),
            FollowUpState.HANDED_OVER: _l("doorgegeven, wacht op een ja"),
            FollowUpState.DONE: _l("gedaan"),
            FollowUpState.DROPPED: _l("vervallen"),
        }[self]

    @property
    def tone(self) -> str:
        """How its badge looks."""
        if self is FollowUpState.DONE:
            return "good"
        return "bad" if self is FollowUpState.STUCK else "soft"


CLOSED = (FollowUpState.DONE, FollowUpState.DROPPED)
OPEN = tuple(state for state in FollowUpState if state not in CLOSED)
# still its owner's, and not at a standstill that everybody knows of: these are asked after
ASKED = tuple(state for state in OPEN if state is not FollowUpState.STUCK)


class FollowUp(Model):
    """An agreement made at a table. Without an owner or a date it is shown as unfinished.

    ``department``: for which its owner takes it along, empty when it is their own.
    ``offered_to_id``: to whom its owner gave it on, as long as that waits for a yes.
    ``consented_at``: when its owner let it go on from the table, as it stood in
    ``consented_version``.
    """

    __tablename__ = "follow_up"
    __table_args__ = (Index("ix_follow_up_table_id_id", "table_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    table_id: Mapped[int] = mapped_column(ForeignKey("table.id", ondelete="CASCADE"))
    key: Mapped[uuid.UUID] = mapped_column(Uuid, unique=True)
    action: Mapped[str] = mapped_column(Text)
    owner_id: Mapped[int | None] = mapped_column(
        ForeignKey("signup.id", ondelete="SET NULL"), index=True
    )
    counterpart_id: Mapped[int | None] = mapped_column(ForeignKey("signup.id", ondelete="SET NULL"))
    department: Mapped[str] = mapped_column(String(LONGEST_DEPARTMENT), default="")
    due_on: Mapped[date | None] = mapped_column(Date)
    state: Mapped[FollowUpState] = mapped_column(
        one_of(FollowUpState), default=FollowUpState.PROPOSED
    )
    offered_to_id: Mapped[int | None] = mapped_column(
        ForeignKey("signup.id", ondelete="SET NULL"), index=True
    )
    agreed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    deleted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)
    consented_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    consented_version: Mapped[int | None]

    table: Mapped[Table] = relationship()
    owner: Mapped[Signup | None] = relationship(foreign_keys=owner_id)
    counterpart: Mapped[Signup | None] = relationship(foreign_keys=counterpart_id)
    offered_to: Mapped[Signup | None] = relationship(foreign_keys=offered_to_id)
    changes: Mapped[list[FollowUpChange]] = relationship(
        order_by="FollowUpChange.id", cascade="all, delete-orphan"
    )

    @property
    def goes_on(self) -> bool:
        """Whether its owner said yes to it as it stands: then it may leave the table."""
        return self.owner_id is not None and self.consented_version == self.version

    @property
    def said_with_offer(self) -> str:
        """What its owner said to who is asked to take it over; the changes are read for it."""
        offers = (one for one in reversed(self.changes) if one.state is FollowUpState.HANDED_OVER)
        return next((one.said for one in offers if one.said), "")

    @property
    def is_open(self) -> bool:
        """Whether it is still to be kept."""
        return self.state in OPEN

    @property
    def is_unfinished(self) -> bool:
        """Whether it is open and lacks who does it, or by when."""
        return self.is_open and (self.owner_id is None or self.due_on is None)

    def is_late(self, today: date) -> bool:
        """Whether it is open and its day is over."""
        return self.is_open and self.due_on is not None and self.due_on < today


class FollowUpChange(Model):
    """What became of an agreement, when, who said so, and the sentence they gave."""

    __tablename__ = "follow_up_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    follow_up_id: Mapped[int] = mapped_column(
        ForeignKey("follow_up.id", ondelete="CASCADE"), index=True
    )
    version: Mapped[int]
    action: Mapped[str] = mapped_column(Text)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("signup.id", ondelete="SET NULL"))
    counterpart_id: Mapped[int | None] = mapped_column(ForeignKey("signup.id", ondelete="SET NULL"))
    department: Mapped[str] = mapped_column(String(LONGEST_DEPARTMENT), default="")
    due_on: Mapped[date | None] = mapped_column(Date)
    state: Mapped[FollowUpState] = mapped_column(one_of(FollowUpState))
    offered_to_id: Mapped[int | None] = mapped_column(ForeignKey("signup.id", ondelete="SET NULL"))
    said: Mapped[str] = mapped_column(Text, default="")
    by_kind: Mapped[str] = mapped_column(String(20))
    by_id: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(UTCDateTime)

    owner: Mapped[Signup | None] = relationship(foreign_keys=owner_id)
    offered_to: Mapped[Signup | None] = relationship(foreign_keys=offered_to_id)


class FollowUpMeeting(Model):
    """When and where those of a table see each other again; one to a table.

    ``version`` rises with every change. ``called_off_at``: since when it is not to be.
    """

    __tablename__ = "follow_up_meeting"
    __table_args__ = (UniqueConstraint("table_id", name="uq_follow_up_meeting_one_to_a_table"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    table_id: Mapped[int] = mapped_column(ForeignKey("table.id", ondelete="CASCADE"))
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    minutes: Mapped[int]
    place: Mapped[str] = mapped_column(String(LONGEST_PLACE), default="")
    set_at: Mapped[datetime] = mapped_column(UTCDateTime)
    called_off_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)

    table: Mapped[Table] = relationship()

    @property
    def ends_at(self) -> datetime:
        """When it is over (UTC)."""
        return self.starts_at + timedelta(minutes=self.minutes)


class Chase(Model):
    """A mail that asked an owner how an agreement stands; one a day at most."""

    __tablename__ = "chase"
    __table_args__ = (UniqueConstraint("follow_up_id", "on", name="uq_chase_once_a_day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    follow_up_id: Mapped[int] = mapped_column(ForeignKey("follow_up.id", ondelete="CASCADE"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("signup.id", ondelete="CASCADE"), index=True)
    on: Mapped[date] = mapped_column(Date)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
