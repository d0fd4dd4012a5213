"""Agreements as files for the desk, and on their day in one's own calendar."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from icalendar import Calendar
from openpyxl import load_workbook
from sqlalchemy import select

from makers.core import clock
from makers.core.database import db
from makers.core.journal import SYSTEM, JournalEntry
from makers.core.links import Grant
from makers.followups import promises
from makers.followups.models import FollowUp
from makers.signups import calendar_feed
from tests.conftest import Browser
from tests.followups.conftest import NEXT_WEEK, Group, browser

FORMULA = '=HYPERLINK("http://voorbeeld.example")'


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    """The pages' clock stands still at noon on the day."""
    monkeypatch.setattr(clock, "now", lambda: now)


@pytest.fixture
def made(group: Group) -> FollowUp:
    """What the first promised the bringer, in words that a spreadsheet would calculate."""
    people = {"owner_id": group.first.id, "counterpart_id": group.bringer.id}
    return group.agreed(FORMULA, due_on=NEXT_WEEK, department="Beleid", **people)


@pytest.fixture
def desk(app: Flask) -> Browser:
    """A browser that is logged in at the desk."""
    return browser(app, Grant("organiser", None, 1))


def test_every_file_holds_every_agreement_and_stands_in_the_journal(
    desk: Browser, made: FollowUp
) -> None:
    where = f"/organise/events/{made.event_id}/followups"
    answers = {kind: desk.get(f"{where}.{kind}") for kind in ("csv", "xlsx", "json")}
    assert {answer.status_code for answer in answers.values()} == {200}
    text = answers["csv"].data.decode("utf-8-sig")
    row = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))[1]
    assert row[2:8] == [f"'{FORMULA}", "Ali", "Beleid", "Noor", "2026-12-04", "nog niet bevestigd"]
    sheet = load_workbook(io.BytesIO(answers["xlsx"].data)).active
    assert sheet is not None
    cell = sheet.cell(2, 3)
    assert (cell.value, cell.data_type) == (FORMULA, "s")
    day = sheet.cell(2, 7)
    assert (str(day.value), day.is_date) == ("2026-12-04 00:00:00", True)
    (plain,) = answers["json"].get_json()["followups"]
    assert (plain["action"], plain["owner"], plain["state"]) == (FORMULA, "Ali", "proposed")
    assert json.loads(answers["json"].data)["schema"] == "makers-followups/1"
    whats = db.session.scalars(select(JournalEntry.what).order_by(JournalEntry.id)).all()
    assert whats[-3:] == [f"followups.exported.{kind}" for kind in answers]


def test_another_kind_or_event_is_not_there(app: Flask, desk: Browser, made: FollowUp) -> None:
    assert desk.get(f"/organise/events/{made.event_id}/followups.pdf").status_code == 404
    assert desk.get(f"/organise/events/{made.event_id + 1}/followups.csv").status_code == 404
    path = f"/organise/events/{made.event_id}/followups.csv"
    assert app.test_client().get(path).status_code == 401


def test_the_calendar_shows_the_day_of_a_promise_and_none_of_its_words(
    app: Flask, group: Group, made: FollowUp, now: datetime
) -> None:
    token = calendar_feed.subscribe(group.first, now=now, by=SYSTEM)

    def parts() -> list[tuple[str, str]]:
        with app.test_request_context("/"):
            file = calendar_feed.feed(token, now=now)
        assert file is not None
        assert "HYPERLINK" not in file.text
        found: list[Any] = Calendar.from_ical(file.text).walk("VEVENT")
        return [(str(one["summary"]), f"{one['dtstart'].dt:%Y-%m-%d %H.%M}") for one in found]

    assert ("Afspraak van tafel 1", "2026-12-04 09.00") in parts()
    promises.mark_done(made, now=now, by=SYSTEM)
    assert "Afspraak van tafel 1" not in dict(parts())
