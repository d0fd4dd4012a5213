"""The journal as organisers read it: what changed, when, by whom; narrowed down, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, select

from makers.core import clock, journal
from makers.core.database import db
from makers.core.forms import as_number
from makers.core.journal import JournalEntry
from makers.core.sheets import Cell
from makers.doors.journal_names import PEOPLE, Names, nameless, naming

PAGE, MOST_EXPORTED = 50, 10_000
# who: which doors
WHO: dict[str, tuple[LazyString, tuple[str, ...]]] = {
    "organiser": (_l("De organisatie"), ("organiser",)),
    "people": (_l("Wie meedoet"), ("signup", "personal", "invited")),
    "helpers": (
        _l("Begeleiders, gidsen, moderator en deur"),
        ("facilitator", "guide", "asked", "moderator", "door"),
    ),
    "visitor": (_l("Bezoekers"), ("visitor",)),
    "system": (_l("Vanzelf"), ("system", "demo")),
}


@dataclass(frozen=True)
class Asked:
    """What is looked for. ``before``: only entries older than this one (an id)."""

    event: int | None = None
    chapter: str = ""
    who: str = ""
    since: date | None = None
    until: date | None = None
    q: str = ""
    before: int = 0

    @classmethod
    def of(cls, args: Any, event_id: int | None = None) -> Asked:
        """What an address asks; what it cannot mean is left out."""
        return cls(
            event=event_id or as_number(args.get("event", "")) or None,
            chapter=args.get("chapter", "") if args.get("chapter") in journal.chapters else "",
            who=args.get("who", "") if args.get("who") in WHO else "",
            since=_day(args.get("since", "")),
            until=_day(args.get("until", "")),
            q=args.get("q", "").strip()[:100],
            before=as_number(args.get("before", "")),
        )

    @property
    def as_args(self) -> dict[str, str]:
        """The same as an address says it, without the page."""
        said = {
            "event": self.event,
            "chapter": self.chapter,
            "who": self.who,
            "since": self.since,
            "until": self.until,
            "q": self.q,
        }
        return {name: str(value) for name, value in said.items() if value}

    def matching(self) -> list[ColumnElement[bool]]:
        """The same in the database's words."""
        found: list[ColumnElement[bool]] = []
        if self.event is not None:
            found.append(JournalEntry.event_id == self.event)
        if self.chapter:
            found.append(JournalEntry.what.in_(journal.chapters[self.chapter].words))
        if self.q:
            found.append(JournalEntry.what.in_(self._said()) | naming(self.q))
        if self.who:
            found.append(JournalEntry.actor_kind.in_(WHO[self.who][1]))
            if not PEOPLE.isdisjoint(WHO[self.who][1]):
                found.append(JournalEntry.what.not_in(nameless()))
        if self.since is not None:
            found.append(JournalEntry.at >= _midnight(self.since))
        if self.until is not None:
            found.append(JournalEntry.at < _midnight(self.until + timedelta(days=1)))
        if self.before:
            found.append(JournalEntry.id < self.before)
        return found

    def _said(self) -> list[str]:
        """Everything that reads so, in the reader's language."""
        asked = self.q.casefold()
        return [what for what, said in journal.words().items() if asked in str(said).casefold()]


@dataclass(frozen=True)
class Line:
    """An entry in words; ``event`` and ``about`` may be empty."""

    id: int
    at: datetime
    said: str
    about: str
    event: str
    event_id: int | None
    who: str


def page(asked: Asked) -> tuple[list[Line], int]:
    """The newest entries that match, and the id below which older ones stand (0: no more).

    Nine statements at most. What one change said to several screens is one line.
    """
    rows = _entries(asked, PAGE + 1)
    shown = rows[:PAGE]
    return _in_words(shown), shown[-1].id if len(rows) > PAGE else 0


def rows(asked: Asked) -> list[list[Cell]]:
    """The names of the columns and the newest ``MOST_EXPORTED`` entries, as cells of a sheet."""
    header: list[Cell] = [_("Wanneer"), _("Wat"), _("Waarover"), _("Bijeenkomst"), _("Wie")]
    lines = _in_words(_entries(replace(asked, before=0), MOST_EXPORTED))
    told: list[list[Cell]] = [[one.at, one.said, one.about, one.event, one.who] for one in lines]
    return [header, *told]


def _entries(asked: Asked, most: int) -> Sequence[JournalEntry]:
    found = select(JournalEntry).where(*asked.matching())
    return db.session.scalars(found.order_by(JournalEntry.id.desc()).limit(most)).all()


def _in_words(entries: Sequence[JournalEntry]) -> list[Line]:
    names, words = Names.of(entries), journal.words()
    chapter_of = {what: one.name for one in journal.chapters.values() for what in one.words}
    lines, before = list[Line](), None
    for entry in entries:
        same = (entry.what, entry.subject_id, entry.actor_kind, entry.actor_id, entry.event_id)
        mark = (*same, entry.at.replace(microsecond=0))
        if mark == before:
            continue
        before = mark
        lines.append(
            Line(
                id=entry.id,
                at=entry.at,
                said=str(words.get(entry.what, entry.what)),
                about=names.about(entry),
                event=names.event(entry),
                event_id=entry.event_id,
                who=names.actor(entry, chapter_of.get(entry.what, "")),
            )
        )
    return lines


def _day(text: str) -> date | None:
    """A day of which the clock knows the day before and after; any other is none."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if date.min.year < day.year < date.max.year else None


def _midnight(day: date) -> datetime:
    return clock.from_wall_clock(datetime.combine(day, time()))
