"""A mail is a row first, composed and sent after the commit, once; each trouble has its own end."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from makers.core import mail
from makers.core.database import db, writing
from makers.core.mail import Fate, Letter, OutboxMail, outbox, sending
from tests.core.letters import WHAT, queued
from tests.smtp import Postbox

pytestmark = pytest.mark.usefixtures("letter")

MINUTE = timedelta(minutes=1)


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


def test_a_sender_whose_lease_ran_out_does_not_send_what_another_took(
    app: Flask, postbox: Postbox, now: datetime
) -> None:
    row, later = queued(now), now + mail.LEASE
    taken = sending._lease(sending._compose_due(now), now)
    assert mail.send_due(now=later) == 1
    ready = {number: one for number, one in taken.items() if isinstance(one, sending.Ready)}
    sending._settle(sending._send(ready, {}, now, lambda: False), now)
    assert (row.fate, len(postbox.received)) == (Fate.SENT, 1)


def test_a_sender_that_is_told_to_stop_gives_back_the_rest(
    app: Flask, postbox: Postbox, now: datetime
) -> None:
    rows = [queued(now) for _ in range(3)]
    mail.send_due(now=now, stopping=lambda: bool(postbox.received))
    assert [row.fate for row in rows] == [Fate.SENT, Fate.WAITING, Fate.WAITING]
    assert {(row.tries, row.due_at) for row in rows[1:]} == {(0, now)}
    mail.send_due(now=now)
    assert (len(postbox.received), {row.fate for row in rows}) == (3, {Fate.SENT})


def test_a_letter_that_cannot_be_made_holds_up_no_other(
    app: Flask, postbox: Postbox, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(row: OutboxMail) -> Letter:
        raise LookupError

    broken = queued(now)
    monkeypatch.setitem(outbox._composers, WHAT + ".whole", outbox._composers[WHAT])
    monkeypatch.setitem(outbox._composers, WHAT, stumble)
    with writing() as session:
        mail.queue(session, WHAT + ".whole", to="q@example.org", now=now)
    mail.send_due(now=now)
    assert [message_from_bytes(one)["To"] for one in postbox.received] == ["q@example.org"]
    assert (broken.fate, broken.failure, broken.due_at) == (
        Fate.WAITING,
        "LookupError",
        now + MINUTE,
    )


def test_a_mail_that_comes_too_late_is_not_sent(
    app: Flask, postbox: Postbox, now: datetime
) -> None:
    late, still = queued(now, until=now), queued(now, until=now + MINUTE)
    mail.send_due(now=now)
    assert (late.fate, still.fate) == (Fate.OVERTAKEN, Fate.SENT)


def test_what_was_given_up_can_be_sent_again_as_another_message(
    app: Flask, postbox: Postbox, now: datetime
) -> None:
    row = queued(now)
    postbox.answers["DATA"] = "silence"
    mail.send_due(now=now)
    first, postbox.answers = row.message_id, {}
    with writing() as session:
        mail.send_again(session, row, now)
    mail.send_due(now=now)
    assert (row.fate, row.failure, row.tries) == (Fate.SENT, "", 1)
    assert postbox.message_ids() == [first, row.message_id]
    assert first != row.message_id


def test_the_appointment_is_read_as_an_invitation_and_as_a_file(
    app: Flask, postbox: Postbox, now: datetime, letter: dict[int, Letter | None]
) -> None:
    letter[7] = Letter("Café", "Dag", "<p>Dag</p>", "SUMMARY:Café\r\n", method="CANCEL")
    queued(now, subject_id=7)
    mail.send_due(now=now)
    message = message_from_bytes(postbox.received[0], policy=policy.default)
    parts = {part.get_content_type(): part for part in message.walk()}
    invitation = parts["text/calendar"]
    assert invitation["Content-Type"].params == {"charset": "utf-8", "method": "CANCEL"}
    assert invitation.get_content() == "SUMMARY:Café\r\n"
    assert parts["application/ics"].get_filename() == "makers.ics"
    (*_, last) = parts["multipart/alternative"].iter_parts()
    assert last is invitation
