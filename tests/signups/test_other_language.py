"""What is typed in a form goes along to the other language, and counts as little as it did."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from makers.core.database import db
from makers.signups.models import Person, QuestionKind, Signup
from makers.signups.questions import Asked, add
from tests import build
from tests.signups.people import BEFORE, VISITOR, join, of

TYPED = "Zus & <b>Zo</b>"


def buttons(page: str) -> list[str]:
    """The tags of the page's buttons, in the order in which they stand."""
    return re.findall(r"<button[^>]*>", page)


def typed(event: Any, **more: Any) -> dict[str, Any]:
    """Half a form, as the other language gets it."""
    role = next(one.id for one in event.roles if one.name == "gast")
    return {"name": TYPED, "email": "half", "role": role, "in_language": "en", **more}


def test_the_words_of_a_sign_up_stand_in_the_other_language_too(
    app: Flask, client: FlaskClient, before: datetime
) -> None:
    event = build.event()
    data = typed(event, key="dezelfde", question="Wat nu?", consents="photos", diet="noten")
    answer = client.post(f"/e/{event.slug}/signups?lang=en", data=data)
    assert (answer.status_code, 'lang="en"' in answer.text) == (200, True)
    page = answer.text
    for kept in (html.escape(TYPED), 'value="half"', "Wat nu?</textarea>", 'value="noten"'):
        assert kept in page
    assert 'value="dezelfde"' in page, "the key: sent twice is signed up once"
    for name, value in (("role", data["role"]), ("consents", "photos")):
        assert re.search(rf'name="{name}" value="{value}" checked', page)
    assert "data-errors" not in page
    assert db.session.scalar(select(func.count(Person.id))) == 0
    assert 'lang="en"' in client.get(f"/e/{event.slug}").text, "the language is remembered"


def test_the_organisers_own_questions_keep_their_answers(
    app: Flask, client: FlaskClient, before: datetime
) -> None:
    event = build.event()
    asked = [
        Asked(text=kind.value, kind=kind, options="" if kind is QuestionKind.TEXT else "Een\nTwee")
        for kind in QuestionKind
    ]
    rows = [add(event, one, now=BEFORE, by=VISITOR) for one in asked]
    data = typed(event, **{f"question-{row.id}": "Twee" for row in rows})
    page = client.post(f"/e/{event.slug}/signups?lang=en", data=data).text
    assert page.count("Twee</textarea>") == 1
    assert len(re.findall(r'value="Twee" checked', page)) == len(rows) - 1


def test_enter_in_a_field_sends_the_form_and_does_not_change_the_language(
    app: Flask, client: FlaskClient, before: datetime
) -> None:
    event = build.event()
    first, *languages = buttons(client.get(f"/e/{event.slug}/signups/new").text)
    assert 'form="sign-up"' in first
    assert "formaction" not in first
    for button, lang in zip(languages, ("nl", "en"), strict=False):
        assert f'formaction="/e/{event.slug}/signups?lang={lang}"' in button
        assert "formnovalidate" in button


def test_answers_that_one_is_changing_go_along_as_well(
    app: Flask, as_person: Callable[[Signup], FlaskClient], before: datetime
) -> None:
    event = build.event()
    join(event, "anna@example.org")
    signup = of("anna@example.org")
    browser, path, version = as_person(signup), f"/me/{signup.id}/answers", signup.version
    assert f'formaction="{path}?lang=en"' in browser.get(path).text
    page = browser.post(f"{path}?lang=en", data=typed(event, version="7")).text
    assert html.escape(TYPED) in page
    assert 'value="7"' in page
    db.session.refresh(signup)
    assert (signup.version, signup.name) == (version, "anna")
