"""Signing up: the form, its coming in, and the page that follows."""

from __future__ import annotations

import json
import uuid

from flask import render_template, request, session
from markupsafe import Markup

from makers.core import access, clock, live, web
from makers.core.access import enter
from makers.core.errors import Refusal
from makers.events.models import Event
from makers.signups import queries, service
from makers.signups.contact_forms import AddressForm
from makers.signups.forms import SignupForm
from makers.signups.invitation_queries import way_in
from makers.signups.models import Invitation, Question
from makers.signups.places import Tally
from makers.signups.views import Page, bp

# where the form that everybody gets has the key of a write of one's own
KEY_MARK = str(uuid.uuid4())


@bp.get("/e/<slug>/signups/new")
@enter(access.public)
def new(slug: str) -> Page:
    """The form to sign up with."""
    now, (event, questions) = clock.now(), _asking(slug)
    service.be_open(event, now)
    way = way_in(event, access.grants())
    if not way.is_open:
        form = AddressForm(formdata=None)
        return render_template("signups/by_invitation.html", event=event, form=form)
    invitation = way.invitation(request.args.get("invitation", type=int))
    if invitation is not None:
        return _form_page(event, SignupForm(data=_known(invitation), questions=questions))
    tally = queries.tally(event, now)
    shown = (
        tally.has_room,
        *(tally.newcomer(role.id) is None for role in event.roles),
    )
    part = live.shared_part(
        f"sign up {slug} {shown}",
        live.version(event.id, "event", "programme"),
        lambda: _form_part(event, SignupForm(data={"key": KEY_MARK}, questions=questions), tally),
    )
    own = part.replace(KEY_MARK, str(uuid.uuid4()))
    return render_template("signups/new.html", event=event, form_part=own)


@bp.post("/e/<slug>/signups")
@enter(access.public)
def create(slug: str) -> Page:
    """Sign up; the page that follows is the same for a new and for a known address."""
    event, questions = _asking(slug)
    form = SignupForm(questions=questions)
    if web.only_in_language():
        return _form_page(event, form)
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
            typed=json.dumps(request.form.to_dict(flat=False)),
            invited=way_in(event, access.grants()).admits(form.email.data),
        )
    except Refusal as refusal:
        return _form_page(event, form, refusal), refusal.status
    session["received"] = [slug, form.email.data, outcome.place, str(outcome.receipt)]
    return web.see("signups.received", slug=slug)


@bp.get("/e/<slug>/signups/received")
@enter(access.public)
def received(slug: str) -> Page:
    """What happened with the form this browser sent last: a place, or which one in the queue."""
    event_slug, address, place, _key = session.get("received", (None, None, None, None))
    if event_slug != slug:
        return web.see("attend.event", slug=slug)
    return render_template(
        "signups/received.html", event=_event(slug), address=address, place=place
    )


def _asking(slug: str) -> tuple[Event, list[Question]]:
    return web.found(queries.asking(slug))


def _known(invitation: Invitation) -> dict[str, object]:
    """What an invitation says of who fills in the form."""
    return {
        "name": invitation.name,
        "email": invitation.email,
        "role": invitation.role_id,
        "key": str(uuid.uuid4()),
    }


def _event(slug: str) -> Event:
    return web.found(queries.event_to_join(slug))


def _form_page(event: Event, form: SignupForm, refusal: Refusal | None = None) -> str:
    part = Markup(_form_part(event, form, queries.tally(event, clock.now()), refusal))  # noqa: S704 - a template's
    return render_template("signups/new.html", event=event, form_part=part)


def _form_part(event: Event, form: SignupForm, tally: Tally, refusal: Refusal | None = None) -> str:
    form.offer(event, tally)
    return render_template(
        "signups/_form.html",
        event=event,
        form=form,
        free=tally.has_room,
        suggestions=queries.suggestions(),
        refusal=refusal.sentence if refusal else None,
    )
