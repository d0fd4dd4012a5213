"""Reminders: a week, a day and a morning before, by the clock on the wall; once, and never late."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from makers.core import clock, mail
from makers.core.database import db
from makers.core.mail import Fate, OutboxMail
from makers.events.models import Event
from makers.signups import reminders, service
from makers.signups.models import Signup
from tests import build
from tests.counting import statements
from tests.signups.people import VISITOR, Read, mails, told

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def wall(text: str) -> datetime:
    """A moment on the clock of Rotterdam: ``2027-03-28 13:00``."""
    return clock.from_wall_clock(datetime.fromisoformat(text))


def afternoon(begins: str = "2026-11-27 13:00", **values: Any) -> Event:
    """An afternoon of four hours."""
    starts_at = wall(begins)
    return build.event(starts_at=starts_at, ends_at=starts_at + timedelta(hours=4), **values)


def guest(event: Event, *, since: timedelta = timedelta(days=20), **values: Any) -> Signup:
    """Someone who got a place so long before the event."""
    got = event.starts_at - since
    return build.signup(event, joined_at=got, confirmed_at=got, **values)


def address(signup: Signup) -> str:
    """The address of someone who has one."""
    assert signup.person.email is not None
    return signup.person.email


def reminded(signup: Signup) -> list[str]:
    """Which reminders someone got."""
    return told(address(signup))


def letter_to(signup: Signup) -> Read:
    """The newest letter to someone that is still needed."""
    return mails(address(signup))[-1]


@pytest.mark.parametrize(
    ("begins", "moments"),
    [
        ("2026-11-27 13:00", ("2026-11-20 13:00", "2026-11-26 13:00", "2026-11-27 08:00")),
        # the night between is an hour short, and an hour long
        ("2027-03-28 13:00", ("2027-03-21 13:00", "2027-03-27 13:00", "2027-03-28 08:00")),
        ("2027-10-31 13:00", ("2027-10-24 13:00", "2027-10-30 13:00", "2027-10-31 08:00")),
        ("2027-03-29 13:00", ("2027-03-22 13:00", "2027-03-28 13:00", "2027-03-29 08:00")),
    ],
)
def test_each_comes_at_its_moment_on_the_wall_clock(
    app: Flask, begins: str, moments: tuple[str, ...]
) -> None:
    signup = guest(afternoon(begins))
    wanted = ["reminder.week", "reminder.day", "reminder.morning"]
    for number, moment in enumerate(moments):
        reminders.remind(wall(moment) - MINUTE)
        assert reminded(signup) == wanted[:number]
        reminders.remind(wall(moment))
        assert reminded(signup) == wanted[: number + 1]


def test_each_comes_once(app: Flask) -> None:
    event = afternoon()
    signup = guest(event)
    for minutes in range(3):
        reminders.remind(wall("2026-11-26 13:00") + minutes * MINUTE)
    assert reminded(signup) == ["reminder.day"]


def test_only_who_has_a_place_and_an_address_is_reminded(app: Flask) -> None:
    event = afternoon()
    waits = build.signup(event, state="waiting")
    gone = build.signup(event, state="cancelled")
    silent = guest(event)
    silent.person.email = None
    db.session.commit()
    reminders.remind(wall("2026-11-26 13:00"))
    assert (reminded(waits), reminded(gone)) == ([], [])
    assert db.session.scalars(select(OutboxMail)).all() == []


@pytest.mark.parametrize(
    ("since", "wanted"),
    [
        (8 * DAY, ["reminder.week", "reminder.day", "reminder.morning"]),
        (3 * DAY, ["reminder.day", "reminder.morning"]),
        (10 * HOUR, ["reminder.morning"]),
        (4 * HOUR, []),  # in the morning itself, at nine
    ],
)
def test_who_came_after_its_moment_gets_none(
    app: Flask, since: timedelta, wanted: list[str]
) -> None:
    event = afternoon()
    signup = guest(event, since=since)
    for moment in ("2026-11-20 13:00", "2026-11-26 13:00", "2026-11-27 08:00", "2026-11-27 12:59"):
        if wall(moment) >= signup.joined_at:
            reminders.remind(wall(moment))
    assert reminded(signup) == wanted


def test_after_standing_still_the_newest_comes_and_the_older_ones_do_not(app: Flask) -> None:
    signup = guest(afternoon())
    reminders.remind(wall("2026-11-27 07:59"))
    assert reminded(signup) == ["reminder.day"]
    reminders.remind(wall("2026-11-27 12:59"))
    assert reminded(signup) == ["reminder.day", "reminder.morning"]


def test_nothing_comes_once_it_began(app: Flask) -> None:
    signup = guest(afternoon())
    reminders.remind(wall("2026-11-27 13:00"))
    assert reminded(signup) == []


@pytest.mark.parametrize(
    ("moment", "subject"),
    [
        ("2026-11-20 13:00", "Over een week: Een middag van de makers"),
        ("2026-11-24 10:00", "Over 3 dagen: Een middag van de makers"),
        ("2026-11-26 11:00", "Morgen: Een middag van de makers"),
        ("2026-11-26 13:00", "Morgen: Een middag van de makers"),
        ("2026-11-27 07:00", "Vandaag: Een middag van de makers"),
        ("2026-11-27 12:00", "Vandaag: Een middag van de makers"),
    ],
)
def test_it_says_how_soon_it_is_when_it_goes_out(app: Flask, moment: str, subject: str) -> None:
    signup = guest(afternoon())
    reminders.remind(wall(moment))
    assert letter_to(signup).subject == subject


def test_a_reminder_that_could_not_be_sent_in_time_is_not_sent(app: Flask) -> None:
    signup = guest(afternoon())
    reminders.remind(wall("2026-11-26 13:00"))
    mail.send_due(now=wall("2026-11-27 08:00"))
    (row,) = db.session.scalars(select(OutboxMail))
    assert (row.to, row.fate) == (address(signup), Fate.OVERTAKEN)


def test_who_cancels_before_it_goes_out_does_not_get_it(app: Flask) -> None:
    signup = guest(afternoon())
    reminders.remind(wall("2026-11-26 13:00"))
    service.cancel(signup, now=wall("2026-11-26 13:01"), by=VISITOR)
    assert [letter.what for letter in mails(address(signup))] == ["signup.cancelled"]


def test_an_event_that_moves_is_reminded_of_again(app: Flask) -> None:
    event = afternoon()
    signup = guest(event)
    reminders.remind(wall("2026-11-20 13:00"))
    event.starts_at, event.ends_at = event.starts_at + 14 * DAY, event.ends_at + 14 * DAY
    db.session.commit()
    assert mails(address(signup)) == []  # the first, had it not gone out yet, is overtaken
    reminders.remind(wall("2026-11-26 13:00"))
    assert reminded(signup) == ["reminder.week"]
    reminders.remind(wall("2026-12-04 13:00"))
    assert reminded(signup) == ["reminder.week", "reminder.week"]


def test_what_is_called_off_is_not_reminded_of(app: Flask) -> None:
    event = afternoon()
    signup = guest(event)
    reminders.remind(wall("2026-11-20 13:00"))
    event.cancelled_at = wall("2026-11-20 14:00")
    db.session.commit()
    reminders.remind(wall("2026-11-26 13:00"))
    assert (reminded(signup), mails(address(signup))) == (["reminder.week"], [])


def test_it_carries_the_organisers_words_and_the_way_to_cancel(
    app: Flask, client: FlaskClient
) -> None:
    signup = guest(afternoon(mail_reminder="Neem <een> jas mee.\n\nWe gaan naar buiten."))
    reminders.remind(wall("2026-11-26 13:00"))
    letter = letter_to(signup)
    assert "Neem <een> jas mee.\n\nWe gaan naar buiten." in letter.text
    assert "<p>Neem &lt;een&gt; jas mee.</p>" in letter.html
    way = next(line for line in letter.text.splitlines() if line.endswith("?to=cancellation"))
    path = way.partition("/l/")[2]
    assert client.get(f"/l/{path}").location == f"/me/{signup.id}/cancellation"
    assert f"/l/{path}" in letter.html
    assert "Ik kan niet komen" in letter.html


def test_a_round_with_nothing_to_do_asks_little(app: Flask) -> None:
    guest(afternoon())
    reminders.remind(wall("2026-11-20 13:00"))
    with statements(db.engine) as seen:
        reminders.remind(wall("2026-11-20 13:01"))
    assert len(seen) == 2
    with statements(db.engine) as seen:
        reminders.remind(wall("2026-10-20 13:01"))
    assert len(seen) == 1


def test_the_worker_has_this_job(app: Flask) -> None:
    assert reminders.remind in app.extensions["makers_worker"].jobs
