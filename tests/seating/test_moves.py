"""Who is moved by hand stays there, never against the tables; nobody sees it before it is known."""

from __future__ import annotations

from datetime import datetime

import pytest
from flask import Flask

from makers.core.database import db
from makers.core.journal import SYSTEM
from makers.seating import board_queries, moving, plans, queries
from makers.seating.models import SeatPart
from makers.seating.problem import problem_of
from makers.seating.solver.check import broken_rules
from tests import build
from tests.seating.rows import (
    afternoon,
    as_solved,
    drafts,
    elsewhere,
    matched,
    moved,
    named,
    published,
    seat,
    tables_of,
)


def test_who_was_moved_by_hand_stays_when_the_draft_is_made_again(
    app: Flask, now: datetime
) -> None:
    item = afternoon(people=14, tables=3)
    plan = matched(item, now)
    who = named(item.event, "Deelnemer 1")
    target = elsewhere(item, plan, who)
    moved(item, who, target, now)
    again = matched(item, now)
    assert again.id != plan.id
    assert len(drafts(item)) == 1
    stands = seat(again, who)
    assert stands is not None
    assert (stands.table_id, stands.pinned) == (target.id, True)


def test_a_place_by_hand_survives_publication_until_it_is_released(
    app: Flask, now: datetime
) -> None:
    item = afternoon(people=14, tables=3)
    plan = matched(item, now)
    who = named(item.event, "Deelnemer 1")
    target = elsewhere(item, plan, who)
    moved(item, who, target, now)
    plans.publish(item, now=now, by=SYSTEM)
    assert [pin.table for pin in problem_of(item).pins] == [f"t{target.id}"]
    moving.release(item, who, now=now, by=SYSTEM)
    assert problem_of(item).pins == ()
    assert len(drafts(item)) == 1


def test_a_move_after_publication_begins_a_copy_that_nobody_sees_yet(
    app: Flask, now: datetime
) -> None:
    item = afternoon()
    plan = published(item, now)
    who = named(item.event, "Deelnemer 1")
    target = elsewhere(item, plan, who)
    sat = seat(plan, who)
    assert sat is not None
    moved(item, who, target, now)
    (draft,) = drafts(item)
    assert len(draft.seats) == len(plan.seats)
    assert board_queries.board(item).moved == 1
    known = queries.seat_now(who, now)
    assert known is not None
    assert known.table_id == sat.table_id


def test_a_full_table_takes_nobody(app: Flask, now: datetime) -> None:
    item = afternoon(people=12, tables=2, most=6)
    plan = matched(item, now)
    who = named(item.event, "Deelnemer 1")
    with pytest.raises(moving.TableFull):
        moved(item, who, elsewhere(item, plan, who), now)


def test_who_has_a_part_stays_at_the_own_table(app: Flask, now: datetime) -> None:
    item = afternoon()
    plan = matched(item, now)
    for name in ("Inbrenger 1", "Begeleider 2"):
        who = named(item.event, name)
        with pytest.raises(moving.HasPart):
            moved(item, who, elsewhere(item, plan, who), now)


def test_who_has_no_place_is_not_seated(app: Flask, now: datetime) -> None:
    item = afternoon()
    matched(item, now)
    waiting = build.signup(item.event, state="waiting")
    with pytest.raises(moving.NotComing):
        moved(item, waiting, tables_of(item)[0], now)


def test_another_facilitator_after_the_plan_is_noticed_and_takes_the_part(
    app: Flask, now: datetime
) -> None:
    item = afternoon()
    plan = matched(item, now)
    table = tables_of(item)[0]
    before, after = table.facilitator, named(item.event, "Deelnemer 1")
    assert before is not None
    table.facilitator_id = after.id
    table.most = 20
    db.session.commit()
    stands = seat(plan, after)
    assert stands is not None
    assert (board_queries.board(item).astray == [after]) == (stands.table_id != table.id)
    moved(item, after, table, now)
    assert board_queries.board(item).astray == []
    parts = {one.signup_id: one.part for one in plan.seats}
    assert parts[after.id] is SeatPart.FACILITATOR
    assert parts[before.id] is SeatPart.PARTICIPANT
    assert broken_rules(problem_of(item), as_solved(item, matched(item, now))) == ()
