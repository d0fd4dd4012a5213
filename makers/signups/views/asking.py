"""The organiser's own questions, and what people need on the day."""

from __future__ import annotations

from flask import abort, render_template, request
from werkzeug.wrappers import Response

from makers.core import access, clock, web
from makers.core.access import enter
from makers.core.database import db
from makers.core.errors import Refusal
from makers.events.models import Event
from makers.signups import needs, queries, questions, retention
from makers.signups.models import Question
from makers.signups.question_forms import OwnQuestions, QuestionForm
from makers.signups.views import Page, bp


@bp.get("/organise/events/<int:event_id>/questions")
@enter(access.organiser)
def own_questions(event_id: int) -> Page:
    """The questions, and a form for one more."""
    return _questions_page(_event(event_id), QuestionForm(formdata=None))


@bp.post("/organise/events/<int:event_id>/questions")
@enter(access.organiser)
def add_question(event_id: int) -> Page:
    """Ask one more."""
    event, form = _event(event_id), QuestionForm()
    form.offer(event)
    if not form.validate():
        return _questions_page(event, form), 422
    questions.add(event, form.asked(event), now=clock.now(), by=access.actor())
    return _to_questions(event_id)


@bp.get("/organise/events/<int:event_id>/questions/<int:question_id>")
@enter(access.organiser)
def question(event_id: int, question_id: int) -> Page:
    """The form to change a question with."""
    one = _question(event_id, question_id)
    form = QuestionForm(
        formdata=None,
        text=one.text,
        hint=one.hint,
        kind=str(one.kind),
        options=one.options,
        role=str(one.role_id or ""),
        required=one.required,
    )
    return _question_page(_event(event_id), one, form)


@bp.post("/organise/events/<int:event_id>/questions/<int:question_id>")
@enter(access.organiser)
def change_question(event_id: int, question_id: int) -> Page:
    """Put another wording in place."""
    event, one, form = _event(event_id), _question(event_id, question_id), QuestionForm()
    form.offer(event)
    if not form.validate():
        return _question_page(event, one, form), 422
    try:
        questions.change(one, form.asked(event), by=access.actor())
    except Refusal as refusal:
        page = _question_page(_event(event_id), _question(event_id, question_id), form, refusal)
        return page, refusal.status
    return _to_questions(event_id)


@bp.post("/organise/events/<int:event_id>/questions/<int:question_id>/place")
@enter(access.organiser)
def move_question(event_id: int, question_id: int) -> Page:
    """One place up or down."""
    up = request.form.get("to") == "up"
    questions.move(_question(event_id, question_id), up=up, by=access.actor())
    return _to_questions(event_id)


@bp.post("/organise/events/<int:event_id>/questions/<int:question_id>/retirement")
@enter(access.organiser)
def retire_question(event_id: int, question_id: int) -> Page:
    """Ask it no longer."""
    one = _question(event_id, question_id)
    questions.retire(one, now=clock.now(), by=access.actor())
    return _to_questions(event_id)


@bp.post("/organise/events/<int:event_id>/questions/<int:question_id>/return")
@enter(access.organiser)
def reinstate_question(event_id: int, question_id: int) -> Page:
    """Ask it again."""
    questions.reinstate(_question(event_id, question_id), by=access.actor())
    return _to_questions(event_id)


@bp.post("/organise/events/<int:event_id>/questions/<int:question_id>/removal")
@enter(access.organiser)
def take_question_away(event_id: int, question_id: int) -> Page:
    """Remove a question nobody answered."""
    questions.take_away(_question(event_id, question_id), by=access.actor())
    return _to_questions(event_id)


@bp.get("/organise/events/<int:event_id>/needs")
@enter(access.organiser)
def needed(event_id: int) -> Page:
    """Totals for the caterer, and for whom something must be arranged."""
    event, (totals, named) = _event(event_id), needs.told(event_id)
    return render_template(
        "signups/needs.html",
        event=event,
        here="needs",
        totals=totals,
        named=named,
        gone_at=event.ends_at + retention.NEEDS,
    )


def _event(event_id: int) -> Event:
    return web.found(queries.event(event_id))


def _question(event_id: int, question_id: int) -> Question:
    one = db.session.get(Question, question_id)
    if one is None or one.event_id != event_id:
        abort(404)
    return one


def _to_questions(event_id: int) -> Response:
    return web.see("signups.own_questions", event_id=event_id)


def _questions_page(event: Event, form: QuestionForm) -> str:
    form.offer(event)
    asked = questions.of_event(event.id)
    return render_template(
        "signups/questions.html",
        event=event,
        here="questions",
        form=form,
        questions=asked,
        groups=OwnQuestions(asked, None).groups(event),
        answered=questions.answered(event.id),
        roles={role.id: role.name for role in event.roles},
    )


def _question_page(
    event: Event, one: Question, form: QuestionForm, refusal: Refusal | None = None
) -> str:
    form.offer(event)
    return render_template(
        "signups/question.html",
        event=event,
        here="questions",
        form=form,
        question=one,
        refusal=refusal.sentence if refusal else None,
    )
