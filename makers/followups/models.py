"""Agreements: who does what, for whom, by when, and what became of it."""

from __future__ import annotations

import enum
import uuid
from datetime import date, datetime

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import Date, ForeignKey, Index, String, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from makers.core.database import Model, UTCDateTime, one_of
from makers.seating.models import Table
from makers.signups.models import Signup


class FollowUpState(enum.StrEnum):
    """Where an agreement stands."""

    AGREED = "agreed"
    DONE = "done"

    @property
    def label(self) -> LazyString:
        """The state on screen."""
        return {FollowUpState.AGREED: _l("afgesproken"), FollowUpState.DONE: _l("gedaan")}[self]


class FollowUp(Model):
    """An agreement made at a table. Without an owner or a date it is shown as unfinished.

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
    due_on: Mapped[date | None] = mapped_column(Date)
    state: Mapped[FollowUpState] = mapped_column(
        one_of(FollowUpState), default=FollowUpState.AGREED
    )
    agreed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    deleted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)
    consented_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    consented_version: Mapped[int | None]

    table: Mapped[Table] = relationship()
    owner: Mapped[Signup | None] = relationship(foreign_keys=owner_id)
    counterpart: Mapped[Signup | None] = relationship(foreign_keys=counterpart_id)
    changes: Mapped[list[FollowUpChange]] = relationship(
        order_by="FollowUpChange.id", cascade="all, delete-orphan"
    )

    @property
    def goes_on(self) -> bool:
        """Whether its owner said yes to it as it stands: then it may leave the table."""
        return self.owner_id is not None and self.consented_version == self.version


class FollowUpChange(Model):
    """What became of an agreement, when, and who said so."""

    __tablename__ = "follow_up_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    follow_up_id: Mapped[int] = mapped_column(
        ForeignKey("follow_up.id", ondelete="CASCADE"), index=True
    )
    version: Mapped[int]
    action: Mapped[str] = mapped_column(Text)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("signup.id", ondelete="SET NULL"))
    counterpart_id: Mapped[int | None] = mapped_column(ForeignKey("signup.id", ondelete="SET NULL"))
    due_on: Mapped[date | None] = mapped_column(Date)
    state: Mapped[FollowUpState] = mapped_column(one_of(FollowUpState))
    by_kind: Mapped[str] = mapped_column(String(20))
    by_id: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(UTCDateTime)
