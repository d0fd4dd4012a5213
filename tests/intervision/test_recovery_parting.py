"""Tables split and dissolved, people moved, a table renamed: and all of it undone."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import select

from makers.core.database import db
from makers.intervision.models import Latecomer, Note, Recovery
from makers.intervision.recovery import undoing
from makers.intervision.recovery.dissolving import dissolve
from makers.intervision.recovery.people import move, rename
from makers.intervision.recovery.scene import Elsewhere
from makers.intervision.recovery.splitting import NobodyLeft, split
from makers.seating.models import Table
from tests import build
from tests.conftest import NOON
from tests.intervision.recovering import (
    BY,
    LATER,
    Room,
    agreed,
    lying,
    seated,
    stands,
    wrote,
)


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
