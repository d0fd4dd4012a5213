"""Who promises something and came without an address is asked for one, at the table and later."""

from __future__ import annotations

from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select

from makers.core import clock
from makers.core.database import db
from makers.core.links import Grant
from makers.followups.models import FollowUp, FollowUpState
from makers.signups.models import AddressProof
from tests.followups.conftest import NEXT_WEEK, Group, browser, phone, seated

ASKS = "Zonder e-mailadres kunnen we je niet herinneren"


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    """The pages' clock stands still at noon on the day."""
    monkeypatch.setattr(clock, "now", lambda: now)


@pytest.fixture
def promised(group: Group) -> Group:
    """The first, who has no address, promised something."""
    group.first.person.email = None
    db.session.commit()
    group.agreed(owner_id=group.first.id, due_on=NEXT_WEEK)
    return group


def test_the_closing_and_the_own_page_ask_who_promised_alone(app: Flask, promised: Group) -> None:
    closing = f"/table/{promised.table.id}/closing"
    assert ASKS in seated(app, promised.table, promised.first).get(closing).text
    assert ASKS not in seated(app, promised.table, promised.bringer).get(closing).text
    mine = phone(app, promised.first).get(f"/me/{promised.first.id}/followups").text
    assert ASKS in mine
    assert f"/me/{promised.first.id}/address" in mine


def test_the_list_at_the_table_asks_who_promised_alone(app: Flask, promised: Group) -> None:
    at = f"/table/{promised.table.id}"
    asked = f'href="{at}/address"'
    for path in (at, f"{at}/followups"):
        shown = seated(app, promised.table, promised.first).get(path).text
        assert (shown.count(ASKS), shown.count(asked)) == (1, 1)
        for other in (promised.bringer.id, None):
            grant = Grant("table", promised.table.event_id, promised.table.id, other)
            reader = browser(app, grant if other else Grant("organiser", None, 1))
            assert ASKS not in reader.get(path).text


def test_who_leads_notes_the_yes_of_who_has_no_page_of_their_own(
    app: Flask, promised: Group
) -> None:
    follow_up_id = db.session.scalars(select(FollowUp.id)).one()
    at, elsewhere = f"/table/{promised.table.id}", f"/table/{promised.table.id}/closing"
    paths = [f"{at}/followups/{follow_up_id}/{what}" for what in ("confirmation", "consent")]
    guest = seated(app, promised.table, promised.bringer)
    assert "Ali zegt" not in guest.get(f"{at}/followups").text  # nor where they lead together
    assert guest.post(paths[0], data={"version": "1"}).status_code == 404
    promised.table.facilitator_id = promised.elsewhere.id
    db.session.commit()
    leads = browser(app, Grant("facilitator", promised.table.event_id, promised.table.id))
    desk = browser(app, Grant("organiser", None, 1))
    for page in (f"{at}/followups", elsewhere):
        assert "Ali zegt: ja, dit doe ik" in leads.get(page).text
        for other in (guest, desk):
            assert "Ali zegt" not in other.get(page).text
    for path in paths:
        for other in (guest, desk):
            assert other.post(path, data={"version": "1"}).status_code == 404
        answer = leads.post(path, data={"version": "1", "to": "closing"})
        assert (answer.status_code, answer.location) == (303, elsewhere)
    db.session.rollback()
    kept = db.session.get_one(FollowUp, follow_up_id)
    assert (kept.state, kept.goes_on) == (FollowUpState.CONFIRMED, True)
    promised.first.person.email = "ali@example.org"
    kept.state = FollowUpState.PROPOSED
    db.session.commit()
    assert "Ali zegt" not in leads.get(f"{at}/closing").text
    assert leads.post(paths[0], data={"version": "1"}).status_code == 404


def test_the_letter_is_asked_for_at_the_table(app: Flask, promised: Group) -> None:
    at_table = seated(app, promised.table, promised.first)
    path = f"/table/{promised.table.id}/address"
    assert "Je e-mailadres" in at_table.get(path).text
    wrong = at_table.post(path, data={"email": "ali"})
    assert (wrong.status_code, 'value="ali"' in wrong.text) == (422, True)
    answer = at_table.post(path, data={"email": "ali@example.org"})
    assert (answer.status_code, answer.location) == (303, f"/table/{promised.table.id}/closing")
    assert db.session.scalars(select(AddressProof.signup_id)).all() == [promised.first.id]
    assert "Kijk in de mail van ali@example.org" in at_table.get(answer.location).text


def test_who_has_an_address_hears_so_and_who_is_nobody_is_not_asked(
    app: Flask, promised: Group
) -> None:
    path = f"/table/{promised.table.id}/address"
    known = seated(app, promised.table, promised.bringer)
    for back, asked in (
        (known.get(path), f"/table/{promised.table.id}/closing"),
        (
            phone(app, promised.bringer).get(f"/me/{promised.bringer.id}/address"),
            f"/me/{promised.bringer.id}",
        ),
    ):
        assert (back.status_code, back.location) == (303, asked)
    refused = known.post(path, data={"email": "noor@example.org"})
    assert (refused.status_code, "We hebben al een e-mailadres" in refused.text) == (409, True)
    desk = browser(app, Grant("organiser", None, 1))
    assert desk.get(path).status_code == 404
