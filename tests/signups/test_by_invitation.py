"""An event by invitation: its form opens for who is invited, and tells a stranger nothing."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from html import unescape
from statistics import median
from time import perf_counter

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from makers.core import clock
from makers.core.database import db
from makers.events.models import Entrance, Event
from makers.signups import erasing, invitations, service
from makers.signups.models import Invitation, SignupState
from makers.signups.service import NotInvited
from tests import build
from tests.signups.invited import ANNA, BEN, DESK, by_invitation, mailed, of, on_the_list, opened
from tests.signups.people import BEFORE, answers, join, link, mails, role, told
from tests.signups.people import of as signup_of

pytestmark = pytest.mark.usefixtures("before")
STRANGER = "mallory@example.com"


def ask(browser: FlaskClient, event: Event, email: str) -> str:
    """Type an address at the gate; the page that follows."""
    answer = browser.post(f"/e/{event.slug}/signups/invitation", data={"email": email})
    assert answer.status_code == 303, answer.text
    return browser.get(answer.location).text


def send_form(browser: FlaskClient, event: Event, email: str) -> int:
    """Send the sign-up form; the status of the answer."""
    typed = {"key": str(uuid.uuid4()), "name": "Jo", "email": email, "role": role(event).id}
    return browser.post(f"/e/{event.slug}/signups", data=typed).status_code


def test_the_public_page_says_so(app: Flask, client: FlaskClient) -> None:
    page = client.get(f"/e/{by_invitation().slug}").text
    assert "Op uitnodiging" in page
    assert "Ik ben uitgenodigd" in page
    assert "Op uitnodiging" not in client.get(f"/e/{build.event().slug}").text


def test_a_stranger_finds_no_form_and_cannot_send_one(app: Flask, client: FlaskClient) -> None:
    event = by_invitation()
    page = client.get(f"/e/{event.slug}/signups/new").text
    assert "sturen we je een link" in page
    assert 'name="role"' not in page
    assert send_form(client, event, STRANGER) == 409
    assert told(STRANGER) == []


def test_the_service_refuses_without_the_right(app: Flask) -> None:
    event = by_invitation()
    with pytest.raises(NotInvited):
        join(event, STRANGER)
    key = uuid.uuid4()
    said = answers(event)
    assert service.sign_up(event, ANNA, said, key=key, now=BEFORE, invited=True).confirmed


def test_who_is_invited_finds_their_name_address_and_role(app: Flask) -> None:
    event = by_invitation()
    (mine,) = mailed(event, ANNA, role_name="sociaal ondernemer")
    browser = opened(app)
    page = browser.get(f"/e/{event.slug}/signups/new?invitation={mine.id}").text
    assert 'value="Anna Bakker"' in page
    assert f'value="{ANNA}"' in page
    assert f'value="{role(event, "sociaal ondernemer").id}" checked' in page
    assert send_form(browser, event, ANNA) == 303
    assert signup_of(ANNA).state is SignupState.CONFIRMED


def test_ones_own_invitation_is_for_ones_own_address(app: Flask) -> None:
    event = by_invitation()
    mailed(event, ANNA)
    browser = opened(app)
    typed = {"key": str(uuid.uuid4()), "name": "Jo", "email": STRANGER, "role": role(event).id}
    answer = browser.post(f"/e/{event.slug}/signups", data=typed)
    assert answer.status_code == 409
    assert "ander e-mailadres" in answer.text
    assert 'value="Jo"' in answer.text
    assert send_form(browser, event, ANNA.upper()) == 303


def test_an_invitation_opens_no_other_event(app: Flask) -> None:
    event, other = by_invitation(), by_invitation()
    mailed(event, ANNA)
    browser = opened(app)
    assert "sturen we je een link" in browser.get(f"/e/{other.slug}/signups/new").text
    assert send_form(browser, other, ANNA) == 409


def test_who_is_invited_to_an_open_event_finds_the_form_filled_in(app: Flask) -> None:
    event = build.event()
    (mine,) = mailed(event, ANNA)
    browser = opened(app)
    assert f'value="{ANNA}"' in browser.get(f"/e/{event.slug}/signups/new").text
    assert send_form(browser, event, BEN) == 303, "everybody may sign up"
    assert of(event, ANNA).id == mine.id


def test_the_link_for_everybody_opens_the_form_until_it_is_closed(
    app: Flask, organiser: FlaskClient
) -> None:
    event = by_invitation()
    desk = f"/organise/events/{event.id}/invitations"
    page = organiser.post(f"{desk}/link").text
    token = page.split('value="')[-1].split('"')[0].rpartition("/l/")[2]
    assert token.startswith("invitation_")
    browser = app.test_client()
    assert browser.get(f"/l/{token}").location == f"/invited/{event.id}"
    assert browser.get(f"/invited/{event.id}").location == f"/e/{event.slug}/signups/new"
    assert 'name="role"' in browser.get(f"/e/{event.slug}/signups/new").text
    assert send_form(browser, event, STRANGER) == 303
    assert token not in organiser.get(desk).text
    organiser.post(f"{desk}/link/end")
    assert send_form(browser, event, BEN) == 409
    assert app.test_client().get(f"/l/{token}").status_code == 404
    assert app.test_client().get(f"/invited/{event.id}").status_code == 401


def test_a_new_link_for_everybody_closes_the_old_one_and_no_others(app: Flask) -> None:
    event, other = by_invitation(), by_invitation()
    mailed(event, ANNA)
    old = invitations.open_to_all(event, now=BEFORE, by=DESK)
    elsewhere = invitations.open_to_all(other, now=BEFORE, by=DESK)
    new = invitations.open_to_all(event, now=BEFORE, by=DESK)
    browser = app.test_client()
    found = [browser.get(f"/l/{token}").status_code for token in (old, elsewhere, new)]
    assert found == [404, 303, 303]
    assert opened(app).get(f"/e/{event.slug}/signups/new").status_code == 200
    assert invitations.open_since(other) == BEFORE


def test_an_organiser_finds_the_form(app: Flask, organiser: FlaskClient) -> None:
    event = by_invitation()
    assert 'name="role"' in organiser.get(f"/e/{event.slug}/signups/new").text
    assert send_form(organiser, event, ANNA) == 303


def test_whoever_asks_reads_the_same_and_only_who_is_invited_gets_a_mail(app: Flask) -> None:
    event = by_invitation(invited_domains="rotterdam.nl dordrecht.nl")
    on_the_list(event, ANNA)
    known = "known@example.org"
    service.sign_up(event, known, answers(event), key=uuid.uuid4(), now=BEFORE, invited=True)
    pages = set()
    for email in (ANNA, "kim@rotterdam.nl", known, STRANGER, "x@sub.rotterdam.nl"):
        page = ask(app.test_client(), event, email)
        start, end = page.index("<main"), page.index("</main>")
        pages.add(page[start:end].replace(email, "ADDRESS"))
    assert len(pages) == 1
    assert told(ANNA) == ["invitation.asked"]
    assert told("kim@rotterdam.nl") == ["invitation.asked"]
    assert told(known)[-1] == "signup.link", "who is signed up gets their own link"
    assert told(STRANGER) == told("x@sub.rotterdam.nl") == []


def test_what_is_mailed_to_who_asks_opens_the_form(app: Flask) -> None:
    event = by_invitation(invited_domains="rotterdam.nl")
    ask(app.test_client(), event, "Kim@Rotterdam.nl")
    kim = of(event, "kim@rotterdam.nl")
    assert (kim.mailed_at, kim.name) == (BEFORE, "")
    browser = opened(app, "kim@rotterdam.nl")
    assert send_form(browser, event, "kim@rotterdam.nl") == 303
    assert invitations.send(event, now=BEFORE, by=DESK) == 0, "she has her mail"


def test_who_said_no_may_ask_again(app: Flask) -> None:
    event = by_invitation()
    (mine,) = mailed(event, ANNA)
    invitations.decline(mine, now=BEFORE)
    ask(app.test_client(), event, ANNA)
    assert [one.what for one in mails(ANNA)] == ["invitation.asked"]
    assert send_form(opened(app), event, ANNA) == 303


def test_a_wrong_address_is_said_and_kept(app: Flask, client: FlaskClient) -> None:
    event = by_invitation()
    answer = client.post(f"/e/{event.slug}/signups/invitation", data={"email": "anna at"})
    assert (answer.status_code, "anna at" in answer.text) == (422, True)
    assert client.get(f"/e/{event.slug}/signups/invitation").status_code == 303


def test_no_stream_of_mails_to_anybody_invited_or_not(app: Flask, client: FlaskClient) -> None:
    event = by_invitation()
    on_the_list(event, ANNA)
    for email in (ANNA, STRANGER):
        for _ in range(invitations.ASKED_AN_HOUR):
            ask(client, event, email)
        refused = client.post(f"/e/{event.slug}/signups/invitation", data={"email": email})
        assert (refused.status_code, email in refused.text) == (429, True)
    assert told(ANNA) == ["invitation.asked"] * invitations.ASKED_AN_HOUR


def test_the_gate_of_an_open_event_is_its_form(app: Flask, client: FlaskClient) -> None:
    event = build.event()
    answer = client.post(f"/e/{event.slug}/signups/invitation", data={"email": ANNA})
    assert answer.location == f"/e/{event.slug}/signups/new"
    assert told(ANNA) == []


def test_what_is_over_or_off_lets_nobody_in(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = by_invitation()
    on_the_list(event, ANNA)
    monkeypatch.setattr(clock, "now", lambda: event.ends_at + timedelta(minutes=1))
    answer = client.post(f"/e/{event.slug}/signups/invitation", data={"email": ANNA})
    assert answer.status_code == 409
    assert told(ANNA) == []


def test_a_wrong_address_may_be_mended_by_who_was_let_in(app: Flask) -> None:
    event = by_invitation()
    token = invitations.open_to_all(event, now=BEFORE, by=DESK)
    browser = app.test_client()
    browser.get(f"/l/{token}")
    on_the_list(event, BEN)
    service.sign_up(event, BEN, answers(event), key=uuid.uuid4(), now=BEFORE, invited=True)
    assert send_form(browser, event, BEN) == 303  # Ben's, who was signed up already
    invitations.close_to_all(event, now=BEFORE, by=DESK)
    browser.post(f"/e/{event.slug}/signups/correction", data={"email": ANNA})
    assert signup_of(ANNA).state is SignupState.CONFIRMED


def test_the_setting_stands_on_the_details_page(app: Flask, organiser: FlaskClient) -> None:
    event = build.event()
    path = f"/organise/events/{event.id}/details"
    fields = form_of(organiser.get(path).text)
    fields |= {"entrance": "invited", "invited_domains": "@Rotterdam.NL, dordrecht.nl rotterdam.nl"}
    assert organiser.post(path, data=fields).status_code == 303
    db.session.expire_all()
    assert event.entrance is Entrance.INVITED
    assert event.invited_domains == "rotterdam.nl dordrecht.nl"
    fields = form_of(organiser.get(path).text) | {"invited_domains": "geen domein"}
    answer = organiser.post(path, data=fields)
    assert (answer.status_code, "‘geen’ is geen maildomein" in answer.text) == (422, True)
    stale = form_of(organiser.get(path).text) | {"version": "old", "entrance": "open"}
    conflict = organiser.post(path, data=stale)
    assert conflict.status_code == 409
    assert "Alleen wie is uitgenodigd" in conflict.text


def form_of(page: str) -> dict[str, str]:
    """What a browser would send of the event's form as it stands."""
    fields: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", page):
        found = dict(re.findall(r'(name|value|type)="([^"]*)"', tag))
        if found.get("type") == "radio" and "checked" not in tag:
            continue
        if "name" in found:
            fields[found["name"]] = unescape(found.get("value", ""))
    for name, text in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>([^<]*)</textarea>', page):
        fields[name] = unescape(text)
    for name, options in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.findall(r'<option selected value="([^"]*)"', options)
        fields[name] = chosen[0] if chosen else re.findall(r'value="([^"]*)"', options)[0]
    return fields


def test_no_invitation_is_left_where_the_address_is_erased(app: Flask) -> None:
    event = by_invitation()
    (mine,) = mailed(event, ANNA)
    browser, path = opened(app), f"/e/{event.slug}/invitation/{mine.id}"
    service.sign_up(event, ANNA, answers(event), key=uuid.uuid4(), now=BEFORE, invited=True)
    erasing.erase_address(ANNA, now=BEFORE, by=DESK)
    assert db.session.scalars(select(Invitation)).all() == []
    assert browser.get(path).status_code == 404
    assert send_form(browser, event, ANNA) == 409


@pytest.mark.slow
def test_it_takes_as_long_for_who_is_invited_as_for_a_stranger(app: Flask) -> None:
    event, browser = by_invitation(invited_domains="rotterdam.nl"), app.test_client()
    invited = [f"guest{number}@example.org" for number in range(60)]
    on_the_list(event, *invited)
    took: dict[str, list[float]] = {"invited": [], "domain": [], "stranger": []}
    for number, email in enumerate(invited):
        for who, address in (
            ("invited", email),
            ("domain", f"g{number}@rotterdam.nl"),
            ("stranger", f"s{number}@example.com"),
        ):
            began = perf_counter()
            ask(browser, event, address)
            took[who].append(perf_counter() - began)
    middle = [median(times) for times in took.values()]
    assert max(middle) - min(middle) < max(0.005, 0.1 * min(middle))  # a busy machine blurs more


def test_links_in_these_mails_go_to_the_person_they_name(app: Flask) -> None:
    event = by_invitation()
    mailed(event, ANNA, BEN)
    assert link(mails(ANNA)[0]) != link(mails(BEN)[0])
