"""Mail: a row in the outbox, written in the transaction it tells of, sent after the commit.

Without ``SMTP_URL`` every mail lands as an ``.eml`` file in ``instance/mail/``, so that a demo
shows what people would receive. Once sent, a row keeps its address, subject and fate; the text,
which may hold a personal link, is emptied.
"""

from __future__ import annotations

import smtplib
import threading
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from pathlib import Path
from urllib.parse import unquote, urlsplit

from flask import Flask, current_app
from sqlalchemy import Index, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from makers.config import Settings
from makers.core import clock, database
from makers.core.database import Model, UTCDateTime, db, writing

LEASE = timedelta(minutes=5)
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720))
ROUND_SECONDS = 20
BATCH = 20
PAUSE_SECONDS = 0.25


class OutboxMail(Model):
    """One mail and its fate: waiting until ``due_at``, sent, or given up with ``failure``."""

    __tablename__ = "outbox_mail"
    __table_args__ = (
        Index("ix_outbox_mail_sent_at_given_up_at_due_at", "sent_at", "given_up_at", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int | None] = mapped_column(index=True)
    message_id: Mapped[str] = mapped_column(String(200), unique=True)
    to: Mapped[str] = mapped_column(String(320))
    subject: Mapped[str] = mapped_column(String(400))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text, default="")
    calendar: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    given_up_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    failure: Mapped[str] = mapped_column(String(300), default="")


@dataclass(frozen=True)
class Letter:
    """What a mail says: plain text always, HTML and an iCalendar object where there is one."""

    subject: str
    text: str
    html: str = ""
    calendar: str = ""


def queue(
    session: Session, letter: Letter, *, to: str, event_id: int | None, now: datetime
) -> OutboxMail:
    """Put a mail in the outbox of the running transaction; the sender is woken by its commit."""
    mail = OutboxMail(
        event_id=event_id,
        message_id=make_msgid(domain="makers"),
        to=to,
        subject=" ".join(letter.subject.split()),
        text=letter.text,
        html=letter.html,
        calendar=letter.calendar,
        made_at=now,
        due_at=now,
    )
    session.add(mail)
    database.after_commit(session, "mail", _wake)
    return mail


def send_due(*, now: datetime) -> int:
    """Send what is due at ``now`` and return how many mails were tried, ``BATCH`` at most.

    The batch is leased in one transaction before it is sent and settled in another after it, so
    that two senders never take the same mail; a sender that dies in between gives its batch back
    after ``LEASE``.
    """
    taken = _take(now)
    settings = current_app.config["MAKERS"]
    fates = {mail_id: _deliver(message, settings, mail_id) for mail_id, message in taken.items()}
    if fates:
        _settle(fates, now)
    return len(fates)


def _take(now: datetime) -> dict[int, EmailMessage]:
    """Lease what is due: each mail's id and what to send."""
    due = (OutboxMail.sent_at.is_(None), OutboxMail.given_up_at.is_(None), OutboxMail.due_at <= now)
    any_due = db.session.scalar(select(OutboxMail.id).where(*due).limit(1))
    if any_due is None:
        db.session.rollback()
        return {}
    with writing() as session:
        waiting = select(OutboxMail).where(*due).order_by(OutboxMail.id).limit(BATCH)
        mails = session.scalars(waiting.with_for_update(skip_locked=True)).all()
        for mail in mails:
            mail.due_at = now + LEASE
            mail.tries += 1
        return {mail.id: _message(mail) for mail in mails}


def _message(mail: OutboxMail) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = mail.subject
    message["From"] = current_app.config["MAKERS"].mail_from
    message["To"] = mail.to
    message["Date"] = format_datetime(mail.made_at)
    message["Message-ID"] = mail.message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    if mail.html:
        message.add_alternative(mail.html, subtype="html")
    if mail.calendar:
        message.add_attachment(
            mail.calendar.encode(), maintype="text", subtype="calendar", filename="makers.ics"
        )
    return message


def _deliver(message: EmailMessage, settings: Settings, mail_id: int) -> tuple[str, bool]:
    """Send one message; what went wrong in a word, and whether trying again is no use."""
    if not settings.smtp_url:
        folder = Path(settings.instance) / "mail"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{mail_id:06}.eml").write_bytes(message.as_bytes())
        return "", False
    try:
        _send(message, settings.smtp_url)
    except smtplib.SMTPRecipientsRefused as refused:
        codes = {code for code, _ in refused.recipients.values()}
        return f"refused: {sorted(codes)}", min(codes) >= 500
    except smtplib.SMTPResponseException as answer:
        return f"{answer.smtp_code}", answer.smtp_code >= 500
    except (OSError, smtplib.SMTPException) as trouble:
        return type(trouble).__name__, False
    return "", False


def _send(message: EmailMessage, smtp_url: str) -> None:
    url = urlsplit(smtp_url)
    secure = url.scheme == "smtps"
    connect = smtplib.SMTP_SSL if secure else smtplib.SMTP
    with connect(
        url.hostname or "localhost", url.port or (465 if secure else 25), timeout=20
    ) as smtp:
        if not secure and smtp.has_extn("starttls"):
            smtp.starttls()
        if url.username:
            smtp.login(unquote(url.username), unquote(url.password or ""))
        smtp.send_message(message)


def _settle(fates: dict[int, tuple[str, bool]], now: datetime) -> None:
    """Write down what became of each mail: what went wrong, and whether trying again is no use."""
    with writing() as session:
        for mail in session.scalars(select(OutboxMail).where(OutboxMail.id.in_(fates))):
            mail.failure, final = fates[mail.id]
            if not mail.failure:
                mail.sent_at = now
                mail.text = mail.html = mail.calendar = ""
            elif final or mail.tries > len(PAUSES):
                mail.given_up_at = now
            else:
                mail.due_at = now + PAUSES[mail.tries - 1]


class Sender:
    """The outbox's worker inside the web process; started by the first request it serves."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self._news = threading.Event()
        self._started = False

    def start(self) -> None:
        """Begin sending, once."""
        if not self._started:
            self._started = True
            threading.Thread(target=self._work, daemon=True).start()

    def wake(self) -> None:
        """There may be mail."""
        self._news.set()

    def _work(self) -> None:
        while True:
            with self.app.app_context():
                try:
                    while send_due(now=clock.now()) == BATCH:
                        time.sleep(PAUSE_SECONDS)  # between batches, who asks for a page goes first
                except Exception:
                    self.app.logger.exception("the outbox could not be sent")
            self._news.wait(ROUND_SECONDS)
            self._news.clear()
            time.sleep(PAUSE_SECONDS)  # mails of one moment go out together


def init_app(app: Flask) -> None:
    """Send mail from inside this process, unless ``MAIL_SENDER`` is off (as in tests)."""
    sender = app.extensions["makers_mail"] = Sender(app)
    if app.config.get("MAIL_SENDER", True):
        app.before_request(sender.start)


def _wake() -> None:
    current_app.extensions["makers_mail"].wake()
