"""The pages of seating: the board, the cards, one's own table; who may come, what they cost."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from flask import Flask

from makers.core import clock
from makers.core.database import db
from makers.core.journal import SYSTEM
from makers.core.links import Grant
from makers.events.models import ItemKind
from makers.seating import moving, plans
from makers.seating.models import SeatPart
from tests import build
from tests.counting import statements
from tests.seating.rows import afternoon, browser, desk, drafts, make, named, own, tables_of


def test_the_board_makes_moves_and_publishes(app: Flask) -> None:
    item = afternoon()
    page, path = desk(app), f"/organise/events/{item.event_id}/seating"
    assert "Er is nog geen indeling." in page.get(path).text
    answer = make(page, item)
    assert (answer.status_code, answer.location) == (303, f"{path}?round={item.id}")
    assert "Alleen de organisatie ziet dit." in page.get(path).text
    who, target = named(item.event, "Deelnemer 1"), tables_of(item)[0]
    target.most = 12
    db.session.commit()
    data = {"signup": who.id, "table": target.id}
    assert page.post(f"{path}/moves", data=data).status_code == 303
    assert "met de hand gezet" in page.get(path).text
    assert page.post(f"{path}/moves/{who.id}/release").status_code == 303
    assert "met de hand gezet" not in page.get(path).text
    assert page.post(f"{path}/publication").status_code == 303
    shown = page.get(path).text
    assert "De indeling is bekend." in shown
    assert "Iedereen ziet de eigen tafel" in shown


def test_an_impossible_round_says_so_on_the_board(app: Flask) -> None:
    item = afternoon(people=12, tables=2, most=5)
    answer = make(desk(app), item)
    assert answer.status_code == 409
    assert "Te weinig plek: 12 personen voor 10 plekken." in answer.text
    assert "Inbrenger 1" in answer.text


def test_a_refused_move_stays_on_the_board(app: Flask, now: datetime) -> None:
    item = afternoon(people=12, tables=2, most=6)
    plan = plans.match(item, now=now, by=SYSTEM)
    who = named(item.event, "Deelnemer 1")
    sits = next(one.table_id for one in plan.seats if one.signup_id == who.id)
    other = next(table.id for table in tables_of(item) if table.id != sits)
    page, path = desk(app), f"/organise/events/{item.event_id}/seating"
    answer = page.post(f"{path}/moves", data={"signup": who.id, "table": other})
    assert answer.status_code == 409
    assert "Deze tafel is vol." in answer.text
    answer = page.post(f"{path}/publication")
    assert answer.status_code == 303
    assert page.post(f"{path}/publication").status_code == 409


def test_people_tables_and_rounds_of_elsewhere_are_not_there(app: Flask) -> None:
    item, foreign = afternoon(), afternoon()
    other_round = build.table(build.item(item.event))
    ours, theirs = named(item.event, "Deelnemer 1"), named(foreign.event, "Deelnemer 1")
    page, path = desk(app), f"/organise/events/{item.event_id}/seating"
    for data in (
        {"signup": theirs.id, "table": tables_of(item)[0].id},
        {"signup": ours.id, "table": tables_of(foreign)[0].id},
        {"signup": ours.id, "table": other_round.id},
        {"signup": "iemand", "table": "ergens"},
    ):
        assert page.post(f"{path}/moves?round={item.id}", data=data).status_code == 404
    assert page.get(f"{path}?round={foreign.id}").status_code == 404
    assert page.post(f"{path}/moves/{theirs.id}/release").status_code == 404
    assert drafts(item) == []


def test_a_board_without_rounds_or_tables_says_what_to_do(app: Flask) -> None:
    event = build.event()
    page = desk(app)
    path = f"/organise/events/{event.id}"
    assert "Maak eerst tafels" in page.get(f"{path}/seating").text
    assert page.post(f"{path}/seating/plan").status_code == 404
    assert "Zet dat eerst in het programma." in page.get(f"{path}/tables").text
    build.item(event)
    assert "Kies hierboven hoeveel tafels je wilt." in page.get(f"{path}/tables").text
    assert "Nog geen casussen" in page.get(f"{path}/cases").text
    assert "Nog geen tafels" in page.get(f"{path}/tables/cards").text


def test_counts_go_when_people_were_moved_by_hand(app: Flask, now: datetime) -> None:
    item = afternoon()
    page, path = desk(app), f"/organise/events/{item.event_id}/seating"
    make(page, item)
    assert "Beleidsterreinen bij hun casus" in page.get(path).text
    table = tables_of(item)[0]
    table.most = 12
    db.session.commit()
    data = {"signup": named(item.event, "Deelnemer 1").id, "table": table.id}
    page.post(f"{path}/moves", data=data)
    assert "Beleidsterreinen bij hun casus" not in page.get(path).text


def test_each_card_has_its_code_and_qr_and_asks_no_other_host(app: Flask) -> None:
    item = afternoon(tables=3)
    shown = desk(app).get(f"/organise/events/{item.event_id}/tables/cards").text
    pictures = re.findall(r'<img class="qr" src="([^"]+)"', shown)
    assert len(set(pictures)) == 3
    assert all(picture.startswith("data:image/svg+xml") for picture in pictures)
    assert all(table.join_code in shown for table in tables_of(item))
    assert not re.findall(r'(?:src|href|action)="(?:https?:)?//', shown)


def test_the_link_for_the_facilitator_is_shown_once(app: Flask) -> None:
    table = tables_of(afternoon())[0]
    path = f"/organise/events/{table.event_id}/tables"
    page = desk(app)
    answer = page.post(f"{path}/{table.id}/link")
    assert re.search(r'<a href="http[^"]+/l/facilitator_[\w-]{43}">', answer.text)
    assert "facilitator_" not in page.get(path).text


def test_ones_own_page_tells_table_place_and_why(app: Flask, now: datetime) -> None:
    item = afternoon(people=24, tables=3)
    table = tables_of(item)[1]
    table.place = "bij het raam"
    db.session.commit()
    bringer = named(item.event, "Inbrenger 2")
    plan = plans.match(item, now=now, by=SYSTEM)
    assert "Je zit aan tafel" not in own(app, bringer).get(f"/me/{bringer.id}").text
    plans.publish(item, now=now, by=SYSTEM)
    shown = own(app, bringer).get(f"/me/{bringer.id}").text
    for words in ("Je zit aan tafel 2", "bij het raam", "Casus 2", "Jij brengt hier je casus in."):
        assert words in shown
    knows = next(one for one in plan.seats if one.reasons[0][0] == "brings_domain")
    shown = own(app, knows.signup).get(f"/me/{knows.signup_id}").text
    assert f"De casus raakt aan {knows.reasons[0][1]}, en daar weet jij van." in shown


def test_ones_own_page_leads_to_the_table(
    app: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)
    item = afternoon()
    table, who = tables_of(item)[0], named(item.event, "Deelnemer 1")
    build.published_plan(item, {table: [who]})
    phone = own(app, who)
    assert phone.get(f"/table/{table.id}").status_code == 404
    assert phone.get(f"/me/{who.id}/table").location == f"/table/{table.id}"
    assert "Jij bent: Deelnemer 1 (deelnemer)" in phone.get(f"/table/{table.id}").text


def test_the_table_page_shows_its_leader_the_way_in_and_a_participant_not(
    app: Flask, now: datetime
) -> None:
    item = afternoon()
    table, who = tables_of(item)[0], named(item.event, "Deelnemer 1")
    build.published_plan(
        item,
        {table: [who, named(item.event, "Begeleider 1")]},
        parts={table.facilitator_id or 0: SeatPart.FACILITATOR},
    )
    leads = browser(app, Grant("facilitator", table.event_id, table.id, table.facilitator_id))
    shown = leads.get(f"/table/{table.id}").text
    assert table.join_code in shown
    assert 'class="qr" src="data:image/svg+xml' in shown
    mate = browser(app, Grant("table", table.event_id, table.id, who.id))
    assert table.join_code not in mate.get(f"/table/{table.id}").text


def test_only_organisers_come_to_these_pages(app: Flask) -> None:
    item = afternoon()
    who = named(item.event, "Deelnemer 1")
    table = tables_of(item)[0]
    start = f"/organise/events/{item.event_id}"
    for path in ("cases", "tables", f"tables/{table.id}", "tables/cards", "seating"):
        assert app.test_client().get(f"{start}/{path}").status_code == 401
        assert own(app, who).get(f"{start}/{path}").status_code == 404
    for path in ("tables", f"tables/{table.id}/link", "seating/plan", "seating/publication"):
        assert own(app, who).post(f"{start}/{path}").status_code == 404


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("cases", 4),
        ("tables", 3),
        ("tables/cards", 4),
        ("tables/{table}", 5),
        ("seating", 7),
    ],
)
def test_pages_ask_little_however_many_tables_there_are(
    app: Flask, now: datetime, path: str, most: int
) -> None:
    item = afternoon(people=40, tables=8)
    build.item(item.event, ItemKind.LECTURE)
    plans.match(item, now=now, by=SYSTEM)
    plans.publish(item, now=now, by=SYSTEM)
    moving.release(item, named(item.event, "Deelnemer 1"), now=now, by=SYSTEM)
    page = desk(app)
    address = f"/organise/events/{item.event_id}/{path.format(table=tables_of(item)[0].id)}"
    with statements(db.engine) as seen:
        assert page.get(address).status_code == 200
    assert len(seen) <= most, seen


def test_ones_own_case_asks_little(app: Flask, now: datetime) -> None:
    who = named(afternoon().event, "Inbrenger 1")
    phone = own(app, who)
    with statements(db.engine) as seen:
        assert phone.get(f"/me/{who.id}/case").status_code == 200
    assert len(seen) <= 6, seen
