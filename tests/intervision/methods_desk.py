"""The pages of an event's methods at the desk, and one of them copied there."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from makers.core.database import db
from makers.core.links import Grant
from makers.intervision.models import EventMethod
from tests.conftest import Browser
from tests.intervision.conftest import Round, browser


def desk(app: Flask) -> Browser:
    """The organiser's browser."""
    return browser(app, Grant("organiser", None, 1))


def path(group: Round, *parts: object) -> str:
    """An address of the event's methods."""
    return "/".join((f"/organise/events/{group.table.event_id}/methods", *map(str, parts)))


def copied(app: Flask, group: Round, key: str = "vijfstappen") -> EventMethod:
    """One of the event's own, made on the page."""
    answer = desk(app).post(path(group), data={"from": key})
    own = db.session.scalars(select(EventMethod).order_by(EventMethod.id.desc())).first()
    assert own is not None
    assert (answer.status_code, answer.location) == (303, path(group, own.id))
    return own
