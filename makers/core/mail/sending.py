"""Sending what is due: leased, composed, handed over once, and its fate written down.

Without ``SMTP_URL`` every mail lands as an ``.eml`` file in ``instance/mail/``, so that a demo
shows what people would receive.
"""

from __future__ import annotations

import smtplib
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from blinker import signal
from flask import current_app
from sqlalchemy import select, update

from makers.core.database import db, writing
from makers.core.mail.outbox import Fate, Letter, OutboxMail, compose

LEASE = timedelta(minutes=5)
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720))
BATCH = 20
PATIENCE_SECONDS = 20

address_refused = signal("address-refused")
"""The mail server will not take mail for this address, now or ever.

Sender: the address. With it: ``session`` and ``now`` (UTC).
"""


@dataclass(frozen=True)
class Outcome:
    """What came of a hand-over: a fate, or ``None`` to try again later; and why in a word."""

    fate: Fate | None
    failure: str = ""


SENT = Outcome(Fate.SENT)


def send_due(*, now: datetime) -> int:
    """Send what is due at ``now`` and return how many mails were settled, ``BATCH`` at most.

    Letters are composed before anything is locked. Then the batch is leased in one transaction, so
    that two senders never take the same mail, and each mail is marked before it is handed over. A
    sender that dies gives back after ``LEASE`` what it had not handed over; what it had is
    ``UNCERTAIN`` and waits for a person to decide.
    """
    composed = _compose_due(now)
    if not composed:
        return 0
    fates: dict[int, Outcome] = {}
    for mail_id, message in _lease(composed, now).items():
        if message is None:
            fates[mail_id] = Outcome(Fate.OVERTAKEN)
        elif not current_app.config["MAKERS"].smtp_url:
            fates[mail_id] = _write_file(message, mail_id)
        else:
            _settle(fates, now, next_one=mail_id)
            fates = {mail_id: _send(message, current_app.config["MAKERS"].smtp_url)}
    _settle(fates, now)
    return len(composed)


def _compose_due(now: datetime) -> dict[int, Letter | None]:
    due = select(OutboxMail).where(OutboxMail.fate == Fate.WAITING, OutboxMail.due_at <= now)
    composed: dict[int, Letter | None] = {}
    for mail in db.session.scalars(due.order_by(OutboxMail.due_at, OutboxMail.id).limit(BATCH)):
        composed[mail.id] = None if mail.handed_over_at else compose(mail)
        time.sleep(0)  # whoever asks for a page goes first
    db.session.rollback()
    return composed


def _lease(composed: dict[int, Letter | None], now: datetime) -> dict[int, EmailMessage | None]:
    """Take what nobody else has taken; what to send, ``None`` for what is no longer needed."""
    with writing() as session:
        free = (OutboxMail.id.in_(composed), OutboxMail.fate == Fate.WAITING)
        rows = select(OutboxMail).where(*free, OutboxMail.due_at <= now).order_by(OutboxMail.id)
        taken: dict[int, EmailMessage | None] = {}
        for mail in session.scalars(rows.with_for_update(skip_locked=True)):
            if mail.handed_over_at is not None:
                mail.fate, mail.settled_at = Fate.UNCERTAIN, now
                continue
            letter = composed[mail.id]
            mail.due_at, mail.tries = now + LEASE, mail.tries + 1
            taken[mail.id] = None if letter is None else _message(mail, letter)
            session.add_all(() if letter is None else letter.links)
        return taken


def _message(mail: OutboxMail, letter: Letter) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = " ".join(letter.subject.split())
    message["From"] = current_app.config["MAKERS"].mail_from
    message["To"] = mail.to
    message["Date"] = format_datetime(mail.made_at)
    message["Message-ID"] = mail.message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    if letter.html:
        message.add_alternative(letter.html, subtype="html")
        shown = message.get_payload()[-1]  # type: ignore[index]
        for name, png in letter.pictures.items():
            shown.add_related(png, "image", "png", cid=f"<{name}>", filename=f"{name}.png")  # type: ignore[union-attr]
    if letter.calendar:
        message.add_attachment(
            letter.calendar.encode(),
            maintype="text",
            subtype="calendar",
            filename="makers.ics",
            params={"method": letter.method},
        )
    return message


def _write_file(message: EmailMessage, mail_id: int) -> Outcome:
    folder = Path(current_app.config["MAKERS"].instance) / "mail"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{mail_id:06}.eml").write_bytes(message.as_bytes())
    return SENT


def _send(message: EmailMessage, smtp_url: str) -> Outcome:
    """Hand one message to the mail server.

    A server that cannot be reached, is busy (4xx) or does not want us as a sender is tried again;
    an address or a message it refuses for good (5xx) is not. Silence after the whole message was
    sent may be a yes: that is ``UNCERTAIN``.
    """
    try:
        smtp = _connected(smtp_url)
    except smtplib.SMTPResponseException as no:
        return Outcome(None, _in_words(no.smtp_code, no.smtp_error))
    except (OSError, smtplib.SMTPException) as trouble:
        return Outcome(None, type(trouble).__name__)
    try:
        return _offer(smtp, message)
    except (OSError, smtplib.SMTPException) as trouble:
        return Outcome(None, type(trouble).__name__)
    finally:
        with suppress(OSError, smtplib.SMTPException):
            smtp.quit()
        smtp.close()


def _offer(smtp: smtplib.SMTP, message: EmailMessage) -> Outcome:
    smtp.ehlo_or_helo_if_needed()
    code, answer = smtp.mail(message["From"].addresses[0].addr_spec)
    if code != 250:
        return Outcome(None, _in_words(code, answer))
    code, answer = smtp.rcpt(str(message["To"]))
    if code not in (250, 251):
        return Outcome(Fate.REFUSED if code >= 500 else None, _in_words(code, answer))
    return _hand_over(smtp, message)


def _hand_over(smtp: smtplib.SMTP, message: EmailMessage) -> Outcome:
    try:
        code, answer = smtp.data(message.as_bytes(policy=policy.SMTP))
    except smtplib.SMTPDataError as no:
        return _refused(no.smtp_code, no.smtp_error)
    except (OSError, smtplib.SMTPException) as silence:
        return Outcome(Fate.UNCERTAIN, type(silence).__name__)
    return SENT if code == 250 else _refused(code, answer)


def _refused(code: int, answer: bytes | str) -> Outcome:
    """The message itself is refused: for good with 5xx."""
    return Outcome(Fate.FAILED if code >= 500 else None, _in_words(code, answer))


def _in_words(code: int, answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return f"{code} {text}"[:300]


def _connected(smtp_url: str) -> smtplib.SMTP:
    url = urlsplit(smtp_url)
    secure = url.scheme == "smtps"
    connect = smtplib.SMTP_SSL if secure else smtplib.SMTP
    port = url.port or (465 if secure else 25)
    smtp = connect(url.hostname or "localhost", port, timeout=PATIENCE_SECONDS)
    try:
        if not secure:
            smtp.ehlo()
            if smtp.has_extn("starttls"):
                smtp.starttls()
        if url.username:
            smtp.login(unquote(url.username), unquote(url.password or ""))
    except BaseException:
        smtp.close()
        raise
    return smtp


def _settle(fates: dict[int, Outcome], now: datetime, next_one: int | None = None) -> None:
    """Write down what became of these mails, and that ``next_one`` is about to be handed over."""
    if not fates and next_one is None:
        return
    with writing() as session:
        if next_one is not None:
            marked = update(OutboxMail).where(OutboxMail.id == next_one)
            session.execute(marked.values(handed_over_at=now))
        for mail in session.scalars(select(OutboxMail).where(OutboxMail.id.in_(fates))):
            outcome = fates[mail.id]
            mail.failure = outcome.failure
            if outcome.fate is not None or mail.tries > len(PAUSES):
                mail.fate, mail.settled_at = outcome.fate or Fate.FAILED, now
            else:
                mail.due_at, mail.handed_over_at = now + PAUSES[mail.tries - 1], None
            if mail.fate is Fate.REFUSED:
                address_refused.send(mail.to, session=session, now=now)
