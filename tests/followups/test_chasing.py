"""Asking after promises: seldom, in working hours, all of one in one mail, until it is done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from flask import Flask
from sqlalchemy import func, select

from makers.core import clock
from makers.core.database import db
from makers.core.journal import SYSTEM, Actor
from makers.core.mail import OutboxMail, compose
from makers.followups import chasing, handing_over, letters, promises, queries, service
from makers.followups.models import Chase, FollowUp
from makers.intervision.models import Rehearsal
from tests import build
from tests.counting import statements
from tests.followups.conftest import BY, NEXT_WEEK, Group

AGREED = date(2026, 11, 27)  # a Friday
Act = Callable[[date], object]


def at(text: str) -> datetime:
    """A moment on the wall clock of Rotterdam."""
    return clock.from_wall_clock(datetime.fromisoformat(text))


def a_year(act: Act = lambda day: None, *, days: int = 365) -> list[date]:
    """Run the job before, in and after working hours, day by day: when mails went in the outbox.

    ``act`` is what people do at the end of each day.
    """
    before = mailed()
    for number in range(days):
        day = AGREED + timedelta(days=number)
        for hour in (7, 10, 18):
            chasing.chase(at(f"{day} {hour:02}:30"))
        act(day)
        db.session.rollback()
    return [day for day in mailed() if day not in before]


def mailed() -> list[date]:
    """The days of the mails in the outbox that ask after promises."""
    rows = db.session.scalars(
        select(OutboxMail.made_at).where(OutboxMail.what == letters.CHASE).order_by(OutboxMail.id)
    )
    return [clock.amsterdam(moment).date() for moment in rows]


def confirmed(group: Group, due_on: date, action: str = "Bellen") -> FollowUp:
    """A promise of the first that they said yes to."""
    made = group.agreed(action, owner_id=group.first.id, due_on=due_on)
    promises.confirm(made, made.version, now=made.agreed_at, by=Actor("signup", group.first.id))
    return made


def test_who_never_answers_gets_five_mails_in_a_year(group: Group) -> None:
    group.agreed(owner_id=group.first.id, due_on=date(2027, 2, 12))
    assert a_year() == [
        date(2026, 11, 30),  # Monday: the day after it was made is a Saturday
        date(2027, 2, 5),
        date(2027, 2, 12),
        date(2027, 2, 19),
        date(2027, 2, 26),
    ]


def test_who_said_yes_is_asked_around_the_day_alone(group: Group) -> None:
    confirmed(group, due_on=date(2027, 2, 12))
    assert a_year()[0] == date(2027, 2, 5)


def test_a_promise_for_this_week_is_not_asked_after_beforehand(group: Group) -> None:
    confirmed(group, due_on=NEXT_WEEK)
    assert a_year() == [NEXT_WEEK, date(2026, 12, 11), date(2026, 12, 18)]


def test_nothing_is_asked_after_it_is_done(group: Group) -> None:
    made = confirmed(group, due_on=NEXT_WEEK)

    def keeps(day: date) -> None:
        if day == NEXT_WEEK:
            promises.mark_done(made, now=at(f"{day} 20:00"), by=SYSTEM)

    assert a_year(keeps) == [NEXT_WEEK]


@pytest.mark.parametrize("answer", [promises.get_stuck, promises.drop, promises.give_back])
def test_what_is_stuck_dropped_or_not_theirs_is_left_alone(
    group: Group, answer: Callable[..., None]
) -> None:
    made = confirmed(group, due_on=NEXT_WEEK)
    answer(made, now=at("2026-11-28 10:00"), by=SYSTEM)
    assert a_year() == []


def test_more_time_moves_the_mails_along(group: Group) -> None:
    made = confirmed(group, due_on=NEXT_WEEK)

    def asks_for_more(day: date) -> None:
        if day == NEXT_WEEK:
            promises.take_longer(made, date(2027, 3, 12), now=at(f"{day} 20:00"), by=SYSTEM)

    assert a_year(asks_for_more) == [
        NEXT_WEEK,
        date(2027, 3, 5),
        date(2027, 3, 12),
        date(2027, 3, 19),
        date(2027, 3, 26),
    ]


def test_a_person_gets_one_mail_in_seven_days_with_all_of_theirs(group: Group) -> None:
    for number in range(1, 40):
        due_on = AGREED + timedelta(days=number)
        confirmed(group, due_on=due_on, action=f"Afspraak {number}")
    days = a_year()
    assert all(later - earlier >= timedelta(days=7) for earlier, later in pairwise(days))
    assert len(days) <= 9
    mail = db.session.scalars(select(OutboxMail).order_by(OutboxMail.id)).first()
    assert mail is not None
    letter = compose(mail)
    assert letter is not None
    assert letter.subject == "Hoe staat het met je 39 afspraken?"
    assert "Afspraak 39" in letter.text
    assert "?to=followups" in letter.text


def test_mails_go_out_on_working_days_and_in_working_hours_alone(group: Group) -> None:
    for day in range(14):
        confirmed(group, due_on=AGREED + timedelta(days=day), action=f"Afspraak {day}")
    a_year(days=60)
    moments = [clock.amsterdam(one) for one in db.session.scalars(select(OutboxMail.due_at))]
    assert moments
    assert all(one.weekday() < 5 and 9 <= one.hour < 17 for one in moments)


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2026-11-27 12:00", "2026-11-27 12:00"),
        ("2026-11-27 08:59", "2026-11-27 09:00"),
        ("2026-11-27 17:00", "2026-11-30 09:00"),
        ("2026-11-28 12:00", "2026-11-30 09:00"),
        ("2026-11-29 23:59", "2026-11-30 09:00"),
        ("2027-03-26 18:00", "2027-03-29 09:00"),  # over the change to summer time
    ],
)
def test_the_next_working_hour(now: str, then: str) -> None:
    assert letters.working_hour(at(now)) == at(then)


def test_after_a_standstill_each_promise_is_asked_after_once(group: Group) -> None:
    confirmed(group, due_on=date(2027, 2, 12))
    chasing.chase(at("2027-06-01 10:00"))
    chasing.chase(at("2027-06-09 10:00"))
    assert mailed() == [date(2027, 6, 1)]


def test_who_has_no_address_or_a_refused_one_is_not_written_to(group: Group) -> None:
    confirmed(group, due_on=NEXT_WEEK)
    group.first.person.email = None
    db.session.commit()
    assert a_year(days=30) == []
    group.first.person.email, group.first.person.refused_at = "ali@example.org", at("2026-11-27")
    db.session.commit()
    assert a_year(days=30) == []


def test_a_rehearsal_asks_nobody(group: Group, now: datetime) -> None:
    confirmed(group, due_on=NEXT_WEEK)
    db.session.rollback()
    practised, practice = build.event(), group.table.item.event
    db.session.add(Rehearsal(event_id=practised.id, practice_id=practice.id, made_at=now))
    db.session.commit()
    assert a_year(days=30) == []


def test_what_waits_for_anothers_yes_is_still_asked_after(group: Group) -> None:
    made = confirmed(group, due_on=NEXT_WEEK)
    by = Actor("signup", group.first.id)
    handing_over.offer(made, group.bringer.id, now=made.agreed_at, by=by)
    assert a_year(days=30) == [NEXT_WEEK, date(2026, 12, 11), date(2026, 12, 18)]


def test_a_new_owner_is_asked_for_a_yes(group: Group) -> None:
    made = confirmed(group, due_on=date(2027, 2, 12))

    def passes_on(day: date) -> None:
        if day == date(2026, 12, 7):
            terms = replace(service.Terms.of(made), owner_id=group.bringer.id)
            service.edit(made, terms, version=made.version, now=at(f"{day} 12:00"), by=BY)

    assert a_year(passes_on, days=30) == [date(2026, 12, 8)]
    mail = db.session.scalars(select(OutboxMail)).one()
    assert mail.signup_id == group.bringer.id


def test_the_letter_lists_what_is_theirs_and_to_be_asked_after(group: Group) -> None:
    confirmed(group, due_on=NEXT_WEEK, action="Van mij")
    stuck = confirmed(group, due_on=NEXT_WEEK, action="Zit vast")
    other = group.agreed("Van Noor", owner_id=group.bringer.id, due_on=NEXT_WEEK)
    promises.get_stuck(stuck, now=stuck.agreed_at, by=SYSTEM)
    handing_over.offer(other, group.first.id, now=other.agreed_at, by=BY)
    chasing.chase(at(f"{NEXT_WEEK} 10:00"))
    mine = select(OutboxMail).where(OutboxMail.what == letters.CHASE)
    mail = db.session.scalars(mine.where(OutboxMail.signup_id == group.first.id)).one()
    letter = compose(mail)
    assert letter is not None
    assert "Van mij" in letter.text
    assert "Zit vast" not in letter.text
    assert "Van Noor" not in letter.text


def test_a_letter_without_what_it_was_for_is_not_sent(group: Group) -> None:
    made = confirmed(group, due_on=NEXT_WEEK)
    confirmed(group, due_on=date(2027, 11, 26), action="Over een jaar")
    chasing.chase(at(f"{NEXT_WEEK} 10:00"))
    promises.give_back(made, now=at(f"{NEXT_WEEK} 10:01"), by=SYSTEM)
    assert compose(db.session.scalars(select(OutboxMail)).one()) is None


def test_two_workers_ask_once(app: Flask, group: Group) -> None:
    confirmed(group, due_on=NEXT_WEEK)
    moment = at(f"{NEXT_WEEK} 10:00")
    chasing.chase(moment)
    chasing.chase(moment)
    assert db.session.scalar(select(func.count()).select_from(Chase)) == 1
    assert len(mailed()) == 1


def test_the_job_costs_one_statement_when_nobody_is_to_be_asked(group: Group) -> None:
    confirmed(group, due_on=date(2027, 2, 12))
    db.session.rollback()
    with statements(db.engine) as seen:
        chasing.chase(at("2026-11-30 10:00"))
    assert len(seen) == 1
    with statements(db.engine) as seen:
        chasing.chase(at("2026-11-29 10:00"))
    assert seen == []


def test_silence_is_counted_until_somebody_says_something(group: Group) -> None:
    made = confirmed(group, due_on=NEXT_WEEK)
    a_year(days=20)
    assert queries.unanswered(made.event_id) == {made.id: 2}
    promises.begin(made, now=at("2026-12-20 10:00"), by=SYSTEM)
    assert queries.unanswered(made.event_id) == {}


def test_a_letter_that_was_overtaken_is_not_sent(group: Group) -> None:
    made = confirmed(group, due_on=NEXT_WEEK)
    chasing.chase(at(f"{NEXT_WEEK} 10:00"))
    mail = db.session.scalars(select(OutboxMail)).one()
    letter = compose(mail)
    assert letter is not None
    assert "uiterlijk 4 december 2026" in letter.text
    service.delete(made, now=at(f"{NEXT_WEEK} 11:00"), by=BY)
    assert compose(mail) is None


def test_many_silent_people_are_asked_as_often_as_promised(group: Group) -> None:
    """Two people, six promises: nobody gets more than one mail a week, nor more than is said."""
    for one in (group.first, group.bringer):
        for weeks in (3, 6, 9):
            group.agreed(
                f"{one.name} {weeks}", owner_id=one.id, due_on=AGREED + timedelta(weeks=weeks)
            )
    a_year()
    per_person = Counter(db.session.scalars(select(OutboxMail.signup_id)))
    assert max(per_person.values()) <= 1 + 3 * 4
    asked = Counter(db.session.scalars(select(Chase.follow_up_id)))
    assert max(asked.values()) <= 5
