"""The mails: in the chosen language, with the personal link, and an appointment without it."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar

from makers.core import clock
from makers.core.database import db, writing
from makers.events.models import Event
from makers.signups import door, letters, service
from tests import build
from tests.signups.people import BEFORE, VISITOR, Read, answers, join, link, mails, of, told

UTC_1, UTC_2 = timedelta(hours=1), timedelta(hours=2)


def appointment(mail: Read) -> tuple[Any, Any]:
    """The calendar in a mail, and its one appointment."""
    calendar: Any = Calendar.from_ical(mail.calendar)
    (found,) = calendar.walk("VEVENT")
    return calendar, found


def test_the_confirmation_says_when_where_and_how_to_go_on(app: Flask) -> None:
    event = build.event(address="Rijnhoutplein 3")
    join(event, "anna@example.org")
    (mail,) = mails()
    for said in (event.title, "vrijdag 27 november 2026, 13.00 tot 17.00 uur", "Rijnhoutplein 3"):
        assert said in mail.text
        assert said in mail.html
    assert link(mail).startswith("/l/personal_")
    assert link(mail) in mail.html


def test_the_link_opens_ones_own_page_as_often_as_one_likes(
    app: Flask, client: FlaskClient
) -> None:
    join(build.event(), "anna@example.org")
    (mail,) = mails()
    for _ in range(3):
        answer = client.get(link(mail))
        assert (answer.status_code, answer.location) == (303, f"/me/{of('anna@example.org').id}")


def test_who_has_a_place_gets_a_code_to_show_at_the_door(app: Flask) -> None:
    event = build.event(capacity=1)
    join(event, "anna@example.org")
    join(event, "bram@example.org")
    anna, bram = of("anna@example.org"), of("bram@example.org")
    (confirmed,), (waiting,) = mails("anna@example.org"), mails("bram@example.org")
    for said in (anna.ticket, f"/i/{anna.ticket}"):
        assert said in confirmed.text
    assert 'src="cid:code"' in confirmed.html
    assert confirmed.pictures["code"].startswith(b"\x89PNG")
    assert (bram.ticket in waiting.text, waiting.pictures) == (False, {})
    service.cancel(anna, now=BEFORE, by=VISITOR)
    promoted = mails("bram@example.org")[-1]
    assert f"/i/{bram.ticket}" in promoted.text
    assert "code" in promoted.pictures
    cancelled = mails("anna@example.org")[-1]
    assert (anna.ticket in cancelled.text, cancelled.pictures) == (False, {})


def test_a_reminder_brings_the_code_along(app: Flask) -> None:
    event = build.event()
    join(event, "anna@example.org")
    with writing(event.id) as session:
        letters.send(session, "reminder.day", of("anna@example.org"), now=BEFORE)
    reminder = mails("anna@example.org")[-1]
    assert f"/i/{of('anna@example.org').ticket}" in reminder.text
    assert "code" in reminder.pictures


def test_who_is_in_already_needs_no_code(app: Flask) -> None:
    join(build.event(), "anna@example.org")
    door.check_in(of("anna@example.org"), now=BEFORE, by=VISITOR)
    (mail,) = mails()
    assert "/i/" not in mail.text


def test_a_mail_is_in_the_language_the_person_chose(app: Flask) -> None:
    event = build.event()
    said = answers(event)
    service.sign_up(event, "a@example.org", said, key=uuid.uuid4(), now=BEFORE, language="en")
    (mail,) = mails()
    assert "Friday 27 November 2026" in mail.text
    assert '<html lang="en">' in mail.html


def test_what_is_typed_is_text_in_the_html_of_a_mail(app: Flask) -> None:
    event = build.event(title="<b>Makers</b> & co\nBcc: x")
    service.sign_up(
        event, "a@example.org", answers(event, "<i>Jo</i>"), key=uuid.uuid4(), now=BEFORE
    )
    (mail,) = mails()
    assert "<i>Jo</i>" not in mail.html
    assert "&lt;i&gt;Jo&lt;/i&gt;" in mail.html
    assert "<i>Jo</i>" in mail.text


def test_the_appointment_is_in_rotterdam_time_and_holds_no_secret(app: Flask) -> None:
    event = build.event(place="Leeszaal", address="Rijnhoutplein 3")
    join(event, "anna@example.org")
    (mail,) = mails()
    calendar, found = appointment(mail)
    assert calendar["METHOD"] == "REQUEST"
    assert "DTSTART;TZID=Europe/Amsterdam:20261127T130000" in mail.calendar
    assert found["LOCATION"] == "Leeszaal, Rijnhoutplein 3"
    assert found["DTEND"].dt == event.ends_at
    assert "personal_" not in mail.calendar
    assert "http" not in mail.calendar
    assert str(of("anna@example.org").key) not in mail.calendar


@pytest.mark.parametrize(
    ("day", "offset"),
    [
        (datetime(2027, 3, 27, 12, tzinfo=UTC), UTC_1),
        (datetime(2027, 3, 28, 12, tzinfo=UTC), UTC_2),
        (datetime(2027, 10, 30, 12, tzinfo=UTC), UTC_2),
        (datetime(2027, 10, 31, 12, tzinfo=UTC), UTC_1),
    ],
)
def test_the_zone_in_the_calendar_knows_summer_time(
    app: Flask, day: datetime, offset: timedelta
) -> None:
    event = build.event(starts_at=day, ends_at=day + timedelta(hours=4))
    join(event, "anna@example.org")
    calendar, found = appointment(mails()[0])
    assert found["DTSTART"].dt == day
    zone = calendar.walk("VTIMEZONE")[0].to_tz(lookup_tzid=False)
    assert clock.amsterdam(day).replace(tzinfo=zone).utcoffset() == offset


def test_the_appointment_keeps_its_name_and_its_sequence_rises(app: Flask) -> None:
    event = build.event()
    join(event, "anna@example.org")
    signup = of("anna@example.org")
    (first,) = mails("anna@example.org")
    service.change(signup, answers(event, "Anna"), version=1, now=BEFORE, by=VISITOR)
    second = mails("anna@example.org")[-1]
    service.cancel(signup, now=BEFORE, by=VISITOR)
    third = mails("anna@example.org")[-1]
    found = [appointment(mail) for mail in (first, second, third)]
    assert len({str(entry["UID"]) for _, entry in found}) == 1
    numbers = [entry["SEQUENCE"] for _, entry in found]
    assert numbers == sorted(set(numbers))
    methods = [str(calendar["METHOD"]) for calendar, _ in found]
    assert methods == ["REQUEST", "REQUEST", "CANCEL"]
    states = [str(entry["STATUS"]) for _, entry in found]
    assert states == ["CONFIRMED", "CONFIRMED", "CANCELLED"]


def test_who_waits_gets_no_appointment_until_promoted(app: Flask) -> None:
    event = build.event(capacity=1)
    join(event, "anna@example.org")
    join(event, "ben@example.org")
    join(event, "cor@example.org")
    service.cancel(of("cor@example.org"), now=BEFORE, by=VISITOR)
    service.cancel(of("anna@example.org"), now=BEFORE, by=VISITOR)
    assert [bool(mail.calendar) for mail in mails("ben@example.org")] == [True]
    assert [bool(mail.calendar) for mail in mails("cor@example.org")] == [False]
    assert told("ben@example.org") == ["signup.waiting", "signup.promoted"]


def test_the_mail_of_who_waits_tells_their_place(app: Flask) -> None:
    event = build.event(capacity=0)
    for name in ("anna", "ben"):
        join(event, f"{name}@example.org")
    assert "nummer 2 op de wachtlijst" in mails("ben@example.org")[0].text


def test_an_old_link_cannot_bring_back_who_cancelled(app: Flask, client: FlaskClient) -> None:
    event = build.event(capacity=1)
    join(event, "anna@example.org")
    join(event, "ben@example.org")
    service.cancel(of("anna@example.org"), now=BEFORE, by=VISITOR)
    (promotion,) = mails("ben@example.org")
    service.cancel(of("ben@example.org"), now=BEFORE, by=VISITOR)
    client.get(link(promotion))
    signup = of("ben@example.org")
    client.post(
        f"/me/{signup.id}/answers", data={"name": "Ben", "role": signup.role_id, "version": 1}
    )
    db.session.expire_all()
    assert of("ben@example.org").cancelled_at is not None


def test_who_has_no_address_gets_no_mail(app: Flask) -> None:
    event: Event = build.event()
    walk_in = build.signup(event)
    walk_in.person.email = None
    db.session.commit()
    service.cancel(walk_in, now=BEFORE, by=VISITOR)
    assert mails() == []
