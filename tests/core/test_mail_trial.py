"""Trying out the mail tells in a sentence what happened, from the real way to a real server."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from email import message_from_bytes
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from makers.core import links, organisers
from makers.core.database import db
from makers.core.links import Grant
from makers.core.mail import OutboxMail
from makers.core.mail.trying import Came, try_out
from tests.smtp import PASSWORD, Postbox, free_port, password_wanted, serving, tls

To = Callable[[str], None]
MAIL = "/organise/settings/mail"
ME = "balie@example.org"


@pytest.fixture
def desk(app: Flask, client: FlaskClient, now: datetime) -> FlaskClient:
    """A browser that is logged in with an account of its own."""
    one = organisers.add(ME, "Balie", "een lang wachtwoord", now=now)
    secret = links.give(Grant("organiser", None, one.id), None, now=now)
    with client.session_transaction() as session:
        session["visit"] = secret
    return client


def pressed(desk: FlaskClient) -> str:
    answer = desk.post(MAIL)
    assert (answer.status_code, answer.location) == (303, MAIL)
    return str(desk.get(MAIL).get_data(as_text=True))


def test_a_letter_goes_to_the_organisers_own_address(desk: FlaskClient, postbox: Postbox) -> None:
    assert "nam de mail aan" in pressed(desk)
    assert postbox.recipients == [ME]
    (sent,) = (message_from_bytes(one) for one in postbox.received)
    assert (sent["Subject"], sent["To"]) == ("Proefmail van Makers", ME)
    assert db.session.query(OutboxMail).count() == 0, "nothing of it is kept"


@pytest.mark.parametrize(
    ("answers", "came", "sentence"),
    [
        ({"RCPT": "550 no such user"}, Came.REFUSED, "weigert deze mail"),
        ({"MAIL": "550 not from you"}, Came.REFUSED, "weigert deze mail"),
        ({"DATA": "554 looks like spam"}, Came.REFUSED, "weigert deze mail"),
        ({"RCPT": "451 later"}, Came.BUSY, "over een paar minuten"),
        ({"DATA": "silence"}, Came.SILENT, "zei niet of hij hem aannam"),
    ],
)
def test_what_a_server_answers_is_told(
    app: Flask,
    desk: FlaskClient,
    postbox: Postbox,
    now: datetime,
    answers: dict[str, str],
    came: Came,
    sentence: str,
) -> None:
    postbox.answers |= answers
    with app.test_request_context():
        assert try_out(ME, now=now).came is came
    told = pressed(desk)
    assert sentence in told
    if "silence" not in answers.values():
        assert next(iter(answers.values())) in told


def test_a_server_that_is_not_there_is_told(desk: FlaskClient, to: To) -> None:
    to(f"smtp://127.0.0.1:{free_port()}")
    assert "niet te bereiken" in pressed(desk)


def test_a_wrong_password_is_told_and_stands_nowhere(desk: FlaskClient, to: To) -> None:
    options = {"authenticator": password_wanted, "auth_require_tls": False}
    with serving(Postbox(), **options) as postbox:
        to(f"smtp://makers:wrong-secret@127.0.0.1:{postbox.port}")
        told = pressed(desk)
    assert "ons wachtwoord" in told
    assert "wrong-secret" not in told
    assert PASSWORD.decode() not in told
    assert postbox.received == []


def test_a_connection_that_is_not_safe_is_told(desk: FlaskClient, to: To) -> None:
    with serving(Postbox(), ssl_context=tls()) as postbox:
        to(f"smtps://127.0.0.1:{postbox.port}")
        assert "niet veilig genoeg" in pressed(desk)


def test_without_a_server_it_is_a_file(desk: FlaskClient, app: Flask) -> None:
    assert "geen mailserver ingesteld" in pressed(desk)
    assert (Path(app.config["MAKERS"].instance) / "mail" / "proef.eml").exists()


def test_who_has_no_account_is_told_so(app: Flask, client: FlaskClient, now: datetime) -> None:
    secret = links.give(Grant("organiser", None, 99), None, now=now)
    with client.session_transaction() as session:
        session["visit"] = secret
    assert "zonder eigen account" in str(client.get(MAIL).get_data(as_text=True))
    assert client.post(MAIL).status_code == 404


def test_trying_goes_on_for_so_long(desk: FlaskClient, postbox: Postbox) -> None:
    for _ in range(10):
        desk.post(MAIL)
    assert desk.post(MAIL).status_code == 429
    assert len(postbox.received) == 10
