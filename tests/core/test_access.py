"""Deny by default: a route without a declaration is no route."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from makers.core import links
from makers.core.database import writing
from makers.core.links import Grant
from tests import build


def test_every_route_declares_who_may_enter(app: Flask) -> None:
    undeclared = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if not hasattr(app.view_functions[rule.endpoint], "keeper")
    ]
    assert undeclared == []


def test_only_reading_and_posting(app: Flask) -> None:
    methods = {
        method
        for rule in app.url_map.iter_rules()
        for method in rule.methods or ()
        if method != "OPTIONS"
    }
    assert methods == {"GET", "HEAD", "POST"}


@pytest.mark.parametrize("either", ["sqlite"], indirect=True)
def test_no_stranger_comes_in(app: Flask, client: FlaskClient) -> None:
    """Every address that is not public answers 401 to a browser without rights."""
    from makers.core import access

    values = {
        "signup_id": 1,
        "table_id": 1,
        "event_id": 1,
        "slug": "x",
        "token": "x",
        "code": "x",
        "leg": "out",
        "what": "name",
    }
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        if getattr(view, "keeper", None) is access.public:
            continue
        arguments = {name: values.get(name, 1) for name in rule.arguments}
        if "kind" in arguments:
            arguments["kind"] = "pdf"
        for method in (rule.methods or set()) & {"GET", "POST"}:
            url = adapter.build(rule.endpoint, arguments, method=method)
            assert client.open(url, method=method).status_code == 401, (method, url)


def test_a_foreign_page_looks_like_an_absent_one(
    app: Flask, client: FlaskClient, now: datetime
) -> None:
    mine, other = build.signup(build.event()), build.signup(build.event())
    with writing() as session:
        token = links.issue(session, Grant("personal", mine.event_id, mine.id, mine.id), now=now)
    client.get(f"/l/{token}")
    assert client.get(f"/me/{mine.id}").status_code == 200
    foreign, absent = client.get(f"/me/{other.id}"), client.get("/me/99999")
    assert (foreign.status_code, absent.status_code) == (404, 404)


def test_a_link_leads_to_a_clean_address(app: Flask, client: FlaskClient, now: datetime) -> None:
    mine = build.signup(build.event())
    with writing() as session:
        token = links.issue(session, Grant("personal", mine.event_id, mine.id, mine.id), now=now)
    answer = client.get(f"/l/{token}")
    assert (answer.status_code, answer.location) == (303, f"/me/{mine.id}")


def test_a_link_of_one_kind_opens_no_other_door(
    app: Flask, client: FlaskClient, now: datetime
) -> None:
    mine = build.signup(build.event())
    with writing() as session:
        token = links.issue(session, Grant("projector", mine.event_id, mine.id), now=now)
    client.get(f"/l/{token}")
    assert client.get(f"/me/{mine.id}").status_code == 404


def told(app: Flask, token: str) -> str:
    """What a browser that never was here reads at a link, without what is new each time."""
    answer = app.test_client().get(f"/l/{token}")
    assert answer.status_code == 404
    changing = r'data-now="[^"]*"|nonce="[^"]*"|name="csrf_token" value="[^"]*"|' + re.escape(token)
    return re.sub(changing, "", answer.text)


def test_a_dead_link_says_what_to_do_and_not_whether_it_ever_was(app: Flask, now: datetime) -> None:
    invented = told(app, f"personal_{'x' * 43}")
    for text in ("al gebruikt, te oud of ingetrokken", 'href="/link"', 'href="/login"'):
        assert text in invented
    dead, long_ago = ["zomaar"], now - timedelta(days=30)
    with writing() as session:
        for kind in links.KINDS:
            dead.append(links.issue(session, Grant(kind, 1, 1, 1), now=now, until=long_ago))
            dead.append(links.issue(session, Grant(kind, 1, 2, 1), now=now))
            dead.append(f"{kind}_{'y' * 43}")
    with writing() as session:
        for kind in links.KINDS:
            links.revoke(session, kind, 2, now=now)
    assert {told(app, token) for token in dead} == {invented}


def test_a_page_behind_a_dead_link_says_the_same(app: Flask, now: datetime) -> None:
    """Who goes back to an invitation that was used; a foreign one looks like an absent one."""
    client = app.test_client()
    mine = build.signup(build.event())
    with writing() as session:
        token = links.issue(session, Grant("personal", mine.event_id, mine.id), now=now)
    client.get(f"/l/{token}")
    answer = client.get("/welcome/7")
    assert answer.status_code == 404
    assert "al gebruikt, te oud of ingetrokken" in answer.text
