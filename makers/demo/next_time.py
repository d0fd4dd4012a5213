"""The next afternoon: five weeks ahead, open for sign-up, its slots and cases filling."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from makers.core import clock
from makers.core.journal import Actor
from makers.demo import event as demo
from makers.demo import guests, leading, pictures
from makers.demo.cases import OFFERED
from makers.demo.event import Part
from makers.demo.people import ASKED, BOOKED, DOMAINS, ENTREPRENEURS, OFFICIALS
from makers.events.details import Details
from makers.events.models import ItemKind

BY = Actor("demo", 2)
TITLE = "De Kanteling, tweede middag"
PROGRAMME = (
    Part(ItemKind.WELCOME, "Inloop met koffie", 15),
    Part(ItemKind.PECHA_KUCHA, "Zes verhalen van makers", 60),
    Part(ItemKind.BREAK, "Pauze", 15),
    Part(ItemKind.INTERVISION, "Intervisie aan tafel", 90),
    Part(ItemKind.REFLECTION, "Wat nemen we mee?", 30),
    Part(ItemKind.OTHER, "Napraten", 30),
)
SLOTS = 6
DECKS = (20, 19)  # one ready, one that is a slide short
CAPACITY, ENTREPRENEURS_FIT = 26, 6
WAITING = 3


def set_out(now: datetime) -> None:
    """Make the event as it stands five weeks before: nearly full, three entrepreneurs wait."""
    day = now + timedelta(weeks=5)
    begins, ends = (clock.at_wall_time(day, time(hour)) for hour in (13, 17))
    details = Details(
        title=TITLE,
        starts_at=begins,
        ends_at=ends,
        capacity=CAPACITY,
        occasion="De eerste middag smaakte naar meer. We gaan verder waar de tafels bleven.\n\n"
        "Dit is de demo. Wie zich hier aanmeldde, is verzonnen.",
        questions_government="Wat werd er van de afspraken?",
        questions_entrepreneurs="Wie doet de volgende stap met mij?",
        place="Leeszaal Rotterdam West",
        address="Rijnhoutplein 3, Rotterdam",
        getting_there=guests.GETTING_THERE,
        roles=guests.roles(entrepreneurs=ENTREPRENEURS_FIT),
        domains=DOMAINS,
    )
    event = demo.make(details, PROGRAMME, now=now - timedelta(days=9), by=BY)
    coming = (*OFFICIALS[:17], *ENTREPRENEURS[: ENTREPRENEURS_FIT + WAITING])
    guests.sign_up(event, coming, now=now - timedelta(days=7))
    people = guests.by_name(event)
    guests.fill_row(event, people, BOOKED, slots=SLOTS, now=now - timedelta(days=3), by=BY)
    pictures.hand_in(event, DECKS, now=now - timedelta(days=2))
    leading.ask(event, people, ASKED, now=now - timedelta(days=2), by=BY)
    for told in OFFERED:
        guests.bring(people[told.bringer], told, now=now - timedelta(days=2))
    demo.finish(event, by=BY)
