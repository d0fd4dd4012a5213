"""The page of one part of the programme on somebody's own phone, and its fragments.

Who sits at a table comes in too, without a personal link: the ways in stand on the table's page.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from flask import Response as FlaskResponse
from flask import abort, flash, render_template
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from makers.core import access, clock, live, web
from makers.core.database import db
from makers.core.errors import Refusal
from makers.events import queries as events
from makers.events.models import Event, ProgrammeItem
from makers.intervision.coming.entry import Present
from makers.intervision.coming.joining import Company
from makers.intervision.plenary import hall, photos, queries, sentences
from makers.intervision.plenary import items as rules
from makers.intervision.plenary.forms import ObservationForm, QuestionForm, SentenceForm
from makers.intervision.plenary.hall import Question
from makers.intervision.plenary.items import Takes
from makers.intervision.plenary.written import topic_of
from makers.seating.models import Stop
from makers.seating.walks import queries as walks
from makers.signups import queries as signups
from makers.signups.models import Signup, SignupState

Page = str | Response | FlaskResponse | tuple[str, int]
HERE = "/me/<int:signup_id>/items/<int:item_id>"


def here(signup_id: int, item_id: int) -> tuple[Signup, ProgrammeItem]:
    """Somebody who comes, and a part of their day that takes something; else 404."""
    signup = signups.signup(signup_id)
    if signup is None or signup.state is not SignupState.CONFIRMED:
        abort(404)
    item = events.item(signup.event_id, item_id)
    if item is None or rules.takes(item) is None:
        abort(404)
    return signup, item


def ways_in(
    event: Event, present: Present, seats: Sequence[Company], now: datetime
) -> dict[str, Any]:
    """To what who sits at a table may send something now, for its page; one statement, none before
    and after the event and for who is not themselves here.
    """
    mine = next((one.signup for one in seats if one.signup_id == present.signup_id), None)
    is_on = event.starts_at <= now < event.ends_at
    if mine is None or not is_on or not access.is_themselves(mine.id):
        return {"ways": [], "me": None}
    return {"ways": rules.offered(mine, event.programme, now), "me": mine}


def done(signup: Signup, item: ProgrammeItem, act: Callable[[], object], form: Any = None) -> Page:
    """Do it; answer htmx with the part as it is now, a page with where to look.

    What is refused comes back with its form, or else with what stands there now.
    """
    signup_id, item_id = signup.id, item.id
    try:
        act()
    except Refusal as refusal:
        db.session.rollback()
        signup, item = here(signup_id, item_id)
        if form is not None:
            return again(signup, item, form, refusal), 409
        if web.wants_fragment():
            return sent_of(signup, item, refusal)
        return page_of(signup, item, refusal=refusal), 409
    if not web.wants_fragment():
        flash(_("Bewaard."), "success")
        return web.see("intervision.my_part", signup_id=signup_id, item_id=item_id)
    signup, item = here(signup_id, item_id)
    if rules.takes(item) is Takes.SENTENCES:
        return render_template("intervision/plenary/_reflect.html", **_context(signup, item))
    return sent_of(signup, item)


def again(signup: Signup, item: ProgrammeItem, form: Any, refusal: Refusal | None = None) -> str:
    """The form with what was typed; where it says who was first, it starts from there next time."""
    context = _context(signup, item, form=form, refusal=refusal)
    if not web.wants_fragment():
        return render_template("intervision/plenary/mine.html", **context)
    name = "_sentence_form" if isinstance(form, SentenceForm) else "_ask"
    return render_template(f"intervision/plenary/{name}.html", **context)


def page_of(signup: Signup, item: ProgrammeItem, **more: Any) -> str:
    """The whole page of a part."""
    return render_template("intervision/plenary/mine.html", **_context(signup, item, **more))


def sent_of(signup: Signup, item: ProgrammeItem, refusal: Refusal | None = None) -> str:
    """What one sent, and what others ask, as a fragment."""
    context = _context(signup, item, refusal=refusal)
    return render_template(f"intervision/plenary/_{rules.takes(item)}.html", **context)


def _context(
    signup: Signup,
    item: ProgrammeItem,
    *,
    form: Any = None,
    refusal: Refusal | None = None,
    since: int = 0,
) -> dict[str, Any]:
    """What the page of a part and its fragments show; they ask the same."""
    kind = rules.takes(item)
    context: dict[str, Any] = {
        "signup": signup,
        "item": item,
        "takes": kind,
        "back": _back(signup.id),
        "here": {"signup_id": signup.id, "item_id": item.id},
        "is_open": rules.is_open(item, signup.event, clock.now()),
        "topics": [topic_of_part(item)],
        "since": since,
        "refusal": refusal.sentence if refusal is not None else None,
    }
    if kind is Takes.OBSERVATIONS:
        stops = route_of(signup, item)
        return context | {
            "seen": queries.observations(item, signup),
            "form": form or ObservationForm.at(stops),
            "megabytes": photos.MEGABYTES,
        }
    if kind is Takes.QUESTIONS:
        found = hall.of(item)
        return context | {
            "hall": found,
            "mine": found.of(signup),
            "form": form or QuestionForm(formdata=None),
            "lines": _lines,
        }
    return context | _sentence(signup, item, form)


def _back(signup_id: int) -> tuple[str, int]:
    """The page that leads here, and its number: one's own, or of who has none their table's."""
    seat = access.seat_of(signup_id)
    if seat is None or seat.subject_id is None or access.as_whom("personal", signup_id):
        return "attend.personal", signup_id
    return "facilitate.table", seat.subject_id


def _sentence(signup: Signup, item: ProgrammeItem, form: Any) -> dict[str, Any]:
    own, opening = queries.sentence(item, signup), queries.opening(item)
    note = own[0] if own is not None else None
    if form is not None:
        form.version.data = str(note.version if note is not None else 0)
    elif own is not None:
        form = SentenceForm(
            formdata=None, text=own[0].text, named=own[1], version=str(own[0].version)
        )
    return {"own": note, "opening": opening, "form": form or SentenceForm(formdata=None)}


def _lines(question: Question) -> Markup:
    """A question's words and how many ask it, rendered once for all that they show."""
    shown = (question.note.text, question.who, question.people)
    return live.shared_part(
        f"question-{question.note.key}-{hash(shown)}",
        question.note.version,
        lambda: render_template("intervision/plenary/_question.html", question=question),
    )


def route_of(signup: Signup, item: ProgrammeItem) -> Sequence[Stop]:
    """The route of one's own group."""
    found = walks.of_signup(signup, [item], clock.now())
    return found[0].stops if found else []


def question_of(item: ProgrammeItem, note_id: int) -> Question:
    """A question that others may have too; 404 for what is hidden."""
    found = hall.of(item).find(note_id)
    if found is None or not found.is_question or found.hidden_at is not None:
        abort(404)
    return found


def topic_of_part(item: ProgrammeItem) -> str:
    """What this phone listens to: at a reflection only to their being opened."""
    kind = rules.takes(item)
    return topic_of(item.id, sentences.OPENED if kind is Takes.SENTENCES else str(kind))
