"""What the door asks: who is meant by a few letters. Each function says what it costs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased, joinedload

from makers.core.database import db
from makers.core.links import Link
from makers.signups.models import Person, Signup, Tombstone
from makers.signups.queries import folded

LEAST_LETTERS = 2
MOST_SHOWN = 30


@dataclass(frozen=True)
class Found:
    """Who was found, the nearest first, and how many more there are.

    ``searched`` tells whether there were letters enough to look for anybody.
    """

    searched: bool
    people: list[Signup]
    more: int = 0


def find(event_id: int, letters: str) -> Found:
    """Who has these letters in their name or organisation, or this code; accents do not count.

    Nobody for fewer than two letters: the list is no one's to read. One statement.
    """
    words = folded(letters).split()
    if len("".join(words)) < LEAST_LETTERS:
        return Found(False, [])
    found = [
        (nearness, folded(one.name), one.id, one)
        for one in _to_meet(event_id)
        if (nearness := _nearness(one, words)) is not None
    ]
    people = [row[-1] for row in sorted(found)]
    return Found(True, people[:MOST_SHOWN], max(0, len(people) - MOST_SHOWN))


def open_links(event_id: int, now: datetime) -> int:
    """How many links of this event's door work or will; one statement."""
    rows = select(func.count()).where(
        Link.kind == "door",
        Link.subject_id == event_id,
        Link.revoked_at.is_(None),
        Link.expires_at > now,
    )
    return db.session.scalar(rows) or 0


def _to_meet(event_id: int) -> list[Signup]:
    """Everybody who may stand at the door: not who was erased, and nobody twice."""
    again = aliased(Signup)
    signed_up_again = exists().where(
        again.event_id == Signup.event_id,
        again.person_id == Signup.person_id,
        again.cancelled_at.is_(None),
    )
    erased = exists().where(Person.id == Signup.person_id, Person.key == Tombstone.key)
    rows = (
        select(Signup)
        .where(
            Signup.event_id == event_id,
            Signup.cancelled_at.is_(None) | ~signed_up_again,
            ~erased,
        )
        .options(joinedload(Signup.role, innerjoin=True), joinedload(Signup.check_in))
    )
    return list(db.session.scalars(rows))


def _nearness(signup: Signup, words: list[str]) -> int | None:
    """How well they fit: their name begins so, holds it, or it is their organisation; or not."""
    name, whole = folded(signup.name), "".join(words)
    if whole == signup.ticket.casefold():
        return 0
    parts = name.split()
    if all(any(part.startswith(word) for part in parts) for word in words):
        return 0
    if all(word in name for word in words):
        return 1
    both = f"{name} {folded(signup.organisation)}"
    return 2 if all(word in both for word in words) else None
