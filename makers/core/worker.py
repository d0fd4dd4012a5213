"""What goes on without anybody asking: the mail and the jobs of the day.

It runs inside the web process, or by itself as ``flask makers worker`` beside several of them;
any number may run at once. A job is a function of the moment that may run twice and does its work
once.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime

from flask import Flask

from makers.core import clock, mail
from makers.core.database import db

ROUND_SECONDS = 20
BATCH_SECONDS = 1.0
GATHER_SECONDS = 0.25

Job = Callable[[datetime], object]


class Worker:
    """Sends what is due and runs the jobs, each at most once in ``ROUND_SECONDS``."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.jobs: list[Job] = []
        self._news = threading.Event()
        self._started = False

    def start(self) -> None:
        """Begin to work in the background, once."""
        if not self._started:
            self._started = True
            threading.Thread(target=self.work, daemon=True).start()

    def wake(self) -> None:
        """There may be mail."""
        self._news.set()

    def work(self) -> None:
        """Work until the process ends."""
        jobs_at = 0.0
        while True:
            with self.app.app_context():
                if time.monotonic() >= jobs_at:
                    self.run_jobs(clock.now())
                    jobs_at = time.monotonic() + ROUND_SECONDS
                self._attempt(self._send_all)
            if self._news.wait(ROUND_SECONDS):
                self._news.clear()
            time.sleep(GATHER_SECONDS)  # mails of one moment go out together

    def run_jobs(self, now: datetime) -> None:
        """Run every job once; one that fails is logged and holds up no other."""
        for job in self.jobs:
            self._attempt(lambda job=job: job(now))  # type: ignore[misc]

    @staticmethod
    def _send_all() -> None:
        while mail.send_due(now=clock.now()) == mail.BATCH:
            time.sleep(BATCH_SECONDS)  # between batches, who asks for a page goes first

    def _attempt(self, what: Callable[[], object]) -> None:
        try:
            what()
        except Exception:
            db.session.rollback()
            self.app.logger.exception("the worker could not do all of its work")


def init_app(app: Flask) -> None:
    """Work from inside this process, unless ``WORKER`` is off."""
    worker = app.extensions["makers_worker"] = Worker(app)
    if app.config.get("WORKER", True):
        app.before_request(worker.start)


def every_round(app: Flask, job: Job) -> None:
    """Have the worker run this job every round."""
    app.extensions["makers_worker"].jobs.append(job)
