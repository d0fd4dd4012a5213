"""What pages ask about people. Each function says how many statements it costs."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from makers.core.database import db
from makers.core.journal import JournalEntry
from makers.events.models import Event
from makers.signups import places
from makers.signups.models import Signup, SignupState

_EVENT = joinedload(Signup.event, innerjoin=True)
_ABOUT = (
    joinedload(Signup.person, innerjoin=True),
    joinedload(Signup.role, innerjoin=True),
    joinedload(Signup.wanted_role),
)


def event_at(slug: str) -> Event | None:
    """The event with this slug, published or not; one statement."""
    return db.session.scalar(select(Event).where(Event.slug == slug))


def event_to_join(slug: str) -> Event | None:
    """The published event with this slug, with its roles; one statement, also when read again."""
    return (
        db.session.scalars(
            select(Event)
            .where(Event.slug == slug, Event.published_at.is_not(None))
            .options(joinedload(Event.roles))
        )
        .unique()
        .one_or_none()
    )


def signup(signup_id: int) -> Signup | None:
    """A sign-up with its person, roles and event; one statement."""
    return db.session.scalar(select(Signup).where(Signup.id == signup_id).options(_EVENT, *_ABOUT))


@dataclass(frozen=True)
class Standing:
    """A sign-up, its place in the queue if it waits, and the journal's last id at that moment."""

    signup: Signup
    place: int | None
    since: int


def standing(signup_id: int) -> Standing | None:
    """What one's own page shows of a sign-up, with the event's programme; one statement."""
    line = select(func.coalesce(func.max(JournalEntry.id), 0)).scalar_subquery()
    row = (
        db.session.execute(
            select(Signup, places.AHEAD, line)
            .where(Signup.id == signup_id)
            .options(*_ABOUT, _EVENT.joinedload(Event.programme))
        )
        .unique()
        .one_or_none()
    )
    if row is None:
        return None
    found, ahead, since = row
    waits = found.confirmed_at is None or found.wanted_role_id is not None
    return Standing(found, ahead + 1 if waits and not found.cancelled_at else None, since)


def tally(event: Event) -> places.Tally:
    """How many have a place and how many wait; one statement."""
    return places.count(db.session(), event.id)


def people(
    event_id: int,
    *,
    text: str = "",
    role_id: int | None = None,
    state: SignupState | None = None,
) -> list[Signup]:
    """The sign-ups of an event by name, with role, person, domains and check-in; two statements.

    ``text`` is looked for in name, organisation, department and address, without regard to
    accents and capitals.
    """
    rows = db.session.scalars(
        select(Signup)
        .where(Signup.event_id == event_id)
        .options(
            joinedload(Signup.role, innerjoin=True),
            joinedload(Signup.person, innerjoin=True),
            joinedload(Signup.check_in),
            selectinload(Signup.domains),
        )
    )
    wanted = folded(text)
    found = [
        one
        for one in rows
        if (state is None or one.state is state)
        and (role_id is None or one.role_id == role_id)
        and wanted in _searched(one)
    ]
    return sorted(found, key=lambda one: (folded(one.name), one.id))


def folded(text: str) -> str:
    """A text as it is searched: without accents, capitals and outer spaces."""
    bare = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in bare if not unicodedata.combining(sign)).casefold().strip()


def _searched(signup: Signup) -> str:
    fields = (signup.name, signup.organisation, signup.department, signup.person.email or "")
    return folded(" ".join(fields))
