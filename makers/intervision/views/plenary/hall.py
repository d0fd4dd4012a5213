"""Who moderates: what comes from the hall, what is asked, what the projector shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response as FlaskResponse
from flask import abort, flash, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from makers.core import access, clock, live, web
from makers.core.access import enter
from makers.core.database import db
from makers.core.errors import Refusal
from makers.core.forms import as_number
from makers.events import queries as events
from makers.events.models import Event, ProgrammeItem
from makers.events.programme import in_order, now_and_next
from makers.intervision.models import ItemNote
from makers.intervision.plenary import hall as from_hall
from makers.intervision.plenary import items as rules
from makers.intervision.plenary import queries, questions, sentences, written
from makers.intervision.plenary.items import Takes
from makers.intervision.views import bp
from makers.intervision.views.plenary.observing import picture
from makers.seating import queries as seating

Page = str | Response | FlaskResponse | tuple[str, int]
HERE = "/operate/<int:event_id>/hall/<int:item_id>"


@bp.get("/operate/<int:event_id>/hall")
@enter(access.moderator)
def hall(event_id: int) -> Page:
    """On to the part that is on, else to the first that comes, else to the last that was."""
    event = _event(event_id)
    parts = _parts(event)
    if not parts:
        return render_template("intervision/plenary/hall.html", event=event, item=None)
    current, following = now_and_next(parts, clock.now())
    item = current or following or parts[-1]
    return web.see("intervision.hall_part", event_id=event_id, item_id=item.id)


@bp.get(HERE)
@enter(access.moderator)
def hall_part(event_id: int, item_id: int) -> Page:
    """What came from the hall at one part, live."""
    item = _item(event_id, item_id)
    if web.wants_fragment():
        return _fragment(item)
    return _page(_event(event_id), item)


@bp.get(f"{HERE}/stream")
@enter(access.moderator)
def hall_stream(event_id: int, item_id: int) -> FlaskResponse:
    """What changes there."""
    item = _item(event_id, item_id)
    return live.stream(event_id, (*_topics(item), "programme"))


@bp.get(f"{HERE}/notes/<int:note_id>/photo.webp")
@enter(access.moderator)
def hall_photo(event_id: int, item_id: int, note_id: int) -> FlaskResponse:
    """The picture of an observation."""
    return picture(queries.photo(_item(event_id, item_id), note_id))


@bp.post(f"{HERE}/notes/<int:note_id>/asking")
@enter(access.moderator)
def mark_asked(event_id: int, item_id: int, note_id: int) -> Page:
    """It was put to the speaker."""
    return _mark(event_id, item_id, note_id, asked=True)


@bp.post(f"{HERE}/notes/<int:note_id>/asking/undo")
@enter(access.moderator)
def mark_not_asked(event_id: int, item_id: int, note_id: int) -> Page:
    """It was not, after all."""
    return _mark(event_id, item_id, note_id, asked=False)


@bp.post(f"{HERE}/notes/<int:note_id>/hiding")
@enter(access.moderator)
def hide(event_id: int, item_id: int, note_id: int) -> Page:
    """Show it to nobody."""
    return _hide(event_id, item_id, note_id, hidden=True)


@bp.post(f"{HERE}/notes/<int:note_id>/hiding/undo")
@enter(access.moderator)
def hide_no_more(event_id: int, item_id: int, note_id: int) -> Page:
    """Show it again."""
    return _hide(event_id, item_id, note_id, hidden=False)


@bp.get(f"{HERE}/notes/<int:note_id>/merger")
@enter(access.moderator)
def merger(event_id: int, item_id: int, note_id: int) -> Page:
    """With which question does this one go together?"""
    return _merger_page(event_id, item_id, note_id)


@bp.post(f"{HERE}/notes/<int:note_id>/merger")
@enter(access.moderator)
def merge(event_id: int, item_id: int, note_id: int) -> Page:
    """Both ask the same."""
    item = _item(event_id, item_id, Takes.QUESTIONS)
    question = _kept(item, note_id)
    into = queries.kept(item, as_number(request.form.get("into")))
    try:
        if into is None:
            raise questions.OnItself
        questions.merge(question, into, by=access.actor())
    except Refusal as refusal:
        db.session.rollback()
        return _merger_page(event_id, item_id, note_id, refusal), refusal.status
    flash(_("Samengevoegd. De woorden van allebei blijven staan."), "success")
    return web.see("intervision.hall_part", event_id=event_id, item_id=item_id)


@bp.post(f"{HERE}/notes/<int:note_id>/merger/undo")
@enter(access.moderator)
def part(event_id: int, item_id: int, note_id: int) -> Page:
    """They do not ask the same after all."""
    item = _item(event_id, item_id, Takes.QUESTIONS)
    question, by = _kept(item, note_id), access.actor()
    return _done(item, lambda: questions.part(question, by=by))


@bp.post("/organise/events/<int:event_id>/hall/<int:item_id>/opening")
@enter(access.organiser)
def open_sentences(event_id: int, item_id: int) -> Page:
    """Open the sentences of a reflection, for good; this is the organiser's alone."""
    item, now, by = _item(event_id, item_id, Takes.SENTENCES), clock.now(), access.actor()
    return _done(item, lambda: sentences.open_all(item, now=now, by=by))


@bp.post(f"{HERE}/screen")
@enter(access.moderator)
def turn(event_id: int, item_id: int) -> Page:
    """Show another page of the sentences on the projector, or none (page 0)."""
    item, by = _item(event_id, item_id, Takes.SENTENCES), access.actor()
    page = as_number(request.form.get("page"))
    return _done(item, lambda: sentences.turn_to(item, page or None, by=by))


def _mark(event_id: int, item_id: int, note_id: int, *, asked: bool) -> Page:
    item = _item(event_id, item_id, Takes.QUESTIONS)
    question, now, by = _kept(item, note_id), clock.now(), access.actor()
    return _done(item, lambda: questions.mark(question, asked, now=now, by=by))


def _hide(event_id: int, item_id: int, note_id: int, *, hidden: bool) -> Page:
    item = _item(event_id, item_id)
    kept, now, by = _kept(item, note_id), clock.now(), access.actor()
    return _done(item, lambda: written.hide(kept, hidden, now=now, by=by))


def _done(item: ProgrammeItem, act: Callable[[], object]) -> Page:
    """Do it; answer htmx with the part as it is now, a page with where to look."""
    event_id, item_id = item.event_id, item.id
    try:
        act()
    except Refusal as refusal:
        db.session.rollback()
        item = _item(event_id, item_id)
        if web.wants_fragment():
            return render_template(_template(item), refusal=refusal.sentence, **_context(item))
        return _page(_event(event_id), item, refusal), refusal.status
    if web.wants_fragment():
        return _fragment(_item(event_id, item_id))
    flash(_("Gedaan."), "success")
    return web.see("intervision.hall_part", event_id=event_id, item_id=item_id)


def _page(event: Event, item: ProgrammeItem, refusal: Refusal | None = None) -> str:
    since = live.cursor()
    return render_template(
        "intervision/plenary/hall.html",
        event=event,
        item=item,
        parts_of_day=_parts(event),
        body=_body(item),
        topics=_topics(item),
        since=since,
        refusal=refusal.sentence if refusal else None,
    )


def _fragment(item: ProgrammeItem) -> FlaskResponse:
    return FlaskResponse(_body(item), mimetype="text/html")


def _body(item: ProgrammeItem) -> str:
    """The part for everybody who moderates, rendered once per change.

    Who organises may also open sentences: the name tells which of the two it is.
    """
    name = f"hall-{item.id}-{access.is_organiser()}"
    return live.shared_part(
        name,
        live.version(item.event_id, *_topics(item), "programme", "seating", "places"),
        lambda: render_template(_template(item), **_context(item)),
    )


def _context(item: ProgrammeItem) -> dict[str, Any]:
    kind = rules.takes(item)
    context: dict[str, Any] = {
        "item": item,
        "here": {"event_id": item.event_id, "item_id": item.id},
        "may_open": access.is_organiser(),
    }
    if kind is Takes.OBSERVATIONS:
        return context | {"places": queries.by_place(queries.observations(item))}
    if kind is Takes.QUESTIONS:
        return context | {"hall": from_hall.of(item)}
    opening, said = queries.opening(item), queries.sentences(item)
    shown = [one for one in said if not one.is_hidden]
    return context | {
        "opening": opening,
        "said": said,
        "pages": -(-len(shown) // sentences.PER_PAGE),
        "written": queries.written(item),
    }


def _template(item: ProgrammeItem) -> str:
    return f"intervision/plenary/_hall_{rules.takes(item)}.html"


def _merger_page(event_id: int, item_id: int, note_id: int, refusal: Refusal | None = None) -> str:
    found = from_hall.of(_item(event_id, item_id, Takes.QUESTIONS))
    question = web.found(found.find(note_id))
    others = [one for one in found.waiting if one.top is not question]
    return render_template(
        "intervision/plenary/merger.html",
        event=_event(event_id),
        question=question,
        others=others,
        here={"event_id": event_id, "item_id": item_id},
        refusal=refusal.sentence if refusal else None,
    )


def _topics(item: ProgrammeItem) -> tuple[str, ...]:
    kind = rules.takes(item)
    what = [str(kind), sentences.OPENED] if kind is Takes.SENTENCES else [str(kind)]
    return tuple(written.topic_of(item.id, one) for one in what)


def _parts(event: Event) -> list[ProgrammeItem]:
    return [item for item in in_order(event.programme) if rules.takes(item) is not None]


def _event(event_id: int) -> Event:
    return web.found(seating.event(event_id))


def _item(event_id: int, item_id: int, kind: Takes | None = None) -> ProgrammeItem:
    """A part of this event that takes something (of this kind); else 404."""
    item = events.item(event_id, item_id)
    found = rules.takes(item) if item is not None else None
    if item is None or found is None or (kind is not None and found is not kind):
        abort(404)
    return item


def _kept(item: ProgrammeItem, note_id: int) -> ItemNote:
    return web.found(queries.kept(item, note_id))
