"""Sending what is due: leased, composed, handed over once, and its fate written down.

Without ``SMTP_URL`` every mail lands as an ``.eml`` file in ``instance/mail/``, so that a demo
shows what people would receive.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr
from pathlib import Path

from blinker import signal
from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from makers.core.database import db, writing
from makers.core.links import Link
from makers.core.mail.envelope import message
from makers.core.mail.outbox import LONGEST_FAILURE, Fate, OutboxMail, compose
from makers.core.mail.server import SENT, MailServer, NoEntry, Outcome

LEASE = timedelta(minutes=5)
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720))
BATCH = 20

address_refused = signal("address-refused")
"""The mail server will not take mail for this address, now or ever.

Sender: the address. With it: ``session`` and ``now`` (UTC).
"""


@dataclass(frozen=True)
class Ready:
    """A mail that can be handed over: to whom, the message, and the links that stand in it."""

    to: str
    message: bytes
    links: tuple[Link, ...]


NOT_TRIED = Outcome(None)
OVERTAKEN = Outcome(Fate.OVERTAKEN)


def send_due(*, now: datetime, stopping: Callable[[], bool] = lambda: False) -> int:
    """Send what is due at ``now`` and return how many mails were looked at, ``BATCH`` at most.

    Letters are composed before anything is locked. Then the batch is leased in one transaction, so
    that two senders never take the same mail, and each mail is marked before it is handed over. A
    sender that dies gives back after ``LEASE`` what it had not handed over; what it had is
    ``UNCERTAIN`` and waits for a person to decide. ``stopping`` is asked before each mail; when it
    says yes, the rest is given back at once.
    """
    composed = _compose_due(now)
    if not composed:
        return 0
    taken = _lease(composed, now)
    fates = {mail_id: one for mail_id, one in taken.items() if isinstance(one, Outcome)}
    ready = {mail_id: one for mail_id, one in taken.items() if isinstance(one, Ready)}
    if current_app.config["MAKERS"].smtp_url:
        fates = _send(ready, fates, now, stopping)
    else:
        fates |= {
            mail_id: write_file(one.message, f"{mail_id:06}") for mail_id, one in ready.items()
        }
    _settle(fates, now)
    return len(composed)


def _compose_due(now: datetime) -> dict[int, Ready | Outcome]:
    due = select(OutboxMail).where(OutboxMail.fate == Fate.WAITING, OutboxMail.due_at <= now)
    composed: dict[int, Ready | Outcome] = {}
    for mail in db.session.scalars(due.order_by(OutboxMail.due_at, OutboxMail.id).limit(BATCH)):
        composed[mail.id] = _composed(mail, now)
        time.sleep(0)  # whoever asks for a page goes first
    db.session.rollback()
    return composed


def _composed(mail: OutboxMail, now: datetime) -> Ready | Outcome:
    """A mail ready to go; one that cannot be made holds up no other and is tried again."""
    if mail.handed_over_at is not None or (mail.until is not None and now >= mail.until):
        return OVERTAKEN
    try:
        letter = compose(mail)
        if letter is None:
            return OVERTAKEN
        sender = current_app.config["MAKERS"].mail_from
        return Ready(mail.to, message(mail, letter, sender), letter.links)
    except Exception as trouble:
        current_app.logger.exception("mail %d (%s) cannot be made", mail.id, mail.what)
        return Outcome(None, type(trouble).__name__[:LONGEST_FAILURE])


def _lease(composed: Mapping[int, Ready | Outcome], now: datetime) -> dict[int, Ready | Outcome]:
    """Take what nobody else has taken."""
    with writing() as session:
        free = (OutboxMail.id.in_(composed), OutboxMail.fate == Fate.WAITING)
        rows = select(OutboxMail).where(*free, OutboxMail.due_at <= now).order_by(OutboxMail.id)
        taken: dict[int, Ready | Outcome] = {}
        for mail in session.scalars(rows.with_for_update(skip_locked=True)):
            if mail.handed_over_at is not None:
                mail.fate, mail.settled_at = Fate.UNCERTAIN, now
                continue
            one = composed[mail.id]
            mail.due_at, mail.tries = now + LEASE, mail.tries + 1
            taken[mail.id] = one
            session.add_all(one.links if isinstance(one, Ready) else ())
        return taken


def _send(
    ready: Mapping[int, Ready],
    fates: dict[int, Outcome],
    now: datetime,
    stopping: Callable[[], bool],
) -> dict[int, Outcome]:
    """Hand these over one by one and write each fate down before the next; what is left of them."""
    settings = current_app.config["MAKERS"]
    sender, left = parseaddr(settings.mail_from)[1], list(ready)
    with MailServer(settings.smtp_url) as server:
        while left:
            if stopping():
                return fates | dict.fromkeys(left, NOT_TRIED)
            try:
                server.listen()
            except NoEntry as no:
                return fates | dict.fromkeys(left, Outcome(None, str(no)))
            mail_id = left.pop(0)
            mine = _settle(fates, now, next_one=mail_id)
            one = ready[mail_id]
            fates = {mail_id: server.take(sender, one.to, one.message)} if mine else {}
    return fates


def write_file(whole: bytes, name: str) -> Outcome:
    """Lay a message in ``instance/mail/`` under this name, where there is no server to take it."""
    folder = Path(current_app.config["MAKERS"].instance) / "mail"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.eml").write_bytes(whole)
    except OSError as trouble:
        return Outcome(None, f"{type(trouble).__name__}: {trouble}"[:LONGEST_FAILURE])
    return SENT


def _settle(fates: Mapping[int, Outcome], now: datetime, next_one: int | None = None) -> bool:
    """Write down what became of these mails, and that ``next_one`` is about to be handed over.

    Only what is leased since ``now`` is touched: whose lease ran out belongs to who took it then.
    Answers whether ``next_one`` is still ours to hand over.
    """
    if not fates and next_one is None:
        return False
    with writing() as session:
        ours = select(OutboxMail).where(OutboxMail.id.in_(fates), OutboxMail.due_at == now + LEASE)
        for mail in session.scalars(ours.with_for_update()):
            _write_down(session, mail, fates[mail.id], now)
        return next_one is not None and _mark(session, next_one, now)


def _mark(session: Session, mail_id: int, now: datetime) -> bool:
    marked = (
        update(OutboxMail)
        .where(
            OutboxMail.id == mail_id,
            OutboxMail.fate == Fate.WAITING,
            OutboxMail.due_at == now + LEASE,
            OutboxMail.handed_over_at.is_(None),
        )
        .values(handed_over_at=now)
        .returning(OutboxMail.id)
    )
    return session.scalar(marked) is not None


def _write_down(session: Session, mail: OutboxMail, outcome: Outcome, now: datetime) -> None:
    if outcome is NOT_TRIED:
        mail.due_at, mail.tries = now, mail.tries - 1
        return
    mail.failure = outcome.failure
    if outcome.fate is not None or mail.tries > len(PAUSES):
        mail.fate, mail.settled_at = outcome.fate or Fate.FAILED, now
    else:
        mail.fate, mail.due_at = Fate.WAITING, now + PAUSES[mail.tries - 1]
        mail.handed_over_at = None
    if mail.fate is Fate.REFUSED:
        address_refused.send(mail.to, session=session, now=now)
