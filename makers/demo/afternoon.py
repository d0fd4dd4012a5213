"""The first afternoon, laid around this moment: the tables have been at work for twenty minutes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select

from makers.core.database import db
from makers.core.journal import Actor
from makers.demo import event as demo
from makers.demo import guests, hall, leading, pictures, tables, walking
from makers.demo.cases import CASES
from makers.demo.event import Part
from makers.demo.people import ABSENT, DOMAINS, EVERYBODY, FACILITATORS, LEADERS, TALKS
from makers.events.details import Details
from makers.events.models import Event, ItemKind
from makers.seating import cases, plans
from makers.seating import queries as seating
from makers.seating import tables as setting
from makers.seating.facilitators import briefing
from makers.seating.models import CaseState, Table
from makers.seating.tables import Setting
from makers.signups import door
from makers.signups.models import Signup

BY = Actor("demo", 1)
TITLE = "De Kanteling, in het Oude Westen"
AT_WORK = timedelta(minutes=20)
DECKS = (20, 20)
ROUND = Part(
    ItemKind.INTERVISION,
    "Intervisie aan tafel",
    75,
    about="Ambtenaren en ondernemers leren elkaar kennen en krijgen grip op een echt probleem. "
    "Aan elke tafel ligt één casus.",
)
PROGRAMME = (
    Part(ItemKind.WELCOME, "Welkom", 10, "De makers van Rotterdam"),
    Part(ItemKind.PECHA_KUCHA, "Pecha kucha’s van sociaal ondernemers", 35, place="grote zaal"),
    Part(ItemKind.BREAK, "Koffie en thee", 10),
    Part(
        ItemKind.LECTURE,
        "Zelforganisatie in de netwerksamenleving",
        30,
        "prof. Hans Boutellier",
        "grote zaal",
    ),
    Part(
        ItemKind.WALK,
        "Wandeling door het Oude Westen",
        35,
        "Joke van der Zwaard",
        about="Een klein stukje wijk, en hoeveel mensen elkaar daar kennen en zelf iets beginnen.",
        locked=True,
    ),
    Part(ItemKind.BREAK, "Pauze", 10),
    ROUND,
    Part(ItemKind.REFLECTION, "Reflectie", 20, "lector Guido Walraven", "grote zaal"),
    Part(ItemKind.OTHER, "Napraten", 25),
)
PLACES = ("bij het raam", "tussen de boekenkasten", "bij de piano", "achterin", "op het podium", "")


def set_out(now: datetime) -> None:
    """Make the event, its people, its tables and what they wrote so far."""
    event = _event(now)
    day = event.starts_at
    guests.sign_up(event, EVERYBODY, now=day - timedelta(days=18))
    people = guests.by_name(event)
    guests.fill_row(event, people, TALKS, slots=len(TALKS), now=day - timedelta(days=12), by=BY)
    pictures.hand_in(event, DECKS, now=day - timedelta(days=3))
    found = _tables(event, people, now=day - timedelta(days=11))
    walking.set_out(event, people, ABSENT, now=day - timedelta(days=2), by=BY)
    round_ = found[0].item
    leading.ask(event, people, LEADERS, now=day - timedelta(days=10), by=BY)
    plans.match(round_, now=day - timedelta(days=1), by=BY)
    plans.publish(round_, now=day - timedelta(hours=2), by=BY)
    briefing.send(event, now=day - timedelta(hours=1), by=BY)
    coming = [signup for name, signup in people.items() if name not in ABSENT]
    for minute, signup in enumerate(coming, start=-25):
        door.check_in(signup, now=day + timedelta(minutes=minute), by=BY)
    hall.set_out(event, people)
    tables.at_work(found, started=now - AT_WORK)
    demo.finish(event, by=BY)


def _event(now: datetime) -> Event:
    """The event, so that its tables began some twenty minutes ago, at a round time."""
    five = timedelta(minutes=now.minute % 5)
    tables_begin = now.replace(second=0, microsecond=0) - five - AT_WORK
    begins = tables_begin - demo.length(PROGRAMME[: PROGRAMME.index(ROUND)])
    details = Details(
        title=TITLE,
        starts_at=begins,
        ends_at=begins + demo.length(PROGRAMME),
        capacity=45,
        occasion="De makers van Rotterdam en de onderzoeksgroep Dynamiek van de Stad van "
        "Hogeschool Inholland nodigen ambtenaren nieuwe stijl uit, van de directie Activering en "
        "Welzijn. Die directie verandert van rol: van beslissen naar mogelijk maken. Dat heet "
        "De Kanteling.\n\nDit is de demo. Wie zich hier aanmeldde, is verzonnen.",
        questions_government="Wat is sociaal ondernemen waard voor de overheid?\n"
        "Welke rol vraagt het van de overheid?\nHoe ga je er als ambtenaar mee om?",
        questions_entrepreneurs="Hoe kom ik bij wat de overheid over ondernemen weet?\n"
        "Mijn onderwerp valt tussen beleidsterreinen: met welke afdelingen of mensen moet ik "
        "praten?",
        place="Leeszaal Rotterdam West",
        address="Rijnhoutplein 3, Rotterdam",
        getting_there=guests.GETTING_THERE,
        roles=guests.roles(),
        domains=DOMAINS,
    )
    return demo.make(details, PROGRAMME, now=begins - timedelta(days=20), by=BY)


def _tables(event: Event, people: Mapping[str, Signup], *, now: datetime) -> Sequence[Table]:
    """A table for each case, with its place and a facilitator as far as they go."""
    brought = [guests.bring(people[told.bringer], told, now=now) for told in CASES]
    for case in brought:
        cases.judge(case, CaseState.ACCEPTED, by=BY)
    setting.add(seating.rounds(event)[0], len(CASES), by=BY)
    found = db.session.scalars(
        select(Table).where(Table.item_id == seating.rounds(event)[0].id).order_by(Table.number)
    ).all()
    for number, (table, case) in enumerate(zip(found, brought, strict=True)):
        stands = Setting.of(table)
        leads = FACILITATORS[number]
        wanted = replace(
            stands,
            place=PLACES[number],
            case_id=case.id,
            facilitator_id=people[leads].id if leads else None,
        )
        later = now + timedelta(days=3)
        setting.change(table, wanted, seen=stands.fingerprint, now=later, by=BY)
    return found
