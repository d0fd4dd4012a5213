"""The organiser's own questions: asked of everybody or one role, answered, retired, never lost."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from makers.core.database import db, writing
from makers.events.models import Event
from makers.signups import questions
from makers.signups.models import Answer, Question, QuestionKind, Signup
from makers.signups.questions import Asked, HasAnswers, KindStays
from tests import build
from tests.counting import statements
from tests.signups.people import BEFORE, VISITOR, join, of, role

AsPerson = Callable[[Signup], FlaskClient]
pytestmark = pytest.mark.usefixtures("before")
ANNA = "anna@example.org"


def ask(event: Event, text: str = "Eet je mee?", **more: object) -> Question:
    """One more question of the organiser's own."""
    asked = Asked(text, more.pop("kind", QuestionKind.TEXT), **more)  # type: ignore[arg-type]
    return questions.add(event, asked, now=BEFORE, by=VISITOR)


def send(client: FlaskClient, event: Event, **typed: object) -> TestResponse:
    """Sign up with these answers."""
    least = {"key": str(uuid.uuid4()), "name": "Anna", "email": ANNA, "role": role(event).id}
    return client.post(f"/e/{event.slug}/signups", data={**least, **typed})


def told(email: str = ANNA) -> dict[int, str]:
    """What somebody answered, by question."""
    return {one.question_id: one.text for one in of(email).answers}


def test_an_answer_is_kept_and_can_be_changed(
    app: Flask, client: FlaskClient, as_person: AsPerson
) -> None:
    event = build.event()
    free, choice, choices = (
        ask(event),
        ask(event, "Hoe kom je?", kind=QuestionKind.CHOICE, options="fiets\ntram"),
        ask(event, "Wanneer kun je?", kind=QuestionKind.CHOICES, options="ochtend\nmiddag\navond"),
    )
    names = [f"question-{one.id}" for one in (free, choice, choices)]
    sent = send(
        client, event, **dict(zip(names, ("Graag", "tram", ["ochtend", "avond"]), strict=True))
    )
    assert sent.status_code == 303
    assert told() == {free.id: "Graag", choice.id: "tram", choices.id: "ochtend\navond"}
    signup = of(ANNA)
    browser = as_person(signup)
    page = browser.get(f"/me/{signup.id}/answers").text
    assert "Graag" in page
    assert page.count("checked") >= 4
    changed = {
        "name": "Anna",
        "role": role(event).id,
        "version": 1,
        names[0]: "",
        names[1]: "fiets",
    }
    assert browser.post(f"/me/{signup.id}/answers", data=changed).status_code == 303
    db.session.expire_all()
    assert told() == {choice.id: "fiets"}


def test_a_required_one_is_asked_for_and_nothing_is_lost(app: Flask, client: FlaskClient) -> None:
    event = build.event()
    question = ask(event, required=True)
    page = send(client, event, organisation="Leeszaal")
    assert page.status_code == 422
    assert f'href="#question-{question.id}"' in page.text
    assert "Beantwoord deze vraag." in page.text
    assert 'value="Leeszaal"' in page.text


def test_a_question_for_one_role_is_required_of_that_role_only(
    app: Flask, client: FlaskClient
) -> None:
    event = build.event()
    question = ask(event, required=True, role_id=role(event, "gast").id)
    assert "Alleen voor gast" in client.get(f"/e/{event.slug}/signups/new").text
    assert send(client, event, **{f"question-{question.id}": "ja"}).status_code == 303
    assert told() == {}, "it was not asked of this role"
    guest = {"role": role(event, "gast").id, "email": "g@example.org"}
    assert send(client, event, **guest).status_code == 422


def test_what_was_never_offered_is_refused(app: Flask, client: FlaskClient) -> None:
    event = build.event()
    question = ask(event, kind=QuestionKind.CHOICE, options="fiets\ntram")
    page = send(client, event, **{f"question-{question.id}": "raket"})
    assert (page.status_code, "Kies uit wat er staat." in page.text) == (422, True)


def test_a_question_with_answers_is_retired_and_its_answers_stay(
    app: Flask, client: FlaskClient, as_person: AsPerson
) -> None:
    event = build.event()
    question = ask(event)
    send(client, event, **{f"question-{question.id}": "Graag"})
    with pytest.raises(HasAnswers):
        questions.take_away(question, by=VISITOR)
    with pytest.raises(KindStays):
        other = Asked("Eet je mee?", QuestionKind.CHOICE, options="ja\nnee")
        questions.change(question, other, by=VISITOR)
    questions.retire(question, now=BEFORE, by=VISITOR)
    assert "Eet je mee?" not in client.get(f"/e/{event.slug}/signups/new").text
    signup = of(ANNA)
    changed = {"name": "Anne", "role": role(event).id, "version": 1}
    as_person(signup).post(f"/me/{signup.id}/answers", data=changed)
    db.session.expire_all()
    assert (of(ANNA).name, told()) == ("Anne", {question.id: "Graag"})
    questions.reinstate(question, by=VISITOR)
    assert "Eet je mee?" in client.get(f"/e/{event.slug}/signups/new").text


def test_one_that_nobody_answered_is_taken_away(app: Flask) -> None:
    question = ask(build.event())
    questions.take_away(question, by=VISITOR)
    assert db.session.query(Question).all() == []


def test_they_are_put_in_order(app: Flask) -> None:
    event = build.event()
    first, _second, third = (ask(event, text) for text in ("een", "twee", "drie"))
    questions.move(third, up=True, by=VISITOR)
    questions.move(first, up=True, by=VISITOR)
    assert [one.text for one in questions.of_event(event.id)] == ["een", "drie", "twee"]


def test_a_copy_asks_what_is_still_asked(app: Flask) -> None:
    source, target = build.event(), build.event()
    ask(source, "weg")
    questions.retire(questions.of_event(source.id)[0], now=BEFORE, by=VISITOR)
    ask(source, "blijft", role_id=role(source, "gast").id)
    roles = {role(source, "gast").id: role(target, "gast").id}
    with writing(target.id) as session:
        questions.copy_questions(session, source, target, roles, now=BEFORE)
    (copied,) = questions.of_event(target.id)
    assert (copied.text, copied.role_id) == ("blijft", role(target, "gast").id)


def test_the_desk_makes_changes_and_removes_them(app: Flask, organiser: FlaskClient) -> None:
    event = build.event()
    at = f"/organise/events/{event.id}/questions"
    assert "Nog geen eigen vragen" in organiser.get(at).text
    wrong = organiser.post(at, data={"text": "Hoe kom je?", "kind": "choice", "options": "fiets"})
    assert (wrong.status_code, "minstens twee keuzes" in wrong.text) == (422, True)
    right = {"text": "Hoe kom je?", "kind": "choice", "options": "fiets\r\ntram", "role": ""}
    assert organiser.post(at, data=right).status_code == 303
    (question,) = questions.of_event(event.id)
    assert question.choices == ["fiets", "tram"]
    one = f"{at}/{question.id}"
    assert "fiets" in organiser.get(one).text
    organiser.post(one, data={**right, "text": "Waarmee kom je?", "required": "y"})
    db.session.expire_all()
    assert (question.text, question.required) == ("Waarmee kom je?", True)
    assert organiser.post(f"{one}/removal").status_code == 303
    assert organiser.get(one).status_code == 404


def test_nobody_elses_question_is_there(app: Flask, organiser: FlaskClient) -> None:
    question, other = ask(build.event()), build.event()
    at = f"/organise/events/{other.id}/questions/{question.id}"
    for way in ("", "/place", "/retirement", "/return", "/removal"):
        assert organiser.post(at + way, data={"text": "x"}).status_code == 404


def test_the_least_costs_no_more_statements_for_the_extras(app: Flask, client: FlaskClient) -> None:
    event = build.event()
    with statements(db.engine) as seen:
        assert send(client, event).status_code == 303
    kinds = " ".join(seen)
    assert not any(name in kinds for name in ("FROM answer", "FROM need", "FROM consent"))
    assert db.session.query(Answer).all() == []


def test_these_pages_ask_the_database_little(app: Flask, organiser: FlaskClient) -> None:
    event = build.event()
    for number in range(5):
        ask(event, f"Vraag {number}")
    event_id = event.id
    for path in ("questions", "needs"):
        with statements(db.engine) as seen:
            assert organiser.get(f"/organise/events/{event_id}/{path}").status_code == 200
        assert len(seen) <= 6, (path, seen)


def test_join_tells_nothing_extra(app: Flask) -> None:
    join(build.event(), ANNA)
    assert (of(ANNA).need, of(ANNA).answers, of(ANNA).consents) == (None, [], [])
