"""Mail scanners open every link, several times, before its human does: nothing happens by that.

Every kind of letter has its scene in ``scenes``; a new kind fails the first test until it has one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale
from sqlalchemy import select

from makers.core import clock, mail
from makers.core.database import Model, db
from makers.core.mail import Letter, OutboxMail
from makers.core.organisers import Organiser
from makers.signups.models import Invitation, Person, Signup
from tests import build
from tests.signups.people import BEFORE
from tests.signups.scenes import ANNA, BEN, SCENES

OPENED = {"visit", "visit_grant"}  # all that opening a link may write
ADDRESS = re.compile(r"https?://[^\s\"'<>]+")


@pytest.fixture(autouse=True)
def in_dutch(app: Flask) -> Iterator[None]:
    """Who writes the messages reads Dutch."""
    with force_locale("nl"):
        yield


def letter(what: str) -> Letter:
    """The newest letter of this kind as it would go out now; its links work."""
    rows = select(OutboxMail).where(OutboxMail.what == what).order_by(OutboxMail.id.desc())
    row = db.session.scalars(rows).first()
    assert row is not None, f"no {what} was put in the outbox"
    composed = mail.compose(row)
    assert composed is not None, f"{what} is not needed"
    db.session.add_all(composed.links)
    db.session.commit()
    return composed


def paths(of_letter: Letter, app: Flask) -> list[str]:
    """Every address of ours in a letter, in text, HTML and calendar."""
    everything = " ".join((of_letter.text, of_letter.html, of_letter.calendar))
    base = app.config["MAKERS"].base_url
    found = {one.rstrip(".,)") for one in ADDRESS.findall(everything.replace("&amp;", "&"))}
    ours = sorted(one.removeprefix(base) for one in found if one.startswith(base))
    assert ours, "a letter leads somewhere"
    return ours


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, but for what opening a link writes."""
    db.session.rollback()
    return {
        table.name: sorted(map(tuple, db.session.execute(select(table))), key=repr)
        for table in Model.metadata.sorted_tables
        if table.name not in OPENED
    }


def scan(app: Flask, path: str) -> None:
    """What a mail scanner does: look, then open three times, following where it leads."""
    scanner = app.test_client()
    for method in ("HEAD", "GET", "GET", "GET"):
        answer = scanner.open(path, method=method, follow_redirects=True)
        assert answer.status_code in (200, 409), (path, answer.status_code)


def act(human: FlaskClient, page: str) -> None:
    """Do what the page a link led to is for: cancel, or say no to an invitation."""
    if "/invitation/" in page:
        assert human.post(f"{page}/refusal").status_code == 303
        assert db.session.scalars(select(Invitation)).one().declined_at is not None
        return
    if page.startswith("/welcome/"):
        typed = {"name": "Ben", "password": "een lang wachtwoord"}
        assert human.post(page, data=typed).status_code == 303
        assert db.session.scalars(select(Organiser.email)).all() == [BEN]
        return
    if page.startswith("/address/"):
        assert human.post(page).status_code == 303
        assert db.session.scalars(select(Person.email)).all() == [ANNA]
        return
    signup_id = page.split("/")[2] if page.startswith("/me/") else ""
    if not signup_id.isdecimal():
        return
    signup = db.session.get_one(Signup, int(signup_id))
    was_coming = signup.cancelled_at is None
    assert was_coming, "who cancelled has no page of their own to act on"
    assert human.post(f"/me/{signup_id}/cancellation").status_code == 303
    db.session.expire_all()
    assert signup.cancelled_at is not None


def test_every_kind_of_mail_has_its_scene(app: Flask) -> None:
    assert sorted(SCENES) == mail.kinds()


@pytest.mark.parametrize("what", sorted(SCENES))
def test_a_scanner_changes_nothing_and_the_human_still_can(
    app: Flask, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    monkeypatch.setattr(clock, "now", lambda: BEFORE)
    SCENES[what](build.event())
    links = paths(letter(what), app)
    before = everything()
    for path in links:
        scan(app, path)
        assert everything() == before
    human, page = app.test_client(), ""
    for path in links:
        answer = human.get(path, follow_redirects=True)
        assert answer.status_code == 200
        page = answer.request.path
    act(human, page)
