"""What every response carries, and how errors read."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete

from makers.core import access, organisers
from makers.core.access import enter
from makers.core.database import db, writing
from makers.core.errors import Refusal
from makers.core.organisers import Organiser
from tests.conftest import NOON, made_app


def test_every_response_carries_the_policy_with_its_own_nonce(client: FlaskClient) -> None:
    first, second = client.get("/login"), client.get("/login")
    policy = first.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "trusted-types htmx makers" in policy
    nonces = [
        re.findall(r"'nonce-([^']+)'", page.headers["Content-Security-Policy"])[0]
        for page in (first, second)
    ]
    assert nonces[0] != nonces[1]
    assert f'nonce="{nonces[0]}"' in first.text


def test_what_a_session_sees_is_not_stored(client: FlaskClient) -> None:
    page = client.get("/login")
    assert page.headers["Cache-Control"] == "no-store"
    assert "Cookie" in page.headers["Vary"]
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("asked", "language"),
    [("nl", "nl"), ("en-GB,en;q=0.9", "en"), ("fr", "nl"), ("", "nl")],
)
def test_the_browser_chooses_the_language(client: FlaskClient, asked: str, language: str) -> None:
    page = client.get("/login", headers={"Accept-Language": asked})
    assert f'<html lang="{language}"' in page.text


def test_a_choice_of_language_is_kept(client: FlaskClient) -> None:
    assert '<html lang="en"' in client.get("/login?lang=en").text
    assert '<html lang="en"' in client.get("/login", headers={"Accept-Language": "nl"}).text


def test_the_other_language_of_an_answer_to_a_form_is_a_page_that_can_be_read(
    client: FlaskClient,
) -> None:
    for answer, page in (
        (client.post("/login?next=x", data={}), "/login?next=x&amp;lang=en"),
        (client.post("/e/middag/signups", data={}), "/e/middag/signups/new?lang=en"),
        (client.post("/me/1/address", data={}), "/me/1/address?lang=en"),
        (client.post("/table/1/followups/2/deletion"), "/table/1/followups/2?lang=en"),
        (client.get("/nergens/te vinden?_scheme=x"), "/?_scheme=x&amp;lang=en"),
    ):
        assert f'href="{page}"' in answer.text


@pytest.mark.parametrize(("missing", "status"), [(0, 422), (1, 400), (30, 400)])
def test_a_form_that_the_line_cut_short_is_refused(
    client: FlaskClient, missing: int, status: int
) -> None:
    body = b"email=iemand%40example.org&password=onjuist"
    answer = client.post(
        "/login",
        input_stream=BytesIO(body[: len(body) - missing]),
        content_type="application/x-www-form-urlencoded",
        # the last is what the server says
        environ_overrides={"CONTENT_LENGTH": str(len(body)), "wsgi.input_terminated": True},
    )
    assert answer.status_code == status


def test_a_form_from_another_site_is_refused(client: FlaskClient) -> None:
    answer = client.post("/login", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert "andere website" in answer.text


def test_a_form_without_its_token_is_refused(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("csrf")
    app: Flask = made_app(folder, f"sqlite:///{folder / 'makers.db'}", WTF_CSRF_ENABLED=True)
    answer = app.test_client().post("/login", data={"email": "a@b.nl", "password": "x"})
    assert answer.status_code == 400
    assert "te lang open" in answer.text


def test_a_page_that_is_not_there_says_what_to_do(client: FlaskClient) -> None:
    page = client.get("/nergens")
    assert page.status_code == 404
    assert "begin bij het begin" in page.text


def test_the_house_answers(client: FlaskClient) -> None:
    assert client.get("/healthz").text == "ok\n"


class TooLate(Refusal):
    """What the test's views refuse."""

    sentence = "Dit kan niet meer."


@pytest.fixture(scope="module")
def refusing(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """An app whose view refuses, as a browser meets it."""
    folder = tmp_path_factory.mktemp("refusing")
    app = made_app(folder, f"sqlite:///{folder / 'makers.db'}")

    @app.post("/refused")
    @enter(access.public)
    def refused() -> str:
        raise TooLate

    @app.post("/gone")
    @enter(access.public)
    def gone() -> str:
        read = organisers.add("weg@example.org", "Weg", "een lang wachtwoord", now=NOON)
        with db.engine.begin() as elsewhere:
            elsewhere.execute(delete(Organiser))
        with writing():
            return read.name

    return app.test_client()


def test_what_somebody_took_away_meanwhile_is_gone_and_says_so(refusing: FlaskClient) -> None:
    page, part = refusing.post("/gone"), refusing.post("/gone", headers={"HX-Request": "true"})
    assert (page.status_code, part.status_code, part.mimetype) == (410, 410, "text/plain")
    for answer in (page, part):
        assert "intussen weggehaald" in answer.text


def test_a_refusal_is_a_page_and_to_a_part_of_a_page_a_sentence(refusing: FlaskClient) -> None:
    page = refusing.post("/refused")
    assert (page.status_code, page.mimetype) == (409, "text/html")
    assert TooLate.sentence in page.text
    part = refusing.post("/refused", headers={"HX-Request": "true"})
    assert (part.status_code, part.mimetype, part.text) == (409, "text/plain", TooLate.sentence)


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [("/niets", 404, "Deze pagina is er niet"), ("/organise/", 401, "eigen link")],
)
def test_other_errors_too(refusing: FlaskClient, path: str, status: int, says: str) -> None:
    assert "<!doctype html>" in refusing.get(path).text
    part = refusing.get(path, headers={"HX-Request": "true"})
    assert (part.status_code, part.mimetype) == (status, "text/plain")
    assert says in part.text
