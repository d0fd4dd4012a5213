"""Joining outside the plan: a name and an organisation, an author as any other, shown as such."""

from __future__ import annotations

import uuid
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from makers.core import clock
from makers.core.database import db, writing
from makers.core.journal import SYSTEM
from makers.core.limits import TooMany
from makers.core.links import Grant
from makers.followups.models import FollowUp
from makers.intervision.coming import joining, latecomers
from makers.intervision.models import Latecomer, Note
from makers.seating.models import Plan
from makers.signups.models import CheckIn, Origin, Override, Person, Signup
from makers.signups.signals import signup_cancelled
from tests import build
from tests.conftest import NOON, Browser
from tests.intervision.conftest import Round, browser, seated


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    """The pages' clock stands on the day of the afternoon."""
    monkeypatch.setattr(clock, "now", lambda: now)


def joins(phone: Browser, group: Round, name: str = "Late Lien", **values: str) -> str:
    """Somebody fills in the short form; where they come."""
    given = {"key": str(uuid.uuid4()), "name": name, "organisation": "Stichting Proef", **values}
    answer = phone.post(f"/join/{group.table.join_code}/latecomers", data=given)
    assert answer.status_code == 303
    return str(answer.location)


@pytest.fixture
def lien(app: Flask, group: Round) -> tuple[Browser, Signup]:
    """A phone that joined, and its sign-up."""
    phone = app.test_client()
    assert joins(phone, group) == f"/table/{group.table.id}"  # type: ignore[arg-type]
    db.session.rollback()
    return phone, db.session.scalars(select(Signup).where(Signup.name == "Late Lien")).one()  # type: ignore[return-value]


def note(text: str) -> dict[str, str]:
    return {"key": str(uuid.uuid4()), "kind": "question", "text": text}


def test_they_are_signed_up_as_at_the_door(group: Round, lien: tuple[Browser, Signup]) -> None:
    signup = lien[1]
    assert (signup.origin, signup.person.email, signup.role.name) == (Origin.DOOR, None, "gast")
    assert signup.organisation == "Stichting Proef"
    assert db.session.get(CheckIn, signup.id) is not None
    assert [one.in_plan for one in joining.seats(group.table) if one.signup_id == signup.id] == [
        False
    ]


def test_the_table_and_the_desk_see_that_they_are_not_in_the_plan(
    app: Flask, group: Round, lien: tuple[Browser, Signup]
) -> None:
    page = seated(app, group.table, group.first).get(f"/table/{group.table.id}").text
    assert page.count("niet in de indeling") == 1
    wall = browser(app, Grant("organiser", None, 1)).get(
        f"/organise/events/{group.table.event_id}/wall"
    )
    assert "<b>1</b> niet in de indeling" in wall.text


def test_they_write_and_own_an_agreement(
    app: Flask, group: Round, lien: tuple[Browser, Signup]
) -> None:
    phone, signup = lien
    path, signup_id = f"/table/{group.table.id}", signup.id
    assert phone.post(f"{path}/notes", data=note("Wat nu?")).status_code == 303
    agreed = {"key": str(uuid.uuid4()), "what": "Bellen", "owner": signup_id}
    second = seated(app, group.table, group.second)
    assert second.post(f"{path}/followups", data=agreed).status_code == 303
    db.session.rollback()
    assert db.session.scalars(select(Note.author_id)).one() == signup_id
    assert db.session.scalars(select(FollowUp.owner_id)).one() == signup_id


def test_they_have_no_page_of_their_own(lien: tuple[Browser, Signup]) -> None:
    phone, signup = lien
    assert phone.get(f"/me/{signup.id}").status_code == 404


def test_the_same_form_twice_is_one_person(app: Flask, group: Round) -> None:
    key = str(uuid.uuid4())
    for _ in range(2):
        joins(app.test_client(), group, key=key)  # type: ignore[arg-type]
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Latecomer)) == 1


def test_a_form_without_a_name_comes_back(app: Flask, group: Round) -> None:
    data = {"key": str(uuid.uuid4()), "name": " ", "organisation": "Wat ik al typte"}
    answer = app.test_client().post(f"/join/{group.table.join_code}/latecomers", data=data)
    assert answer.status_code == 422
    assert "Vul je naam in." in answer.text
    assert "Wat ik al typte" in answer.text


def test_a_full_event_has_a_place_at_the_table_with_its_reason(app: Flask, group: Round) -> None:
    group.table.item.event.capacity = 1
    db.session.commit()
    joins(app.test_client(), group)  # type: ignore[arg-type]
    db.session.rollback()
    assert db.session.scalars(select(Override.reason)).one() == latecomers.AT_THE_TABLE


def test_where_there_is_room_they_get_a_place_as_anybody(app: Flask, group: Round) -> None:
    joins(app.test_client(), group)  # type: ignore[arg-type]
    db.session.rollback()
    assert db.session.scalars(select(Override)).all() == []


def test_who_has_a_place_but_no_seat_joins_as_themselves(app: Flask, group: Round) -> None:
    other = build.signup(group.table.item.event, "Zonder Zetel")
    own = browser(app, Grant("personal", other.event_id, other.id, other.id))
    code = f"/join/{group.table.join_code}"
    assert "Ga aan tafel als Zonder Zetel" in own.get(code).text
    answer = own.post(code, data={"signup_id": other.id})
    assert answer.location == f"/table/{group.table.id}"
    assert "Jij bent: Zonder Zetel" in own.get(f"/table/{group.table.id}").text
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Person)) == 5


def test_who_sits_elsewhere_by_the_plan_hears_where(app: Flask, group: Round) -> None:
    other = build.table(group.table.item, 7)
    own = browser(app, Grant("personal", other.event_id, group.first.id, group.first.id))
    assert "zit je aan tafel 1" in own.get(f"/join/{other.join_code}").text
    answer = own.post(f"/join/{other.join_code}", data={"signup_id": group.first.id})
    assert answer.status_code == 409
    assert "aan tafel 1" in answer.text


def test_a_name_that_is_nobodys_here_is_not_there(app: Flask, group: Round) -> None:
    other = build.signup(group.table.item.event)
    phone = app.test_client()
    answer = phone.post(f"/join/{group.table.join_code}", data={"signup_id": other.id})
    assert answer.status_code == 404


def test_from_another_table_they_come_along(
    app: Flask, group: Round, lien: tuple[Browser, Signup]
) -> None:
    phone, signup = lien
    other = build.table(group.table.item, 7)
    assert phone.post(f"/join/{other.join_code}", data={"signup_id": signup.id}).status_code == 303
    assert phone.get(f"/table/{other.id}").status_code == 200
    led_on = phone.get(f"/table/{group.table.id}")
    assert (led_on.status_code, led_on.location) == (303, f"/table/{other.id}")
    db.session.rollback()
    assert [one.table_id for one in db.session.scalars(select(Latecomer))] == [other.id]


def test_a_plan_that_seats_them_goes_before_it(
    app: Flask, group: Round, lien: tuple[Browser, Signup]
) -> None:
    phone, signup = lien
    other, item = build.table(group.table.item, 7), group.table.item
    db.session.execute(update(Plan).values(superseded_at=NOON))
    build.published_plan(item, {other: [signup], group.table: [group.first]})
    led_on = phone.get(f"/table/{group.table.id}")
    assert (led_on.status_code, led_on.location) == (303, f"/table/{other.id}")
    assert signup.id not in joining.ids_at(db.session(), group.table.id)
    (there,) = joining.seats(other)
    assert (there.signup_id, there.in_plan) == (signup.id, True)


def test_who_is_cancelled_sits_nowhere(group: Round, lien: tuple[Browser, Signup]) -> None:
    signup = lien[1]
    with writing(signup.event_id) as session:
        signup_cancelled.send(signup, session=session, now=NOON, by=SYSTEM)
    assert db.session.scalars(select(Latecomer)).all() == []


def test_very_many_at_one_table_are_stopped(group: Round) -> None:
    def one(number: int) -> int:
        return latecomers.join(
            group.table, f"Naam {number}", "", key=uuid.uuid4(), now=NOON, language="nl"
        )

    for number in range(latecomers.MOST_AN_HOUR):
        one(number)
    with pytest.raises(TooMany):
        one(99)
