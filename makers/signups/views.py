"""Signing up, changing one's answers and cancelling; the organiser's list of people; check-in."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, abort, flash, render_template, request, session
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from makers.core import access, clock, live, web
from makers.core.access import enter
from makers.core.database import db
from makers.core.errors import Refusal
from makers.events.models import Event
from makers.signups import door, queries, service
from makers.signups.forms import ChangeForm, SignupForm
from makers.signups.models import Signup, SignupState
from makers.signups.places import Tally
from makers.signups.service import Answers, ChangedMeanwhile, SignupsClosed

bp = Blueprint("signups", __name__)

# where the form that everybody gets has the key of a write of one's own
KEY_MARK = str(uuid.uuid4())
Page = str | Response | tuple[str, int]


@bp.get("/e/<slug>/signups/new")
@enter(access.public)
def new(slug: str) -> Page:
    """The form to sign up with."""
    event = _event(slug)
    if clock.now() >= event.ends_at:
        raise SignupsClosed
    tally = queries.tally(event)
    shown = (
        tally.free(event) > 0,
        *(tally.newcomer(event, role.id) is None for role in event.roles),
    )
    part = live.shared_part(
        f"sign up {slug} {shown}",
        live.version(event.id, "event", "programme"),
        lambda: _form_part(event, SignupForm(data={"key": KEY_MARK}), tally),
    )
    own = part.replace(KEY_MARK, str(uuid.uuid4()))
    return render_template("signups/new.html", event=event, form_part=own)


@bp.post("/e/<slug>/signups")
@enter(access.public)
def create(slug: str) -> Page:
    """Sign up; the page that follows is the same for a new and for a known address."""
    event, form = _event(slug), SignupForm()
    if not form.validate():
        return _form_page(event, form), 422
    try:
        outcome = service.sign_up(
            event,
            form.email.data,
            form.answers,
            key=form.uuid,
            now=clock.now(),
            language=web.language(),
            address=request.remote_addr,
        )
    except Refusal as refusal:
        return _form_page(event, form, refusal), refusal.status
    session["received"] = [slug, form.email.data, outcome.place]
    return web.see("signups.received", slug=slug)


@bp.get("/e/<slug>/signups/received")
@enter(access.public)
def received(slug: str) -> Page:
    """What happened with the form this browser sent last: a place, or which one in the queue."""
    event_slug, address, place = session.get("received", (None, None, None))
    if event_slug != slug:
        return web.see("attend.event", slug=slug)
    return render_template(
        "signups/received.html", event=_event(slug), address=address, place=place
    )


@bp.get("/me/<int:signup_id>/answers")
@enter(access.personal)
def answers(signup_id: int) -> Page:
    """The form to change one's answers and role with."""
    signup = _signup(signup_id)
    if signup.cancelled_at is not None:
        return web.see("attend.personal", signup_id=signup_id)
    form = ChangeForm.of(Answers.of(signup), signup.version)
    return _change_page(signup, form)


@bp.post("/me/<int:signup_id>/answers")
@enter(access.personal)
def change(signup_id: int) -> Page:
    """Change one's answers; a conflict shows both and lets the writer choose."""
    signup, form = _signup(signup_id), ChangeForm()
    if not form.validate():
        return _change_page(signup, form), 422
    try:
        service.change(
            signup,
            form.answers,
            version=form.opened_with,
            now=clock.now(),
            by=access.actor(),
        )
    except ChangedMeanwhile as conflict:
        form.version.data = str(conflict.version)
        return _change_page(_signup(signup_id), form, conflict, conflict.stored), conflict.status
    except Refusal as refusal:
        return _change_page(_signup(signup_id), form, refusal), refusal.status
    flash(_("Je antwoorden zijn bewaard."), "success")
    return web.see("attend.personal", signup_id=signup_id)


@bp.get("/me/<int:signup_id>/cancellation")
@enter(access.personal)
def cancellation(signup_id: int) -> Page:
    """Ask whether one is sure."""
    signup = _signup(signup_id)
    if signup.cancelled_at is not None:
        return web.see("attend.personal", signup_id=signup_id)
    return render_template("signups/cancellation.html", signup=signup, event=signup.event)


@bp.post("/me/<int:signup_id>/cancellation")
@enter(access.personal)
def cancel(signup_id: int) -> Page:
    """Cancel: the place goes to who is next."""
    service.cancel(_signup(signup_id), now=clock.now(), by=access.actor())
    return web.see("attend.personal", signup_id=signup_id)


@bp.get("/organise/events/<int:event_id>/people")
@enter(access.organiser)
def people(event_id: int) -> Page:
    """Who signed up, by name; searched and narrowed down."""
    event = db.get_or_404(Event, event_id)
    text = request.args.get("q", "")
    role_id = request.args.get("role", type=int)
    state = request.args.get("state", type=SignupState)
    found = queries.people(event_id, text=text, role_id=role_id, state=state)
    return render_template(
        "signups/people.html",
        event=event,
        here="people",
        people=found,
        tally=queries.tally(event),
        asked={"q": text, "role": role_id, "state": state},
        states=SignupState,
    )


@bp.post("/organise/events/<int:event_id>/checkin/<int:signup_id>")
@enter(access.organiser)
def check_in(event_id: int, signup_id: int) -> Page:
    """Someone is in."""
    signup = _signup(signup_id, event_id)
    door.check_in(signup, now=clock.now(), by=access.actor())
    return _after_check_in(event_id, signup_id)


@bp.post("/organise/events/<int:event_id>/checkin/<int:signup_id>/undo")
@enter(access.organiser)
def undo_check_in(event_id: int, signup_id: int) -> Page:
    """They are not in after all."""
    door.undo(_signup(signup_id, event_id), by=access.actor())
    return _after_check_in(event_id, signup_id)


def _event(slug: str) -> Event:
    event = queries.event_to_join(slug)
    if event is None:
        abort(404)
    return event


def _signup(signup_id: int, event_id: int | None = None) -> Signup:
    signup = queries.signup(signup_id)
    if signup is None or event_id not in (None, signup.event_id):
        abort(404)
    return signup


def _form_page(event: Event, form: SignupForm, refusal: Refusal | None = None) -> str:
    part = Markup(_form_part(event, form, queries.tally(event), refusal))  # noqa: S704 - a template's
    return render_template("signups/new.html", event=event, form_part=part)


def _form_part(event: Event, form: SignupForm, tally: Tally, refusal: Refusal | None = None) -> str:
    form.offer(event, tally)
    return render_template(
        "signups/_form.html",
        event=event,
        form=form,
        free=max(tally.free(event), 0),
        refusal=refusal.sentence if refusal else None,
    )


def _change_page(
    signup: Signup,
    form: ChangeForm,
    refusal: Refusal | None = None,
    stored: Answers | None = None,
) -> str:
    form.offer(signup.event, queries.tally(signup.event))
    return render_template(
        "signups/answers.html",
        signup=signup,
        form=form,
        refusal=refusal.sentence if refusal else None,
        elsewhere=_differences(form, stored) if stored else [],
    )


def _differences(form: ChangeForm, stored: Answers) -> list[tuple[Any, str]]:
    """What stands now where it is not what is typed: (label, value) in words."""
    typed, shown = form.answers, []
    for name in ("name", "organisation", "department", "job", "question"):
        value = getattr(stored, name)
        if value != getattr(typed, name):
            shown.append((form[name].label.text, value or _("(niets)")))
    roles = dict(form.role.choices)
    if stored.role_id != typed.role_id:
        shown.append((form.role.label.text, roles.get(stored.role_id, "")))
    domains = dict(form.domains.choices)
    if stored.domain_ids != typed.domain_ids:
        names = [domains[one] for one in stored.domain_ids if one in domains]
        shown.append((form.domains.label.text, ", ".join(names) or _("(niets)")))
    return shown


def _after_check_in(event_id: int, signup_id: int) -> Page:
    if web.wants_fragment():
        return render_template("signups/_at_the_door.html", signup=_signup(signup_id, event_id))
    return web.see("welcome.checkin", event_id=event_id, q=request.form.get("q") or None)
