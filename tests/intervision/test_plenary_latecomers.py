"""Who joined late, without a page of their own, takes part in the day; nothing else opens."""

from __future__ import annotations

import uuid

import pytest
from flask import Flask
from sqlalchemy import select

from makers.core import access, clock
from makers.core.database import db, writing
from makers.core.journal import JournalEntry
from makers.core.links import Grant
from makers.intervision.models import Latecomer, Note
from makers.seating.models import Table
from makers.signups.models import Signup
from tests import build
from tests.conftest import Browser
from tests.counting import statements
from tests.intervision.conftest import browser
from tests.intervision.hall import (
    Day,
    day,
    read,
)


@pytest.fixture
def here(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Day:
    """The day, twenty minutes in, also on the pages' clock."""
    made = day()
    monkeypatch.setattr(clock, "now", lambda: made.now)
    return made


@pytest.fixture
def late(app: Flask, here: Day) -> Browser:
    """The phone of Lien, who joined a table by its code while the day was on."""
    table = build.table(build.item(here.event, title="Intervisie"), 5)
    lien = app.test_client()
    form = {"key": str(uuid.uuid4()), "name": "Late Lien", "organisation": "Stichting Proef"}
    answer = lien.post(f"/join/{table.join_code}/latecomers", data=form)
    assert answer.location == f"/table/{table.id}"
    db.session.rollback()
    return lien  # type: ignore[return-value]


def lien() -> Signup:
    """Her sign-up."""
    db.session.rollback()
    return db.session.scalars(select(Signup).where(Signup.name == "Late Lien")).one()


def at_table(here: Day) -> str:
    """The address of the table that she joined."""
    return f"/table/{db.session.scalars(select(Latecomer.table_id)).one()}"


def test_the_table_page_leads_in_while_the_part_is_on(late: Browser, here: Day) -> None:
    path, who = at_table(here), lien()
    for page in (path, f"{path}/ways"):
        shown = read(late, page)
        for item in (here.walk, here.lecture, here.reflection):
            assert here.path(who, item) in shown
    with writing(here.event.id):
        here.lecture.quiet = True
    assert here.path(who, here.lecture) not in read(late, f"{path}/ways")
    here.now = here.event.ends_at
    assert "/items/" not in read(late, path)


def test_who_joined_by_code_sends_all_three_and_comes_back_to_the_table(
    app: Flask, late: Browser, here: Day
) -> None:
    who, path = lien(), at_table(here)
    sent = {
        here.walk: ("observations", {"text": "Een moestuin", "key": str(uuid.uuid4())}),
        here.lecture: (
            "questions",
            {"text": "Voor wie is dit?", "kind": "question", "key": str(uuid.uuid4())},
        ),
        here.reflection: ("sentence", {"text": "Ik bel morgen", "version": "0"}),
    }
    for item, (what, form) in sent.items():
        part = here.path(who, item)
        assert f'href="{path}"' in read(late, part)
        assert "Terug naar je eigen pagina" not in read(late, part)
        assert late.post(f"{part}/{what}", data=form).status_code == 303
        assert form["text"] in read(late, part)
    db.session.rollback()
    assert set(db.session.scalars(select(Note.author_id))) == {who.id}
    acted = select(JournalEntry.actor_kind, JournalEntry.actor_id).where(
        JournalEntry.what.like("%.written")
    )
    assert set(db.session.execute(acted).all()) <= {("signup", who.id)}


def test_a_seat_at_a_table_opens_nothing_else_of_ones_own(
    app: Flask, late: Browser, here: Day
) -> None:
    """Every address with a sign-up in it but the parts of the programme, and those of others."""
    who, closed = lien(), 0
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if not rule.rule.startswith("/me/<int:signup_id>") or "/items/" in rule.rule:
            continue
        values = dict.fromkeys(rule.arguments, 1) | {"signup_id": who.id}
        for method in (rule.methods or set()) & {"GET", "POST"}:
            url = adapter.build(rule.endpoint, values, method=method)
            assert late.open(url, method=method).status_code == 404, (method, url)
            closed += 1
    assert closed > 20
    for item in (here.walk, here.lecture, here.reflection):
        assert late.get(here.path(here.ben, item)).status_code == 404


def test_a_seat_that_was_claimed_opens_that_seat_only(app: Flask, here: Day) -> None:
    table = build.table(build.item(here.event, title="Intervisie"), 5)
    build.published_plan(table.item, {table: [here.cor]})
    db.session.rollback()
    phone = app.test_client()
    claim = {"signup_id": str(here.cor.id)}
    assert phone.post(f"/join/{table.join_code}", data=claim).location == f"/table/{table.id}"
    assert "/items/" not in phone.get(f"/table/{table.id}").text
    for item in (here.walk, here.lecture, here.reflection):
        assert phone.get(here.path(here.cor, item)).status_code == 404


def test_only_the_parts_of_the_programme_let_a_latecomer_in(app: Flask) -> None:
    views, parts = app.view_functions, "/me/<int:signup_id>/items/<int:item_id>"
    keepers = {
        one.rule: getattr(views[one.endpoint], "keeper", None) for one in app.url_map.iter_rules()
    }
    let_in = {rule for rule, keeper in keepers.items() if keeper is access.taking_part}
    assert let_in == {rule for rule in keepers if rule.startswith(parts)}


def test_who_leads_by_a_link_without_a_seat_is_offered_nothing_that_stays_closed(
    app: Flask, late: Browser, here: Day
) -> None:
    table_id = db.session.scalars(select(Latecomer.table_id)).one()
    table = db.session.get_one(Table, table_id)
    table.facilitator_id = here.cor.id
    db.session.commit()
    laptop = browser(app, Grant("facilitator", here.event.id, table_id, here.cor.id))
    assert "/items/" not in read(laptop, f"/table/{table_id}")
    assert laptop.get(here.path(here.cor, here.lecture)).status_code == 404


def test_the_ways_in_cost_the_table_page_one_statement(
    app: Flask, late: Browser, here: Day
) -> None:
    path, counts = at_table(here), []
    for moment in (here.now, here.event.ends_at):
        here.now = moment
        with statements(db.engine) as seen:
            read(late, path)
        counts.append(len(seen))
    assert counts[0] <= counts[1] + 1
