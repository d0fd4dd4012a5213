"""What became of the mails of an event, and a new try for what did not arrive."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, func, select

from makers.core import journal, mail
from makers.core.database import db, writing
from makers.core.journal import Actor
from makers.core.mail import Fate, OutboxMail, address_refused
from makers.events.models import Event
from makers.signups.announcements import OWN_WORDS
from makers.signups.models import Message, Signup

MOST = 200
PATIENCE = timedelta(minutes=15)  # with a mail that is due
LOST = (Fate.REFUSED, Fate.FAILED, Fate.UNCERTAIN)
AGAIN = (Fate.FAILED, Fate.UNCERTAIN)


@dataclass(frozen=True)
class Delivery:
    """One mail and whom it is for: their name, or nothing where only the address is known."""

    mail: OutboxMail
    name: str

    @property
    def may_be_sent_again(self) -> bool:
        """Whether a new try may help."""
        return self.mail.fate in AGAIN

    @property
    def may_have_come_back(self) -> bool:
        """Whether the server took it, so that only a bounce can tell that it did not arrive."""
        return self.mail.fate is Fate.SENT

    @property
    def kind(self) -> LazyString:
        """What the mail is about, in a word or two."""
        return _KINDS.get(self.mail.what) or _KINDS.get(self.mail.what.partition(".")[0], _MAIL)


@dataclass(frozen=True)
class Written:
    """A message and how many of its mails have which fate."""

    message: Message
    fates: Counter[Fate]

    @property
    def lost(self) -> list[tuple[Fate, int]]:
        """What did not arrive: each fate and how many."""
        return [(fate, self.fates[fate]) for fate in LOST if self.fates[fate]]


@dataclass(frozen=True)
class Delay:
    """Mails that wait for a new try: how many, what the server said last, and until when."""

    count: int
    failure: str
    until: datetime


def written(event_id: int) -> list[Written]:
    """The messages of an event with their fates, the newest first; two statements."""
    counted: dict[int | None, Counter[Fate]] = {}
    rows = db.session.execute(
        select(OutboxMail.subject_id, OutboxMail.fate, func.count())
        .where(OutboxMail.event_id == event_id, OutboxMail.what == OWN_WORDS)
        .group_by(OutboxMail.subject_id, OutboxMail.fate)
    )
    for message_id, fate, count in rows:
        counted.setdefault(message_id, Counter())[fate] = count
    messages = select(Message).where(Message.event_id == event_id).order_by(Message.id.desc())
    return [Written(one, counted.get(one.id, Counter())) for one in db.session.scalars(messages)]


def of_message(message: Message) -> list[Delivery]:
    """The mails of a message, what did not arrive first; one statement."""
    found = _deliveries().where(
        OutboxMail.event_id == message.event_id,
        OutboxMail.what == OWN_WORDS,
        OutboxMail.subject_id == message.id,
    )
    rows = [Delivery(row, name or "") for row, name in db.session.execute(found)]
    return sorted(rows, key=lambda one: (one.mail.fate not in LOST, one.name.casefold()))


def undelivered(event_id: int) -> list[Delivery]:
    """Every mail that was given up, of any kind, the newest first, ``MOST`` at most."""
    lost = _deliveries().where(OutboxMail.event_id == event_id, OutboxMail.fate.in_(LOST))
    rows = db.session.execute(lost.order_by(OutboxMail.id.desc()).limit(MOST))
    return [Delivery(row, name or "") for row, name in rows]


def delays(event_id: int, now: datetime) -> Sequence[Delay]:
    """Mails that should be gone, by what the mail server said to them (nothing: nobody tried).

    One statement.
    """
    rows = db.session.execute(
        select(func.count(), OutboxMail.failure, func.min(OutboxMail.due_at))
        .where(OutboxMail.event_id == event_id, overdue(now))
        .group_by(OutboxMail.failure)
        .order_by(func.count().desc(), OutboxMail.failure)
    )
    return [Delay(*row) for row in rows]


def send_again(event: Event, mail_ids: Collection[int], *, now: datetime, by: Actor) -> int:
    """Try these mails again, now: of those that failed or may have got lost; how many that are.

    Who got a mail that may have got lost gets it twice.
    """
    chosen = (OutboxMail.id.in_(mail_ids), OutboxMail.fate.in_(AGAIN))
    return _again(
        event, select(OutboxMail).where(OutboxMail.event_id == event.id, *chosen), now, by
    )


def hurry(event: Event, *, now: datetime, by: Actor) -> int:
    """Try what should be gone now; how many mails that are."""
    late = select(OutboxMail).where(OutboxMail.event_id == event.id, overdue(now))
    return _again(event, late, now, by)


def came_back(event: Event, mail_id: int, *, now: datetime, by: Actor) -> None:
    """The mail came back to the sender's own postbox: the address is not right."""
    with writing(event.id) as session:
        row = session.get(OutboxMail, mail_id)
        if row is None or row.event_id != event.id or row.fate is not Fate.SENT:
            return
        row.fate, row.settled_at = Fate.REFUSED, now
        address_refused.send(row.to, session=session, now=now)
        _record("mail.came_back", event, mail_id, by)


def _again(event: Event, rows: Select[OutboxMail], now: datetime, by: Actor) -> int:
    with writing(event.id) as session:
        found = session.scalars(rows.order_by(OutboxMail.id).with_for_update()).all()
        for row in found:
            mail.send_again(session, row, now)
            _record("mail.sent_again", event, row.id, by)
    return len(found)


def overdue(now: datetime) -> ColumnElement[bool]:
    """Mails that should be gone: tried in vain, or untouched for a quarter of an hour."""
    return (
        (OutboxMail.fate == Fate.WAITING)
        & OutboxMail.handed_over_at.is_(None)
        & ((OutboxMail.failure != "") | (OutboxMail.due_at <= now - PATIENCE))
    )


def _deliveries() -> Select[OutboxMail, str | None]:
    return select(OutboxMail, Signup.name).outerjoin(Signup, Signup.id == OutboxMail.signup_id)


def _record(what: str, event: Event, mail_id: int, by: Actor) -> None:
    journal.record(what, event_id=event.id, topic="messages", subject_id=mail_id, by=by)


_MAIL = _l("mail")
_KINDS = {
    "signup.confirmed": _l("bevestiging"),
    "signup.waiting": _l("wachtlijst"),
    "signup.promoted": _l("plek gekregen"),
    "signup.changed": _l("aanmelding veranderd"),
    "signup.cancelled": _l("afmelding"),
    "signup": _l("eigen link"),
    "reminder": _l("herinnering"),
    "event": _l("verandering"),
    "invitation": _l("uitnodiging"),
    OWN_WORDS: _l("bericht"),
}
