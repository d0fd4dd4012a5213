"""Where somebody should be whose table was merged, dissolved, or left: their screen is led on."""

from __future__ import annotations

from flask import Response, abort, request, url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, and_, or_, select

from makers.core import access, web
from makers.core.database import db
from makers.core.errors import Refusal
from makers.core.links import Grant
from makers.intervision.models import Latecomer, Recovery, RecoveryKind
from makers.seating.models import Plan, Seat, Table
from makers.seating.plans import IN_FORCE

STREAM = "facilitate.stream"
KNOWN = ("personal", "facilitator", "table")  # the rights that tell who somebody is


class Dissolved(Refusal):
    """The code of a ``table`` that is no more, and became no other."""

    def __init__(self, table: Table) -> None:
        super().__init__(
            _l(
                "Tafel %(number)d gaat niet door. Schuif aan bij een andere tafel, of vraag de "
                "organisatie waar je zit.",
                number=table.number,
            )
        )
        self.table = table


def lead(table_id: int, *, is_closed: bool) -> None:
    """Lead this browser from a table where it has no place any more to where it has one.

    Does nothing for who has a place here, for organisers, and for who has none anywhere. A page
    goes there with 303; an open page's part tells it to load again, which waits while somebody
    types; what is sent is sent on, so that nothing typed is lost.
    """
    own = access.as_whom("facilitator", table_id)
    if access.is_organiser() or (own is not None and not is_closed):
        return
    grant = own or access.as_whom("table", table_id)
    if grant is None:
        return
    there = _place_of(db.session.get_one(Table, table_id), grant)
    if there is None or there.id == table_id:
        return
    there_id = there.id
    _let_in(there, grant)
    abort(_on(there_id))


def lead_from_card(table: Table) -> Response | None:
    """On from the card of a table that is no more to where this browser's somebody sits by now.

    Who comes by a link of their own or from a table of this round is let in there at once, as
    ``lead`` does; who is known from another round says there who they are. ``None`` for who has no
    place in this round, or is not known.
    """
    for grant in reversed(access.grants()):
        known = grant.kind in KNOWN and grant.event_id == table.event_id
        there = _place_of(table, grant) if known and grant.signup_id is not None else None
        if there is None or there.closed_at is not None:
            continue
        there_id, code = there.id, there.join_code
        if grant.kind == "table" and not _is_of_round(grant.subject_id, table.item_id):
            return web.see("intervision.claim", code=code)  # type: ignore[return-value]
        _let_in(there, grant)
        return web.see("facilitate.table", table_id=there_id)  # type: ignore[return-value]
    return None


def stands_for(table: Table) -> Table:
    """The table whose code this is by now: the one it became, where it was merged.

    Raises ``Dissolved`` for one that is no more and became no other.
    """
    gone, seen = table, {table.id}
    while table.closed_at is not None:
        became = db.session.scalar(_became(table.id))
        if became is None or became.id in seen:
            raise Dissolved(gone)
        seen.add(became.id)
        table = became
    return table


def came_from(table_id: int | None, there: Table) -> bool:
    """Whether this table is no more, and became that one."""
    table = db.session.get(Table, table_id) if table_id is not None else None
    if table is None or table.closed_at is None:
        return False
    try:
        return stands_for(table).id == there.id
    except Dissolved:
        return False


def _place_of(table: Table, grant: Grant) -> Table | None:
    """Where somebody sits in this round, by the plan in force or beside it, else what their table
    became."""
    if grant.signup_id is not None:
        mine = (Seat.signup_id == grant.signup_id, Table.item_id == table.item_id)
        found = db.session.scalar(
            select(Table)
            .join(Seat, Seat.table_id == Table.id)
            .join(Plan, Plan.id == Seat.plan_id)
            .where(*mine, *IN_FORCE)
        )
        if found is not None:
            return found
        late = (Latecomer.signup_id == grant.signup_id, Latecomer.item_id == table.item_id)
        beside = select(Table).join(Latecomer, Latecomer.table_id == Table.id).where(*late)
        found = db.session.scalar(beside)
        if found is not None and found.closed_at is None:
            return found
    try:
        return stands_for(table)
    except Dissolved:
        return None


def _is_of_round(table_id: int | None, item_id: int) -> bool:
    table = db.session.get(Table, table_id) if table_id is not None else None
    return table is not None and table.item_id == item_id


def _let_in(there: Table, grant: Grant) -> None:
    """The same somebody may come in there, and leads it where they do by now."""
    table_id, event_id, facilitator_id = there.id, there.event_id, there.facilitator_id
    leads = grant.kind == "facilitator" and facilitator_id == grant.signup_id
    if grant.signup_id is not None or leads:
        for kind in ("table", *(["facilitator"] if leads else [])):
            access.give(kind, event_id=event_id, subject_id=table_id, signup_id=grant.signup_id)


def _on(table_id: int) -> Response:
    if request.endpoint == STREAM:
        return Response(status=401)  # the page loads again, and is led on itself
    if request.method != "GET":
        values = {**(request.view_args or {}), "table_id": table_id}
        return Response(status=307, headers={"Location": url_for(request.endpoint or "", **values)})
    if web.wants_fragment():
        return Response(status=204, headers={"HX-Trigger": "reload"})
    return web.see("facilitate.table", table_id=table_id)  # type: ignore[return-value]


def _became(table_id: int) -> Select[Table]:
    """What a closed table became: the one it was merged with, or was split from for a while."""
    merged = and_(
        Recovery.table_id == table_id,
        Recovery.kind == RecoveryKind.MERGED,
        Recovery.undone_at.is_(None),
        Table.id == Recovery.to_table_id,
    )
    rejoined = and_(
        Recovery.to_table_id == table_id,
        Recovery.kind == RecoveryKind.SPLIT,
        Recovery.undone_at.is_not(None),
        Table.id == Recovery.table_id,
    )
    return select(Table).join(Recovery, or_(merged, rejoined)).order_by(Recovery.id.desc()).limit(1)
