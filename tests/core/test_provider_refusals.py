"""What a login at the provider does not prove opens nothing, and is told in a sentence."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from makers.core import clock, organisers
from makers.core.database import db
from makers.core.organisers import Organiser
from makers.core.organisers.provider import client as asking
from makers.core.organisers.views import by_provider
from tests.provider import SECRET, Provider, new_key, parameters

PASSWORD = "een lang wachtwoord"
MINUTE = timedelta(minutes=1)
AWAY, UNTRUE = "Stadspas antwoordt nu niet", "Het antwoord van Stadspas klopt niet"
NOT_BEGUN = "Je begon niet in deze browser met inloggen, of het is te lang geleden"
NOT_PROVED = "Stadspas bevestigt niet welk e-mailadres van jou is"
BACK, ELSEWHERE = "/login/provider/return", "https://elders.example.org"


@pytest.fixture(autouse=True)
def me(at: dict[str, datetime], linked: Provider) -> Organiser:
    """Who organises, with the address that the provider knows."""
    return organisers.add("balie@example.org", "Balie", PASSWORD, now=at["now"])


def begins(client: FlaskClient, path: str = "/login/provider") -> dict[str, str]:
    """They follow the link; what the provider is asked."""
    return parameters(client.get(path).location)


def comes_back(client: FlaskClient, provider: Provider, asked: dict[str, str]) -> Any:
    """The provider sends them back."""
    back = urlsplit(provider.send_back(asked))
    return client.get(f"{back.path}?{back.query}")


def is_told(client: FlaskClient, answer: Any, sentence: str, *, at: str = "/login") -> None:
    """They are back at the form, with the sentence, and nothing is open to them."""
    assert (answer.status_code, answer.location) == (303, at)
    assert sentence in client.get(at).text
    if at == "/login":
        assert client.get("/organise/").status_code == 401


def an_hour_ago(provider: Provider) -> None:
    """The token is of some time ago."""
    past = int(clock.now().timestamp()) - 3600
    provider.claims = {"iat": past - 300, "exp": past}


def in_an_hour(provider: Provider) -> None:
    """The token is not of now yet."""
    provider.claims = {"iat": int(clock.now().timestamp()) + 3600}


def in_another_name(provider: Provider) -> None:
    """It signs with a key that it does not publish, under the name of one that it does."""
    published = provider.key
    provider.published = [published]
    provider.key = new_key(published.kid)


def a_claim(**changed: object) -> Callable[[Provider], None]:
    """The ID token says something else, or nothing of it."""
    return lambda provider: provider.claims.update(changed)


def it_publishes(**changed: object) -> Callable[[Provider], None]:
    """What it tells of itself is otherwise."""
    return lambda provider: provider.publishes.update(changed)


# what is wrong with the answer, and what the server's log says of it
LIES: dict[str, tuple[Callable[[Provider], None], str]] = {
    "answered by another": (
        lambda one: one.comes_back.update(iss=ELSEWHERE),
        "the answer is another issuer's",
    ),
    "not said who answers": (
        lambda one: one.comes_back.update(iss=None),
        "the answer is another issuer's",
    ),
    "an invented code": (lambda one: one.comes_back.update(code="invented"), "'invalid_grant'"),
    "no code": (lambda one: one.comes_back.update(code=None), "'invalid_grant'"),
    "another issuer": (a_claim(iss=ELSEWHERE), "Invalid claim: 'iss'"),
    "another audience": (a_claim(aud="another", azp="makers"), "Invalid claim: 'aud'"),
    "no audience": (a_claim(aud=None), "Missing claim: 'aud'"),
    "another party": (a_claim(aud=["makers", "another"], azp="another"), "Invalid claim: 'azp'"),
    "another nonce": (a_claim(nonce="another"), "Invalid claim: 'nonce'"),
    "no nonce": (a_claim(nonce=None), "Missing claim: 'nonce'"),
    "nobody in particular": (a_claim(sub=None), "Missing claim: 'sub'"),
    "without an end": (a_claim(exp=None), "Missing claim: 'exp'"),
    "expired": (an_hour_ago, "The token is expired"),
    "not of now yet": (in_an_hour, "issued in the future"),
    "another access token": (a_claim(at_hash="of another"), "Invalid claim: 'at_hash'"),
    "unsigned": (lambda one: setattr(one, "algorithm", "none"), "'none' is not allowed"),
    "signed with the secret": (
        lambda one: setattr(one, "algorithm", "HS256"),
        "'HS256' is not allowed",
    ),
    "signed with another key": (in_another_name, "bad_signature"),
    "an unknown key": (lambda one: setattr(one, "published", [new_key()]), "No key for kid"),
    "it names itself otherwise": (
        it_publishes(issuer=ELSEWHERE),
        "it names itself otherwise than OIDC_ISSUER",
    ),
    "codes go where all can read": (
        it_publishes(token_endpoint="http://elders.example.org/"),
        "token_endpoint is no https",
    ),
}


@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")  # it is told to lie
@pytest.mark.parametrize("either", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("lie", "reason"), LIES.values(), ids=LIES)
def test_an_answer_that_is_not_true_lets_nobody_in(
    client: FlaskClient,
    linked: Provider,
    lie: Callable[[Provider], None],
    reason: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    asked = begins(client)
    lie(linked)
    client.application.extensions.pop("provider")  # what it publishes is asked again
    is_told(client, comes_back(client, linked, asked), UNTRUE)
    (line,) = (one.getMessage() for one in caplog.records if one.name == asking.log.name)
    assert reason in line
    assert "balie@example.org" not in line
    assert SECRET not in line


def test_who_does_not_organise_here_is_told_to_ask_for_an_invitation(
    client: FlaskClient, linked: Provider
) -> None:
    linked.account["email"] = "<b>iemand@example.org"
    answer = comes_back(client, linked, begins(client))
    is_told(client, answer, "Met &lt;b&gt;iemand@example.org organiseer je hier nog niet mee")
    assert db.session.scalars(select(Organiser.email)).all() == ["balie@example.org"]


@pytest.mark.parametrize("either", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "claims",
    [
        {"email_verified": False},
        {"email_verified": None},
        {"email_verified": "true"},
        {"email": None},
        {"email": ["balie@example.org"]},
        {"email": "balie@example.org\x00"},
        {"email": "balıe@example.org"},
    ],
)
def test_an_address_that_the_provider_does_not_vouch_for_is_nobodys(
    client: FlaskClient, linked: Provider, claims: dict[str, object]
) -> None:
    linked.claims, linked.publishes = claims, {"userinfo_endpoint": None}
    is_told(client, comes_back(client, linked, begins(client)), NOT_PROVED)


@pytest.mark.parametrize("either", ["sqlite"], indirect=True)
def test_who_stops_there_is_back_at_the_form(client: FlaskClient, linked: Provider) -> None:
    linked.refuses = "access_denied"
    answer = comes_back(client, linked, begins(client))
    is_told(client, answer, "bij Stadspas is het afgebroken of geweigerd")
    assert "/token" not in linked.asked


def test_a_way_back_that_nobody_began_leads_nowhere(client: FlaskClient, linked: Provider) -> None:
    for asked in ({}, {"code": "x"}, {"code": "x", "state": "y"}, {"error": "access_denied"}):
        is_told(client, client.get(f"{BACK}?{urlencode(asked)}"), NOT_BEGUN)
    assert linked.asked == []


def test_somebody_elses_answer_opens_nothing_here(
    app: Flask, client: FlaskClient, linked: Provider
) -> None:
    theirs, mine = begins(app.test_client()), begins(client)
    is_told(client, comes_back(client, linked, theirs), NOT_BEGUN)
    is_told(client, comes_back(client, linked, mine), NOT_BEGUN)  # one way back for each link


def test_an_answer_counts_once_and_for_ten_minutes(
    client: FlaskClient, linked: Provider, at: dict[str, datetime]
) -> None:
    back = urlsplit(linked.send_back(begins(client)))
    way = f"{back.path}?{back.query}"
    with client.session_transaction() as session:
        kept = dict(session)
    assert client.get(way).location == "/organise/"
    client.post("/logout")
    is_told(client, client.get(way), NOT_BEGUN)
    with client.session_transaction() as session:
        session.update(kept)  # who stole the cookie finds a code that is used up
    is_told(client, client.get(way), UNTRUE)
    asked = begins(client)
    at["now"] += 11 * MINUTE
    is_told(client, comes_back(client, linked, asked), NOT_BEGUN)


def test_a_code_of_another_login_is_not_exchanged(
    app: Flask, client: FlaskClient, linked: Provider
) -> None:
    theirs, mine = begins(app.test_client()), begins(client)
    code = parameters(linked.send_back(theirs))["code"]
    linked.comes_back["code"] = code
    is_told(client, comes_back(client, linked, mine), UNTRUE)


@pytest.mark.parametrize("either", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "path", ["/.well-known/openid-configuration", "/keys", "/token", "/userinfo"]
)
@pytest.mark.parametrize("status", [200, 302, 503])
def test_a_provider_that_is_away_is_told_of_on_the_login_page(
    client: FlaskClient, linked: Provider, path: str, status: int
) -> None:
    linked.answers[path] = status  # 200: the page of some gateway
    linked.claims["email"] = None
    sent = client.get("/login/provider")
    answer = comes_back(client, linked, parameters(sent.location)) if "well" not in path else sent
    is_told(client, answer, AWAY)


@pytest.mark.parametrize("either", ["sqlite"], indirect=True)
def test_a_provider_that_is_silent_is_not_waited_for(
    client: FlaskClient, linked: Provider, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "SECONDS", 0.05)
    with silence() as url:
        settings = app.config["MAKERS"]
        told = replace(settings, provider=replace(settings.provider, issuer=url))
        monkeypatch.setitem(app.config, "MAKERS", told)
        is_told(client, client.get("/login/provider"), AWAY)
    is_told(client, client.get("/login/provider"), AWAY)  # nobody listens there any more


@contextmanager
def silence() -> Iterator[str]:
    """A server that takes a call and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


def test_once_more_is_by_who_is_logged_in_and_asked_there_just_now(
    client: FlaskClient, linked: Provider, at: dict[str, datetime]
) -> None:
    assert comes_back(client, linked, begins(client)).location == "/organise/"
    at["now"] += 16 * MINUTE
    again, page = "/login/again/provider?next=/organise/organisers", "/organise/organisers"
    form = client.get(page).location
    for seen in (int((at["now"] - 2 * MINUTE).timestamp()), None, float("nan")):
        linked.claims = {"auth_time": seen}
        answer = comes_back(client, linked, begins(client, again))
        is_told(client, answer, "Stadspas vroeg je niet opnieuw om in te loggen", at=form)
        assert client.get(page).location == form
    linked.claims = {}
    organisers.add("ander@example.org", "Ander", PASSWORD, now=at["now"])
    linked.account["email"] = "ander@example.org"
    is_told(client, comes_back(client, linked, begins(client, again)), "ander account", at=form)
    assert client.get(page).location == form
    asked = begins(client, again)
    client.post("/logout")
    answer = comes_back(client, linked, asked)
    assert (answer.location, client.get("/organise/").status_code) == ("/login", 401)


@pytest.mark.parametrize("path", ["https://elders.example/", "//elders.example/x", "/nergens"])
def test_nobody_is_sent_astray_after_it(client: FlaskClient, linked: Provider, path: str) -> None:
    comes_back(client, linked, begins(client))
    answer = comes_back(
        client, linked, begins(client, f"/login/again/provider?{urlencode({'next': path})}")
    )
    assert (answer.status_code, answer.location) == (303, "/organise/")
    for where in (f"/login/provider?next={path}", f"{BACK}?next={path}"):
        assert urlsplit(client.get(where).location).netloc in ("", urlsplit(linked.url).netloc)


@pytest.mark.parametrize("either", ["sqlite"], indirect=True)
def test_too_many_at_once_wait(
    client: FlaskClient, linked: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(by_provider, "TRIES", 2)
    assert begins(client)
    assert begins(client)
    is_told(client, client.get("/login/provider"), "te veel pogingen")
