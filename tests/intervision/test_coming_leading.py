"""Who leads a table: it is taken, given on or assigned; it never jumps by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from makers.core import clock
from makers.core.database import db, writing
from makers.core.journal import SYSTEM, JournalEntry
from makers.core.links import Grant
from makers.intervision.coming import leading, presence
from makers.intervision.coming.entry import Present
from makers.intervision.models import Leading
from makers.seating import tables
from makers.seating.models import Table
from makers.signups.models import Signup
from makers.signups.signals import signup_cancelled
from tests import build
from tests.conftest import NOON, Browser
from tests.intervision.conftest import Round, browser, seated
from tests.intervision.together import at_once, looking_together

HTMX = {"HX-Request": "true"}
START = NOON + timedelta(hours=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def at(monkeypatch: pytest.MonkeyPatch) -> dict[str, datetime]:
    """The pages' clock, as the round begins."""
    moments = {"now": START}
    monkeypatch.setattr(clock, "now", lambda: moments["now"])
    return moments


@pytest.fixture
def alone(group: Round) -> Round:
    """The table without a facilitator."""
    group.table.facilitator_id = None
    db.session.commit()
    return group


def seen(group: Round, *people: Signup, now: datetime = START) -> None:
    """A screen of these people is open."""
    for who in people:
        presence.see(group.table, group.present(who), now=now)


def press(reader: Browser, group: Round, seen: Signup | None = None, chosen: str = "0") -> int:
    """Somebody presses a button about who leads."""
    data = {"seen": seen.id if seen else 0, "signup_id": chosen}
    answer = reader.post(f"/table/{group.table.id}/leaders", data=data, headers=HTMX)
    db.session.rollback()
    return int(answer.status_code)


def may_press(reader: Browser, group: Round) -> bool:
    """Whether somebody has the buttons of the clock."""
    data = {"method": "vijfstappen", "length": 60}
    db.session.rollback()
    return bool(reader.post(f"/table/{group.table.id}/run", data=data).status_code == 303)


def test_a_table_nobody_leads_is_everybodys_until_someone_takes_it(
    app: Flask, alone: Round
) -> None:
    first, second = seated(app, alone.table, alone.first), seated(app, alone.table, alone.second)
    page = second.get(f"/table/{alone.table.id}").text
    assert "Niemand begeleidt deze tafel" in page
    assert may_press(second, alone)
    assert press(first, alone) == 200
    assert may_press(first, alone)
    assert not may_press(second, alone)
    (row,) = db.session.scalars(select(Leading))
    assert (row.signup_id, row.since, row.until) == (alone.first.id, START, None)


def test_of_two_who_take_it_one_hears_that_it_is_taken(app: Flask, alone: Round) -> None:
    first, second = seated(app, alone.table, alone.first), seated(app, alone.table, alone.second)
    assert press(first, alone) == 200
    data = {"seen": 0, "signup_id": 0}
    answer = second.post(f"/table/{alone.table.id}/leaders", data=data, headers=HTMX)
    assert answer.status_code == 409
    assert "Intussen begeleidt iemand anders" in answer.text
    assert second.post(f"/table/{alone.table.id}/leaders", data=data).status_code == 409


def test_of_two_who_take_it_at_once_the_second_hears_it(app: Flask, alone: Round) -> None:
    (refused,) = two_take_it(app, alone, lock=True)
    assert isinstance(refused, leading.ChangedHands)


def test_control_without_the_lock_only_the_index_is_in_the_way(app: Flask, alone: Round) -> None:
    (refused,) = two_take_it(app, alone, lock=False)
    assert isinstance(refused, IntegrityError)


def two_take_it(app: Flask, alone: Round, *, lock: bool) -> list[object]:
    """Two take the table at the same moment; what went wrong."""
    table_id = alone.table.id
    people = [
        replace(alone.present(one), leads=True, together=True)
        for one in (alone.first, alone.second)
    ]

    def take(present: Present) -> None:
        table = db.session.get_one(Table, table_id)
        leading.lead(table, present.signup_id or 0, seen=0, by=present, now=START)

    with looking_together(leading, "_running", lock=lock):
        results = at_once(app, [partial(take, one) for one in people])
    assert len(db.session.scalars(select(Leading)).all()) == 1
    return [one for one in results if one is not None]


def test_it_never_jumps_and_is_offered_after_three_minutes(
    app: Flask, group: Round, at: dict[str, datetime]
) -> None:
    first = seated(app, group.table, group.first)
    seen(group, group.facilitator, group.first)
    at["now"] += 2 * MINUTE
    assert "Ik neem het over" not in first.get(f"/table/{group.table.id}/people").text
    assert press(first, group, group.facilitator) == 409
    at["now"] += MINUTE
    page = first.get(f"/table/{group.table.id}/people").text
    assert "Begeleider begeleidt deze tafel: 3 minuten geleden gezien." in page
    assert not may_press(first, group)
    assert press(first, group, group.facilitator) == 200
    assert may_press(first, group)
    assert not may_press(seated(app, group.table, group.second), group)


def test_an_offer_is_gone_when_who_leads_comes_back(
    app: Flask, group: Round, at: dict[str, datetime]
) -> None:
    seen(group, group.facilitator)
    at["now"] += 4 * MINUTE
    seen(group, group.facilitator, now=at["now"])
    assert press(seated(app, group.table, group.first), group, group.facilitator) == 409


def test_who_never_came_is_offered_three_minutes_into_the_round(
    app: Flask, group: Round, at: dict[str, datetime]
) -> None:
    first = seated(app, group.table, group.first)
    assert press(first, group, group.facilitator) == 409
    at["now"] += 3 * MINUTE
    assert press(first, group, group.facilitator) == 200


@pytest.mark.parametrize("seen_before", [False, True])
def test_who_is_assigned_during_the_round_has_three_minutes_as_well(
    app: Flask, alone: Round, at: dict[str, datetime], seen_before: bool
) -> None:
    first, table = seated(app, alone.table, alone.first), alone.table
    path = f"/table/{table.id}/people"
    if seen_before:
        seen(alone, alone.facilitator)
    at["now"] += 20 * MINUTE
    tables.lead(table, alone.facilitator.id, seen=None, now=at["now"], by=SYSTEM)
    at["now"] += 2 * MINUTE
    assert "Neem jij het over?" not in first.get(path).text
    assert press(first, alone, alone.facilitator) == 409
    at["now"] += MINUTE
    assert "Neem jij het over?" in first.get(path).text
    assert press(first, alone, alone.facilitator) == 200


def test_who_gets_the_table_back_from_the_desk_has_three_minutes_again(
    app: Flask, group: Round, at: dict[str, datetime]
) -> None:
    first, desk = seated(app, group.table, group.first), browser(app, Grant("organiser", None, 1))
    at["now"] += 5 * MINUTE
    assert press(first, group, group.facilitator) == 200
    assert press(desk, group, group.first, str(group.facilitator.id)) == 200
    at["now"] += 2 * MINUTE
    assert press(first, group, group.facilitator) == 409
    at["now"] += MINUTE
    assert press(first, group, group.facilitator) == 200


def test_who_is_assigned_before_the_round_has_three_minutes_into_it(
    app: Flask, alone: Round, at: dict[str, datetime]
) -> None:
    desk, first = browser(app, Grant("organiser", None, 1)), seated(app, alone.table, alone.first)
    at["now"] -= 10 * MINUTE
    assert press(desk, alone, None, str(alone.second.id)) == 200
    at["now"] = START + 2 * MINUTE
    assert press(first, alone, alone.second) == 409
    at["now"] += MINUTE
    assert press(first, alone, alone.second) == 200


def test_who_was_to_facilitate_may_come_back_to_it(
    app: Flask, group: Round, at: dict[str, datetime]
) -> None:
    at["now"] += 3 * MINUTE
    press(seated(app, group.table, group.first), group, group.facilitator)
    link = Grant("facilitator", group.table.event_id, group.table.id, group.facilitator.id)
    laptop = browser(app, link)
    assert not may_press(laptop, group)
    assert "Ik begeleid weer" in laptop.get(f"/table/{group.table.id}").text
    assert press(laptop, group, group.first) == 200
    assert may_press(laptop, group)
    (row,) = db.session.scalars(select(Leading))
    assert row.until == START + 3 * MINUTE


def test_it_is_given_on_to_who_is_present(app: Flask, group: Round) -> None:
    laptop = seated(app, group.table, group.facilitator)
    assert press(laptop, group, group.facilitator, str(group.first.id)) == 409
    seen(group, group.first)
    assert "Geef het begeleiden door" in laptop.get(f"/table/{group.table.id}").text
    assert press(laptop, group, group.facilitator, str(group.first.id)) == 200
    assert may_press(seated(app, group.table, group.first), group)
    assert not may_press(laptop, group)


def test_taken_given_back_and_given_on_it_is_told_row_by_row(
    app: Flask, group: Round, at: dict[str, datetime]
) -> None:
    laptop = seated(app, group.table, group.facilitator)
    at["now"] += 3 * MINUTE
    press(seated(app, group.table, group.first), group, group.facilitator)
    at["now"] += MINUTE
    press(laptop, group, group.first)
    seen(group, group.second, now=at["now"])
    assert press(laptop, group, group.facilitator, str(group.second.id)) == 200
    rows = db.session.scalars(select(Leading).order_by(Leading.id)).all()
    assert [(row.signup_id, row.until) for row in rows] == [
        (group.first.id, START + 4 * MINUTE),
        (group.second.id, None),
    ]
    assert may_press(seated(app, group.table, group.second), group)


def test_nobody_gives_away_what_is_not_theirs(app: Flask, group: Round) -> None:
    seen(group, group.first, group.second, group.facilitator)
    first = seated(app, group.table, group.first)
    assert press(first, group, group.facilitator, str(group.second.id)) == 409
    assert press(first, group, group.facilitator, "99999") == 409


def test_the_desk_assigns_from_a_distance(app: Flask, group: Round) -> None:
    desk = browser(app, Grant("organiser", None, 1))
    assert "Wijs een begeleider aan" in desk.get(f"/table/{group.table.id}").text
    assert press(desk, group, group.facilitator, str(group.second.id)) == 200
    assert may_press(seated(app, group.table, group.second), group)
    assert press(desk, group, group.second) == 404


def test_it_is_laid_down_again(app: Flask, alone: Round) -> None:
    first, second = seated(app, alone.table, alone.first), seated(app, alone.table, alone.second)
    press(first, alone)
    path = f"/table/{alone.table.id}/leaders/end"
    assert second.post(path, headers=HTMX).status_code == 200
    assert not may_press(second, alone)
    assert first.post(path, headers=HTMX).status_code == 200
    assert may_press(second, alone)


def test_a_new_facilitator_goes_before_who_leads(app: Flask, alone: Round) -> None:
    press(seated(app, alone.table, alone.first), alone)
    tables.lead(alone.table, alone.facilitator.id, seen=None, now=START, by=SYSTEM)
    assert not may_press(seated(app, alone.table, alone.first), alone)
    assert may_press(seated(app, alone.table, alone.facilitator), alone)


def test_who_will_not_come_leads_nothing(app: Flask, alone: Round) -> None:
    press(seated(app, alone.table, alone.first), alone)
    with writing(alone.table.event_id) as session:
        signup_cancelled.send(alone.first, session=session, now=START, by=SYSTEM)
    assert may_press(seated(app, alone.table, alone.second), alone)


def test_who_leads_and_was_moved_away_leaves_the_table_to_be_taken(
    app: Flask, alone: Round
) -> None:
    elsewhere = build.signup(alone.table.item.event)
    row = Leading(
        event_id=alone.table.event_id, table_id=alone.table.id, signup_id=elsewhere.id, since=START
    )
    db.session.add(row)
    db.session.commit()
    first = seated(app, alone.table, alone.first)
    assert "is er niet meer" in first.get(f"/table/{alone.table.id}").text
    assert press(first, alone) == 200


def test_the_bringer_who_leads_is_still_the_bringer(app: Flask, alone: Round) -> None:
    bringer = seated(app, alone.table, alone.bringer)
    press(bringer, alone)
    assert may_press(bringer, alone)
    assert "Jij bent: Inbrenger (inbrenger)" in bringer.get(f"/table/{alone.table.id}").text


def test_every_screen_hears_of_it(app: Flask, alone: Round) -> None:
    press(seated(app, alone.table, alone.first), alone)
    topics = select(JournalEntry.topic).where(JournalEntry.what == "leader.changed")
    assert set(db.session.scalars(topics)) == {
        f"table-{alone.table.id}-{part}" for part in ("people", "leading")
    }
    page = seated(app, alone.table, alone.second).get(f"/table/{alone.table.id}").text
    for part in ("clock", "notes", "people", "coming"):
        tag = page[page.index(f'<div id="{part}"') :]
        assert f"table-{alone.table.id}-leading from:#stream" in tag[: tag.index(">")], part


def test_the_wall_tells_who_leads_and_who_is_gone(
    app: Flask, group: Round, at: dict[str, datetime]
) -> None:
    desk, path = (
        browser(app, Grant("organiser", None, 1)),
        f"/organise/events/{group.table.event_id}/wall",
    )
    seen(group, group.facilitator, group.first)
    may_press(seated(app, group.table, group.facilitator), group)
    page = desk.get(path).text
    assert "<b>2</b> nu gezien" in page
    assert "begeleider niet gezien" not in page
    at["now"] += 3 * MINUTE
    seen(group, group.first, now=at["now"])
    page = desk.get(path).text
    assert "<b>1</b> nu gezien" in page
    assert "begeleider niet gezien" in page
    assert "1</b> tafel vraagt aandacht" in page
    press(seated(app, group.table, group.first), group, group.facilitator)
    page = desk.get(path).text
    assert "Begeleider: Eerste" in page
    assert "begeleider niet gezien" not in page
