"""On one's own phone: what one asks, and takes home."""

from __future__ import annotations

from flask import Response as FlaskResponse
from flask import abort, render_template

from makers.core import access, clock, live
from makers.core.access import enter
from makers.intervision.coming import entry, joining
from makers.intervision.kinds import NoteKind
from makers.intervision.plenary import queries, questions, sentences
from makers.intervision.plenary.forms import QuestionForm, SentenceForm
from makers.intervision.plenary.written import take_back
from makers.intervision.views import bp
from makers.intervision.views.plenary.pages import (
    HERE,
    Page,
    again,
    done,
    here,
    page_of,
    question_of,
    sent_of,
    topic_of_part,
    ways_in,
)


@bp.get("/table/<int:table_id>/ways")
@enter(access.table)
def ways_from_table(table_id: int) -> str:
    """To what who sits at this table may send something now, as a fragment."""
    arrival = entry.arrive(table_id)
    table, seats = arrival.table, joining.seats(arrival.table)
    ways = ways_in(table.item.event, arrival.present, seats, clock.now())
    return render_template("intervision/plenary/_ways_from_table.html", **ways)


@bp.get(HERE)
@enter(access.taking_part)
def my_part(signup_id: int, item_id: int) -> Page:
    """What one may send to this part of the programme, and what one sent."""
    since, (signup, item) = live.cursor(), here(signup_id, item_id)
    return page_of(signup, item, since=since)


@bp.get(f"{HERE}/sent")
@enter(access.taking_part)
def my_sent(signup_id: int, item_id: int) -> Page:
    """What one sent, and what others ask, for the open page."""
    signup, item = here(signup_id, item_id)
    return sent_of(signup, item)


@bp.get(f"{HERE}/stream")
@enter(access.taking_part)
def my_part_stream(signup_id: int, item_id: int) -> FlaskResponse:
    """What changes on this page."""
    _signup, item = here(signup_id, item_id)
    return live.stream(item.event_id, (topic_of_part(item), "programme"))


@bp.post(f"{HERE}/notes/<int:note_id>/removal")
@enter(access.taking_part)
def remove_mine(signup_id: int, item_id: int, note_id: int) -> Page:
    """Take back what one wrote oneself."""
    signup, item = here(signup_id, item_id)
    kept, by = queries.kept(item, note_id), access.actor()
    if kept is None or kept.note.author_id != signup.id or kept.note.kind is NoteKind.REFLECTION:
        abort(404)
    if kept.note.kind is NoteKind.OBSERVATION:
        return done(signup, item, lambda: take_back(kept.note, by=by))
    return done(signup, item, lambda: questions.take_back(kept, by=by))


@bp.post(f"{HERE}/questions")
@enter(access.taking_part)
def ask(signup_id: int, item_id: int) -> Page:
    """Send a question or an insight."""
    signup, item = here(signup_id, item_id)
    form, now, by = QuestionForm(), clock.now(), access.actor()
    if not form.validate():
        return again(signup, item, form), 422
    kind = NoteKind(form.kind.data)
    return done(
        signup,
        item,
        lambda: questions.send(item, signup, kind, form.words, key=form.uuid, now=now, by=by),
        form,
    )


@bp.post(f"{HERE}/questions/<int:note_id>/seconding")
@enter(access.taking_part)
def second(signup_id: int, item_id: int, note_id: int) -> Page:
    """One has this question too."""
    signup, item = here(signup_id, item_id)
    question = question_of(item, note_id)
    now, by = clock.now(), access.actor()
    return done(signup, item, lambda: questions.second(item, question.kept, signup, now=now, by=by))


@bp.post(f"{HERE}/questions/<int:note_id>/seconding/undo")
@enter(access.taking_part)
def second_no_more(signup_id: int, item_id: int, note_id: int) -> Page:
    """One does not have this question after all."""
    signup, item = here(signup_id, item_id)
    question = question_of(item, note_id)
    by = access.actor()
    return done(signup, item, lambda: questions.second_no_more(question.kept, signup, by=by))


@bp.post(f"{HERE}/sentence")
@enter(access.taking_part)
def reflect(signup_id: int, item_id: int) -> Page:
    """Keep one's sentence."""
    signup, item = here(signup_id, item_id)
    form, now, by = SentenceForm(), clock.now(), access.actor()
    if not form.validate():
        return again(signup, item, form), 422
    version = form.started_from
    return done(
        signup,
        item,
        lambda: sentences.write(item, signup, form.words, version=version, now=now, by=by),
        form,
    )


@bp.post(f"{HERE}/sentence/removal")
@enter(access.taking_part)
def remove_sentence(signup_id: int, item_id: int) -> Page:
    """Take one's sentence back."""
    signup, item = here(signup_id, item_id)
    by = access.actor()
    return done(signup, item, lambda: sentences.take_back(item, signup, by=by))
