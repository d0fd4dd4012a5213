"""Tables: where they stand, how many fit, which case lies there, and who leads them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from makers.core.database import Model, UTCDateTime
from makers.events.models import ProgrammeItem
from makers.seating.models.cases import Case
from makers.signups.models import Signup


class Table(Model):
    """One group in one round: where it sits, how many fit, which case, who facilitates.

    ``languages``: codes with a space between, nothing for every language. A ``locked`` one keeps
    who sits there; a closed one is out of use.
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
