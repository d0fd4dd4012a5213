"""How the organiser arranged an event's report."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from makers.core.database import Model, UTCDateTime, one_of
from makers.reports.sections.kinds import SectionKind


class ReportSection(Model):
    """What is other than usual about a section of a report; without a row it is as usual.

    ``position`` is its place among all sections (``None``: where it usually stands).
    ``left_out_at``: since when it is not in the report. ``version`` rises with every other text.
    """

    __tablename__ = "report_section"

    event_id: Mapped[int] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[SectionKind] = mapped_column(one_of(SectionKind), primary_key=True)
    position: Mapped[int | None]
    left_out_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    introduction: Mapped[str] = mapped_column(Text, default="")
    closing: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=0)
