"""Tables: codes nobody misreads, one case and one facilitator each, links that die in time."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select

from makers.core.database import db, writing
from makers.core.journal import SYSTEM
from makers.events.models import ItemKind
from makers.seating import tables
from makers.seating.models import CaseState, Table
from makers.seating.tables import CODE_LENGTH, LETTERS, Setting
from makers.signups.signals import signup_cancelled
from tests import build
from tests.seating.rows import ENTREPRENEUR, afternoon, desk, journalled, opening, tables_of


def fields(setting: Setting, seen: str) -> dict[str, object]:
    """A table as the form sends it."""
    return {
        "name": setting.name,
        "place": setting.place,
        "least": setting.least,
        "most": setting.most,
        "case": setting.case_id or 0,
        "facilitator": setting.facilitator_id or 0,
        "seen": seen,
        **({"step_free": "y"} if setting.step_free else {}),
    }


def given(table: Table, now: datetime, **values: object) -> None:
    """Change a table from how it stands now."""
    stands = Setting.of(table)
    wanted = replace(stands, **values)  # type: ignore[arg-type]
    tables.change(table, wanted, seen=stands.fingerprint, now=now, by=SYSTEM)


def test_codes_are_unique_and_no_letter_looks_like_another(app: Flask) -> None:
    item = build.item(build.event())
    tables.add(item, 40, by=SYSTEM)
    tables.add(item, 20, by=SYSTEM)
    made = tables_of(item)
    codes = {table.join_code for table in made}
    assert [table.number for table in made] == list(range(1, 61))
    assert len(codes) == 60
    assert all(len(code) == CODE_LENGTH and set(code) <= set(LETTERS) for code in codes)
    assert not set("0O1ILUV2Z5S8B") & set(LETTERS)


def test_a_sixty_first_table_is_refused(app: Flask) -> None:
    item = build.item(build.event())
    tables.add(item, 60, by=SYSTEM)
    with pytest.raises(tables.TooMany):
        tables.add(item, 1, by=SYSTEM)
    assert len(tables_of(item)) == 60


def test_a_case_or_facilitator_of_another_table_is_refused(app: Flask, now: datetime) -> None:
    first, second = tables_of(afternoon())
    for values in ({"case_id": first.case_id}, {"facilitator_id": first.facilitator_id}):
        with pytest.raises(tables.Elsewhere):
            given(second, now, **values)


def test_the_same_case_may_have_a_table_in_another_round(app: Flask, now: datetime) -> None:
    first = tables_of(afternoon())[0]
    other = build.table(build.item(first.item.event))
    given(other, now, case_id=first.case_id, facilitator_id=first.facilitator_id)
    assert (other.case_id, other.facilitator_id) == (first.case_id, first.facilitator_id)


def test_only_a_chosen_case_of_this_event_comes_to_a_table(app: Flask, now: datetime) -> None:
    table = build.table(build.item(build.event()))
    ours = build.signup(table.item.event, role=ENTREPRENEUR)
    theirs = build.signup(build.event(), role=ENTREPRENEUR)
    for case in (build.case(ours, state=CaseState.OFFERED), build.case(theirs)):
        with pytest.raises(tables.NotHere):
            given(table, now, case_id=case.id)


def test_only_who_has_a_place_here_facilitates(app: Flask, now: datetime) -> None:
    table = build.table(build.item(build.event()))
    event = table.item.event
    for signup in (
        build.signup(event, state="waiting"),
        build.signup(event, state="cancelled"),
        build.signup(build.event()),
    ):
        with pytest.raises(tables.NotHere):
            given(table, now, facilitator_id=signup.id)


def test_a_change_from_an_older_setting_is_refused(app: Flask, now: datetime) -> None:
    table = build.table(build.item(build.event()))
    seen = Setting.of(table).fingerprint
    given(table, now, place="bij het raam")
    wanted = replace(Setting.of(table), most=6)
    with pytest.raises(tables.Overtaken):
        tables.change(table, wanted, seen=seen, now=now, by=SYSTEM)
    assert (table.place, table.most) == ("bij het raam", 8)


def test_the_same_change_sent_twice_is_one_change(app: Flask, now: datetime) -> None:
    table = build.table(build.item(build.event()))
    seen, wanted = Setting.of(table).fingerprint, replace(Setting.of(table), most=6)
    for _ in range(2):
        tables.change(table, wanted, seen=seen, now=now, by=SYSTEM)
    assert journalled("table.changed") == 1


def test_a_facilitators_link_opens_the_table_and_a_new_one_closes_it(
    app: Flask, now: datetime
) -> None:
    table = tables_of(afternoon())[0]
    first = tables.facilitator_link(table, now=now, by=SYSTEM)
    old = app.test_client()
    assert old.get(opening(first)).location == f"/table/{table.id}"
    assert "Begeleider 1" in old.get(f"/table/{table.id}").text
    second = tables.facilitator_link(table, now=now, by=SYSTEM)
    assert old.get(f"/table/{table.id}").status_code == 401
    assert app.test_client().get(opening(first)).status_code == 404
    assert app.test_client().get(opening(second)).location == f"/table/{table.id}"


def test_another_facilitator_closes_the_link_of_the_one_before(app: Flask, now: datetime) -> None:
    table = tables_of(afternoon())[0]
    before = app.test_client()
    before.get(opening(tables.facilitator_link(table, now=now, by=SYSTEM)))
    given(table, now, place="achterin")
    assert before.get(f"/table/{table.id}").status_code == 200
    given(table, now, facilitator_id=build.signup(table.item.event).id)
    assert before.get(f"/table/{table.id}").status_code == 401


def test_who_cancels_no_longer_facilitates_and_loses_the_link(app: Flask, now: datetime) -> None:
    table = tables_of(afternoon())[0]
    facilitator = table.facilitator
    assert facilitator is not None
    phone = app.test_client()
    phone.get(opening(tables.facilitator_link(table, now=now, by=SYSTEM)))
    with writing(table.event_id) as session:
        signup_cancelled.send(facilitator, session=session, now=now, by=SYSTEM)
    assert table.facilitator_id is None
    assert phone.get(f"/table/{table.id}").status_code == 401


def test_the_page_adds_tables_to_a_round(app: Flask) -> None:
    item = build.item(build.event())
    page, path = desk(app), f"/organise/events/{item.event_id}/tables"
    answer = page.post(path, data={"item": item.id, "count": 3})
    assert (answer.status_code, answer.location) == (303, path)
    shown = page.get(path).text
    assert all(table.join_code in shown for table in tables_of(item))
    lecture = build.item(item.event, ItemKind.LECTURE)
    for data in ({"item": lecture.id, "count": 3}, {"item": item.id, "count": 0}):
        assert page.post(path, data=data).status_code == 422
    answer = page.post(path, data={"item": item.id, "count": 60})
    assert answer.status_code == 409
    assert "Kies een kleiner aantal" in answer.text


def test_the_form_changes_a_table_and_keeps_what_was_typed_when_it_may_not(
    app: Flask,
) -> None:
    first, second = tables_of(afternoon())
    page = desk(app)
    path = f"/organise/events/{first.event_id}/tables/{second.id}"
    stands = Setting.of(second)
    wanted = replace(stands, place="bij het raam", least=2, most=6, step_free=False)
    data = fields(wanted, stands.fingerprint)
    assert page.post(path, data={**data, "least": 9}).status_code == 422
    answer = page.post(path, data={**data, "case": first.case_id})
    assert answer.status_code == 409
    assert "heeft in deze ronde al een tafel" in answer.text
    assert 'value="bij het raam"' in answer.text
    assert page.post(path, data=data).status_code == 303
    assert Setting.of(second) == wanted
    foreign = f"/organise/events/{build.event().id}/tables/{second.id}"
    assert page.get(foreign).status_code == 404


def test_an_overtaken_form_shows_what_stands_and_can_be_sent_again(
    app: Flask, now: datetime
) -> None:
    table = tables_of(afternoon())[0]
    page = desk(app)
    path = f"/organise/events/{table.event_id}/tables/{table.id}"
    stands = Setting.of(table)
    given(table, now, place="achterin")
    answer = page.post(path, data=fields(replace(stands, most=6), stands.fingerprint))
    assert answer.status_code == 409
    assert "achterin" in answer.text
    now_seen = Setting.of(table).fingerprint
    assert now_seen in answer.text
    assert page.post(path, data=fields(replace(stands, most=6), now_seen)).status_code == 303
    assert db.session.scalar(select(Table.most).where(Table.id == table.id)) == 6
