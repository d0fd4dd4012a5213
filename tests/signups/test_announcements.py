"""Another day, time or place: who does not know is counted and told once; calendars follow."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar

from makers.core import clock
from makers.core.database import db
from makers.core.journal import Actor
from makers.doors import attention
from makers.events import service as events
from makers.events.details import Details
from makers.events.models import Event
from makers.signups import announcements, service
from tests import build
from tests.conftest import NOON
from tests.counting import statements
from tests.signups.people import BEFORE, VISITOR, join, mails, of, told

DESK = Actor("organiser", 1)
LATER = BEFORE + timedelta(hours=1)


def move(event: Event, *, now: datetime = LATER, **values: Any) -> None:
    """Change the event's details at the desk."""
    stored = Details.of(event)
    events.change(event, replace(stored, **values), version=stored.version, now=now, by=DESK)


def unaware(event: Event) -> int:
    """What the desk says."""
    db.session.rollback()
    standing = attention.of(event.id)
    assert standing is not None
    return standing.unaware


@pytest.fixture
def event(app: Flask) -> Event:
    """An afternoon with one who comes, one who waits and one who cancelled."""
    event = build.event(capacity=1)
    for name in ("anna", "ben", "cor"):
        join(event, f"{name}@example.org")
    service.cancel(of("cor@example.org"), now=BEFORE, by=VISITOR)
    return event


@pytest.mark.parametrize(
    "change",
    [{"place": "Elders"}, {"address": "Elders 1"}, {"ends_at": NOON + timedelta(hours=6)}],
)
def test_who_signed_up_before_the_change_does_not_know(
    event: Event, change: dict[str, Any]
) -> None:
    assert unaware(event) == 0
    move(event, **change)
    assert unaware(event) == 2
    join(event, "dirk@example.org", now=LATER)
    assert unaware(event) == 2


def test_another_title_is_nothing_to_tell(event: Event) -> None:
    move(event, title="Een andere naam")
    assert unaware(event) == 0


def test_they_are_told_once_for_each_change(event: Event) -> None:
    move(event, place="Elders")
    assert announcements.announce_move(event, now=LATER, by=DESK) == 2
    assert announcements.announce_move(event, now=LATER, by=DESK) == 0
    assert unaware(event) == 0
    again = LATER + timedelta(hours=1)
    move(event, place="Toch hier", now=again)
    assert announcements.announce_move(event, now=again, by=DESK) == 2
    assert told("anna@example.org") == ["signup.confirmed", "event.moved", "event.moved"]
    assert told("cor@example.org") == ["signup.waiting", "signup.cancelled"]


def test_who_got_another_mail_since_knows_but_not_by_the_organisers_own(event: Event) -> None:
    move(event, place="Elders")
    service.cancel(of("anna@example.org"), now=LATER, by=VISITOR)
    assert told("ben@example.org")[-1] == "signup.promoted"
    assert unaware(event) == 0


def test_the_calendar_gets_the_new_moment_under_the_same_name(event: Event) -> None:
    starts_at = event.starts_at + timedelta(days=7)
    move(event, starts_at=starts_at, ends_at=starts_at + timedelta(hours=4), place="Elders")
    announcements.announce_move(event, now=LATER, by=DESK)
    first, second = mails("anna@example.org")
    entries: list[Any] = [
        Calendar.from_ical(mail.calendar).walk("VEVENT")[0] for mail in (first, second)
    ]
    assert entries[0]["UID"] == entries[1]["UID"]
    assert entries[1]["SEQUENCE"] > entries[0]["SEQUENCE"]
    assert entries[1]["DTSTART"].dt == starts_at
    assert "METHOD:REQUEST" in second.calendar
    assert "vrijdag 4 december 2026" in second.text
    assert "Ik kan niet komen" in second.text


def test_who_has_no_address_is_counted_and_who_was_brought_along_is_not(event: Event) -> None:
    signup = build.signup(event, joined_at=BEFORE)
    guest = build.signup(event, joined_at=BEFORE, brought_by_id=of("anna@example.org").id)
    signup.person.email = guest.person.email = None
    db.session.commit()
    move(event, place="Elders")
    found = announcements.who_does_not_know(event)
    assert (found.count, found.silent, unaware(event)) == (2, 1, 3)


def test_the_organiser_sees_the_mail_in_both_languages_before_it_goes(
    event: Event, organiser: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    move(event, place="Elders")
    monkeypatch.setattr(clock, "now", lambda: LATER)
    page = f"/organise/events/{event.id}/announcement"
    overview = organiser.get(f"/organise/events/{event.id}").text
    assert "2 mensen weten nog niet dat de dag, de tijd of de plaats anders is" in overview
    assert page in overview
    with statements(db.engine) as seen:
        shown = organiser.get(page).text
    assert len(seen) <= 6
    assert "2 mensen weten dit nog niet" in shown
    assert "Let op, veranderd: Een middag van de makers" in shown
    assert "Note the change: Een middag van de makers" in shown
    assert "Elders" in shown
    assert told("anna@example.org") == ["signup.confirmed"]
    assert organiser.post(page).location == f"/organise/events/{event.id}"
    assert told("anna@example.org") == ["signup.confirmed", "event.moved"]
    assert organiser.get(page).location == f"/organise/events/{event.id}/details"


def test_a_change_that_nobody_needs_to_hear_of_can_be_let_rest(
    event: Event, organiser: FlaskClient
) -> None:
    move(event, address="Rijnhoutplein 3")
    organiser.post(f"/organise/events/{event.id}/announcement/dismissal")
    assert unaware(event) == 0
    assert told("anna@example.org") == ["signup.confirmed"]


def test_saving_another_place_leads_to_telling_it(
    event: Event, organiser: FlaskClient, before: datetime
) -> None:
    page = f"/organise/events/{event.id}/details"
    version = Details.of(event).version
    fields = {
        "version": version,
        "title": event.title,
        "day": "2026-11-27",
        "starts": "13:00",
        "ends": "17:00",
        "place": "Elders",
        "capacity": "1",
        "domains": "\n".join(domain.name for domain in event.domains),
        "mail_reminder": "Neem een jas mee.",
    }
    for number, role in enumerate(event.roles):
        fields |= {
            f"role-{number}-id": str(role.id),
            f"role-{number}-name": role.name,
            f"role-{number}-side": str(role.side),
        }
    answer = organiser.post(page, data=fields)
    assert answer.location == f"/organise/events/{event.id}/announcement", answer.text
    db.session.refresh(event)
    assert event.mail_reminder == "Neem een jas mee."
