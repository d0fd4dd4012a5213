"""A passkey as the second step: added with a name, asked at login, taken away again."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any

import pyotp
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from makers.core.database import db
from makers.core.journal import SYSTEM, Actor, JournalEntry
from makers.core.organisers import Organiser, accounts, second_factor
from makers.core.organisers.models import Passkey, RecoveryCode
from tests.authenticator import Device
from tests.core.passkeys import EMAIL, MINUTE, added, logs_in, options
from tests.counting import statements

CODES = re.compile(r"<code>(\w{5} \w{5})</code>")


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
