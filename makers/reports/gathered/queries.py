"""Reading signals: of one event for its list and its report, of all events for the overview."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, case, select
from sqlalchemy.orm import joinedload

from makers.core.database import db
from makers.events.models import Event, PolicyDomain
from makers.intervision import telling
from makers.intervision.kinds import NoteKind
from makers.intervision.models import Note, Rehearsal
from makers.reports.gathered.signals import Kept, Signal, Source, signals
from makers.reports.models import GatheredSignal
from makers.seating.models import Table


@dataclass(frozen=True)
class SignalList:
    """The signals of an event that may be told, and how many notes with one stay at the tables."""

    signals: list[Signal]
    kept_at_tables: int

    def find(self, code: str) -> Signal | None:
        """The signal on the list with this code; what lies under another is not on it."""
        return next((one for one in self.signals if one.code == code), None)

    def within(self, code: str) -> Signal | None:
        """The signal with this code, on the list or under another."""
        every = (part for one in self.signals for part in one.everything())
        return next((one for one in every if one.code == code), None)


@dataclass(frozen=True)
class Told:
    """A signal of some event."""

    event: Event
    signal: Signal


@dataclass(frozen=True)
class DomainSignals:
    """What came up about a policy domain over all events; without a name: about none."""

    name: str
    told: list[Told]

    @property
    def tables(self) -> int:
        """At how many tables something about it came up."""
        return len({source.table_id for one in self.told for source in one.signal.sources})

    @property
    def events(self) -> int:
        """At how many events."""
        return len({one.event.id for one in self.told})


def of_event(event_id: int) -> SignalList:
    """The signals of an event; three statements. Words that stay do not leave the database."""
    rows = db.session.execute(_notes(Note.event_id == event_id)).all()
    about = domains_said(Note.event_id == event_id)
    sources = [_source(row[1:], about) for row in rows if row[0]]
    return SignalList(signals(sources, kept(event_id)), len(rows) - len(sources))


def of_all() -> list[Told]:
    """The signals of every event, the newest event first, rehearsals left out; four statements."""
    rehearsed = select(Rehearsal.practice_id)
    about = domains_said(Note.event_id.not_in(rehearsed))
    sources: dict[int, list[Source]] = {}
    for told, *row in db.session.execute(_notes(Note.event_id.not_in(rehearsed))):
        if told:
            source = _source(row, about)
            sources.setdefault(source.event_id, []).append(source)
    rows_of: dict[int, list[Kept]] = {}
    for one in _rows(_with_domains()):
        rows_of.setdefault(one.event_id, []).append(as_kept(one))
    events = db.session.scalars(
        select(Event).where(Event.id.in_(sources)).order_by(Event.starts_at.desc(), Event.id.desc())
    )
    return [
        Told(event, signal)
        for event in events
        for signal in signals(sources[event.id], rows_of.get(event.id, []))
    ]


def by_domain(told: Sequence[Told]) -> list[DomainSignals]:
    """The same by policy domain, those of most tables first; what is about none comes last.

    Events name their own domains: the same name, however it is written, is the same domain.
    """
    names: dict[str, str] = {}
    found: dict[str, list[Told]] = {}
    for one in told:
        for name in one.signal.domains.values() or ("",):
            alike = name.strip().casefold()
            names.setdefault(alike, name.strip())
            found.setdefault(alike, []).append(one)
    domains = [DomainSignals(names[alike], some) for alike, some in found.items()]
    return sorted(domains, key=lambda one: (not one.name, -one.tables, one.name.casefold()))


def kept(event_id: int) -> list[Kept]:
    """What the desk did with the signals of an event; one statement."""
    rows = _with_domains().where(GatheredSignal.event_id == event_id)
    return [as_kept(row) for row in _rows(rows)]


def as_kept(row: GatheredSignal) -> Kept:
    """A row with its domains, as plain data."""
    domains = {domain.id: domain.name for domain in row.domains}
    return Kept(row.id, row.note_id, row.under_id, row.title, row.version, domains)


def _notes(where: ColumnElement[bool]) -> Select[Any]:
    """Whether each signal at a table may be told; then the columns of a ``Source``."""
    told = telling.may_be_told()
    return (
        select(
            told,
            Note.id,
            Note.version,
            Table.id,
            Table.number,
            case((told, Note.text), else_=""),
            told & Note.personal_at.is_not(None),
            Note.event_id,
        )
        .join(Table, Table.id == Note.table_id)
        .where(where, Note.kind == NoteKind.SIGNAL, Note.deleted_at.is_(None))
        .order_by(Note.id)
    )


def _source(row: Sequence[Any], about: dict[int, dict[int, str]]) -> Source:
    note_id, version, table_id, number, text, personal, event_id = row
    said = about.get(note_id, {})
    return Source(note_id, version, table_id, number, text, personal, event_id, said)


def domains_said(where: ColumnElement[bool]) -> dict[int, dict[int, str]]:
    """What tables say that their signals are about, by the id of the note; one statement."""
    rows = db.session.execute(
        select(Note.id, PolicyDomain.id, PolicyDomain.name)
        .join(Note.domains)
        .where(where, Note.kind == NoteKind.SIGNAL)
        .order_by(Note.id, PolicyDomain.position)
    )
    found: dict[int, dict[int, str]] = {}
    for note_id, domain_id, name in rows:
        found.setdefault(note_id, {})[domain_id] = name
    return found


def _with_domains() -> Select[GatheredSignal]:
    domains = joinedload(GatheredSignal.domains).load_only(PolicyDomain.name)
    return select(GatheredSignal).options(domains).order_by(GatheredSignal.id)


def _rows(asked: Select[GatheredSignal]) -> Sequence[GatheredSignal]:
    return db.session.scalars(asked).unique().all()
