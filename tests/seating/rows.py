"""Rows for the seating tests: an entrepreneur who may offer, a round with tables, an afternoon."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from sqlalchemy import func, select

from makers.core import access, links
from makers.core.database import db, writing
from makers.core.journal import SYSTEM, JournalEntry
from makers.core.links import Grant
from makers.events.models import Event, PolicyDomain, ProgrammeItem
from makers.seating import matchings, moving, plans
from makers.seating.cases import Story
from makers.seating.models import Plan, Seat, Table
from makers.seating.solver import Plan as Solved
from makers.seating.solver import Seat as Chair
from makers.signups.models import Signup
from makers.signups.signals import signup_cancelled
from tests import build
from tests.conftest import NOON, Browser

ENTREPRENEUR = "sociaal ondernemer"


def story(title: str = "Taalwerkplaats", *domains: PolicyDomain) -> Story:
    """What an entrepreneur tells."""
    return Story(
        title=title,
        situation="Elke regeling dekt een stuk.",
        question="Bij wie moet ik zijn?",
        domains=tuple(sorted(domain.id for domain in domains)),
    )


def typed(told: Story, *, key: object, version: int = 0) -> dict[str, object]:
    """The same as a form sends it."""
    return {
        "key": str(key),
        "version": version,
        "title": told.title,
        "situation": told.situation,
        "question": told.question,
        "hope": told.hope,
        "domains": list(told.domains),
    }


def afternoon(people: int = 12, tables: int = 2, *, most: int = 8) -> ProgrammeItem:
    """A round: each table with a case of its own bringer, a facilitator, and its domain known.

    Beside bringers and facilitators come civil servants, each with one policy domain in turn, and
    guests.
    """
    event = build.event(capacity=500)
    item = build.item(event)
    for number in range(1, tables + 1):
        bringer = build.signup(event, f"Inbrenger {number}", role=ENTREPRENEUR)
        leads = build.signup(event, f"Begeleider {number}", department=f"Afdeling {number}")
        domain = event.domains[number % len(event.domains)]
        case = build.case(bringer, f"Casus {number}", domains=[domain])
        given = {"case_id": case.id, "facilitator_id": leads.id, "most": most}
        build.table(item, number, **given)
    for number in range(people - 2 * tables):
        role = "gast" if number % 3 == 2 else "ambtenaar"
        guest = build.signup(event, f"Deelnemer {number}", role=role)
        if role == "ambtenaar":
            guest.domains = [event.domains[(number + number // 3) % len(event.domains)]]
            guest.department = f"Afdeling {number % 4}"
    db.session.commit()
    return item


def tables_of(item: ProgrammeItem) -> Sequence[Table]:
    """The tables of a round."""
    wanted = select(Table).where(Table.item_id == item.id).order_by(Table.number)
    return db.session.scalars(wanted).all()


def drafts(item: ProgrammeItem) -> Sequence[Plan]:
    """The plans of a round that are not published and not superseded."""
    return db.session.scalars(
        select(Plan).where(
            Plan.item_id == item.id, Plan.published_at.is_(None), Plan.superseded_at.is_(None)
        )
    ).all()


def seat(plan: Plan, signup: Signup) -> Seat | None:
    """Someone's seat in a plan."""
    return db.session.scalar(
        select(Seat).where(Seat.plan_id == plan.id, Seat.signup_id == signup.id)
    )


def named(event: Event, name: str) -> Signup:
    """The sign-up with this name."""
    wanted = select(Signup).where(Signup.event_id == event.id, Signup.name == name)
    return db.session.scalars(wanted).one()


def journalled(what: str) -> int:
    """How often this stands in the journal."""
    wanted = select(func.count()).select_from(JournalEntry).where(JournalEntry.what == what)
    return db.session.scalar(wanted) or 0


def browser(app: Flask, *grants: Grant, now: datetime = NOON) -> Browser:
    """A browser that holds these rights."""
    made = app.test_client()
    with made.session_transaction() as session:
        for grant in grants:
            session["visit"] = links.give(grant, session.get("visit"), now=now)
    return made  # type: ignore[return-value]


def desk(app: Flask) -> Browser:
    """The organiser's browser."""
    return browser(app, Grant("organiser", None, 1))


def opening(token: str) -> str:
    """The path of a link."""
    return urlsplit(access.link_to(token)).path


def own(app: Flask, signup: Signup) -> Browser:
    """The browser with someone's personal link."""
    return browser(app, Grant("personal", signup.event_id, signup.id, signup.id))


def worked() -> None:
    """Wait until no solver is at work beside the pages."""
    for thread in threading.enumerate():
        if thread.name == matchings.THREAD:
            thread.join(timeout=60)
    db.session.rollback()


def make(page: Browser, item: ProgrammeItem) -> Any:
    """Have the organiser's browser ask for a plan, and wait for it; the answer to the tap."""
    path = f"/organise/events/{item.event_id}/seating/plan?round={item.id}"
    answer = page.post(path, data={"key": str(uuid.uuid4())})
    worked()
    return answer


def matched(item: ProgrammeItem, now: datetime) -> Plan:
    """The round, seated."""
    return plans.match(item, now=now, by=SYSTEM)


def published(item: ProgrammeItem, now: datetime) -> Plan:
    """The round, seated and known to all."""
    matched(item, now)
    return plans.publish(item, now=now, by=SYSTEM)


def cancelled(signup: Signup, now: datetime) -> None:
    """Someone cancels, as the slice of sign-ups says it."""
    with writing(signup.event_id) as session:
        signup.cancelled_at = now
        signup_cancelled.send(signup, session=session, now=now, by=SYSTEM)


def moved(item: ProgrammeItem, who: Signup, table: Table, now: datetime) -> None:
    """Someone is put at a table by hand."""
    moving.move(item, who, table, now=now, by=SYSTEM)


def elsewhere(item: ProgrammeItem, plan: Plan, who: Signup) -> Table:
    """A table where this person does not sit."""
    stands = seat(plan, who)
    assert stands is not None
    return next(table for table in tables_of(item) if table.id != stands.table_id)


def as_solved(item: ProgrammeItem, plan: Plan) -> Solved:
    """A stored plan in the solver's words, for the checker."""
    return Solved(
        tuple(
            Chair(str(item.id), f"p{one.signup_id}", f"t{one.table_id}", str(one.part))
            for one in plan.seats
        )
    )
