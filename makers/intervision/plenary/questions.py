"""Questions and insights from the hall: sent by phone, seconded, merged, put to the speaker."""

from __future__ import annotations

import uuid
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from makers.core.database import writing
from makers.core.errors import Refusal
from makers.core.journal import Actor
from makers.events.models import ProgrammeItem
from makers.intervision.kinds import NoteKind
from makers.intervision.models import ItemNote, Note, Seconded
from makers.intervision.plenary import items, written
from makers.intervision.plenary.items import Takes
from makers.intervision.plenary.written import Words
from makers.signups.models import Signup

FROM_HALL = (NoteKind.QUESTION, NoteKind.INSIGHT)


class AlreadyAsked(Refusal):
    """It was put to the speaker; the hall heard it."""

    sentence = _l("Deze is al gesteld. Terugnemen kan nu niet meer.")


class OnItself(Refusal):
    """A question cannot be merged with itself, nor with one that is gone."""

    sentence = _l("Deze twee zijn niet samen te voegen. Kies een andere uit de lijst.")


def send(
    item: ProgrammeItem,
    signup: Signup,
    kind: NoteKind,
    words: Words,
    *,
    key: uuid.UUID,
    now: datetime,
    by: Actor,
) -> Note:
    """Send a question or an insight; the same ``key`` again is the one that is there.

    Raises ``items.NotNow`` and ``written.TooFast``; ``ValueError`` for another kind.
    """
    if kind not in FROM_HALL:
        raise ValueError(f"{kind!r} is not sent from the hall")
    with writing(item.event_id) as session:
        there = written.known(session, key)
        if there is not None:
            return there
        items.check(item, signup, Takes.QUESTIONS, now)
        return written.put_down(session, item, signup, kind, words, key=key, now=now, by=by).note


def second(
    item: ProgrammeItem, question: ItemNote, signup: Signup, *, now: datetime, by: Actor
) -> None:
    """Somebody has the same question; twice is once, and so is one's own. Raises as ``send``."""
    with writing(item.event_id) as session:
        items.check(item, signup, Takes.QUESTIONS, now)
        if question.note.author_id == signup.id or _seconded(session, question, signup) is not None:
            return
        written.count(session, signup, now)
        session.add(Seconded(note_id=question.note_id, signup_id=signup.id, at=now))
        written.record("question.seconded", question.note, by)


def second_no_more(question: ItemNote, signup: Signup, *, by: Actor) -> None:
    """It is not their question after all; twice is once."""
    with writing(question.note.event_id) as session:
        row = _seconded(session, question, signup)
        if row is not None:
            session.delete(row)
            written.record("question.seconded_no_more", question.note, by)


def take_back(question: ItemNote, *, by: Actor) -> None:
    """Remove a question of one's own. Raises ``AlreadyAsked``."""
    with writing(question.note.event_id) as session:
        if question.asked_at is not None:
            raise AlreadyAsked
        written.record("question.taken_back", question.note, by)
        session.delete(question.note)


def merge(question: ItemNote, into: ItemNote, *, by: Actor) -> None:
    """Say that both ask the same: ``into`` stands for them, and the words of both stay.

    What was merged with ``question`` comes along. Raises ``OnItself``, also where ``into`` was
    merged with ``question`` already.
    """
    with writing(question.note.event_id) as session:
        above: ItemNote | None = into
        while above is not None:
            if above.note_id == question.note_id:
                raise OnItself
            above = session.get(ItemNote, above.under_id) if above.under_id else None
        if question.under_id != into.note_id:
            question.under_id = into.note_id
            written.record("question.merged", question.note, by)


def part(question: ItemNote, *, by: Actor) -> None:
    """Undo a merger: it stands for itself again, with what was merged with it before."""
    with writing(question.note.event_id):
        if question.under_id is not None:
            question.under_id = None
            written.record("question.parted", question.note, by)


def mark(question: ItemNote, asked: bool, *, now: datetime, by: Actor) -> None:
    """It was put to the speaker, or it was not after all."""
    with writing(question.note.event_id):
        if (question.asked_at is not None) != asked:
            question.asked_at = now if asked else None
            written.record(f"question.{'asked' if asked else 'not_asked'}", question.note, by)


def _seconded(session: Session, question: ItemNote, signup: Signup) -> Seconded | None:
    return session.scalar(
        select(Seconded).where(
            Seconded.note_id == question.note_id, Seconded.signup_id == signup.id
        )
    )
