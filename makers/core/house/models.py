"""The one row of the house, and what an empty one means."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from makers.core.database import Model

KEEP_MONTHS, KEEP_LONGEST_MONTHS = 12, 24


class HouseRow(Model):
    """What was set; an empty text means: as the software does it by itself.

    ``version`` counts the changes. ``shows_promises``: whether the front page says how many
    agreements were made and kept. The logo is a PNG file of our own making.
    """

    __tablename__ = "house"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=0)
    name: Mapped[str] = mapped_column(String(200), default="")
    accent: Mapped[str] = mapped_column(String(7), default="")
    accent_dark: Mapped[str] = mapped_column(String(7), default="")
    privacy_nl: Mapped[str] = mapped_column(Text, default="")
    privacy_en: Mapped[str] = mapped_column(Text, default="")
    accessibility_nl: Mapped[str] = mapped_column(Text, default="")
    accessibility_en: Mapped[str] = mapped_column(Text, default="")
    keep_months: Mapped[int] = mapped_column(default=KEEP_MONTHS)
    keep_longest_months: Mapped[int] = mapped_column(default=KEEP_LONGEST_MONTHS)
    shows_promises: Mapped[bool] = mapped_column(default=False)
    logo_digest: Mapped[str] = mapped_column(String(64), default="")
    logo_width: Mapped[int] = mapped_column(default=0)
    logo_height: Mapped[int] = mapped_column(default=0)
    logo: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
