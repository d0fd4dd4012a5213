"""Who is not in when a round is about to begin, and tables that are closed."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask

from makers.core.database import db
from makers.core.journal import SYSTEM
from makers.events.models import ProgrammeItem
from makers.seating import board_queries, moving, plans, tables
from makers.signups.models import CheckIn
from tests import build
from tests.seating.rows import desk, matched, named, tables_of


@pytest.mark.usefixtures("dutch")
def test_before_the_round_the_board_warns_of_who_is_not_in(
    app: Flask, item: ProgrammeItem, now: datetime
) -> None:
    plan = matched(item, now)
    plans.publish(item, now=now, by=SYSTEM)
    leads = named(item.event, "Begeleider 2")
    for one in plan.seats:
        if one.signup_id != leads.id:
            db.session.add(CheckIn(signup_id=one.signup_id, at=now, by="desk"))
    db.session.commit()
    shown = board_queries.board(item)
    at = item.starts_at - timedelta(minutes=6)
    assert board_queries.warnings(item, shown, at) == [
        "Tafel 2: geen begeleider, 1 nog niet binnen (nog 6 minuten)."
    ]
    early = item.starts_at - timedelta(hours=1)
    assert board_queries.warnings(item, shown, early) == []
    assert board_queries.warnings(item, shown, item.ends_at) == []


@pytest.mark.usefixtures("dutch")
def test_before_anybody_is_in_there_is_nothing_to_warn_of(
    item: ProgrammeItem, now: datetime
) -> None:
    matched(item, now)
    assert board_queries.warnings(item, board_queries.board(item), item.starts_at) == []


def test_a_closed_table_leaves_the_board_until_it_opens(item: ProgrammeItem, now: datetime) -> None:
    table = tables_of(item)[2]
    tables.close(table, closed=True, now=now, by=SYSTEM)
    assert len(board_queries.board(item).tables) == 2
    late = build.signup(item.event, "Laat")
    with pytest.raises(moving.TableFull):
        moving.move(item, late, table, now=now, by=SYSTEM)
    tables.close(table, closed=False, now=now, by=SYSTEM)
    assert len(board_queries.board(item).tables) == 3


def test_a_table_is_closed_and_speaks_a_language_from_its_page(
    app: Flask, item: ProgrammeItem
) -> None:
    page, table = desk(app), tables_of(item)[2]
    path = f"/organise/events/{item.event_id}/tables/{table.id}"
    shut = page.post(f"{path}/closure", data={"closed": "yes"}, follow_redirects=True)
    assert "Deze tafel is buiten gebruik" in shut.text
    opened = page.post(f"{path}/closure", data={"closed": "no"}, follow_redirects=True)
    assert "Deze tafel is buiten gebruik" not in opened.text
    form = {
        "seen": tables.Setting.of(table).fingerprint,
        "least": "2",
        "most": "6",
        "case": str(table.case_id),
        "facilitator": str(table.facilitator_id),
        "languages": "en",
    }
    assert page.post(path, data=form).status_code == 303
    assert table.languages == "en"
