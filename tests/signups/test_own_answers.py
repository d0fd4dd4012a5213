"""Own questions meet changes: of the options, of one's role, of the event's roles."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from makers.core.database import db
from makers.events import service as events
from makers.events.details import Details
from makers.events.models import Event
from makers.events.service import StillNeeded
from makers.signups import questions
from makers.signups.models import Question, QuestionKind, Signup
from makers.signups.questions import Asked
from tests import build
from tests.signups.people import BEFORE, VISITOR, join, of, role

AsPerson = Callable[[Signup], FlaskClient]
pytestmark = pytest.mark.usefixtures("before")
ANNA = "anna@example.org"


def ask(event: Event, text: str = "Hoe kom je?", **more: object) -> Question:
    """One more question of the organiser's own."""
    asked = Asked(text, more.pop("kind", QuestionKind.TEXT), **more)  # type: ignore[arg-type]
    return questions.add(event, asked, now=BEFORE, by=VISITOR)


def change(browser: FlaskClient, **typed: object) -> TestResponse:
    """Change Anna's answers to this."""
    signup = of(ANNA)
    least = {"name": "Anna", "role": signup.role_id, "version": signup.version}
    answer = browser.post(f"/me/{signup.id}/answers", data={**least, **typed})
    db.session.expire_all()
    return answer


def told() -> dict[int, str]:
    """What Anna answered, by question."""
    return {one.question_id: one.text for one in of(ANNA).answers}


@pytest.mark.parametrize("kind", [QuestionKind.CHOICE, QuestionKind.CHOICES])
def test_an_option_that_is_gone_stays_with_who_chose_it(
    app: Flask, client: FlaskClient, as_person: AsPerson, kind: QuestionKind
) -> None:
    event = build.event()
    question = ask(event, kind=kind, options="fiets\ntram")
    name, now_asked = f"question-{question.id}", Asked("Hoe kom je?", kind, options="fiets\nbus")
    join(event, ANNA, own=((question.id, "tram"),))
    questions.change(question, now_asked, by=VISITOR)
    browser = as_person(of(ANNA))
    page = browser.get(f"/me/{of(ANNA).id}/answers").text
    assert re.search(rf'name="{name}" value="tram" checked', page)
    assert change(browser, **{name: "tram"}).status_code == 303
    assert told() == {question.id: "tram"}
    assert 'value="tram"' not in client.get(f"/e/{event.slug}/signups/new").text
    assert change(browser, **{name: "raket"}).status_code == 422


def test_who_waits_for_another_role_keeps_the_answers_of_the_one_they_have(
    app: Flask, as_person: AsPerson
) -> None:
    event = build.event()
    officials = ask(event, "Welke dienst?", role_id=role(event).id)
    guests = ask(event, "Van wie?", role_id=role(event, "gast").id, required=True)
    role(event, "gast").capacity = 0
    db.session.commit()
    join(event, ANNA, own=((officials.id, "Onderwijs"),))
    browser, wants = as_person(of(ANNA)), role(event, "gast").id
    first = {f"question-{officials.id}": "Onderwijs", f"question-{guests.id}": "Bram"}
    assert change(browser, role=wants, **first).status_code == 303
    assert of(ANNA).wanted_role_id == wants
    assert told() == {officials.id: "Onderwijs", guests.id: "Bram"}


def test_what_is_not_asked_of_a_role_stops_nobody(app: Flask, client: FlaskClient) -> None:
    event = build.event()
    question = ask(event, role_id=role(event, "gast").id)
    typed = {"key": str(uuid.uuid4()), "name": "Anna", "email": ANNA, "role": role(event).id}
    too_long = {f"question-{question.id}": "a" * 2001}
    assert client.post(f"/e/{event.slug}/signups", data={**typed, **too_long}).status_code == 303


def test_a_question_of_one_role_says_which_choice_it_belongs_to(
    app: Flask, client: FlaskClient
) -> None:
    event = build.event()
    ask(event, role_id=role(event, "gast").id)
    ask(event, "Voor iedereen")
    page = client.get(f"/e/{event.slug}/signups/new").text
    assert re.search(r'id="role-2"[^>]*value="\d+"', page)
    assert re.search(r'<fieldset class="field of-one-role" data-role="2">\s*<legend>Alleen', page)
    assert page.count("data-role=") == 1


def test_a_role_with_a_question_of_its_own_is_not_taken_away(app: Flask) -> None:
    event = build.event()
    question = ask(event, role_id=role(event, "gast").id)
    before = Details.of(event)
    fewer = Details(**{**vars(before), "roles": before.roles[:2]})
    change_to = {"version": before.version, "now": BEFORE, "by": VISITOR}
    with app.test_request_context(), pytest.raises(StillNeeded):
        events.change(event, fewer, **change_to)  # type: ignore[arg-type]
    questions.change(question, Asked("Hoe kom je?", QuestionKind.TEXT), by=VISITOR)
    events.change(event, fewer, **change_to)  # type: ignore[arg-type]
    assert [one.name for one in event.roles] == ["ambtenaar", "sociaal ondernemer"]


def test_the_desk_sees_the_questions_as_people_do(app: Flask, organiser: FlaskClient) -> None:
    event = build.event()
    at = f"/organise/events/{event.id}/questions"
    assert "Zo ziet het eruit" not in organiser.get(at).text
    ask(event, kind=QuestionKind.CHOICE, options="fiets\ntram", role_id=role(event, "gast").id)
    retired = ask(event, "Weg ermee")
    questions.retire(retired, now=BEFORE, by=VISITOR)
    preview = organiser.get(at).text.partition("Zo ziet het eruit")[2].partition("Nog een vraag")[0]
    assert "Alleen voor gast" in preview
    assert 'value="tram"' in preview
    assert "Weg ermee" not in preview
    assert "disabled" in preview, "a preview is not filled in"


def test_the_least_is_three_fields(client: FlaskClient) -> None:
    page = client.get(f"/e/{build.event().slug}/signups/new").text
    first = page.partition("Vertel iets meer")[0]
    names = re.findall(r'<(?:input|textarea|select)[^>]* name="([^"]+)"', first)
    visible = [one for one in names if one not in ("csrf_token", "key", "homepage")]
    assert list(dict.fromkeys(visible)) == ["name", "email", "role"]
    assert page.count('type="submit"') == 1 + page.partition("<main")[0].count('type="submit"')
    for said in ("name", "email", "organization", "organization-title"):
        assert f'autocomplete="{said}"' in page
    assert 'inputmode="email"' in page
