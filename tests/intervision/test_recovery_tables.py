"""Tables merged, split, dissolved: who sits where, what lies where, and all of it undone."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from flask import current_app
from sqlalchemy import select

from makers.core.database import db
from makers.core.journal import JournalEntry
from makers.intervision import notes, queries
from makers.intervision.coming import joining
from makers.intervision.coming.entry import Present
from makers.intervision.kinds import NoteKind
from makers.intervision.levels import Confidentiality
from makers.intervision.models import Claim, Latecomer, Leading, Note, Recovery
from makers.intervision.notes import Words
from makers.intervision.phases import runs
from makers.intervision.recovery import undoing
from makers.intervision.recovery.dissolving import dissolve
from makers.intervision.recovery.merging import merge
from makers.intervision.recovery.people import move, rename
from makers.intervision.recovery.scene import Elsewhere, Gone
from makers.intervision.recovery.splitting import NobodyLeft, split
from makers.reports import queries as reports
from makers.seating import moving, plans
from makers.seating.forbidden import Forbidden
from makers.seating.models import Apart, SeatPart, Table
from tests import build
from tests.conftest import NOON
from tests.intervision.recovering import (
    BY,
    LATER,
    Room,
    agreed,
    company,
    lying,
    part_of,
    seated,
    stands,
    wrote,
)

MINUTES_TEN = NOON + timedelta(minutes=10)


def merged(made: Room, one: int = 0, into: int = 1) -> Recovery:
    return merge(made.tables[one], made.tables[into].id, key=uuid.uuid4(), now=NOON, by=BY)


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
    merged(made, 0, 2)
    assert (third.case_id, third.facilitator_id) == (case_id, leader_id)
    assert part_of(made.people[0][0]) is SeatPart.BRINGER
    assert part_of(made.people[0][1]) is SeatPart.FACILITATOR


@pytest.mark.parametrize("into", [1, 2])
def test_a_merger_undone_leaves_no_trace(made: Room, into: int) -> None:
    before = stands()
    recovery = merged(made, 0, into)
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
        merged(made, 0, 2)
    with pytest.raises(Gone):
        merged(made, 2, 0)


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


# --- private writing ------------------------------------------------------------------------------


def in_silence(made: Room) -> Note:
    """A note that somebody at table 1 wrote in silence, and nobody has seen."""
    table = made.tables[0]
    runs.start(table, "vijfstappen", 60, now=NOON, by=BY)
    for _ in range(2):
        build.goes_on(table, NOON)
    by = made.present(made.people[0][2])
    words = Words("canarie")
    return notes.write(table, NoteKind.CORE, words, key=uuid.uuid4(), by=by, now=NOON)


def leads(made: Room, number: int) -> Present:
    """Who facilitates a table."""
    who = made.people[number][1]
    return Present(SeatPart.FACILITATOR, who.id, who.name, leads=True, at_table=True)


def reads(made: Room, number: int, who: int, at: int) -> bool:
    """Whether somebody of a table reads the secret at a table."""
    table_id = made.tables[at].id
    reader, clock = made.present(made.people[number][who]), queries.clock_of(table_id)
    return "canarie" in {note.text for note in queries.notes_for(table_id, reader, clock)}


def test_what_was_written_in_silence_stays_its_authors_at_the_other_table(made: Room) -> None:
    note = in_silence(made)
    notes.share(note, Confidentiality.REPORT, by=leads(made, 0), now=NOON)
    merged(made)
    assert reads(made, 0, 2, at=1)
    assert not reads(made, 0, 3, at=1)
    assert not reads(made, 1, 2, at=1)
    told = queries.written_at(note.event_id)
    assert not any(one.may_be_told for one in told if one.kind is NoteKind.CORE)
    clock = queries.clock_of(made.tables[0].id)
    assert clock is not None
    assert clock.writers == 0


def test_a_reveal_at_the_other_table_is_not_one_of_this_silence(made: Room) -> None:
    in_silence(made)
    other = made.tables[1]
    runs.start(other, "vijfstappen", 60, now=NOON, by=BY)
    for _ in range(2):
        build.goes_on(other, NOON)
    merged(made)
    runs.reveal(other, 2, now=LATER, by=BY)
    assert not reads(made, 1, 2, at=1)


def test_what_was_revealed_before_is_read_there_and_comes_home_as_it_was(made: Room) -> None:
    in_silence(made)
    runs.reveal(made.tables[0], 2, now=NOON, by=BY)
    before = stands()
    recovery = merged(made)
    assert reads(made, 1, 2, at=1)
    undoing.undo(recovery, now=LATER, by=BY)
    assert stands() == before


def test_a_reveal_at_home_shows_what_went_to_a_new_table(made: Room) -> None:
    note = in_silence(made)
    people = [one.id for one in made.people[0][2:4]]
    split(made.tables[0], people, [note.id], key=uuid.uuid4(), now=NOON, by=BY)
    new = db.session.get_one(Note, note.id).table_id
    assert new is not None
    other, clock = made.present(made.people[0][3]), queries.clock_of(new)
    assert queries.notes_for(new, other, clock) == []
    runs.reveal(made.tables[0], 2, now=LATER, by=BY)
    assert [one.text for one in queries.notes_for(new, other, clock)] == ["canarie"]


# --- split ----------------------------------------------------------------------------------------


def parted(made: Room) -> Recovery:
    """Two of table 1 go to a new table, with the note."""
    people = [one.id for one in made.people[0][-2:]]
    note = db.session.scalars(select(Note.id).where(Note.table_id == made.tables[0].id)).one()
    return split(made.tables[0], people, [note], place="raam", key=uuid.uuid4(), now=NOON, by=BY)


def test_a_table_becomes_two(made: Room) -> None:
    new = parted(made).to_table
    assert new is not None
    assert (new.number, new.place) == (4, "raam")
    assert seated(new) == {"Mens 1d", "Mens 1e"}
    assert lying(new) == [("Vraag van tafel 1", 1)]
    assert len(agreed(made.tables[0])) == 1


def test_a_split_undone_leaves_no_trace(made: Room) -> None:
    before = stands()
    undoing.undo(parted(made), now=LATER, by=BY)
    assert stands() == before


def test_what_was_written_at_the_new_table_comes_to_the_old_one(made: Room) -> None:
    recovery = parted(made)
    new = recovery.to_table
    assert new is not None
    wrote(made, new, made.people[0][-1], "Met ons tweeën")
    undoing.undo(recovery, now=LATER, by=BY)
    assert ("Met ons tweeën", 4) in lying(made.tables[0])
    assert new.closed_at is not None


@pytest.mark.parametrize("going", [[], [0, 1, 2, 3, 4, 5, 6]])
def test_both_tables_keep_somebody(made: Room, going: list[int]) -> None:
    people = [made.people[2][number].id for number in going[:4]]
    with pytest.raises(NobodyLeft):
        split(made.tables[2], people, [], key=uuid.uuid4(), now=NOON, by=BY)


def test_who_leads_or_brings_stays_in_a_split_and_a_move(made: Room) -> None:
    leader = [made.people[0][1].id]
    with pytest.raises(Elsewhere):
        split(made.tables[0], leader, [], key=uuid.uuid4(), now=NOON, by=BY)
    with pytest.raises(Elsewhere):
        move(made.tables[0], leader, made.tables[1].id, key=uuid.uuid4(), now=NOON, by=BY)


# --- dissolved, moved, renamed --------------------------------------------------------------------


def scattered(made: Room, notes_to: int | None) -> Recovery:
    """The people of table 3 go to tables 1 and 2 in turn."""
    places = {one.id: made.tables[n % 2].id for n, one in enumerate(made.people[2])}
    to = made.tables[notes_to].id if notes_to is not None else None
    return dissolve(made.tables[2], places, notes_to=to, key=uuid.uuid4(), now=NOON, by=BY)


@pytest.mark.parametrize("notes_to", [None, 0])
def test_a_dissolved_table_scatters_and_undone_leaves_no_trace(
    made: Room, notes_to: int | None
) -> None:
    before = stands()
    recovery = scattered(made, notes_to)
    assert {"Mens 3a", "Mens 3c"} <= seated(made.tables[0])
    assert {"Mens 3b", "Mens 3d"} <= seated(made.tables[1])
    there = made.tables[2] if notes_to is None else made.tables[notes_to]
    assert ("Vraag van tafel 3", None if notes_to is None else 3) in lying(there)
    assert "Bellen van tafel 3" in {words for _id, words in agreed(there)}
    undoing.undo(recovery, now=LATER, by=BY)
    assert stands() == before


def test_everybody_at_a_dissolved_table_gets_a_place(made: Room) -> None:
    with pytest.raises(Elsewhere):
        dissolve(made.tables[2], {}, notes_to=None, key=uuid.uuid4(), now=NOON, by=BY)


def test_people_move_and_a_table_is_renamed_and_both_are_undone(made: Room) -> None:
    before = stands()
    first, second, _third = made.tables
    who = [one.id for one in made.people[0][2:4]]
    moved = move(first, who, second.id, key=uuid.uuid4(), now=NOON, by=BY)
    assert {"Mens 1a", "Mens 1b"} <= seated(second)
    renamed = rename(first, "De tuin", key=uuid.uuid4(), now=NOON, by=BY)
    assert first.name == "De tuin"
    undoing.undo(renamed, now=LATER, by=BY)
    undoing.undo(moved, now=LATER, by=BY)
    assert stands() == before


# --- what undoing asks ----------------------------------------------------------------------------


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


# --- the report -----------------------------------------------------------------------------------


def questions(made: Room) -> dict[int, list[str]]:
    """The questions that the report tells, by the number of the table."""
    with current_app.test_request_context():
        event = reports.event_of(made.tables[0].event_id)
        assert event is not None
        told = reports.content_of(event, organisation="", now=LATER)
    return {table.number: [one.text for one in table.questions] for table in told.tables}


def approved(made: Room, number: int) -> None:
    """Who brings a table's case approves of what leaves it."""
    table = made.tables[number]
    bringer = made.present(made.people[number][0], SeatPart.BRINGER)
    there = notes.leaving(table, queries.notes_for(table.id, bringer, queries.clock_of(table.id)))
    notes.approve(table, there.seen, by=bringer, now=NOON)


def test_what_went_along_is_told_at_its_new_table_once_it_is_approved_there(made: Room) -> None:
    note = db.session.scalars(select(Note).where(Note.text == "Vraag van tafel 1")).one()
    notes.share(note, Confidentiality.REPORT, by=leads(made, 0), now=NOON)
    approved(made, 0)
    assert questions(made)[1] == ["Vraag van tafel 1"]
    recovery = merged(made)
    assert "Vraag van tafel 1" not in [one for told in questions(made).values() for one in told]
    approved(made, 1)
    assert "Vraag van tafel 1" in questions(made)[2]
    undoing.undo(recovery, now=LATER, by=BY)
    assert questions(made)[1] == ["Vraag van tafel 1"]


# --- who joined outside the plan, and who leads ---------------------------------------------------


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


def test_who_came_late_to_a_split_table_comes_back_with_it(made: Room) -> None:
    people = [made.people[0][-1].id]
    recovery = split(made.tables[0], people, [], key=uuid.uuid4(), now=NOON, by=BY)
    new = db.session.get_one(Table, recovery.to_table_id)
    late = build.signup(new.item.event, "Laat")
    row = Latecomer(item_id=new.item_id, event_id=new.event_id, table_id=new.id, came_at=NOON)
    row.signup_id = late.id
    db.session.add(row)
    db.session.commit()
    undoing.undo(recovery, now=LATER, by=BY)
    assert row.table_id == made.tables[0].id
    assert new.closed_at is not None


def test_what_says_the_same_parts_where_its_table_splits(made: Room) -> None:
    first, who = made.tables[0], made.people[0]
    front, under = (wrote(made, first, who[-1], words) for words in ("Een", "Twee"))
    under.front_id = under.follows_id = front.id
    db.session.commit()
    before = stands()
    recovery = split(first, [who[-1].id], [under.id], key=uuid.uuid4(), now=NOON, by=BY)
    tied = select(Note.front_id, Note.follows_id).where(Note.id == under.id)
    assert tuple(db.session.execute(tied).one()) == (None, None)
    undoing.undo(recovery, now=LATER, by=BY)
    tables = {name for name in before if stands()[name] != before[name]}
    assert tables == set()
