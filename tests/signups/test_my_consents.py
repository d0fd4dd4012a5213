"""What others see of me: said on my own page, and taken back at once, also when all is over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from makers.core import clock
from makers.core.database import db
from makers.core.journal import JournalEntry
from makers.signups import consents, needs, service
from makers.signups.answers import Needs
from makers.signups.models import CONSENT_WORDING, Consent, ConsentKind, Need, Signup
from tests import build
from tests.conftest import NOON
from tests.counting import statements
from tests.signups.people import BEFORE, VISITOR, join, of

AsPerson = Callable[[Signup], FlaskClient]
pytestmark = pytest.mark.usefixtures("before")
ANNA = "anna@example.org"
LATER = BEFORE + timedelta(hours=1)
NEXT_DAY = NOON + timedelta(days=1)
PHOTOS, NAME, ADDRESS = ConsentKind.PHOTOS, ConsentKind.NAME, ConsentKind.ADDRESS


def anna(**more: object) -> Signup:
    """Anna has signed up."""
    join(build.event(), ANNA, **more)  # type: ignore[arg-type]
    return of(ANNA)


def what() -> list[str]:
    """What the journal says, the oldest first."""
    return list(db.session.scalars(select(JournalEntry.what).order_by(JournalEntry.id)))


def test_a_yes_is_given_and_taken_back_and_both_moments_stay(app: Flask) -> None:
    signup = anna()
    for _ in range(2):
        consents.give(signup, PHOTOS, now=BEFORE, by=VISITOR)
    for _ in range(2):
        consents.withdraw(signup, PHOTOS, now=LATER, by=VISITOR)
    (row,) = db.session.scalars(select(Consent))
    assert (row.kind, row.wording) == (PHOTOS, CONSENT_WORDING)
    assert (row.given_at, row.withdrawn_at) == (BEFORE, LATER)
    assert what()[-2:] == ["signup.consented", "signup.unconsented"]
    assert signup.version == 3, "a form that stood open gives no yes that was taken back"
    consents.give(signup, PHOTOS, now=LATER, by=VISITOR)
    assert len(db.session.scalars(select(Consent)).all()) == 2


def test_what_is_in_force_is_asked_for_everybody_at_once(app: Flask) -> None:
    event = build.event()
    join(event, ANNA, consents=(NAME, PHOTOS))
    join(event, "ben@example.org")
    first, second = of(ANNA), of("ben@example.org")
    consents.withdraw(first, PHOTOS, now=LATER, by=VISITOR)
    ids = (first.id, second.id)
    with statements(db.engine) as seen:
        assert consents.in_force(ids) == {ids[0]: {NAME}, ids[1]: set()}
    assert len(seen) == 1
    assert consents.in_force([]) == {}


@pytest.mark.parametrize("over", [False, True])
def test_one_tap_takes_it_back_also_after_the_event_or_a_cancellation(
    app: Flask, as_person: AsPerson, monkeypatch: pytest.MonkeyPatch, over: bool
) -> None:
    signup = anna(consents=(PHOTOS, ADDRESS))
    browser, path = as_person(signup), f"/me/{signup.id}/consents"
    if over:
        monkeypatch.setattr(clock, "now", lambda: NEXT_DAY)
    else:
        service.cancel(signup, now=BEFORE, by=VISITOR)
    assert path in browser.get(f"/me/{signup.id}").text
    assert f"{path}/photos/withdrawal" in browser.get(path).text
    assert browser.post(f"{path}/photos/withdrawal").location == path
    assert consents.in_force([signup.id]) == {signup.id: {ADDRESS}}
    assert browser.post(f"{path}/next_time").location == path
    assert consents.in_force([signup.id]) == {signup.id: {ADDRESS, ConsentKind.NEXT_TIME}}


def test_needs_are_wiped_in_one_tap_also_after_the_event(
    app: Flask, as_person: AsPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    signup = anna(needs=Needs(diet="Geen noten"))
    monkeypatch.setattr(clock, "now", lambda: NEXT_DAY)
    browser, path = as_person(signup), f"/me/{signup.id}/consents"
    assert "Geen noten" in browser.get(path).text
    assert browser.post(f"/me/{signup.id}/needs/removal").location == path
    assert db.session.scalars(select(Need)).all() == []
    assert "Geen noten" not in browser.get(path).text
    assert what()[-1] == "signup.needs_wiped"
    needs.wipe(signup, by=VISITOR)
    assert what().count("signup.needs_wiped") == 1


def test_a_form_that_stood_open_brings_nothing_back(app: Flask, as_person: AsPerson) -> None:
    signup = anna(consents=(PHOTOS,), needs=Needs(diet="Geen noten"))
    browser = as_person(signup)
    old = {
        "name": "Anne",
        "role": signup.role_id,
        "version": signup.version,
        "consents": ["photos"],
        "diet": "Geen noten",
        "needs_ok": "y",
    }
    browser.post(f"/me/{signup.id}/consents/photos/withdrawal")
    browser.post(f"/me/{signup.id}/needs/removal")
    assert browser.post(f"/me/{signup.id}/answers", data=old).status_code == 409
    assert consents.in_force([signup.id]) == {signup.id: set()}
    assert db.session.scalars(select(Need)).all() == []


def test_ones_own_page_says_what_others_see(app: Flask, as_person: AsPerson) -> None:
    signup = anna(consents=(NAME, PHOTOS))
    consents.withdraw(signup, PHOTOS, now=LATER, by=VISITOR)
    page = as_person(signup).get(f"/me/{signup.id}").text
    part = page.partition("Wat anderen van mij zien")[2]
    assert "Andere deelnemers mogen mijn naam zien." in part
    assert "herkenbaar op foto" not in part
    assert f"/me/{signup.id}/consents" in part


def test_it_is_ones_own(app: Flask, as_person: AsPerson) -> None:
    signup = anna()
    join(build.event(), "ben@example.org")
    path, other = f"/me/{signup.id}", as_person(of("ben@example.org"))
    assert other.get(f"{path}/consents").status_code == 404
    for way in ("consents/photos", "consents/photos/withdrawal", "needs/removal"):
        assert other.post(f"{path}/{way}").status_code == 404
    assert as_person(signup).post(f"{path}/consents/anything").status_code == 404


def test_these_pages_ask_the_database_little(app: Flask, as_person: AsPerson) -> None:
    signup = anna(consents=(NAME, PHOTOS), needs=Needs(step_free=True))
    browser, pages = as_person(signup), ("", "/consents", "/answers")
    paths = [f"/me/{signup.id}{page}" for page in pages]
    for path in paths:
        with statements(db.engine) as seen:
            assert browser.get(path).status_code == 200
        assert len(seen) <= 6, (path, seen)
