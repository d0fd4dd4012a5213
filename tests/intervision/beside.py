"""Choosing beside a note's words, as its page does, with the words left as they are."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from makers.intervision import notes
from makers.intervision.coming.entry import Present
from makers.intervision.models import Note
from makers.intervision.notes import Besides, Words
from tests.conftest import NOON


def choose(note: Note, *, by: Present, now: datetime = NOON, **chosen: Any) -> None:
    """Choose something of a note and leave the rest; ``chosen`` as in ``Besides``."""
    words, version = Words.of(note), note.version
    notes.edit(note, words, version=version, by=by, now=now, besides=Besides(**chosen))


def bring_together(front: Note, others: Iterable[int], *, by: Present) -> None:
    """Put notes, by their ids, under another."""
    choose(front, by=by, together=frozenset(others))


def say_about(note: Note, domains: Iterable[int], *, by: Present) -> None:
    """Say which policy domains a signal is about."""
    choose(note, by=by, domains=frozenset(domains))
