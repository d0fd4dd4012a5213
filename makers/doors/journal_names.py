"""Who and what the ids of journal entries mean, for who may see it: a statement per kind of thing.

Who was erased has no name any more. Who wrote at a table or sent something in the hall is not
named either: what they wrote may stand elsewhere without a name, and the minute would give it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, String, cast, or_, select

from makers.core import journal
from makers.core.database import db
from makers.core.journal import JournalEntry
from makers.core.organisers import Organiser, accounts
from makers.events.models import Event
from makers.seating.models import Case, FacilitatorRequest, Table
from makers.signups.models import Override, Signup
from makers.talks.models import Talk

THEMSELVES = ("signup", "personal")
NAMELESS = ("notes", "hall")
PEOPLE = frozenset({"signup", "personal", "facilitator", "guide", "asked"})
ACTORS: dict[str, LazyString] = {
    "organiser": _l("de organisatie"),
    "signup": _l("iemand die meedoet"),
    "personal": _l("iemand die meedoet"),
    "facilitator": _l("een begeleider"),
    "guide": _l("een gids"),
    "asked": _l("een gevraagde begeleider"),
    "door": _l("iemand aan de deur"),
    "moderator": _l("de moderator"),
    "invited": _l("iemand die is uitgenodigd"),
    "visitor": _l("een bezoeker"),
    "system": _l("vanzelf"),
    "demo": _l("de demo"),
}
# of which kind the subject is, by the first word of what happened
SUBJECTS: dict[str, Any] = {
    "signup": Signup,
    "calendar": Signup,
    "person": Signup,
    "latecomer": Signup,
    "leader": Signup,
    "talk": Talk,
    "slides": Talk,
    "swap": Talk,
    "case": Case,
    "table": Table,
    "method": Table,
    "bringer": Table,
    "stop": Table,
    "facilitator": FacilitatorRequest,
    "override": Override,
    "organiser": Organiser,
}
# the same first word, but of another kind
OTHERWISE: dict[str, Any] = {
    "walk.counted_out": Signup,
    "walk.counted_back": Signup,
    "walk.count_undone": Signup,
    "cases.chosen": Signup,
    "seat.freed": Signup,
    "table.case_left": Case,
    "organiser.invited": None,  # nobody organises yet
    "organiser.invitation_withdrawn": None,
    "facilitator.briefed": None,
    "table.heard": None,
    "table.readiness": None,
    "method.added": None,
    "method.changed": None,
    "method.removed": None,
}
# of each kind its ids, and what it is called
CALLED: dict[Any, Select[*tuple[Any, ...]]] = {
    Organiser: accounts.names(),
    Event: select(Event.id, Event.title),
    Signup: select(Signup.id, Signup.name),
    Talk: select(Talk.id, Talk.title),
    Case: select(Case.id, Case.title),
    Table: select(Table.id, Table.number),
    FacilitatorRequest: select(FacilitatorRequest.id, Signup.name).join(
        Signup, Signup.id == FacilitatorRequest.signup_id
    ),
    Override: select(Override.id, Signup.name).join(Signup, Signup.id == Override.signup_id),
}
Key = tuple[Any, int]


@dataclass(frozen=True)
class Names:
    """What was found, by kind and id."""

    found: Mapping[Key, str]

    @classmethod
    def of(cls, entries: Collection[JournalEntry]) -> Names:
        """Look up all these entries speak of; eight statements at most, however many they are."""
        wanted: dict[Any, set[int]] = {}
        for model, number in _meant(entries):
            wanted.setdefault(model, set()).add(number)
        found: dict[Key, str] = {}
        for model, numbers in wanted.items():
            called = CALLED[model]
            rows = db.session.execute(called.where(called.selected_columns[0].in_(numbers)))
            found |= {(model, row[0]): str(row[1]) for row in rows}
        return cls(found)

    def event(self, entry: JournalEntry) -> str:
        """The title of the event; empty where there is none, or none any more."""
        return self.found.get((Event, entry.event_id or 0), "")

    def about(self, entry: JournalEntry) -> str:
        """What it is about: a person, a talk, a case, a table; empty where that says nothing."""
        table = _table_of(entry)
        told = [self._called(*key) for key in (_subject(entry),) if key is not None]
        if table is not None and (Table, table) in self.found:
            told.append(self._called(Table, table))
        return " · ".join(dict.fromkeys(one for one in told if one))

    def actor(self, entry: JournalEntry, chapter: str) -> str:
        """Who did it: their name where it may be told, else by which door they came."""
        kind = str(ACTORS.get(entry.actor_kind, entry.actor_kind))
        model = _actor_model(entry)
        if chapter in NAMELESS and entry.actor_kind in PEOPLE:
            return str(_("iemand"))  # there may be one facilitator only
        if model is None or chapter in NAMELESS:
            return kind
        name = self.found.get((model, entry.actor_id or 0), "")
        if name and entry.actor_kind in THEMSELVES:
            return name
        return f"{name} ({kind})" if name else kind

    def _called(self, model: Any, number: int) -> str:
        name = self.found.get((model, number), "")
        if model is Table and name:
            return str(_("tafel %(number)s", number=name))
        return name or (str(_("gewist")) if model is Signup else "")


def nameless() -> list[str]:
    """What happened of which is never told who did it."""
    return [what for name in NAMELESS for what in journal.chapters[name].words]


def naming(text: str) -> ColumnElement[bool]:
    """Of entries: whether they are about, or by, who or what is called so.

    Who may not be named is not found by a name either.
    """
    found: list[ColumnElement[bool]] = []
    for model, called in CALLED.items():
        number, name = called.selected_columns
        ids = called.with_only_columns(number).where(
            cast(name, String).icontains(text, autoescape=True)
        )
        about = [what for what in journal.words() if _kind_of(what) is model]
        if about:
            found.append(JournalEntry.what.in_(about) & JournalEntry.subject_id.in_(ids))
        by = [kind for kind in ACTORS if _door_of(kind) is model]
        if by:
            told = JournalEntry.actor_kind.in_(by) & JournalEntry.what.not_in(nameless())
            found.append(told & JournalEntry.actor_id.in_(ids))
    return or_(*found)


def _meant(entries: Iterable[JournalEntry]) -> Iterable[Key]:
    for entry in entries:
        subject, table, actor = _subject(entry), _table_of(entry), _actor_model(entry)
        if subject is not None:
            yield subject
        if table is not None:
            yield Table, table
        if actor is not None:
            yield actor, entry.actor_id or 0
        if entry.event_id is not None:
            yield Event, entry.event_id


def _kind_of(what: str) -> Any:
    """Of which kind the subject is; ``None`` where that says nothing."""
    return OTHERWISE.get(what, SUBJECTS.get(what.partition(".")[0]))


def _subject(entry: JournalEntry) -> Key | None:
    model = _kind_of(entry.what)
    return (model, entry.subject_id) if model is not None and entry.subject_id else None


def _door_of(actor_kind: str) -> Any:
    """Whose number an actor of this kind has; ``None`` for who is nobody in particular."""
    if actor_kind == "organiser":
        return Organiser
    return Signup if actor_kind in PEOPLE else None


def _actor_model(entry: JournalEntry) -> Any:
    return None if entry.actor_id is None else _door_of(entry.actor_kind)


def _table_of(entry: JournalEntry) -> int | None:
    """The table of a topic such as ``table-4-clock``."""
    first, _dash, rest = entry.topic.partition("-")
    number = rest.partition("-")[0]
    return int(number) if first == "table" and number.isdecimal() else None
