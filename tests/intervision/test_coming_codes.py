"""A table's code: replaced by who leads, the old one says so; and what is held of who came."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from makers.core import clock
from makers.core.database import db
from makers.core.journal import SYSTEM
from makers.core.links import Grant
from makers.intervision.coming import claiming, latecomers, leading, presence
from makers.intervision.models import Claim, Latecomer, Leading, Note, OldCode, Presence
from makers.seating.tables import LETTERS
from makers.signups import erasing, my_data, retention
from makers.signups.models import Signup
from tests import build
from tests.conftest import NOON
from tests.intervision.conftest import Round, browser, seated
from tests.intervision.test_notes import wrote

HTMX = {"HX-Request": "true"}
HELD = (Presence, Latecomer, Claim, Leading)


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    """The pages' clock stands on the day of the afternoon."""
    monkeypatch.setattr(clock, "now", lambda: now)


def facilitators(app: Flask, group: Round) -> Grant:
    return Grant("facilitator", group.table.event_id, group.table.id, group.facilitator.id)


def test_a_new_code_closes_the_old_one_and_keeps_who_is_in(app: Flask, group: Round) -> None:
    old, path = group.table.join_code, f"/table/{group.table.id}"
    inside, leader = seated(app, group.table, group.first), browser(app, facilitators(app, group))
    assert "Geef een nieuwe code" in leader.get(path).text
    answer = leader.post(f"{path}/code", data={"seen": old}, headers=HTMX)
    db.session.rollback()
    new = group.table.join_code
    assert new != old
    assert set(new) <= set(LETTERS)
    assert new in answer.text
    phone = app.test_client()
    for answer in (phone.get(f"/join/{old}"), phone.post("/join", data={"code": old})):
        assert answer.status_code == 422
        assert "Deze code is vervangen door een nieuwe" in answer.text
    assert phone.get(f"/join/{new}").status_code == 200
    assert inside.get(path).status_code == 200


def test_pressed_twice_it_is_replaced_once(app: Flask, group: Round) -> None:
    leader, old = browser(app, facilitators(app, group)), group.table.join_code
    for _ in range(2):
        leader.post(f"/table/{group.table.id}/code", data={"seen": old})
    db.session.rollback()
    assert db.session.scalars(select(OldCode.code)).all() == [old]


@pytest.mark.parametrize("led", [True, False])
def test_only_the_desk_and_who_leads_alone_replace_it(app: Flask, group: Round, led: bool) -> None:
    if not led:
        group.table.facilitator_id = None
        db.session.commit()
    path, data = f"/table/{group.table.id}/code", {"seen": group.table.join_code}
    assert seated(app, group.table, group.first).post(path, data=data).status_code == 404
    assert browser(app, Grant("organiser", None, 1)).post(path, data=data).status_code == 303


def came(group: Round, signup: Signup) -> None:
    """Somebody is at the table in every way there is."""
    presence.see(group.table, group.present(signup), now=NOON)
    claiming.sit_down(group.table, signup.id, proven=False, now=NOON)
    other = build.table(group.table.item, 8)
    unseated = build.signup(group.table.item.event, "Zonder Zetel")
    latecomers.sit(other, unseated, now=NOON)
    desk = group.present(group.facilitator)
    leading.lead(group.table, signup.id, seen=group.facilitator.id, by=desk, now=NOON)


def kept() -> list[int]:
    return [db.session.scalar(select(func.count()).select_from(model)) or 0 for model in HELD]


def test_what_is_held_is_given(group: Round) -> None:
    came(group, group.first)
    (told,) = my_data.about(group.first)["aanmeldingen"]
    assert told["aan tafel"] == [
        {"tafel": 1, "kwam": NOON.isoformat(), "laatst gezien": NOON.isoformat()},
        {"tafel": 1, "naam gevraagd op een ander apparaat": NOON.isoformat()},
        {"tafel": 1, "begeleidde vanaf": NOON.isoformat()},
    ]


def test_who_is_erased_was_nowhere_and_their_note_stays(group: Round, now: datetime) -> None:
    wrote(group, group.first, "Waarom?", now)
    came(group, group.first)
    late = db.session.scalars(select(Signup).where(Signup.name == "Zonder Zetel")).one()
    for one in (group.first, late):
        erasing.erase(one.person, now=NOON, by=SYSTEM)
    assert kept() == [0, 0, 0, 0]
    note = db.session.scalars(select(Note)).one()
    assert note.author is not None
    assert note.author.name == "ambtenaar"


def test_when_somebody_was_seen_goes_a_fortnight_after(group: Round) -> None:
    came(group, group.first)
    ends = group.table.item.event.ends_at
    retention.tidy(ends + timedelta(days=13))
    assert kept() == [2, 1, 1, 1]
    retention.tidy(ends + timedelta(days=14))
    assert kept() == [0, 1, 0, 1]
