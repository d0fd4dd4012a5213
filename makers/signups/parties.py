"""Bringing people along: each a row of their own, managed by who brings them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from makers.core import journal, links, mail
from makers.core.database import db, writing
from makers.core.errors import Refusal
from makers.core.journal import Actor
from makers.core.links import Grant
from makers.core.mail import Letter, OutboxMail
from makers.signups import letters
from makers.signups.answers import Answers
from makers.signups.letters import Words
from makers.signups.models import Origin, Person, Receipt, Signup, SignupState
from makers.signups.service import NoLongerComing, RoleGone, be_open, fill

MOST = 10


class TooManyGuests(Refusal):
    """One person brings a few others, not a room."""

    sentence = _l(
        "Je kunt hoogstens tien mensen meenemen. Vraag de anderen zich zelf aan te melden."
    )


class NotAllFit(Refusal):
    """Some fit and some do not; whoever brings them says what is to happen."""

    sentence = _l("Er is niet voor iedereen plek. Kies hieronder hoe je het wilt.")

    def __init__(self, fit: int, wait: int) -> None:
        super().__init__()
        self.fit = fit
        self.wait = wait


@dataclass(frozen=True)
class Guest:
    """Somebody who is brought along."""

    name: str
    role_id: int


def bring(
    signup: Signup,
    guests: Sequence[Guest],
    *,
    together: bool | None,
    key: uuid.UUID,
    now: datetime,
    by: Actor,
) -> None:
    """Sign these guests up behind everybody who waits; the same form again does nothing.

    ``together``: they wait until there is room for all of them; ``False``: each takes the place
    there is; ``None``: not asked yet. Raises ``NotAllFit`` when only some fit and nothing was
    said, ``TooManyGuests``, ``NoLongerComing``, ``SignupsClosed`` and ``RoleGone``.
    """
    once = uuid.uuid5(key, repr(tuple(guests)))
    with writing(signup.event_id) as session:
        if session.get(Receipt, once) is not None:
            return
        _check(session, signup, guests, now)
        party = uuid.uuid4() if together and len(guests) > 1 else None
        brought = [
            _new(session, signup, guest, uuid.uuid5(once, str(number)), party, now)
            for number, guest in enumerate(guests)
        ]
        fill(session, signup.event, now=now, by=by, but=brought)
        fit = sum(one.confirmed_at is not None for one in brought)
        if together is None and 0 < fit < len(brought):
            raise NotAllFit(fit, len(brought) - fit)
        session.add(Receipt(key=once, event_id=signup.event_id, place=None, at=now))
        for one in brought:
            journal.record(
                "signup.brought",
                event_id=signup.event_id,
                topic="places",
                subject_id=one.id,
                by=by,
            )


def guest_link(guest: Signup, *, now: datetime) -> str:
    """The token of a personal link for a guest, for whoever brings them to pass on."""
    with writing(guest.event_id) as session:
        return links.issue(session, Grant("personal", guest.event_id, guest.id, guest.id), now=now)


def guests_of(signup: Signup) -> list[Signup]:
    """Whom someone brings, in the order they were added; one statement."""
    return list(
        db.session.scalars(
            select(Signup)
            .where(Signup.brought_by_id == signup.id, Signup.cancelled_at.is_(None))
            .options(joinedload(Signup.role, innerjoin=True))
            .order_by(Signup.id)
        )
    )


def _check(session: Session, signup: Signup, guests: Sequence[Guest], now: datetime) -> None:
    if signup.cancelled_at is not None:
        raise NoLongerComing
    be_open(signup.event, now)
    if len(guests_of(signup)) + len(guests) > MOST:
        raise TooManyGuests
    if {guest.role_id for guest in guests} - {role.id for role in signup.event.roles}:
        raise RoleGone


def _new(
    session: Session,
    signup: Signup,
    guest: Guest,
    key: uuid.UUID,
    party: uuid.UUID | None,
    now: datetime,
) -> Signup:
    one = Signup(
        event=signup.event,
        person=Person(email=None, since=now),
        key=key,
        joined_at=now,
        language=signup.language,
        origin=Origin.BROUGHT,
        brought_by_id=signup.id,
        party=party,
    )
    told = Answers(guest.name, guest.role_id, organisation=signup.organisation)
    told.write_to(one, now=now)
    session.add(one)
    session.flush()
    return one


@mail.composes("guest.promoted")
def promoted(row: OutboxMail) -> Letter | None:
    """To whoever brought them: a place came free for your guest."""
    signup, guest = db.session.get(Signup, row.signup_id), db.session.get(Signup, row.subject_id)
    if signup is None or guest is None or guest.state is not SignupState.CONFIRMED:
        return None
    words = Words(
        _("Er is een plek voor %(name)s: %(title)s", name=guest.name, title=signup.event.title),
        [
            _("Er kwam een plek vrij en die is voor %(name)s.", name=guest.name),
            _("Op je eigen pagina zie je wie je meeneemt en meld je iemand af."),
        ],
    )
    return letters.letter(words, signup, row)
