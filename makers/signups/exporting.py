"""The list of people as rows for a spreadsheet: all that an organiser needs, but no needs.

What people need on the day is about their health; the caterer gets totals without names.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from flask_babel import gettext as _
from sqlalchemy import Select, select

from makers.core import journal
from makers.core.database import db, writing
from makers.core.journal import Actor
from makers.core.sheets import Cell
from makers.signups.models import (
    Answer,
    Consent,
    ConsentKind,
    Override,
    Question,
    QuestionKind,
    Signup,
)

What = TypeVar("What")


def rows(event_id: int, people: Iterable[Signup]) -> list[list[Cell]]:
    """The names of the columns, and a row for each of these people in their order.

    Every question of the event's own is a column, a retired one where somebody answered it. Costs
    four statements beside what ``people`` came with.
    """
    people = list(people)
    told = _Told.of(event_id, people)
    return [_header(told), *(_row(one, told) for one in people)]


def note(event_id: int, kind: str, *, by: Actor) -> None:
    """Write in the journal that the list left the house as a file of this kind."""
    with writing(event_id):
        journal.record(f"people.exported.{kind}", event_id=event_id, topic="people", by=by)


@dataclass(frozen=True)
class _Told:
    """What stands beside the sign-ups of an event, by sign-up."""

    questions: list[Question]
    answers: dict[tuple[int, int], str]
    consents: set[tuple[int, ConsentKind]]
    reasons: dict[int, list[str]]
    names: dict[int, str]

    @classmethod
    def of(cls, event_id: int, people: Sequence[Signup]) -> _Told:
        questions, answers = _asked(event_id)
        given = select(Consent.signup_id, Consent.kind).where(Consent.withdrawn_at.is_(None))
        why = select(Override.signup_id, Override.reason).order_by(Override.id)
        reasons: dict[int, list[str]] = {}
        for signup_id, reason in _of(event_id, why):
            reasons.setdefault(signup_id, []).append(reason)
        bringers = {one.brought_by_id for one in people} - {None}
        named = select(Signup.id, Signup.name).where(Signup.id.in_(bringers))
        return cls(
            questions=questions,
            answers=answers,
            consents=set(_of(event_id, given)),
            reasons=reasons,
            names={one.id: one.name for one in db.session.execute(named)} if bringers else {},
        )


def _of(event_id: int, told: Select[int, What]) -> list[tuple[int, What]]:
    """What was told with the sign-ups of this event, beside their ids."""
    rows = db.session.execute(told.join(Signup).where(Signup.event_id == event_id))
    return [(signup_id, what) for signup_id, what in rows]


def _asked(event_id: int) -> tuple[list[Question], dict[tuple[int, int], str]]:
    """The questions with a column, retired ones last, and the answers by sign-up and question."""
    asked = (
        select(Question, Answer.signup_id, Answer.text)
        .outerjoin(Answer, Answer.question_id == Question.id)
        .where(Question.event_id == event_id)
        .order_by(Question.retired_at.is_not(None), Question.position, Question.id)
    )
    questions, answers = dict[int, Question](), dict[tuple[int, int], str]()
    for question, signup_id, text in db.session.execute(asked):
        if question.retired_at is None or signup_id is not None:
            questions[question.id] = question
        if signup_id is not None:
            answers[signup_id, question.id] = _on_one_line(question, text)
    return list(questions.values()), answers


def _header(told: _Told) -> list[Cell]:
    return [
        _("Nummer"),
        _("Naam"),
        _("E-mailadres"),
        _("Rol"),
        _("Stand"),
        _("Wacht op de rol"),
        _("Organisatie"),
        _("Afdeling"),
        _("Functie"),
        _("Weet van"),
        _("Vraag"),
        *(question.text for question in told.questions),
        *(str(kind.label) for kind in ConsentKind),
        _("Aangemeld op"),
        _("Plek sinds"),
        _("Afgemeld op"),
        _("Binnen sinds"),
        _("Hoe"),
        _("Meegenomen door"),
        _("Reden van de uitzondering"),
        _("Taal"),
        _("Code op de mail"),
        _("Adres geweigerd op"),
    ]


def _row(one: Signup, told: _Told) -> list[Cell]:
    return [
        one.id,
        one.name,
        one.person.email,
        one.role.name,
        str(one.state.label),
        one.wanted_role.name if one.wanted_role else None,
        one.organisation,
        one.department,
        one.job,
        ", ".join(domain.name for domain in one.domains),
        one.question,
        *(told.answers.get((one.id, question.id)) for question in told.questions),
        *(_yes((one.id, kind) in told.consents) for kind in ConsentKind),
        *_moments(one),
        str(one.origin.label),
        told.names.get(one.brought_by_id or 0),
        "; ".join(told.reasons.get(one.id, ())),
        one.language,
        one.ticket,
        one.person.refused_at,
    ]


def _moments(one: Signup) -> tuple[datetime | None, ...]:
    came = one.check_in.at if one.check_in else None
    return one.joined_at, one.confirmed_at, one.cancelled_at, came


def _yes(given: bool) -> str:
    return str(_("ja") if given else _("nee"))


def _on_one_line(question: Question, text: str) -> str:
    """Several choices stand on lines; in a cell they stand beside each other."""
    return "; ".join(text.splitlines()) if question.kind is QuestionKind.CHOICES else text
