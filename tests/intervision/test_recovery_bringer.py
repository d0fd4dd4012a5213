"""The case-bringer does not come: a reserve case, learning from successes, or the written case."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import select

from makers.core.database import db
from makers.intervision import choosing, own_methods
from makers.intervision.choosing import AlreadyStarted
from makers.intervision.methods import built_in
from makers.intervision.models import Recovery
from makers.intervision.phases import beginning, runs
from makers.intervision.phases.beginning import BeforeStart
from makers.intervision.recovery import undoing
from makers.intervision.recovery.bringer import LeadsElsewhere, NoTime, reserve, successes, written
from makers.intervision.recovery.scene import Elsewhere
from makers.seating.models import CaseState, Seat, SeatPart
from tests.conftest import NOON
from tests.intervision.recovering import BY, LATER, Room, part_of, seated, stands


def laid(made: Room) -> Recovery:
    return reserve(made.tables[0], made.reserve.id, key=uuid.uuid4(), now=NOON, by=BY)


def choice(made: Room) -> str:
    """What table 1 will follow."""
    found = beginning.clock_or_start(made.tables[0].id)
    assert isinstance(found, BeforeStart)
    return found.choice


def test_a_reserve_case_comes_with_who_brings_it(made: Room) -> None:
    laid(made)
    assert made.tables[0].case_id == made.reserve.id
    assert made.reserve.state is CaseState.ACCEPTED
    assert "Reserve Anna" in seated(made.tables[0])
    assert part_of(made.reserve.signup) is SeatPart.BRINGER
    assert part_of(made.people[0][0]) is SeatPart.PARTICIPANT


def test_who_sat_elsewhere_comes_over_and_goes_back(made: Room) -> None:
    seat = db.session.scalars(select(Seat).where(Seat.table_id == made.tables[2].id)).first()
    assert seat is not None
    made.reserve.signup_id = seat.signup_id
    db.session.commit()
    before = stands()
    recovery = laid(made)
    assert seat.table_id == made.tables[0].id
    undoing.undo(recovery, now=LATER, by=BY)
    assert stands() == before


def test_a_reserve_case_undone_leaves_no_trace(made: Room) -> None:
    before = stands()
    undoing.undo(laid(made), now=LATER, by=BY)
    assert stands() == before


def test_a_case_that_is_not_in_reserve_any_more_is_not_laid(made: Room) -> None:
    made.reserve.state = CaseState.WITHDRAWN
    db.session.commit()
    with pytest.raises(Elsewhere):
        laid(made)


def test_who_leads_a_table_brings_no_reserve_case(made: Room) -> None:
    made.reserve.signup_id = made.people[1][1].id
    db.session.commit()
    with pytest.raises(LeadsElsewhere):
        laid(made)


def test_who_gave_up_their_place_brings_no_reserve_case(made: Room) -> None:
    made.reserve.signup.cancelled_at = NOON
    db.session.commit()
    with pytest.raises(LeadsElsewhere):
        laid(made)


@pytest.mark.parametrize("chosen", ["", "roddel"])
def test_learning_from_successes_needs_no_case(made: Room, chosen: str) -> None:
    table = made.tables[0]
    if chosen:
        choosing.choose(table, chosen, now=NOON, by=BY)
    before = stands()
    recovery = successes(table, key=uuid.uuid4(), now=NOON, by=BY)
    assert (choice(made), table.case_id) == ("succes", None)
    assert part_of(made.people[0][0]) is SeatPart.PARTICIPANT
    undoing.undo(recovery, now=LATER, by=BY)
    assert stands() == before


def test_a_table_that_runs_keeps_its_method(made: Room) -> None:
    runs.start(made.tables[0], "vijfstappen", 60, now=NOON, by=BY)
    with pytest.raises(AlreadyStarted):
        successes(made.tables[0], key=uuid.uuid4(), now=NOON, by=BY)


def test_a_short_round_has_no_time_for_it(made: Room) -> None:
    made.tables[0].item.minutes = 20
    db.session.commit()
    with pytest.raises(NoTime):
        successes(made.tables[0], key=uuid.uuid4(), now=NOON, by=BY)


@pytest.mark.parametrize(("chosen", "follows"), [("roddel", "vijfstappen"), ("balint", "balint")])
def test_the_written_case_goes_on_without_who_brings_it(
    made: Room, chosen: str, follows: str
) -> None:
    table = made.tables[0]
    choosing.choose(table, chosen, now=NOON, by=BY)
    before = stands()
    recovery = written(table, key=uuid.uuid4(), now=NOON, by=BY)
    assert table.case is not None
    assert (choice(made), table.case.title) == (follows, "Casus 1")
    assert SeatPart.BRINGER not in {part_of(one) for one in made.people[0]}
    undoing.undo(recovery, now=LATER, by=BY)
    assert stands() == before


def test_a_method_of_ones_own_that_asks_the_bringer_gives_way_and_comes_back(made: Room) -> None:
    table = made.tables[0]
    event = table.item.event
    own = own_methods.copy(event, built_in()["roddel"], now=NOON, by=BY)
    choosing.choose(table, f"own-{own.id}", now=NOON, by=BY)
    before = stands()
    recovery = written(table, key=uuid.uuid4(), now=NOON, by=BY)
    assert choice(made) == "vijfstappen"
    undoing.undo(recovery, now=LATER, by=BY)
    assert stands() == before
