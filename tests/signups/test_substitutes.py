"""A colleague comes instead: the place stays, the old link dies, a stranger learns nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from makers.core.database import db
from makers.signups import door, substitutes
from makers.signups.models import Answer, Question, QuestionKind, Signup, SignupState
from makers.signups.service import NoLongerComing, SignupsClosed, cancel
from makers.signups.substitutes import AlreadyIn, OwnAddress
from tests import build
from tests.signups.people import BEFORE, VISITOR, join, link, mails, of, told

AsPerson = Callable[[Signup], FlaskClient]
ANNA, BEN, COR = "anna@example.org", "ben@example.org", "cor@example.org"


def hand_over(signup: Signup, email: str = BEN, name: str = "Ben") -> None:
    """This place goes to somebody else."""
    substitutes.substitute(signup, name=name, email=email, now=BEFORE, by=VISITOR)


def test_the_place_stays_and_the_queue_with_it(app: Flask) -> None:
    event = build.event(capacity=1)
    join(event, ANNA)
    join(event, COR)
    place = of(ANNA).id
    hand_over(of(ANNA))
    ben = of(BEN)
    assert (ben.id, ben.state, ben.name) == (place, SignupState.CONFIRMED, "Ben")
    assert of(COR).state is SignupState.WAITING
    assert told(BEN) == ["signup.substituted"]
    assert told(ANNA)[-1] == "signup.given_away"


def test_a_place_in_the_queue_is_handed_over_too(app: Flask) -> None:
    event = build.event(capacity=0)
    for email in (ANNA, COR):
        join(event, email)
    hand_over(of(ANNA))
    assert "nummer 1 op de wachtlijst" in mails(BEN)[0].text


def test_the_old_link_and_the_old_browser_know_nothing_more(app: Flask) -> None:
    join(build.event(), ANNA)
    address, signup = link(mails(ANNA)[0]), of(ANNA)
    browser, ticket = app.test_client(), signup.ticket
    assert browser.get(address).status_code == 303
    assert browser.get(f"/me/{signup.id}").status_code == 200
    hand_over(signup)
    assert browser.get(f"/me/{signup.id}").status_code == 401
    assert browser.get(address).status_code == 404
    assert app.test_client().get(link(mails(BEN)[0])).status_code == 303
    assert of(BEN).ticket != ticket


def test_what_the_giver_told_of_themselves_goes(app: Flask) -> None:
    event = build.event()
    join(event, ANNA, job="adviseur", question="Hoe dan?", organisation="Gemeente Voorbeeld")
    question = Question(
        event_id=event.id, text="Eet je mee?", kind=QuestionKind.TEXT, made_at=BEFORE
    )
    db.session.add(question)
    db.session.flush()
    db.session.add(Answer(signup_id=of(ANNA).id, question_id=question.id, text="Ja"))
    db.session.commit()
    hand_over(of(ANNA))
    ben = of(BEN)
    assert (ben.job, ben.question, ben.organisation) == ("", "", "Gemeente Voorbeeld")
    assert db.session.query(Answer).all() == []


def test_a_colleague_who_waited_gets_the_place(app: Flask) -> None:
    event = build.event(capacity=1)
    for email in (ANNA, COR, BEN):
        join(event, email)
    hand_over(of(ANNA))
    states = [of(email).state for email in (ANNA, BEN, COR)]
    assert states == [SignupState.CANCELLED, SignupState.CONFIRMED, SignupState.WAITING]
    assert told(BEN) == ["signup.waiting", "signup.promoted"]


def test_from_a_colleague_who_comes_already_the_place_goes_to_who_is_next(app: Flask) -> None:
    event = build.event(capacity=2)
    for email in (ANNA, BEN, COR):
        join(event, email)
    hand_over(of(ANNA))
    assert of(COR).state is SignupState.CONFIRMED
    assert told(BEN) == ["signup.confirmed"]


def test_the_giver_sees_the_same_whoever_the_colleague_is(app: Flask, as_person: AsPerson) -> None:
    pages = []
    for known in (False, True):
        event = build.event()
        join(event, ANNA)
        if known:
            join(event, BEN)
        signup = of(ANNA)
        browser = as_person(signup)
        typed = {"name": "Ben", "email": BEN}
        answer = browser.post(f"/me/{signup.id}/substitute", data=typed)
        pages.append((answer.status_code, answer.location.replace(event.slug, "SLUG")))
        assert "Je plek is nu van Ben" in browser.get(answer.location).text
    assert pages[0] == pages[1]


def test_it_is_refused_with_what_was_typed(app: Flask, before: object, as_person: AsPerson) -> None:
    join(build.event(), ANNA)
    signup = of(ANNA)
    page = as_person(signup).post(
        f"/me/{signup.id}/substitute", data={"name": "Ik zelf", "email": "ANNA@example.org "}
    )
    assert page.status_code == 409
    assert "Dit is je eigen e-mailadres" in page.text
    assert 'value="Ik zelf"' in page.text
    empty = as_person(signup).post(f"/me/{signup.id}/substitute", data={"name": "", "email": "x"})
    assert empty.status_code == 422
    assert "Vul de naam in" in empty.text


def test_not_after_cancelling_coming_in_or_the_end(app: Flask) -> None:
    event = build.event()
    for email in (ANNA, COR):
        join(event, email)
    cancel(of(ANNA), now=BEFORE, by=VISITOR)
    with pytest.raises(NoLongerComing):
        hand_over(of(ANNA))
    door.check_in(of(COR), now=event.starts_at, by=VISITOR)
    with pytest.raises(AlreadyIn):
        hand_over(of(COR))
    join(event, "dirk@example.org")
    with pytest.raises(SignupsClosed):
        substitutes.substitute(
            of("dirk@example.org"),
            name="Ben",
            email=BEN,
            now=event.ends_at + timedelta(seconds=1),
            by=VISITOR,
        )
    with pytest.raises(OwnAddress):
        hand_over(of("dirk@example.org"), "dirk@example.org")
