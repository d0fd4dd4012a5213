"""People who are invited in these tests, and what they hold."""

from __future__ import annotations

from datetime import datetime

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from makers.core.database import db
from makers.core.journal import Actor
from makers.events.models import Entrance, Event
from makers.signups import invitations
from makers.signups.invitations import Guest
from makers.signups.models import Invitation
from tests import build
from tests.signups.people import BEFORE, link, mails, role

ANNA, BEN = "anna@example.org", "ben@example.org"
DESK = Actor("organiser", 1)


def by_invitation(**values: object) -> Event:
    """An afternoon that only who is invited may sign up for."""
    return build.event(entrance=Entrance.INVITED, **values)  # type: ignore[arg-type]


def on_the_list(
    event: Event, *addresses: str, role_name: str = "", now: datetime = BEFORE
) -> list[Invitation]:
    """These addresses on the list; Anna has a name."""
    guests = [Guest(one, "Anna Bakker" if one == ANNA else "") for one in addresses]
    role_id = role(event, role_name).id if role_name else None
    invitations.invite(event, guests, role_id=role_id, now=now, by=DESK)
    return [of(event, one) for one in addresses]


def mailed(event: Event, *addresses: str, role_name: str = "") -> list[Invitation]:
    """The same, and the invitations are on their way."""
    found = on_the_list(event, *addresses, role_name=role_name)
    invitations.send(event, now=BEFORE, by=DESK)
    return found


def of(event: Event, email: str) -> Invitation:
    """The invitation of an address."""
    rows = select(Invitation).where(Invitation.event_id == event.id, Invitation.email == email)
    return db.session.scalars(rows).one()


def opened(app: Flask, email: str = ANNA) -> FlaskClient:
    """The browser of who opened the link in their newest invitation."""
    browser = app.test_client()
    assert browser.get(link(mails(email)[-1])).status_code == 303
    return browser
