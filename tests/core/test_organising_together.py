"""Who organises along: asked by a link, with a role, in browsers that can be logged out."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from makers.core import browsers, clock, links, mail, organisers
from makers.core.database import db, writing
from makers.core.journal import Actor
from makers.core.links import Grant
from makers.core.mail import OutboxMail
from makers.core.organisers import DeskRole, Organiser, accounts, inviting, second_factor
from makers.core.organisers.accounts import LastOrganiser
from makers.core.organisers.inviting import OrganisesAlready, WelcomeIsOver
from makers.core.organisers.models import Welcome
from tests import build

PASSWORD = "een lang wachtwoord"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"
NEW = {"email": "nieuw@example.org", "role": "helper"}


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    """The pages' clock stands still at noon on the day."""
    monkeypatch.setattr(clock, "now", lambda: now)


@pytest.fixture
def me(app: Flask, now: datetime) -> Organiser:
    """Somebody who may do everything."""
    return organisers.add("balie@example.org", "Balie", PASSWORD, now=now)


@pytest.fixture
def desk(app: Flask, me: Organiser) -> FlaskClient:
    """Their browser, logged in."""
    return logged_in(app, me)


def logged_in(app: Flask, who: Organiser, agent: str = FIREFOX) -> FlaskClient:
    """A browser of theirs."""
    browser = app.test_client()
    data = {"email": who.email, "password": PASSWORD}
    assert browser.post("/login", data=data, headers={"User-Agent": agent}).status_code == 303
    return browser


def helper(now: datetime) -> Organiser:
    """Somebody who helps."""
    made = organisers.add("hulp@example.org", "Hulp", PASSWORD, now=now)
    accounts.give_role(made, DeskRole.HELPER, now=now, by=Actor("organiser", None))
    return made


def test_who_is_asked_makes_an_account_by_the_link_in_the_mail(
    app: Flask, desk: FlaskClient, client: FlaskClient
) -> None:
    asked = desk.post("/organise/organisers", data=NEW)
    assert asked.status_code == 200
    assert "nieuw@example.org" in asked.text
    row = db.session.scalars(select(OutboxMail)).one()
    with app.test_request_context():
        letter = mail.compose(row)
    assert letter is not None
    db.session.add_all(letter.links)
    db.session.commit()
    path = re.search(r"/l/welcome_\S+", letter.text)
    assert path is not None
    page = client.get(path.group(), follow_redirects=True)
    assert "Je bent gevraagd als helper" in page.text
    assert db.session.scalars(select(Organiser.email)).all() == ["balie@example.org"]
    welcome = db.session.scalars(select(Welcome)).one()
    short = client.post(f"/welcome/{welcome.id}", data={"name": "Nina Nieuw", "password": "kort"})
    assert (short.status_code, 'value="Nina Nieuw"' in short.text) == (422, True)
    typed = {"name": "Nina Nieuw", "password": PASSWORD}
    assert client.post(f"/welcome/{welcome.id}", data=typed).location == "/organise/"
    assert client.get("/organise/").status_code == 200
    assert client.get("/organise/settings").status_code == 404
    again = app.test_client()
    assert again.get(path.group()).status_code == 404


def test_the_link_is_shown_once_for_where_no_mail_is_sent(
    app: Flask, desk: FlaskClient, client: FlaskClient
) -> None:
    shown = desk.post("/organise/organisers", data=NEW).text
    link = re.search(r"(/l/welcome_[\w-]+)", shown)
    assert link is not None
    assert client.get(link.group(1)).status_code == 303
    assert link.group(1) not in desk.get("/organise/organisers").text


def test_an_address_with_an_account_or_without_sense_is_refused(desk: FlaskClient) -> None:
    known = desk.post("/organise/organisers", data={**NEW, "email": " Balie@Example.org"})
    assert (known.status_code, "organiseert al mee" in known.text) == (409, True)
    odd = desk.post("/organise/organisers", data={"email": "nieuw", "role": "koning"})
    assert odd.status_code == 422
    for text in ("naam@voorbeeld.nl", "Kies wat deze persoon mag", 'value="nieuw"'):
        assert text in odd.text


def test_a_link_that_was_withdrawn_used_or_is_old_makes_no_account(
    me: Organiser, now: datetime
) -> None:
    def asked(email: str) -> Welcome:
        inviting.invite(
            email, DeskRole.HELPER, language="nl", now=now, by=Actor("organiser", me.id)
        )
        return db.session.scalars(select(Welcome).order_by(Welcome.id.desc())).first()  # type: ignore[return-value]

    first = asked("een@example.org")
    second = asked("een@example.org")
    for welcome, at in ((first, now), (second, now + inviting.LASTS)):
        with pytest.raises(WelcomeIsOver):
            inviting.accept(welcome, "Eén", PASSWORD, now=at)
    inviting.accept(second, "Eén", PASSWORD, now=now + inviting.LASTS - timedelta(seconds=1))
    with pytest.raises(WelcomeIsOver):
        inviting.accept(second, "Eén", PASSWORD, now=now)
    other = asked("twee@example.org")
    inviting.withdraw(other, now=now, by=Actor("organiser", me.id))
    with pytest.raises(WelcomeIsOver):
        inviting.accept(other, "Twee", PASSWORD, now=now)
    with pytest.raises(OrganisesAlready):
        asked("een@example.org")


def test_who_helps_does_the_day_and_takes_nobodys_data_along(
    app: Flask, me: Organiser, now: datetime
) -> None:
    event = build.event()
    browser = logged_in(app, helper(now))
    home = f"/organise/events/{event.id}"
    for path in ("/organise/", home, f"{home}/wall", f"{home}/people", f"{home}/report"):
        assert browser.get(path).status_code == 200, path
    for path in (
        "/organise/organisers",
        "/organise/settings",
        "/organise/journal",
        f"{home}/journal",
        f"{home}/people.csv",
        f"{home}/followups.csv",
    ):
        assert browser.get(path).status_code == 404, path
    for name in ("Logboek", "Instellingen", "Download als CSV", "Met namen"):
        assert name not in browser.get(home).text + browser.get(f"{home}/people").text
    named = browser.get(f"{home}/report?names=yes").text
    assert "Dit verslag noemt geen namen" in named
    signup = build.signup(event)
    assert browser.post(f"{home}/people/{signup.id}/erasure").status_code == 404


def test_another_role_counts_at_the_next_login_and_the_last_organiser_stays(
    app: Flask, desk: FlaskClient, me: Organiser, now: datetime
) -> None:
    refused = desk.post(f"/organise/organisers/{me.id}/role", data={"role": "helper"})
    assert (refused.status_code, "de enige organisator" in refused.text) == (409, True)
    assert desk.post(f"/organise/organisers/{me.id}/removal").status_code == 409
    other = organisers.add("twee@example.org", "Twee", PASSWORD, now=now)
    theirs = logged_in(app, other)
    given = desk.post(f"/organise/organisers/{other.id}/role", data={"role": "helper"})
    assert given.status_code == 303
    assert theirs.get("/organise/").status_code == 401
    assert logged_in(app, other).get("/organise/settings").status_code == 404
    with pytest.raises(LastOrganiser):
        accounts.remove(me, now=now, by=Actor("organiser", me.id))


def test_who_is_taken_off_the_list_is_out_at_once(
    app: Flask, desk: FlaskClient, now: datetime
) -> None:
    other = helper(now)
    data = {"email": other.email, "password": PASSWORD}
    number, theirs = other.id, logged_in(app, other)
    assert desk.post(f"/organise/organisers/{number}/removal").status_code == 303
    assert theirs.get("/organise/").status_code == 401
    assert desk.get(f"/organise/organisers/{number}").status_code == 404
    assert app.test_client().post("/login", data=data).status_code == 422


def test_who_was_taken_off_the_list_can_do_nothing_at_all(
    app: Flask, desk: FlaskClient, me: Organiser, now: datetime
) -> None:
    """Not with the password, halfway a login, an app's code, an old link or a session of before."""
    other = organisers.add("twee@example.org", "Tom Twee", PASSWORD, now=now)
    number, theirs = other.id, logged_in(app, other)
    with writing() as session:
        link = links.issue(session, Grant("organiser", None, number), now=now)
    halfway = app.test_client()
    with halfway.session_transaction() as cookie:
        cookie["halfway"] = [number, int(now.timestamp())]
    assert desk.post(f"/organise/organisers/{number}/removal").status_code == 303
    assert theirs.get("/organise/").status_code == 401
    assert theirs.post("/login/again", data={"password": PASSWORD}).status_code == 401
    assert app.test_client().get(f"/l/{link}").status_code == 404
    typed = {"email": "twee@example.org", "password": PASSWORD}
    assert app.test_client().post("/login", data=typed).status_code == 422
    assert halfway.post("/login/code", data={"code": "123456"}).location == "/login"
    assert not second_factor.forget("twee@example.org")
    assert accounts.of(number) is None
    assert [one.id for one in accounts.everybody()] == [me.id]
    for path in ("", "/role", "/removal"):
        where = f"/organise/organisers/{number}{path}"
        answer = desk.post(where, data={"role": "helper"}) if path else desk.get(where)
        assert answer.status_code == 404
    with pytest.raises(LastOrganiser):
        accounts.remove(me, now=now, by=Actor("organiser", me.id))


def test_who_was_taken_off_the_list_can_be_asked_again_and_is_somebody_new(
    app: Flask, desk: FlaskClient, me: Organiser, now: datetime
) -> None:
    other = organisers.add("twee@example.org", "Tom Twee", PASSWORD, now=now)
    number = other.id
    accounts.remove(other, now=now, by=Actor("organiser", me.id))
    asked = {"email": "twee@example.org", "role": "helper"}
    assert desk.post("/organise/organisers", data=asked).status_code == 200
    welcome = db.session.scalars(select(Welcome)).one()
    again = inviting.accept(welcome, "Tom de Tweede", PASSWORD, now=now)
    assert again.id != number
    assert [one.name for one in accounts.everybody()] == ["Balie", "Tom de Tweede"]
    assert logged_in(app, again).get("/organise/settings").status_code == 404
    journal = desk.get("/organise/journal").text
    assert "Tom Twee" in journal
    assert "Tom de Tweede" in journal


def test_a_browser_is_logged_out_from_another(app: Flask, desk: FlaskClient, me: Organiser) -> None:
    phone = logged_in(app, me, "Mozilla/5.0 (iPhone) Version/26.0 Mobile Safari/604.1")
    laptop = logged_in(app, me)
    page = phone.get("/organise/account").text
    assert "Safari, iPhone" in page
    assert page.count("Firefox, Windows") >= 2
    ends = re.findall(r'action="(/organise/account/sessions/\d+/end)"', page)
    assert len(ends) == 2
    phone.post(ends[0])
    assert [one.get("/organise/").status_code for one in (desk, laptop)].count(401) == 1
    phone.post("/organise/account/sessions/others/end")
    assert [one.get("/organise/").status_code for one in (desk, laptop, phone)] == [401, 401, 200]


def test_nobody_ends_the_session_of_somebody_else(
    app: Flask, desk: FlaskClient, now: datetime
) -> None:
    theirs = logged_in(app, helper(now))
    page = logged_in(app, helper_again()).get("/organise/account").text
    (number,) = re.findall(r"/sessions/(\d+)/end", page)
    desk.post(f"/organise/account/sessions/{number}/end")
    assert theirs.get("/organise/").status_code == 200


def helper_again() -> Organiser:
    """Who helps, read anew."""
    return db.session.scalars(select(Organiser).where(Organiser.role == DeskRole.HELPER)).one()


def test_another_password_logs_out_all_other_browsers(
    app: Flask, desk: FlaskClient, me: Organiser
) -> None:
    laptop = logged_in(app, me)
    change = "/organise/account/password"
    wrong = desk.post(change, data={"old": "mis", "new": "een heel ander wachtwoord"})
    assert (wrong.status_code, "Dit is niet je wachtwoord" in wrong.text) == (422, True)
    short = desk.post(change, data={"old": PASSWORD, "new": "kort"})
    assert (short.status_code, "minstens 12 tekens" in short.text) == (422, True)
    assert laptop.get("/organise/").status_code == 200
    right = desk.post(change, data={"old": PASSWORD, "new": "een heel ander wachtwoord"})
    assert right.status_code == 303
    assert (desk.get("/organise/").status_code, laptop.get("/organise/").status_code) == (200, 401)


def test_browsers_are_called_what_people_call_them() -> None:
    for said, name in (
        (FIREFOX, "Firefox, Windows"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (Macintosh) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Mac"),
        ("curl/8", ""),
    ):
        assert browsers.named(said) == name
