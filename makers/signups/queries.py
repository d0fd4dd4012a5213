"""What pages ask about people. Each function says how many statements it costs."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Text, bindparam, cast, func, literal, select, union_all
from sqlalchemy.orm import joinedload

from makers.core.database import db
from makers.core.journal import JournalEntry
from makers.events.models import Event
from makers.signups import places
from makers.signups.models import Consent, ConsentKind, Question, Signup

MOST_SUGGESTIONS = 50
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


def asking(slug: str) -> tuple[Event, list[Question]] | None:
    """The published event with this slug, its roles, and its own questions; one statement."""
    rows = db.session.execute(_ASKING, {"slug": slug}).unique().all()
    return (rows[0][0], [asked for _, asked in rows if asked is not None]) if rows else None


_ASKING = (
    select(Event, Question)
    .outerjoin(Question, (Question.event_id == Event.id) & Question.retired_at.is_(None))
    .where(Event.slug == bindparam("slug"), Event.published_at.is_not(None))
    .options(joinedload(Event.roles))
    .order_by(Question.position, Question.id)
)


def suggestions() -> dict[str, list[str]]:
    """What at least two people gave as organisation, department or job; one statement.

    What only one person ever typed is not shown to others.
    """
    asked = union_all(
        *(
            select(literal(name).label("name"), column, func.count().label("times"))
            .where(column != "")
            .group_by(column)
            .having(func.count(Signup.person_id.distinct()) > 1)
            for name, column in (
                ("organisation", Signup.organisation),
                ("department", Signup.department),
                ("job", Signup.job),
            )
        )
    )
    found: dict[str, list[str]] = {"organisation": [], "department": [], "job": []}
    rows = sorted(db.session.execute(asked), key=lambda row: -row[2])
    for name, text, _times in rows:
        if len(found[name]) < MOST_SUGGESTIONS:
            found[name].append(text)
    return found


def event(event_id: int) -> Event | None:
    """An event with its roles and policy domains; one statement."""
    rows = (
        select(Event)
        .where(Event.id == event_id)
        .options(joinedload(Event.roles), joinedload(Event.domains))
    )
    return db.session.scalars(rows).unique().one_or_none()


def signup(signup_id: int) -> Signup | None:
    """A sign-up with its person, roles and event; one statement."""
    return db.session.scalar(select(Signup).where(Signup.id == signup_id).options(_EVENT, *_ABOUT))


def by_ticket(ticket: str) -> Signup | None:
    """The sign-up with this code, with its person, role, event and check-in; one statement."""
    rows = select(Signup).where(Signup.ticket == ticket)
    return db.session.scalar(rows.options(_EVENT, *_ABOUT, joinedload(Signup.check_in)))


def with_answers(signup_id: int) -> Signup | None:
    """A sign-up with all that was told, its person, roles and event; one statement."""
    told = (Signup.need, Signup.answers, Signup.consents, Signup.domains)
    rows = (
        select(Signup)
        .where(Signup.id == signup_id)
        .options(_EVENT.joinedload(Event.roles), *_ABOUT, *(joinedload(one) for one in told))
    )
    return db.session.scalars(rows).unique().one_or_none()


@dataclass(frozen=True)
class Standing:
    """A sign-up, its place in the queue if it waits, and the journal's last id at that moment.

    ``said``: what they say yes to now.
    """

    signup: Signup
    place: int | None
    since: int
    said: list[ConsentKind]


def standing(signup_id: int) -> Standing | None:
    """What one's own page shows of a sign-up, with the event's programme; one statement."""
    line = select(func.coalesce(func.max(JournalEntry.id), 0)).scalar_subquery()
    yes = (
        select(func.aggregate_strings(cast(Consent.kind, Text), " "))
        .where(Consent.signup_id == signup_id, Consent.withdrawn_at.is_(None))
        .scalar_subquery()
    )
    row = (
        db.session.execute(
            select(Signup, places.AHEAD, line, yes)
            .where(Signup.id == signup_id)
            .options(*_ABOUT, joinedload(Signup.check_in), _EVENT.joinedload(Event.programme))
        )
        .unique()
        .one_or_none()
    )
    if row is None:
        return None
    found, ahead, since, said = row
    waits = found.confirmed_at is None or found.wanted_role_id is not None
    return Standing(
        signup=found,
        place=ahead + 1 if waits and not found.cancelled_at else None,
        since=since,
        said=[kind for kind in ConsentKind if kind in (said or "").split()],
    )


def again(signup: Signup) -> Signup | None:
    """The newer sign-up of who called this one off, for the same event; one statement."""
    newer = select(Signup).where(
        Signup.event_id == signup.event_id,
        Signup.person_id == signup.person_id,
        Signup.cancelled_at.is_(None),
    )
    return db.session.scalar(newer.order_by(Signup.id.desc()))


def tally(event: Event, now: datetime) -> places.Tally:
    """How many have a place and how many wait at ``now``; one statement."""
    return places.count(db.session(), event, now)


def folded(text: str) -> str:
    """A text as it is searched: without accents, capitals and outer spaces."""
    bare = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in bare if not unicodedata.combining(sign)).casefold().strip()
