"""Addresses: mending one that was typed wrong, and sending the personal link again."""

from __future__ import annotations

import json
import uuid

from flask import render_template, session
from werkzeug.datastructures import MultiDict

from makers.core import access, clock, web
from makers.core.access import enter
from makers.core.errors import Refusal
from makers.events.models import Event
from makers.signups import corrections, queries, questions
from makers.signups.contact_forms import AddressForm
from makers.signups.corrections import TooLateToCorrect
from makers.signups.forms import SignupForm
from makers.signups.views import Page, bp


@bp.get("/e/<slug>/signups/correction")
@enter(access.public)
def correction(slug: str) -> Page:
    """The form for another address than the one typed a moment ago."""
    event, (_receipt, address, _place) = _event(slug), _received(slug)
    form = AddressForm(data={"email": address})
    return render_template("signups/correction.html", event=event, form=form)


@bp.post("/e/<slug>/signups/correction")
@enter(access.public)
def correct(slug: str) -> Page:
    """Send everything to the right address instead."""
    event, (receipt, _address, place) = _event(slug), _received(slug)
    form, now = AddressForm(), clock.now()
    if not form.validate():
        return render_template("signups/correction.html", event=event, form=form), 422
    try:
        typed = corrections.typed(receipt, now=now)
        typed["email"] = [form.email.data]
        asked = questions.of_event(event.id)
        told = SignupForm(MultiDict(typed), meta={"csrf": False}, questions=asked)
        told.validate()
        outcome = corrections.correct(
            event,
            receipt,
            form.email.data,
            told.answers,
            now=now,
            language=web.language(),
            form=json.dumps(typed),
        )
    except Refusal as refusal:
        page = render_template(
            "signups/correction.html", event=event, form=form, refusal=refusal.sentence
        )
        return page, refusal.status
    session["received"] = [slug, form.email.data, place, str(outcome.receipt)]
    return web.see("signups.received", slug=slug)


@bp.get("/link")
@enter(access.public)
def ask_for_link() -> Page:
    """The form of who lost their link."""
    return render_template("signups/ask_for_link.html", form=AddressForm(), sent_to=None)


@bp.post("/link")
@enter(access.public)
def send_link() -> Page:
    """The same answer for a known and an unknown address."""
    form = AddressForm()
    if not form.validate():
        return render_template("signups/ask_for_link.html", form=form, sent_to=None), 422
    try:
        corrections.send_link(form.email.data, now=clock.now())
    except Refusal as refusal:
        said = {"form": form, "sent_to": None, "refusal": refusal.sentence}
        return render_template("signups/ask_for_link.html", **said), refusal.status
    session["link_sent_to"] = form.email.data
    return web.see("signups.link_sent")


@bp.get("/link/sent")
@enter(access.public)
def link_sent() -> Page:
    """Look in your mail."""
    sent_to = session.get("link_sent_to")
    if sent_to is None:
        return web.see("signups.ask_for_link")
    return render_template("signups/ask_for_link.html", form=AddressForm(), sent_to=sent_to)


def _event(slug: str) -> Event:
    return web.found(queries.event_to_join(slug))


def _received(slug: str) -> tuple[uuid.UUID, str, int | None]:
    """What this browser sent last for this event: its key, its address, what it was told."""
    sent = session.get("received", [])
    if len(sent) != 4 or sent[0] != slug:
        raise TooLateToCorrect
    return uuid.UUID(sent[3]), sent[1], sent[2]
