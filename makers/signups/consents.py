"""What someone says yes to: given and taken back, each apart, also when all is over."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from makers.core import journal
from makers.core.database import db, writing
from makers.core.journal import Actor
from makers.signups.models import CONSENT_WORDING, Consent, ConsentKind, Signup


def give(signup: Signup, kind: ConsentKind, *, now: datetime, by: Actor) -> None:
    """Say yes to one thing, in today's words. Twice is once."""
    with writing(signup.event_id):
        given = _in_force(signup)
        if kind not in given:
            _put(signup, {*given, kind}, now, "signup.consented", by)


def withdraw(signup: Signup, kind: ConsentKind, *, now: datetime, by: Actor) -> None:
    """Take a yes back at once; when it was given and taken back stays known. Twice is once.

    It may be done at any time: after the event, and by who cancelled.
    """
    with writing(signup.event_id):
        given = _in_force(signup)
        if kind in given:
            _put(signup, {*given} - {kind}, now, "signup.unconsented", by)


def in_force(signup_ids: Collection[int]) -> dict[int, set[ConsentKind]]:
    """What each of these people says yes to now; one statement."""
    found: dict[int, set[ConsentKind]] = {one: set() for one in signup_ids}
    if found:
        rows = select(Consent.signup_id, Consent.kind).where(
            Consent.signup_id.in_(found), Consent.withdrawn_at.is_(None)
        )
        for signup_id, kind in db.session.execute(rows):
            found[signup_id].add(kind)
    return found


def write(signup: Signup, kinds: Collection[ConsentKind], now: datetime) -> None:
    """Have exactly these in force, in the running transaction; what was stays as it was."""
    given = _in_force(signup)
    for kind in kinds:
        if kind not in given:
            signup.consents.append(Consent(kind=kind, wording=CONSENT_WORDING, given_at=now))
    for kind, one in given.items():
        if kind not in kinds:
            one.withdrawn_at = now


def _in_force(signup: Signup) -> dict[ConsentKind, Consent]:
    return {one.kind: one for one in signup.consents if one.withdrawn_at is None}


def _put(
    signup: Signup, kinds: Collection[ConsentKind], now: datetime, what: str, by: Actor
) -> None:
    """Write it down; the next version refuses a form of the answers that stood open meanwhile."""
    write(signup, kinds, now)
    signup.version += 1
    journal.record(what, event_id=signup.event_id, topic="people", subject_id=signup.id, by=by)
