"""A mail is a row first, sent after the commit, once, and tried again when the server is down."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from flask import Flask
from sqlalchemy import select

from makers.core import mail
from makers.core.database import db, writing
from makers.core.mail import Letter, OutboxMail

LETTER = Letter("Je bent aangemeld", "Tot dan.", "<p>Tot dan.</p>", "BEGIN:VCALENDAR\r\n")


class Postbox:
    """A real SMTP server's handler that answers as told and keeps what it accepts."""

    def __init__(self) -> None:
        self.answer = "250 OK"
        self.received: list[bytes] = []

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if not self.answer.startswith("250"):
            return self.answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.received.append(envelope.content)
        return "250 OK"


def free_port() -> int:
    """A port on loopback that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture
def postbox(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Postbox]:
    """An SMTP server on loopback to which the app sends."""
    postbox = Postbox()
    port = free_port()
    controller = Controller(postbox, hostname="127.0.0.1", port=port)
    controller.start()
    settings = replace(app.config["MAKERS"], smtp_url=f"smtp://127.0.0.1:{port}")
    monkeypatch.setitem(app.config, "MAKERS", settings)
    yield postbox
    controller.stop()


def queued(now: datetime) -> OutboxMail:
    """A mail in the outbox."""
    with writing() as session:
        return mail.queue(session, LETTER, to="p@example.org", event_id=None, now=now)


def test_a_mail_is_sent_once(app: Flask, postbox: Postbox, now: datetime) -> None:
    row = queued(now)
    assert (mail.send_due(now=now), mail.send_due(now=now + timedelta(days=1))) == (1, 0)
    message = message_from_bytes(postbox.received[0])
    assert len(postbox.received) == 1
    assert (message["To"], message["Message-ID"]) == ("p@example.org", row.message_id)
    assert row.sent_at == now


def test_what_was_sent_is_no_longer_kept(app: Flask, postbox: Postbox, now: datetime) -> None:
    row = queued(now)
    mail.send_due(now=now)
    assert (row.text, row.html, row.calendar) == ("", "", "")


def test_a_rolled_back_mail_was_never_written(app: Flask, now: datetime) -> None:
    with pytest.raises(LookupError), writing() as session:
        mail.queue(session, LETTER, to="p@example.org", event_id=None, now=now)
        raise LookupError
    assert db.session.scalars(select(OutboxMail)).all() == []


def test_a_busy_server_is_tried_again_later(app: Flask, postbox: Postbox, now: datetime) -> None:
    row = queued(now)
    postbox.answer = "451 busy"
    mail.send_due(now=now)
    assert (row.sent_at, row.given_up_at, row.due_at) == (None, None, now + timedelta(minutes=1))
    postbox.answer = "250 OK"
    assert mail.send_due(now=now + timedelta(seconds=59)) == 0
    assert mail.send_due(now=now + timedelta(minutes=1)) == 1
    assert row.sent_at is not None


def test_a_refused_address_is_given_up_and_said(
    app: Flask, postbox: Postbox, now: datetime
) -> None:
    row = queued(now)
    postbox.answer = "550 no such user"
    mail.send_due(now=now)
    assert row.given_up_at == now
    assert "550" in row.failure


def test_a_server_that_is_away_is_tried_again(
    app: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = replace(app.config["MAKERS"], smtp_url="smtp://127.0.0.1:9")
    monkeypatch.setitem(app.config, "MAKERS", settings)
    row = queued(now)
    mail.send_due(now=now)
    assert (row.failure, row.given_up_at) == ("ConnectionRefusedError", None)


def test_a_sender_that_died_gives_its_mail_back(
    app: Flask, postbox: Postbox, now: datetime
) -> None:
    row = queued(now)
    assert list(mail._take(now)) == [row.id]
    assert mail.send_due(now=now + timedelta(minutes=4)) == 0
    assert mail.send_due(now=now + timedelta(minutes=5)) == 1


def test_without_a_server_mails_land_as_files(app: Flask, now: datetime) -> None:
    row = queued(now)
    mail.send_due(now=now)
    file = Path(app.config["MAKERS"].instance) / "mail" / f"{row.id:06}.eml"
    assert "Tot dan." in message_from_bytes(file.read_bytes()).as_string()
