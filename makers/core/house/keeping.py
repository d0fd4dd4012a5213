"""The house as every page sees it, kept in memory.

What this process changes is read anew at once. Another process (there are several on PostgreSQL
only) reads it anew when what it has is older than ``FRESH_SECONDS``; that is one statement.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, fields
from functools import cached_property

from flask import Flask, current_app
from flask_babel import get_locale
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.local import LocalProxy

from makers.core.database import db
from makers.core.house import colours
from makers.core.house.colours import Printed, on_paper
from makers.core.house.models import KEEP_LONGEST_MONTHS, KEEP_MONTHS, HouseRow

FRESH_SECONDS = 20
KEPT = "makers_house"
OWN_ACCENT = "#c7361a"  # of makers.css


@dataclass(frozen=True)
class House:
    """What was set. Where nothing was, the environment's name and the software's own look."""

    version: int = 0
    name: str = ""
    accent: str = ""
    accent_dark: str = ""
    privacy_nl: str = ""
    privacy_en: str = ""
    accessibility_nl: str = ""
    accessibility_en: str = ""
    keep_months: int = KEEP_MONTHS
    keep_longest_months: int = KEEP_LONGEST_MONTHS
    shows_promises: bool = False
    logo_digest: str = ""
    logo_width: int = 0
    logo_height: int = 0

    @cached_property
    def organisation(self) -> str:
        """The name under letters and pages."""
        given: str = current_app.config["MAKERS"].organisation
        return self.name or given

    @cached_property
    def colours(self) -> str:
        """The mark in the address of its style sheet; empty where the software's own serves."""
        return colours.digest(self.accent, self.accent_dark) if self.accent else ""

    @property
    def theme(self) -> str:
        """The colour a phone may put round the page."""
        return self.accent or OWN_ACCENT

    @property
    def printed(self) -> Printed:
        """The same colour as documents print it."""
        return on_paper(self.theme)

    @property
    def privacy(self) -> tuple[str, str]:
        """What the organisation itself says of privacy, and in which language; both may be ''."""
        return _in_reach(self.privacy_nl, self.privacy_en)

    @property
    def accessibility(self) -> tuple[str, str]:
        """What the organisation itself says of accessibility, and in which language."""
        return _in_reach(self.accessibility_nl, self.accessibility_en)


def _in_reach(dutch: str, english: str) -> tuple[str, str]:
    """The text in the reader's language, else the one there is."""
    texts = [("nl", dutch), ("en", english)]
    if str(get_locale() or "nl")[:2] == "en":
        texts.reverse()
    return next(((lang, text) for lang, text in texts if text), ("", ""))


COLUMNS = [getattr(HouseRow, one.name) for one in fields(House)]


def current() -> House:
    """The house now; one statement where it must be read, on a connection of its own.

    So nothing is begun in the caller's transaction, and a page that tells of a failing database
    can still be made. An app without a database has the software's own.
    """
    if "sqlalchemy" not in current_app.extensions:
        return House()
    kept: tuple[float, House] | None = current_app.extensions.get(KEPT)
    if kept is not None and time.monotonic() - kept[0] < FRESH_SECONDS:
        return kept[1]
    try:
        return read_again()
    except SQLAlchemyError:
        return kept[1] if kept is not None else House()


def read_again() -> House:
    """Read the house anew, and keep it in this process."""
    with db.engine.connect() as connection:
        row = connection.execute(select(*COLUMNS)).one_or_none()
    house = House() if row is None else House(*row)
    current_app.extensions[KEPT] = (time.monotonic(), house)
    return house


def init_app(app: Flask) -> None:
    """Give templates the ``house``."""
    from makers.core import journal
    from makers.core.house import journal_words

    journal.tell(*journal_words.CHAPTERS)
    app.jinja_env.globals["house"] = LocalProxy(current)
