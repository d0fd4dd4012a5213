"""Organisers: who may come to the desk, what they may there, and how they prove who they are."""

from __future__ import annotations

from flask import Flask

from makers.core import journal
from makers.core.organisers import journal_words
from makers.core.organisers.accounts import (
    LEAST_PASSWORD,
    WrongLogin,
    add,
    address_of,
    check,
    normal,
)
from makers.core.organisers.models import DeskRole, Organiser

__all__ = [
    "LEAST_PASSWORD",
    "DeskRole",
    "Organiser",
    "WrongLogin",
    "add",
    "address_of",
    "check",
    "init_app",
    "normal",
]


def init_app(app: Flask) -> None:
    """Bring the accounts, their letter and their words into the app."""
    from makers.core.organisers import inviting, views  # noqa: F401 - the letter is composed there

    journal.tell(*journal_words.CHAPTERS)
    app.register_blueprint(views.bp)
