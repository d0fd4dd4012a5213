"""The demo: two afternoons that stand as they should at any hour, and a link for each door."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from makers import create_app, demo
from makers.config import Settings
from makers.core import clock, organisers
from makers.core.database import db, writing
from makers.core.journal import SYSTEM
from makers.core.links import GrantRow, Link
from makers.core.mail import OutboxMail
from makers.demo import Door, afternoon, next_time, walking
from makers.demo import event as laid
from makers.demo.event import Standing
from makers.demo.people import ABSENT, EVERYBODY
from makers.events import copying, queries
from makers.events.models import Event, ItemKind
from makers.events.programme import now_and_next
from makers.followups import queries as followups
from makers.followups.models import FollowUp, FollowUpState
from makers.intervision import queries as intervision
from makers.intervision.kinds import NoteKind
from makers.intervision.models import Note, Run
from makers.intervision.plenary import hall
from makers.intervision.plenary import queries as plenary
from makers.seating import queries as seating
from makers.seating import solver
from makers.seating.board_queries import board
from makers.seating.models import Case, Plan, Seat, Table
from makers.seating.problem import problem_of
from makers.seating.solver.check import broken_rules
from makers.seating.walks import queries as walks
from makers.signups import door as entrance
from makers.signups.models import CheckIn, Person, Signup
from makers.talks import queries as talks
from makers.talks import run_queries
from makers.talks.models import Talk
from tests import postgres
from tests.conftest import made_app

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("demo")]

KINDS = (Event, Person, Signup, CheckIn, Talk, Case, Table, Plan, Seat, Run, Note, FollowUp)
DOORS = ["attendee", "entrepreneur", "facilitator", "organiser", "moderator", "projector"]


@dataclass(frozen=True)
class Shown:
    """The demo as it was laid out once, at ``now``, for tests that leave it as it is."""

    app: Flask
    now: datetime
    doors: Sequence[Door]


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def laid_out(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Shown:
    """The demo, laid out this moment, in a database of its own on either engine."""
    folder = tmp_path_factory.mktemp("demo")
    url = f"sqlite:///{folder / 'makers.db'}"
    if request.param == "postgres":
        server: postgres.Server = request.getfixturevalue("postgres_server")
        url = server.create_database("demo")
    app, now = made_app(folder, url), clock.now()
    with app.app_context():
        return Shown(app, now, demo.lay_out(now=now))


@pytest.fixture
def shown(laid_out: Shown) -> Iterator[Shown]:
    """The same, inside the app's context."""
    with laid_out.app.app_context():
        yield laid_out
        db.session.rollback()


def counted() -> dict[str, int]:
    """How many rows of each kind there are."""
    return {
        kind.__name__: db.session.scalar(select(func.count()).select_from(kind)) or 0
        for kind in KINDS
    }


def running() -> Event:
    """The afternoon that goes on now."""
    found = laid.standing(afternoon.BY)
    assert found is not None
    return found.event


def at_work() -> Sequence[Table]:
    """Its tables of intervision."""
    return seating.tables_of(running().id, seating.rounds(running())[0].id)


def coming() -> Event:
    """The next afternoon."""
    found = laid.standing(next_time.BY)
    assert found is not None
    return found.event


def test_the_demo_twice_is_the_demo_once(shown: Shown) -> None:
    first = counted()
    demo.lay_out(now=shown.now + timedelta(minutes=5))
    assert counted() == first
    assert (first["Event"], first["Table"], first["Run"]) == (2, 8, 5)


def test_it_is_found_again_under_another_title_and_beside_its_copy(
    app: Flask, now: datetime
) -> None:
    demo.lay_out(now=now)
    event = running()
    day = (now + timedelta(days=9)).date()
    copied = copying.copy(event, title=event.title, day=day, now=now, by=SYSTEM).id
    with writing(event.id) as session:
        session.execute(update(Event).where(Event.id == event.id).values(title="Anders"))
    first = counted()
    demo.lay_out(now=now)
    assert counted() == first
    assert db.session.get(Event, copied) is not None


def test_an_afternoon_that_is_over_is_laid_out_anew(app: Flask, now: datetime) -> None:
    demo.lay_out(now=now)
    first, gone = counted(), running().id
    later = clock.amsterdam(now + timedelta(days=1)).replace(hour=0, minute=3).astimezone(UTC)
    demo.lay_out(now=later)
    assert counted() == first
    assert running().starts_at < later < running().ends_at
    if running().id != gone:
        for column in (Link.event_id, GrantRow.event_id, OutboxMail.event_id):
            assert db.session.scalar(select(func.count()).where(column == gone)) == 0


def test_a_laying_out_that_was_broken_off_is_done_again(
    app: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(entrance, "check_in", broken)
        with pytest.raises(KeyboardInterrupt):
            demo.lay_out(now=now)
    assert laid.standing(afternoon.BY) == Standing(running(), whole=False)
    doors = demo.lay_out(now=now + timedelta(minutes=1))
    assert [door.name for door in doors] == DOORS
    assert counted()["Event"] == 2


def test_every_door_opens(shown: Shown) -> None:
    assert [door.name for door in shown.doors] == DOORS
    pages = {}
    for door in shown.doors:
        page = shown.app.test_client().get(urlsplit(door.address).path, follow_redirects=True)
        assert page.status_code == 200, door.name
        pages[door.name] = page.text
    assert "Nodigt de inbrenger uit" in pages["attendee"]
    assert "Schrijft op één kant" in pages["entrepreneur"]
    assert "Adviesronde" in pages["facilitator"]


def test_who_comes_by_a_door_is_known_as_that_person(shown: Shown) -> None:
    personal = db.session.scalars(select(Link).where(Link.kind == "personal")).all()
    assert personal
    assert all(link.signup_id == link.subject_id for link in personal)


def test_the_organisers_own_password_stays(shown: Shown) -> None:
    organisers.add(demo.ORGANISER, "Ik", "een eigen wachtwoord", now=shown.now)
    demo.lay_out(now=shown.now)
    assert organisers.check(demo.ORGANISER, "een eigen wachtwoord", now=shown.now).name == "Ik"


def test_the_tables_keep_every_hard_rule(shown: Shown) -> None:
    round_ = seating.rounds(running())[0]
    problem, shown_board = problem_of(round_), board(round_)
    seats = tuple(
        solver.Seat(problem.rounds[-1].id, f"p{seat.signup_id}", f"t{seat.table_id}", seat.part)
        for table in shown_board.tables
        for seat in table.seats
    )
    assert broken_rules(problem, solver.Plan(seats)) == ()
    assert (shown_board.is_draft, shown_board.unseated, shown_board.astray) == (False, [], [])


def test_everybody_who_went_for_a_walk_is_back(shown: Shown) -> None:
    (item,) = seating.walks(running())
    groups = walks.groups(item)
    assert [len(group.stops) for group in groups] == [2, 2]
    assert all(group.guide and group.out == group.back > 10 for group in groups)
    assert sum(group.out for group in groups) == len(groups[0].people + groups[1].people) - 3


def test_the_walk_was_seen_the_speaker_asked_and_the_sentences_are_shut(shown: Shown) -> None:
    parts = {item.kind: item for item in running().programme}
    seen = plenary.observations(parts[ItemKind.WALK])
    assert {one.place for one in seen} == {
        place for group in walking.GROUPS for place, _sights in group.stops
    }
    assert [one.picture for one in seen if one.picture] == [(640, 480)] * 2
    found = hall.of(parts[ItemKind.LECTURE])
    assert [one.people for one in found.waiting] == [5, 2, 1]
    assert len(found.asked) == 1
    reflection = parts[ItemKind.REFLECTION]
    assert (plenary.written(reflection), plenary.sentences(reflection)) == (3, [])


def test_the_tables_have_been_at_work_for_twenty_minutes(shown: Shown) -> None:
    event = running()
    current, following = now_and_next(event.programme, shown.now)
    assert current is not None
    assert following is not None
    assert current.kind is ItemKind.INTERVISION
    assert timedelta(minutes=20) <= shown.now - current.starts_at < timedelta(minutes=25)
    assert following.kind is ItemKind.REFLECTION
    parts = [item.kind for item in event.programme if item.kind is not ItemKind.BREAK]
    assert parts == [
        ItemKind.WELCOME,
        ItemKind.PECHA_KUCHA,
        ItemKind.LECTURE,
        ItemKind.WALK,
        ItemKind.INTERVISION,
        ItemKind.REFLECTION,
        ItemKind.OTHER,
    ]


def test_each_table_stands_at_another_point(shown: Shown) -> None:
    tables = at_work()
    clocks = [intervision.clock_of(table.id) for table in tables]
    turns = [clock.turn if clock else None for clock in clocks]
    assert [turn.phase if turn else None for turn in turns] == [3, 5, 2, 1, 1, None]
    left = [
        turn.started_at + timedelta(seconds=turn.seconds) - (turn.paused_at or shown.now)
        for turn in turns
        if turn
    ]
    assert [one > timedelta() for one in left] == [True, True, True, False, True]
    assert [bool(turn and turn.paused_at) for turn in turns] == [False] * 4 + [True, False]
    assert [bool(clock and clock.is_silent) for clock in clocks] == [False] * 2 + [True] + [
        False
    ] * 3
    assert [table.facilitator_id is None for table in tables] == [False] * 5 + [True]


def test_the_tables_write_of_everything_and_share_some(shown: Shown) -> None:
    notes = db.session.scalars(select(Note)).all()
    assert {note.kind for note in notes} >= {
        NoteKind.PROBLEM_STATEMENT,
        NoteKind.QUESTION,
        NoteKind.ANSWER,
        NoteKind.CORE,
        NoteKind.ADVICE,
        NoteKind.OFFER,
        NoteKind.INSIGHT,
        NoteKind.SIGNAL,
    }
    shared = [note for note in notes if note.shared_at]
    assert 5 <= len(shared) < len(notes)
    assert {note.answer for note in notes} == {"", "yes", "no", "later"}
    assert all(note.author_id for note in notes)
    assert all(note.written_at < shown.now for note in notes)
    third = intervision.clock_of(at_work()[2].id)
    assert third is not None
    assert third.writers == 3
    assert len({note.text for note in notes}) == len(notes)


def test_the_agreements_have_what_makes_them_last(shown: Shown) -> None:
    agreed = followups.of_event(running().id)
    assert all(one.counterpart_id and one.due_on for one in agreed)
    assert all(
        one.due_on >= clock.amsterdam(shown.now - timedelta(minutes=20)).date()
        for one in agreed
        if one.due_on
    )
    assert len([one for one in agreed if one.owner_id is None]) == 1
    assert Counter(one.state for one in agreed)[FollowUpState.DONE] == 1


def test_the_row_was_filled_and_nearly_everybody_is_in(shown: Shown) -> None:
    row = talks.row(running())
    assert all(slot.talk and slot.talk.accepted_at for slot in row)
    ready = [turn.is_ready for turn in run_queries.show(running().id, shown.now).turns]
    assert ready == [True, True] + [False] * (len(row) - 2)
    inside = select(Signup.name).join(CheckIn).where(Signup.event_id == running().id)
    everybody = {guest.name for guest in EVERYBODY}
    assert set(db.session.scalars(inside)) == everybody - set(ABSENT)


def test_the_next_one_is_open_and_nearly_full(shown: Shown) -> None:
    event = coming()
    begins, ends = clock.amsterdam(event.starts_at), clock.amsterdam(event.ends_at)
    assert (begins.hour, begins.minute, ends.hour, ends.minute) == (13, 0, 17, 0)
    assert timedelta(weeks=4) < event.starts_at - shown.now < timedelta(weeks=6)
    assert queries.upcoming(shown.now)[-1].id == event.id
    waiting = select(func.count()).where(Signup.event_id == event.id, Signup.confirmed_at.is_(None))
    taken = select(func.count()).where(
        Signup.event_id == event.id, Signup.confirmed_at.is_not(None)
    )
    assert db.session.scalar(waiting) == 3
    assert event.capacity - 4 < (db.session.scalar(taken) or 0) < event.capacity
    assert Counter(slot.talk is None for slot in talks.row(event)) == {True: 4, False: 2}
    assert len(seating.cases_of(event.id)) == 2


def test_nobody_in_it_could_be_somebody(shown: Shown) -> None:
    assert all(
        email is not None and email.endswith("@example.org")
        for email in db.session.scalars(select(Person.email))
    )
    public = ("Boutellier", "Zwaard", "Walraven", "Sterk")
    names = db.session.scalars(select(Signup.name)).all()
    assert not [name for name in names if any(one in name for one in public)]
    assert {item.who for item in coming().programme} == {""}


def test_the_command_ends_with_a_link_for_each_door(shown: Shown) -> None:
    said = shown.app.test_cli_runner().invoke(args=["makers", "demo"])
    assert said.exit_code == 0, said.output
    lines = said.output.splitlines()[-len(DOORS) :]
    assert [line.split()[0] for line in lines] == DOORS
    assert all(re.fullmatch(r"\w+ +http://127\.0\.0\.1:8000/l/\S+", line) for line in lines)


def test_the_command_says_what_a_database_without_tables_needs(tmp_path: Path) -> None:
    settings = Settings(
        instance=tmp_path,
        database_url=f"sqlite:///{tmp_path / 'makers.db'}",
        secret_key="a secret of the tests",
        options={"TESTING": True, "WORKER": False},
    )
    said = create_app(settings).test_cli_runner().invoke(args=["makers", "demo"])
    assert said.exit_code == 1
    assert "flask --app app db upgrade" in said.output
