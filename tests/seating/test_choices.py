"""Civil servants rank the cases they would like to sit with."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask

from makers.core import clock
from makers.core.database import db
from makers.core.journal import SYSTEM
from makers.events.models import Event
from makers.seating import choices, queries
from makers.seating.choices import MayNotChoose, NotOnOffer
from makers.seating.models import Case, CaseState
from makers.signups.models import Signup
from tests import build
from tests.seating.rows import ENTREPRENEUR, journalled, own


@pytest.fixture
def event(app: Flask) -> Event:
    """An event with three chosen cases."""
    event = build.event()
    for title in ("Taal", "Zorg", "Kas"):
        build.case(build.signup(event, role=ENTREPRENEUR), title)
    return event


@pytest.fixture
def official(event: Event) -> Signup:
    """A civil servant with a place."""
    return build.signup(event, "Anna")


def cases(event: Event) -> list[Case]:
    return list(queries.cases_on_offer(event.id))


def ranked(signup: Signup) -> list[str]:
    db.session.expire_all()
    return [choice.case.title for choice in queries.choices_of(signup)]


def test_choices_are_kept_best_first_and_replaced(
    official: Signup, event: Event, now: datetime
) -> None:
    taal, zorg, kas = (case.id for case in cases(event))
    choices.choose(official, [kas, taal], now=now, by=SYSTEM)
    assert ranked(official) == ["Kas", "Taal"]
    choices.choose(official, [taal, kas, zorg], now=now, by=SYSTEM)
    assert ranked(official) == ["Taal", "Kas", "Zorg"]
    choices.choose(official, [taal, kas, zorg], now=now, by=SYSTEM)
    assert journalled("cases.chosen") == 2
    choices.choose(official, [], now=now, by=SYSTEM)
    assert ranked(official) == []


def test_only_civil_servants_with_a_place_choose_until_it_begins(
    event: Event, now: datetime
) -> None:
    (case, *_rest) = cases(event)
    for who, moment in (
        (build.signup(event, role=ENTREPRENEUR), now),
        (build.signup(event, state="waiting"), now),
        (build.signup(event), event.starts_at),
    ):
        with pytest.raises(MayNotChoose):
            choices.choose(who, [case.id], now=moment, by=SYSTEM)


def test_a_case_that_is_not_on_offer_is_refused(
    official: Signup, event: Event, now: datetime
) -> None:
    (case, *_rest) = cases(event)
    case.state = CaseState.WITHDRAWN
    elsewhere = build.case(build.signup(build.event(), role=ENTREPRENEUR))
    db.session.commit()
    for case_id in (case.id, elsewhere.id):
        with pytest.raises(NotOnOffer):
            choices.choose(official, [case_id], now=now, by=SYSTEM)


def test_on_the_phone(
    app: Flask, official: Signup, event: Event, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)
    phone, path = own(app, official), f"/me/{official.id}/choices"
    taal, zorg, _kas = (case.id for case in cases(event))
    assert "Bekijk de casussen" in phone.get(f"/me/{official.id}").text
    page = phone.get(path).text
    assert all(title in page for title in ("Taal", "Zorg", "Kas"))
    twice = phone.post(path, data={"first": taal, "second": taal, "third": 0})
    assert twice.status_code == 422
    assert "Deze casus koos je al." in twice.text
    kept = phone.post(path, data={"first": zorg, "second": 0, "third": taal})
    assert kept.status_code == 303
    assert ranked(official) == ["Zorg", "Taal"]
    assert "Verander je keuze" in phone.get(f"/me/{official.id}").text
    monkeypatch.setattr(clock, "now", lambda: event.starts_at + timedelta(minutes=1))
    assert phone.get(path).status_code == 303
    late = phone.post(path, data={"first": taal, "second": 0, "third": 0})
    assert late.status_code == 409
    assert "Je kunt nu geen casus kiezen." in late.text


def test_without_cases_the_page_says_what_comes(app: Flask, now: datetime) -> None:
    signup = build.signup(build.event(starts_at=clock.now() + timedelta(days=1)))
    assert "Nog geen casussen" in own(app, signup).get(f"/me/{signup.id}/choices").text
    assert "Bekijk de casussen" not in own(app, signup).get(f"/me/{signup.id}").text
