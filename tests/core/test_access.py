"""Deny by default: a route without a declaration is no route."""

from __future__ import annotations

from datetime import datetime

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


def test_an_invented_link_is_not_found(client: FlaskClient) -> None:
    assert client.get("/l/personal_invented").status_code == 404
