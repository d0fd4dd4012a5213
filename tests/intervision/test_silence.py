"""The clock counts who wrote in silence, and hears of no other note."""

from __future__ import annotations

import re
from datetime import datetime

from flask import Flask
from sqlalchemy import select

from makers.core import live
from makers.core.database import db
from makers.core.journal import JournalEntry
from makers.intervision import notes
from makers.intervision.kinds import NoteKind
from tests.intervision.conftest import Round, seated
from tests.intervision.test_notes import in_silence, wrote

CLOCK = re.compile(r'<div id="clock"[^>]*hx-trigger="([^"]*)"')


def topics(since: int) -> list[str]:
    """What screens heard since then, in order."""
    found = db.session.scalars(
        select(JournalEntry.topic).where(JournalEntry.id > since).order_by(JournalEntry.id)
    )
    return list(found)


def test_a_private_note_is_heard_by_the_clock_and_others_are_not(
    app: Flask, group: Round, now: datetime
) -> None:
    since, table = live.cursor(), f"table-{group.table.id}"
    wrote(group, group.first, "Waarom?", now)
    assert topics(since) == [f"{table}-notes"]
    in_silence(group, now)
    since = live.cursor()
    note = wrote(group, group.first, "De kern", now, NoteKind.CORE)
    notes.delete(note, by=group.present(group.first).actor, now=now)
    assert topics(since) == [f"{table}-notes", f"{table}-silence"] * 2


def test_the_page_says_so(app: Flask, group: Round) -> None:
    page = seated(app, group.table, group.first).get(f"/table/{group.table.id}").text
    heard = CLOCK.findall(page)[0]
    assert f"table-{group.table.id}-silence from:#stream" in heard
    assert f"table-{group.table.id}-notes" not in heard
