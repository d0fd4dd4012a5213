"""Check-in: who came in. Tapping twice is one check-in."""

from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext as _l

from makers.core import journal
from makers.core.database import writing
from makers.core.errors import Refusal
from makers.core.journal import Actor
from makers.signups.models import CheckIn, Signup


class NotExpected(Refusal):
    """Who waits or cancelled has no place to come in on."""

    sentence = _l("Deze persoon heeft geen plek. Vraag de organisator of die toch binnen mag.")


def check_in(signup: Signup, *, now: datetime, by: Actor) -> None:
    """Write down that someone is in. Twice is once. Raises ``NotExpected`` for who has no place."""
    with writing(signup.event_id) as session:
        if signup.check_in is not None:
            return
        if signup.cancelled_at is not None or signup.confirmed_at is None:
            raise NotExpected
        who = by.kind if by.id is None else f"{by.kind} {by.id}"
        session.add(CheckIn(signup_id=signup.id, at=now, by=who))
        _record("signup.checked_in", signup, by)


def undo(signup: Signup, *, by: Actor) -> None:
    """Take a check-in back: it was somebody else."""
    with writing(signup.event_id) as session:
        if signup.check_in is not None:
            session.delete(signup.check_in)
            _record("signup.checked_out", signup, by)


def _record(what: str, signup: Signup, by: Actor) -> None:
    journal.record(what, event_id=signup.event_id, topic="checkin", subject_id=signup.id, by=by)
