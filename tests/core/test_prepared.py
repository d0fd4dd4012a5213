"""Statements that every screen asks: the same rows as by the session, past its transaction."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Select, Uuid, bindparam, select, text

from makers.core.database import UTCDateTime, db, writing
from makers.core.links import Grant, Link, issue
from makers.core.prepared import Prepared
from tests.conftest import NOON


@pytest.fixture
def asked(app: Flask) -> Select[*tuple[Any, ...]]:
    """Links of some kinds that were made since a moment."""
    with writing() as session:
        for number, kind in enumerate(("door", "guide", "table")):
            issue(session, Grant(kind, None, number), now=NOON + timedelta(hours=number))
    return (
        select(Link.kind, Link.subject_id.label("whose"), Link.made_at, Link.revoked_at)
        .where(
            Link.kind.in_(bindparam("kinds", expanding=True)), Link.made_at >= bindparam("since")
        )
        .order_by(Link.id)
    )


def test_it_gives_the_rows_that_the_session_gives(asked: Select[*tuple[Any, ...]]) -> None:
    values = {"kinds": ("door", "table"), "since": NOON}
    rows = Prepared(asked).rows(**values)
    assert [tuple(row) for row in rows] == [
        tuple(row) for row in db.session.execute(asked, values).all()
    ]
    assert rows[0].whose == 0
    assert rows[0].made_at == NOON


def test_a_list_may_have_any_length(asked: Select[*tuple[Any, ...]]) -> None:
    prepared = Prepared(asked)
    for kinds in (("door",), ("door", "guide", "table"), ("guide",), ("door", "table")):
        assert tuple(row.kind for row in prepared.rows(kinds=kinds, since=NOON)) == kinds


def test_other_values_find_other_rows(asked: Select[*tuple[Any, ...]]) -> None:
    prepared, kinds = Prepared(asked), ("door", "guide", "table")
    later = NOON + timedelta(minutes=90)
    assert [row.kind for row in prepared.rows(kinds=kinds, since=NOON)] == list(kinds)
    assert [row.kind for row in prepared.rows(kinds=kinds, since=later)] == ["table"]


def test_what_is_written_now_is_seen_at_once(asked: Select[*tuple[Any, ...]]) -> None:
    prepared = Prepared(asked)
    assert len(prepared.rows(kinds=("moderator",), since=NOON)) == 0
    with writing() as session:
        issue(session, Grant("moderator"), now=NOON)
    assert len(prepared.rows(kinds=("moderator",), since=NOON)) == 1


def test_what_a_transaction_wrote_is_seen_within_it_alone(
    asked: Select[*tuple[Any, ...]],
) -> None:
    prepared = Prepared(asked)
    with writing() as session:
        issue(session, Grant("moderator"), now=NOON)
        session.flush()
        assert len(prepared.rows(session, kinds=("moderator",), since=NOON)) == 1
        assert len(prepared.rows(kinds=("moderator",), since=NOON)) == 0
    assert len(prepared.rows(kinds=("moderator",), since=NOON)) == 1


def test_values_go_in_and_come_out_as_their_types_do(app: Flask) -> None:
    values = {"key": uuid.uuid4(), "at": NOON + timedelta(microseconds=1), "times": (NOON,)}
    key, at = bindparam("key", type_=Uuid()), bindparam("at", type_=UTCDateTime())
    times = bindparam("times", type_=UTCDateTime(), expanding=True)
    asked = select(key.label("key"), at.label("at"), at.not_in(times).label("other"))
    (row,) = Prepared(asked).rows(**values)
    assert tuple(row) == (values["key"], values["at"], True)
    with writing() as session:
        assert tuple(session.execute(asked, values).one()) == tuple(row)


def test_it_holds_no_connection_and_leaves_the_session_alone(
    asked: Select[*tuple[Any, ...]],
) -> None:
    db.session.remove()
    Prepared(asked).rows(kinds=("door",), since=NOON)
    assert db.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
    assert not db.session().in_transaction()


def test_a_connection_that_was_lent_commits_nothing_of_itself_afterwards(
    asked: Select[*tuple[Any, ...]],
) -> None:
    Prepared(asked).rows(kinds=("door",), since=NOON)
    with db.engine.connect() as connection:
        connection.execute(text("DELETE FROM link"))
        connection.rollback()
    assert len(Prepared(asked).rows(kinds=("door",), since=NOON)) == 1


def test_after_a_refused_statement_it_can_be_asked_again(asked: Select[*tuple[Any, ...]]) -> None:
    prepared = Prepared(asked)
    with pytest.raises(Exception, match=r".+"):
        prepared.rows(kinds=(object(),), since=NOON)
    assert db.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
    assert len(prepared.rows(kinds=("door",), since=NOON)) == 1
