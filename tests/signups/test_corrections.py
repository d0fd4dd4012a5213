"""A wrong address is mended by the browser that typed it, and tells a stranger nothing."""

from __future__ import annotations

import uuid
from datetime import timedelta
from statistics import median
from time import perf_counter

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from makers.core import clock
from makers.core.database import db
from makers.events.models import Event
from makers.signups import corrections
from makers.signups.models import Person, Receipt, SignupState
from tests import build
from tests.signups.people import BEFORE, join, link, mails, of, role, told

pytestmark = pytest.mark.usefixtures("before")
WRONG, RIGHT = "anan@example.org", "anna@example.org"


def signed_up(client: FlaskClient, event: Event, email: str = WRONG) -> None:
    """Anna signs up in this browser."""
    typed = {"key": str(uuid.uuid4()), "name": "Anna", "email": email, "role": role(event).id}
    assert client.post(f"/e/{event.slug}/signups", data=typed).status_code == 303


def mend(client: FlaskClient, event: Event, email: str = RIGHT) -> str:
    """She mends the address; the page that follows."""
    answer = client.post(f"/e/{event.slug}/signups/correction", data={"email": email})
    return client.get(answer.location).text if answer.status_code == 303 else answer.text


def test_the_place_moves_to_the_right_address_and_the_wrong_link_dies(
    app: Flask, client: FlaskClient
) -> None:
    event = build.event()
    signed_up(client, event)
    wrong_link, place = link(mails(WRONG)[0]), of(WRONG).id
    page = mend(client, event)
    assert RIGHT in page
    assert of(RIGHT).id == place
    assert app.test_client().get(wrong_link).status_code == 404
    assert told(RIGHT) == ["signup.confirmed"]
    assert mails(WRONG) == [], "a mail to the wrong address is no longer sent"
    assert db.session.scalar(select(Person).where(Person.email == WRONG)) is None


def test_whose_wrong_address_was_somebody_elses_is_signed_up_after_all(
    app: Flask, client: FlaskClient
) -> None:
    event = build.event()
    join(event, WRONG)
    signed_up(client, event)
    mend(client, event)
    assert (of(RIGHT).state, of(RIGHT).name) == (SignupState.CONFIRMED, "Anna")
    assert of(WRONG).state is SignupState.CONFIRMED


def test_the_page_is_the_same_in_each_case(app: Flask) -> None:
    pages = set()
    for wrong_known in (False, True):
        for right_known in (False, True):
            event, browser = build.event(title="Een middag"), app.test_client()
            if wrong_known:
                join(event, WRONG)
            if right_known:
                join(event, RIGHT)
            signed_up(browser, event)
            page = mend(browser, event)
            start, end = page.index("<main"), page.index("</main>")
            pages.add(page[start:end].replace(event.slug, "SLUG"))
    assert len(pages) == 1


def test_who_was_signed_up_with_the_right_address_keeps_that_one(
    app: Flask, client: FlaskClient
) -> None:
    event = build.event(capacity=2)
    join(event, RIGHT)
    signed_up(client, event)
    join(event, "next@example.org")
    mend(client, event)
    assert told(RIGHT) == ["signup.confirmed", "signup.again"]
    assert of("next@example.org").state is SignupState.CONFIRMED, "the double place came free"


def test_only_for_a_quarter_of_an_hour_and_only_in_that_browser(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: BEFORE)
    event = build.event()
    signed_up(client, event)
    other = app.test_client().post(
        f"/e/{event.slug}/signups/correction", data={"email": "mallory@example.org"}
    )
    assert other.status_code == 409
    monkeypatch.setattr(clock, "now", lambda: BEFORE + corrections.CORRECTABLE)
    assert "tot een kwartier" in mend(client, event)
    assert of(WRONG).cancelled_at is None


def test_the_form_is_forgotten_after_that(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: BEFORE)
    signed_up(client, build.event())
    for late, left in ((timedelta(), True), (corrections.CORRECTABLE, False)):
        corrections.forget_typed(BEFORE + late)
        (receipt,) = db.session.scalars(select(Receipt))
        assert bool(receipt.typed) is left


def test_a_bad_address_is_said_and_kept(client: FlaskClient) -> None:
    event = build.event()
    signed_up(client, event)
    page = mend(client, event, "anna at example")
    assert "Kijk het e-mailadres na" in page
    assert "anna at example" in page


def test_the_link_is_sent_again_and_a_stranger_learns_nothing(app: Flask) -> None:
    join(build.event(), RIGHT)
    pages = set()
    for email in (RIGHT, "unknown@example.org"):
        browser = app.test_client()
        answer = browser.post("/link", data={"email": email})
        pages.add(browser.get(answer.location).text.count("Kijk in je mail"))
    assert len(pages) == 1
    assert told(RIGHT) == ["signup.confirmed", "signup.link"]
    assert told("unknown@example.org") == []
    assert app.test_client().get(link(mails(RIGHT)[-1])).status_code == 303


def test_no_stream_of_links_to_somebody_elses_address(client: FlaskClient) -> None:
    join(build.event(), RIGHT)
    for _ in range(corrections.LINKS_AN_HOUR):
        assert client.post("/link", data={"email": RIGHT}).status_code == 303
    refused = client.post("/link", data={"email": RIGHT})
    assert (refused.status_code, RIGHT in refused.text) == (429, True)


@pytest.mark.slow
def test_a_known_address_takes_as_long_as_a_new_one(app: Flask) -> None:
    event, browser = build.event(capacity=50), app.test_client()
    join(event, RIGHT)
    took: dict[bool, list[float]] = {False: [], True: []}
    for number in range(200):
        for known in (False, True):
            email = RIGHT if known else f"new{number}@example.org"
            began = perf_counter()
            signed_up(browser, event, email)
            took[known].append(perf_counter() - began)
    # pair by pair: what else the machine does slows both of a pair
    longer = [known - new for new, known in zip(took[False], took[True], strict=True)]
    assert abs(median(longer)) < median(took[False]) / 4
