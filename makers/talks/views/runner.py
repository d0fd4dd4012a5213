"""The row on screens: the projector that shows it, the operator, the speaker, who follows along."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, abort, flash, jsonify, render_template, request, url_for
from flask_babel import gettext as _

from makers.core import access, clock, live, web
from makers.core.access import enter
from makers.core.database import db
from makers.core.errors import Refusal
from makers.events import queries as events
from makers.events.models import Event
from makers.talks import queries, run_queries, running
from makers.talks.models import Performance, Slide, Talk
from makers.talks.run_queries import Show, Turn
from makers.talks.views import Page, bp, signup_or_404

TOPICS = ("runner", "slots", "programme")


@bp.get("/show/<int:event_id>/talks")
@enter(access.projector)
def projector(event_id: int) -> str:
    """The page on the projector that runs the whole row, opened once."""
    since, event = live.cursor(), _event(event_id)
    return render_template(
        "talks/runner.html",
        event=event,
        since=since,
        operates=access.moderator({"event_id": event_id}),
    )


@bp.get("/show/<int:event_id>/talks/state")
@enter(access.projector)
def state(event_id: int) -> Response:
    """The row with its pictures, for the projector; it goes on from this without a network."""
    show = run_queries.show(event_id, clock.now())
    talks = [_turn(turn) | {"slides": [_slide(one) for one in turn.slides]} for turn in show.turns]
    return _state(show, talks)


@bp.get("/show/<int:event_id>/talks/stream")
@enter(access.projector)
def projector_stream(event_id: int) -> Response:
    """What changes on the projector."""
    return live.stream(_event(event_id).id, TOPICS)


@bp.get("/operate/<int:event_id>")
@enter(access.moderator)
def operate(event_id: int) -> Page:
    """Start the next talk, stop for a fault, go on: on a phone or a laptop."""
    return _operate_page(event_id)


@bp.get("/operate/<int:event_id>/stream")
@enter(access.moderator)
def operate_stream(event_id: int) -> Response:
    """What changes for the operator."""
    return live.stream(_event(event_id).id, TOPICS)


@bp.post("/operate/<int:event_id>/talks/<int:talk_id>/start")
@enter(access.moderator)
def start(event_id: int, talk_id: int) -> Page:
    """Start a talk."""
    talk, after = _talk(event_id, talk_id), _after()
    return _done(
        event_id, lambda: running.start(talk, after=after, now=clock.now(), by=access.actor())
    )


@bp.post("/operate/<int:event_id>/talks/<int:talk_id>/passing")
@enter(access.moderator)
def pass_over(event_id: int, talk_id: int) -> Page:
    """Go on to the next talk."""
    talk, after = _talk(event_id, talk_id), _after()
    return _done(
        event_id, lambda: running.pass_over(talk, after=after, now=clock.now(), by=access.actor())
    )


@bp.post("/operate/<int:event_id>/performances/<int:performance_id>/pause")
@enter(access.moderator)
def pause_talk(event_id: int, performance_id: int) -> Page:
    """Stop for a fault."""
    found = _performance(event_id, performance_id)
    return _done(event_id, lambda: running.pause(found, now=clock.now(), by=access.actor()))


@bp.post("/operate/<int:event_id>/performances/<int:performance_id>/resumption")
@enter(access.moderator)
def resume_talk(event_id: int, performance_id: int) -> Page:
    """Go on where it stopped."""
    found = _performance(event_id, performance_id)
    return _done(event_id, lambda: running.resume(found, now=clock.now(), by=access.actor()))


@bp.post("/operate/<int:event_id>/performances/<int:performance_id>/end")
@enter(access.moderator)
def break_off(event_id: int, performance_id: int) -> Page:
    """End it; it can be started anew."""
    found = _performance(event_id, performance_id)
    return _done(event_id, lambda: running.break_off(found, now=clock.now(), by=access.actor()))


@bp.get("/me/<int:signup_id>/talk/speaker")
@enter(access.personal)
def speaker(signup_id: int) -> Page:
    """The slide that is on, the next one, the seconds left and one's own notes."""
    since, signup = live.cursor(), signup_or_404(signup_id)
    talk, turn, _show = _own(signup_id)
    return render_template(
        "talks/speaker.html", signup=signup, talk=talk, turn=turn, slides=turn.slides, since=since
    )


@bp.get("/me/<int:signup_id>/talk/speaker/state")
@enter(access.personal)
def speaker_state(signup_id: int) -> Response:
    """One's own talk as it runs, with the notes."""
    _talk, turn, show = _own(signup_id)
    slides = [_slide(one) | {"notes": one.notes} for one in turn.slides]
    return _state(show, [_turn(turn) | {"slides": slides}])


@bp.get("/me/<int:signup_id>/talk/speaker/stream")
@enter(access.personal)
def speaker_stream(signup_id: int) -> Response:
    """What changes for the speaker."""
    return live.stream(signup_or_404(signup_id).event_id, TOPICS)


@bp.get("/e/<slug>/follow")
@enter(access.public)
def follow(slug: str) -> str:
    """The talk that runs in words: who, what, and what the slide shows."""
    since, event = live.cursor(), _public(slug)
    return render_template("talks/follow.html", event=event, since=since)


@bp.get("/e/<slug>/follow/state")
@enter(access.public)
def follow_state(slug: str) -> Response:
    """The talks that are public or on, in words only."""
    show = run_queries.show(_public(slug).id, clock.now())
    on = show.running.talk_id if show.running is not None else None
    seen = [turn for turn in show.turns if turn.talk.accepted_at or turn.talk.id == on]
    talks = [
        _turn(turn) | {"slides": [{"description": one.description} for one in turn.slides]}
        for turn in seen
    ]
    return _state(show, talks)


@bp.get("/e/<slug>/follow/stream")
@enter(access.public)
def follow_stream(slug: str) -> Response:
    """What changes for who follows along."""
    return live.stream(_public(slug).id, TOPICS)


def _state(show: Show, talks: list[dict[str, Any]]) -> Response:
    """What a screen needs to go on by itself: the talks, what runs, what follows, the time."""
    running = show.running
    return jsonify(
        now=web.milliseconds(clock.now()),
        talks=talks,
        newest=show.newest,
        overAt=web.milliseconds(show.over_at) if show.over_at is not None else None,
        following=show.following.talk.id if show.following is not None else None,
        running=None
        if running is None
        else {
            "id": running.id,
            "talk": running.talk_id,
            "slides": running.slides,
            "seconds": running.slide_seconds,
            "startsAt": web.milliseconds(running.starts_at),
            "pausedAt": web.milliseconds(running.paused_at) if running.paused_at else None,
            "pausedSeconds": running.paused_seconds,
        },
    )


def _turn(turn: Turn) -> dict[str, Any]:
    talk = turn.talk
    return {
        "id": talk.id,
        "title": talk.title,
        "names": " & ".join(one.name for one in talk.speakers),
        "organisations": " · ".join(
            dict.fromkeys(one.organisation for one in talk.speakers if one.organisation)
        ),
        "startsAt": web.milliseconds(talk.slot.starts_at) if talk.slot is not None else None,
    }


def _slide(slide: Slide) -> dict[str, Any]:
    return {
        "src": url_for("talks.picture", digest=slide.digest),
        "description": slide.description,
    }


def _operate_page(event_id: int, refusal: Refusal | None = None) -> str:
    since, event, now = live.cursor(), _event(event_id), clock.now()
    show = run_queries.show(event_id, now)
    page = {
        "event": event,
        "show": show,
        "stage": run_queries.stage(show.running, now) if show.running is not None else None,
        "since": since,
        "topics": TOPICS,
        "refusal": refusal.sentence if refusal else None,
    }
    fragment = web.wants_fragment()
    return render_template(f"talks/{'_operate' if fragment else 'operate'}.html", **page)


def _done(event_id: int, act: Callable[[], object]) -> Page:
    """Do it; answer htmx with the part as it is now, a page with where to look."""
    try:
        act()
    except Refusal as refusal:
        db.session.rollback()
        return _operate_page(event_id, refusal), 200 if web.wants_fragment() else refusal.status
    if web.wants_fragment():
        return _operate_page(event_id)
    flash(_("Gedaan."), "success")
    return web.see("talks.operate", event_id=event_id)


def _own(signup_id: int) -> tuple[Talk, Turn, Show]:
    """One's own talk and its turn in the row; 404 without a slot."""
    signup = signup_or_404(signup_id)
    talk = web.found(queries.of_signup(signup))
    show = run_queries.show(signup.event_id, clock.now())
    turn = web.found(next((turn for turn in show.turns if turn.talk.id == talk.id), None))
    return talk, turn, show


def _after() -> int:
    typed = request.form.get("after", "")
    return int(typed) if typed.isdecimal() else 0


def _event(event_id: int) -> Event:
    return db.get_or_404(Event, event_id)


def _public(slug: str) -> Event:
    return web.found(events.by_slug(slug))


def _talk(event_id: int, talk_id: int) -> Talk:
    talk = queries.talk(talk_id, event_id)
    if talk is None or talk.given_back_at is not None:
        abort(404)
    return talk


def _performance(event_id: int, performance_id: int) -> Performance:
    return web.found(run_queries.performance(performance_id, event_id))
