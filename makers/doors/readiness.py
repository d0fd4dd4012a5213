"""Whether everything stands ready before the tables begin: what is good, and what to do next."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select, union

from makers.core.database import db
from makers.core.journal import JournalEntry
from makers.core.links import GrantRow
from makers.core.mail import Fate, OutboxMail
from makers.core.web import wall_clock
from makers.doors import tables
from makers.doors.tables import WallTable
from makers.events.models import Event, ProgrammeItem
from makers.intervision import hall, rehearsal
from makers.intervision.coming import joining
from makers.intervision.models import Presence, Rehearsal, TableMethod
from makers.seating.models import Plan, Table
from makers.seating.plans import IN_FORCE

TOPICS = ("readiness", "seating", "checkin", "cases", "programme", "reports")
LATE_MAIL = timedelta(minutes=2)


@dataclass(frozen=True)
class Check:
    """One thing that should be so, in a sentence; where it is not, where to mend it."""

    is_good: bool
    sentence: str
    url: str
    label: str


@dataclass(frozen=True)
class Standing:
    """The checks of each round, those of the whole afternoon, and the rehearsal if there is one."""

    rounds: list[tuple[ProgrammeItem, list[Check]]]
    around: list[Check]
    rehearsal: Rehearsal | None

    @property
    def waits(self) -> int:
        """How many things are not good yet."""
        every = [*self.around, *(check for _item, checks in self.rounds for check in checks)]
        return sum(not check.is_good for check in every)


def of(event: Event, now: datetime) -> Standing:
    """How an event stands; seven statements, however many tables there are."""
    opened, chosen = _opened(event), _chosen(event.id)
    rounds = tables.in_order(tables.of(event.id, now), now)
    return Standing(
        rounds=[(item, _checks(event, here, opened, chosen)) for item, here in rounds],
        around=[_projector(event, now), _papers(event), _mail(event, now)],
        rehearsal=rehearsal.of(event.id),
    )


def _checks(
    event: Event, here: Sequence[WallTable], opened: Collection[int], chosen: Collection[int]
) -> list[Check]:
    return [
        _each(
            [one for one in here if one.table.id not in opened and one.state.clock is None],
            _("Aan elke tafel heeft iemand de tafelpagina geopend."),
            _("Nog niet geopend: %(tables)s. Laat iemand de code op de kaart scannen."),
            url_for("seating.cards", event_id=event.id),
            _("De kaarten"),
        ),
        _each(
            [one for one in here if not one.leader_inside],
            _("Elke begeleider is binnen."),
            _("Nog geen begeleider binnen: %(tables)s. Wijs iemand aan, of bel."),
            url_for("seating.facilitators", event_id=event.id),
            _("Begeleiders"),
        ),
        _each(
            [one for one in here if one.bringer_inside is not True],
            _("Elke inbrenger is binnen."),
            _("Nog geen inbrenger binnen: %(tables)s. Bij ‘Nu aan tafel’ zie je wat je kunt doen."),
            url_for("organise.wall", event_id=event.id),
            _("Naar de tafels"),
        ),
        _each(
            [one for one in here if one.table.id not in chosen and one.state.clock is None],
            _("Elke tafel heeft een werkvorm gekozen."),
            _("Nog niet gekozen: %(tables)s. Zonder keuze volgen zij de vijf stappen."),
            url_for("intervision.methods", event_id=event.id),
            _("Werkvormen"),
        ),
    ]


def _each(missing: Iterable[WallTable], good: str, amber: str, url: str, label: str) -> Check:
    """Whether no table misses something, else which ones do."""
    numbers = sorted(one.table.number for one in missing)
    if not numbers:
        return Check(True, good, url, label)
    named = ngettext(
        "tafel %(numbers)s", "tafels %(numbers)s", len(numbers), numbers=listed(numbers)
    )
    return Check(False, amber % {"tables": named}, url, label)


def listed(numbers: Sequence[int]) -> str:
    """Numbers as they are read aloud, those that follow each other as one stretch: 1–4, 7."""
    stretches: list[list[int]] = []
    for number in numbers:
        if stretches and number == stretches[-1][1] + 1:
            stretches[-1][1] = number
        else:
            stretches.append([number, number])
    return ", ".join(
        str(first) if first == last else f"{first}–{last}" for first, last in stretches
    )


def _projector(event: Event, now: datetime) -> Check:
    seen_at = hall.seen_at(event.id)
    is_good = seen_at is not None and now - seen_at < hall.QUIET
    if is_good:
        sentence = _("De projector staat aan en hoort de server.")
    elif seen_at is None:
        sentence = _("De projector is nog niet gezien. Open de pagina op de laptop in de zaal.")
    else:
        sentence = _(
            "De projector is voor het laatst gezien om %(time)s. Kijk of de pagina daar openstaat.",
            time=wall_clock(seen_at),
        )
    return Check(is_good, sentence, url_for("talks.screens", event_id=event.id), _("Schermen"))


def _papers(event: Event) -> Check:
    """Whether cards were made, after the plan that is in force."""
    made = (JournalEntry.event_id == event.id, JournalEntry.what == "paper.downloaded.cards")
    plans = select(func.max(Plan.published_at)).where(Plan.event_id == event.id, *IN_FORCE)
    found: tuple[datetime | None, datetime | None] = db.session.execute(
        select(
            select(func.max(JournalEntry.at)).where(*made).scalar_subquery(),
            plans.scalar_subquery(),
        )
    ).one()
    made_at, plan_at = found
    url, label = url_for("seating.cards", event_id=event.id), _("Kaarten en lijsten")
    if made_at is None:
        return Check(False, _("De tafelkaarten zijn nog niet gemaakt. Print ze."), url, label)
    if plan_at is not None and plan_at > made_at:
        told = _(
            "De tafelkaarten zijn van %(time)s. Daarna is de indeling veranderd: kijk ze na.",
            time=wall_clock(made_at),
        )
        return Check(False, told, url, label)
    return Check(True, _("De tafelkaarten zijn gemaakt."), url, label)


def _mail(event: Event, now: datetime) -> Check:
    """Whether mail goes out: nothing waits longer than the worker takes."""
    waiting = select(func.min(OutboxMail.due_at), func.count()).where(
        OutboxMail.fate == Fate.WAITING, OutboxMail.due_at < now - LATE_MAIL
    )
    since, number = db.session.execute(waiting).one()
    url, label = url_for("signups.messages", event_id=event.id), _("Berichten")
    if not number:
        return Check(True, _("Mail gaat de deur uit."), url, label)
    told = ngettext(
        "%(num)d mail wacht, al sinds %(time)s. Vraag de beheerder of versturen nog lukt.",
        "%(num)d mails wachten, al sinds %(time)s. Vraag de beheerder of versturen nog lukt.",
        number,
        time=wall_clock(since),
    )
    return Check(False, told, url, label)


def _opened(event: Event) -> set[int]:
    """The tables to which somebody came since their door is open, by a code or by a link; a link
    that was tried at home a week before says nothing.
    """
    since = joining.opens_at(event)
    came = select(GrantRow.subject_id).where(
        GrantRow.event_id == event.id,
        GrantRow.kind.in_(("table", "facilitator")),
        GrantRow.given_at >= since,
    )
    seen = select(Presence.table_id).where(Presence.event_id == event.id, Presence.seen_at >= since)
    found = db.session.scalars(union(came, seen))
    return {number for number in found if number is not None}


def _chosen(event_id: int) -> set[int]:
    """The tables that chose a method."""
    rows = select(TableMethod.table_id).join(Table, Table.id == TableMethod.table_id)
    return set(db.session.scalars(rows.where(Table.event_id == event_id)))
