"""The first afternoon, laid around this moment: the tables have been at work for twenty minutes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select

from makers.core import clock
from makers.core.database import db
from makers.core.journal import SYSTEM
from makers.demo import guests, tables
from makers.demo.cases import CASES
from makers.demo.people import DOMAINS, EVERYBODY, TALKS
from makers.events import items, service
from makers.events.details import Details, ItemDetails
from makers.events.models import Event, ItemKind, ProgrammeItem
from makers.seating import cases, plans
from makers.seating import tables as seating
from makers.seating.models import CaseState, Table
from makers.seating.tables import Setting
from makers.signups import door
from makers.signups.models import Signup
from makers.talks import booking, queries, row
from makers.talks.booking import Pitch

TITLE = "De Kanteling, in het Oude Westen"
AT_WORK = timedelta(minutes=20)
PROGRAMME = (
    (ItemKind.WELCOME, "Welkom", 10, "De makers van Rotterdam"),
    (ItemKind.PECHA_KUCHA, "Pecha kucha’s van sociaal ondernemers", 35, ""),
    (ItemKind.LECTURE, "Zelforganisatie in de netwerksamenleving", 30, "prof. Hans Boutellier"),
    (ItemKind.WALK, "Wandeling door het Oude Westen", 35, "Joke van der Zwaard"),
    (ItemKind.BREAK, "Koffie en thee", 10, ""),
    (ItemKind.INTERVISION, "Intervisie aan tafel", 75, ""),
    (ItemKind.REFLECTION, "Reflectie en vervolg", 20, "lector Guido Walraven"),
    (ItemKind.OTHER, "Napraten", 25, ""),
)
# The last table leads itself.
FACILITATORS = (
    "Hedda Departement",
    "Ivo Koninkrijk",
    "Jet Nieuwsgierig",
    "Kees Toehoorder",
    "Noor Ontwerp",
)
PLACES = ("bij het raam", "tussen de boekenkasten", "bij de piano", "achterin", "op het podium", "")


def set_out(now: datetime) -> None:
    """Make the event, its people, its tables and what they wrote so far."""
    before = now - timedelta(days=20)
    event = _event(now, before)
    guests.sign_up(event, EVERYBODY, now=before + timedelta(days=2))
    people = guests.by_name(event)
    _talks(event, people, before)
    round_ = db.session.scalars(
        select(ProgrammeItem).where(
            ProgrammeItem.event_id == event.id, ProgrammeItem.kind == ItemKind.INTERVISION
        )
    ).one()
    seating.add(round_, len(CASES), by=SYSTEM)
    found = db.session.scalars(
        select(Table).where(Table.item_id == round_.id).order_by(Table.number)
    ).all()
    _prepare(found, people, before)
    plans.match(round_, now=now - timedelta(days=1), by=SYSTEM)
    plans.publish(round_, now=now - timedelta(hours=3), by=SYSTEM)
    for signup in list(people.values())[:-3]:
        door.check_in(signup, now=event.starts_at, by=SYSTEM)
    tables.at_work(found, started=now - AT_WORK, now=now)


def _event(now: datetime, before: datetime) -> Event:
    until_tables = timedelta(minutes=sum(minutes for _, _, minutes, _ in PROGRAMME[:5]))
    five = timedelta(minutes=now.minute % 5)
    begins = now.replace(second=0, microsecond=0) - five - AT_WORK - until_tables
    whole = timedelta(minutes=sum(minutes for _, _, minutes, _ in PROGRAMME))
    event = service.make(
        Details(
            title=TITLE,
            starts_at=begins,
            ends_at=begins + whole,
            capacity=45,
            occasion="De directie Activering en Welzijn verandert van rol: van beslissen naar "
            "mogelijk maken. De makers van Rotterdam laten zien wat er in de stad al gebeurt.",
            questions_government="Wat is sociaal ondernemen waard voor de overheid?\n"
            "Welke rol vraagt het van de overheid?\nHoe ga je er als ambtenaar mee om?",
            questions_entrepreneurs="Hoe kom ik bij wat de overheid weet?\n"
            "Mijn onderwerp valt tussen beleidsterreinen: bij wie moet ik zijn?",
            place="Leeszaal Rotterdam West",
            address="Rijnhoutplein 3, Rotterdam",
            getting_there="De zaal is zonder drempels. Bel aan bij de glazen deur.",
            roles=guests.roles(),
            domains=DOMAINS,
        ),
        now=before,
        by=SYSTEM,
    )
    moment = begins
    for kind, title, minutes, who in PROGRAMME:
        items.add(event, ItemDetails(kind, title, moment, minutes, who), by=SYSTEM)
        moment += timedelta(minutes=minutes)
    service.publish(event, now=before + timedelta(days=1), by=SYSTEM)
    return event


def _talks(event: Event, people: dict[str, Signup], before: datetime) -> None:
    """Four talks in the row, accepted."""
    row.set_slots(queries.items(event.id)[0], len(TALKS), by=SYSTEM)
    for slot, (name, title, summary) in zip(queries.row(event), TALKS, strict=True):
        talk = booking.book(
            people[name],
            Pitch(slot.id, title, summary),
            key=guests.key(event, f"talk {name}"),
            now=before + timedelta(days=4),
            by=SYSTEM,
        )
        row.accept(talk, True, version=talk.version, now=before + timedelta(days=5), by=SYSTEM)


def _prepare(found: Sequence[Table], people: dict[str, Signup], before: datetime) -> None:
    """A chosen case and a facilitator for each table, as far as they go."""
    for number, table in enumerate(found):
        case = guests.bring(people[CASES[number].bringer], CASES[number], now=before)
        cases.judge(case, CaseState.ACCEPTED, by=SYSTEM)
        leads = FACILITATORS[number] if number < len(FACILITATORS) else None
        stands = Setting.of(table)
        wanted = replace(
            stands,
            place=PLACES[number],
            case_id=case.id,
            facilitator_id=people[leads].id if leads else None,
        )
        now = clock.days_before(before, -6)
        seating.change(table, wanted, seen=stands.fingerprint, now=now, by=SYSTEM)
