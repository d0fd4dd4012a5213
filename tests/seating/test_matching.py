"""A round is seated as a draft that keeps every hard rule, whatever happens meanwhile."""

from __future__ import annotations

import contextlib
import os
import threading
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy.orm import Session

from makers.core import database
from makers.core.database import db, is_sqlite, writing
from makers.events.models import ProgrammeItem
from makers.seating import board_queries, matching, plans
from makers.seating.models import Plan, SeatPart
from makers.seating.problem import problem_of
from makers.seating.solver import everyones_reasons
from makers.seating.solver.check import broken_rules
from tests import build
from tests.seating.rows import (
    afternoon,
    as_solved,
    drafts,
    journalled,
    matched,
    seat,
    tables_of,
)
from tests.signups.test_places_race import at_once


def test_a_draft_keeps_every_hard_rule_and_covers_the_domains(app: Flask, now: datetime) -> None:
    item = afternoon(people=24, tables=3)
    plan = matched(item, now)
    assert broken_rules(problem_of(item), as_solved(item, plan)) == ()
    assert len(plan.seats) == 24
    assert plan.published_at is None
    assert plan.counts["domains"] == {"achieved": 3, "possible": 3}
    assert all(one.missing == [] for one in board_queries.board(item).tables)
    assert (plan.seed, len(plan.problem_digest)) == (plans.SEED, 64)
    assert journalled("plan.made") == 1


def test_bringers_and_facilitators_sit_at_their_own_tables(app: Flask, now: datetime) -> None:
    item = afternoon(people=20, tables=3)
    plan = matched(item, now)
    for table in tables_of(item):
        assert table.case is not None
        assert table.facilitator is not None
        for who, part in (
            (table.case.signup, SeatPart.BRINGER),
            (table.facilitator, SeatPart.FACILITATOR),
        ):
            stands = seat(plan, who)
            assert stands is not None
            assert (stands.table_id, stands.part) == (table.id, part)
            own = {SeatPart.BRINGER: "brings_case", SeatPart.FACILITATOR: "facilitates"}
            assert [code for code, *_values in stands.reasons] == [own[part]]


def test_the_same_afternoon_gets_the_same_plan(app: Flask, now: datetime) -> None:
    item = afternoon(people=20, tables=3)
    first = matched(item, now)
    assert matched(item, now).id == first.id
    seats = {one.signup_id: one.table_id for one in first.seats}
    with writing(item.event_id) as session:
        session.delete(session.get_one(Plan, first.id))
    again = {one.signup_id: one.table_id for one in matched(item, now).seats}
    assert again == seats


def test_a_round_that_cannot_be_seated_says_what_to_change(app: Flask, now: datetime) -> None:
    item = afternoon(people=12, tables=2, most=5)
    with pytest.raises(plans.NoPlan) as none:
        matched(item, now)
    with force_locale("nl"):
        assert none.value.sentence == (
            "Te weinig plek: 12 personen voor 10 plekken. Maak een tafel groter of voeg een tafel "
            "toe."
        )
    assert drafts(item) == []


def pressing(item_id: int, now: datetime) -> Callable[[], object]:
    """An organiser who asks for the round to be seated."""
    return lambda: matched(db.session.get_one(ProgrammeItem, item_id), now)


def test_control_with_the_lock_off_two_organisers_both_begin_a_draft(
    app: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    item_id = afternoon(people=12, tables=2).id
    fresh, both, begun = plans._fresh_draft, threading.Barrier(2), list[int]()

    def no_lock(session: Session, event_id: int | None) -> None:
        if is_sqlite(session):
            session.connection().exec_driver_sql("COMMIT")

    def begin_together(session: Session, item: ProgrammeItem, now: datetime) -> Plan:
        begun.append(item_id)
        both.wait(timeout=20)
        return fresh(session, item, now)

    monkeypatch.setattr(database, "_lock", no_lock)
    monkeypatch.setattr(database, "_one_writer", lambda session: contextlib.nullcontext())
    monkeypatch.setattr(plans, "_fresh_draft", begin_together)
    at_once(app, [pressing(item_id, now)] * 2)
    assert len(begun) == 2


def test_two_organisers_at_once_end_with_one_draft(app: Flask, now: datetime) -> None:
    item_id = afternoon(people=12, tables=2).id
    assert at_once(app, [pressing(item_id, now)] * 4) == []
    item = db.session.get_one(ProgrammeItem, item_id)
    (draft,) = drafts(item)
    assert len(draft.seats) == 12
    assert journalled("plan.made") == 1


def test_a_sign_up_that_comes_while_the_solver_works_is_seated(
    app: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = afternoon(people=12, tables=2)
    solve, late = matching.match, list[int]()

    def slow(*args: Any, **values: Any) -> matching.Matched:
        answer = solve(*args, **values)
        if not late:
            late.append(build.signup(item.event, "Laatkomer").id)
        return answer

    monkeypatch.setattr(matching, "match", slow)
    plan = matched(item, now)
    assert late[0] in {one.signup_id for one in plan.seats}


def test_when_people_keep_coming_the_organiser_is_asked_to_wait(
    app: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = afternoon(people=12, tables=2)
    solve = matching.match

    def never_in_time(*args: Any, **values: Any) -> matching.Matched:
        answer = solve(*args, **values)
        build.signup(item.event)
        return answer

    monkeypatch.setattr(matching, "match", never_in_time)
    with pytest.raises(plans.Busy):
        matched(item, now)
    assert drafts(item) == []


def test_a_solver_that_dies_changes_nothing(
    app: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = afternoon()
    monkeypatch.setattr(matching, "SECONDS", 0)
    with pytest.raises(plans.NoAnswer):
        matched(item, now)
    assert drafts(item) == []


def test_the_reasons_are_the_solvers_and_name_nobodys_needs(app: Flask, now: datetime) -> None:
    item = afternoon(people=24, tables=3)
    plan = matched(item, now)
    problem = problem_of(item)
    why = everyones_reasons(problem, as_solved(item, plan))
    told = Counter(code for one in plan.seats for code, *_values in one.reasons)
    assert told["brings_domain"] >= 3
    for one in plan.seats:
        expected = [[r.code, *r.values] for r in why[f"p{one.signup_id}"] if not r.private]
        assert one.reasons == expected[: None if one.part is SeatPart.PARTICIPANT else 1]


def test_sixty_people_take_less_than_a_second_of_work(app: Flask, now: datetime) -> None:
    item = afternoon(people=60, tables=8)
    before = worked()
    plan = matched(item, now)
    assert len(plan.seats) == 60
    assert worked() - before < 1.0


def worked() -> float:
    """Seconds of processor this process and the solvers it waited for have had."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system
