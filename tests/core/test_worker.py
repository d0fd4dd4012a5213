"""The worker in a process of its own, beside two web processes, with a real mail server."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from makers import config
from makers.core import clock, mail, worker
from makers.core.database import db, writing
from makers.core.mail import Fate, OutboxMail
from makers.events.models import Event
from makers.signups import letters
from tests import build, postgres
from tests.conftest import made_app
from tests.journeys.house import until
from tests.server import ROOT, serve
from tests.smtp import Postbox, serving
from tests.visitor import Visitor, hidden_fields

pytestmark = pytest.mark.fault
SOON = timedelta(days=30)


@dataclass(frozen=True)
class Office:
    """A database with an afternoon in it, and the mail server its processes send to."""

    app: Flask
    database_url: str
    folder: Path
    postbox: Postbox

    @property
    def smtp_url(self) -> str:
        """Where every process of this installation sends its mail."""
        return f"smtp://127.0.0.1:{self.postbox.port}"

    def queue(self, count: int) -> None:
        """Put so many confirmations in the outbox."""
        for _ in range(count):
            signup = build.signup(db.session.scalars(select(Event)).one())
            with writing() as session:
                letters.send(session, "signup.confirmed", signup, now=clock.now())

    def rows(self) -> list[OutboxMail]:
        """The outbox as it stands now."""
        db.session.rollback()
        return list(db.session.scalars(select(OutboxMail).order_by(OutboxMail.id)))

    def fates(self) -> list[Fate]:
        """What became of each mail so far."""
        return [row.fate for row in self.rows()]


@pytest.fixture
def office(tmp_path: Path, postgres_server: postgres.Server) -> Iterator[Office]:
    """An installation on PostgreSQL with nobody at work yet."""
    url = postgres_server.create_database(f"worker_{tmp_path.name}".replace("-", "_"))
    app = made_app(tmp_path, url)
    with app.app_context(), serving(Postbox()) as postbox:
        now = clock.now()
        build.event(capacity=100, starts_at=now + SOON, ends_at=now + SOON + timedelta(hours=4))
        yield Office(app, url, tmp_path, postbox)
        db.session.remove()
        db.engine.dispose()


@contextmanager
def at_work(office: Office) -> Iterator[subprocess.Popen[str]]:
    """``flask makers worker``, once it says that it works; killed at the end of the block."""
    ours = {"DATABASE_URL": office.database_url, "MAKERS_INSTANCE": str(office.folder)}
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "app", "makers", "worker"],
        cwd=ROOT,
        env={**os.environ, **ours, "SMTP_URL": office.smtp_url},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            assert process.stdout is not None
            assert "sends mail" in process.stdout.readline()
            yield process
        finally:
            process.kill()


def test_beside_two_web_processes_each_mail_is_sent_exactly_once(office: Office) -> None:
    people = [f"p{number}@example.org" for number in range(12)]
    with ExitStack() as stack:
        servers = [
            stack.enter_context(serve(office.database_url, office.folder, SMTP_URL=office.smtp_url))
            for _ in range(2)
        ]
        stack.enter_context(at_work(office))
        slug = db.session.scalars(select(Event.slug)).one()
        for number, address in enumerate(people):
            visitor = Visitor(servers[number % 2].url)
            page = visitor.get(f"/e/{slug}/signups/new")[2]
            role = page.partition('name="role" value="')[2].partition('"')[0]
            said = {"name": "Jo", "email": address, "role": role}
            assert visitor.post(f"/e/{slug}/signups", {**hidden_fields(page), **said})[0] == 303
            visitor.close()
        until(lambda: office.fates() == [Fate.SENT] * 12, what="twelve mails sent", seconds=40)
    assert sorted(office.postbox.recipients) == sorted(people)
    assert len(set(office.postbox.message_ids())) == 12


def test_web_processes_that_are_told_so_leave_the_mail_to_the_worker(office: Office) -> None:
    with serve(
        office.database_url, office.folder, MAKERS_WORKER="0", SMTP_URL=office.smtp_url
    ) as server:
        office.queue(1)
        assert Visitor(server.url).get("/")[0] == 200
    assert office.fates() == [Fate.WAITING]
    with at_work(office):
        until(lambda: office.fates() == [Fate.SENT], what="the worker")


@pytest.mark.parametrize("marked", [True, False])
def test_a_mail_that_was_handed_over_when_the_worker_was_killed_is_not_sent_twice(
    office: Office, marked: bool
) -> None:
    """Without the mark, which is the control, the same message goes out twice."""
    office.queue(1)
    office.postbox.answers["DATA"] = "held"
    with at_work(office) as process:
        assert office.postbox.came.wait(30)
        process.send_signal(signal.SIGKILL)
    office.postbox.go.set()
    office.postbox.answers.clear()
    (row,) = office.rows()
    assert (row.fate, row.handed_over_at is not None) == (Fate.WAITING, True)
    with writing():
        row.due_at = clock.now() - mail.LEASE  # the lease ran out
        row.handed_over_at = row.handed_over_at if marked else None
    with at_work(office):
        until(lambda: office.fates() != [Fate.WAITING], what="the next worker")
    sent = office.postbox.message_ids()
    assert office.fates() == [Fate.UNCERTAIN if marked else Fate.SENT]
    assert sent == [row.message_id] * (1 if marked else 2)


def test_a_worker_that_is_told_to_stop_finishes_the_mail_in_hand(office: Office) -> None:
    office.queue(3)
    office.postbox.answers["DATA"] = "held"
    with at_work(office) as process:
        assert office.postbox.came.wait(30)
        process.send_signal(signal.SIGTERM)
        assert process.stdout is not None
        assert "stops" in process.stdout.readline()
        office.postbox.go.set()
        assert process.wait(20) == 0
    assert office.fates() == [Fate.SENT, Fate.WAITING, Fate.WAITING]
    assert [row.tries for row in office.rows()] == [1, 0, 0]
    assert len(office.postbox.received) == 1


def test_a_web_process_that_is_told_to_stop_finishes_the_mail_in_hand(office: Office) -> None:
    office.queue(2)
    office.postbox.answers["DATA"] = "held"
    with serve(office.database_url, office.folder, SMTP_URL=office.smtp_url) as server:
        assert office.postbox.came.wait(30)
        server.process.terminate()
        until(server.is_closed, what="the last request")
        office.postbox.go.set()
        server.process.wait(20)
    assert office.fates()[0] is Fate.SENT
    handed_over = [row for row in office.rows() if row.handed_over_at is not None]
    assert {row.fate for row in handed_over} == {Fate.SENT}
    assert len(handed_over) == len(office.postbox.received)


def test_a_job_that_fails_holds_up_no_other(app: Flask) -> None:
    seen, working = list[object](), worker.Worker(app)
    working.jobs = [lambda now: 1 / 0, seen.append]
    working.run_jobs(clock.now())
    assert len(seen) == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MAKERS_WORKER", "no"),
        ("SMTP_URL", "mail.example.org:25"),
        ("SMTP_URL", "smtp://"),
        ("SMTP_URL", "smtp://mail.example.org:many"),
        ("MAIL_FROM", "Makers"),
    ],
)
def test_a_setting_that_cannot_be_used_stops_the_start(
    tmp_path: Path, name: str, value: str
) -> None:
    with pytest.raises(config.SettingError, match=name):
        config.from_environment(tmp_path, {name: value})


def test_the_worker_is_on_unless_it_is_switched_off(tmp_path: Path) -> None:
    asked = {"": True, "1": True, "0": False}
    for value, works in asked.items():
        environ = {"MAKERS_WORKER": value} if value else {}
        assert config.from_environment(tmp_path, environ).worker is works
