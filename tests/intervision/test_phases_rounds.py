"""All tables of a round at once: a sentence with a count of who saw it, and more or less time."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from makers.core.database import db
from makers.core.journal import SYSTEM, Actor, JournalEntry
from makers.core.links import Grant
from makers.intervision import queries
from makers.intervision.models import Broadcast, Shift, Sighting
from makers.intervision.phases import runs
from makers.intervision.rounds import broadcasts, shifting
from makers.intervision.rounds import queries as round_queries
from makers.intervision.rounds.queries import Told
from makers.seating.models import Table
from tests import build
from tests.conftest import Browser
from tests.intervision.conftest import Round, browser, seated
from tests.intervision.test_runs import started

SQLITE = pytest.mark.parametrize("either", ["sqlite"], indirect=True)
DESK = Actor("organiser", 1)


def tell(group: Round, text: str, now: datetime) -> Broadcast:
    """The organiser tells all tables of the round something."""
    return broadcasts.send(group.table.item, text, key=uuid.uuid4(), by=DESK, now=now)


def told(group: Round) -> Told:
    """The newest broadcast, with who has seen it."""
    return round_queries.told(group.table.event_id)[0]


def shifted(group: Round, minutes: int, now: datetime) -> Shift:
    """All tables of the round get so many minutes more."""
    return shifting.shift(group.table.item, minutes, key=uuid.uuid4(), by=DESK, now=now)


def said_of(app: Flask, change: Shift) -> list[str]:
    """What the desk is told of it, in Dutch."""
    with app.test_request_context():
        return list(shifting.told(change))


def left(table: Table, now: datetime) -> int:
    """The seconds that a table's phase has left."""
    clock = queries.clock_of(table.id)
    assert clock is not None
    return int(clock.turn.state.remaining(now).total_seconds())


def desk(app: Flask) -> Browser:
    """The organiser's browser."""
    return browser(app, Grant("organiser", None, 1))


# --- a sentence -----------------------------------------------------------------------------------


def test_the_same_sentence_sent_twice_is_said_once(group: Round, now: datetime) -> None:
    key = uuid.uuid4()
    for _ in range(2):
        broadcasts.send(group.table.item, "Nog vijf minuten", key=key, by=DESK, now=now)
    assert len(db.session.scalars(select(Broadcast)).all()) == 1


def test_the_tables_show_the_newest_until_it_is_withdrawn(group: Round, now: datetime) -> None:
    item = group.table.item_id
    assert round_queries.shown_at(item) is None
    tell(group, "De soep staat klaar", now)
    second = tell(group, "Kom naar de zaal", now)
    shown = round_queries.shown_at(item)
    assert shown is not None
    assert shown.text == "Kom naar de zaal"
    for _ in range(2):
        broadcasts.withdraw(second, by=DESK, now=now)
    assert round_queries.shown_at(item) is None, "what was replaced does not come back"
    assert [one.is_shown for one in round_queries.told(group.table.event_id)] == [False, False]


def test_another_round_hears_nothing(group: Round, now: datetime) -> None:
    tell(group, "Kom naar de zaal", now)
    other = build.item(group.table.item.event)
    assert round_queries.shown_at(other.id) is None


def test_who_has_seen_it_is_counted_once_by_table_and_person(group: Round, now: datetime) -> None:
    other = build.table(group.table.item, 2)
    sentence = tell(group, "Kom naar de zaal", now)
    for _ in range(2):
        for who in (group.first, group.second):
            broadcasts.see(sentence, group.table, by=group.present(who), now=now)
    found = told(group)
    assert (found.tables, found.of_tables, found.people, found.of_people) == (1, 2, 2, 4)
    assert len(db.session.scalars(select(Sighting)).all()) == 2
    broadcasts.withdraw(sentence, by=DESK, now=now)
    broadcasts.see(sentence, other, by=group.present(group.bringer), now=now)
    assert told(group).tables == 1


@SQLITE
def test_it_is_on_every_page_of_its_tables_and_the_desk_is_not_counted(
    app: Flask, group: Round, now: datetime
) -> None:
    sentence = tell(group, "<b>Kom</b> naar de zaal", now)
    path = f"/table/{group.table.id}"
    at = f"{path}/broadcasts/{sentence.id}/sighting"
    link = browser(app, Grant("facilitator", group.table.event_id, group.table.id))
    readers = [seated(app, group.table, group.first), link, desk(app)]
    for reader in readers:
        for page in (path, f"{path}/broadcast"):
            assert "&lt;b&gt;Kom&lt;/b&gt; naar de zaal" in reader.get(page).text
        for _ in range(2):
            assert reader.post(at, headers={"HX-Request": "true"}).status_code == 204
    assert at in readers[0].get(path).text
    assert at not in desk(app).get(path).text
    assert len(db.session.scalars(select(Sighting)).all()) == 2
    assert readers[0].post(at).status_code == 303
    assert readers[0].post(f"{path}/broadcasts/999/sighting").status_code == 404
    elsewhere = build.table(build.item(group.table.item.event), 9)
    stranger = seated(app, elsewhere, group.first)
    here = f"/table/{elsewhere.id}/broadcasts/{sentence.id}/sighting"
    assert stranger.post(here).status_code == 404


@SQLITE
def test_the_desk_sends_withdraws_and_reads_back(app: Flask, group: Round, now: datetime) -> None:
    event, organiser = f"/organise/events/{group.table.event_id}", desk(app)
    data = {"key": str(uuid.uuid4()), "item": group.table.item_id, "text": "Kom naar de zaal"}
    answer = organiser.post(f"{event}/broadcasts", data=data)
    assert (answer.status_code, answer.location) == (303, f"{event}/wall")
    wall = organiser.get(f"{event}/wall").text
    assert "Kom naar de zaal" in wall
    assert "staat nu op de tafels" in wall
    number = db.session.scalars(select(Broadcast.id)).one()
    assert organiser.post(f"{event}/broadcasts/{number}/withdrawal").status_code == 303
    assert "weggehaald om" in organiser.get(f"{event}/broadcasts/earlier").text
    assert "Kom naar de zaal" not in organiser.get(f"{event}/broadcasts").text
    other = build.event().id
    gone = organiser.post(f"/organise/events/{other}/broadcasts/{number}/withdrawal")
    assert gone.status_code == 404


@SQLITE
@pytest.mark.parametrize(
    ("what", "data", "says"),
    [
        ("broadcasts", {"text": ""}, "Schrijf in één zin"),
        ("broadcasts", {"text": "x" * 201}, "hoogstens 200 tekens"),
        ("shifts", {"minutes": "0", "way": "longer"}, "Kies 1 tot 30 minuten."),
        ("shifts", {"minutes": "vijf", "way": "longer"}, "Kies 1 tot 30 minuten."),
    ],
)
def test_what_cannot_be_said_comes_back_as_it_was_typed(
    app: Flask, group: Round, what: str, data: Mapping[str, str], says: str
) -> None:
    sent = {"key": str(uuid.uuid4()), "item": str(group.table.item_id), **data}
    answer = desk(app).post(f"/organise/events/{group.table.event_id}/{what}", data=sent)
    assert answer.status_code == 422
    assert says in answer.text
    stranger = {**sent, "item": "9999", "text": "Kom", "minutes": "5", "way": "longer"}
    path = f"/organise/events/{group.table.event_id}/{what}"
    assert desk(app).post(path, data=stranger).status_code == 422
    assert seated(app, group.table, group.first).post(path, data=sent).status_code == 404


# --- time -----------------------------------------------------------------------------------------


def test_every_running_table_is_shifted_and_the_others_are_told_of(
    app: Flask, group: Round, now: datetime
) -> None:
    """Six minutes each: one runs, one stands still, one rounds off, one is over, one is done."""
    event, item = group.table.event_id, group.table.item
    running = group.table
    still, nearly, over, done, _waiting = (build.table(item, number) for number in range(2, 7))
    build.table(item, 9, closed_at=now)
    for table, begun in ((running, 0), (still, 0), (nearly, 4), (over, 8), (done, 0)):
        at = now - timedelta(minutes=begun)
        runs.start(table, "vijfstappen", 60, now=at, by=SYSTEM)
    seen = queries.clock_of(still.id)
    assert seen is not None
    runs.pause(still, seen.turn.id, now=now, by=SYSTEM)
    for _ in range(6):
        build.goes_on(done, now)
    change = shifted(group, -3, now)
    assert [left(one, now) for one in (running, still, nearly, over)] == [180, 180, 60, -120]
    assert said_of(app, change) == [
        "2 tafels hebben 3 min minder.",
        "1 tafel had minder over en rondt binnen een minuut af.",
        "1 daarvan staat stil: het telt zodra die klok verder loopt.",
        "1 tafel was al aan het einde van haar tijd en bleef zo.",
        "1 tafel is nog niet begonnen: daar verandert niets.",
        "1 tafel is al klaar.",
    ]
    topics = db.session.scalars(
        select(JournalEntry.topic).where(
            JournalEntry.what == "clock.shifted", JournalEntry.event_id == event
        )
    ).all()
    assert list(topics) == [f"table-{one.id}-time" for one in (running, still, nearly)]


def test_longer_is_longer_for_who_is_over_time_too(app: Flask, group: Round, now: datetime) -> None:
    started(group, now - timedelta(minutes=7))
    change = shifted(group, 5, now)
    assert left(group.table, now) == 240
    assert said_of(app, change) == ["1 tafel heeft 5 min meer."]


def test_the_same_press_twice_shifts_once_and_tells_the_same(
    app: Flask, group: Round, now: datetime
) -> None:
    started(group, now)
    key = uuid.uuid4()
    said = [
        said_of(app, shifting.shift(group.table.item, -2, key=key, by=DESK, now=now))
        for _ in range(2)
    ]
    assert said[0] == said[1]
    assert left(group.table, now) == 240


def test_a_phase_that_was_shifted_gives_way_to_one_with_its_own_time(
    group: Round, now: datetime
) -> None:
    started(group, now)
    shifted(group, -5, now)
    later = now + timedelta(minutes=1)
    build.goes_on(group.table, later)
    assert left(group.table, later) == 16 * 60


@SQLITE
def test_the_desk_hears_what_became_of_the_tables(app: Flask, group: Round, now: datetime) -> None:
    runs.start(group.table, "vijfstappen", 60, now=datetime.now(now.tzinfo), by=SYSTEM)
    event, organiser = f"/organise/events/{group.table.event_id}", desk(app)
    data = {
        "key": str(uuid.uuid4()),
        "item": group.table.item_id,
        "minutes": "2",
        "way": "shorter",
    }
    answer = organiser.post(f"{event}/shifts", data=data, follow_redirects=True)
    assert "1 tafel heeft 2 min minder." in answer.text
    assert "Alle tafels 2 minuten korter" in organiser.get(f"{event}/broadcasts/earlier").text
