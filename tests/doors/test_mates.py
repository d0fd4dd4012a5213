"""Who sits at my table: before the afternoon only who said so by name, at the table everybody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from makers.core import links
from makers.core.database import db
from makers.core.links import Grant
from makers.events.models import Event
from makers.seating.models import SeatPart
from makers.signups.models import CONSENT_WORDING, Consent, ConsentKind, Signup
from tests import build
from tests.conftest import NOON
from tests.counting import statements

DAYS_BEFORE = NOON - timedelta(days=3)
DOORS_OPEN, TOO_EARLY = NOON - timedelta(hours=1), NOON - timedelta(hours=1, seconds=1)
SetClock = Callable[[datetime], None]


@pytest.fixture(autouse=True)
def days_before(set_clock: SetClock) -> None:
    """The pages' clock stands three days before."""
    set_clock(DAYS_BEFORE)


def own(app: Flask, signup: Signup) -> FlaskClient:
    """The browser of someone with their personal link."""
    client = app.test_client()
    grant = Grant("personal", signup.event_id, signup.id, signup.id)
    secret = links.give(grant, None, now=DAYS_BEFORE)
    with client.session_transaction() as session:
        session["visit"] = secret
    return client


def seated(*people: Signup, parts: dict[int, SeatPart] | None = None) -> int:
    """These people sit at one table; its id."""
    item = build.item(people[0].event)
    table = build.table(item)
    build.published_plan(item, {table: list(people)}, parts=parts)
    return table.id


def says_yes(signup: Signup, kind: ConsentKind, **more: object) -> None:
    """They said yes to this."""
    given = {"wording": CONSENT_WORDING, "given_at": DAYS_BEFORE, **more}
    db.session.add(Consent(signup_id=signup.id, kind=kind, **given))
    db.session.commit()


def three(event: Event) -> tuple[Signup, Signup, Signup]:
    """Someone who is known by name, someone who took that back, and me."""
    known, shy, me = (
        build.signup(event, name, organisation=f"Stichting {name}")
        for name in ("Kees", "Saar", "Ik")
    )
    says_yes(known, ConsentKind.NAME)
    says_yes(shy, ConsentKind.NAME, withdrawn_at=DAYS_BEFORE)
    return known, shy, me


def test_before_the_afternoon_a_name_is_shown_with_a_yes_only(app: Flask) -> None:
    _known, _shy, me = people = three(build.event())
    seated(*people)
    browser = own(app, me)
    with statements(db.engine) as seen:
        page = browser.get(f"/me/{me.id}/mates").text
    assert len(seen) <= 6
    assert "Kees" in page
    assert "Saar" not in page, "neither the name nor the organisation"
    assert "Nog zonder naam" in page
    assert "ambtenaar" in page, "what somebody comes as"


def test_at_the_table_people_know_who_they_sit_with(app: Flask, set_clock: SetClock) -> None:
    _known, _shy, me = people = three(build.event())
    seated(*people)
    set_clock(DOORS_OPEN)
    page = own(app, me).get(f"/me/{me.id}/mates").text
    assert "Saar" in page
    assert "Nog zonder naam" not in page


def test_a_personal_link_opens_the_table_when_its_code_does(
    app: Flask, set_clock: SetClock
) -> None:
    _known, _shy, me = people = three(build.event())
    table_id = seated(*people)
    browser = own(app, me)
    set_clock(TOO_EARLY)
    assert f'href="/me/{me.id}/table"' not in browser.get(f"/me/{me.id}").text
    assert browser.get(f"/me/{me.id}/table").location.startswith(f"/me/{me.id}/mates?round=")
    assert browser.get(f"/table/{table_id}").status_code == 404
    set_clock(DOORS_OPEN)
    assert f'href="/me/{me.id}/table"' in browser.get(f"/me/{me.id}").text
    assert browser.get(f"/me/{me.id}/table").location == f"/table/{table_id}"
    set_clock(NOON + timedelta(days=30))
    assert browser.get(f"/me/{me.id}/table").location == f"/table/{table_id}"


def test_a_facilitator_prepares(app: Flask) -> None:
    _known, _shy, me = people = three(build.event())
    table_id = seated(*people, parts={me.id: SeatPart.FACILITATOR})
    assert own(app, me).get(f"/me/{me.id}/table").location == f"/table/{table_id}"


def test_my_table_has_my_address_only_if_i_say_so(app: Flask) -> None:
    event = build.event()
    shy, open_one, me = (build.signup(event, name) for name in ("Shy Een", "Open Twee", "Ik Zelf"))
    says_yes(open_one, ConsentKind.ADDRESS)
    says_yes(shy, ConsentKind.ADDRESS, withdrawn_at=DAYS_BEFORE)
    seated(shy, open_one, me)
    page = own(app, me).get(f"/me/{me.id}/mates").text
    assert str(open_one.person.email) in page
    assert str(shy.person.email) not in page
    assert "Ik Zelf" not in page.partition("<ul")[2]


def test_without_a_table_there_are_no_mates(app: Flask) -> None:
    _known, _shy, me = three(build.event())
    assert own(app, me).get(f"/me/{me.id}/mates").status_code == 404
