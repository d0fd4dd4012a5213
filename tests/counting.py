"""Counting what a page asks the database."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from makers.core.prepared import Prepared


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """The statements sent to the database inside the block, transaction control left out."""
    seen: list[str] = []

    here = threading.get_ident()  # the stream's reader asks for itself

    def note(conn: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if threading.get_ident() == here and not statement.startswith(
            ("BEGIN", "SAVEPOINT", "PRAGMA")
        ):
            seen.append(statement)

    ask = Prepared.rows

    def rows(prepared: Prepared, session: Session | None = None, /, **values: Any) -> list[Any]:
        note(None, None, str(prepared))
        return ask(prepared, session, **values)

    event.listen(engine, "before_cursor_execute", note)
    try:
        with patch.object(Prepared, "rows", rows):
            yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)
