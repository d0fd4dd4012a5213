"""How far a note may go: table only, to researchers without names, or into the report."""

from __future__ import annotations

import enum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from makers.intervision.kinds import NoteKind


class Confidentiality(enum.StrEnum):
    """How far a note may go once the case-bringer approved of it."""

    TABLE = "table"
    RESEARCH = "research"
    REPORT = "report"

    @property
    def label(self) -> LazyString:
        """The level on screen."""
        return {
            Confidentiality.TABLE: _l("Alleen deze tafel"),
            Confidentiality.RESEARCH: _l("Onderzoekers, zonder namen"),
            Confidentiality.REPORT: _l("Het verslag"),
        }[self]


# what is written to be told
IN_REPORT_AT_ONCE = frozenset({NoteKind.PROBLEM_STATEMENT})
# what starts at the table, and is proposed for sharing at the end
PROPOSED_AT_THE_END = (NoteKind.ADVICE, NoteKind.OFFER, NoteKind.INSIGHT, NoteKind.SIGNAL)


def at_first(kind: NoteKind) -> Confidentiality:
    """How far a note of this kind may go until somebody says otherwise."""
    return Confidentiality.REPORT if kind in IN_REPORT_AT_ONCE else Confidentiality.TABLE
