"""The pages of methods, at the desk and at the table: what they say and to whom, and their cost."""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import func, select

from makers.core.database import db
from makers.core.journal import SYSTEM
from makers.intervision.methods import built_in
from makers.intervision.models import BringerYes, EventMethod
from makers.intervision.phases import runs
from tests import build
from tests.counting import statements
from tests.intervision.conftest import Round, seated
from tests.intervision.methods_desk import copied, desk, path

pytestmark = pytest.mark.parametrize("either", ["sqlite"], indirect=True)


def test_every_method_is_there_with_its_source(app: Flask, group: Round) -> None:
    page = unescape(desk(app).get(path(group)).text)
    for method in built_in().values():
        assert f"<p>{method.fits.nl}</p>" in page
        assert f"Bron: {method.source}" in page
        for phase in method.phases:
            assert phase.prompt.nl in page


def test_in_english_nothing_is_left_in_dutch(app: Flask, group: Round) -> None:
    page = unescape(desk(app).get(path(group) + "?lang=en").text)
    for method in built_in().values():
        assert method.fits.en in page
        assert method.fits.nl not in page


def test_a_method_in_use_stays_and_another_goes(app: Flask, group: Round) -> None:
    own = copied(app, group)
    where = f"/organise/events/{group.table.event_id}/rounds/{group.table.item_id}/methods"
    name = f"table-{group.table.id}"
    chosen = {name: f"own-{own.id}", f"was-{name}": "vijfstappen"}
    assert desk(app).post(where, data=chosen).status_code == 303
    answer = desk(app).post(path(group, own.id, "removal"))
    assert answer.status_code == 409
    assert "gekozen voor tafel 1" in answer.text
    desk(app).post(where, data={name: "u", f"was-{name}": f"own-{own.id}"})
    assert desk(app).post(path(group, own.id, "removal")).status_code == 303
    assert db.session.scalar(select(func.count(EventMethod.id))) == 0


def test_what_this_page_did_not_change_is_left_to_others(
    app: Flask, group: Round, now: datetime
) -> None:
    second = build.table(group.table.item, 2)
    where = f"/organise/events/{group.table.event_id}/rounds/{group.table.item_id}/methods"
    mine, theirs = f"table-{group.table.id}", f"table-{second.id}"
    old = {f"was-{mine}": "vijfstappen", f"was-{theirs}": "vijfstappen"}
    desk(app).post(where, data={**old, mine: "vijfstappen", theirs: "winfy"})
    desk(app).post(where, data={**old, mine: "u", theirs: "vijfstappen"})
    page = desk(app).get(path(group)).text
    for name, choice in ((mine, "u"), (theirs, "winfy")):
        assert f'name="was-{name}" value="{choice}"' in page


def test_the_table_is_helped_to_choose(app: Flask, group: Round) -> None:
    case = group.table.case
    assert case is not None
    case.domains = list(group.table.item.event.domains)[:2]
    db.session.commit()
    leader = seated(app, group.table, group.facilitator)
    page = leader.get(f"/table/{group.table.id}/method").text
    assert "valt tussen beleidsterreinen (onderwijs, cultuur)" in page
    names = re.findall(r'id="name-(\w+)"', page)
    assert names[:2] == ["u", "winfy"]
    group.table.facilitator_id = None
    db.session.commit()
    page = seated(app, group.table, group.first).get(f"/table/{group.table.id}/method").text
    assert "Deze tafel heeft geen begeleider. Dan past: Vijfstappenmethode." in page
    assert "Kies liever een andere werkvorm." in page  # at Balint


def test_who_took_the_role_is_its_facilitator(app: Flask, group: Round) -> None:
    group.table.facilitator_id = None
    db.session.commit()
    reader = seated(app, group.table, group.first)
    reader.post(f"/table/{group.table.id}/leaders", data={"seen": 0, "signup_id": 0})
    assert "geen begeleider" not in reader.get(f"/table/{group.table.id}/method").text
    assert "Deze tafel heeft geen begeleider" not in desk(app).get(path(group)).text


def test_what_is_too_long_for_the_round_is_not_offered(app: Flask, group: Round) -> None:
    group.table.item.minutes = 45
    db.session.commit()
    page = seated(app, group.table, group.facilitator).get(f"/table/{group.table.id}/method").text
    assert 'id="name-u"' not in page
    assert "U-procedure (Glasl/Lemson) (minstens 60 min)" in page


def test_roddel_asks_the_bringer_on_their_own_screen(app: Flask, group: Round) -> None:
    path = f"/table/{group.table.id}"
    leader = seated(app, group.table, group.facilitator)
    bringer, first = seated(app, group.table, group.bringer), seated(app, group.table, group.first)
    assert leader.post(f"{path}/method", data={"method": "roddel"}).status_code == 303
    answer = leader.post(f"{path}/run", data={"method": "roddel", "length": 60})
    assert answer.status_code == 409
    assert "Daarom zegt de inbrenger eerst ja." in answer.text
    asks = "De anderen praten straks over jou"
    assert asks in bringer.get(path).text
    assert asks not in first.get(path).text
    assert first.post(f"{path}/consent").status_code == 409
    assert bringer.post(f"{path}/consent").status_code == 303
    assert db.session.scalars(select(BringerYes.signup_id)).one() == group.bringer.id
    assert "zei om" in leader.get(path).text
    started = leader.post(f"{path}/run", data={"method": "roddel", "length": 60})
    assert started.status_code == 303


def test_only_who_leads_chooses_and_not_after_the_start(
    app: Flask, group: Round, now: datetime
) -> None:
    path, data = f"/table/{group.table.id}", {"method": "winfy"}
    first = seated(app, group.table, group.first)
    assert first.get(f"{path}/method").status_code == 404
    assert first.post(f"{path}/method", data=data).status_code == 404
    assert first.get(f"{path}/paper").status_code == 404
    leader = seated(app, group.table, group.facilitator)
    runs.start(group.table, "vijfstappen", 60, now=now, by=SYSTEM)
    answer = leader.post(f"{path}/method", data=data)
    assert (answer.status_code, answer.location) == (303, path)
    assert "Deze tafel is al begonnen." in leader.get(path).text


def test_every_page_asks_six_things_at_most(app: Flask, group: Round) -> None:
    own = copied(app, group)
    for number in range(2, 7):
        build.table(group.table.item, number, case_id=None)
    organiser, leader = desk(app), seated(app, group.table, group.facilitator)
    table = f"/table/{group.table.id}"
    for reader, where in (
        (organiser, path(group)),
        (organiser, path(group, own.id)),
        (organiser, f"/organise/events/{group.table.event_id}/tables"),
        (leader, table),
        (leader, f"{table}/method"),
        (leader, f"{table}/paper"),
        (leader, f"{table}/clock"),
    ):
        with statements(db.engine) as seen:
            assert reader.get(where).status_code == 200
        most = 7 if where == table else 6  # who leads sees who spoke too
        assert len(seen) <= most, "\n".join([where, *seen])
