"""The table's page costs six statements at most, its parts fewer; who reads the same, shares.

The facilitator's page asks one more: who has spoken, which nobody else is given.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select

from makers.core.database import db
from makers.core.journal import SYSTEM
from makers.core.links import Grant
from makers.followups import service as followups
from makers.followups.service import Terms
from makers.intervision.kinds import NoteKind
from makers.intervision.models import Note
from makers.intervision.phases import runs
from tests.conftest import Browser
from tests.counting import statements
from tests.intervision.conftest import Round, browser, seated
from tests.intervision.test_notes import in_silence, wrote
from tests.intervision.test_runs import started

PARTS = ("notes", "clock", "kinds", "people", "followups", "hand", "broadcast")
READERS: dict[str, Callable[[Flask, Round], Browser]] = {
    "participant": lambda app, group: seated(app, group.table, group.first),
    "bringer": lambda app, group: seated(app, group.table, group.bringer),
    "facilitator": lambda app, group: browser(
        app, Grant("facilitator", group.table.event_id, group.table.id, group.facilitator.id)
    ),
    "organiser": lambda app, group: browser(app, Grant("organiser", None, 1)),
}


@pytest.fixture
def busy(group: Round, now: datetime) -> Round:
    """The table in its phase of silent writing, with a case, notes and an agreement."""
    wrote(group, group.second, "Waarom?", now)
    in_silence(group, now)
    wrote(group, group.first, "De kern van een", now, NoteKind.CORE)
    terms = Terms("Bellen", group.first.id, group.bringer.id)
    followups.agree(group.table, terms, key=uuid.uuid4(), now=now, by=SYSTEM)
    return group


def asked(reader: Browser, path: str) -> list[str]:
    """The statements that a page took."""
    with statements(db.engine) as seen:
        assert reader.get(path).status_code == 200
    return seen


@pytest.mark.parametrize("who", READERS)
def test_the_page_asks_six_things_at_most_whoever_comes(app: Flask, busy: Round, who: str) -> None:
    reader = READERS[who](app, busy)
    seen = asked(reader, f"/table/{busy.table.id}")
    assert len(seen) <= (7 if who == "facilitator" else 6), "\n".join(seen)


@pytest.mark.parametrize(
    "page", ["bin", "followups/bin", "notes/{note}", "notes/{note}/history", "closing", "leaving"]
)
def test_the_pages_behind_it_ask_six_at_most_and_the_closing_seven(
    app: Flask, busy: Round, page: str
) -> None:
    note = db.session.scalars(select(Note.id).order_by(Note.id)).first()
    reader = READERS["participant"](app, busy)
    seen = asked(reader, f"/table/{busy.table.id}/{page.format(note=note)}")
    assert len(seen) <= (7 if page == "closing" else 6), "\n".join(seen)


@pytest.mark.parametrize("who", READERS)
@pytest.mark.parametrize("part", PARTS)
def test_a_part_asks_five_things_at_most(app: Flask, busy: Round, who: str, part: str) -> None:
    reader = READERS[who](app, busy)
    seen = asked(reader, f"/table/{busy.table.id}/{part}")
    assert len(seen) <= 5, "\n".join(seen)


@pytest.mark.parametrize(
    ("part", "times"),
    [("notes", 1), ("kinds", 1), ("followups", 1), ("hand", 1), ("broadcast", 1), ("people", 2)],
)
def test_who_reads_what_another_read_asks_for_the_rights_and_the_version_only(
    app: Flask, group: Round, now: datetime, part: str, times: int
) -> None:
    started(group, now)
    wrote(group, group.first, "Waarom?", now)
    path = f"/table/{group.table.id}/{part}"
    first, second = seated(app, group.table, group.first), seated(app, group.table, group.second)
    before = first.get(path).text
    assert len(asked(second, path)) == times
    assert lines(second.get(path).text) == lines(before)


def test_what_is_shared_holds_nobodys_private_lines(
    app: Flask, group: Round, now: datetime
) -> None:
    in_silence(group, now)
    wrote(group, group.first, "canarie", now, NoteKind.CORE)
    path = f"/table/{group.table.id}/notes"
    first, second = seated(app, group.table, group.first), seated(app, group.table, group.second)
    for reader, reads in ((first, True), (second, False), (first, True), (second, False)):
        assert ("canarie" in reader.get(path).text) == reads
    runs.reveal(group.table, 2, now=now, by=SYSTEM)
    assert "canarie" in second.get(path).text


def lines(fragment: str) -> list[str]:
    """A fragment without what every response fills in for its own reader."""
    return [line for line in fragment.splitlines() if "nonce" not in line and "csrf" not in line]
