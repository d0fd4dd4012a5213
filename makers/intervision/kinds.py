"""The kinds of things people write at a table, and how warm a question is."""

from __future__ import annotations

import enum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l


class NoteKind(enum.StrEnum):
    """What a note is, in the words of the methods."""

    PROBLEM_STATEMENT = "problem_statement"
    QUESTION = "question"
    ANSWER = "answer"
    CORE = "core"
    ASSOCIATION = "association"
    INSIGHT = "insight"
    ADVICE = "advice"
    OFFER = "offer"
    SIGNAL = "signal"
    OBSERVATION = "observation"
    REFLECTION = "reflection"

    @property
    def label(self) -> LazyString:
        """The kind on screen."""
        return {
            NoteKind.PROBLEM_STATEMENT: _l("Probleemstelling"),
            NoteKind.QUESTION: _l("Vraag"),
            NoteKind.ANSWER: _l("Antwoord"),
            NoteKind.CORE: _l("Kern"),
            NoteKind.ASSOCIATION: _l("Associatie"),
            NoteKind.INSIGHT: _l("Inzicht"),
            NoteKind.ADVICE: _l("Advies"),
            NoteKind.OFFER: _l("Aanbod"),
            NoteKind.SIGNAL: _l("Signaal"),
            NoteKind.OBSERVATION: _l("Waarneming"),
            NoteKind.REFLECTION: _l("Reflectie"),
        }[self]


class Label(enum.StrEnum):
    """How a question strikes the one whose case it is; the methods answer the warm ones first."""

    WARM = "warm"
    NEUTRAL = "neutral"
    COLD = "cold"

    @property
    def label(self) -> LazyString:
        """The label on screen."""
        return {
            Label.WARM: _l("warm"),
            Label.NEUTRAL: _l("neutraal"),
            Label.COLD: _l("koud"),
        }[self]
