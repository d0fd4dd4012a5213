"""The desk opens for an organiser's address and password, not for guessing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from makers.core import limits, organisers

PASSWORD = "een lang wachtwoord"


def test_an_organiser_comes_in(app: Flask, client: FlaskClient, now: datetime) -> None:
    organisers.add(" Desk@Example.org ", "De balie", PASSWORD, now=now)
    answer = client.post("/login", data={"email": "desk@example.org", "password": PASSWORD})
    assert (answer.status_code, answer.location) == (303, "/organise/")
    assert client.get("/organise/").status_code == 200


def test_a_wrong_password_keeps_the_address_typed(client: FlaskClient, now: datetime) -> None:
    organisers.add("desk@example.org", "De balie", PASSWORD, now=now)
    answer = client.post("/login", data={"email": "desk@example.org", "password": "mis"})
    assert answer.status_code == 422
    assert "desk@example.org" in answer.text
    assert "mis" not in answer.text.split('name="password"')[1].split(">")[0]


def test_an_unknown_address_answers_as_a_known_one(client: FlaskClient, now: datetime) -> None:
    organisers.add("desk@example.org", "De balie", PASSWORD, now=now)
    known = client.post("/login", data={"email": "desk@example.org", "password": "mis"})
    unknown = client.post("/login", data={"email": "nobody@example.org", "password": "mis"})
    assert known.status_code == unknown.status_code


def test_guessing_ends_after_ten_tries(app: Flask, now: datetime) -> None:
    for _ in range(10):
        with pytest.raises(organisers.WrongLogin):
            organisers.check("desk@example.org", "mis", now=now)
    with pytest.raises(limits.TooMany):
        organisers.check("desk@example.org", "mis", now=now)


def test_a_right_password_ends_the_counting(app: Flask, now: datetime) -> None:
    organisers.add("desk@example.org", "De balie", PASSWORD, now=now)
    for _ in range(3):
        for _ in range(9):
            with pytest.raises(organisers.WrongLogin):
                organisers.check("desk@example.org", "mis", now=now)
        assert organisers.check("Desk@example.org", PASSWORD, now=now).name == "De balie"


def test_a_refused_try_is_no_reason_to_wait_longer(
    app: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "MAKERS", replace(app.config["MAKERS"], login_attempts=0))
    for _ in range(3):
        with pytest.raises(limits.TooMany):
            organisers.check("desk@example.org", "mis", now=now)


def test_a_short_password_is_refused(app: Flask, now: datetime) -> None:
    with pytest.raises(ValueError, match="at least 12"):
        organisers.add("desk@example.org", "De balie", "kort", now=now)


def test_logging_out_ends_the_visit(client: FlaskClient, now: datetime) -> None:
    organisers.add("desk@example.org", "De balie", PASSWORD, now=now)
    client.post("/login", data={"email": "desk@example.org", "password": PASSWORD})
    answer = client.post("/logout")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert client.get("/organise/").status_code == 401
