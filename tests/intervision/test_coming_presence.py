"""Who is at a table: seen when a screen was open, never more than that, and cheaply."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from makers.core import clock
from makers.core.database import db
from makers.core.journal import JournalEntry
from makers.core.links import Grant
from makers.intervision.coming import presence
from makers.intervision.models import Presence
from tests.conftest import Browser
from tests.counting import statements
from tests.intervision.conftest import Round, browser, seated

HTMX = {"HX-Request": "true"}
MINUTE = timedelta(minutes=1)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch, now: datetime) -> dict[str, datetime]:
    """The pages' clock: ``at['now']``."""
    moments = {"now": now + timedelta(hours=1)}
    monkeypatch.setattr(clock, "now", lambda: moments["now"])
    return moments


def says_so(reader: Browser, group: Round) -> str:
    """A screen says that it is open."""
    return posts(reader, group.table.id)


def posts(reader: Browser, table_id: int) -> str:
    """The same, by the table's number."""
    answer = reader.post(f"/table/{table_id}/presence", headers=HTMX)
    assert answer.status_code == 200
    return answer.text


def words(group: Round, app: Flask) -> dict[str, str]:
    """What the table reads behind each name."""
    page = seated(app, group.table, group.second).get(f"/table/{group.table.id}/people").text
    found = {}
    for name in ("Begeleider", "Eerste", "Inbrenger", "Tweede"):
        item = page[page.index(f"<strong>{name}</strong>") :]
        found[name] = item[item.index("<span>") + 6 : item.index("</span>")]
    return found


def test_who_was_never_here_is_not_said_to_be(
    app: Flask, group: Round, at: dict[str, datetime]
) -> None:
    says_so(seated(app, group.table, group.first), group)
    assert words(group, app)["Eerste"] == "net gezien"
    assert words(group, app)["Tweede"] == "nog niet gezien"
    at["now"] += 4 * MINUTE
    assert words(group, app)["Eerste"] == "4 minuten geleden gezien"
    at["now"] += 60 * MINUTE
    assert words(group, app)["Eerste"] == "laatst gezien om 13.00"


def test_the_answer_is_the_list_of_people(
    app: Flask, group: Round, at: dict[str, datetime]
) -> None:
    assert "net gezien" in says_so(seated(app, group.table, group.first), group)


def test_without_javascript_it_leads_back_to_the_table(
    app: Flask, group: Round, at: dict[str, datetime]
) -> None:
    answer = seated(app, group.table, group.first).post(f"/table/{group.table.id}/presence")
    assert (answer.status_code, answer.location) == (303, f"/table/{group.table.id}")


def test_opening_the_table_writes_nothing(
    app: Flask, group: Round, at: dict[str, datetime]
) -> None:
    seated(app, group.table, group.first).get(f"/table/{group.table.id}")
    assert db.session.scalar(select(func.count()).select_from(Presence)) == 0


def test_two_devices_are_one_person_and_write_once_a_minute(
    app: Flask, group: Round, at: dict[str, datetime]
) -> None:
    phone, laptop = (seated(app, group.table, group.first) for _ in range(2))
    says_so(phone, group)
    at["now"] += timedelta(seconds=20)
    with statements(db.engine) as seen:
        says_so(laptop, group)
    assert not [one for one in seen if one.startswith(("INSERT", "UPDATE"))]
    at["now"] += MINUTE
    says_so(laptop, group)
    db.session.rollback()
    (row,) = db.session.scalars(select(Presence))
    assert (row.signup_id, row.seen_at - row.came_at) == (group.first.id, MINUTE + 20 * MINUTE / 60)


def test_only_who_comes_is_told_to_the_others(
    app: Flask, group: Round, at: dict[str, datetime]
) -> None:
    phone = seated(app, group.table, group.first)
    for _ in range(30):
        says_so(phone, group)
        at["now"] += MINUTE
    told = db.session.execute(select(JournalEntry.topic, JournalEntry.what)).all()
    assert told == [(f"table-{group.table.id}-people", "person.came")]


def test_a_leader_who_comes_back_is_told(app: Flask, group: Round, at: dict[str, datetime]) -> None:
    grant = Grant("facilitator", group.table.event_id, group.table.id, group.facilitator.id)
    laptop = browser(app, grant)
    for minutes in (1, 1, 3):
        says_so(laptop, group)
        at["now"] += minutes * MINUTE
    says_so(laptop, group)
    told = select(JournalEntry.what).order_by(JournalEntry.id)
    assert db.session.scalars(told).all() == ["person.came", "leader.back"]


def test_the_desk_and_a_nameless_link_are_nobody(
    app: Flask, group: Round, at: dict[str, datetime]
) -> None:
    group.table.facilitator_id = None
    db.session.commit()
    for grant in (
        Grant("organiser", None, 1),
        Grant("facilitator", group.table.event_id, group.table.id),
    ):
        says_so(browser(app, grant), group)
    assert db.session.scalar(select(func.count()).select_from(Presence)) == 0


def test_a_screen_that_says_so_asks_little(
    app: Flask, group: Round, at: dict[str, datetime]
) -> None:
    first, second = seated(app, group.table, group.first), seated(app, group.table, group.second)
    table_id = group.table.id
    for reader in (first, second):
        posts(reader, table_id)
    at["now"] += MINUTE
    for reader, most in ((first, 7), (second, 5)):  # one renders the list, the other gets it
        with statements(db.engine) as seen:
            posts(reader, table_id)
        assert len(seen) <= most, "\n".join(seen)


def test_three_minutes_is_away(now: datetime) -> None:
    assert presence.is_away(None, now)
    assert presence.is_away(now - 3 * MINUTE, now)
    assert not presence.is_away(now - 3 * MINUTE + timedelta(seconds=1), now)
