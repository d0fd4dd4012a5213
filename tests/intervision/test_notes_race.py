"""Two edits of one version at once: the race with the lock off, then none with the lock on."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from makers.core import database
from makers.core.database import db, is_sqlite
from makers.intervision import notes
from makers.intervision.models import Note, NoteVersion
from makers.intervision.notes import Words, changing, writing
from tests.intervision.conftest import Round
from tests.intervision.test_notes import wrote

TEXTS = ("Van een", "Van twee")


@contextlib.contextmanager
def both_look_first(*, lock: bool) -> Iterator[None]:
    """Both read the version before either writes; with the lock the second waits to look."""
    together, turn = threading.Barrier(2), threading.Lock()
    put = writing.put

    def no_lock(session: Session, event_id: int | None) -> None:
        if is_sqlite(session):
            session.connection().exec_driver_sql("COMMIT")

    def put_together(session: Session, *rest: object) -> None:
        with contextlib.suppress(threading.BrokenBarrierError):
            together.wait(timeout=0.3 if lock else 3)
        with turn:
            put(session, *rest)  # type: ignore[arg-type]
            session.flush()

    with pytest.MonkeyPatch.context() as patch:
        if not lock:
            patch.setattr(database, "_lock", no_lock)
            patch.setattr(database, "_one_writer", lambda session: contextlib.nullcontext())
        patch.setattr(changing, "put", put_together)
        yield


def two_edit(app: Flask, group: Round, now: datetime, *, lock: bool) -> tuple[int, int]:
    """Two people give one version other words at once: how many won, how many were told."""
    note_id = wrote(group, group.first, "Eerst", now).id
    people = [group.present(who) for who in (group.first, group.second)]
    db.session.rollback()
    won: list[str] = []
    told: list[str] = []

    def edit(number: int) -> None:
        with app.app_context():
            note = db.session.get_one(Note, note_id)
            words, by = Words(TEXTS[number]), people[number]
            try:
                notes.edit(note, words, version=1, by=by, now=now)
                won.append(words.text)
            except notes.Overtaken:
                told.append(words.text)

    with both_look_first(lock=lock):
        threads = [threading.Thread(target=edit, args=(number,)) for number in (0, 1)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=30)
    return len(won), len(told)


def test_control_with_the_lock_off_both_win_and_one_is_overwritten(
    app: Flask, group: Round, now: datetime
) -> None:
    assert two_edit(app, group, now, lock=False) == (2, 0)


def test_with_the_lock_on_one_wins_and_no_text_is_lost(
    app: Flask, group: Round, now: datetime
) -> None:
    assert two_edit(app, group, now, lock=True) == (1, 1)
    kept = db.session.scalars(select(NoteVersion.text).order_by(NoteVersion.id)).all()
    assert (kept[0], sorted(kept[1:])) == ("Eerst", sorted(TEXTS))
    note = db.session.scalars(select(Note)).one()
    assert (note.text, note.version) == (kept[1], 2)
