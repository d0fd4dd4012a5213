"""An app, a real mail server and a real provider of logins on loopback, and letters to send."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from joserfc.jwk import RSAKey

from makers.core import clock, links, organisers
from makers.core.links import Grant
from makers.core.mail import Letter, OutboxMail, outbox
from makers.core.organisers import Organiser
from tests.authenticator import ADDRESS
from tests.core.letters import WHAT
from tests.core.passkeys import EMAIL, PASSWORD
from tests.provider import Provider, new_key, opened
from tests.smtp import Postbox, serving


@pytest.fixture
def to(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Have the app send its mail to this ``SMTP_URL``."""

    def send_there(url: str) -> None:
        settings = replace(app.config["MAKERS"], smtp_url=url)
        monkeypatch.setitem(app.config, "MAKERS", settings)

    return send_there


@pytest.fixture
def postbox(to: Callable[[str], None]) -> Iterator[Postbox]:
    """An SMTP server on loopback to which the app sends."""
    with serving(Postbox()) as postbox:
        to(f"smtp://127.0.0.1:{postbox.port}")
        yield postbox


@pytest.fixture
def letter(monkeypatch: pytest.MonkeyPatch) -> dict[int, Letter | None]:
    """What is composed for a subject; a plain letter unless a test says otherwise."""
    composed: dict[int, Letter | None] = {}
    plain = Letter("Je bent aangemeld", "Tot dan.", "<p>Tot dan.</p>", "BEGIN:VCALENDAR\r\n")

    def compose(row: OutboxMail) -> Letter | None:
        return composed.get(row.subject_id or 0, plain)

    monkeypatch.setitem(outbox._composers, WHAT, compose)
    return composed


@pytest.fixture
def desk(app: Flask, client: FlaskClient, now: datetime) -> FlaskClient:
    """A browser that is logged in with an account of its own."""
    one = organisers.add("balie@example.org", "Balie", "een lang wachtwoord", now=now)
    secret = links.give(Grant("organiser", None, one.id), None, now=now)
    with client.session_transaction() as session:
        session["visit"] = secret
    return client


@pytest.fixture(scope="session")
def provider_key() -> RSAKey:
    """The key of every provider of the tests: making one takes a while."""
    return new_key()


@pytest.fixture
def linked(app: Flask, provider_key: RSAKey, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    """A provider where organisers log in, and the app told of it."""
    with opened(Provider(provider_key)) as provider:
        told = replace(app.config["MAKERS"], provider=provider.settings)
        monkeypatch.setitem(app.config, "MAKERS", told)
        yield provider
    app.extensions.pop("provider", None)


@pytest.fixture
def lives_at(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Give the house another address."""

    def move(address: str) -> None:
        settings = replace(app.config["MAKERS"], base_url=address)
        monkeypatch.setitem(app.config, "MAKERS", settings)

    return move


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch, now: datetime) -> dict[str, datetime]:
    """The house's clock, to be moved."""
    clocks = {"now": now}
    monkeypatch.setattr(clock, "now", lambda: clocks["now"])
    return clocks


@pytest.fixture
def me(lives_at: Callable[[str], None], now: datetime) -> Organiser:
    """Somebody with an account, in a house with a name."""
    lives_at(ADDRESS)
    return organisers.add(EMAIL, "Balie", PASSWORD, now=now)


@pytest.fixture
def other(me: Organiser, now: datetime) -> Organiser:
    """Somebody else who organises."""
    return organisers.add("mee@example.org", "Mee", PASSWORD, now=now)
