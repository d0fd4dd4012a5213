"""Two who look at the same thing before either acts on it: the race that the lock is there for."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator, Sequence
from types import ModuleType
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from makers.core import database
from makers.core.database import db, is_sqlite


def at_once(app: Flask, tasks: Sequence[Callable[[], object]]) -> list[object]:
    """Do these at the same moment, each in a thread and context of its own; answers or errors."""
    results = list[object]()
    db.session.rollback()

    def work(task: Callable[[], object]) -> None:
        with app.app_context():
            try:
                results.append(task())
            except Exception as failure:
                results.append(failure)

    threads = [threading.Thread(target=work, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return results


@contextlib.contextmanager
def looking_together(module: ModuleType, look: str, *, lock: bool) -> Iterator[None]:
    """Two come out of ``module.look`` together, unless the lock keeps one of them away from it."""
    both, looked = threading.Barrier(2), getattr(module, look)

    def wait(*args: Any, **values: Any) -> Any:
        found = looked(*args, **values)
        with contextlib.suppress(threading.BrokenBarrierError):
            both.wait(timeout=0.5 if lock else 20)
        return found

    def no_lock(session: Session, event_id: int | None) -> None:
        if is_sqlite(session):
            session.connection().exec_driver_sql("COMMIT")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, look, wait)
        if not lock:
            patch.setattr(database, "_lock", no_lock)
            patch.setattr(database, "_one_writer", lambda session: contextlib.nullcontext())
        yield
