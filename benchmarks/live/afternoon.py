"""An afternoon to measure: tables of nine people, each under way, and everybody's link."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from makers.core import clock, links, organisers
from makers.core.database import db, writing
from makers.core.journal import SYSTEM
from makers.core.links import Grant
from makers.events.models import ProgrammeItem
from makers.intervision.phases import runs
from makers.seating.models import SeatPart, Table
from makers.signups.models import Signup
from tests import build
from tests.conftest import made_app
from tests.server import run_flask

SEATS = 9
METHOD, MINUTES = "vijfstappen", 60
Group = tuple[int, list[str]]  # a table's id, and the paths that open it: its facilitator's first


def prepare(folder: Path, database_url: str, clients: int) -> tuple[list[Group], dict[str, Any]]:
    """Tables enough for so many clients, in a fresh database; the last may be a small one.

    With them the way to the desk, as ``desk.Desk`` takes it.
    """
    run_flask("db", "upgrade", database_url=database_url, instance=folder)
    app = made_app(folder, database_url)
    with app.app_context():
        item = build.item(build.event(capacity=clients))
        sizes = [min(SEATS, clients - first) for first in range(0, clients, SEATS)]
        seated = dict(_table(item, number, size) for number, size in enumerate(sizes, start=1))
        build.published_plan(item, seated, parts=_parts(seated))
        groups = [_under_way(table, people) for table, people in seated.items()]
        desk = {"link": _desk(), "event": item.event_id, "item": item.id}
        db.session.remove()
        db.engine.dispose()
    return groups, desk


def _desk() -> str:
    """The path that opens the desk."""
    now = clock.now()
    who = organisers.add("desk@example.org", "De balie", "een lang wachtwoord", now=now)
    with writing() as session:
        return f"/l/{links.issue(session, Grant('organiser', None, who.id), now=now)}"


def _table(item: ProgrammeItem, number: int, size: int) -> tuple[Table, list[Signup]]:
    people = [build.signup(item.event, f"Deelnemer {number}.{seat}") for seat in range(size)]
    return build.table(item, number=number, facilitator_id=people[0].id), people


def _parts(seated: dict[Table, list[Signup]]) -> dict[int, SeatPart]:
    """The first at each table leads it, the second brought the case."""
    parts = (SeatPart.FACILITATOR, SeatPart.BRINGER)
    return {
        who.id: part for people in seated.values() for who, part in zip(people, parts, strict=False)
    }


def _under_way(table: Table, people: list[Signup]) -> Group:
    runs.start(table, METHOD, MINUTES, now=clock.now(), by=SYSTEM)
    kinds = ["facilitator", *["table"] * (len(people) - 1)]
    with writing() as session:
        tokens = [
            links.issue(session, Grant(kind, table.event_id, table.id, who.id), now=clock.now())
            for kind, who in zip(kinds, people, strict=True)
        ]
    return table.id, [f"/l/{token}" for token in tokens]
