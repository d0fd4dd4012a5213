"""Who takes people's data along says the password again when the login is of some time ago."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from makers.core import links, organisers
from makers.core.links import Grant
from tests import build

HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)">')
PASSWORD = "een lang wachtwoord"
MINUTE = timedelta(minutes=1)
# every address at which the desk hands out a file, and whether it wants a fresh login
FILES = {
    "followups.export": True,
    "journal.export": True,
    "journal.export_event": True,
    "reports.event_download": True,
    "reports.research_download": True,
    "signups.export": True,
    "signups.import_problems": True,
}


@pytest.fixture
def desk(app: Flask, client: FlaskClient, at: dict[str, datetime]) -> FlaskClient:
    """A browser that logged in at noon."""
    organisers.add("balie@example.org", "Balie", PASSWORD, now=at["now"])
    client.post("/login", data={"email": "balie@example.org", "password": PASSWORD})
    return client


def test_a_file_is_there_at_once_and_later_after_the_password(
    desk: FlaskClient, at: dict[str, datetime]
) -> None:
    people = f"/organise/events/{build.event().id}/people.csv"
    at["now"] += 15 * MINUTE
    assert desk.get(people).status_code == 200
    at["now"] += MINUTE
    asked = desk.get(f"{people}?lang=nl")
    assert asked.status_code == 303
    form = asked.location
    assert "wachtwoord" in desk.get(form).text
    wrong = desk.post(form, data={"password": "mis"})
    assert (wrong.status_code, "Dit is niet je wachtwoord" in wrong.text) == (422, True)
    assert desk.get(people).status_code == 303
    right = desk.post(form, data={"password": PASSWORD})
    assert f'href="{people}?lang=nl"' in right.text
    assert desk.get(people).status_code == 200


def test_a_page_follows_at_once_and_a_form_that_was_open_may_be_sent(
    desk: FlaskClient, at: dict[str, datetime]
) -> None:
    at["now"] += 16 * MINUTE
    form = desk.get("/organise/organisers").location
    assert desk.post(form, data={"password": PASSWORD}).location == "/organise/organisers"
    at["now"] += 29 * MINUTE
    sent = desk.post("/organise/organisers", data={"email": "", "role": "helper"})
    assert sent.status_code == 422
    at["now"] += 2 * MINUTE
    late = desk.post("/organise/organisers", data={"email": "", "role": "helper"})
    assert late.status_code == 307


def test_a_form_that_came_too_late_goes_on_whole_after_the_password(
    desk: FlaskClient, at: dict[str, datetime]
) -> None:
    at["now"] += 31 * MINUTE
    filled = {"email": "mee <b>@example.org", "role": ["helper", "organiser"]}
    late = desk.post("/organise/organisers?lang=nl", data=filled)
    asked = desk.post(late.location, data=filled)
    carried = HIDDEN.findall(asked.text)
    assert carried[-3:] == [
        ("email", "mee &lt;b&gt;@example.org"),
        ("role", "helper"),
        ("role", "organiser"),
    ]
    assert "nog niet verstuurd" in asked.text
    wrong = desk.post(late.location, data={**filled, "password": "mis"})
    assert (wrong.status_code, HIDDEN.findall(wrong.text)[-3:]) == (422, carried[-3:])
    right = desk.post(late.location, data={**filled, "password": PASSWORD})
    assert (right.status_code, right.location) == (307, "/organise/organisers?lang=nl")
    assert desk.post(right.location, data=filled).status_code == 422
    for elsewhere in ("https://elders.example/", "/organise/", "/login"):
        answer = desk.post("/login/again/form", query_string={"next": elsewhere}, data=filled)
        assert (answer.status_code, answer.location) == (303, "/organise/")


@pytest.mark.parametrize(
    "path", ["https://elders.example/", "//elders.example/x", "/organise/", "/nergens", "x"]
)
def test_nobody_is_sent_astray(desk: FlaskClient, path: str) -> None:
    page = desk.get("/login/again", query_string={"next": path})
    assert f'action="{path}' not in page.text
    assert f'href="{path}"' not in page.text.replace('href="/organise/"', "")
    answer = desk.post("/login/again", query_string={"next": path}, data={"password": PASSWORD})
    assert (answer.status_code, answer.location) == (303, "/organise/")


def test_only_the_report_with_names_asks(desk: FlaskClient, at: dict[str, datetime]) -> None:
    report = f"/organise/events/{build.event().id}/report.json"
    at["now"] += 16 * MINUTE
    assert desk.get(report).status_code == 200
    assert desk.get(f"{report}?names=yes").status_code == 303


def test_a_link_that_opens_the_desk_is_a_login_each_time(
    app: Flask, client: FlaskClient, at: dict[str, datetime]
) -> None:
    from makers.core.database import writing

    me = organisers.add("balie@example.org", "Balie", PASSWORD, now=at["now"])
    with writing() as session:
        token = links.issue(session, Grant("organiser", None, me.id), now=at["now"])
    people = f"/organise/events/{build.event().id}/people.csv"
    client.get(f"/l/{token}")
    at["now"] += 16 * MINUTE
    assert client.get(people).status_code == 303
    client.get(f"/l/{token}")
    assert client.get(people).status_code == 200


def test_every_file_of_the_desk_says_whether_it_wants_a_fresh_login(app: Flask) -> None:
    found = {
        rule.endpoint: hasattr(app.view_functions[rule.endpoint], "fresh")
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/organise/") and "." in rule.rule
    }
    assert {name: wants for name, wants in found.items() if wants} == FILES
