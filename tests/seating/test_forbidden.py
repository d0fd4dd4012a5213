"""A hand on the board keeps the hard rules, whatever the page showed when it was moved."""

from __future__ import annotations

from datetime import datetime

import pytest
from flask import Flask

from makers.core.database import db
from makers.core.journal import SYSTEM
from makers.events.models import ProgrammeItem
from makers.seating import company, forbidden, moving
from makers.seating.models import Seat, Table
from makers.signups.models import Need, Signup
from tests.seating.rows import afternoon, desk, elsewhere, matched, named


@pytest.fixture
def item(app: Flask) -> ProgrammeItem:
    """A round of three roomy tables with twelve people."""
    return afternoon(12, 3, most=12)


@pytest.fixture
def who(item: ProgrammeItem) -> Signup:
    """Somebody who takes part."""
    return named(item.event, "Deelnemer 1")


@pytest.fixture
def other_table(item: ProgrammeItem, who: Signup, now: datetime) -> Table:
    """A table where they do not sit by the plan that was made."""
    return elsewhere(item, matched(item, now), who)


def at(signup: Signup) -> int:
    """The table of somebody's only seat."""
    db.session.expire_all()
    return db.session.query(Seat).filter_by(signup_id=signup.id).one().table_id


def told(item: ProgrammeItem, who: Signup, table: Table, now: datetime) -> str:
    """What stands in the way, in Dutch; the seat is as it was."""
    before = at(who)
    with pytest.raises(forbidden.Forbidden) as refusal:
        moving.move(item, who, table, now=now, by=SYSTEM)
    assert at(who) == before
    return str(refusal.value.sentence)


def test_two_who_may_not_meet_are_not_put_together(
    app: Flask, item: ProgrammeItem, who: Signup, other_table: Table, now: datetime
) -> None:
    theirs = db.session.query(Seat).filter_by(table_id=other_table.id).first()
    assert theirs is not None
    other = theirs.signup
    company.keep_apart(item.event, [who.id, other.id], by=SYSTEM)
    with app.test_request_context("/?lang=nl"):
        sentence = told(item, who, other_table, now)
    assert sentence.endswith("mogen niet samen aan een tafel. Kies een andere tafel.")
    assert {who.name, other.name} <= set(sentence.split(" mogen")[0].split(" en "))


def test_who_needs_no_steps_is_not_put_where_there_are(
    app: Flask, item: ProgrammeItem, who: Signup, other_table: Table, now: datetime
) -> None:
    who.need = Need(step_free=True, wording="1", consented_at=now)
    other_table.step_free = False
    db.session.commit()
    with app.test_request_context("/?lang=nl"):
        sentence = told(item, who, other_table, now)
    assert sentence.startswith("Deelnemer 1 heeft een tafel zonder drempels nodig.")
    assert f"tafel {other_table.number}" in sentence


def test_an_exchange_keeps_both_to_the_rules(
    app: Flask, item: ProgrammeItem, who: Signup, other_table: Table, now: datetime
) -> None:
    other = next(
        one.signup
        for one in db.session.query(Seat).filter_by(table_id=other_table.id)
        if one.part == "participant"
    )
    mine = db.session.get_one(Table, at(who))
    mine.languages = "en"
    db.session.commit()
    with pytest.raises(forbidden.Forbidden) as refusal:
        moving.exchange(item, who, other, now=now, by=SYSTEM)
    with app.test_request_context("/?lang=nl"):
        sentence = str(refusal.value.sentence)
    assert sentence.startswith(f"{other.name} kan niet meepraten in de taal van tafel")
    assert at(other) == other_table.id


def test_the_board_says_it_where_the_page_did_not_know(
    app: Flask, item: ProgrammeItem, who: Signup, other_table: Table
) -> None:
    other_table.languages = "en"
    db.session.commit()
    answer = desk(app).post(
        f"/organise/events/{item.event_id}/seating/moves?round={item.id}",
        data={"signup": who.id, "table": other_table.id},
        headers={"HX-Request": "true"},
    )
    assert answer.status_code == 409
    assert "kan niet meepraten in de taal van tafel" in answer.text


def test_a_group_may_be_split_by_hand(
    item: ProgrammeItem, who: Signup, other_table: Table, now: datetime
) -> None:
    friend = named(item.event, "Deelnemer 0")
    company.keep_together(item.event, [who.id, friend.id], by=SYSTEM)
    moving.move(item, who, other_table, now=now, by=SYSTEM)
    assert at(who) == other_table.id
