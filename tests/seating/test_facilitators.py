"""Asked to lead a table: who answers what, one truth for places and for tables, nobody twice."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from makers.core import database
from makers.core.database import db, is_sqlite
from makers.core.journal import SYSTEM, Actor
from makers.events.models import Event
from makers.seating import tables
from makers.seating.facilitators import answering, asking, briefing, queries
from makers.seating.facilitators.queries import Answer
from makers.seating.models import Briefing, FacilitatorRequest, Seat, SeatPart, Table
from makers.signups import erasing, my_data, retention, service
from makers.signups.models import Origin, Signup, SignupState
from makers.signups.service import SignupsClosed
from tests import build
from tests.conftest import NOON
from tests.seating.rows import afternoon, named, published, tables_of
from tests.signups.people import told
from tests.signups.test_places_race import at_once

DESK = Actor("organiser", 1)
JO = "jo@example.org"
NEXT_DAY = NOON - timedelta(days=6)
WEEK = NOON - timedelta(days=7)


def asked(event: Event, email: str = JO, *, reserve: bool = False) -> FacilitatorRequest:
    """Jo is asked by mail, to come as a guest."""
    role = next(role.id for role in event.roles if role.name == "gast")
    return asking.ask_address(event, email, "Jo Bedacht", role, reserve=reserve, now=WEEK, by=DESK)


def yes(request: FacilitatorRequest, said: str = "", *, now: datetime = WEEK) -> Signup:
    """They say yes; their sign-up."""
    answering.accept(request, said, now=now, by=SYSTEM)
    assert request.signup is not None
    return request.signup


def stands(request: FacilitatorRequest, now: datetime = WEEK) -> Answer:
    """What the organiser reads of them."""
    found = queries.overview(request.event_id, now).asked
    return next(one.answer for one in found if one.request.id == request.id)


def given(table: Table, who: Signup | None, *, now: datetime = WEEK) -> None:
    """The table is theirs, or nobody's."""
    chosen = who.id if who is not None else None
    tables.lead(table, chosen, seen=table.facilitator_id, now=now, by=DESK)


@pytest.fixture
def table(app: Flask) -> Table:
    """A table without anybody to lead it."""
    return build.table(build.item(build.event()), 4)


def test_who_is_asked_by_mail_says_yes_and_has_a_place(table: Table) -> None:
    request = asked(table.item.event)
    assert stands(request) is Answer.ASKED
    who = yes(request, "Graag!")
    assert (who.name, who.role.name, who.origin) == ("Jo Bedacht", "gast", Origin.DESK)
    assert who.state is SignupState.CONFIRMED
    assert stands(request) is Answer.YES
    assert (request.said, request.email) == ("Graag!", "")
    assert told(JO) == ["facilitator.asked", "signup.confirmed"]


def test_yes_goes_past_the_queue_with_its_reason_only_when_there_is_no_place(app: Flask) -> None:
    event = build.event(capacity=1)
    build.item(event)
    first = yes(asked(event))
    assert first.overrides == []
    second = yes(asked(event, "sam@example.org"))
    assert second.state is SignupState.CONFIRMED
    assert [one.reason for one in second.overrides] == [answering.NEEDED]


def test_who_signed_up_is_asked_as_that_and_keeps_their_sign_up(table: Table) -> None:
    event = table.item.event
    known = build.signup(event, "Jo", state="waiting")
    request = asked(event, known.person.email or "")
    assert request.signup_id == known.id
    assert yes(request).id == known.id
    assert known.state is SignupState.CONFIRMED, "who is needed does not wait"
    assert known.role.name == "ambtenaar"


def test_who_signs_up_after_the_question_is_one_person(table: Table) -> None:
    event = table.item.event
    request = asked(event)
    made = build.signup(event, "Jo")
    made.person.email = JO
    db.session.commit()
    assert asking.ask_signup(made, now=WEEK, by=DESK).id == request.id
    assert yes(request).id == made.id


def test_two_questions_to_one_person_become_one_with_the_answer(table: Table) -> None:
    event = table.item.event
    request = asked(event)
    made = build.signup(event, "Jo")
    other = asking.ask_signup(made, now=WEEK, by=DESK)
    made.person.email = JO
    db.session.commit()
    assert yes(request).id == made.id
    assert other.withdrawn_at is not None
    assert [one.request.id for one in queries.overview(event.id, WEEK).asked] == [request.id]


def test_twice_is_once(table: Table) -> None:
    request = asked(table.item.event)
    assert asked(table.item.event).id == request.id
    first = yes(request, "Ja")
    assert yes(request, "Nog een keer ja").id == first.id
    assert request.said == "Ja"
    answering.decline(request, "Toch niet", now=WEEK, by=SYSTEM)
    answering.decline(request, "Echt niet", now=WEEK, by=SYSTEM)
    assert request.said == "Toch niet"
    assert db.session.scalar(select(func.count()).select_from(Signup)) == 1
    assert told(JO) == ["facilitator.asked", "signup.confirmed"]


@contextlib.contextmanager
def all_look_first(together: int, *, lock: bool) -> Iterator[None]:
    """Everybody looks whether the question stands before anybody asks it.

    With the lock nobody else comes to look, and the first goes on alone.
    """
    everyone, look = threading.Barrier(together), asking.open_of

    def look_together(session: Session, signup: Signup) -> FacilitatorRequest | None:
        found = look(session, signup)
        with contextlib.suppress(threading.BrokenBarrierError):
            everyone.wait(timeout=0.2 if lock else 5)
        return found

    def no_lock(session: Session, event_id: int | None) -> None:
        if is_sqlite(session):
            session.connection().exec_driver_sql("COMMIT")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(asking, "open_of", look_together)
        if not lock:
            patch.setattr(database, "_lock", no_lock)
            patch.setattr(database, "_one_writer", lambda session: contextlib.nullcontext())
        yield


def asking_jo(app: Flask, event: Event) -> list[Exception]:
    """Four organisers ask Jo at the same moment, by the list and by address; what went wrong."""
    who = build.signup(event, "Jo")
    who.person.email = JO
    db.session.commit()
    event_id, who_id = event.id, who.id
    tasks: list[Callable[[], Any]] = [
        lambda: asked(db.session.get_one(Event, event_id)),
        lambda: asking.ask_signup(db.session.get_one(Signup, who_id), now=WEEK, by=DESK),
    ] * 2
    failures = at_once(app, tasks)
    db.session.rollback()
    return failures


def test_control_with_the_lock_off_organisers_collide(app: Flask, table: Table) -> None:
    with all_look_first(4, lock=False):
        assert asking_jo(app, table.item.event) != []


def test_organisers_who_ask_the_same_person_at_once_ask_once(app: Flask, table: Table) -> None:
    with all_look_first(4, lock=True):
        assert asking_jo(app, table.item.event) == []
    assert len(db.session.scalars(select(FacilitatorRequest)).all()) == 1
    assert told(JO) == ["facilitator.asked"]


def test_eight_taps_on_yes_make_one_sign_up(app: Flask, table: Table) -> None:
    request_id = asked(table.item.event).id

    def tap() -> None:
        answering.accept(db.session.get_one(FacilitatorRequest, request_id), now=WEEK, by=SYSTEM)

    assert at_once(app, [tap] * 8) == []
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Signup)) == 1
    assert told(JO) == ["facilitator.asked", "signup.confirmed"]


def test_what_was_taken_back_cannot_be_answered(table: Table) -> None:
    request = asked(table.item.event)
    asking.withdraw(request, now=WEEK, by=DESK)
    for answer in (answering.accept, answering.decline):
        with pytest.raises(answering.TakenBack):
            answer(request, now=WEEK, by=SYSTEM)
    assert db.session.scalars(select(Signup)).all() == []
    assert queries.overview(table.event_id, WEEK).asked == []


def test_after_the_afternoon_nobody_answers(table: Table) -> None:
    request = asked(table.item.event)
    with pytest.raises(SignupsClosed):
        answering.accept(request, now=table.item.event.ends_at, by=SYSTEM)


def test_a_mind_may_be_changed_until_there_is_a_table(table: Table) -> None:
    request = asked(table.item.event)
    answering.decline(request, "Ik werk dan", now=WEEK, by=SYSTEM)
    assert stands(request) is Answer.NO
    yes(request)
    assert stands(request) is Answer.YES
    answering.decline(request, now=WEEK, by=SYSTEM)
    assert (stands(request), request.left_at) == (Answer.NO, None)


def test_who_has_a_table_calls_off_and_it_comes_free(table: Table) -> None:
    request = asked(table.item.event)
    who = yes(request)
    given(table, who)
    answering.decline(request, "Ziek", now=WEEK, by=SYSTEM)
    assert table.facilitator_id is None
    assert stands(request) is Answer.LEFT
    assert who.state is SignupState.CONFIRMED, "they may still come"


def test_who_cancels_their_sign_up_is_no_facilitator(table: Table) -> None:
    request = asked(table.item.event)
    who = yes(request)
    given(table, who)
    service.cancel(who, now=WEEK, by=SYSTEM)
    assert table.facilitator_id is None
    assert stands(request) is Answer.LEFT


def test_a_no_after_the_first_round_leaves_what_was(app: Flask) -> None:
    event = build.event()
    first = build.table(build.item(event), 1)
    later = build.table(build.item(event, starts_at=event.starts_at + timedelta(hours=2)), 1)
    request = asked(event)
    who = yes(request)
    given(first, who)
    given(later, who)
    between = first.item.ends_at
    answering.decline(request, now=between, by=SYSTEM)
    assert (first.facilitator_id, later.facilitator_id) == (who.id, None)


def test_who_said_no_is_asked_anew_and_once_a_day(table: Table) -> None:
    request = asked(table.item.event)
    with pytest.raises(asking.AskedToday):
        asking.ask_again(request, now=WEEK + timedelta(hours=1), by=DESK)
    asking.ask_again(request, now=NEXT_DAY, by=DESK)
    answering.decline(request, now=NEXT_DAY, by=SYSTEM)
    anew = asking.ask_again(request, now=NEXT_DAY + timedelta(days=1), by=DESK)
    assert anew.id != request.id
    assert stands(anew) is Answer.ASKED
    assert told(JO) == ["facilitator.asked"] * 3
    yes(request, now=NEXT_DAY + timedelta(days=1))
    assert anew.withdrawn_at is not None, "the link of the first mail works as well"


def test_a_reserve_takes_over_and_is_none_any_more(table: Table) -> None:
    request = asked(table.item.event, reserve=True)
    who = yes(request)
    assert stands(request) is Answer.RESERVE
    (led,) = queries.overview(table.event_id, WEEK).tables
    assert (led.first, led.reserve) == ([], [who])
    given(table, who)
    assert stands(request) is Answer.YES
    given(table, None)
    assert stands(request) is Answer.RESERVE
    asking.stand_by(request, reserve=False, now=WEEK, by=DESK)
    assert stands(request) is Answer.YES


def test_nobody_leads_two_tables_in_a_round(table: Table) -> None:
    other = build.table(table.item, 5)
    who = yes(asked(table.item.event))
    given(table, who)
    with pytest.raises(tables.Elsewhere):
        given(other, who)
    assert [led.first for led in queries.overview(table.event_id, WEEK).tables] == [[], []]


def test_two_organisers_who_give_a_table_read_of_each_other(table: Table) -> None:
    event = table.item.event
    one, other = yes(asked(event)), yes(asked(event, "sam@example.org"))
    given(table, one)
    with pytest.raises(tables.Overtaken):
        tables.lead(table, other.id, seen=None, now=WEEK, by=DESK)


def test_the_plan_follows_who_leads(app: Flask, now: datetime) -> None:
    item = afternoon(12, 2, most=12)
    plan = published(item, now)
    (one, _two), before = tables_of(item), named(item.event, "Begeleider 1")
    after = next(
        seat.signup
        for seat in plan.seats
        if seat.table_id == one.id and seat.part is SeatPart.PARTICIPANT
    )
    tables.lead(one, after.id, seen=before.id, now=now, by=DESK)
    parts = {who.id: _part(plan.seats, who) for who in (before, after)}
    assert parts == {before.id: SeatPart.PARTICIPANT, after.id: SeatPart.FACILITATOR}


def _part(seats: list[Seat], who: Signup) -> SeatPart:
    return next(one.part for one in seats if one.signup_id == who.id)


def test_who_leads_without_a_question_is_shown(app: Flask) -> None:
    item = afternoon(12, 2)
    found = queries.overview(item.event_id, WEEK)
    assert [who.name for who, _tables in found.unasked] == ["Begeleider 1", "Begeleider 2"]
    request = asking.ask_signup(named(item.event, "Begeleider 1"), now=WEEK, by=DESK)
    found = queries.overview(item.event_id, WEEK)
    assert [one.request.id for one in found.asked] == [request.id]
    assert len(found.unasked) == 1


def test_who_led_at_an_earlier_event_is_found_first(app: Flask) -> None:
    item = afternoon(12, 1)
    known = named(item.event, "Begeleider 1")
    next_one = build.event()
    for name in ("Anna", "Zoë Bedacht"):
        build.signup(next_one, name)
    again = named(next_one, "Zoë Bedacht")
    again.person = known.person
    db.session.commit()
    found, more = queries.candidates(next_one.id, "")
    assert [(one.signup.name, one.led_before) for one in found] == [
        ("Zoë Bedacht", True),
        ("Anna", False),
    ]
    assert more == 0
    assert [one.signup.name for one in queries.candidates(next_one.id, "zoe")[0]] == ["Zoë Bedacht"]


def test_a_briefing_goes_out_once_and_again_to_whom_something_changed(
    app: Flask, now: datetime
) -> None:
    item = afternoon(12, 2, most=12)
    event = item.event
    assert briefing.send(event, now=now, by=DESK) == 0, "no plan is in force yet"
    plan = published(item, now)
    assert briefing.send(event, now=now, by=DESK) == 2
    assert briefing.send(event, now=now, by=DESK) == 0
    (one, other) = tables_of(item)
    one.place = "bij de piano"
    db.session.commit()
    assert briefing.send(event, now=now, by=DESK) == 1
    leads = next(
        sits.signup
        for sits in plan.seats
        if sits.table_id == other.id and sits.part is SeatPart.PARTICIPANT
    )
    tables.lead(other, leads.id, seen=other.facilitator_id, now=now, by=DESK)
    assert briefing.send(event, now=now, by=DESK) == 1
    assert told(leads.person.email or "") == ["facilitator.briefing"]


def test_eight_presses_send_one_briefing_each(app: Flask, now: datetime) -> None:
    item = afternoon(8, 1)
    published(item, now)
    event_id = item.event_id

    def press() -> None:
        briefing.send(db.session.get_one(Event, event_id), now=now, by=DESK)

    assert at_once(app, [press] * 8) == []
    leads = named(db.session.get_one(Event, event_id), "Begeleider 1")
    assert told(leads.person.email or "") == ["facilitator.briefing"]


def test_who_is_erased_was_never_asked(app: Flask, now: datetime) -> None:
    item = afternoon(8, 1)
    published(item, now)
    who = named(item.event, "Begeleider 1")
    asking.ask_signup(who, now=WEEK, by=DESK)
    briefing.send(item.event, now=now, by=DESK)
    assert "'begeleiden': [{'gevraagd'" in repr(my_data.about(who))
    erasing.erase(who.person, now=now, by=SYSTEM)
    for model in (FacilitatorRequest, Briefing):
        assert db.session.scalars(select(model)).all() == []


def test_an_address_that_never_said_yes_goes_after_a_year(table: Table) -> None:
    asked(table.item.event)
    retention.tidy(table.item.event.ends_at + timedelta(days=364))
    assert db.session.scalars(select(FacilitatorRequest)).all() != []
    later = table.item.event.ends_at + timedelta(days=366)
    assert 1 in [one.number for one in retention.going(later)]
    retention.tidy(later)
    assert db.session.scalars(select(FacilitatorRequest)).all() == []
