"""Tables merged: who sits and leads there, what lies there, and all of it undone, in time."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select

from makers.core.database import db
from makers.core.journal import JournalEntry
from makers.intervision import notes
from makers.intervision.coming import joining
from makers.intervision.models import Claim, Leading, Note, Recovery
from makers.intervision.notes import Words
from makers.intervision.recovery import undoing
from makers.intervision.recovery.merging import merge
from makers.intervision.recovery.people import rename
from makers.intervision.recovery.scene import Gone
from makers.seating import moving, plans
from makers.seating.forbidden import Forbidden
from makers.seating.models import Apart, SeatPart
from tests.conftest import NOON
from tests.intervision.recovering import (
    BY,
    LATER,
    Room,
    agreed,
    company,
    lying,
    merged,
    part_of,
    seated,
    stands,
    wrote,
)

MINUTES_TEN = NOON + timedelta(minutes=10)


def test_two_tables_become_one(made: Room) -> None:
    first, second, _third = made.tables
    was = agreed(first)
    merged(made)
    assert seated(first) == set()
    assert {"Mens 1a", "Inbrenger 1", "Begeleider 1", "Mens 2a"} <= seated(second)
    assert lying(second) == [("Vraag van tafel 1", 1), ("Vraag van tafel 2", None)]
    assert set(was) <= set(agreed(second))
    assert first.closed_at == NOON
    assert part_of(made.people[0][0]) is SeatPart.PARTICIPANT
    assert part_of(made.people[1][0]) is SeatPart.BRINGER


def test_a_table_without_case_and_leader_gets_those_of_the_other(made: Room) -> None:
    first, _second, third = made.tables
    case_id, leader_id = first.case_id, first.facilitator_id
    merged(made, 2)
    assert (third.case_id, third.facilitator_id) == (case_id, leader_id)
    assert part_of(made.people[0][0]) is SeatPart.BRINGER
    assert part_of(made.people[0][1]) is SeatPart.FACILITATOR


@pytest.mark.parametrize("into", [1, 2])
def test_a_merger_undone_leaves_no_trace(made: Room, into: int) -> None:
    before = stands()
    recovery = merged(made, into)
    assert stands() != before
    undoing.undo(recovery, now=LATER, by=BY)
    assert stands() == before


def test_what_was_written_since_stays_where_it_was_written(made: Room) -> None:
    recovery = merged(made)
    wrote(made, made.tables[1], made.people[0][2], "Samen bedacht")
    undoing.undo(recovery, now=LATER, by=BY)
    assert ("Samen bedacht", None) in lying(made.tables[1])
    assert lying(made.tables[0]) == [("Vraag van tafel 1", None)]


def test_an_edit_made_meanwhile_is_kept(made: Room) -> None:
    recovery = merged(made)
    note = db.session.scalars(select(Note).where(Note.text == "Vraag van tafel 1")).one()
    by = made.present(made.people[0][2])
    notes.edit(note, Words("Beter gevraagd"), version=1, by=by, now=LATER)
    undoing.undo(recovery, now=LATER, by=BY)
    assert lying(made.tables[0]) == [("Beter gevraagd", None)]


def test_the_same_form_again_merges_once(made: Room) -> None:
    key, (first, second, _third) = uuid.uuid4(), made.tables
    one = merge(first, second.id, key=key, now=NOON, by=BY)
    again = merge(first, second.id, key=key, now=NOON, by=BY)
    assert one.id == again.id


def test_a_table_that_is_gone_is_not_merged_again(made: Room) -> None:
    merged(made)
    with pytest.raises(Gone):
        merged(made, 2)
    with pytest.raises(Gone):
        merged(made, 0, 2)


def test_who_may_not_sit_together_is_not_brought_together(made: Room) -> None:
    one, other = made.people[0][2], made.people[1][2]
    db.session.add(Apart(event_id=one.event_id, one_id=one.id, other_id=other.id))
    db.session.commit()
    before = stands()
    with pytest.raises(Forbidden):
        merged(made)
    assert stands() == before


def test_every_screen_it_touches_hears_of_it(made: Room) -> None:
    merged(made)
    heard = set(db.session.scalars(select(JournalEntry.topic)))
    first, second, _third = made.tables
    for table in (first, second):
        for part in ("clock", "notes", "people", "followups"):
            assert f"table-{table.id}-{part}" in heard
    assert {"recovery", "seating"} <= heard
    written = db.session.scalars(
        select(JournalEntry).where(JournalEntry.what == "tables.merged")
    ).all()
    assert {(one.actor_kind, one.actor_id) for one in written} == {("organiser", 1)}


def test_who_joined_late_goes_along_and_comes_back(made: Room) -> None:
    company(made)
    before = stands()
    recovery = merged(made)
    into = made.tables[1].id
    late = {one.signup.name for one in joining.seats(made.tables[1]) if not one.in_plan}
    assert late == {"Laat 1x", "Laat 1y", "Laat 2x", "Laat 2y"}
    seen = {one.signup.name for one in joining.seats(made.tables[1]) if one.seen_at is not None}
    assert "Laat 1x" in seen
    assert made.people[0][-1].id in set(
        db.session.scalars(select(Claim.signup_id).where(Claim.table_id == into))
    )
    undoing.undo(recovery, now=LATER, by=BY)
    assert stands() == before


def test_who_leads_comes_along_only_where_nobody_leads(made: Room) -> None:
    led = company(made)[-1]
    third, second = made.tables[2], made.tables[1]
    merge(third, second.id, key=uuid.uuid4(), now=NOON, by=BY)
    running = select(Leading).where(Leading.until.is_(None))
    assert db.session.scalars(running).all() == []
    undoing.undo(db.session.scalars(select(Recovery)).one(), now=LATER, by=BY)
    assert db.session.scalars(running).one().table_id == third.id
    second.facilitator_id = None
    db.session.commit()
    merge(third, second.id, key=uuid.uuid4(), now=NOON, by=BY)
    found = db.session.scalars(running).one()
    assert (found.table_id, found.signup_id) == (second.id, led.id)


def test_a_lead_taken_since_ends_for_who_goes_home(made: Room) -> None:
    first, second = made.tables[0], made.tables[1]
    recovery = merged(made)
    who = {"event_id": second.event_id, "signup_id": made.people[0][-1].id}
    db.session.add(Leading(table_id=second.id, since=LATER, **who))
    db.session.commit()
    undoing.undo(recovery, now=LATER, by=BY)
    assert db.session.scalar(select(Leading.until)) == LATER
    assert first.closed_at is None


def test_undoing_ends_after_ten_minutes(made: Room) -> None:
    recovery = merged(made)
    with pytest.raises(undoing.TooLate):
        undoing.undo(recovery, now=MINUTES_TEN + timedelta(seconds=1), by=BY)
    undoing.undo(recovery, now=MINUTES_TEN, by=BY)


def test_the_newest_goes_first(made: Room) -> None:
    recovery = merged(made)
    later = rename(made.tables[2], "Drie", key=uuid.uuid4(), now=NOON, by=BY)
    with pytest.raises(undoing.NotTheNewest):
        undoing.undo(recovery, now=LATER, by=BY)
    undoing.undo(later, now=LATER, by=BY)
    undoing.undo(recovery, now=LATER, by=BY)


def test_undoing_twice_is_undoing_once(made: Room) -> None:
    recovery = merged(made)
    undoing.undo(recovery, now=LATER, by=BY)
    before = stands()
    undoing.undo(recovery, now=MINUTES_TEN + timedelta(hours=1), by=BY)
    assert stands() == before


def test_a_plan_published_since_stands(made: Room) -> None:
    recovery = merged(made)
    item, who = made.tables[0].item, made.people[1][2]
    moving.move(item, who, made.tables[2], now=LATER, by=BY)
    plans.publish(item, now=LATER, by=BY)
    before = stands()
    with pytest.raises(undoing.ChangedSince):
        undoing.undo(recovery, now=LATER, by=BY)
    assert stands() == before


def test_a_draft_of_before_is_put_aside_and_comes_back(made: Room) -> None:
    item, who = made.tables[0].item, made.people[2][0]
    moving.move(item, who, made.tables[1], now=NOON, by=BY)
    before = stands()
    recovery = merged(made)
    assert plans.find(db.session(), item, *plans.DRAFT) is None
    undoing.undo(recovery, now=LATER, by=BY)
    assert stands() == before
