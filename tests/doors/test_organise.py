"""The organiser's door: the desk, one event at a glance, all tables at once."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from makers.core.database import db, writing
from makers.core.journal import SYSTEM
from makers.core.mail import Fate, OutboxMail
from makers.doors import attention, tables
from makers.doors.tables import Want
from makers.events.models import Event, ItemKind, ProgrammeItem
from makers.followups import overview_queries as followups
from makers.followups.models import FollowUp, FollowUpState
from makers.intervision.kinds import NoteKind
from makers.intervision.levels import Confidentiality
from makers.intervision.models import Note
from makers.intervision.phases import runs
from makers.seating.models import CaseState, SeatPart, Table
from makers.signups import door
from makers.talks.models import Talk
from tests import build
from tests.conftest import NOON
from tests.counting import statements

SetClock = Callable[[datetime], None]
DURING = NOON + timedelta(hours=1, minutes=30)


def text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


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
                    due_at=NOON,
                    fate=fate,
                )
            )


# --- the desk -------------------------------------------------------------------------------------


def test_everything_that_waits_is_counted(app: Flask) -> None:
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
    page = text(desk.get("/organise/"))
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
    page = text(desk.get("/organise/"))
    assert page.index("Vandaag") < page.index("Daarna") < page.index("Wat er was")
    assert page.index("Wat er was") < page.index("Toen")


def test_a_new_installation_says_what_to_do_first(desk: FlaskClient) -> None:
    page = text(desk.get("/organise/"))
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
    page = text(desk.get("/organise/"))
    assert "Er staat niets op de agenda" in page
    assert "Toen" in page


def test_tables_without_facilitator_are_named(desk: FlaskClient) -> None:
    item = build.item(build.event())
    for number in range(1, 8):
        leader = build.signup(item.event).id if number in (2, 6) else None
        build.table(item, number, facilitator_id=leader)
    assert "Tafels 1, 3–5, 7 hebben nog geen begeleider" in text(desk.get("/organise/"))


def test_more_people_than_places_are_told(desk: FlaskClient) -> None:
    event = build.event(capacity=1)
    for _ in range(3):
        build.signup(event)
    page = text(desk.get("/organise/"))
    assert "Er zijn 2 mensen meer dan er plekken zijn" in page
    assert f'href="/organise/events/{event.id}/places"' in page


def test_the_day_is_drawn_and_told_in_words_with_where_we_are(
    desk: FlaskClient, set_clock: SetClock
) -> None:
    event = build.event()
    build.item(event, title="Lezing", place="Zaal 1")
    build.item(event, title="Werkplaats", place="Zaal 2")
    set_clock(event.starts_at + timedelta(minutes=10))
    page = text(desk.get("/organise/"))
    assert page.count(">Lezing") >= 2, "in the picture and in words"
    assert 'aria-current="time"' in page
    assert "Zaal 2" in page
    assert "<circle" in page


def test_what_is_called_off_is_not_the_next(desk: FlaskClient, set_clock: SetClock) -> None:
    set_clock(NOON - timedelta(days=1))
    build.event(title="Gaat niet", cancelled_at=NOON)
    later = NOON + timedelta(days=9)
    build.event(title="Gaat wel", starts_at=later, ends_at=later + timedelta(hours=4))
    page = text(desk.get("/organise/"))
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
    page = text(desk.get("/organise/"))
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
    page = text(desk.get(f"/organise/events/{event.id}"))
    assert "Lezing" in page
    assert "Kies begeleiders" in page
    assert 'id="stream"' in page


def test_where_nothing_waits_it_says_so(desk: FlaskClient, set_clock: SetClock) -> None:
    set_clock(NOON)
    event = build.event()
    assert "Niets. Alles staat klaar." in text(desk.get(f"/organise/events/{event.id}"))


def test_the_overview_comes_alone_when_htmx_asks(desk: FlaskClient) -> None:
    event = build.event()
    part = text(desk.get(f"/organise/events/{event.id}", headers={"HX-Request": "true"}))
    assert "<html" not in part
    assert event.title in part


def test_an_event_not_published_can_be(desk: FlaskClient) -> None:
    event = build.event(published=False)
    page = text(desk.get(f"/organise/events/{event.id}"))
    assert f'action="/organise/events/{event.id}/publication"' in page


# --- all tables -----------------------------------------------------------------------------------


@pytest.fixture
def talking(app: Flask) -> ProgrammeItem:
    """An hour of intervision from 13.00."""
    return build.item(build.event(), title="Intervisie")


def begun(table: Table, at: datetime) -> None:
    runs.start(table, "vijfstappen", 60, now=at, by=SYSTEM)


def test_the_wall_shows_each_table(
    desk: FlaskClient, talking: ProgrammeItem, set_clock: SetClock
) -> None:
    event = talking.event
    bringer = build.signup(event, role="sociaal ondernemer")
    leader = build.signup(event, "Anneke")
    case = build.case(bringer, "Wat is buurtzorg waard?")
    table = build.table(talking, 7, case_id=case.id, facilitator_id=leader.id)
    build.published_plan(talking, {table: [bringer, leader]})
    begun(table, NOON + timedelta(minutes=85))
    for _ in range(3):
        note = Note(
            event_id=event.id,
            table_id=table.id,
            key=uuid.uuid4(),
            kind=NoteKind.QUESTION,
            text="Een geheim van deze tafel",
            written_at=NOON + timedelta(minutes=88),
        )
        db.session.add(note)
    db.session.add(
        FollowUp(
            event_id=event.id, table_id=table.id, key=uuid.uuid4(), action="Bel", agreed_at=NOON
        )
    )
    db.session.commit()
    set_clock(DURING)
    page = text(desk.get(f"/organise/events/{event.id}/wall"))
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))
    for seen in (
        "Tafel 7",
        "Wat is buurtzorg waard?",
        "stap 1 van",
        "2 mensen",
        "3 notities",
        "1 afspraak",
        "Begeleider: Anneke",
        "laatste activiteit om 13.28",
    ):
        assert seen in words
    assert "data-started-at" in page
    assert "Een geheim" not in page
    assert "asks" not in page


def test_the_wall_listens_to_every_table(desk: FlaskClient, talking: ProgrammeItem) -> None:
    table = build.table(talking)
    page = text(desk.get(f"/organise/events/{talking.event_id}/wall"))
    for kind in ("clock", "notes", "people", "followups"):
        assert f"table-{table.id}-{kind} from:#stream" in page


def test_the_tables_come_alone_for_the_open_wall(desk: FlaskClient, talking: ProgrammeItem) -> None:
    build.table(talking)
    part = text(desk.get(f"/organise/events/{talking.event_id}/wall/tables"))
    assert "<html" not in part
    assert "geen begeleider" in part


def test_a_wall_without_tables_says_what_to_do(desk: FlaskClient) -> None:
    page = text(desk.get(f"/organise/events/{build.event().id}/wall"))
    assert "Nog geen tafels" in page


def shown(talking: ProgrammeItem) -> tables.WallTable:
    (table,) = tables.of(talking.event_id, NOON)
    return table


def test_a_table_without_facilitator_asks(talking: ProgrammeItem) -> None:
    build.table(talking)
    assert shown(talking).asks(NOON)


@pytest.fixture
def led(talking: ProgrammeItem) -> Table:
    """A table with a facilitator."""
    return build.table(talking, facilitator_id=build.signup(talking.event).id)


def test_a_table_that_does_not_begin_asks_after_five_minutes(
    talking: ProgrammeItem, led: Table
) -> None:
    starts = talking.starts_at
    assert not shown(talking).asks(starts + timedelta(minutes=5))
    assert shown(talking).asks(starts + timedelta(minutes=6))
    assert not shown(talking).asks(talking.ends_at)


def test_a_phase_that_runs_out_asks_after_five_minutes(talking: ProgrammeItem, led: Table) -> None:
    begun(led, talking.starts_at)
    clock = shown(talking).state.clock
    assert clock is not None
    over = talking.starts_at + timedelta(seconds=clock.turn.seconds)
    assert not shown(talking).asks(over + timedelta(minutes=5))
    assert shown(talking).asks(over + timedelta(minutes=6))


def test_a_table_that_pauses_or_is_done_does_not_ask(talking: ProgrammeItem, led: Table) -> None:
    begun(led, talking.starts_at)
    late = talking.starts_at + timedelta(hours=2)
    run = shown(talking).state.clock
    assert run is not None
    runs.pause(led, run.turn.id, now=talking.starts_at, by=SYSTEM)
    assert not shown(talking).asks(late)
    runs.resume(led, run.turn.id, now=talking.starts_at, by=SYSTEM)
    assert shown(talking).asks(late)
    for _ in run.method.phases:
        turn = shown(talking).state.clock
        assert turn is not None
        runs.next_phase(led, turn.turn.id, now=talking.starts_at, by=SYSTEM)
    assert not shown(talking).asks(late)


def test_who_did_not_come_is_missed_where_others_did(talking: ProgrammeItem) -> None:
    event = talking.event
    bringer, leader = build.signup(event, role="sociaal ondernemer"), build.signup(event)
    other = build.signup(event)
    table = build.table(talking, case_id=build.case(bringer).id, facilitator_id=leader.id)
    parts = {bringer.id: SeatPart.BRINGER, leader.id: SeatPart.FACILITATOR}
    build.published_plan(talking, {table: [bringer, leader, other]}, parts=parts)
    before = talking.starts_at - timedelta(minutes=10)
    assert shown(talking).wants(before) == []
    door.check_in(other, now=NOON, by=SYSTEM)
    away = [Want.FACILITATOR_AWAY, Want.BRINGER_AWAY]
    assert shown(talking).wants(before) == away
    assert shown(talking).wants(talking.starts_at - timedelta(minutes=15)) == []
    assert shown(talking).wants(talking.ends_at) == []
    for who in (bringer, leader):
        door.check_in(who, now=NOON, by=SYSTEM)
    assert shown(talking).wants(before) == []


def test_tables_that_ask_come_first_and_rounds_that_are_over_last(
    talking: ProgrammeItem, led: Table
) -> None:
    alone = build.table(talking, 2)
    later = build.item(talking.event, starts_at=talking.ends_at, title="Tweede ronde")
    build.table(later, 1)
    found = tables.of(talking.event_id, NOON)
    first, second = tables.in_order(found, talking.starts_at)
    assert [one.table.id for one in first[1]] == [alone.id, led.id]
    assert (first[0].id, second[0].id) == (talking.id, later.id)
    assert tables.in_order(found, talking.ends_at)[0][0].id == later.id


def test_a_closed_table_is_not_on_the_wall(talking: ProgrammeItem, led: Table) -> None:
    led.closed_at = NOON
    db.session.commit()
    assert tables.of(talking.event_id, NOON) == []


def test_what_a_table_shared_is_counted_and_its_last_activity_told(
    talking: ProgrammeItem, led: Table
) -> None:
    begun(led, NOON)
    agreed_at = NOON + timedelta(minutes=3)
    for level, shared_at in ((Confidentiality.TABLE, None), (Confidentiality.REPORT, NOON)):
        note = Note(
            level=level,
            event_id=led.event_id,
            table_id=led.id,
            key=uuid.uuid4(),
            kind=NoteKind.INSIGHT,
            text="Kijk",
            written_at=NOON + timedelta(minutes=2),
            shared_at=shared_at,
        )
        db.session.add(note)
    agreed = {"event_id": led.event_id, "table_id": led.id, "action": "Bel"}
    db.session.add(FollowUp(key=uuid.uuid4(), agreed_at=agreed_at, **agreed))
    db.session.commit()
    found = shown(talking)
    assert (found.state.notes, found.state.shared, found.latest) == (2, 1, agreed_at)


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
        begun(table, NOON)
    url = f"/organise/{page.format(event=event.id)}"
    with statements(db.engine) as seen:
        assert desk.get(url).status_code == 200
    assert len(seen) <= most
