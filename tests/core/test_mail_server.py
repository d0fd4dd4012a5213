"""Every trouble a mail server can make has its own end, and none of them sends a mail twice."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask

from makers.core import mail
from makers.core.mail import Fate, sending, server
from tests.core.letters import queued
from tests.smtp import CERTIFICATE, Postbox, free_port, password_wanted, serving, tls

pytestmark = pytest.mark.usefixtures("letter")
MINUTE = timedelta(minutes=1)
To = Callable[[str], None]


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
    app: Flask, now: datetime, to: To
) -> None:
    to(f"smtp://127.0.0.1:{free_port()}")
    row = queued(now)
    for pause in sending.PAUSES:
        mail.send_due(now=row.due_at)
        assert row.failure.startswith("ConnectionRefusedError")
        assert row.fate is Fate.WAITING
        assert row.settled_at is None
        now += pause
        assert row.due_at == now
    mail.send_due(now=row.due_at)
    assert (row.fate, row.tries) == (Fate.FAILED, len(sending.PAUSES) + 1)


def test_a_server_too_slow_to_greet_is_tried_again(
    app: Flask, now: datetime, to: To, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "PATIENCE_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        to(f"smtp://127.0.0.1:{mute.getsockname()[1]}")
        row = queued(now)
        mail.send_due(now=now)
    assert row.failure.startswith("SMTPServerDisconnected")
    assert row.fate is Fate.WAITING


def test_silence_after_the_whole_message_is_never_tried_again(
    app: Flask, postbox: Postbox, now: datetime
) -> None:
    row = queued(now)
    postbox.answers["DATA"] = "silence"
    mail.send_due(now=now)
    assert row.fate is Fate.UNCERTAIN
    assert mail.send_due(now=now + timedelta(days=1)) == 0
    assert len(postbox.received) == 1


def test_a_batch_goes_over_one_connection(app: Flask, postbox: Postbox, now: datetime) -> None:
    for number in range(3):
        queued(now, to=f"p{number}@example.org")
    mail.send_due(now=now)
    assert (len(postbox.received), len(postbox.sessions)) == (3, 1)


def test_a_refused_address_does_not_hold_up_the_next(
    app: Flask, postbox: Postbox, now: datetime
) -> None:
    gone, there = queued(now, to="gone@example.org"), queued(now, to="there@example.org")
    postbox.answers["RCPT gone@example.org"] = "550 5.1.1 no such user"
    mail.send_due(now=now)
    assert (gone.fate, there.fate) == (Fate.REFUSED, Fate.SENT)


@pytest.mark.parametrize("answer", ["550 5.7.1 relaying denied", "530 authentication required"])
def test_a_no_to_us_is_no_fault_of_the_address(
    app: Flask, postbox: Postbox, now: datetime, answer: str
) -> None:
    row = queued(now)
    postbox.answers["RCPT"] = answer
    mail.send_due(now=now)
    assert (row.fate, row.failure) == (Fate.WAITING, answer)


def test_when_the_server_is_away_the_whole_batch_waits_without_trying_each(
    app: Flask, to: To, now: datetime
) -> None:
    to(f"smtp://127.0.0.1:{free_port()}")
    rows = [queued(now) for _ in range(3)]
    mail.send_due(now=now)
    assert {row.fate for row in rows} == {Fate.WAITING}
    assert {row.due_at for row in rows} == {now + MINUTE}
    assert {row.handed_over_at for row in rows} == {None}


def test_a_server_that_hangs_up_before_the_last_dot_received_nothing(
    app: Flask, postbox: Postbox, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hang_up(self: object, arg: object) -> None:
        self.transport.abort()  # type: ignore[attr-defined]

    row = queued(now)
    with monkeypatch.context() as patched:
        patched.setattr("aiosmtpd.smtp.SMTP.smtp_DATA", hang_up)
        mail.send_due(now=now)
    assert row.fate is Fate.WAITING
    mail.send_due(now=now + MINUTE)
    assert (row.fate, len(postbox.received)) == (Fate.SENT, 1)


def test_a_wrong_password_is_tried_again_and_says_so(app: Flask, to: To, now: datetime) -> None:
    row, asks = queued(now), {"auth_require_tls": False, "authenticator": password_wanted}
    with serving(Postbox(), **asks) as postbox:
        to(f"smtp://makers:wrong@127.0.0.1:{postbox.port}")
        mail.send_due(now=now)
        assert (row.fate, row.failure[:3]) == (Fate.WAITING, "535")
        to(f"smtp://makers:a%20p%40ssword@127.0.0.1:{postbox.port}")
        mail.send_due(now=now + MINUTE)
    assert (row.fate, len(postbox.received)) == (Fate.SENT, 1)


def test_starttls_is_taken_when_it_is_offered(app: Flask, to: To, now: datetime) -> None:
    row = queued(now)
    with serving(Postbox(), tls_context=tls(), require_starttls=True) as postbox:
        to(f"smtp://127.0.0.1:{postbox.port}")
        mail.send_due(now=now)
    assert (row.fate, postbox.secure) == (Fate.SENT, [True])


@pytest.mark.parametrize("encrypted", [True, False])
def test_a_password_goes_to_nobody_whose_name_is_not_proved(
    app: Flask, to: To, now: datetime, monkeypatch: pytest.MonkeyPatch, encrypted: bool
) -> None:
    monkeypatch.setattr(server, "HERE", ())  # as if the server were elsewhere
    row, offered = queued(now), {"tls_context": tls()} if encrypted else {}
    asks = {"auth_require_tls": False, "authenticator": password_wanted, **offered}
    with serving(Postbox(), **asks) as postbox:
        to(f"smtp://makers:a%20p%40ssword@127.0.0.1:{postbox.port}")
        mail.send_due(now=now)
        reason = "SSLCertVerificationError" if encrypted else "no STARTTLS"
        assert (row.fate, postbox.received) == (Fate.WAITING, [])
        assert row.failure.startswith(reason)
        monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
        mail.send_due(now=now + MINUTE)
    assert (row.fate is Fate.SENT) is encrypted


def test_smtps_checks_the_certificate(
    app: Flask, to: To, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = queued(now)
    with serving(Postbox(), ssl_context=tls()) as postbox:
        to(f"smtps://127.0.0.1:{postbox.port}")
        mail.send_due(now=now)
        assert row.failure.startswith("SSLCertVerificationError")
        monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
        mail.send_due(now=now + MINUTE)
    assert (row.fate, len(postbox.received)) == (Fate.SENT, 1)


def test_an_address_with_other_letters_is_spelled_as_the_server_takes_it(
    app: Flask, now: datetime, to: To
) -> None:
    domain, name = queued(now, to="jo@bücher.example"), queued(now, to="jürgen@example.org")
    with serving(Postbox(), enable_SMTPUTF8=True) as postbox:
        to(f"smtp://127.0.0.1:{postbox.port}")
        mail.send_due(now=now)
    assert (domain.fate, name.fate) == (Fate.SENT, Fate.SENT)
    assert postbox.recipients == ["jo@xn--bcher-kva.example", "jürgen@example.org"]


def test_an_address_that_the_server_cannot_write_is_refused(
    app: Flask, now: datetime, to: To
) -> None:
    row = queued(now, to="jürgen@example.org")
    with serving(Postbox(), enable_SMTPUTF8=False) as postbox:
        to(f"smtp://127.0.0.1:{postbox.port}")
        mail.send_due(now=now)
    assert (row.fate, postbox.received) == (Fate.REFUSED, [])


def test_a_server_that_looks_into_a_message_for_long_gets_the_time(
    app: Flask, postbox: Postbox, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "PATIENCE_SECONDS", 0.2)
    row = queued(now)
    postbox.answers["DATA"] = "held"
    threading.Timer(0.5, postbox.go.set).start()
    mail.send_due(now=now)
    assert (row.fate, len(postbox.received)) == (Fate.SENT, 1)


def test_a_server_that_never_says_whether_it_took_a_message_leaves_us_uncertain(
    app: Flask, postbox: Postbox, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "ANSWER_SECONDS", 0.2)
    row = queued(now)
    postbox.answers["DATA"] = "held"
    mail.send_due(now=now)
    assert (row.fate, "timed out" in row.failure) == (Fate.UNCERTAIN, True)
    assert mail.send_due(now=now + timedelta(days=1)) == 0
