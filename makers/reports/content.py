"""What a report says, as plain data: no database, no request, no markup.

Every text stands here as it was typed. The documents and the web page are made from this alone.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Collection
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime
from typing import Any, Literal, TypeVar, cast

from makers.core import sheets
from makers.reports.sections.kinds import USUAL, SectionKind

Data = TypeVar("Data")


@dataclass(frozen=True)
class QuestionContent:
    """A guiding question, or several, of one side of the afternoon."""

    side: str
    text: str


@dataclass(frozen=True)
class CountContent:
    """How many there were of something that has a name."""

    name: str
    number: int


@dataclass(frozen=True)
class ItemContent:
    """A part of the programme; ``time`` is written out, such as ``14.05``."""

    time: str
    title: str
    who: str = ""


@dataclass(frozen=True)
class NoteContent:
    """What somebody wrote; ``aside`` says for whom they spoke, where that needs saying."""

    text: str
    aside: str = ""


@dataclass(frozen=True)
class StatementContent(NoteContent):
    """A problem statement with its two logics, as seen from demand and from the institution.

    ``version``: which of several of the same statement, from 1; else 0.
    """

    from_demand: str = ""
    from_institution: str = ""
    version: int = 0


@dataclass(frozen=True)
class AdviceContent(NoteContent):
    """An advice, and what the one who brought the case answered (empty: nothing yet)."""

    answer: str = ""


@dataclass(frozen=True)
class AgreementContent:
    """Who does what, for whom, by when, and where it stands; an empty owner is nobody yet."""

    action: str
    owner: str = ""
    counterpart: str = ""
    due_on: date | None = None
    state: str = ""
    table_number: int = 0
    case_title: str = ""


@dataclass(frozen=True)
class TableContent:
    """What one table may tell: its case and the notes that were approved of, oldest first.

    Without the bringer's approval that is the title of the case, and agreements.
    """

    number: int
    name: str = ""
    case_title: str = ""
    situation: str = ""
    question: str = ""
    domains: tuple[str, ...] = ()
    statements: tuple[StatementContent, ...] = ()
    insights: tuple[NoteContent, ...] = ()
    advice: tuple[AdviceContent, ...] = ()
    questions: tuple[NoteContent, ...] = ()
    signals: tuple[NoteContent, ...] = ()
    agreements: tuple[AgreementContent, ...] = ()

    @property
    def has_notes(self) -> bool:
        """Whether anything that was written at the table is in the report."""
        written = (self.statements, self.insights, self.advice, self.questions, self.signals)
        return any(written) or bool(self.agreements)


@dataclass(frozen=True)
class SaidContent:
    """What people saw, asked or took home at a part of the programme; a heading says where.

    ``section`` is the one it stands in: of the walk, of questions or of reflections.
    """

    heading: str
    notes: tuple[NoteContent, ...]
    section: SectionKind = SectionKind.WALK


@dataclass(frozen=True)
class SignalContent:
    """A rule or gap that came up, at so many ``tables``, and the policy domains it is about."""

    text: str
    tables: int = 1
    domains: tuple[str, ...] = ()


@dataclass(frozen=True)
class SectionContent:
    """A section and what the organiser says before and after what stands in it by itself."""

    kind: SectionKind
    introduction: str = ""
    closing: str = ""


@dataclass(frozen=True)
class ReportContent:
    """The whole report of an event, or of one table of it when ``tables`` holds one.

    ``hours`` is written out (from, dash, to). ``left_out`` counts, by kind, what stays at the
    tables; ``omitted`` names the sections that the organiser left out. ``generated_at`` is an aware
    moment. ``sections`` stand in their order. ``is_ahead``: the event has not begun yet.
    """

    title: str
    slug: str
    day: date
    generated_at: datetime
    hours: str = ""
    place: str = ""
    organisation: str = ""
    language: Literal["nl", "en"] = "nl"
    occasion: str = ""
    questions: tuple[QuestionContent, ...] = ()
    roles: tuple[CountContent, ...] = ()
    departments: tuple[CountContent, ...] = ()
    programme: tuple[ItemContent, ...] = ()
    said: tuple[SaidContent, ...] = ()
    tables: tuple[TableContent, ...] = ()
    left_out: tuple[CountContent, ...] = ()
    to_be_continued: str = ""
    signals: tuple[SignalContent, ...] = ()
    sections: tuple[SectionContent, ...] = tuple(SectionContent(kind) for kind in USUAL)
    omitted: tuple[str, ...] = ()
    is_ahead: bool = False

    def heading(self, kind: SectionKind) -> str:
        """What stands above a section."""
        return str(kind.heading(is_ahead=self.is_ahead))

    @property
    def agreements(self) -> tuple[AgreementContent, ...]:
        """The agreements of all tables, in the order of the tables."""
        return tuple(agreement for table in self.tables for agreement in table.agreements)

    @property
    def chapters(self) -> tuple[SectionContent, ...]:
        """The sections that have something to say, in their order."""
        return tuple(
            one for one in self.sections if one.introduction or one.closing or self._holds(one.kind)
        )

    def said_in(self, kind: SectionKind) -> tuple[SaidContent, ...]:
        """What was said at parts of the programme and stands in this section."""
        return tuple(one for one in self.said if one.section is kind)

    def _holds(self, kind: SectionKind) -> bool:
        by_itself: dict[SectionKind, object] = {
            SectionKind.OCCASION: self.occasion or self.questions,
            SectionKind.AUDIENCE: self.roles or self.departments,
            SectionKind.PROGRAMME: self.programme,
            SectionKind.TABLES: self.tables,
            SectionKind.AGREEMENTS: self.agreements,
            SectionKind.SIGNALS: self.signals,
            SectionKind.TO_BE_CONTINUED: self.to_be_continued,
        }
        return bool(by_itself.get(kind) or self.said_in(kind))


def without(content: ReportContent, kinds: Collection[SectionKind]) -> ReportContent:
    """The same content without what stands in these sections, and with their names.

    Agreements are told both with their case and all together; they go when neither is left.
    """
    emptied: dict[SectionKind, dict[str, Any]] = {
        SectionKind.OCCASION: {"occasion": "", "questions": ()},
        SectionKind.AUDIENCE: {"roles": (), "departments": ()},
        SectionKind.PROGRAMME: {"programme": ()},
        SectionKind.TABLES: {"tables": _agreed_alone(content, kinds)},
        SectionKind.SIGNALS: {"signals": ()},
        SectionKind.TO_BE_CONTINUED: {"to_be_continued": ""},
    }
    changes = {name: value for kind in kinds for name, value in emptied.get(kind, {}).items()}
    return replace(
        content,
        said=tuple(one for one in content.said if one.section not in kinds),
        sections=tuple(one for one in content.sections if one.kind not in kinds),
        omitted=tuple(content.heading(kind) for kind in USUAL if kind in kinds),
        **changes,
    )


def _agreed_alone(
    content: ReportContent, kinds: Collection[SectionKind]
) -> tuple[TableContent, ...]:
    if SectionKind.AGREEMENTS in kinds:
        return ()
    return tuple(
        TableContent(one.number, case_title=one.case_title, agreements=one.agreements)
        for one in content.tables
        if one.agreements
    )


def printable(content: Data) -> Data:
    """The same content with Unix line ends and without characters no document can hold."""
    return with_texts(content, sheets.printable)


def with_texts(content: Data, change: Callable[[str], str]) -> Data:
    """The same content, every text in it changed by ``change``."""
    return cast(Data, _with_texts(content, change))


def as_plain(content: Any) -> Any:
    """Dictionaries, lists, texts, numbers and ISO dates: what JSON can hold."""
    if is_dataclass(content):
        return {field.name: as_plain(getattr(content, field.name)) for field in fields(content)}
    if isinstance(content, tuple):
        return [as_plain(part) for part in content]
    return content.isoformat() if isinstance(content, date) else content


def _with_texts(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, enum.Enum):
        return value
    if isinstance(value, str):
        return change(value)
    if isinstance(value, tuple):
        return tuple(_with_texts(part, change) for part in value)
    if is_dataclass(value) and not isinstance(value, type):
        changed = {f.name: _with_texts(getattr(value, f.name), change) for f in fields(value)}
        return type(value)(**changed)
    return value
