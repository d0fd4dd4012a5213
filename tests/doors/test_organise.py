"""The organiser's door: the desk, one event at a glance, all tables at once."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from makers.core.database import db, writing
from makers.core.journal import SYSTEM
from makers.core.mail import Fate, OutboxMail
from makers.doors import attention
from makers.events.models import Event, ItemKind
from makers.followups import overview_queries as followups
from makers.followups.models import FollowUp, FollowUpState
from makers.intervision.phases import runs
from makers.seating.models import CaseState
from makers.signups import door
from makers.talks.models import Talk
from tests import build
from tests.conftest import NOON
from tests.counting import statements

SetClock = Callable[[datetime], None]
DURING = NOON + timedelta(hours=1, minutes=30)


def busy(event: Event) -> None:
    """Two people with a place and one inside, one waiting, and something of everything to do."""
    inside, other = build.signup(event), build.signup(event, role="sociaal ondernemer")
    build.signup(event, state="waiting")
    build.signup(event, state="cancelled")
    door.check_in(inside, now=NOON, by=SYSTEM)
    build.table(build.item(event))
    build.case(other, state=CaseState.OFFERED)
    (slot,) = build.slots(build.item(event, ItemKind.PECHA_KUCHA), 1)
    with writing(event.id) as session:
        session.add(
            Talk(
                event_id=event.id,
                slot_id=slot.id,
                signup_id=other.id,
                key=uuid.uuid4(),
                title="Een buurt die leest",
                booked_at=NOON,
            )
        )
        for fate in (Fate.WAITING, Fate.FAILED):
            session.add(
                OutboxMail(
                    what="signup.confirmed",
                    event_id=event.id,
                    to="a@example.org",
                    message_id=str(uuid.uuid4()),
                    made_at=NOON,
                    due_at=NOON - timedelta(hours=1),
                    fate=fate,
                )
            )


# --- the desk -------------------------------------------------------------------------------------


def test_everything_that_waits_is_counted(app: Flask, set_clock: SetClock) -> None:
    set_clock(NOON)
    event = build.event()
    busy(event)
    busy(build.event())
    found = attention.of(event.id)
    assert found == attention.Standing(
        event,
        taken=2,
        waiting=1,
        inside=1,
        tables=1,
        unled=1,
        talks=1,
        unaccepted=1,
        slideless=1,
        cases=1,
        offered=1,
        unsent=1,
        undelivered=1,
        unaware=0,
        silent=0,
        left=0,
        promises=0,
    )


def test_the_desk_names_what_waits_and_leads_to_it(desk: FlaskClient, set_clock: SetClock) -> None:
    set_clock(NOON)
    event = build.event(published=False, title="De kanteling")
    busy(event)
    page = desk.get("/organise/").text
    for line in (
        "De kanteling",
        "Tafel 1 heeft nog geen begeleider",
        "1 pecha kucha heeft nog geen dia’s",
        "1 mens wacht op een plek",
        "1 pecha kucha wacht op je goedkeuring",
        "1 casus is aangeboden",
        "1 mail kwam niet aan",
        "1 mail is nog niet verstuurd",
        "De bijeenkomst staat nog niet op de website",
        "2 van 20 bezet",
    ):
        assert line in page
    assert f"/organise/events/{event.id}/facilitators" in page


def test_the_nearest_comes_first_and_the_past_last(desk: FlaskClient, set_clock: SetClock) -> None:
    set_clock(NOON)
    for days, title in ((30, "Daarna"), (0, "Vandaag"), (-30, "Toen")):
        starts = NOON + timedelta(days=days)
        build.event(title=title, starts_at=starts, ends_at=starts + timedelta(hours=4))
    page = desk.get("/organise/").text
    assert page.index("Vandaag") < page.index("Daarna") < page.index("Wat er was")
    assert page.index("Wat er was") < page.index("Toen")


def test_a_new_installation_says_what_to_do_first(desk: FlaskClient) -> None:
    page = desk.get("/organise/").text
    steps = [
        page.index(f'<li><a href="/organise/{path}"') for path in ("settings", "settings/mail")
    ]
    assert steps == sorted(steps)
    assert steps[-1] < page.index('<li><a href="/organise/events/new"')


def test_a_desk_with_nothing_to_come_says_what_to_do(
    desk: FlaskClient, set_clock: SetClock
) -> None:
    build.event(title="Toen")
    set_clock(NOON + timedelta(days=30))
    page = desk.get("/organise/").text
    assert "Er staat niets op de agenda" in page
    assert "Toen" in page


def test_tables_without_facilitator_are_named(desk: FlaskClient) -> None:
    item = build.item(build.event())
    for number in range(1, 8):
        leader = build.signup(item.event).id if number in (2, 6) else None
        build.table(item, number, facilitator_id=leader)
    assert "Tafels 1, 3–5, 7 hebben nog geen begeleider" in desk.get("/organise/").text


def test_more_people_than_places_are_told(desk: FlaskClient) -> None:
    event = build.event(capacity=1)
    for _ in range(3):
        build.signup(event)
    page = desk.get("/organise/").text
    assert "Er zijn 2 mensen meer dan er plekken zijn" in page
    assert f'href="/organise/events/{event.id}/places"' in page


def test_the_day_is_drawn_and_told_in_words_with_where_we_are(
    desk: FlaskClient, set_clock: SetClock
) -> None:
    event = build.event()
    build.item(event, title="Lezing", place="Zaal 1")
    build.item(event, title="Werkplaats", place="Zaal 2")
    set_clock(event.starts_at + timedelta(minutes=10))
    page = desk.get("/organise/").text
    assert page.count(">Lezing") >= 2, "in the picture and in words"
    assert 'aria-current="time"' in page
    assert "Zaal 2" in page
    assert "<circle" in page


def test_what_is_called_off_is_not_the_next(desk: FlaskClient, set_clock: SetClock) -> None:
    set_clock(NOON - timedelta(days=1))
    build.event(title="Gaat niet", cancelled_at=NOON)
    later = NOON + timedelta(days=9)
    build.event(title="Gaat wel", starts_at=later, ends_at=later + timedelta(hours=4))
    page = desk.get("/organise/").text
    assert page.index("Gaat wel") < page.index("Gaat niet")


def test_open_agreements_of_all_events_are_counted(desk: FlaskClient, set_clock: SetClock) -> None:
    set_clock(NOON)
    today = NOON.date()
    for due, owned, state in (
        (today - timedelta(days=1), True, FollowUpState.CONFIRMED),
        (today, False, FollowUpState.CONFIRMED),
        (today, True, FollowUpState.STUCK),
        (today, True, FollowUpState.DONE),
    ):
        owner = build.signup(build.event())
        table = build.table(build.item(owner.event))
        made = FollowUp(
            event_id=owner.event_id,
            table_id=table.id,
            key=uuid.uuid4(),
            action="Bel",
            agreed_at=NOON,
            owner_id=owner.id if owned else None,
            due_on=due,
            state=state,
        )
        db.session.add(made)
    db.session.commit()
    assert followups.open_now(today) == (3, 1, 2)
    page = desk.get("/organise/").text
    assert "staan 3 afspraken open" in page
    assert 'href="/organise/followups"' in page


def test_fifty_events_cost_no_more_than_one(app: Flask, desk: FlaskClient) -> None:
    def cost() -> int:
        with statements(db.engine) as seen:
            assert desk.get("/organise/").status_code == 200
        return len(seen)

    busy(build.event())
    alone = cost()
    for days in range(49):
        starts = NOON + timedelta(days=days - 20)
        busy(build.event(starts_at=starts, ends_at=starts + timedelta(hours=4)))
    assert cost() == alone <= 7


# --- one event ------------------------------------------------------------------------------------


def test_an_event_shows_the_day_and_what_waits(desk: FlaskClient, set_clock: SetClock) -> None:
    set_clock(NOON)
    event = build.event()
    build.item(event, title="Lezing")
    busy(event)
    page = desk.get(f"/organise/events/{event.id}").text
    assert "Lezing" in page
    assert "Kies begeleiders" in page
    assert 'id="stream"' in page


def test_where_nothing_waits_it_says_so(desk: FlaskClient, set_clock: SetClock) -> None:
    set_clock(NOON)
    event = build.event()
    assert "Niets. Alles staat klaar." in desk.get(f"/organise/events/{event.id}").text


def test_the_overview_comes_alone_when_htmx_asks(desk: FlaskClient) -> None:
    event = build.event()
    part = desk.get(f"/organise/events/{event.id}", headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert event.title in part


def test_an_event_not_published_can_be(desk: FlaskClient) -> None:
    event = build.event(published=False)
    page = desk.get(f"/organise/events/{event.id}").text
    assert f'action="/organise/events/{event.id}/publication"' in page


def test_the_stream_of_an_event_that_is_not_there_is_not_there(desk: FlaskClient) -> None:
    assert desk.get("/organise/events/99/stream").status_code == 404


# --- who may come, and what it costs --------------------------------------------------------------

PAGES = ("", "/wall", "/wall/tables", "/stream")


@pytest.mark.parametrize("page", PAGES)
def test_only_organisers_come_here(client: FlaskClient, page: str) -> None:
    assert client.get(f"/organise/events/{build.event().id}{page}").status_code == 401
    assert client.get("/organise/").status_code == 401


@pytest.mark.parametrize("page", PAGES)
def test_an_event_that_is_not_there_is_not_there(desk: FlaskClient, page: str) -> None:
    assert desk.get(f"/organise/events/99{page}").status_code == 404


@pytest.mark.parametrize(
    ("page", "most"),
    [("", 7), ("events/{event}", 7), ("events/{event}/wall", 8), ("events/{event}/wall/tables", 6)],
)
def test_a_page_asks_the_database_little(
    app: Flask, desk: FlaskClient, page: str, most: int
) -> None:
    """The wall's page asks two more than its tables: what was told, and what was shifted."""
    event = build.event()
    for _ in range(2):
        busy(event)
    item = build.item(event)
    for number in range(1, 5):
        leader = build.signup(event)
        table = build.table(item, number, facilitator_id=leader.id)
        runs.start(table, "vijfstappen", 60, now=NOON, by=SYSTEM)
    url = f"/organise/{page.format(event=event.id)}"
    with statements(db.engine) as seen:
        assert desk.get(url).status_code == 200
    assert len(seen) <= most
