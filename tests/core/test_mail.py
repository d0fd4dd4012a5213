"""A mail is a row first, composed and sent after the commit, once; each trouble has its own end."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
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
from makers.core.mail import Fate, Letter, OutboxMail, outbox, sending

WHAT = "test.letter"
MINUTE = timedelta(minutes=1)


class Postbox:
    """A real SMTP server's handler that answers as told, per step, and keeps what it accepts."""

    def __init__(self) -> None:
        self.answers: dict[str, str] = {}
        self.received: list[bytes] = []

    async def handle_MAIL(
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        envelope.mail_from = address
        return self.answers.get("MAIL", "250 OK")

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self.answers.get("RCPT", "250 OK")

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.received.append(envelope.content)
        answer = self.answers.get("DATA", "250 OK")
        if answer == "silence":
            server.transport.abort()
            await asyncio.Event().wait()
        return answer


def free_port() -> int:
    """A port on loopback that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture
def to_port(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Have the app send its mail to this port of loopback."""

    def send_there(port: int) -> None:
        settings = replace(app.config["MAKERS"], smtp_url=f"smtp://127.0.0.1:{port}")
        monkeypatch.setitem(app.config, "MAKERS", settings)

    return send_there


@pytest.fixture
def postbox(to_port: Callable[[int], None]) -> Iterator[Postbox]:
    """An SMTP server on loopback to which the app sends."""
    postbox = Postbox()
    port = free_port()
    controller = Controller(postbox, hostname="127.0.0.1", port=port)
    controller.start()
    to_port(port)
    yield postbox
    controller.stop()


@pytest.fixture(autouse=True)
def letter(monkeypatch: pytest.MonkeyPatch) -> dict[int, Letter | None]:
    """What is composed for a subject; a plain letter unless a test says otherwise."""
    composed: dict[int, Letter | None] = {}
    plain = Letter("Je bent aangemeld", "Tot dan.", "<p>Tot dan.</p>", "BEGIN:VCALENDAR\r\n")

    def compose(row: OutboxMail) -> Letter | None:
        return composed.get(row.subject_id or 0, plain)

    monkeypatch.setitem(outbox._composers, WHAT, compose)
    return composed


def queued(now: datetime, **more: Any) -> OutboxMail:
    """The newest mail in the outbox, after one more was put in."""
    with writing() as session:
        mail.queue(session, WHAT, to=more.pop("to", "p@example.org"), now=now, **more)
    return db.session.scalars(select(OutboxMail).order_by(OutboxMail.id.desc())).first()  # type: ignore[return-value]


def test_a_mail_is_sent_once(app: Flask, postbox: Postbox, now: datetime) -> None:
    row = queued(now)
    assert (mail.send_due(now=now), mail.send_due(now=now + timedelta(days=1))) == (1, 0)
    message = message_from_bytes(postbox.received[0])
    assert len(postbox.received) == 1
    assert (message["To"], message["Message-ID"]) == ("p@example.org", row.message_id)
    assert (row.fate, row.settled_at) == (Fate.SENT, now)


def test_what_is_made_once_is_made_once(app: Flask, now: datetime) -> None:
    first = queued(now, once="reminder 7 of 12")
    assert queued(now, once="reminder 7 of 12").id == first.id
    assert queued(now).id != queued(now).id


def test_a_letter_that_is_no_longer_needed_is_not_sent(
    app: Flask, postbox: Postbox, now: datetime, letter: dict[int, Letter | None]
) -> None:
    row = queued(now, subject_id=7)
    letter[7] = None
    mail.send_due(now=now)
    assert (postbox.received, row.fate) == ([], Fate.OVERTAKEN)


def test_the_outbox_holds_no_words_and_no_link(app: Flask, postbox: Postbox, now: datetime) -> None:
    queued(now)
    assert not {"text", "html", "calendar", "subject"} & set(OutboxMail.__table__.columns.keys())


def test_pictures_stand_in_the_html_and_lines_of_a_subject_become_one(
    app: Flask, postbox: Postbox, now: datetime, letter: dict[int, Letter | None]
) -> None:
    shown = '<img src="cid:ticket">'
    letter[7] = Letter("Een\nBcc: x", "Dag", shown, pictures={"ticket": b"\x89PNG"})
    queued(now, subject_id=7)
    mail.send_due(now=now)
    message = message_from_bytes(postbox.received[0])
    picture = next(part for part in message.walk() if part.get_content_type() == "image/png")
    assert (message["Subject"], message["Bcc"]) == ("Een Bcc: x", None)
    assert picture["Content-ID"] == "<ticket>"


def test_a_rolled_back_mail_was_never_written(app: Flask, now: datetime) -> None:
    with pytest.raises(LookupError), writing() as session:
        mail.queue(session, WHAT, to="p@example.org", now=now)
        raise LookupError
    assert db.session.scalars(select(OutboxMail)).all() == []


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
def test_a_busy_server_is_tried_again_later(
    app: Flask, postbox: Postbox, now: datetime, step: str
) -> None:
    row = queued(now)
    postbox.answers[step] = "451 busy"
    mail.send_due(now=now)
    assert (row.fate, row.due_at, row.failure) == (Fate.WAITING, now + MINUTE, "451 busy")
    postbox.answers.clear()
    assert mail.send_due(now=now + timedelta(seconds=59)) == 0
    assert mail.send_due(now=now + MINUTE) == 1
    assert row.fate is Fate.SENT


def test_a_server_that_does_not_want_us_is_tried_again(
    app: Flask, postbox: Postbox, now: datetime
) -> None:
    row = queued(now)
    postbox.answers["MAIL"] = "550 go away"
    mail.send_due(now=now)
    assert (row.fate, row.failure) == (Fate.WAITING, "550 go away")


def test_a_refused_address_is_given_up_and_told_to_who_knows_the_person(
    app: Flask, postbox: Postbox, now: datetime
) -> None:
    row, heard = queued(now), list[object]()

    def hear(address: object, **_: object) -> None:
        heard.append(address)

    postbox.answers["RCPT"] = "550 no such user"
    with mail.address_refused.connected_to(hear):
        mail.send_due(now=now)
    assert (row.fate, row.settled_at, heard) == (Fate.REFUSED, now, ["p@example.org"])
    assert "550" in row.failure


def test_a_refused_message_is_given_up(app: Flask, postbox: Postbox, now: datetime) -> None:
    row = queued(now)
    postbox.answers["DATA"] = "554 looks like spam"
    mail.send_due(now=now)
    assert (row.fate, row.failure) == (Fate.FAILED, "554 looks like spam")


def test_a_server_that_is_away_is_tried_again_and_given_up_in_the_end(
    app: Flask, now: datetime, to_port: Callable[[int], None]
) -> None:
    to_port(free_port())
    row = queued(now)
    for pause in sending.PAUSES:
        mail.send_due(now=row.due_at)
        assert (row.failure, row.fate) == ("ConnectionRefusedError", Fate.WAITING)
        assert row.settled_at is None
        now += pause
        assert row.due_at == now
    mail.send_due(now=row.due_at)
    assert (row.fate, row.tries) == (Fate.FAILED, len(sending.PAUSES) + 1)


def test_a_server_too_slow_to_greet_is_tried_again(
    app: Flask, now: datetime, to_port: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "PATIENCE_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        to_port(mute.getsockname()[1])
        row = queued(now)
        mail.send_due(now=now)
    assert (row.failure, row.fate) == ("SMTPServerDisconnected", Fate.WAITING)


def test_silence_after_the_whole_message_is_never_tried_again(
    app: Flask, postbox: Postbox, now: datetime
) -> None:
    row = queued(now)
    postbox.answers["DATA"] = "silence"
    mail.send_due(now=now)
    assert row.fate is Fate.UNCERTAIN
    assert mail.send_due(now=now + timedelta(days=1)) == 0
    assert len(postbox.received) == 1


def test_a_sender_that_died_gives_back_what_it_had_not_handed_over(
    app: Flask, postbox: Postbox, now: datetime
) -> None:
    waiting, begun = queued(now), queued(now)
    sending._lease(sending._compose_due(now), now)
    sending._settle({}, now, next_one=begun.id)
    assert mail.send_due(now=now + mail.LEASE - MINUTE) == 0
    mail.send_due(now=now + mail.LEASE)
    assert (waiting.fate, begun.fate) == (Fate.SENT, Fate.UNCERTAIN)
    assert len(postbox.received) == 1


def test_two_senders_at_once_send_each_mail_once(
    app: Flask, postbox: Postbox, now: datetime
) -> None:
    for number in range(6):
        queued(now, to=f"p{number}@example.org")
    together = threading.Barrier(2)

    def work() -> None:
        with app.app_context():
            together.wait()
            mail.send_due(now=now)

    senders = [threading.Thread(target=work) for _ in range(2)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    to = sorted(message_from_bytes(message)["To"] for message in postbox.received)
    assert to == [f"p{number}@example.org" for number in range(6)]


def test_without_a_server_mails_land_as_files(app: Flask, now: datetime) -> None:
    row = queued(now)
    mail.send_due(now=now)
    file = Path(app.config["MAKERS"].instance) / "mail" / f"{row.id:06}.eml"
    assert "Tot dan." in message_from_bytes(file.read_bytes()).as_string()
