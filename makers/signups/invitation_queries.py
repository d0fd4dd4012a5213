"""How the invitations of an event stand, and who may sign up by one."""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import contains_eager, joinedload

from makers.core import clock
from makers.core.database import db
from makers.core.errors import Refusal
from makers.core.links import DESK, Grant
from makers.core.mail import Fate, OutboxMail
from makers.core.organisers import normal
from makers.events.models import Entrance, Event
from makers.signups.models import Invitation, Person, Signup, SignupState


class OtherAddress(Refusal):
    """An invitation is for one address."""

    sentence = _l(
        "Deze uitnodiging is voor een ander e-mailadres. Gebruik het adres waarop je haar kreeg, "
        "of vraag de organisatie om een uitnodiging voor dit adres."
    )


class Reply(enum.StrEnum):
    """What came of an invitation."""

    NEW = "new"
    SILENT = "silent"
    COMING = "coming"
    WAITING = "waiting"
    CAME = "came"
    DECLINED = "declined"

    @property
    def label(self) -> LazyString:
        """The answer on screen."""
        return {
            Reply.NEW: _l("nog niet gemaild"),
            Reply.SILENT: _l("nog geen antwoord"),
            Reply.COMING: _l("aangemeld"),
            Reply.WAITING: _l("op de wachtlijst"),
            Reply.CAME: _l("is gekomen"),
            Reply.DECLINED: _l("komt niet"),
        }[self]


@dataclass(frozen=True)
class Invited:
    """Somebody on the list, with their active sign-up and the fate of the newest mail to them.

    ``gave_up``: they signed up since they were invited, and cancelled.
    """

    invitation: Invitation
    signup: Signup | None
    gave_up: bool
    fate: Fate | None

    @property
    def reply(self) -> Reply:
        """What came of it; a sign-up counts more than a no."""
        if self.signup is not None:
            if self.signup.check_in is not None:
                return Reply.CAME
            confirmed = self.signup.state is SignupState.CONFIRMED
            return Reply.COMING if confirmed else Reply.WAITING
        if self.invitation.declined_at is not None or self.gave_up:
            return Reply.DECLINED
        return Reply.SILENT if self.invitation.mailed_at is not None else Reply.NEW

    @property
    def lost(self) -> bool:
        """Whether the newest mail did not arrive."""
        return self.fate in (Fate.REFUSED, Fate.FAILED)


@dataclass(frozen=True)
class GuestList:
    """Everybody who is invited, and how many can be mailed and reminded now."""

    invited: list[Invited]
    unmailed: int
    silent: int

    @property
    def replies(self) -> Counter[Reply]:
        """How many of each reply."""
        return Counter(one.reply for one in self.invited)


def guest_list(event_id: int, now: datetime) -> GuestList:
    """Who is invited, by address; three statements."""
    newest = (
        select(OutboxMail.subject_id, func.max(OutboxMail.id).label("id"))
        .where(OutboxMail.event_id == event_id, OutboxMail.what.startswith("invitation."))
        .group_by(OutboxMail.subject_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Invitation, Signup, _GAVE_UP, OutboxMail.fate)
        .outerjoin(newest, newest.c.subject_id == Invitation.id)
        .outerjoin(OutboxMail, OutboxMail.id == newest.c.id)
        .outerjoin(Person, Person.email == Invitation.email)
        .outerjoin(Signup, (Signup.person_id == Person.id) & _ACTIVE)
        .where(Invitation.event_id == event_id)
        .options(joinedload(Invitation.role), joinedload(Signup.check_in))
        .order_by(Invitation.email)
    )
    return GuestList(
        [Invited(*row) for row in rows],
        _counted(unmailed(event_id)),
        _counted(silent(event_id, now)),
    )


def invitation(event_id: int, invitation_id: int) -> Invited | None:
    """One invitation to this event, with its role and the sign-up it led to; one statement."""
    row = db.session.execute(
        select(Invitation, Signup, _GAVE_UP)
        .join(Invitation.event)
        .outerjoin(Person, Person.email == Invitation.email)
        .outerjoin(Signup, (Signup.person_id == Person.id) & _ACTIVE)
        .where(Invitation.id == invitation_id, Invitation.event_id == event_id)
        .options(
            contains_eager(Invitation.event),
            joinedload(Invitation.role),
            joinedload(Signup.check_in),
        )
    ).one_or_none()
    return None if row is None else Invited(row[0], row[1], row[2], None)


def unmailed(event_id: int) -> Select[Invitation]:
    """Who was not mailed and did not answer yet."""
    return _unanswered(event_id).where(Invitation.mailed_at.is_(None))


def silent(event_id: int, now: datetime) -> Select[Invitation]:
    """Who was mailed before today, at an address that takes mail, and did not answer."""
    told = func.coalesce(Invitation.reminded_at, Invitation.mailed_at)
    refused = exists().where(
        OutboxMail.event_id == event_id,
        OutboxMail.to == Invitation.email,
        OutboxMail.fate == Fate.REFUSED,
    )
    return _unanswered(event_id).where(told < clock.at_wall_time(now, time()), ~refused)


def active(event_id: int, email: str) -> Select[Signup]:
    """The sign-up that somebody with this normal address has for this event."""
    return (
        select(Signup)
        .join(Signup.person)
        .where(Signup.event_id == event_id, Signup.cancelled_at.is_(None), Person.email == email)
        .options(contains_eager(Signup.person))
    )


def count_and_first(rows: Select[Invitation]) -> tuple[int, Invitation | None]:
    """How many these are, and the first with its role; two statements."""
    first = rows.options(joinedload(Invitation.role), joinedload(Invitation.event)).limit(1)
    return _counted(rows), db.session.scalar(first)


@dataclass(frozen=True)
class WayIn:
    """How a browser may sign up: ``free`` with any address, else as who is invited, or not."""

    free: bool
    own: tuple[Invitation, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether there is a form to fill in."""
        return self.free or bool(self.own)

    def admits(self, email: str) -> bool:
        """Whether this address may sign up; raises ``OtherAddress`` when another one may."""
        if self.free or normal(email) in {one.email for one in self.own}:
            return True
        if self.own:
            raise OtherAddress
        return False

    def invitation(self, number: int | None) -> Invitation | None:
        """The invitation this browser holds by that number, else the newest it holds."""
        named = [one for one in self.own if one.id == number]
        return next(iter(named or reversed(self.own)), None)


def way_in(event: Event, grants: Collection[Grant]) -> WayIn:
    """How who holds these rights may sign up; a statement where they were invited in person."""
    held = [one for one in grants if one.kind == "invitation" and one.event_id == event.id]
    free = event.entrance is Entrance.OPEN or any(
        one.kind in DESK or (one in held and one.subject_id is None) for one in grants
    )
    numbers = {one.subject_id for one in held} - {None}
    if not numbers:
        return WayIn(free)
    rows = select(Invitation).where(Invitation.id.in_(numbers), Invitation.event_id == event.id)
    return WayIn(free, tuple(db.session.scalars(rows.order_by(Invitation.id))))


_ACTIVE = (Signup.event_id == Invitation.event_id) & Signup.cancelled_at.is_(None)
_GAVE_UP: ColumnElement[bool] = (
    exists()
    .where(
        Signup.person_id == Person.id,
        Person.email == Invitation.email,
        Signup.event_id == Invitation.event_id,
        Signup.cancelled_at >= Invitation.made_at,
    )
    .correlate(Invitation)
)


def _unanswered(event_id: int) -> Select[Invitation]:
    comes = (
        exists()
        .where(Signup.person_id == Person.id, Person.email == Invitation.email, _ACTIVE)
        .correlate(Invitation)
    )
    return (
        select(Invitation)
        .where(Invitation.event_id == event_id, Invitation.declined_at.is_(None), ~comes, ~_GAVE_UP)
        .order_by(Invitation.id)
    )


def _counted(rows: Select[Invitation]) -> int:
    return db.session.scalar(select(func.count()).select_from(rows.subquery())) or 0
