"""How an organiser arranges a report: the order of its sections, what is left out, own words.

What stands in a section by itself is read anew each time and cannot be changed here.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from makers.core import journal
from makers.core.database import db, writing
from makers.core.errors import Refusal
from makers.core.journal import Actor
from makers.events.copying import Choice
from makers.events.models import Event
from makers.reports.models import ReportSection
from makers.reports.sections.kinds import USUAL, SectionKind


class Overtaken(Refusal):
    """Somebody else wrote in this section while this was typed; both texts are shown."""

    sentence = _l(
        "Iemand anders paste deze teksten aan terwijl jij typte. Hieronder staat wat er nu staat, "
        "en wat jij typte. Maak er één van en bewaar opnieuw, of laat staan wat er staat."
    )


class Moved(Refusal):
    """Somebody else moved the sections meanwhile; moving on from there would surprise both."""

    sentence = _l("De volgorde is net veranderd. Kijk opnieuw en verplaats dan.")


@dataclass(frozen=True)
class Arranged:
    """A section as it is arranged; ``version`` is 0 where nothing was changed yet."""

    kind: SectionKind
    introduction: str = ""
    closing: str = ""
    left_out_at: datetime | None = None
    version: int = 0

    @property
    def introduction_beside(self) -> str:
        """What stands before its content; how it goes on is a content of its own."""
        return "" if self.kind is SectionKind.TO_BE_CONTINUED else self.introduction

    @property
    def has_words(self) -> bool:
        """Whether the organiser wrote something in it."""
        return bool(self.introduction or self.closing)


@dataclass(frozen=True)
class Arrangement:
    """All sections in their order, those that were left out too."""

    sections: tuple[Arranged, ...]

    @property
    def left_out(self) -> frozenset[SectionKind]:
        """The sections that are not in the report."""
        return frozenset(one.kind for one in self.sections if one.left_out_at is not None)

    @property
    def how_it_goes_on(self) -> str:
        """What the organiser tells of what comes after."""
        kind = SectionKind.TO_BE_CONTINUED
        return next((one.introduction for one in self.sections if one.kind is kind), "")

    def of(self, kind: SectionKind) -> Arranged:
        """One section."""
        return next(one for one in self.sections if one.kind is kind)


def usual(kinds: Collection[SectionKind] = USUAL) -> Arrangement:
    """The sections as they stand in a report that nobody arranged."""
    return Arrangement(tuple(Arranged(kind) for kind in kinds))


def of_event(event_id: int) -> Arrangement:
    """How the report of an event is arranged; one statement."""
    rows = {row.kind: row for row in _rows(db.session(), event_id)}
    return Arrangement(tuple(_arranged(kind, rows.get(kind)) for kind in _order(rows)))


def write(
    event_id: int,
    kind: SectionKind,
    introduction: str,
    closing: str,
    *,
    version: int,
    by: Actor,
) -> None:
    """Say something before and after what stands in a section; empty says nothing.

    ``version`` is the one the texts started from. The same texts again change nothing. Raises
    ``Overtaken`` when somebody else was first.
    """
    with writing(event_id) as session:
        row = session.get(ReportSection, (event_id, kind))
        stands = (row.introduction, row.closing) if row is not None else ("", "")
        if stands == (introduction, closing):
            return
        if version != (row.version if row is not None else 0):
            raise Overtaken
        row = row or _row(session, event_id, kind)
        row.introduction, row.closing = introduction, closing
        row.version = version + 1
        _record("report.section.written", event_id, by)


def move(event_id: int, kind: SectionKind, *, up: bool, seen_at: int, by: Actor) -> None:
    """One place up or down; at the end nothing changes.

    ``seen_at`` is the place (from 0) that the section had on the page: two who press together move
    it once. Raises ``Moved`` when it stands elsewhere by now.
    """
    with writing(event_id) as session:
        rows = {row.kind: row for row in _rows(session, event_id)}
        order = _order(rows)
        if order.index(kind) != seen_at:
            raise Moved
        to = seen_at + (-1 if up else 1)
        if not 0 <= to < len(order):
            return
        order.insert(to, order.pop(seen_at))
        for position, one in enumerate(order):
            row = rows.get(one) or _row(session, event_id, one)
            row.position = position
        _record("report.section.moved", event_id, by)


def leave_out(event_id: int, kind: SectionKind, *, now: datetime, by: Actor) -> None:
    """Keep a section out of the report, which then names it. Twice is once."""
    with writing(event_id) as session:
        row = session.get(ReportSection, (event_id, kind)) or _row(session, event_id, kind)
        if row.left_out_at is None:
            row.left_out_at = now
            _record("report.section.left_out", event_id, by)


def take_up(event_id: int, kind: SectionKind, *, by: Actor) -> None:
    """Have a section in the report again. Twice is once."""
    with writing(event_id) as session:
        row = session.get(ReportSection, (event_id, kind))
        if row is not None and row.left_out_at is not None:
            row.left_out_at = None
            _record("report.section.taken_up", event_id, by)


def copy_along(
    copied: Event,
    *,
    source: Event,
    chosen: frozenset[Choice],
    session: Session,
    now: datetime,
    **_others: Any,
) -> None:
    """Receiver of ``event_copied``: order and omissions come along with the programme.

    The organiser's words do not: they told of that afternoon.
    """
    if Choice.PROGRAMME not in chosen:
        return
    for row in _rows(session, source.id):
        left_out_at = now if row.left_out_at is not None else None
        if row.position is not None or left_out_at is not None:
            mine = _row(session, copied.id, row.kind)
            mine.position, mine.left_out_at = row.position, left_out_at


def _rows(session: Session, event_id: int) -> list[ReportSection]:
    return list(session.scalars(select(ReportSection).where(ReportSection.event_id == event_id)))


def _row(session: Session, event_id: int, kind: SectionKind) -> ReportSection:
    """A new row; its version is that of a section that nobody wrote in."""
    row = ReportSection(event_id=event_id, kind=kind, introduction="", closing="", version=0)
    session.add(row)
    return row


def _order(rows: dict[SectionKind, ReportSection]) -> list[SectionKind]:
    """All kinds by their place; one without a place stands where it usually does."""

    def place(kind: SectionKind) -> int:
        row = rows.get(kind)
        usually = USUAL.index(kind)
        return row.position if row is not None and row.position is not None else usually

    return sorted(USUAL, key=lambda kind: (place(kind), USUAL.index(kind)))


def _arranged(kind: SectionKind, row: ReportSection | None) -> Arranged:
    if row is None:
        return Arranged(kind)
    return Arranged(kind, row.introduction, row.closing, row.left_out_at, row.version)


def _record(what: str, event_id: int, by: Actor) -> None:
    journal.record(what, event_id=event_id, topic="reports", subject_id=event_id, by=by)
