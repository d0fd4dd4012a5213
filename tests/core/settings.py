"""The settings of the house as an organiser opens, types and sends them."""

from __future__ import annotations

import re
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select

from makers.core import house
from makers.core.database import db
from makers.core.house import changing
from makers.core.journal import JournalEntry

SETTINGS = "/organise/settings"


def page(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def save(desk: FlaskClient, section: str, **typed: str) -> Any:
    """Open a form, type and send it."""
    form = page(desk.get(f"{SETTINGS}/{section}"))
    found = re.search(r'name="version"[^>]*value="(\w+)"', form)
    assert found is not None
    return desk.post(f"{SETTINGS}/{section}", data={"version": found[1], **typed})


def journal() -> list[str]:
    """What was recorded of the house."""
    found = select(JournalEntry.what).where(JournalEntry.topic == "house")
    return list(db.session.scalars(found.order_by(JournalEntry.id)))


def started(*names: str) -> str:
    """The version of an edit that starts from what stands there now."""
    return changing.mark({name: getattr(house.current(), name) for name in names})
