"""What a table will follow, chosen at the table, and the bringer's yes."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, render_template, request
from werkzeug.wrappers import Response

from makers.core import access, clock, web
from makers.core.access import enter
from makers.core.errors import Refusal
from makers.intervision import choosing
from makers.intervision.coming import entry
from makers.intervision.methods import Situation
from makers.intervision.phases import beginning
from makers.intervision.phases.beginning import BeforeStart
from makers.intervision.views import at_table, bp, leading

Answer = str | Response | tuple[str, int]


@bp.get("/table/<int:table_id>/method")
@enter(access.table)
def choices(table_id: int) -> Answer:
    """The methods that fit this table first; to the table itself once it has started."""
    leading(table_id)
    return _page(table_id)


@bp.post("/table/<int:table_id>/method")
@enter(access.table)
def choose(table_id: int) -> Answer:
    """Have the table follow a method."""
    table, present = leading(table_id)
    wanted = request.form.get("method", "")
    return _done(
        table_id, lambda: choosing.choose(table, wanted, now=clock.now(), by=present.actor)
    )


@bp.post("/table/<int:table_id>/consent")
@enter(access.table)
def agree(table_id: int) -> Answer:
    """The bringer's yes to being talked about."""
    table, present = at_table(table_id)
    return _done(table_id, lambda: choosing.agree(table, by=present, now=clock.now()))


@bp.post("/table/<int:table_id>/consent/withdrawal")
@enter(access.table)
def disagree(table_id: int) -> Answer:
    """The yes taken back."""
    table, present = at_table(table_id)
    return _done(table_id, lambda: choosing.disagree(table, by=present))


def _done(table_id: int, act: Callable[[], None]) -> Answer:
    try:
        act()
    except Refusal as refusal:
        return _page(table_id, refusal)
    return web.see("facilitate.table", table_id=table_id)


def _page(table_id: int, refusal: Refusal | None = None) -> Answer:
    arrival = entry.open_page(table_id)
    table = arrival.table
    before = beginning.clock_or_start(table_id)
    if not isinstance(before, BeforeStart):
        if refusal is not None:
            flash(str(refusal.sentence), "error")
        return web.see("facilitate.table", table_id=table_id)
    methods = choosing.methods_of(table.event_id)
    domains = table.case.domains if table.case is not None else []
    has_bringer = before.bringer_id is not None
    so = choosing.situations(
        table,
        len(domains),
        has_bringer=has_bringer,
        has_leader=arrival.led is not None,
        now=clock.now(),
    )
    advised = [choice for one in so for choice in choosing.advised(methods, one)]
    order = sorted(methods, key=lambda choice: (choice not in advised, list(methods).index(choice)))
    page = render_template(
        "intervision/choices.html",
        table=table,
        before=before,
        domains=domains,
        fitting={one: methods[one] for one in order if methods[one].fitting(before.minutes)},
        too_long=[one for one in methods.values() if not one.fitting(before.minutes)],
        advised=advised,
        situations={
            one: [methods[choice].name(web.language()) for choice in choosing.advised(methods, one)]
            for one in so
        },
        has_facilitator=Situation.NO_FACILITATOR not in so,
        refusal=refusal.sentence if refusal else None,
    )
    return (page, refusal.status) if refusal else page
