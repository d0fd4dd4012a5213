"""The appointment in a mail, held against RFC 5545 and 5546 as a calendar would read it."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from flask import Flask
from icalendar import Calendar
from sqlalchemy import select

from makers.core import mail
from makers.core.database import db
from makers.core.journal import Actor
from makers.core.mail import OutboxMail
from makers.core.mail.envelope import message
from makers.events import calling_off
from makers.events.models import Event
from makers.signups import service
from tests import build
from tests.signups.people import BEFORE, VISITOR, answers, join, of

ANNA = "anna@example.org"
DESK = Actor("organiser", 1)
ONCE_IN_A_REQUEST = ("UID", "DTSTAMP", "DTSTART", "ORGANIZER", "SEQUENCE", "SUMMARY", "STATUS")


def sent(to: str = ANNA) -> list[EmailMessage]:
    """The mails to somebody as a mail program gets them, oldest first."""
    rows = db.session.scalars(select(OutboxMail).where(OutboxMail.to == to).order_by(OutboxMail.id))
    found = [(row, mail.compose(row)) for row in rows]
    return [
        message_from_bytes(message(row, letter, "Makers <m@example.org>"), policy=policy.default)
        for row, letter in found
        if letter is not None
    ]


def parts(mail: EmailMessage) -> list[EmailMessage]:
    """The calendar's part of a mail, and the same as a file."""
    kinds = ("text/calendar", "application/ics")
    return [part for part in mail.walk() if part.get_content_type() in kinds]


def text(part: EmailMessage) -> str:
    """What stands in a part, its line ends as sent."""
    return part.get_payload(decode=True).decode()  # type: ignore[union-attr]


def read(part: EmailMessage) -> tuple[Any, Any]:
    """The calendar and its one appointment."""
    calendar: Any = Calendar.from_ical(text(part))
    (found,) = calendar.walk("VEVENT")
    return calendar, found


def test_the_method_is_that_of_its_part_of_the_mail(app: Flask) -> None:
    join(build.event(), ANNA)
    (confirmation,) = sent()
    service.cancel(of(ANNA), now=BEFORE, by=VISITOR)
    (farewell,) = sent()
    for letter, method in ((confirmation, "REQUEST"), (farewell, "CANCEL")):
        shown, file = parts(letter)
        assert shown.get_content_type() == "text/calendar"
        assert shown.get_content_charset() == "utf-8"
        assert file.get_filename() == "makers.ics"
        for part in (shown, file):
            assert part.get_param("method") == method
            assert str(read(part)[0]["METHOD"]) == method


def test_a_request_has_what_it_must_have_and_nothing_twice(app: Flask) -> None:
    join(build.event(), ANNA)
    calendar, found = read(parts(sent()[0])[0])
    for name in ONCE_IN_A_REQUEST:
        assert not isinstance(found[name], list), name
    assert str(found["ATTENDEE"]) == f"mailto:{ANNA}"
    assert found["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"
    assert str(found["ORGANIZER"]) == "mailto:makers@localhost"
    assert calendar["VERSION"] == "2.0"
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/Amsterdam"]
    assert found["DTSTART"].params["TZID"] == "Europe/Amsterdam"


def test_lines_are_folded_and_end_as_they_must(app: Flask) -> None:
    event = build.event(title="Ontmoeting – " * 12)
    join(event, ANNA)
    written = text(parts(sent()[0])[0])
    lines = written.split("\r\n")
    assert "\n" not in written.replace("\r\n", "")
    assert max(len(line.encode()) for line in lines) <= 75
    assert str(read(parts(sent()[0])[0])[1]["SUMMARY"]) == event.title


def test_what_people_typed_breaks_no_calendar(app: Flask) -> None:
    event = build.event(title='Zeg; "ja", of\x07 nee\\', place="A;B\r\nATTENDEE:mailto:x@y.z")
    typed = answers(event, 'Jo "de"\x01 Vries\r\nATTENDEE:mailto:x@y.z')
    service.sign_up(event, ANNA, typed, key=uuid.uuid4(), now=BEFORE)
    _calendar, found = read(parts(sent()[0])[0])
    assert str(found["SUMMARY"]) == 'Zeg; "ja", of nee\\'
    assert not isinstance(found["ATTENDEE"], list)
    assert found["ATTENDEE"].params["CN"].startswith("Jo 'de' Vries")


def test_the_sequence_rises_and_the_name_stays_until_it_is_called_off(app: Flask) -> None:
    event = build.event()
    join(event, ANNA)
    seen = [read(parts(sent()[-1])[0])]
    service.change(of(ANNA), answers(event, "Anna"), version=1, now=BEFORE, by=VISITOR)
    seen.append(read(parts(sent()[-1])[0]))
    calling_off.call_off(event, because="De zaal is dicht.", now=BEFORE, by=DESK)
    seen.append(read(parts(sent()[-1])[0]))
    calling_off.reinstate(event, now=BEFORE, by=DESK)
    seen.append(read(parts(sent()[-1])[0]))
    assert [str(calendar["METHOD"]) for calendar, _ in seen] == [
        "REQUEST",
        "REQUEST",
        "CANCEL",
        "REQUEST",
    ]
    assert len({str(found["UID"]) for _, found in seen}) == 1
    numbers = [int(found["SEQUENCE"]) for _, found in seen]
    assert numbers == sorted(set(numbers))
    off = seen[2][1]
    assert off["STATUS"] == "CANCELLED"
    assert off["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED", "it was not they who said no"


def test_every_sign_up_has_a_name_of_its_own(app: Flask) -> None:
    event = build.event()
    uids = set()
    for _again in range(2):
        join(event, ANNA)
        uids.add(str(read(parts(sent()[-1])[0])[1]["UID"]))
        service.cancel(of(ANNA), now=BEFORE, by=VISITOR)
    join(event, "ben@example.org")
    uids.add(str(read(parts(sent("ben@example.org")[-1])[0])[1]["UID"]))
    assert len(uids) == 3


@pytest.mark.parametrize(
    ("begins", "wall", "offset"),
    [
        (datetime(2027, 3, 28, 11, tzinfo=UTC), "20270328T130000", 2),
        (datetime(2027, 3, 27, 12, tzinfo=UTC), "20270327T130000", 1),
        (datetime(2027, 10, 31, 12, tzinfo=UTC), "20271031T130000", 1),
        (datetime(2027, 10, 30, 11, tzinfo=UTC), "20271030T130000", 2),
    ],
)
def test_one_oclock_is_one_oclock_around_the_change_of_the_clock(
    app: Flask, begins: datetime, wall: str, offset: int
) -> None:
    event: Event = build.event(starts_at=begins, ends_at=begins + timedelta(hours=4))
    join(event, ANNA)
    (letter,) = sent()
    assert f"DTSTART;TZID=Europe/Amsterdam:{wall}" in text(parts(letter)[0])
    calendar, found = read(parts(letter)[0])
    zone = calendar.walk("VTIMEZONE")[0].to_tz(lookup_tzid=False)  # by our rule, nobody's list
    local = datetime.strptime(wall, "%Y%m%dT%H%M%S").replace(tzinfo=zone)
    assert local.utcoffset() == timedelta(hours=offset)
    assert local.astimezone(UTC) == begins
    assert found["DTEND"].dt - found["DTSTART"].dt == timedelta(hours=4)


def test_no_link_stands_in_it(app: Flask) -> None:
    join(build.event(), ANNA)
    signup = of(ANNA)
    for part in parts(sent()[0]):
        for secret in ("http", "/l/", "personal_", signup.ticket, str(signup.key)):
            assert secret not in text(part).replace("\r\n ", "")
