"""The next afternoon: five weeks ahead, open for sign-up, its slots and cases filling."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from makers.core import clock
from makers.core.journal import SYSTEM
from makers.demo import guests
from makers.demo.cases import CASES
from makers.demo.people import DOMAINS, ENTREPRENEURS, OFFICIALS, TALKS
from makers.events import items, service
from makers.events.details import Details, ItemDetails
from makers.events.models import ItemKind
from makers.talks import booking, queries, row
from makers.talks.booking import Pitch

TITLE = "De Kanteling, tweede middag"
PROGRAMME = (
    (ItemKind.WELCOME, "Inloop met koffie", 15, ""),
    (ItemKind.PECHA_KUCHA, "Zes verhalen van makers", 60, ""),
    (ItemKind.BREAK, "Pauze", 15, ""),
    (ItemKind.INTERVISION, "Intervisie aan tafel", 90, ""),
    (ItemKind.REFLECTION, "Wat nemen we mee?", 30, "Guido Walraven"),
)


def set_out(now: datetime) -> None:
    """Make the event as it stands five weeks before."""
    day = now + timedelta(weeks=5)
    begins, ends = (clock.at_wall_time(day, time(hour)) for hour in (13, 17))
    event = service.make(
        Details(
            title=TITLE,
            starts_at=begins,
            ends_at=ends,
            capacity=26,
            occasion="De eerste middag smaakte naar meer. We gaan verder waar de tafels bleven.",
            questions_government="Wat werd er van de afspraken?",
            questions_entrepreneurs="Wie doet de volgende stap met mij?",
            place="Leeszaal Rotterdam West",
            address="Rijnhoutplein 3, Rotterdam",
            getting_there="De zaal is zonder drempels. Bel aan bij de glazen deur.",
            roles=guests.roles(entrepreneurs=6),
            domains=DOMAINS,
        ),
        now=now - timedelta(days=9),
        by=SYSTEM,
    )
    moment = begins
    for kind, title, minutes, who in PROGRAMME:
        items.add(event, ItemDetails(kind, title, moment, minutes, who), by=SYSTEM)
        moment += timedelta(minutes=minutes)
    service.publish(event, now=now - timedelta(days=8), by=SYSTEM)
    joined = now - timedelta(days=6)
    guests.sign_up(event, (*ENTREPRENEURS[:9], *OFFICIALS[:17]), now=joined)
    people = guests.by_name(event)
    row.set_slots(queries.items(event.id)[0], 6, by=SYSTEM)
    slots = queries.row(event)
    for slot, name in zip(slots, ("Ugo Bedenksel", "Vera Verhaal"), strict=False):
        pitch = Pitch(slot.id, f"Het verhaal van {people[name].organisation}", TALKS[0][2])
        made = guests.key(event, f"talk {name}")
        booking.book(people[name], pitch, key=made, now=now - timedelta(days=2), by=SYSTEM)
    for told in CASES[:2]:
        guests.bring(people[told.bringer], told, now=now - timedelta(days=1))
