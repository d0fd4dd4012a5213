"""A passkey is for this address, one person's, and answers each question once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from makers.core import limits
from makers.core.organisers import Organiser, passkeys, second_factor
from makers.core.organisers.passkeys import KnownPasskey, NotAdded, Question, WrongPasskey
from tests.authenticator import ADDRESS, Device
from tests.core.passkeys import EMAIL, MINUTE, added, logs_in, options, says


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
