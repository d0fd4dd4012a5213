"""Before the start: what stands ready, and for the rest what to do and where."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import current_app
from flask.testing import FlaskClient
from sqlalchemy import select

from makers.core import journal, links
from makers.core.database import db, writing
from makers.core.journal import SYSTEM, Actor, JournalEntry
from makers.core.links import Grant
from makers.core.mail import Fate, OutboxMail
from makers.doors import readiness
from makers.events.models import Event
from makers.intervision import choosing, hall
from makers.intervision.models import Presence
from makers.seating.models import SeatPart, Table
from makers.signups import door
from tests import build
from tests.conftest import NOON
from tests.counting import statements

SetClock = Callable[[datetime], None]
BY = Actor("organiser", 1)


@pytest.fixture
def table(client: FlaskClient) -> Table:
    """One table with a bringer and a facilitator, seated for 13.00."""
    event = build.event()
    item = build.item(event, title="Aan tafel")
    bringer = build.signup(event, role="sociaal ondernemer")
    leader = build.signup(event)
    made = build.table(item, 4, case_id=build.case(bringer).id, facilitator_id=leader.id)
    parts = {bringer.id: SeatPart.BRINGER, leader.id: SeatPart.FACILITATOR}
    build.published_plan(item, {made: [bringer, leader]}, parts=parts)
    return made


def event_of(table: Table) -> Event:
    return table.item.event


def amber(table: Table, now: datetime = NOON) -> list[str]:
    """What is not good yet, in sentences."""
    with current_app.test_request_context():
        standing = readiness.of(event_of(table), now)
    checks = [*(one for _item, found in standing.rounds for one in found), *standing.around]
    return [check.sentence for check in checks if not check.is_good]


@pytest.fixture
def page(desk: FlaskClient, table: Table, set_clock: SetClock) -> Callable[[], str]:
    """The page at noon."""
    set_clock(NOON)
    path = f"/organise/events/{table.event_id}/readiness"
    return lambda: str(desk.get(path).get_data(as_text=True))


def test_nothing_is_ready_at_first_and_each_says_where_to_go(
    page: Callable[[], str], table: Table
) -> None:
    seen = page()
    for words in (
        "Nog niet geopend: tafel 4.",
        "Nog geen begeleider binnen: tafel 4.",
        "Nog geen inbrenger binnen: tafel 4.",
        "Nog niet gekozen: tafel 4.",
        "De projector is nog niet gezien.",
        "De tafelkaarten zijn nog niet gemaakt.",
        "Mail gaat de deur uit.",
        "Er zijn nog 6 dingen om naar te kijken.",
    ):
        assert words in seen
    for path in ("facilitators", "wall", "methods", "screens", "tables/cards"):
        assert f'href="/organise/events/{table.event_id}/{path}"' in seen


def test_all_that_was_done_turns_green(
    page: Callable[[], str], table: Table, desk: FlaskClient
) -> None:
    event = event_of(table)
    assert table.case is not None
    assert table.facilitator is not None
    for who in (table.case.signup, table.facilitator):
        door.check_in(who, now=NOON, by=SYSTEM)
    links.give(Grant("table", event.id, table.id, table.facilitator_id), None, now=NOON)
    choosing.choose(table, "incident", now=NOON, by=BY)
    hall.seen(event.id, now=NOON, by=BY)
    with writing(event.id):
        journal.record("paper.downloaded.cards", event_id=event.id, topic="reports", by=BY)
    assert amber(table) == []
    seen = page()
    assert "Alles staat klaar." in seen
    assert "let op" not in seen


def test_a_link_tried_a_week_before_opens_no_table(table: Table) -> None:
    event = event_of(table)
    opened = Grant("facilitator", event.id, table.id, table.facilitator_id)
    links.give(opened, None, now=NOON - timedelta(days=7))
    db.session.rollback()
    assert "Nog niet geopend: tafel 4. Laat iemand de code op de kaart scannen." in amber(table)
    here = Presence(event_id=event.id, table_id=table.id, signup_id=table.facilitator_id)
    here.came_at, here.seen_at = NOON - timedelta(days=7), NOON  # the same browser, here today
    db.session.add(here)
    db.session.commit()
    assert not any("Nog niet geopend" in one for one in amber(table))


def test_cards_from_before_the_plan_are_to_be_looked_at(table: Table) -> None:
    event = event_of(table)
    with writing(event.id):
        journal.record("paper.downloaded.cards", event_id=event.id, topic="reports", by=BY)
    entry = db.session.scalars(select(JournalEntry)).one()
    entry.at = NOON - timedelta(hours=1)
    db.session.commit()
    assert "De tafelkaarten zijn van 11.00." in " ".join(amber(table))


def test_a_projector_that_fell_silent_says_since_when(table: Table) -> None:
    hall.seen(table.event_id, now=NOON, by=BY)
    assert not any("projector" in one for one in amber(table, NOON + timedelta(seconds=119)))
    later = amber(table, NOON + timedelta(minutes=2))
    assert any("voor het laatst gezien om 12.00" in one for one in later)


def test_mail_that_waits_says_how_long(table: Table) -> None:
    mail = OutboxMail(
        what="signup.confirmed",
        event_id=table.event_id,
        to="a@example.org",
        message_id="1",
        made_at=NOON,
        due_at=NOON,
        fate=Fate.WAITING,
    )
    db.session.add(mail)
    db.session.commit()
    assert not any("mail" in one for one in amber(table, NOON + timedelta(minutes=2)))
    later = amber(table, NOON + timedelta(minutes=3))
    assert "1 mail wacht, al sinds 12.00." in " ".join(later)


def test_the_projector_says_that_it_is_open_and_the_desk_hears_it_once(
    client: FlaskClient, table: Table, set_clock: SetClock
) -> None:
    secret = links.give(Grant("projector", table.event_id, table.event_id), None, now=NOON)
    with client.session_transaction() as session:
        session["visit"] = secret
    event_id = table.event_id
    for minutes in (0, 1, 2):
        set_clock(NOON + timedelta(minutes=minutes))
        assert client.post(f"/show/{event_id}/presence").status_code == 204
    assert hall.seen_at(event_id) == NOON + timedelta(minutes=2)
    heard = db.session.scalars(
        select(JournalEntry.topic).where(JournalEntry.what == "projector.seen")
    )
    assert list(heard) == ["readiness"]


def test_the_projector_of_another_event_says_nothing_here(
    client: FlaskClient, table: Table
) -> None:
    assert client.post(f"/show/{table.event_id}/presence").status_code == 401


def test_numbers_are_told_in_stretches() -> None:
    assert readiness.listed([1, 2, 3, 5, 7, 8]) == "1–3, 5, 7–8"


def test_it_costs_the_same_for_any_number_of_tables(page: Callable[[], str], table: Table) -> None:
    with statements(db.engine) as few:
        page()
    for number in range(5, 12):
        build.table(table.item, number)
    with statements(db.engine) as many:
        page()
    assert len(few) == len(many) <= 12, "\n".join(many)


def test_where_there_are_no_tables_it_says_so(desk: FlaskClient) -> None:
    event = build.event()
    answer = desk.get(f"/organise/events/{event.id}/readiness").get_data(as_text=True)
    assert "Nog geen tafels" in answer
    assert desk.get("/organise/events/99/readiness").status_code == 404
