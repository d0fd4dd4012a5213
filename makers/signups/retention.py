"""How long data is kept, what goes tonight, and the night's work (AVG article 5.1e)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, delete, func, inspect, select
from sqlalchemy.orm import Session

from makers.core import clock, house, limits
from makers.core.database import Model, db, writing
from makers.core.journal import SYSTEM
from makers.core.limits import Attempts, TooMany
from makers.core.links import DESK, DESK_LASTS, GrantRow, Link, Visit
from makers.core.mail import OutboxMail
from makers.events.models import Event
from makers.signups import erasing
from makers.signups.models import Invitation, Need, Person, Receipt, Signup, Tombstone
from makers.signups.signals import over_wanted, person_needed

AT_NIGHT = 3  # o'clock in Rotterdam
NEEDS = timedelta(days=14)
MONTH = timedelta(days=365) / 12
LINKS, RECEIPTS, VISITS = timedelta(days=30), timedelta(days=30), timedelta(days=400)
ATTEMPTS = timedelta(days=1)


@dataclass(frozen=True)
class Going:
    """A kind of data: how long it is kept, and how much of it would go now."""

    label: LazyString
    term: LazyString
    number: int


@dataclass(frozen=True)
class Over:
    """Rows that have been kept long enough: what they are, for how long, and their ids."""

    label: LazyString
    term: LazyString
    model: type[Model]
    ids: Select[int]


def term() -> timedelta:
    """How long after an event what was told there is kept, as it is set for the house.

    It is read anew: what is erased does not come back, so it fails sooner than it guesses.
    """
    return MONTH * house.read_again().keep_months


def after_months() -> LazyString:
    """The same in words."""
    return _l("%(months)s maanden na de bijeenkomst", months=house.current().keep_months)


def going(now: datetime) -> list[Going]:
    """What tonight's work would take away, by kind; nothing is changed."""
    kept = house.current()
    months = after_months()
    needs = db.session.scalar(select(func.count()).select_from(_needs(now).subquery())) or 0
    return [
        Going(_l("Wat mensen nodig hebben"), _l("14 dagen na de bijeenkomst"), needs),
        Going(
            _l("Namen, adressen en antwoorden"),
            _l(
                "%(months)s maanden na de laatste bijeenkomst; met een open afspraak hoogstens "
                "%(longest)s",
                months=kept.keep_months,
                longest=kept.keep_longest_months,
            ),
            len(_persons_over(now)),
        ),
        Going(
            _l("Uitnodigingen zonder antwoord"),
            months,
            _counted(_old_invitations(now)),
        ),
        Going(
            _l("Wat er van mails nog staat"),
            _l("%(months)s maanden", months=kept.keep_months),
            _counted(select(OutboxMail.id).where(OutboxMail.made_at <= now - term())),
        ),
        Going(
            _l("Links die voorbij zijn"),
            _l("30 dagen"),
            _counted(_old_links(now)),
        ),
        Going(
            _l("Bezoeken van browsers"),
            _l("400 dagen"),
            _counted(select(Visit.id).where(Visit.since <= now - VISITS)),
        ),
        Going(
            _l("Inloggen bij de organisatie"),
            _l("30 dagen"),
            _counted(_old_logins(now)),
        ),
        Going(
            _l("Ontvangen formulieren"),
            _l("30 dagen"),
            _counted(select(Receipt.key).where(Receipt.at <= now - RECEIPTS)),
        ),
        *(Going(one.label, one.term, _counted(one.ids)) for one in _over(now)),
    ]


def tidy(now: datetime) -> None:
    """Take away whatever is over; running it again finds nothing more."""
    with writing() as session:
        session.execute(delete(Need).where(Need.signup_id.in_(_needs(now))))
        session.execute(delete(Invitation).where(Invitation.id.in_(_old_invitations(now))))
        session.execute(delete(OutboxMail).where(OutboxMail.made_at <= now - term()))
        session.execute(delete(Link).where(Link.id.in_(_old_links(now))))
        session.execute(delete(Visit).where(Visit.since <= now - VISITS))
        session.execute(delete(GrantRow).where(GrantRow.id.in_(_old_logins(now))))
        session.execute(delete(Receipt).where(Receipt.at <= now - RECEIPTS))
        session.execute(delete(Attempts).where(Attempts.since <= now - ATTEMPTS))
        for one in _over(now):
            session.execute(delete(one.model).where(inspect(one.model).primary_key[0].in_(one.ids)))
    for person in _persons_over(now):
        erasing.erase(person, now=now, by=SYSTEM, texts=False)
    erasing.truncate_log()


def every_night(now: datetime) -> None:
    """The worker's job: once a day, after three in the morning, in one process."""
    local = clock.amsterdam(now)
    if local.hour < AT_NIGHT:
        return
    done = select(Attempts.key).where(Attempts.key == _tonight(now))
    if db.session.scalar(done) is not None:
        return
    try:
        with writing() as session:
            limits.count(session, _tonight(now), most=1, minutes=24 * 60, now=now)
    except TooMany:
        return
    tidy(now)


def _tonight(now: datetime) -> str:
    return f"retention:{clock.amsterdam(now):%Y-%m-%d}"


def _needs(now: datetime) -> Select[int]:
    return (
        select(Need.signup_id)
        .join(Signup, Signup.id == Need.signup_id)
        .join(Event, Event.id == Signup.event_id)
        .where(Event.ends_at <= now - NEEDS)
    )


def _old_invitations(now: datetime) -> Select[int]:
    return (
        select(Invitation.id)
        .join(Event, Event.id == Invitation.event_id)
        .where(Event.ends_at <= now - term())
    )


def _old_links(now: datetime) -> Select[int]:
    over = (Link.expires_at <= now - LINKS) | (Link.revoked_at <= now - LINKS)
    return select(Link.id).where(over)


def _old_logins(now: datetime) -> Select[int]:
    over = GrantRow.given_at <= now - DESK_LASTS
    return select(GrantRow.id).where(GrantRow.kind.in_(DESK), over)


def _over(now: datetime) -> list[Over]:
    """What later slices let go."""
    return [over for _, over in over_wanted.send(now)]


def _counted(rows: Select[Any]) -> int:
    return db.session.scalar(select(func.count()).select_from(rows.subquery())) or 0


def _persons_over(now: datetime) -> list[Person]:
    """Who has not come for so long that nothing of them may be kept."""
    session: Session = db.session()
    last = func.max(Event.ends_at)
    rows = (
        select(Person, last)
        .join(Signup, Signup.person_id == Person.id)
        .join(Event, Event.id == Signup.event_id)
        .where(Person.key.not_in(select(Tombstone.key)))
        .group_by(Person.id)
        .having(last <= now - term())
    )
    found = []
    for person, came in session.execute(rows).all():
        too_long = came <= now - MONTH * house.read_again().keep_longest_months
        wanted = any(keep for _, keep in person_needed.send(person, session=session))
        if too_long or not wanted:
            found.append(person)
    return found
