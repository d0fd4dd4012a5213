"""A link opens one door, for whoever holds it, until it is revoked."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from makers.core import links
from makers.core.database import db, writing
from makers.core.links import Grant, GrantRow, Link


def issued(now: datetime, kind: str = "personal", subject_id: int = 5, **values: datetime) -> str:
    """The token of a fresh link."""
    with writing() as session:
        return links.issue(session, Grant(kind, 1, subject_id, subject_id), now=now, **values)


def test_a_link_gives_its_right_and_works_again(app: Flask, now: datetime) -> None:
    token = issued(now)
    grant, secret = links.exchange(token, None, now=now) or pytest.fail("no exchange")
    again, same = links.exchange(token, secret, now=now) or pytest.fail("no exchange")
    assert grant == again == Grant("personal", 1, 5, 5)
    assert same == secret
    assert links.held(secret, now=now) == (grant,)


def test_only_the_digest_is_stored(app: Flask, now: datetime) -> None:
    token = issued(now)
    link = db.session.scalars(select(Link)).one()
    assert token.startswith("personal_")
    assert len(token) == len("personal_") + 43
    assert link.digest == links.digest(token)
    assert token not in str(vars(link))


def test_a_revoked_link_takes_its_grants_along(app: Flask, now: datetime) -> None:
    token = issued(now)
    _, secret = links.exchange(token, None, now=now) or pytest.fail("no exchange")
    with writing() as session:
        links.revoke(session, "personal", 5, now=now)
    assert links.held(secret, now=now) == ()
    assert links.exchange(token, None, now=now) is None


def test_revoking_leaves_another_kind_alone(app: Flask, now: datetime) -> None:
    token = issued(now, kind="facilitator")
    with writing() as session:
        links.revoke(session, "personal", 5, now=now)
    assert links.exchange(token, None, now=now) is not None


def test_a_link_ends_at_its_end(app: Flask, now: datetime) -> None:
    token = issued(now, until=now + timedelta(hours=1))
    _, secret = links.exchange(token, None, now=now) or pytest.fail("no exchange")
    later = now + timedelta(hours=2)
    assert links.held(secret, now=later) == ()
    assert links.exchange(token, None, now=later) is None


def test_one_browser_holds_several_rights(app: Flask, now: datetime) -> None:
    _, secret = links.exchange(issued(now), None, now=now) or pytest.fail("no exchange")
    links.exchange(issued(now, subject_id=6), secret, now=now)
    assert [grant.subject_id for grant in links.held(secret, now=now)] == [5, 6]


def test_opening_a_link_twice_writes_one_grant(app: Flask, now: datetime) -> None:
    token = issued(now)
    _, secret = links.exchange(token, None, now=now) or pytest.fail("no exchange")
    links.exchange(token, secret, now=now)
    assert len(db.session.scalars(select(GrantRow)).all()) == 1


def test_an_invented_visit_gets_a_new_secret(app: Flask, now: datetime) -> None:
    _, secret = links.exchange(issued(now), "chosen-by-a-thief", now=now) or pytest.fail("none")
    assert secret != "chosen-by-a-thief"


def test_leaving_ends_every_right(app: Flask, now: datetime) -> None:
    _, secret = links.exchange(issued(now), None, now=now) or pytest.fail("no exchange")
    links.leave(secret)
    assert links.held(secret, now=now) == ()


def test_an_unknown_kind_is_refused(app: Flask, now: datetime) -> None:
    with pytest.raises(ValueError, match="no kind of link"):
        issued(now, kind="master")
