"""The walk: people choose a group whose places are guarded, and the guide counts them."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

import pytest
from flask import Flask

from makers.core.database import db
from makers.core.journal import SYSTEM
from makers.events.models import ItemKind, ProgrammeItem
from makers.seating import company, moving, plans
from makers.seating.models import Headcount, Leg, Seat, Table
from makers.seating.walks import choosing, counting, queries, routes
from makers.signups.models import Need, Signup
from tests import build
from tests.seating.rows import cancelled, journalled, matched


@pytest.fixture
def walk(app: Flask, now: datetime) -> ProgrammeItem:
    """A walk an hour from now with two groups of three, the first with a guide; people choose."""
    event = build.event(starts_at=now)
    item = build.item(event, ItemKind.WALK, starts_at=now + timedelta(hours=1))
    guide = build.signup(event, "Gids")
    for number in (1, 2):
        led = {"facilitator_id": guide.id} if number == 1 else {}
        build.table(item, number, least=0, most=3, **led)
    choosing.open_choice(item, now=now, by=SYSTEM)
    return item


def people(item: ProgrammeItem, count: int) -> list[Signup]:
    """So many who come."""
    return [build.signup(item.event, f"Wandelaar {n}") for n in range(count)]


def tables(item: ProgrammeItem) -> list[Table]:
    """The two groups."""
    return [one.table for one in queries.groups(item)]


def with_group(item: ProgrammeItem) -> dict[str, int]:
    """Who walks with which group."""
    return {one.name: group.table.number for group in queries.groups(item) for one in group.people}


def test_a_choice_is_a_place_and_another_choice_moves_it(
    walk: ProgrammeItem, now: datetime
) -> None:
    (one,), (first, second) = people(walk, 1), tables(walk)
    choosing.choose(one, first, now=now, by=SYSTEM)
    assert with_group(walk) == {"Wandelaar 0": 1}
    choosing.choose(one, second, now=now, by=SYSTEM)
    choosing.choose(one, second, now=now, by=SYSTEM)
    assert with_group(walk) == {"Wandelaar 0": 2}
    choosing.give_up(one, walk, now=now, by=SYSTEM)
    assert with_group(walk) == {}
    assert journalled("walk.group_chosen") == 3


def test_the_last_place_is_the_last_and_the_guide_has_one(
    walk: ProgrammeItem, now: datetime
) -> None:
    (one, two, three), (first, _second) = people(walk, 3), tables(walk)
    for who in (one, two):
        choosing.choose(who, first, now=now, by=SYSTEM)
    assert [group.free for group in queries.groups(walk)] == [0, 3]
    with pytest.raises(choosing.GroupFull):
        choosing.choose(three, first, now=now, by=SYSTEM)
    cancelled(one, now)
    choosing.choose(three, first, now=now, by=SYSTEM)
    assert with_group(walk) == {"Wandelaar 1": 1, "Wandelaar 2": 1}


def test_who_needs_no_steps_or_may_not_meet_somebody_reads_only_that_it_cannot_be(
    app: Flask, walk: ProgrammeItem, now: datetime
) -> None:
    (one, two), (first, second) = people(walk, 2), tables(walk)
    one.need = Need(step_free=True, wording="1", consented_at=now)
    first.step_free = False
    db.session.commit()
    with pytest.raises(choosing.NotForYou):
        choosing.choose(one, first, now=now, by=SYSTEM)
    choosing.choose(one, second, now=now, by=SYSTEM)
    company.keep_apart(walk.event, [one.id, two.id], by=SYSTEM)
    with pytest.raises(choosing.NotForYou) as refusal:
        choosing.choose(two, second, now=now, by=SYSTEM)
    with app.test_request_context("/?lang=nl"):
        assert one.name not in str(refusal.value.sentence)
    assert with_group(walk) == {"Wandelaar 0": 2}


def test_nobody_chooses_before_it_opens_after_it_closes_or_once_it_begins(
    walk: ProgrammeItem, now: datetime
) -> None:
    (one,), (first, _second) = people(walk, 1), tables(walk)
    with pytest.raises(choosing.ChoiceClosed):
        choosing.choose(one, first, now=walk.starts_at, by=SYSTEM)
    choosing.close_choice(walk, now=now, by=SYSTEM)
    with pytest.raises(choosing.ChoiceClosed):
        choosing.choose(one, first, now=now, by=SYSTEM)
    waits = build.signup(walk.event, "Wacht", confirmed_at=None)
    choosing.open_choice(walk, now=now, by=SYSTEM)
    with pytest.raises(choosing.ChoiceClosed):
        choosing.choose(waits, first, now=now, by=SYSTEM)


def test_the_guide_walks_with_their_own_group(walk: ProgrammeItem, now: datetime) -> None:
    first, second = tables(walk)
    guide = first.facilitator
    assert guide is not None
    with pytest.raises(choosing.LeadsGroup):
        choosing.choose(guide, second, now=now, by=SYSTEM)
    with pytest.raises(ValueError, match="no walk"):
        choosing.open_choice(build.item(walk.event), now=now, by=SYSTEM)


def test_while_people_choose_there_is_no_draft_and_afterwards_choices_stay(
    walk: ProgrammeItem, now: datetime
) -> None:
    (one, two), (_first, second) = people(walk, 2), tables(walk)
    choosing.choose(one, second, now=now, by=SYSTEM)
    for try_it in (
        lambda: plans.check(walk),
        lambda: moving.move(walk, two, second, now=now, by=SYSTEM),
    ):
        with pytest.raises(plans.ChoosingNow):
            try_it()
    choosing.close_choice(walk, now=now, by=SYSTEM)
    draft = matched(walk, now)
    seats = {seat.signup.name: seat for seat in draft.seats}
    assert seats["Wandelaar 0"].table_id == second.id
    assert seats["Wandelaar 0"].reasons[0] == ["chose_group"]
    assert set(seats) == {"Gids", "Wandelaar 0", "Wandelaar 1"}
    with pytest.raises(choosing.DraftStands):
        choosing.open_choice(walk, now=now, by=SYSTEM)


def counted(item: ProgrammeItem) -> tuple[int, int]:
    """How many of the first group are out and back."""
    group = queries.groups(item)[0]
    return group.out, group.back


# --- the guide ------------------------------------------------------------------------------------


def test_people_are_counted_out_and_back_once(walk: ProgrammeItem, now: datetime) -> None:
    (one, two), (first, _second) = people(walk, 2), tables(walk)
    for who in (one, two):
        choosing.choose(who, first, now=now, by=SYSTEM)
    key = uuid.uuid4()
    later = now + timedelta(minutes=40)
    for _tap in range(2):
        counting.count(first, one, leg=Leg.OUT, key=key, now=now, by=SYSTEM)
    counting.count(first, one, leg=Leg.BACK, key=uuid.uuid4(), now=later, by=SYSTEM)
    counting.count(first, one, leg=Leg.BACK, key=uuid.uuid4(), now=later, by=SYSTEM)
    found = {walker.signup.name: walker.at for walker in queries.walkers(first)}
    assert found == {"Gids": {}, "Wandelaar 0": {Leg.OUT: now, Leg.BACK: later}, "Wandelaar 1": {}}
    assert counted(walk) == (1, 1)


def test_a_count_is_taken_back_and_stays_so_when_the_tap_comes_in_again(
    walk: ProgrammeItem, now: datetime
) -> None:
    (one,), (first, _second) = people(walk, 1), tables(walk)
    choosing.choose(one, first, now=now, by=SYSTEM)
    key = uuid.uuid4()
    counting.count(first, one, leg=Leg.OUT, key=key, now=now, by=SYSTEM)
    counting.undo(first, one, leg=Leg.OUT, now=now, by=SYSTEM)
    counting.count(first, one, leg=Leg.OUT, key=key, now=now, by=SYSTEM)
    assert counted(walk) == (0, 0)
    counting.count(first, one, leg=Leg.OUT, key=uuid.uuid4(), now=now, by=SYSTEM)
    assert counted(walk) == (1, 0)
    assert db.session.query(Headcount).count() == 2


def test_somebody_joins_at_the_meeting_point_while_there_is_a_place(
    walk: ProgrammeItem, now: datetime
) -> None:
    (one, two, three), (first, second) = people(walk, 3), tables(walk)
    choosing.choose(one, second, now=now, by=SYSTEM)
    late = walk.starts_at + timedelta(minutes=1)
    with pytest.raises(counting.NotWithUs):
        counting.count(first, one, leg=Leg.OUT, key=uuid.uuid4(), now=late, by=SYSTEM)
    for who in (one, two):
        counting.join(first, who, key=uuid.uuid4(), now=late, by=SYSTEM)
    assert with_group(walk) == {"Wandelaar 0": 1, "Wandelaar 1": 1}
    assert counted(walk) == (2, 0)
    with pytest.raises(choosing.GroupFull):
        counting.join(first, three, key=uuid.uuid4(), now=late, by=SYSTEM)
    cancelled(three, now)
    with pytest.raises(counting.NotWithUs):
        counting.join(second, three, key=uuid.uuid4(), now=late, by=SYSTEM)


def test_a_guide_looks_people_up_by_two_letters(walk: ProgrammeItem, now: datetime) -> None:
    one, _two = people(walk, 2)
    first = tables(walk)[0]
    assert queries.others(first, "W") == []
    choosing.choose(one, first, now=now, by=SYSTEM)
    assert [who.name for who in queries.others(first, "wandel")] == ["Wandelaar 1"]


# --- the route ------------------------------------------------------------------------------------


def route(table: Table) -> list[tuple[int, str]]:
    """The stops in order."""
    db.session.expire_all()
    return [(stop.position, stop.place) for stop in queries.stops(table)]


def test_a_route_is_made_turned_about_and_cut_short(walk: ProgrammeItem) -> None:
    table = tables(walk)[0]
    a, _b, c = (routes.add(table, place, "", by=SYSTEM) for place in "abc")
    assert route(table) == [(1, "a"), (2, "b"), (3, "c")]
    routes.put_earlier(c, by=SYSTEM)
    assert route(table) == [(1, "a"), (2, "c"), (3, "b")]
    routes.put_earlier(a, by=SYSTEM)
    routes.remove(a, by=SYSTEM)
    assert route(table) == [(1, "c"), (2, "b")]
    routes.change(c, "de hoek", "een tuin", by=SYSTEM)
    assert route(table)[0] == (1, "de hoek")


def test_who_leaves_the_event_leaves_the_group(walk: ProgrammeItem, now: datetime) -> None:
    (one,), (first, _second) = people(walk, 1), tables(walk)
    choosing.choose(one, first, now=now, by=SYSTEM)
    cancelled(one, now)
    assert db.session.query(Seat).filter_by(signup_id=one.id).count() == 0
