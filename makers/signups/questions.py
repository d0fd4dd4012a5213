"""The organiser's own questions: asked, changed, put in order, retired."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from makers.core import journal
from makers.core.database import db, writing
from makers.core.errors import Refusal
from makers.core.journal import Actor
from makers.events.models import Event
from makers.signups.models import Answer, Question, QuestionKind


class HasAnswers(Refusal):
    """What was answered stays."""

    sentence = _l(
        "Mensen hebben deze vraag al beantwoord. Stop met vragen kan wel; de antwoorden blijven."
    )


class KindStays(Refusal):
    """Answers of one kind cannot become answers of another."""

    sentence = _l(
        "Mensen hebben deze vraag al beantwoord. De soort kan dan niet meer anders. "
        "Stop met deze vraag en maak een nieuwe."
    )


@dataclass(frozen=True)
class Asked:
    """A question as typed; ``options`` has one choice per line."""

    text: str
    kind: QuestionKind
    hint: str = ""
    options: str = ""
    required: bool = False
    role_id: int | None = None


def add(event: Event, asked: Asked, *, now: datetime, by: Actor) -> Question:
    """Ask one more question, after the others."""
    with writing(event.id) as session:
        last = select(func.max(Question.position)).where(Question.event_id == event.id)
        position = (session.scalar(last) or 0) + 1
        question = Question(event_id=event.id, made_at=now, position=position, **asdict(asked))
        session.add(question)
        session.flush()
        _record("question.added", question, by)
    return question


def change(question: Question, asked: Asked, *, by: Actor) -> None:
    """Put another wording in place; raises ``KindStays`` for another kind once it has answers."""
    with writing(question.event_id) as session:
        if asked.kind is not question.kind and _has_answers(session, question):
            raise KindStays
        for name, value in asdict(asked).items():
            setattr(question, name, value)
        _record("question.changed", question, by)


def move(question: Question, *, up: bool, by: Actor) -> None:
    """One place up or down among the questions; at the end nothing changes."""
    with writing(question.event_id) as session:
        row = [one for one in of_event(question.event_id) if one.retired_at is None]
        at = next((n for n, one in enumerate(row) if one.id == question.id), None)
        to = None if at is None else at + (-1 if up else 1)
        if at is None or to is None or not 0 <= to < len(row):
            return
        row.insert(to, row.pop(at))
        for position, one in enumerate(row, 1):
            one.position = position
        session.flush()
        _record("question.moved", question, by)


def retire(question: Question, *, now: datetime, by: Actor) -> None:
    """Ask it no longer; what was answered stays. Twice is once."""
    with writing(question.event_id):
        if question.retired_at is None:
            question.retired_at = now
            _record("question.retired", question, by)


def reinstate(question: Question, *, by: Actor) -> None:
    """Ask it again. Twice is once."""
    with writing(question.event_id):
        if question.retired_at is not None:
            question.retired_at = None
            _record("question.reinstated", question, by)


def take_away(question: Question, *, by: Actor) -> None:
    """Remove a question nobody answered; raises ``HasAnswers`` for any other."""
    with writing(question.event_id) as session:
        if _has_answers(session, question):
            raise HasAnswers
        _record("question.taken_away", question, by)
        session.delete(question)


def copy_questions(
    session: Session, source: Event, target: Event, roles: Mapping[int, int], *, now: datetime
) -> None:
    """Ask the same at another event, in the running transaction; ``roles``: old id to new id.

    A question for one role stays behind when that role did.
    """
    for one in of_event(source.id):
        if one.retired_at is None and (one.role_id is None or one.role_id in roles):
            asked = Asked(
                one.text,
                one.kind,
                one.hint,
                one.options,
                one.required,
                roles[one.role_id] if one.role_id else None,
            )
            session.add(
                Question(event_id=target.id, made_at=now, position=one.position, **asdict(asked))
            )


def of_event(event_id: int) -> list[Question]:
    """All questions of an event in their order, retired ones too; one statement."""
    return list(db.session.scalars(_OF_EVENT, {"event_id": event_id}))


def answered(event_id: int) -> dict[int, int]:
    """How many people answered each question; one statement."""
    rows = (
        select(Answer.question_id, func.count())
        .join(Question, Question.id == Answer.question_id)
        .where(Question.event_id == event_id)
        .group_by(Answer.question_id)
    )
    return {row[0]: row[1] for row in db.session.execute(rows)}


def _has_answers(session: Session, question: Question) -> bool:
    first = select(Answer.signup_id).where(Answer.question_id == question.id).limit(1)
    return session.scalar(first) is not None


def _record(what: str, question: Question, by: Actor) -> None:
    journal.record(what, event_id=question.event_id, topic="event", subject_id=question.id, by=by)


_OF_EVENT = (
    select(Question)
    .where(Question.event_id == bindparam("event_id"))
    .order_by(Question.position, Question.id)
)
