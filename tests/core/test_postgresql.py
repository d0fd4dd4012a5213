"""PostgreSQL's connections: who waits for an answer, and who finds out that one is dead."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from makers.core import postgresql
from makers.core.database import db
from tests import postgres
from tests.server import ROOT

ON_POSTGRESQL = pytest.mark.parametrize("either", ["postgres"], indirect=True)
TIMES = 50
# at how many of some statements somebody else had a turn meanwhile, by kind of connection
UNDER_GEVENT = """
from gevent import monkey
monkey.patch_all()
import gevent, json, psycopg, sys
from makers.core.postgresql import Connection

turns = 0

def somebody_else():
    global turns
    while True:
        gevent.sleep(0)
        turns += 1

def at(kind, statement, times):
    found = 0
    with kind.connect(sys.argv[1], autocommit=True) as connection:
        for _ in range(times):
            before = turns
            connection.execute(statement)
            found += turns > before
    return found

gevent.spawn(somebody_else)
short, long = ("SELECT 1", int(sys.argv[2])), ("SELECT pg_sleep(0.2)", 1)
kinds = {"ours": Connection, "the driver's": psycopg.Connection}
print(json.dumps({name: [at(kind, *short), at(kind, *long)] for name, kind in kinds.items()}))
"""


def test_others_go_first_only_while_an_answer_takes_long(postgres_server: postgres.Server) -> None:
    url = postgres_server.url("postgres").replace("+psycopg", "")
    words = [sys.executable, "-c", UNDER_GEVENT, url, str(TIMES)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, check=True, text=True)
    found = json.loads(done.stdout)
    short, long = found["ours"]
    assert short < TIMES / 2  # on a busy machine an answer may take longer
    assert long == 1
    assert found["the driver's"] == [TIMES, 1]  # the control


@ON_POSTGRESQL
@pytest.mark.parametrize("fresh", [0.0, 1000.0])
def test_a_connection_that_died_while_nobody_used_it_is_replaced(
    app: Flask, monkeypatch: pytest.MonkeyPatch, fresh: float
) -> None:
    monkeypatch.setattr(postgresql, "FRESH", fresh)
    with db.engine.connect() as used, db.engine.connect() as other:
        (number,) = used.execute(text("SELECT pg_backend_pid()")).one()
        other.execute(text("SELECT 1"))
        killer = db.engine.raw_connection()
    try:
        killer.cursor().execute("SELECT pg_terminate_backend(%s)", (number,))
        died = [one for one in range(2) if not _answers()]
    finally:
        killer.close()
    assert len(died) == (0 if fresh == 0 else 1)  # the control asks nobody whether they live


@ON_POSTGRESQL
def test_a_statement_is_planned_once_for_all_its_values(app: Flask) -> None:
    with db.engine.connect() as connection:
        mode = connection.execute(text("SHOW plan_cache_mode")).scalar()
    assert mode == "force_generic_plan"


def _answers() -> bool:
    """Whether a connection of the pool answers, two of them in use at a time."""
    try:
        with db.engine.connect() as one, db.engine.connect() as two:
            return [used.execute(text("SELECT 1")).scalar() for used in (one, two)] == [1, 1]
    except OperationalError:
        return False
