"""Something beside the password: an app's code, used once, and codes on paper for who lost it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from makers.core import clock, limits, organisers
from makers.core.database import db
from makers.core.journal import JournalEntry
from makers.core.organisers import Organiser, second_factor
from makers.core.organisers.models import RecoveryCode
from makers.core.organisers.second_factor import WrongCode

EMAIL, PASSWORD = "balie@example.org", "een lang wachtwoord"
MINUTE = timedelta(minutes=1)
CODES = re.compile(r"<code>(\w{5} \w{5})</code>")


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    """The pages' clock stands still at noon on the day."""
    monkeypatch.setattr(clock, "now", lambda: now)


@pytest.fixture
def me(app: Flask, now: datetime) -> Organiser:
    """Somebody with an account."""
    return organisers.add(EMAIL, "Balie", PASSWORD, now=now)


@pytest.fixture
def desk(client: FlaskClient, me: Organiser) -> FlaskClient:
    """Their browser, logged in."""
    assert logs_in(client).location == "/organise/"
    return client


def logs_in(client: FlaskClient) -> Any:
    """They say address and password."""
    return client.post("/login", data={"email": EMAIL, "password": PASSWORD})


def code(me: Organiser, at: datetime) -> str:
    """What the app shows at that moment."""
    return pyotp.TOTP(second_factor.secret_of(me) or "").at(int(at.timestamp()))


def turned_on(me: Organiser, now: datetime) -> list[str]:
    """The app is needed from now on; its recovery codes."""
    second_factor.begin(me, now=now)
    return second_factor.turn_on(me, code(me, now), now=now)


def test_the_app_is_set_up_by_its_first_code_and_codes_are_shown_once(
    desk: FlaskClient, me: Organiser, now: datetime
) -> None:
    assert desk.post("/organise/account/app").location == "/organise/account/app"
    db.session.refresh(me)
    page = desk.get("/organise/account/app").text
    assert f"<code>{second_factor.secret_of(me)}</code>" in page
    assert me.totp_since is None
    wrong = desk.post("/organise/account/app/confirmation", data={"code": "000000"})
    assert (wrong.status_code, "Deze code klopt niet" in wrong.text) == (422, True)
    right = desk.post("/organise/account/app/confirmation", data={"code": code(me, now)})
    shown = CODES.findall(right.text)
    assert len(shown) == len(set(shown)) == 10
    db.session.refresh(me)
    assert me.has_second_factor
    assert "staat aan" in desk.get("/organise/account").text
    kept = {one.digest for one in db.session.scalars(select(RecoveryCode))}
    assert kept.isdisjoint(one.replace(" ", "") for one in shown)


def test_a_password_alone_opens_nothing_then(
    app: Flask, client: FlaskClient, me: Organiser, now: datetime
) -> None:
    turned_on(me, now)
    assert logs_in(client).location == "/login/code"
    assert client.get("/organise/").status_code == 401
    assert "Je code" in client.get("/login/code").text
    wrong = client.post("/login/code", data={"code": "123"})
    assert (wrong.status_code, client.get("/organise/").status_code) == (422, 401)
    right = client.post("/login/code", data={"code": code(me, now + MINUTE / 2)})
    assert (right.status_code, right.location) == (303, "/organise/")
    assert client.get("/organise/").status_code == 200


def test_without_a_password_there_is_no_second_step(client: FlaskClient, me: Organiser) -> None:
    assert client.get("/login/code").location == "/login"
    assert client.post("/login/code", data={"code": "123456"}).location == "/login"


def test_half_a_login_is_over_after_ten_minutes(
    client: FlaskClient, me: Organiser, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    turned_on(me, now)
    logs_in(client)
    later = now + 11 * MINUTE
    monkeypatch.setattr(clock, "now", lambda: later)
    assert client.post("/login/code", data={"code": code(me, later)}).location == "/login"
    assert client.get("/organise/").status_code == 401


def test_a_code_works_once_and_only_about_now(me: Organiser, now: datetime) -> None:
    turned_on(me, now)
    with pytest.raises(WrongCode):
        second_factor.prove(me, code(me, now), now=now)
    for off in (2 * MINUTE, -2 * MINUTE):
        with pytest.raises(WrongCode):
            second_factor.prove(me, code(me, now + 10 * MINUTE + off), now=now + 10 * MINUTE)
    at = now + 20 * MINUTE
    slow = code(me, at - MINUTE / 2)
    second_factor.prove(me, f"{slow[:3]} {slow[3:]}", now=at)
    with pytest.raises(WrongCode):
        second_factor.prove(me, slow, now=at)


def test_a_code_on_paper_works_once_in_any_writing(me: Organiser, now: datetime) -> None:
    first, second, *_others = turned_on(me, now)
    second_factor.prove(me, f" {first[:5].lower()} {first[5:]}", now=now)
    with pytest.raises(WrongCode):
        second_factor.prove(me, first, now=now)
    assert second_factor.codes_left(me) == 9
    second_factor.prove(me, second, now=now)
    assert second_factor.codes_left(me) == 8


def test_new_codes_on_paper_are_shown_once_and_end_the_old_ones(
    client: FlaskClient, me: Organiser, now: datetime
) -> None:
    old, used, *_others = turned_on(me, now)
    second_factor.prove(me, used, now=now)
    logs_in(client)
    client.post("/login/code", data={"code": code(me, now + MINUTE / 2)})
    drawn = client.post("/organise/account/recovery-codes")
    new = [one.replace(" ", "") for one in CODES.findall(drawn.text)]
    assert (drawn.status_code, len(set(new))) == (200, 10)
    assert "De oude codes werken niet meer" in drawn.text
    page = client.get("/organise/account").text
    assert "Je hebt nog 10 bewaarde codes" in page
    assert not any(one[:5] in page for one in new)
    with pytest.raises(WrongCode):
        second_factor.prove(me, old, now=now)
    second_factor.prove(me, new[0], now=now)
    told = db.session.scalars(select(JournalEntry.what).order_by(JournalEntry.id)).all()
    assert told[-2:] == ["organiser.recovery_codes_drawn", "organiser.recovery_code_used"]


def test_new_codes_want_a_second_factor_and_a_fresh_login(
    desk: FlaskClient, me: Organiser, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Maak nieuwe codes" not in desk.get("/organise/account").text
    assert desk.post("/organise/account/recovery-codes").location == "/organise/account"
    assert second_factor.codes_left(me) == 0
    old = turned_on(me, now)
    assert "Maak nieuwe codes" in desk.get("/organise/account").text
    later = now + 31 * MINUTE
    monkeypatch.setattr(clock, "now", lambda: later)
    asked = desk.post("/organise/account/recovery-codes")
    assert (asked.status_code, asked.location.split("?")[0]) == (307, "/login/again/form")
    second_factor.prove(me, old[0], now=later)
    right = desk.post(asked.location, data={"password": PASSWORD})
    assert (right.status_code, right.location) == (307, "/organise/account/recovery-codes")
    assert len(CODES.findall(desk.post(right.location).text)) == 10


def test_guessing_codes_ends_after_ten_tries(me: Organiser, now: datetime) -> None:
    turned_on(me, now)
    at = now + 30 * MINUTE
    for _try in range(second_factor.TRIES):
        with pytest.raises(WrongCode):
            second_factor.prove(me, "000000", now=at)
    with pytest.raises(limits.TooMany):
        second_factor.prove(me, code(me, at), now=at)


def test_the_database_alone_does_not_give_the_secret(
    app: Flask, me: Organiser, now: datetime
) -> None:
    second_factor.begin(me, now=now)
    secret = second_factor.secret_of(me)
    assert secret is not None
    known = app.secret_key
    app.secret_key = "another"
    try:
        assert second_factor.secret_of(me) not in (None, secret)
    finally:
        app.secret_key = known


def test_it_can_be_turned_off_and_from_the_terminal_too(
    app: Flask, client: FlaskClient, me: Organiser, now: datetime
) -> None:
    turned_on(me, now)
    logs_in(client)
    client.post("/login/code", data={"code": code(me, now + MINUTE / 2)})
    assert client.post("/organise/account/app/end").location == "/organise/account"
    db.session.refresh(me)
    assert not me.has_second_factor
    turned_on(me, now + 10 * MINUTE)
    run = app.test_cli_runner().invoke
    assert run(args=["makers", "organiser", "without-code", EMAIL]).exit_code == 0
    db.session.refresh(me)
    assert not me.has_second_factor
    assert db.session.scalars(select(RecoveryCode)).all() == []
    nobody = run(args=["makers", "organiser", "without-code", "niemand@example.org"])
    assert nobody.exit_code != 0
    assert logs_in(app.test_client()).location == "/organise/"
