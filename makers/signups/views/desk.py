"""The desk: the list of people, one of them, and the places."""

from __future__ import annotations

from flask import abort, render_template, request
from werkzeug.wrappers import Response

from makers.core import access, clock, live, web
from makers.core.access import enter
from makers.core.database import db
from makers.core.errors import Refusal
from makers.events.models import Event, Role
from makers.signups import desk_queries, placing, queries, service
from makers.signups.models import Origin, SignupState
from makers.signups.views import Page, bp, signup_or_404
from makers.signups.why import why_waiting
from makers.signups.words import ACTORS, WORDS


@bp.get("/organise/events/<int:event_id>/people")
@enter(access.organiser)
def people(event_id: int) -> Page:
    """Who signed up, by name; searched and narrowed down."""
    event = _event(event_id)
    asked = desk_queries.Asked.of(request.args)
    return render_template(
        "signups/people.html",
        event=event,
        here="people",
        people=desk_queries.people(event_id, asked),
        tally=queries.tally(event, clock.now()),
        asked=asked,
        roles=[(role.id, role.name) for role in event.roles],
        states=[(state.value, state.label) for state in SignupState],
        domains=[(domain.id, domain.name) for domain in event.domains],
        origins=[(origin.value, origin.label) for origin in Origin],
        questions=[(one.id, one.text) for one in desk_queries.questions(event_id)],
    )


@bp.get("/organise/events/<int:event_id>/people/<int:signup_id>")
@enter(access.organiser)
def person(event_id: int, signup_id: int) -> Page:
    """Everything the desk knows of one sign-up, and what it can do."""
    return _person_page(event_id, signup_id)


@bp.post("/organise/events/<int:event_id>/people/<int:signup_id>/place")
@enter(access.organiser)
def give_place(event_id: int, signup_id: int) -> Page:
    """Give a place past the queue, with a reason."""
    signup, reason = signup_or_404(signup_id, event_id), request.form.get("reason", "")
    try:
        placing.give_place(signup, reason, now=clock.now(), by=access.actor())
    except Refusal as refusal:
        return _person_page(event_id, signup_id, refusal, reason), refusal.status
    return _to_person(signup_id, event_id)


@bp.post("/organise/events/<int:event_id>/people/<int:signup_id>/role")
@enter(access.organiser)
def move(event_id: int, signup_id: int) -> Page:
    """Have somebody come in another role."""
    signup = signup_or_404(signup_id, event_id)
    role = db.session.get(Role, request.form.get("role", type=int) or 0)
    if role is None or role.event_id != event_id:
        abort(404)
    try:
        placing.move(signup, role, now=clock.now(), by=access.actor())
    except Refusal as refusal:
        return _person_page(event_id, signup_id, refusal), refusal.status
    return _to_person(signup_id, event_id)


@bp.post("/organise/events/<int:event_id>/people/<int:signup_id>/cancellation")
@enter(access.organiser)
def cancel_for(event_id: int, signup_id: int) -> Page:
    """Cancel on somebody's behalf."""
    signup = signup_or_404(signup_id, event_id)
    try:
        service.cancel(signup, now=clock.now(), by=access.actor())
    except Refusal as refusal:
        return _person_page(event_id, signup_id, refusal), refusal.status
    return _to_person(signup_id, event_id)


@bp.get("/organise/events/<int:event_id>/places")
@enter(access.organiser)
def places(event_id: int) -> Page:
    """How many places there are, who waits, and why nobody moves up."""
    now, since, event = clock.now(), live.cursor(), _event(event_id)
    tally, line = queries.tally(event, now), desk_queries.line(event_id)
    groups = desk_queries.groups(line)
    page = "signups/_places.html" if web.wants_fragment() else "signups/places.html"
    return render_template(
        page,
        event=event,
        here="places",
        since=since,
        tally=tally,
        line=line,
        why={role.id: why_waiting(event, role, tally, groups, now) for role in event.roles},
    )


@bp.post("/organise/events/<int:event_id>/places/<int:role_id>/release")
@enter(access.organiser)
def end_hold(event_id: int, role_id: int) -> Page:
    """Let go of what is held for a role."""
    role = db.session.get(Role, role_id)
    if role is None or role.event_id != event_id:
        abort(404)
    placing.end_hold(role, now=clock.now(), by=access.actor())
    return web.see("signups.places", event_id=event_id)


def _event(event_id: int) -> Event:
    return web.found(queries.event(event_id))


def _to_person(signup_id: int, event_id: int) -> Response:
    return web.see("signups.person", event_id=event_id, signup_id=signup_id)


def _person_page(
    event_id: int, signup_id: int, refusal: Refusal | None = None, reason: str = ""
) -> str:
    found = desk_queries.one(signup_id)
    if found is None or found.signup.event_id != event_id:
        abort(404)
    signup = found.signup
    return render_template(
        "signups/person.html",
        event=signup.event,
        here="people",
        signup=signup,
        place=found.place if found.waits else None,
        answers=desk_queries.answers_of(signup),
        mails=desk_queries.mails_to(signup),
        history=desk_queries.history_of(signup),
        words=WORDS,
        who=ACTORS,
        begun=clock.now() >= signup.event.starts_at,
        refusal=refusal.sentence if refusal else None,
        reason=reason,
    )
