"""Reading an event, or one table of it, into the plain content its documents are made from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import Select, func, select, true
from sqlalchemy.orm import joinedload

from makers.core import clock
from makers.core.database import db
from makers.core.web import language, wall_clock
from makers.events.models import Event, ItemKind, ProgrammeItem, Role
from makers.followups import queries as followups
from makers.followups.models import FollowUp
from makers.intervision import telling
from makers.intervision.kinds import NoteKind
from makers.intervision.models import Note
from makers.intervision.notes.statements import side_by_side
from makers.intervision.plenary import queries as plenary
from makers.intervision.plenary.items import OF_KIND
from makers.intervision.telling import Written
from makers.reports.content import (
    AdviceContent,
    AgreementContent,
    CountContent,
    ItemContent,
    NoteContent,
    QuestionContent,
    ReportContent,
    SaidContent,
    SectionContent,
    SignalContent,
    StatementContent,
    TableContent,
    without,
)
from makers.reports.gathered import queries as gathered
from makers.reports.gathered.signals import Source, signals
from makers.reports.sections import arranging
from makers.reports.sections.kinds import OF_ONE_TABLE, SectionKind
from makers.seating.models import Case, Table
from makers.signups.models import CheckIn, Signup

SECTION_OF = {
    NoteKind.OBSERVATION: SectionKind.WALK,
    NoteKind.REFLECTION: SectionKind.REFLECTIONS,
}


@dataclass(frozen=True)
class Reported:
    """A table, and whether its bringer approved of the case as it is told now."""

    table: Table
    case_is_told: bool


def content_of(
    event: Event,
    *,
    organisation: str,
    now: datetime,
    table: Reported | None = None,
    names: bool = False,
) -> ReportContent:
    """The report as it stands at ``now``: of the event, or of one ``table``.

    Only what the bringer of each case approved of is in it, and agreements that their owners let
    go on; the others are counted by kind. People are told by role and department unless ``names``.
    The event's report is arranged as the organiser wished; that of a table as usual. It speaks the
    reader's language and asks at most five statements, however many tables there are, one more
    where people could send something to a part of the programme, and two more where signals may
    be told.
    """
    tables = [table] if table is not None else _tables(event.id)
    written = telling.written_at(event.id)
    shared = [note for note in written if note.may_be_told]
    agreed = followups.of_event(event.id)
    is_ahead = event.starts_at > now
    roles, departments = _people(event.id, is_ahead=is_ahead)
    arrangement = arranging.of_event(event.id) if table is None else arranging.usual(OF_ONE_TABLE)
    content = ReportContent(
        title=event.title,
        slug=event.slug,
        day=clock.amsterdam(event.starts_at).date(),
        generated_at=now,
        hours=f"{wall_clock(event.starts_at)}–{wall_clock(event.ends_at)}",
        place=event.place,
        organisation=organisation,
        language="en" if language() == "en" else "nl",
        occasion=event.occasion,
        questions=_questions(event),
        roles=roles,
        departments=departments,
        programme=tuple(
            ItemContent(wall_clock(item.starts_at), item.title, item.who)
            for item in event.programme
        ),
        said=_said(event, names=names) if table is None else (),
        tables=tuple(_table(one, shared, agreed, names=names) for one in tables),
        left_out=_left_out(written, agreed, {one.table.id for one in tables}),
        to_be_continued=arrangement.how_it_goes_on,
        signals=_signals(event.id, shared, tables) if table is None else (),
        sections=tuple(
            SectionContent(one.kind, one.introduction_beside, one.closing)
            for one in arrangement.sections
        ),
        is_ahead=is_ahead,
    )
    return without(content, arrangement.left_out)


def event_of(event_id: int) -> Event | None:
    """An event with its programme; one statement."""
    return (
        db.session.scalars(
            select(Event).where(Event.id == event_id).options(joinedload(Event.programme))
        )
        .unique()
        .one_or_none()
    )


def table_of(table_id: int) -> Reported | None:
    """One table with its case, and its event with the programme; one statement."""
    programme = (
        joinedload(Table.item, innerjoin=True)
        .joinedload(ProgrammeItem.event, innerjoin=True)
        .joinedload(Event.programme)
    )
    asked = _with_cases().where(Table.id == table_id).options(programme)
    found = db.session.execute(asked).unique().one_or_none()
    return Reported(*found) if found is not None else None


def _tables(event_id: int) -> Sequence[Reported]:
    tables = (
        _with_cases()
        .join(Table.item)
        .where(Table.event_id == event_id, ProgrammeItem.kind == ItemKind.INTERVISION)
        .order_by(Table.item_id, Table.number)
    )
    return [Reported(*found) for found in db.session.execute(tables).unique()]


def _with_cases() -> Select[Table, bool]:
    return select(Table, telling.case_is_told()).options(
        joinedload(Table.case).joinedload(Case.domains)
    )


def _questions(event: Event) -> tuple[QuestionContent, ...]:
    asked = (
        (_("Vragen van de overheid"), event.questions_government),
        (_("Vragen van de ondernemers"), event.questions_entrepreneurs),
    )
    return tuple(QuestionContent(str(side), text) for side, text in asked if text)


def _said(event: Event, *, names: bool) -> tuple[SaidContent, ...]:
    """What may be told of the parts of the programme, by part and place, in their order.

    Who let their name stand beside it is named where ``names`` are wished.
    """
    titles = {item.id: item.title for item in event.programme if item.kind in OF_KIND}
    found: dict[tuple[SectionKind, str], list[NoteContent]] = {}
    for one in plenary.told(event.id) if titles else ():
        heading = ": ".join(part for part in (titles.get(one.item_id or 0, ""), one.place) if part)
        section = SECTION_OF.get(one.kind, SectionKind.QUESTIONS)
        found.setdefault((section, heading), []).append(
            NoteContent(one.text, one.who if names else "")
        )
    return tuple(
        SaidContent(heading, tuple(notes), section) for (section, heading), notes in found.items()
    )


def _signals(
    event_id: int, shared: Iterable[Written], tables: Iterable[Reported]
) -> tuple[SignalContent, ...]:
    """The signals as the desk gathered them, those of most tables first."""
    numbers = {one.table.id: one.table.number for one in tables}
    notes = [note for note in shared if note.kind is NoteKind.SIGNAL and note.table_id in numbers]
    if not notes:
        return ()
    about = gathered.domains_said(Note.event_id == event_id)
    told = [
        Source(
            note.id,
            0,
            note.table_id or 0,
            numbers[note.table_id or 0],
            note.text,
            domains=about.get(note.id, {}),
        )
        for note in notes
    ]
    return tuple(
        SignalContent(one.words, one.tables, tuple(one.domains.values()))
        for one in signals(told, gathered.kept(event_id))
    )


def _table(
    reported: Reported, shared: Iterable[Written], agreed: Iterable[FollowUp], *, names: bool
) -> TableContent:
    table = reported.table
    notes = [note for note in shared if note.table_id == table.id]
    case = table.case
    told = case if reported.case_is_told else None
    return TableContent(
        number=table.number,
        name=table.name,
        case_title=case.title if case else "",
        situation=told.situation if told else "",
        question=told.question if told else "",
        domains=tuple(domain.name for domain in told.domains) if told else (),
        statements=tuple(_statements(notes)),
        insights=_texts(notes, NoteKind.CORE, NoteKind.INSIGHT, NoteKind.ASSOCIATION),
        advice=tuple(
            AdviceContent(note.text, _aside(note), _answer(note))
            for note in notes
            if note.kind in (NoteKind.ADVICE, NoteKind.OFFER)
        ),
        questions=_texts(notes, NoteKind.QUESTION, NoteKind.ANSWER),
        signals=_texts(notes, NoteKind.SIGNAL, NoteKind.OBSERVATION, NoteKind.REFLECTION),
        agreements=tuple(
            AgreementContent(
                action=one.action,
                owner=_who(one.owner, names=names),
                counterpart=_who(one.counterpart, names=names),
                due_on=one.due_on,
                state=str(one.state.label),
                table_number=table.number,
                case_title=case.title if case else "",
            )
            for one in agreed
            if one.table_id == table.id and one.goes_on
        ),
    )


def _statements(notes: Iterable[Written]) -> Iterable[StatementContent]:
    """The statements, the versions of one after each other and numbered."""
    rows = side_by_side([note for note in notes if note.kind is NoteKind.PROBLEM_STATEMENT])
    for row in rows:
        for number, note in enumerate(row, start=1):
            yield StatementContent(
                note.text,
                _aside(note),
                note.from_demand,
                note.from_institution,
                number if len(row) > 1 else 0,
            )


def _texts(notes: Iterable[Written], *kinds: NoteKind) -> tuple[NoteContent, ...]:
    return tuple(NoteContent(note.text, _aside(note)) for note in notes if note.kind in kinds)


def _aside(note: Written) -> str:
    return str(_("persoonlijk, niet namens de gemeente")) if note.personal else ""


def _answer(note: Written) -> str:
    said = {"yes": _("ja"), "no": _("nee"), "later": _("later")}
    return str(said.get(note.answer, ""))


def _who(signup: Signup | None, *, names: bool) -> str:
    """Someone in the report: by name where that is wished, else by role and where they work."""
    if signup is None:
        return ""
    works_at = ", ".join(part for part in (signup.department, signup.organisation) if part)
    who = signup.name if names else signup.role.name
    return f"{who} ({works_at})" if works_at else who


def _people(
    event_id: int, *, is_ahead: bool
) -> tuple[tuple[CountContent, ...], tuple[CountContent, ...]]:
    """Who came, counted by role and by department; one statement.

    Before it begins, and where nobody was checked in, who has a place.
    """
    seen = select(CheckIn.signup_id).join(Signup, Signup.id == CheckIn.signup_id)
    anybody = seen.where(Signup.event_id == event_id).exists()
    rows = db.session.execute(
        select(Role.name, Signup.department, func.count())
        .join(Signup.role)
        .where(
            Signup.event_id == event_id,
            Signup.cancelled_at.is_(None),
            Signup.confirmed_at.is_not(None),
            true() if is_ahead else ~anybody | Signup.check_in.has(),
        )
        .group_by(Role.id, Role.name, Role.position, Signup.department)
        .order_by(Role.position, Role.id, Signup.department)
    )
    roles, departments = Counter[str](), Counter[str]()
    for role, department, number in rows:
        roles[role] += number
        departments[department] += number
    return _counts(roles), _counts(departments)


def _counts(counted: Counter[str]) -> tuple[CountContent, ...]:
    """The largest first, those alike in the order in which they were counted."""
    return tuple(CountContent(name, number) for name, number in counted.most_common() if name)


def _left_out(
    written: Iterable[Written], agreed: Iterable[FollowUp], tables: set[int]
) -> tuple[CountContent, ...]:
    """How many notes of each kind, and how many agreements, stay at these tables."""
    kept = Counter(
        note.kind for note in written if note.table_id in tables and not note.may_be_told
    )
    left = [CountContent(str(kind.label), kept[kind]) for kind in NoteKind if kept[kind]]
    agreements = sum(one.table_id in tables and not one.goes_on for one in agreed)
    if agreements:
        left.append(CountContent(str(_("Afspraak")), agreements))
    return tuple(left)
