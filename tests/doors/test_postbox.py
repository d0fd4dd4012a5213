"""The demo's postbox shows a mail as it arrives: its style and pictures, and nothing that runs."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import select

from makers.core import mail
from makers.core.database import db
from makers.core.mail import Letter, OutboxMail, outbox
from tests import build
from tests.signups.people import BEFORE, join


@pytest.fixture
def demo(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """A demo with one mail in its postbox, of a title that would like to be a script."""
    settings = replace(app.config["MAKERS"], demo=True, instance=tmp_path)
    monkeypatch.setitem(app.config, "MAKERS", settings)
    join(build.event(title="<script>alert(1)</script> Café"), "anna@example.org")
    mail.send_due(now=BEFORE)
    return app


def number() -> int:
    """The number of the newest mail."""
    return db.session.scalars(select(OutboxMail.id).order_by(OutboxMail.id.desc())).first() or 0


def test_a_letter_is_shown_in_its_own_style_and_runs_nothing(
    demo: Flask, client: FlaskClient
) -> None:
    path = f"/mailbox/{number()}/letter"
    assert path in client.get("/mailbox").text
    answer = client.get(path)
    assert "<style>" in answer.text
    assert "<script>" not in answer.text
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox allow-popups")
    assert "default-src 'none'" in policy
    assert "script" not in policy.replace("allow-scripts", "script")


def test_its_pictures_are_shown(
    demo: Flask, client: FlaskClient, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = Letter("Dag", "Dag", '<img src="cid:code">', pictures={"code": b"\x89PNG"})
    monkeypatch.setitem(outbox._composers, "signup.confirmed", lambda row: shown)
    join(build.event(), "ben@example.org")
    mail.send_due(now=now)
    assert (
        '<img src="data:image/png;base64,iVBORw==">'
        in client.get(f"/mailbox/{number()}/letter").text
    )


def test_its_appointment_can_be_taken_along(demo: Flask, client: FlaskClient) -> None:
    answer = client.get(f"/mailbox/{number()}/appointment.ics")
    (entry,) = Calendar.from_ical(answer.text).walk("VEVENT")
    assert entry["SUMMARY"] == "<script>alert(1)</script> Café"


def test_there_is_no_postbox_where_mail_is_sent(
    demo: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = replace(demo.config["MAKERS"], demo=False)
    monkeypatch.setitem(demo.config, "MAKERS", real)
    for part in ("letter", "appointment.ics"):
        assert client.get(f"/mailbox/{number()}/{part}").status_code == 404


def test_a_mail_that_is_not_there_is_not_shown(demo: Flask, client: FlaskClient) -> None:
    assert client.get(f"/mailbox/{number() + 1}/letter").status_code == 404
