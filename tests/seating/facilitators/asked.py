"""Asking who may lead a table: by the form, by mail, and on the phone that opens it."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from makers.core.database import db
from makers.core.journal import Actor
from makers.events.models import Event
from makers.seating.models import FacilitatorRequest
from tests.conftest import NOON, Browser
from tests.signups.people import Read, link

DESK = Actor("organiser", 1)
JO = "jo@example.org"
WEEK = NOON - timedelta(days=7)
ANSWER = {"said": "Graag, ik neem stiften mee."}


def page_of(event: Event) -> str:
    """The address of the organiser's page."""
    return f"/organise/events/{event.id}/facilitators"


def asked_by_form(page: Browser, event: Event, **more: object) -> str:
    """The organiser asks Jo by mail; what the page then says."""
    guest = next(role.id for role in event.roles if role.name == "gast")
    typed = {"name": "Jo Bedacht", "email": JO, "role": guest, **more}
    answer = page.post(page_of(event), data=typed, follow_redirects=True)
    assert answer.status_code == 200
    return answer.text


def phone(app: Flask, letter: Read) -> tuple[Browser, str]:
    """The phone on which the link of a mail was opened, and the page it led to."""
    browser: Browser = app.test_client()  # type: ignore[assignment]
    answer = browser.get(link(letter))
    assert answer.status_code == 303
    return browser, answer.location


def request_of(event: Event) -> FacilitatorRequest:
    """The one question of this event."""
    db.session.rollback()
    return db.session.query(FacilitatorRequest).filter_by(event_id=event.id).one()
