"""Plans: made by the solver under every hard rule, mended by hand, published, and kept true."""

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
from sqlalchemy import select
from sqlalchemy.orm import Session

from makers.core import database
from makers.core.database import db, is_sqlite, writing
from makers.core.journal import SYSTEM
from makers.events.models import ProgrammeItem
from makers.seating import matching, plans, queries
from makers.seating.models import Case, CaseState, Plan, SeatPart, Table
from makers.seating.problem import problem_of
from makers.seating.solver import Plan as Solved
from makers.seating.solver import Seat as Chair
from makers.seating.solver.check import broken_rules
from makers.signups.models import Signup
from makers.signups.signals import signup_cancelled
from tests import build
from tests.seating.rows import afternoon, drafts, journalled, named, seat, tables_of
from tests.signups.test_places_race import at_once


def matched(item: ProgrammeItem, now: datetime) -> Plan:
    """The round, seated."""
    return plans.match(item, now=now, by=SYSTEM)


def published(item: ProgrammeItem, now: datetime) -> Plan:
    """The round, seated and known to all."""
    matched(item, now)
    return plans.publish(item, now=now, by=SYSTEM)


def cancelled(signup: Signup, now: datetime) -> None:
    """Someone cancels, as the slice of sign-ups says it."""
    with writing(signup.event_id) as session:
        signup.cancelled_at = now
        signup_cancelled.send(signup, session=session, now=now, by=SYSTEM)


def moved(item: ProgrammeItem, who: Signup, table: Table, now: datetime) -> None:
    """Someone is put at a table by hand."""
    plans.move(item, who, table, now=now, by=SYSTEM)


def elsewhere(item: ProgrammeItem, plan: Plan, who: Signup) -> Table:
    """A table where this person does not sit."""
    stands = seat(plan, who)
    assert stands is not None
    return next(table for table in tables_of(item) if table.id != stands.table_id)


def as_solved(item: ProgrammeItem, plan: Plan) -> Solved:
    """A stored plan in the solver's words, for the checker."""
    return Solved(
        tuple(
            Chair(str(item.id), f"p{one.signup_id}", f"t{one.table_id}", str(one.part))
            for one in plan.seats
        )
    )


def test_a_draft_keeps_every_hard_rule_and_covers_the_domains(app: Flask, now: datetime) -> None:
    item = afternoon(people=24, tables=3)
    plan = matched(item, now)
    assert broken_rules(problem_of(item), as_solved(item, plan)) == ()
    assert len(plan.seats) == 24
    assert plan.published_at is None
    assert plan.counts["domains"] == {"achieved": 3, "possible": 3}
    assert all(one.missing == [] for one in queries.board(item).tables)
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
            assert stands.reasons == [[part.value]]


def test_the_same_afternoon_gets_the_same_plan(app: Flask, now: datetime) -> None:
    item = afternoon(people=20, tables=3)
    first = matched(item, now)
    assert matched(item, now).id == first.id
    seats = {one.signup_id: one.table_id for one in first.seats}
    with writing(item.event_id) as session:
        session.delete(session.get_one(Plan, first.id))
    again = {one.signup_id: one.table_id for one in matched(item, now).seats}
    assert again == seats


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
    plans.release(item, who, now=now, by=SYSTEM)
    assert problem_of(item).pins == ()
    assert len(drafts(item)) == 1


def test_a_round_that_cannot_be_seated_says_what_to_change(app: Flask, now: datetime) -> None:
    item = afternoon(people=12, tables=2, most=5)
    with pytest.raises(plans.NoPlan) as none:
        matched(item, now)
    assert none.value.sentence == (
        "Te weinig plek: 12 mensen voor 10 plekken. Maak een tafel groter of voeg een tafel toe."
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


def test_publishing_supersedes_what_was_in_force(app: Flask, now: datetime) -> None:
    item = afternoon()
    first = published(item, now)
    who = named(item.event, "Deelnemer 1")
    target = elsewhere(item, first, who)
    moved(item, who, target, now)
    second = plans.publish(item, now=now, by=SYSTEM)
    assert second.id != first.id
    assert (first.superseded_at, second.superseded_at) == (now, None)
    found = queries.seat_of(who)
    assert found is not None
    assert found.table_id == target.id


def test_there_is_nothing_to_publish_without_a_draft(app: Flask, now: datetime) -> None:
    item = afternoon()
    with pytest.raises(plans.NothingToPublish):
        plans.publish(item, now=now, by=SYSTEM)


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
    assert queries.board(item).moved == 1
    known = queries.seat_of(who)
    assert known is not None
    assert known.table_id == sat.table_id


def test_a_full_table_takes_nobody(app: Flask, now: datetime) -> None:
    item = afternoon(people=12, tables=2, most=6)
    plan = matched(item, now)
    who = named(item.event, "Deelnemer 1")
    with pytest.raises(plans.TableFull):
        moved(item, who, elsewhere(item, plan, who), now)


def test_who_has_a_part_stays_at_the_own_table(app: Flask, now: datetime) -> None:
    item = afternoon()
    plan = matched(item, now)
    for name in ("Inbrenger 1", "Begeleider 2"):
        who = named(item.event, name)
        with pytest.raises(plans.HasPart):
            moved(item, who, elsewhere(item, plan, who), now)


def test_who_has_no_place_is_not_seated(app: Flask, now: datetime) -> None:
    item = afternoon()
    matched(item, now)
    waiting = build.signup(item.event, state="waiting")
    with pytest.raises(plans.NotComing):
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
    assert (queries.board(item).astray == [after]) == (stands.table_id != table.id)
    moved(item, after, table, now)
    assert queries.board(item).astray == []
    parts = {one.signup_id: one.part for one in plan.seats}
    assert parts[after.id] is SeatPart.FACILITATOR
    assert parts[before.id] is SeatPart.PARTICIPANT
    assert broken_rules(problem_of(item), as_solved(item, matched(item, now))) == ()


def test_who_cancels_leaves_draft_and_plan_in_the_same_transaction(
    app: Flask, now: datetime
) -> None:
    item = afternoon()
    plan = published(item, now)
    moved(item, named(item.event, "Deelnemer 2"), tables_of(item)[0], now)
    who = named(item.event, "Deelnemer 1")
    cancelled(who, now)
    assert seat(plan, who) is None
    assert seat(drafts(item)[0], who) is None
    assert queries.seat_of(who) is None
    assert journalled("seat.freed") == 1


def test_a_bringer_who_cancels_takes_the_case_from_its_table(app: Flask, now: datetime) -> None:
    item = afternoon()
    published(item, now)
    who = named(item.event, "Inbrenger 1")
    cancelled(who, now)
    case = db.session.scalars(select(Case).where(Case.signup_id == who.id)).one()
    assert case.state is CaseState.WITHDRAWN
    assert tables_of(item)[0].case_id is None


def test_a_cancellation_that_fails_frees_nothing(app: Flask, now: datetime) -> None:
    item = afternoon()
    plan = published(item, now)
    who = named(item.event, "Begeleider 1")

    def fail() -> None:
        with writing(who.event_id) as session:
            signup_cancelled.send(who, session=session, now=now, by=SYSTEM)
            raise RuntimeError("the mail could not be written")

    with pytest.raises(RuntimeError):
        fail()
    assert seat(plan, who) is not None
    assert tables_of(item)[0].facilitator_id == who.id


def test_the_reasons_name_the_domain_and_nothing_else(app: Flask, now: datetime) -> None:
    item = afternoon(people=24, tables=3)
    plan = matched(item, now)
    told = Counter(code for one in plan.seats for code, *_words in one.reasons)
    assert set(told) <= {"bringer", "facilitator", "domain", "mix", "chose", "placed"}
    assert told["domain"] >= 3


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
