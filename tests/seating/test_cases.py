"""Cases: offered once, changed without loss, chosen by the organiser, withdrawn."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select

from makers.core.database import db
from makers.core.journal import SYSTEM
from makers.seating import cases, queries
from makers.seating.models import Case, CaseState
from tests import build
from tests.seating.rows import ENTREPRENEUR, desk, journalled, own, story, typed


def offered(now: datetime) -> Case:
    """A case that was just offered."""
    signup = build.signup(build.event(), role=ENTREPRENEUR)
    return cases.offer(signup, story(), key=uuid.uuid4(), now=now, by=SYSTEM)


def test_an_offer_is_kept_with_its_domains_and_journalled(app: Flask, now: datetime) -> None:
    event = build.event()
    signup = build.signup(event, role=ENTREPRENEUR)
    told = story("Koken", event.domains[0], event.domains[2])
    cases.offer(signup, told, key=uuid.uuid4(), now=now, by=SYSTEM)
    case = queries.case_of(signup)
    assert case is not None
    assert cases.Story.of(case) == told
    assert case.state is CaseState.OFFERED
    assert journalled("case.offered") == 1


def test_the_same_key_and_words_are_one_case(app: Flask, now: datetime) -> None:
    signup, key = build.signup(build.event(), role=ENTREPRENEUR), uuid.uuid4()
    first = cases.offer(signup, story(), key=key, now=now, by=SYSTEM)
    assert cases.offer(signup, story(), key=key, now=now, by=SYSTEM).id == first.id
    assert len(db.session.scalars(select(Case.id)).all()) == 1
    assert journalled("case.offered") == 1


@pytest.mark.parametrize("same_key", [True, False])
def test_other_words_sent_as_an_offer_are_not_lost(
    app: Flask, now: datetime, same_key: bool
) -> None:
    signup, key = build.signup(build.event(), role=ENTREPRENEUR), uuid.uuid4()
    cases.offer(signup, story("Eerst"), key=key, now=now, by=SYSTEM)
    again = key if same_key else uuid.uuid4()
    with pytest.raises(cases.Overtaken) as overtaken:
        cases.offer(signup, story("Daarna"), key=again, now=now, by=SYSTEM)
    assert overtaken.value.stored.title == "Eerst"


@pytest.mark.parametrize(
    ("role", "state"),
    [("ambtenaar", "confirmed"), ("gast", "confirmed"), (ENTREPRENEUR, "waiting")],
)
def test_only_an_entrepreneur_with_a_place_may_offer(
    app: Flask, now: datetime, role: str, state: str
) -> None:
    signup = build.signup(build.event(), role=role, state=state)
    assert not cases.may_offer(signup)
    with pytest.raises(cases.MayNotOffer):
        cases.offer(signup, story(), key=uuid.uuid4(), now=now, by=SYSTEM)


def test_a_domain_of_another_event_is_left_out(app: Flask, now: datetime) -> None:
    foreign = build.event().domains[0]
    signup = build.signup(build.event(), role=ENTREPRENEUR)
    case = cases.offer(signup, story("Koken", foreign), key=uuid.uuid4(), now=now, by=SYSTEM)
    assert case.domains == []


def test_a_change_started_from_an_older_version_is_refused(app: Flask, now: datetime) -> None:
    case = offered(now)
    cases.change(case, story("Van een"), version=1, by=SYSTEM)
    with pytest.raises(cases.Overtaken) as overtaken:
        cases.change(case, story("Van twee"), version=1, by=SYSTEM)
    assert overtaken.value.stored.title == "Van een"
    cases.change(case, story("Samen"), version=2, by=SYSTEM)
    assert (case.title, case.version) == ("Samen", 3)


def test_the_same_change_sent_twice_is_one_change(app: Flask, now: datetime) -> None:
    case = offered(now)
    for _ in range(2):
        cases.change(case, story("Anders"), version=1, by=SYSTEM)
    assert case.version == 2
    assert journalled("case.changed") == 1


def test_a_withdrawn_case_is_not_changed_and_may_be_offered_again(
    app: Flask, now: datetime
) -> None:
    case = offered(now)
    cases.withdraw(case, by=SYSTEM)
    with pytest.raises(cases.TakenBack):
        cases.change(case, story("Toch"), version=1, by=SYSTEM)
    again = cases.offer(case.signup, story("Toch"), key=uuid.uuid4(), now=now, by=SYSTEM)
    assert again.id != case.id
    assert queries.case_of(case.signup) == again


def test_withdrawing_twice_is_withdrawing_once(app: Flask, now: datetime) -> None:
    case = offered(now)
    for _ in range(2):
        cases.withdraw(case, by=SYSTEM)
    assert journalled("case.withdrawn") == 1


@pytest.mark.parametrize("state", [CaseState.RESERVE, CaseState.OFFERED, CaseState.WITHDRAWN])
def test_a_case_that_is_no_longer_chosen_leaves_its_table(
    app: Flask, now: datetime, state: CaseState
) -> None:
    case = offered(now)
    cases.judge(case, CaseState.ACCEPTED, by=SYSTEM)
    table = build.table(build.item(case.signup.event), case_id=case.id)
    cases.judge(case, state, by=SYSTEM)
    assert (case.state, table.case_id) == (state, None)


def test_a_withdrawn_case_stays_withdrawn(app: Flask, now: datetime) -> None:
    case = offered(now)
    cases.withdraw(case, by=SYSTEM)
    cases.judge(case, CaseState.ACCEPTED, by=SYSTEM)
    assert case.state is CaseState.WITHDRAWN


def test_the_form_offers_and_then_changes(app: Flask) -> None:
    signup = build.signup(build.event(), role=ENTREPRENEUR)
    phone, path = own(app, signup), f"/me/{signup.id}/case"
    assert "Bewaar mijn casus" in phone.get(path).text
    answer = phone.post(path, data=typed(story("Eerst"), key=uuid.uuid4()))
    assert (answer.status_code, answer.location) == (303, f"/me/{signup.id}")
    assert 'value="Eerst"' in phone.get(path).text
    answer = phone.post(path, data=typed(story("Daarna"), key=uuid.uuid4(), version=1))
    assert answer.status_code == 303
    case = queries.case_of(signup)
    assert case is not None
    assert (case.title, case.version) == ("Daarna", 2)


def test_the_back_button_after_an_offer_loses_nothing(app: Flask) -> None:
    signup, key = build.signup(build.event(), role=ENTREPRENEUR), uuid.uuid4()
    phone, path = own(app, signup), f"/me/{signup.id}/case"
    phone.post(path, data=typed(story("Eerst"), key=key))
    assert phone.post(path, data=typed(story("Eerst"), key=key)).status_code == 303
    answer = phone.post(path, data=typed(story("Met meer woorden"), key=key))
    assert answer.status_code == 409
    assert "Eerst" in answer.text
    assert 'value="Met meer woorden"' in answer.text
    assert 'name="version" type="hidden" value="1"' in answer.text
    again = phone.post(path, data=typed(story("Met meer woorden"), key=key, version=1))
    assert again.status_code == 303


def test_an_overtaken_form_shows_both_and_can_be_sent_again(app: Flask, now: datetime) -> None:
    case = offered(now)
    phone, path = own(app, case.signup), f"/me/{case.signup_id}/case"
    cases.change(case, replace(story("Op de laptop"), hope="Rust"), version=1, by=SYSTEM)
    answer = phone.post(path, data=typed(story("Op de telefoon"), key=uuid.uuid4(), version=1))
    assert answer.status_code == 409
    for words in ("Op de laptop", "Rust", 'value="Op de telefoon"', "Kies wat klopt"):
        assert words in answer.text
    answer = phone.post(path, data=typed(story("Samen"), key=uuid.uuid4(), version=2))
    assert answer.status_code == 303


def test_a_form_of_a_case_that_was_withdrawn_offers_it_again(app: Flask, now: datetime) -> None:
    case = offered(now)
    phone, path = own(app, case.signup), f"/me/{case.signup_id}/case"
    assert phone.post(f"{path}/withdrawal").status_code == 303
    answer = phone.post(path, data=typed(story("Toch"), key=uuid.uuid4(), version=1))
    assert answer.status_code == 303
    again = queries.case_of(case.signup)
    assert again is not None
    assert again.title == "Toch"


def test_an_empty_form_says_what_to_write_and_keeps_the_rest(app: Flask) -> None:
    signup = build.signup(build.event(), role=ENTREPRENEUR)
    data = {**typed(story(), key=uuid.uuid4()), "title": "", "hope": "Een bondgenoot"}
    answer = own(app, signup).post(f"/me/{signup.id}/case", data=data)
    assert answer.status_code == 422
    assert "Geef je casus een naam." in answer.text
    assert "Een bondgenoot" in answer.text


def test_who_may_not_offer_is_told_so(app: Flask) -> None:
    signup = build.signup(build.event())
    phone, path = own(app, signup), f"/me/{signup.id}/case"
    assert phone.get(path).location == f"/me/{signup.id}"
    answer = phone.post(path, data=typed(story("Toch"), key=uuid.uuid4()))
    assert answer.status_code == 409
    assert "Alleen wie als ondernemer een plek heeft" in answer.text
    assert 'value="Toch"' in answer.text


def test_a_case_is_its_owners_alone(app: Flask, now: datetime) -> None:
    case = offered(now)
    other = own(app, build.signup(build.event(), role=ENTREPRENEUR))
    assert other.get(f"/me/{case.signup_id}/case").status_code == 404
    assert other.post(f"/me/{case.signup_id}/case/withdrawal").status_code == 404


def test_the_organiser_chooses_from_the_page(app: Flask, now: datetime) -> None:
    case = offered(now)
    page, path = desk(app), f"/organise/events/{case.event_id}/cases"
    assert "Taalwerkplaats" in page.get(path).text
    answer = page.post(f"{path}/{case.id}/state", data={"state": "accepted"})
    assert (answer.status_code, answer.location) == (303, path)
    assert "1 gekozen" in page.get(path).text
    assert page.post(f"{path}/{case.id}/state", data={"state": "best"}).status_code == 404
    foreign = f"/organise/events/{build.event().id}/cases/{case.id}/state"
    assert page.post(foreign, data={"state": "reserve"}).status_code == 404
