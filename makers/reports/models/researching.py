"""The secret behind the pseudonyms of an event."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from makers.core.database import Model, UTCDateTime


class ResearchKey(Model):
    """The random key of which an event's pseudonyms are made.

    Who has it can tell who is who. Once it is gone nobody can; a new one makes other pseudonyms.
    """

    __tablename__ = "research_key"

    event_id: Mapped[int] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[bytes] = mapped_column(LargeBinary(32))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
