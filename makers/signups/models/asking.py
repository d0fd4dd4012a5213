"""What people are asked beside who they are: the organiser's own questions, needs, consents."""

from __future__ import annotations

import enum
from datetime import datetime

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from makers.core.database import Model, UTCDateTime, one_of


class QuestionKind(enum.StrEnum):
    """How a question is answered."""

    TEXT = "text"
    CHOICE = "choice"
    CHOICES = "choices"

    @property
    def label(self) -> LazyString:
        """The kind on screen."""
        return {
            QuestionKind.TEXT: _l("eigen woorden"),
            QuestionKind.CHOICE: _l("één keuze"),
            QuestionKind.CHOICES: _l("meer keuzes"),
        }[self]


class Question(Model):
    """A question of the organiser's own, for everybody or for one role.

    ``options`` has one choice per line. A question with answers is retired, not taken away.
    """

    __tablename__ = "question"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    role_id: Mapped[int | None] = mapped_column(ForeignKey("role.id"))
    text: Mapped[str] = mapped_column(String(300))
    hint: Mapped[str] = mapped_column(String(300), default="")
    kind: Mapped[QuestionKind] = mapped_column(one_of(QuestionKind))
    options: Mapped[str] = mapped_column(Text, default="")
    required: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    retired_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    @property
    def choices(self) -> list[str]:
        """What may be chosen, in order."""
        return [line.strip() for line in self.options.splitlines() if line.strip()]


class Answer(Model):
    """What someone answered to one of those questions; several choices stand on lines."""

    __tablename__ = "answer"

    signup_id: Mapped[int] = mapped_column(
        ForeignKey("signup.id", ondelete="CASCADE"), primary_key=True
    )
    question_id: Mapped[int] = mapped_column(
        ForeignKey("question.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    text: Mapped[str] = mapped_column(Text)


class Need(Model):
    """What someone needs on the day. It stands here only with its own consent, and briefly."""

    __tablename__ = "need"

    signup_id: Mapped[int] = mapped_column(
        ForeignKey("signup.id", ondelete="CASCADE"), primary_key=True
    )
    diet: Mapped[str] = mapped_column(String(300), default="")
    step_free: Mapped[bool] = mapped_column(default=False)
    sign_language: Mapped[bool] = mapped_column(default=False)
    other: Mapped[str] = mapped_column(String(500), default="")
    wording: Mapped[str] = mapped_column(String(40))
    consented_at: Mapped[datetime] = mapped_column(UTCDateTime)


class ConsentKind(enum.StrEnum):
    """What someone may say yes to, each apart."""

    NAME = "name"
    ADDRESS = "address"
    PHOTOS = "photos"
    NEXT_TIME = "next_time"

    @property
    def label(self) -> LazyString:
        """What is said yes to, as it stands beside the box (``wording``: CONSENT_WORDING)."""
        return {
            ConsentKind.NAME: _l("Andere deelnemers mogen mijn naam zien."),
            ConsentKind.ADDRESS: _l(
                "Mijn tafel mag mijn e-mailadres hebben, om elkaar te leren kennen."
            ),
            ConsentKind.PHOTOS: _l("Ik mag herkenbaar op foto's van de middag staan."),
            ConsentKind.NEXT_TIME: _l("Nodig mij uit voor de volgende keer."),
        }[self]


CONSENT_WORDING = "2026-11"


class Consent(Model):
    """A yes: to what, in which words, when, and until when."""

    __tablename__ = "consent"
    __table_args__ = (
        Index(
            "uq_consent_one_in_force",
            "signup_id",
            "kind",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    signup_id: Mapped[int] = mapped_column(ForeignKey("signup.id", ondelete="CASCADE"))
    kind: Mapped[ConsentKind] = mapped_column(one_of(ConsentKind))
    wording: Mapped[str] = mapped_column(String(40))
    given_at: Mapped[datetime] = mapped_column(UTCDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
