"""Slides: handed in, looked at as a proof, approved; and the pictures themselves."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from flask import Response, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from makers.core import access, clock, web
from makers.core.access import enter
from makers.core.database import db
from makers.core.errors import Refusal
from makers.events.models import Event
from makers.talks import deck_queries, queries, rendering
from makers.talks import slides as service
from makers.talks.models import Deck, Talk
from makers.talks.slide_forms import DeckForm, UploadForm, told_of
from makers.talks.views import Page, bp, signup_or_404

MEGABYTES = 50
FOR_EVER = "private, max-age=31536000, immutable"


@bp.get("/slides/<digest>.webp")
@enter(access.public)
def picture(digest: str) -> Response:
    """A picture of a deck. Who knows the 256-bit digest of its bytes was shown them before."""
    found = web.found(deck_queries.picture(digest))
    answer = Response(
        found,
        mimetype="image/webp",
        headers={
            "Cache-Control": FOR_EVER,
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Content-Disposition": "inline",
        },
    )
    answer.set_etag(digest)
    answer.make_conditional(request)
    return answer


@bp.get("/me/<int:signup_id>/talk/slides")
@enter(access.personal)
def slides(signup_id: int) -> Page:
    """Hand in slides, look at the proof, approve."""
    return _page(signup_id, _talk(signup_id))


@bp.post("/me/<int:signup_id>/talk/slides")
@enter(access.personal)
@web.takes(MEGABYTES + 1)  # the form around the files
def hand_in(signup_id: int) -> Page | Response:
    """Make slides of what was sent."""
    talk = _talk(signup_id)
    return _taken(
        lambda: _hand_in(talk),
        url_for("talks.slides", signup_id=signup_id),
        lambda refusal: _page(signup_id, _talk(signup_id), refusal),
    )


@bp.post("/me/<int:signup_id>/talk/slides/<int:deck_id>/choice")
@enter(access.personal)
def choose(signup_id: int, deck_id: int) -> Page:
    """Make the number right: repeat the last slide, or show those that were ticked."""
    deck, form = _deck(signup_id, deck_id), DeckForm()
    pages = [int(page) for page in request.form.getlist("page") if page.isdecimal()]
    version, by = form.opened_with, access.actor()
    if request.form.get("repeat"):
        return _done(signup_id, lambda: service.repeat_last(deck, version=version, by=by))
    return _done(signup_id, lambda: service.choose(deck, pages, version=version, by=by), pages)


@bp.post("/me/<int:signup_id>/talk/slides/<int:deck_id>/approval")
@enter(access.personal)
def approve(signup_id: int, deck_id: int) -> Page:
    """Show it like that."""
    deck, form = _deck(signup_id, deck_id), DeckForm()
    version, by = form.opened_with, access.actor()
    return _done(
        signup_id,
        lambda: service.approve(deck, version=version, now=clock.now(), by=by),
        said=_("Je dia’s zijn klaar. Zo worden ze getoond."),
    )


@bp.post("/me/<int:signup_id>/talk/slides/<int:deck_id>/descriptions")
@enter(access.personal)
def describe(signup_id: int, deck_id: int) -> Page:
    """Keep what is said beside each slide."""
    deck = _deck(signup_id, deck_id)
    told = told_of(deck, request.form)
    return _done(
        signup_id,
        lambda: service.describe(deck, told, by=access.actor()),
        said=_("Je teksten bij de dia’s zijn bewaard."),
    )


@bp.post("/me/<int:signup_id>/talk/slides/<int:deck_id>/return")
@enter(access.personal)
def go_back(signup_id: int, deck_id: int) -> Page:
    """Take an earlier version again."""
    deck = _deck(signup_id, deck_id)
    return _done(
        signup_id,
        lambda: service.go_back(deck, now=clock.now(), by=access.actor()),
        said=_("De eerdere versie telt weer. Kijk haar na en keur haar goed."),
    )


@bp.get("/organise/events/<int:event_id>/talks/slides")
@enter(access.organiser)
def all_slides(event_id: int) -> Page:
    """Whose slides are in, and whose are missing."""
    return _desk(event_id)


@bp.post("/organise/events/<int:event_id>/talks/<int:talk_id>/slides")
@enter(access.organiser)
@web.takes(MEGABYTES + 1)  # the form around the files
def hand_in_for(event_id: int, talk_id: int) -> Page | Response:
    """Hand in slides for a speaker, who still approves them."""
    talk = web.found(queries.talk(talk_id, event_id))
    return _taken(
        lambda: _hand_in(talk),
        url_for("talks.all_slides", event_id=event_id),
        lambda refusal: _desk(event_id, refusal),
    )


def _hand_in(talk: Talk) -> None:
    files = [file for file in UploadForm().files.data or [] if isinstance(file, FileStorage)]
    with tempfile.TemporaryDirectory(prefix="upload-") as folder:
        kept = list[tuple[str, Path]]()
        for number, file in enumerate(file for file in files if file.filename):
            path = Path(folder) / str(number)
            file.save(path)
            kept.append((file.filename or "", path))
        db.session.rollback()  # nothing is held while the pictures are made
        pages = rendering.render(kept)
    names = ", ".join(name for name, _path in kept)
    service.hand_in(talk, pages, source=names[:200], now=clock.now(), by=access.actor())


def _taken(
    act: Callable[[], object], then: str, again: Callable[[Refusal], str]
) -> Page | Response:
    """Answer an upload: a page, or for a script that shows the progress where to go or why not."""
    scripted = request.accept_mimetypes.best == "application/json"
    try:
        act()
    except Refusal as refusal:
        db.session.rollback()
        if scripted:
            answer = jsonify(sentence=str(refusal.sentence))
            answer.status_code = refusal.status
            return answer
        return again(refusal), refusal.status
    if scripted:
        return jsonify(see=then)
    return redirect(then, 303)


def _done(
    signup_id: int,
    act: Callable[[], object],
    chosen: list[int] | None = None,
    said: str = "",
) -> Page:
    try:
        act()
    except Refusal as refusal:
        return _page(signup_id, _talk(signup_id), refusal, chosen), refusal.status
    if said:
        flash(said, "success")
    return web.see("talks.slides", signup_id=signup_id)


def _page(
    signup_id: int, talk: Talk, refusal: Refusal | None = None, chosen: list[int] | None = None
) -> str:
    decks = deck_queries.decks_of(talk.id)
    row = deck_queries.measure(db.session(), talk)
    deck = decks[0] if decks else None
    return render_template(
        "talks/slides.html",
        signup=signup_or_404(signup_id),
        talk=talk,
        row=row,
        deck=deck,
        whole=deck is not None and service.is_whole(deck, row),
        pages=service.by_page(deck) if deck is not None else [],
        chosen=chosen,
        earlier=decks[1:],
        form=UploadForm(),
        megabytes=MEGABYTES,
        refusal=refusal.sentence if refusal else None,
    )


def _desk(event_id: int, refusal: Refusal | None = None) -> str:
    event = db.get_or_404(Event, event_id)
    decks = deck_queries.newest_of_event(event_id)
    talks = deck_queries.talks_in_slots(event_id)
    return render_template(
        "talks/all_slides.html",
        event=event,
        here="talks",
        talks=[(talk, decks.get(talk.id)) for talk in talks],
        is_whole=service.is_whole,
        form=UploadForm(),
        megabytes=MEGABYTES,
        refusal=refusal.sentence if refusal else None,
    )


def _talk(signup_id: int) -> Talk:
    return web.found(queries.of_signup(signup_or_404(signup_id)))


def _deck(signup_id: int, deck_id: int) -> Deck:
    return web.found(deck_queries.deck(deck_id, _talk(signup_id).id))
