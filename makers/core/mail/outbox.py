"""The outbox: what is to be told to whom, as rows written in the transaction they tell of.

A row says which letter (``what``) about what (``signup_id``, ``subject_id``), not its words: the
letter is composed when it is sent. So no text and no secret link rests in the database, a letter
says how things stand now, and one that events have overtaken is not sent at all.
"""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import make_msgid

from flask import current_app
from flask_babel import LazyString, force_locale
from flask_babel import lazy_gettext as _l
from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from makers.core import database
from makers.core.database import Model, UTCDateTime, one_of
from makers.core.links import Link
from makers.core.web import LANGUAGES

LONGEST_FAILURE = 300


class Fate(enum.StrEnum):
    """What became of a mail."""

    WAITING = "waiting"
    SENT = "sent"
    OVERTAKEN = "overtaken"
    REFUSED = "refused"
    FAILED = "failed"
    UNCERTAIN = "uncertain"

    @property
    def label(self) -> LazyString:
        """The fate on screen."""
        return {
            Fate.WAITING: _l("wacht op verzending"),
            Fate.SENT: _l("verstuurd"),
            Fate.OVERTAKEN: _l("niet meer nodig"),
            Fate.REFUSED: _l("adres geweigerd"),
            Fate.FAILED: _l("niet gelukt"),
            Fate.UNCERTAIN: _l("onzeker of hij aankwam"),
        }[self]


class OutboxMail(Model):
    """One mail and its fate. ``once`` is taken by at most one mail ever.

    A mail that is still here at ``until`` comes too late for anybody, and is not sent.

    ``handed_over_at`` is written before the words go to the mail server: a mail that has it and no
    fate may have arrived, and is never sent by itself again.
    """

    __tablename__ = "outbox_mail"
    __table_args__ = (Index("ix_outbox_mail_fate_due_at", "fate", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    what: Mapped[str] = mapped_column(String(60))
    event_id: Mapped[int | None] = mapped_column(index=True)
    signup_id: Mapped[int | None] = mapped_column(index=True)
    subject_id: Mapped[int | None]
    once: Mapped[str | None] = mapped_column(String(100), unique=True)
    message_id: Mapped[str] = mapped_column(String(200), unique=True)
    to: Mapped[str] = mapped_column(String(320), index=True)
    language: Mapped[str] = mapped_column(String(5), default="nl")
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    tries: Mapped[int] = mapped_column(default=0)
    handed_over_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    fate: Mapped[Fate] = mapped_column(one_of(Fate), default=Fate.WAITING)
    settled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    failure: Mapped[str] = mapped_column(String(LONGEST_FAILURE), default="")


@dataclass(frozen=True)
class Letter:
    """What a mail says: plain text always, HTML and an iCalendar object where there is one.

    ``pictures`` are PNG files that the HTML shows as ``cid:<name>``; ``links`` are the rows of the
    links in the text, not stored yet.
    """

    subject: str
    text: str
    html: str = ""
    calendar: str = ""
    method: str = "REQUEST"
    pictures: dict[str, bytes] = field(default_factory=dict)
    links: tuple[Link, ...] = ()


Composer = Callable[[OutboxMail], Letter | None]
_composers: dict[str, Composer] = {}


def composes(what: str) -> Callable[[Composer], Composer]:
    """Declare who writes the letters ``what``; ``None`` instead of one means: no longer needed.

    A composer reads; it runs in the mail's language, outside a request, and may run again.
    """

    def declare(composer: Composer) -> Composer:
        _composers[what] = composer
        return composer

    return declare


def kinds() -> list[str]:
    """Every letter that somebody writes, by name."""
    return sorted(_composers)


def compose(mail: OutboxMail) -> Letter | None:
    """The letter as it would be sent now, ``None`` when it is no longer needed."""
    with force_locale(LANGUAGES[mail.language]):
        return _composers[mail.what](mail)


def queue(
    session: Session,
    what: str,
    *,
    to: str,
    now: datetime,
    event_id: int | None = None,
    signup_id: int | None = None,
    subject_id: int | None = None,
    language: str = "nl",
    once: str | None = None,
    due_at: datetime | None = None,
    until: datetime | None = None,
) -> None:
    """Put a mail in the outbox of the running transaction; the sender is woken by its commit.

    A second mail with the same ``once`` is not made; one that is not sent before ``until`` (UTC)
    never is. Raises ``KeyError`` for an unknown letter.
    """
    _composers[what]
    row = {
        "what": what,
        "event_id": event_id,
        "signup_id": signup_id,
        "subject_id": subject_id,
        "once": once,
        "message_id": make_msgid(domain="makers"),
        "to": to,
        "language": language,
        "made_at": now,
        "due_at": due_at or now,
        "until": until,
        "tries": 0,
        "fate": Fate.WAITING,
        "failure": "",
    }
    connection = session.connection()
    unless = database.insert_unless(connection.dialect.name, OutboxMail, "once")
    connection.execute(unless, row)
    database.after_commit(session, "mail", _wake)


def send_again(session: Session, mail: OutboxMail, now: datetime) -> None:
    """Give a mail that was given up, or that still waits, a new try in the running transaction.

    What may have been handed over before goes out as another message (a Message-ID of its own).
    """
    if mail.handed_over_at is not None:
        mail.message_id = make_msgid(domain="makers")
    mail.fate, mail.settled_at, mail.failure = Fate.WAITING, None, ""
    mail.due_at, mail.tries, mail.handed_over_at = now, 0, None
    database.after_commit(session, "mail", _wake)


def _wake() -> None:
    current_app.extensions["makers_worker"].wake()
