"""The projector: what is on, the time left, what comes next, and where phones should go."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from markupsafe import escape

from makers.core import links
from makers.core.database import db
from makers.core.journal import SYSTEM
from makers.core.links import Grant
from makers.doors.show import Stretch, stretch
from makers.events.models import Event, ItemKind
from makers.intervision.phases import runs
from makers.intervision.queries import clock_of
from makers.seating.models import Table
from tests import build
from tests.conftest import NOON
from tests.counting import statements

SetClock = Callable[[datetime], None]
START = NOON + timedelta(hours=1)


def at(minutes: int) -> datetime:
    return START + timedelta(minutes=minutes)


@pytest.fixture
def event(app: Flask) -> Event:
    """A lecture from 13.00 to 13.45, a gap of fifteen minutes, an hour of intervision."""
    event = build.event(title="De kanteling")
    build.item(event, ItemKind.LECTURE, title="Lezing", minutes=45, who="Hans Boutellier")
    build.item(event, ItemKind.INTERVISION, title="Intervisie", starts_at=at(60))
    return event


@pytest.fixture
def hall(client: FlaskClient, event: Event, now: datetime) -> FlaskClient:
    """The laptop at the projector, which opened its link."""
    secret = links.give(Grant("projector", event.id, event.id), None, now=now)
    with client.session_transaction() as session:
        session["visit"] = secret
    return client


def text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


@pytest.fixture
def screen(hall: FlaskClient, event: Event, set_clock: SetClock) -> Callable[[int], str]:
    """What the hall sees some minutes after the start."""

    def show(minutes: int) -> str:
        set_clock(at(minutes))
        return text(hall.get(f"/show/{event.id}"))

    return show


def test_before_the_start_it_says_when_and_what(screen: Callable[[int], str]) -> None:
    page = screen(-30)
    assert "Om 13.00: Lezing" in page
    assert 'data-seconds="1800"' in page


def test_on_another_day_it_says_which_day(screen: Callable[[int], str]) -> None:
    page = screen(-24 * 60)
    assert "vrijdag 27 november 2026" in page
    assert "data-clock" not in page


def test_during_a_part_it_counts_down_and_names_the_next(screen: Callable[[int], str]) -> None:
    page = screen(15)
    assert "Nu · Hans Boutellier" in page
    assert 'data-seconds="2700"' in page
    assert ">30:00<" in page
    assert "Straks, om 14.00: Intervisie" in page


def test_in_a_gap_it_counts_down_to_the_next(screen: Callable[[int], str]) -> None:
    page = screen(50)
    assert "Om 14.00: Intervisie" in page
    assert ">10:00<" in page


def test_after_the_end_it_says_thanks(screen: Callable[[int], str]) -> None:
    page = screen(241)
    assert "Dank jullie wel" in page
    assert "data-clock" not in page


def test_phones_go_to_the_event_and_during_intervision_to_their_table(
    screen: Callable[[int], str], event: Event
) -> None:
    assert f"127.0.0.1:8000/e/{event.slug}" in screen(15)
    page = screen(70)
    assert "127.0.0.1:8000/join" in page
    assert 'src="data:image/svg+xml' in page


def test_the_moment_comes_alone_for_the_open_page(
    hall: FlaskClient, event: Event, set_clock: SetClock
) -> None:
    set_clock(at(15))
    part = text(hall.get(f"/show/{event.id}/now"))
    assert "<html" not in part
    assert "Lezing" in part


def test_a_part_that_takes_long_shows_its_end_until_the_clock_fits(event: Event) -> None:
    lecture = event.programme[0]
    lecture.minutes = 120
    assert stretch(lecture, None, START) is None
    assert stretch(lecture, None, at(21)) == Stretch(START, 7200)


def test_what_is_far_away_is_not_counted_down(event: Event) -> None:
    lecture = event.programme[0]
    assert stretch(None, lecture, at(-100)) is None
    assert stretch(None, lecture, at(-99)) == Stretch(at(-99), 99 * 60)
    assert stretch(None, None, START) is None


@pytest.mark.parametrize("page", ["", "/now", "/stream"])
def test_without_the_link_it_stays_dark(client: FlaskClient, event: Event, page: str) -> None:
    assert client.get(f"/show/{event.id}{page}").status_code == 401


def test_another_events_projector_is_not_there(hall: FlaskClient) -> None:
    assert hall.get(f"/show/{build.event().id}").status_code == 404


def test_organisers_may_open_it(desk: FlaskClient, event: Event) -> None:
    assert desk.get(f"/show/{event.id}").status_code == 200
    assert desk.get(f"/show/{event.id + 1}").status_code == 404


@pytest.fixture
def going(event: Event) -> list[Table]:
    """Two tables in the first phase of the same method, half a minute apart, from 14.00."""
    item = event.programme[1]
    made = [build.table(item, number) for number in (1, 2)]
    for number, table in enumerate(made):
        runs.start(table, "incident", 60, now=at(60) + timedelta(seconds=30 * number), by=SYSTEM)
    return made


def test_tables_in_step_share_one_big_clock_with_phase_and_prompt(
    screen: Callable[[int], str], going: list[Table]
) -> None:
    clock = clock_of(going[1].id)
    assert clock is not None
    page = screen(61)
    for words in (clock.method.name("nl"), clock.phase.name("nl"), clock.phase.prompt("nl")):
        assert escape(words) in page
    assert f'data-seconds="{clock.turn.seconds}"' in page
    assert f'data-started-at="{int((at(60).timestamp() + 30) * 1000)}"' in page
    assert "/join" in page
    for table in going:
        assert f"table-{table.id}-clock from:#stream" in page


def test_without_a_phase_that_most_are_in_it_shows_the_rounds_end(
    screen: Callable[[int], str], going: list[Table]
) -> None:
    build.goes_on(going[0], at(60))
    page = screen(61)
    assert "Intervisie" in page
    assert 'data-seconds="3600"' in page
    assert 'class="prompt"' not in page


@pytest.mark.parametrize("apart", ["phase", "other", "waits", "ended"])
def test_one_table_that_goes_its_own_way_hides_the_phase_from_nobody(
    screen: Callable[[int], str], going: list[Table], event: Event, apart: str
) -> None:
    third = build.table(event.programme[1], 3)
    if apart != "waits":
        method = "balint" if apart == "other" else "incident"
        runs.start(third, method, 60, now=at(60), by=SYSTEM)
        build.goes_on(third, at(60))
    while apart == "ended" and going_on(third):
        build.goes_on(third, at(60))
    clock = clock_of(going[0].id)
    assert clock is not None
    page = screen(61)
    assert escape(clock.phase.name("nl")) in page
    assert escape(clock.phase.prompt("nl")) in page
    assert "de meeste tafels: 2 van 3" in page


def going_on(table: Table) -> bool:
    run = runs.run_of(table.id)
    return run is not None and run.ended_at is None


def test_the_time_is_that_of_the_latest_which_does_not_stand_still(
    screen: Callable[[int], str], going: list[Table], event: Event
) -> None:
    first, second = going
    runs.extend(first, turn_of(first), by=SYSTEM)
    later = int(at(60).timestamp() * 1000)
    assert f'data-started-at="{later}"' in screen(61)
    runs.pause(first, turn_of(first), now=at(60), by=SYSTEM)
    page = screen(61)
    assert f'data-started-at="{later + 30_000}"' in page
    assert "van 2" not in page
    runs.pause(second, turn_of(second), now=at(61), by=SYSTEM)
    assert 'class="prompt"' not in screen(62)


def turn_of(table: Table) -> int:
    run = runs.run_of(table.id)
    assert run is not None
    return run.turns[-1].id


def test_most_is_not_said_where_most_did_not_begin(
    screen: Callable[[int], str], going: list[Table], event: Event
) -> None:
    for number in (3, 4, 5):
        build.table(event.programme[1], number)
    page = screen(61)
    assert "2 van de 5 tafels" in page
    assert "de meeste" not in page


def test_tables_of_another_length_are_in_the_same_phase(
    screen: Callable[[int], str], going: list[Table], event: Event
) -> None:
    third = build.table(event.programme[1], 3)
    runs.start(third, "incident", 45, now=at(60), by=SYSTEM)
    page = screen(61)
    assert 'class="prompt"' in page
    assert "van 3" not in page


def test_more_time_at_a_table_reaches_the_projector(hall: FlaskClient, going: list[Table]) -> None:
    page = text(hall.get(f"/show/{going[0].event_id}"))
    for table in going:
        assert f"table-{table.id}-time from:#stream" in page


def test_a_table_that_is_gone_does_not_hold_up_the_others(
    screen: Callable[[int], str], going: list[Table], event: Event
) -> None:
    build.table(event.programme[1], 3, closed_at=NOON)
    assert 'class="prompt"' in screen(61)


def test_it_asks_the_database_little(hall: FlaskClient, event: Event) -> None:
    for number in range(4):
        build.table(event.programme[1], number + 1)
    url = f"/show/{event.id}"
    with statements(db.engine) as seen:
        assert hall.get(url).status_code == 200
    assert len(seen) <= 6
