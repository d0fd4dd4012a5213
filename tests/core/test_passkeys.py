"""A passkey as the second step: for this address, one person's, each question answered once."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from makers.core import clock, limits, organisers
from makers.core.database import db
from makers.core.journal import SYSTEM, Actor, JournalEntry
from makers.core.organisers import Organiser, accounts, passkeys, second_factor
from makers.core.organisers.models import Passkey, RecoveryCode
from makers.core.organisers.passkeys import KnownPasskey, NotAdded, Question, WrongPasskey
from tests.authenticator import ADDRESS, Device
from tests.counting import statements

EMAIL, PASSWORD = "balie@example.org", "een lang wachtwoord"
MINUTE = timedelta(minutes=1)
OPTIONS = re.compile(r'data-options="([^"]*)"')
CODES = re.compile(r"<code>(\w{5} \w{5})</code>")


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch, now: datetime) -> dict[str, datetime]:
    """The pages' clock, to be moved."""
    clocks = {"now": now}
    monkeypatch.setattr(clock, "now", lambda: clocks["now"])
    return clocks


@pytest.fixture
def lives_at(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Give the house another address."""

    def move(address: str) -> None:
        settings = replace(app.config["MAKERS"], base_url=address)
        monkeypatch.setitem(app.config, "MAKERS", settings)

    return move


@pytest.fixture
def me(lives_at: Callable[[str], None], now: datetime) -> Organiser:
    """Somebody with an account, in a house with a name."""
    lives_at(ADDRESS)
    return organisers.add(EMAIL, "Balie", PASSWORD, now=now)


@pytest.fixture
def other(me: Organiser, now: datetime) -> Organiser:
    """Somebody else who organises."""
    return organisers.add("mee@example.org", "Mee", PASSWORD, now=now)


def logs_in(client: FlaskClient) -> Any:
    """They say address and password."""
    return client.post("/login", data={"email": EMAIL, "password": PASSWORD})


def options(page: Any) -> str:
    """What a page has the browser ask of a device."""
    (found,) = OPTIONS.findall(page.text)
    return unescape(found)


def added(me: Organiser, device: Device, now: datetime, name: str = "mijn telefoon") -> list[str]:
    """This device has a passkey for the account; the recovery codes that come with it."""
    question = Question.draw(now)
    answer = device.make(passkeys.to_add(me, question))
    return passkeys.add(me, answer, question, name, now=now)


def says(me: Organiser, device: Device, now: datetime) -> None:
    """The device answers a question of now."""
    question = Question.draw(now)
    passkeys.prove(me, device.sign(passkeys.to_log_in(me, question)), question, now=now)


def recorded() -> list[str]:
    """What the journal says, oldest first."""
    return list(db.session.scalars(select(JournalEntry.what).order_by(JournalEntry.id)))


def test_a_passkey_is_added_with_a_name_and_codes_are_shown_once(
    client: FlaskClient, me: Organiser, at: dict[str, datetime]
) -> None:
    logs_in(client)
    asked = options(client.get("/organise/account/passkeys"))
    assert json.loads(asked)["rp"]["id"] == "makers.example"
    assert json.loads(asked)["attestation"] == "none"
    typed = {"name": "sleutelbos", "answer": Device().make(asked)}
    shown = CODES.findall(client.post("/organise/account/passkeys", data=typed).text)
    assert len(set(shown)) == 10
    page = client.get("/organise/account").text
    assert "sleutelbos" in page
    assert "sinds" in page
    another = {"name": "telefoon", "answer": Device().make(options(again_page(client)))}
    answer = client.post("/organise/account/passkeys", data=another)
    assert (answer.status_code, answer.location) == (303, "/organise/account")
    assert second_factor.codes_left(me) == 10
    assert recorded()[-2:] == ["organiser.passkey_added"] * 2


def again_page(client: FlaskClient) -> Any:
    """The page for a further passkey, which leaves out those that are there."""
    page = client.get("/organise/account/passkeys")
    assert len(json.loads(options(page))["excludeCredentials"]) == 1
    return page


def test_adding_wants_a_name_and_a_fresh_login(
    client: FlaskClient, me: Organiser, at: dict[str, datetime]
) -> None:
    logs_in(client)
    page = client.get("/organise/account/passkeys")
    typed = {"name": " ", "answer": Device().make(options(page))}
    nameless = client.post("/organise/account/passkeys", data=typed)
    assert (nameless.status_code, "een naam" in nameless.text) == (422, True)
    at["now"] += 16 * MINUTE
    assert client.get("/organise/account/passkeys").location.startswith("/login/again")
    at["now"] += 20 * MINUTE
    assert client.post("/organise/account/passkeys/1/removal").status_code == 307
    assert me.passkeys == []


def test_login_asks_for_it_and_half_a_login_opens_nothing(
    app: Flask, client: FlaskClient, me: Organiser, at: dict[str, datetime]
) -> None:
    device = Device()
    added(me, device, at["now"])
    assert logs_in(client).location == "/login/code"
    page = client.get("/login/code")
    assert "Gebruik je passkey" in page.text
    assert "js/passkey.js" in page.text
    assert client.get("/organise/").status_code == 401
    wrong = client.post("/login/code/passkey", data={"answer": Device().sign(options(page))})
    assert (wrong.status_code, "Dit lukte niet" in wrong.text) == (422, True)
    assert client.get("/organise/").status_code == 401
    right = client.post("/login/code/passkey", data={"answer": device.sign(options(wrong))})
    assert (right.status_code, right.location) == (303, "/organise/")
    assert client.get("/organise/").status_code == 200


def test_a_code_on_paper_opens_too_and_an_app_beside_it(
    client: FlaskClient, me: Organiser, now: datetime, at: dict[str, datetime]
) -> None:
    paper, *_others = added(me, Device(), now)
    logs_in(client)
    assert "Heb je je passkey niet bij je?" in client.get("/login/code").text
    assert client.post("/login/code", data={"code": paper}).location == "/organise/"
    second_factor.begin(me, now=now)
    code = pyotp.TOTP(second_factor.secret_of(me) or "").at(int(now.timestamp()))
    assert second_factor.turn_on(me, code, now=now) == []
    assert second_factor.codes_left(me) == 9
    later = pyotp.TOTP(second_factor.secret_of(me) or "").at(int((now + MINUTE).timestamp()))
    second_factor.prove(me, later, now=now + MINUTE)


def test_without_half_a_login_there_is_no_question(
    client: FlaskClient, me: Organiser, at: dict[str, datetime]
) -> None:
    device = Device()
    added(me, device, at["now"])
    assert client.post("/login/code/passkey", data={"answer": "{}"}).location == "/login"
    logs_in(client)
    asked = options(client.get("/login/code"))
    at["now"] += 11 * MINUTE
    late = client.post("/login/code/passkey", data={"answer": device.sign(asked)})
    assert late.location == "/login"
    assert client.get("/organise/").status_code == 401


def test_what_was_asked_is_answered_once_and_within_minutes(me: Organiser, now: datetime) -> None:
    device = Device(counts=False)
    added(me, device, now)
    question = Question.draw(now)
    answer = device.sign(passkeys.to_log_in(me, question))
    with pytest.raises(WrongPasskey):
        passkeys.prove(me, answer, question, now=now + passkeys.LASTS + MINUTE)
    passkeys.prove(me, answer, question, now=now + MINUTE)
    with pytest.raises(WrongPasskey):
        passkeys.prove(me, answer, question, now=now + 2 * MINUTE)
    earlier = Question.draw(now + MINUTE / 2)
    with pytest.raises(WrongPasskey):
        unused = device.sign(passkeys.to_log_in(me, earlier))
        passkeys.prove(me, unused, earlier, now=now + 2 * MINUTE)
    says(me, device, now + 3 * MINUTE)


def test_a_session_that_is_put_back_opens_nothing(
    app: Flask, client: FlaskClient, me: Organiser, at: dict[str, datetime]
) -> None:
    device = Device(counts=False)
    added(me, device, at["now"])
    logs_in(client)
    answer = {"answer": device.sign(options(client.get("/login/code")))}
    with client.session_transaction() as session:
        kept = dict(session)
    at["now"] += MINUTE
    assert client.post("/login/code/passkey", data=answer).location == "/organise/"
    thief = app.test_client()
    with thief.session_transaction() as session:
        session.update(kept)
    assert thief.post("/login/code/passkey", data=answer).status_code == 422
    assert thief.get("/organise/").status_code == 401


def test_another_question_address_or_host_is_refused(me: Organiser, now: datetime) -> None:
    device = Device()
    added(me, device, now)
    question, another = Question.draw(now), Question.draw(now)
    with pytest.raises(WrongPasskey):
        passkeys.prove(me, device.sign(passkeys.to_log_in(me, another)), question, now=now)
    for origin, host in (("https://makers.example.org", None), (ADDRESS, "example")):
        with pytest.raises(WrongPasskey):
            says(me, replace(device, origin=origin, host=host), now)
        with pytest.raises(NotAdded):
            added(me, Device(origin=origin, host=host), now)
    with pytest.raises(NotAdded):
        passkeys.add(me, Device().make(passkeys.to_add(me, another)), question, "x", now=now)
    with pytest.raises(NotAdded):
        passkeys.add(me, Device().make(passkeys.to_add(me, another)), None, "x", now=now)
    late = Question.draw(now - passkeys.LASTS - MINUTE)
    with pytest.raises(NotAdded):
        passkeys.add(me, Device().make(passkeys.to_add(me, late)), late, "x", now=now)
    assert len(me.passkeys) == 1


def test_a_count_that_went_back_is_refused(me: Organiser, now: datetime) -> None:
    device = Device(uses=2**32 - 10)
    added(me, device, now)
    copied = replace(device)
    says(me, device, now)
    assert me.passkeys[0].uses == 2**32 - 9
    with pytest.raises(WrongPasskey):
        says(me, copied, now + MINUTE)
    says(me, device, now + 2 * MINUTE)


def test_a_passkey_is_one_persons(me: Organiser, other: Organiser, now: datetime) -> None:
    mine, theirs = Device(), Device()
    added(me, mine, now)
    added(other, theirs, now)
    with pytest.raises(WrongPasskey):
        says(me, theirs, now)
    for somebody in (me, other):
        with pytest.raises(KnownPasskey):
            added(somebody, mine, now)
    assert [len(one.passkeys) for one in (me, other)] == [1, 1]


def test_what_was_signed_is_checked(me: Organiser, now: datetime) -> None:
    device = Device()
    added(me, device, now)
    with pytest.raises(WrongPasskey):
        says(me, Device(id=device.id, uses=5), now)


@pytest.mark.parametrize(
    "answer",
    ["", "{", "[]", "1", "null", '{"id": 1}', "[" * 400_000, '{"id": "\u00e9", "rawId": "\u00e9"}'],
)
def test_anything_else_a_browser_sends_is_refused(
    client: FlaskClient, me: Organiser, at: dict[str, datetime], answer: str
) -> None:
    logs_in(client)
    typed = {"name": "x", "answer": answer}
    client.get("/organise/account/passkeys")
    assert client.post("/organise/account/passkeys", data=typed).status_code == 422
    added(me, Device(), at["now"])
    client.post("/logout")
    logs_in(client)
    client.get("/login/code")
    assert client.post("/login/code/passkey", data={"answer": answer}).status_code == 422


def test_wrong_passkeys_and_codes_are_counted_together(me: Organiser, now: datetime) -> None:
    device = Device()
    added(me, device, now)
    for _try in range(second_factor.TRIES - 1):
        with pytest.raises(WrongPasskey):
            says(me, Device(), now)
    with pytest.raises(second_factor.WrongCode):
        second_factor.prove(me, "000000", now=now)
    with pytest.raises(limits.TooMany):
        says(me, device, now)


def test_the_last_one_taken_away_leaves_the_password_alone(
    client: FlaskClient, me: Organiser, other: Organiser, at: dict[str, datetime]
) -> None:
    first, second = Device(), Device()
    added(me, first, at["now"], "eerste")
    added(me, second, at["now"], "tweede")
    added(other, Device(), at["now"])
    logs_in(client)
    page = client.get("/login/code")
    client.post("/login/code/passkey", data={"answer": first.sign(options(page))})
    numbers = [one.id for one in me.passkeys]
    assert client.post(f"/organise/account/passkeys/{numbers[0]}/removal").status_code == 303
    assert second_factor.codes_left(me) == 10
    account = client.get("/organise/account").text
    assert ("eerste" in account, "tweede" in account) == (False, True)
    assert "wachtwoord genoeg" in account
    theirs = other.passkeys[0].id
    for gone in (numbers[0], theirs):
        assert client.post(f"/organise/account/passkeys/{gone}/removal").status_code == 404
    client.post(f"/organise/account/passkeys/{numbers[1]}/removal")
    db.session.refresh(me)
    assert (me.has_second_factor, second_factor.codes_left(me)) == (False, 0)
    assert second_factor.codes_left(other) == 10
    assert logs_in(client).location == "/organise/"
    assert recorded()[-2:] == ["organiser.passkey_removed"] * 2


def test_without_the_app_a_passkey_is_still_asked(me: Organiser, now: datetime) -> None:
    second_factor.begin(me, now=now)
    code = pyotp.TOTP(second_factor.secret_of(me) or "").at(int(now.timestamp()))
    assert len(second_factor.turn_on(me, code, now=now)) == 10
    assert added(me, Device(), now) == []
    second_factor.turn_off(me, by=Actor("organiser", me.id))
    assert (me.has_app, me.has_second_factor, second_factor.codes_left(me)) == (False, True, 10)


def test_the_terminal_takes_passkeys_away_too(
    app: Flask, me: Organiser, other: Organiser, now: datetime
) -> None:
    added(me, Device(), now)
    added(other, Device(), now)
    run = app.test_cli_runner().invoke
    assert run(args=["makers", "organiser", "without-code", EMAIL]).exit_code == 0
    db.session.rollback()
    assert (me.has_second_factor, other.has_second_factor) == (False, True)
    assert [one.organiser_id for one in db.session.scalars(select(Passkey))] == [other.id]
    assert {one.organiser_id for one in db.session.scalars(select(RecoveryCode))} == {other.id}
    assert recorded()[-1] == "organiser.passkey_removed"


def test_who_is_taken_off_the_list_takes_their_passkeys_along(
    me: Organiser, other: Organiser, now: datetime
) -> None:
    added(other, Device(), now)
    accounts.remove(other, now=now, by=SYSTEM)
    assert db.session.scalars(select(Passkey)).all() == []


@pytest.mark.parametrize("either", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("address", "host", "origin"),
    [
        ("https://Makers.example", "makers.example", "https://makers.example"),
        ("https://makers.example:443/x", "makers.example", "https://makers.example"),
        ("https://makers.example:8443", "makers.example", "https://makers.example:8443"),
        ("http://localhost:8000", "localhost", "http://localhost:8000"),
    ],
)
def test_where_a_passkey_is_for(
    lives_at: Callable[[str], None],
    me: Organiser,
    now: datetime,
    address: str,
    host: str,
    origin: str,
) -> None:
    lives_at(address)
    assert passkeys.host() == host
    device = Device(origin=origin)
    added(me, device, now)
    says(me, device, now)


@pytest.mark.parametrize("either", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:8000",
        "https://192.0.2.7",
        "https://[2001:db8::1]",
        "http://makers.example",
    ],
)
def test_where_there_can_be_no_passkey_the_page_says_so(
    lives_at: Callable[[str], None],
    client: FlaskClient,
    me: Organiser,
    at: dict[str, datetime],
    address: str,
) -> None:
    added(me, Device(), at["now"])
    logs_in(client)
    lives_at(address)
    assert "Gebruik je passkey" not in client.get("/login/code").text
    answer = client.post("/login/code/passkey", data={"answer": "{}"})
    assert (answer.status_code, client.get("/organise/").status_code) == (422, 401)
    second_factor.forget(EMAIL)
    logs_in(client)
    page = client.get("/organise/account/passkeys")
    assert "een adres met een naam en https" in page.text
    assert "passkey.js" not in page.text
    typed = {"name": "x", "answer": "{}"}
    assert client.post("/organise/account/passkeys", data=typed).status_code == 422


def test_many_passkeys_cost_no_further_statement(
    client: FlaskClient, me: Organiser, other: Organiser, at: dict[str, datetime]
) -> None:
    logs_in(client)
    asked = []
    for _more in range(2):
        for somebody in (me, other, other):
            added(somebody, Device(), at["now"])
        for path in ("/organise/account", "/organise/organisers"):
            with statements(db.engine) as seen:
                assert client.get(path).status_code == 200
            asked.append(len(seen))
    assert asked[:2] == asked[2:]


def test_our_own_pages_may_use_passkeys_and_no_others(client: FlaskClient, me: Organiser) -> None:
    """Left out of the policy, both stand at their default: this address, nobody in a frame."""
    answer = client.get("/login")
    assert "publickey" not in answer.headers["Permissions-Policy"]
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
