"""What a recovery changed, line by line, so that it can be taken back exactly."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Enum
from sqlalchemy.orm import Session

from makers.core.database import Model, UTCDateTime

Line = list[Any]
PUT, ADDED = "put", "added"


class Ledger:
    """The changes of one recovery; each is made and written down in one go.

    A line holds a table's name and a row's id, and by name what each value was and became.
    """

    def __init__(self, session: Session, lines: list[Line] | None = None) -> None:
        self.session = session
        self.lines: list[Line] = list(lines or [])

    def put(self, row: Model, **values: Any) -> None:
        """Give a row other values; what it has already is no line."""
        changes = {
            name: [_plain(getattr(row, name)), _plain(value)]
            for name, value in values.items()
            if getattr(row, name) != value
        }
        if not changes:
            return
        key = _key(row)
        for name, value in values.items():
            setattr(row, name, value)
        self.session.flush()
        self.session.expire(row)  # what it points at is another row by now
        self.lines.append([PUT, row.__tablename__, key, changes])

    def add(self, row: Model) -> None:
        """Add a row."""
        self.session.add(row)
        self.session.flush()
        self.lines.append([ADDED, row.__tablename__, _key(row)])

    def take_back(self) -> None:
        """Undo every line, the newest first.

        What became something else since, or went away, is left as it is: a later change counts.
        """
        for verb, table, key, *changes in reversed(self.lines):
            row = self.session.get(_models()[table], key)
            if row is None:
                continue
            if verb == ADDED:
                self.session.delete(row)
            for name, value in self._before(row, changes[0] if changes else {}).items():
                setattr(row, name, value)
            self.session.flush()
        self.session.expire_all()

    def _before(self, row: Model, changes: dict[str, list[Any]]) -> dict[str, Any]:
        """What the values of a row were, of those that nobody changed since."""
        columns: Any = row.__table__.c
        return {
            name: _typed(columns[name], before)
            for name, (before, after) in changes.items()
            if getattr(row, name) == _typed(columns[name], after)
            and self._is_there(columns[name], before)
        }

    def _is_there(self, column: Column[Any], value: Any) -> bool:
        """Whether what a value points at is still there; a plain value always is."""
        if value is None:
            return True
        models = _models()
        names = (key.column.table.name for key in column.foreign_keys)
        return all(self.session.get(models[name], value) is not None for name in names)


def _models() -> dict[str, type[Model]]:
    return {mapper.local_table.name: mapper.class_ for mapper in Model.registry.mappers}  # type: ignore[attr-defined]


def _key(row: Model) -> int:
    (column,) = row.__table__.primary_key.columns  # type: ignore[attr-defined]
    return int(getattr(row, column.name))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return value.value if isinstance(value, enum.Enum) else value


def _typed(column: Column[Any], value: Any) -> Any:
    if value is not None and isinstance(column.type, UTCDateTime):
        return datetime.fromisoformat(value)
    if value is not None and isinstance(column.type, Enum) and column.type.enum_class:
        return column.type.enum_class(value)
    return value
