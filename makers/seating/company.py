"""Who belongs at one table, who does not, and how much each wish matters at an event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from makers.core import journal
from makers.core.database import writing
from makers.core.errors import Refusal
from makers.core.journal import Actor
from makers.events.models import Event
from makers.seating.models import Apart, Importances, Together
from makers.seating.models.rules import LEVELS
from makers.seating.solver.given import WISHES
from makers.signups.models import Signup

LEAST_TOGETHER = 2


class TooFew(Refusal):
    """It takes two to be together, or apart."""

    sentence = _l("Kies minstens twee verschillende mensen.")


class NotOfThisEvent(Refusal):
    """Somebody among these is not coming to this event any more."""

    sentence = _l("Een van deze mensen komt niet meer. De lijst klopt nu; kies opnieuw.")


def keep_together(event: Event, signup_ids: Sequence[int], *, by: Actor) -> None:
    """Let these people share a table in every round; the same group again is one.

    Raises ``TooFew`` and ``NotOfThisEvent``.
    """
    wanted = set(signup_ids)
    with writing(event.id) as session:
        people = _people(session, event, wanted)
        for one in session.scalars(select(Together).where(Together.event_id == event.id)):
            if {signup.id for signup in one.signups} == wanted:
                return
        session.add(Together(event_id=event.id, signups=people))
        _record("together.added", event, by)


def keep_apart(event: Event, signup_ids: Sequence[int], *, by: Actor) -> None:
    """Let these two never share a table; the same pair again is one.

    Raises ``TooFew`` and ``NotOfThisEvent``.
    """
    wanted = set(signup_ids)
    with writing(event.id) as session:
        one, other = (signup.id for signup in _people(session, event, wanted))
        pair = select(Apart.id).where(Apart.one_id == one, Apart.other_id == other)
        if session.scalar(pair) is None:
            session.add(Apart(event_id=event.id, one_id=one, other_id=other))
            _record("apart.added", event, by)


def let_go(rule: Together | Apart, *, by: Actor) -> None:
    """Take such a rule away; one that is gone already stays gone."""
    model, rule_id, event_id = type(rule), rule.id, rule.event_id
    with writing(event_id) as session:
        found = session.get(model, rule_id)
        if found is not None:
            session.delete(found)
            what = "together" if model is Together else "apart"
            journal.record(f"{what}.removed", event_id=event_id, topic="seating", by=by)


def weigh(event: Event, levels: Mapping[str, int], *, by: Actor) -> None:
    """Say how much each wish matters: a level of ``LEVELS`` for every wish of the solver.

    Raises ``ValueError`` for another wish or level.
    """
    if set(levels) != set(WISHES) or not set(levels.values()) <= set(LEVELS):
        raise ValueError(f"no such wish or level: {levels}")
    with writing(event.id) as session:
        stands = session.get(Importances, event.id)
        if stands is None:
            stands = Importances(event_id=event.id)
            session.add(stands)
            session.flush()
        if all(getattr(stands, wish) == level for wish, level in levels.items()):
            return
        for wish, level in levels.items():
            setattr(stands, wish, level)
        _record("importances.changed", event, by)


def _people(session: Session, event: Event, signup_ids: set[int]) -> list[Signup]:
    """These people, in the order of their numbers."""
    if len(signup_ids) < LEAST_TOGETHER:
        raise TooFew
    found = session.scalars(
        select(Signup)
        .where(
            Signup.id.in_(signup_ids),
            Signup.event_id == event.id,
            Signup.cancelled_at.is_(None),
        )
        .order_by(Signup.id)
    ).all()
    if len(found) < len(signup_ids):
        raise NotOfThisEvent
    return list(found)


def _record(what: str, event: Event, by: Actor) -> None:
    journal.record(what, event_id=event.id, topic="seating", by=by)
