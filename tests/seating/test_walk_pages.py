"""The pages of the walk: the organiser's groups and routes, one's own choice, the guide's list."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from makers.core import clock
from makers.core.database import db
from makers.core.journal import SYSTEM
from makers.core.links import Grant
from makers.events.models import ItemKind, ProgrammeItem
from makers.seating import tables
from makers.seating.models import Stop, Table
from makers.seating.walks import choosing, routes
from makers.signups.models import Signup
from tests import build
from tests.conftest import NOON
from tests.counting import statements
from tests.seating.rows import browser, desk, opening, own


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages' clock stands at noon."""
    monkeypatch.setattr(clock, "now", lambda: NOON)


@pytest.fixture
def walk(app: Flask) -> ProgrammeItem:
    """A walk at one o'clock with two groups, the first with a guide and a route."""
    event = build.event(starts_at=NOON)
    item = build.item(event, ItemKind.WALK, starts_at=NOON + timedelta(hours=1), title="Wandeling")
    guide = build.signup(event, "Gids Voorbeeld")
    first = build.table(item, 1, least=0, most=2, facilitator_id=guide.id, place="bij de deur")
    build.table(item, 2, least=0, most=9, step_free=False)
    routes.add(first, "De hoek", "Een tuin op een dak.", by=SYSTEM)
    return item


@pytest.fixture
def me(walk: ProgrammeItem) -> Signup:
    """Somebody who comes."""
    return build.signup(walk.event, "Ik Zelf")


def group(item: ProgrammeItem, number: int) -> Table:
    """A group by its number."""
    return db.session.query(Table).filter_by(item_id=item.id, number=number).one()


def test_the_organiser_sees_groups_adds_some_and_lets_people_choose(
    app: Flask, walk: ProgrammeItem
) -> None:
    page, path = desk(app), f"/organise/events/{walk.event_id}/walks/{walk.id}"
    assert "Groepen van: Wandeling" in page.get(f"/organise/events/{walk.event_id}/tables").text
    with statements(db.engine) as seen:
        text = page.get(path).text
    assert len(seen) <= 6
    assert "Gids Voorbeeld" in text
    assert "bij de deur" in text
    assert page.post(f"{path}/groups", data={"count": "many"}).status_code == 422
    assert page.post(f"{path}/groups", data={"count": "61"}).status_code == 422
    page.post(f"{path}/groups", data={"count": "2"})
    assert group(walk, 4)
    assert "Iedereen kiest nu zelf" in page.post(f"{path}/choice", follow_redirects=True).text
    board = f"/organise/events/{walk.event_id}/seating/plan?round={walk.id}"
    refused = page.post(board)
    assert (refused.status_code, "Sluit eerst de keuze" in refused.text) == (409, True)
    assert "Laat mensen zelf kiezen" in page.post(f"{path}/choice/end", follow_redirects=True).text


def test_a_group_has_a_guide_a_meeting_point_and_no_case(app: Flask, walk: ProgrammeItem) -> None:
    page, table = desk(app), group(walk, 2)
    path = f"/organise/events/{walk.event_id}/tables/{table.id}"
    text = page.get(path).text
    assert "Verzamelplek" in text
    assert "Welke casus" not in text
    form = {
        "seen": tables.Setting.of(table).fingerprint,
        "least": "0",
        "most": "12",
        "case": "0",
        "facilitator": "0",
        "place": "bij de fontein",
    }
    assert page.post(path, data=form).location.endswith(f"/walks/{walk.id}")
    db.session.expire_all()
    assert (table.place, table.most) == ("bij de fontein", 12)


def test_a_route_is_typed_and_what_is_missing_is_asked(app: Flask, walk: ProgrammeItem) -> None:
    page, table = desk(app), group(walk, 1)
    path = f"/organise/events/{walk.event_id}/groups/{table.id}"
    refused = page.post(f"{path}/stops", data={"place": " ", "sights": "Een muurschildering"})
    assert refused.status_code == 422
    assert "Vul in waar de groep stopt." in refused.text
    assert "Een muurschildering" in refused.text
    page.post(f"{path}/stops", data={"place": "Het plein", "sights": ""})
    first, second = db.session.query(Stop).order_by(Stop.position).all()
    page.post(f"{path}/stops/{second.id}/earlier")
    assert page.get(f"{path}/route").text.index("Het plein") < page.get(f"{path}/route").text.index(
        "De hoek"
    )
    assert page.get(f"{path}/stops/{first.id}").status_code == 200
    assert page.post(f"{path}/stops/{first.id}", data={"place": ""}).status_code == 422
    page.post(f"{path}/stops/{first.id}", data={"place": "De brug"})
    assert "De brug" in page.get(f"{path}/route").text
    page.post(f"{path}/stops/{first.id}/removal")
    assert "De brug" not in page.get(f"{path}/route").text
    other = group(walk, 2)
    elsewhere = f"/organise/events/{walk.event_id}/groups/{other.id}/stops/{second.id}"
    assert page.get(elsewhere).status_code == 404


def test_somebody_chooses_a_group_on_their_own_page(
    app: Flask, walk: ProgrammeItem, me: Signup
) -> None:
    page, path = own(app, me), f"/me/{me.id}/walks/{walk.id}"
    assert "Kies een groep" not in page.get(f"/me/{me.id}").text
    choosing.open_choice(walk, now=NOON, by=SYSTEM)
    with statements(db.engine) as seen:
        text = page.get(f"/me/{me.id}").text
    assert len(seen) <= 12
    assert "Kies een groep" in text
    assert "Een tuin op een dak." in page.get(path).text
    answer = page.post(
        f"{path}/group", data={"group": group(walk, 1).id}, follow_redirects=True
    ).text
    assert "Je loopt met groep 1" in answer
    assert "Gids: Gids Voorbeeld" in answer
    other = own(app, build.signup(walk.event, "Ander"))
    there = f"/me/{me.id + 1}/walks/{walk.id}/group"
    refused = other.post(there, data={"group": group(walk, 1).id})
    assert (refused.status_code, "Deze groep is vol." in refused.text) == (409, True)
    assert other.post(there, data={"group": "9999"}).status_code == 422
    assert "weer vrij" in page.post(f"{path}/group/return", follow_redirects=True).text


def test_the_guide_counts_on_a_phone_without_script(
    app: Flask, walk: ProgrammeItem, me: Signup
) -> None:
    table = group(walk, 1)
    choosing.open_choice(walk, now=NOON, by=SYSTEM)
    choosing.choose(me, table, now=NOON, by=SYSTEM)
    token = tables.facilitator_link(table, now=NOON, by=SYSTEM)
    page = app.test_client()
    path = page.get(opening(token)).location
    assert path == f"/group/{table.id}"
    with statements(db.engine) as seen:
        text = page.get(path).text
    assert len(seen) <= 6
    assert "0 mee, 0 terug" in text
    tapped = page.post(f"{path}/people/{me.id}/out", follow_redirects=True).text
    assert "mee om 12.00" in tapped
    page.post(f"{path}/people/{table.facilitator_id}/out")
    assert (
        "Nog niet terug: Gids Voorbeeld"
        in page.post(f"{path}/people/{me.id}/back", follow_redirects=True).text
    )
    assert (
        "Iedereen is terug."
        in page.post(f"{path}/people/{table.facilitator_id}/back", follow_redirects=True).text
    )
    again = page.post(f"{path}/people/{me.id}/back/undo", headers={"HX-Request": "true"}).text
    assert "<html" not in again
    assert "2 mee, 1 terug" in again
    stranger = build.signup(build.event(), "Vreemd")
    assert page.post(f"{path}/people/{stranger.id}/out").status_code == 404
    late = build.signup(walk.event, "Laat Erbij")
    assert page.post(f"{path}/people/{late.id}/out").status_code == 409
    assert "Laat Erbij" in page.get(f"{path}?q=laat").text
    full = page.post(f"{path}/people/{late.id}")
    assert (full.status_code, "Deze groep is vol." in full.text) == (409, True)
    assert page.get(f"/group/{group(walk, 2).id}").status_code == 404


def test_who_guides_goes_to_the_list_from_their_own_page(app: Flask, walk: ProgrammeItem) -> None:
    table = group(walk, 1)
    guide = table.facilitator
    assert guide is not None
    page = own(app, guide)
    assert "Je bent gids van groep 1" in page.get(f"/me/{guide.id}").text
    assert page.get(f"/group/{table.id}").status_code == 404
    assert page.get(f"/me/{guide.id}/group/{table.id}").location == f"/group/{table.id}"
    assert page.get(f"/group/{table.id}").status_code == 200
    assert page.get(f"/me/{guide.id}/group/{group(walk, 2).id}").status_code == 404


def test_a_table_of_intervision_is_no_group(app: Flask, walk: ProgrammeItem) -> None:
    table = build.table(build.item(walk.event), 9)
    holder = browser(app, Grant("guide", walk.event_id, table.id, None))
    assert holder.get(f"/group/{table.id}").status_code == 404
