"""What people need on the day: totals without names for the caterer, names for who arranges it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from sqlalchemy import select

from makers.core import journal
from makers.core.database import db, writing
from makers.core.journal import Actor
from makers.signups.models import Need, Signup
from makers.signups.queries import folded


@dataclass
class Totals:
    """How many of those who have a place need what; no names.

    ``diets`` counts what was written as the first one wrote it; ``other`` counts, without the
    words: what is written there can tell who it is.
    """

    people: int = 0
    diets: Counter[str] = field(default_factory=Counter)
    step_free: int = 0
    sign_language: int = 0
    other: int = 0


@dataclass(frozen=True)
class Arrangement:
    """Somebody for whom something must be arranged."""

    name: str
    step_free: bool
    sign_language: bool
    other: str


def told(event_id: int) -> tuple[Totals, list[Arrangement]]:
    """The totals, and for whom something must be arranged by name; one statement."""
    rows = (
        select(Need, Signup.name)
        .join(Signup, Signup.id == Need.signup_id)
        .where(
            Signup.event_id == event_id,
            Signup.cancelled_at.is_(None),
            Signup.confirmed_at.is_not(None),
        )
        .order_by(Signup.id)
    )
    totals, named = Totals(), list[Arrangement]()
    spelled: dict[str, str] = {}
    for need, name in db.session.execute(rows):
        totals.people += 1
        totals.step_free += need.step_free
        totals.sign_language += need.sign_language
        totals.other += bool(need.other)
        if need.diet:
            totals.diets[spelled.setdefault(folded(need.diet), need.diet)] += 1
        if need.step_free or need.sign_language or need.other:
            named.append(Arrangement(name, need.step_free, need.sign_language, need.other))
    return totals, sorted(named, key=lambda one: folded(one.name))


def wipe(signup: Signup, *, by: Actor) -> None:
    """Take back the yes to keeping what someone needs: it is gone at once. Twice is once.

    It may be done at any time: after the event, and by who cancelled.
    """
    with writing(signup.event_id):
        if signup.need is None:
            return
        signup.need = None
        signup.version += 1
        journal.record(
            "signup.needs_wiped",
            event_id=signup.event_id,
            topic="people",
            subject_id=signup.id,
            by=by,
        )
