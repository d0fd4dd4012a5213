"""The session cookie: read once a minute, and no less strictly for that."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask, session
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import TimestampSigner

from makers.core import clock
from tests.conftest import NOON

pytestmark = pytest.mark.parametrize("either", ["sqlite"], indirect=True)


@pytest.fixture
def cookie(app: Flask, monkeypatch: pytest.MonkeyPatch) -> str:
    """A cookie as Flask writes it, at noon."""
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda signer: int(NOON.timestamp()))
    monkeypatch.setattr(clock, "now", lambda: NOON)
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    return str(signer.dumps({"visit": "a secret", "seen": ["one"]}))


def opened(app: Flask, cookie: str) -> dict[str, object]:
    """What the session holds in a request with this cookie."""
    name = app.config["SESSION_COOKIE_NAME"]
    with app.test_request_context("/", headers={"Cookie": f"{name}={cookie}"}):
        return dict(session)


def test_it_reads_what_flask_wrote(app: Flask, cookie: str) -> None:
    for _ in range(2):
        assert opened(app, cookie) == {"visit": "a secret", "seen": ["one"]}


def test_a_signature_is_worked_out_once_a_minute(
    app: Flask, cookie: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    loads, seen = signer.loads, Counter[int]()
    for minute in (0, 0, 0, 1, 1):
        monkeypatch.setattr(clock, "now", lambda m=minute: NOON + timedelta(hours=1, minutes=m))

        def counted(*said: Any, m: int = minute, **how: Any) -> Any:
            seen[m] += 1
            return loads(*said, **how)

        monkeypatch.setattr(signer, "loads", counted)
        assert opened(app, cookie)["visit"] == "a secret"
    assert seen == {0: 1, 1: 1}


@pytest.mark.parametrize("change", ["longer", "other end", "other begin", "nothing"])
def test_a_cookie_that_was_tampered_with_opens_nothing(
    app: Flask, cookie: str, change: str
) -> None:
    opened(app, cookie)
    tampered = {
        "longer": cookie + "A",
        "other end": cookie[:-2] + ("AA" if cookie[-2:] != "AA" else "BB"),
        "other begin": "X" + cookie[1:],
        "nothing": "",
    }[change]
    assert opened(app, tampered) == {}


def test_a_cookie_ends_after_its_month(
    app: Flask, cookie: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert opened(app, cookie)
    later = NOON + app.permanent_session_lifetime + timedelta(minutes=1)
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda signer: int(later.timestamp()))
    monkeypatch.setattr(clock, "now", lambda: later)
    assert opened(app, cookie) == {}


def test_what_one_request_changes_in_it_the_next_does_not_see(app: Flask, cookie: str) -> None:
    name = app.config["SESSION_COOKIE_NAME"]
    with app.test_request_context("/", headers={"Cookie": f"{name}={cookie}"}):
        session["seen"].append("two")
    assert opened(app, cookie)["seen"] == ["one"]
