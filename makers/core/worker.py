"""What goes on without anybody asking: the mail and the jobs of the day.

It runs inside the web process, or by itself as ``flask makers worker`` beside several of them;
any number may run at once. A job is a function of the moment that may run twice and does its work
once.
"""

from __future__ import annotations

import atexit
import threading
import time
from collections.abc import Callable
from datetime import datetime

from flask import Flask

from makers.core import clock, mail
from makers.core.database import db

ROUND_SECONDS = 20
LOOK_SECONDS = 2.0
BATCH_SECONDS = 1.0
GATHER_SECONDS = 0.25
GRACE_SECONDS = 8.0  # the server gives its processes ten seconds

Job = Callable[[datetime], object]


class Worker:
    """Sends what is due and runs the jobs, each at most once in ``ROUND_SECONDS``.

    ``wanted``: whether it works inside this process when there are visitors.
    """

    def __init__(self, app: Flask, *, wanted: bool = True) -> None:
        self.app = app
        self.wanted = wanted
        self.jobs: list[Job] = []
        self._news = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, look_seconds: float = ROUND_SECONDS) -> None:
        """Begin to work in the background, once; look for mail that others made so often."""
        if self._thread is None:
            self._thread = threading.Thread(target=self.work, args=(look_seconds,), daemon=True)
            self._thread.start()
            atexit.register(self.stop)

    def stop(self) -> None:
        """Finish the mail in hand, give back the others, and end."""
        self._stopping.set()
        self.wake()
        if self._thread is not None:
            self._thread.join(GRACE_SECONDS)

    def wake(self) -> None:
        """There may be mail."""
        self._news.set()

    def work(self, look_seconds: float = ROUND_SECONDS) -> None:
        """Work until the process ends or somebody says ``stop``."""
        jobs_at = 0.0
        while not self._stopping.is_set():
            with self.app.app_context():
                if time.monotonic() >= jobs_at:
                    self.run_jobs(clock.now())
                    jobs_at = time.monotonic() + ROUND_SECONDS
                self._attempt(self._send_all)
            if self._news.wait(look_seconds):
                self._news.clear()
            self._stopping.wait(GATHER_SECONDS)  # mails of one moment go out together

    def run_jobs(self, now: datetime) -> None:
        """Run every job once; one that fails is logged and holds up no other."""
        for job in self.jobs:
            self._attempt(lambda job=job: job(now))  # type: ignore[misc]

    def _send_all(self) -> None:
        stopping = self._stopping.is_set
        while mail.send_due(now=clock.now(), stopping=stopping) == mail.BATCH and not stopping():
            self._stopping.wait(BATCH_SECONDS)  # between batches, who asks for a page goes first

    def _attempt(self, what: Callable[[], object]) -> None:
        try:
            what()
        except Exception:
            db.session.rollback()
            self.app.logger.exception("the worker could not do all of its work")


def init_app(app: Flask) -> None:
    """Work from inside this process, unless ``WORKER`` is off."""
    wanted = app.config.get("WORKER", True)
    worker = app.extensions["makers_worker"] = Worker(app, wanted=wanted)
    if wanted:
        app.before_request(worker.start)


def every_round(app: Flask, job: Job) -> None:
    """Have the worker run this job every round."""
    app.extensions["makers_worker"].jobs.append(job)
