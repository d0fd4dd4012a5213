"""What organisers write to people: composed for each of them, sent once to each."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import datetime

from flask import current_app, render_template
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from makers.core import journal, mail
from makers.core.database import db, writing
from makers.core.errors import Refusal
from makers.core.journal import Actor
from makers.core.links import Link
from makers.core.mail import Letter, OutboxMail
from makers.events.models import Event
from makers.signups import audience, letters
from makers.signups.announcements import OWN_WORDS
from makers.signups.audience import Choice
from makers.signups.models import Message, Signup, SignupState

NAME = "{naam}"


class NobodyMeant(Refusal):
    """No one fits the choice, or nobody of them has an address."""

    sentence = _l("Met deze keuze krijgt niemand de mail. Kies ruimer en probeer het opnieuw.")


def send(
    event: Event,
    choice: Choice,
    *,
    subject: str,
    text: str,
    key: uuid.UUID,
    now: datetime,
    by: Actor,
) -> Message:
    """Write to whoever is meant at this moment: one mail each. The same ``key`` is one message.

    ``{naam}`` becomes the reader's name. Raises ``NobodyMeant``.
    """
    known = audience.groups(event)
    with writing(event.id) as session:
        message = session.scalar(select(Message).where(Message.key == key))
        if message is not None:
            return message
        reached = audience.reach(event, choice, known)
        if not reached.people:
            raise NobodyMeant
        message = Message(
            event_id=event.id,
            key=key,
            subject=subject,
            text=text,
            audience=audience.in_words(event, choice, known, reached.silent),
            made_at=now,
        )
        session.add(message)
        session.flush()
        for signup in reached.people:
            once = f"message {message.id} to {signup.id}"
            letters.post(session, OWN_WORDS, signup, now=now, subject_id=message.id, once=once)
        journal.record(
            "message.sent", event_id=event.id, topic="messages", subject_id=message.id, by=by
        )
    return message


def preview(signup: Signup, subject: str, text: str) -> Letter:
    """The mail as this person would get it; its link leads nowhere yet."""
    return _letter(signup, subject, text, f"{current_app.config['MAKERS'].base_url}/l/…")


@mail.composes(OWN_WORDS)
def compose(row: OutboxMail) -> Letter | None:
    """The letter to one person; whatever became of their sign-up since, and of the event."""
    signup = letters.reader(row, *SignupState, off=None)
    message = db.session.get(Message, row.subject_id)
    if signup is None or message is None:
        return None
    address, drawn = letters.back_to_the_event(signup), tuple[Link, ...]()
    if signup.cancelled_at is None:
        address, drawn = letters.own_page(signup, row.made_at)
    return replace(_letter(signup, message.subject, message.text, address), links=drawn)


def _letter(signup: Signup, subject: str, text: str, address: str) -> Letter:
    parts = {
        "subject": subject.replace(NAME, signup.name),
        "text": text.replace(NAME, signup.name),
        "event": signup.event,
        "link": address,
        "cancelled": signup.cancelled_at is not None,
    }
    return Letter(
        subject=str(parts["subject"]),
        text=render_template("signups/mail/message.txt", **parts),
        html=render_template("signups/mail/message.html", **parts),
    )
