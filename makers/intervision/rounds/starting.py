"""All tables of a round that are ready begin at once, each with what it chose."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from makers.core.database import writing
from makers.core.errors import Refusal
from makers.core.journal import Actor
from makers.events.models import ProgrammeItem
from makers.intervision.models import Run, TableMethod
from makers.intervision.phases import beginning, runs
from makers.seating.models import Table

EARLY = timedelta(minutes=15)


class NotTheTime(Refusal):
    """A clock cannot be set back to before its start: nothing begins hours too soon."""

    sentence = _l(
        "Alle tafels tegelijk beginnen kan vanaf een kwartier voor de ronde, tot ze voorbij is."
    )


@dataclass(frozen=True)
class Started:
    """What became of the tables of a round: how many ``began``, or had ``already``.

    ``left``: the numbers of those that could not, each with the reason.
    """

    began: int
    already: int
    left: tuple[tuple[int, Any], ...]


def start_all(item: ProgrammeItem, *, by: Actor, now: datetime) -> Started:
    """Start every table in use of a round that has not begun and is ready to, all at ``now``.

    Each follows the method it chose, or the first that fits, in the greatest length that fits the
    round. One that cannot start holds up no other. Tables that run keep their run, so again is
    once. Raises ``NotTheTime`` earlier than a quarter before the round and after it.
    """
    with writing(item.event_id) as session:
        if not is_time(item, now):
            raise NotTheTime
        began, already, left = 0, 0, list[tuple[int, Any]]()
        for table, chosen, run_id in _tables(session, item):
            if run_id is not None:
                already += 1
                continue
            try:
                _start(session, table, chosen, now, by)
                began += 1
            except Refusal as refusal:
                left.append((table.number, refusal.sentence))
        return Started(began, already, tuple(left))


def is_time(item: ProgrammeItem, now: datetime) -> bool:
    """Whether all tables of a round may begin at once."""
    return item.starts_at - EARLY <= now < item.ends_at


def told(done: Started) -> Iterator[str]:
    """What became of the tables, in sentences; the first one always, a reason once."""
    yield ngettext("%(num)d tafel is begonnen.", "%(num)d tafels zijn begonnen.", done.began)
    reasons: dict[str, list[int]] = {}
    for number, reason in done.left:
        reasons.setdefault(str(reason), []).append(number)
    for reason, numbers in reasons.items():
        listed = ", ".join(str(number) for number in numbers)
        yield _("Niet begonnen: tafel %(numbers)s. %(reason)s", numbers=listed, reason=reason)


def _start(
    session: Session, table: Table, chosen: TableMethod | None, now: datetime, by: Actor
) -> None:
    choice, method = beginning.will_follow(chosen, table.item.minutes)
    lengths = method.fitting(table.item.minutes)
    if not lengths:
        raise runs.NotOffered
    runs.begin(session, table, choice, lengths[-1], now=now, by=by)


def _tables(session: Session, item: ProgrammeItem) -> Iterator[tuple[Table, Any, int | None]]:
    rows = session.execute(
        select(Table, TableMethod, Run.id)
        .outerjoin(TableMethod, TableMethod.table_id == Table.id)
        .outerjoin(Run, Run.table_id == Table.id)
        .where(Table.item_id == item.id, Table.closed_at.is_(None))
        .order_by(Table.number)
        .options(joinedload(TableMethod.own))
    )
    yield from (tuple(row) for row in rows.all())  # type: ignore[misc]
