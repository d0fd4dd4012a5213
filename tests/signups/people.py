"""People who sign up in these tests, and what they find in their mail."""

from __future__ import annotations

import itertools
import re
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from makers.core import mail
from makers.core.database import db
from makers.core.journal import Actor
from makers.core.links import Link
from makers.core.mail import OutboxMail
from makers.events.models import Event, Role
from makers.signups import service
from makers.signups.answers import Answers
from makers.signups.models import Person, Signup
from makers.signups.service import Outcome
from tests.conftest import NOON

BEFORE = NOON - timedelta(days=3)
VISITOR = Actor("visitor")
_number = itertools.count(1)


def role(event: Event, name: str = "ambtenaar") -> Role:
    """A role of this event by its name."""
    return next(one for one in event.roles if one.name == name)


def answers(
    event: Event, name: str = "Jo", *, role_name: str = "ambtenaar", **more: object
) -> Answers:
    """The least that signs someone up, and what is given more."""
    return Answers(name=name, role_id=role(event, role_name).id, **more)  # type: ignore[arg-type]


def join(
    event: Event,
    email: str = "",
    *,
    role_name: str = "ambtenaar",
    key: uuid.UUID | None = None,
    now: datetime = BEFORE,
    **more: object,
) -> Outcome:
    """Sign somebody up."""
    email = email or f"someone{next(_number)}@example.org"
    said = answers(event, email.partition("@")[0], role_name=role_name, **more)
    return service.sign_up(event, email, said, key=key or uuid.uuid4(), now=now)


def of(email: str) -> Signup:
    """The newest sign-up of an address."""
    return db.session.scalars(
        select(Signup).join(Person).where(Person.email == email).order_by(Signup.id.desc())
    ).first()  # type: ignore[return-value]


@dataclass(frozen=True)
class Read:
    """A mail of the outbox as it would be read if it were sent now."""

    what: str
    to: str
    subject: str
    text: str
    html: str
    calendar: str
    pictures: dict[str, bytes]


def mails(to: str | None = None) -> list[Read]:
    """The mails in the outbox that are still needed, the oldest first; their links work."""
    rows = select(OutboxMail).order_by(OutboxMail.id)
    found, drawn = [], list[Link]()
    for row in db.session.scalars(rows if to is None else rows.where(OutboxMail.to == to)):
        letter = mail.compose(row)
        if letter is not None:
            said = letter.subject, letter.text, letter.html, letter.calendar, letter.pictures
            found.append(Read(row.what, row.to, *said))
            drawn.extend(letter.links)
    db.session.add_all(drawn)
    db.session.commit()
    return found


def told(to: str) -> list[str]:
    """Which letters were put in the outbox for someone, the oldest first."""
    rows = select(OutboxMail.what).where(OutboxMail.to == to).order_by(OutboxMail.id)
    return list(db.session.scalars(rows))


def link(mail: Read) -> str:
    """The path of the link in a mail."""
    found = re.search(r"https?://[^/\s]+(/l/\S+)", mail.text)
    assert found, mail.text
    return found[1]
