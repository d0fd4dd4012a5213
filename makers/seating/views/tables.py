"""The organiser's page of tables, their cards, and the links of who facilitates."""

from __future__ import annotations

from flask import flash, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from makers.core import access, clock, web
from makers.core.access import enter
from makers.core.errors import Refusal
from makers.events.models import ItemKind
from makers.seating import queries
from makers.seating import tables as service
from makers.seating.cards import qr_of, seated_rounds
from makers.seating.forms import TableForm, TablesForm
from makers.seating.models import Table
from makers.seating.views import bp, event_or_404

Page = str | Response | tuple[str, int]


@bp.get("/organise/events/<int:event_id>/tables")
@enter(access.organiser)
def tables(event_id: int) -> Page:
    """Every table of every round."""
    return _page(event_id)


@bp.post("/organise/events/<int:event_id>/tables")
@enter(access.organiser)
def add_tables(event_id: int) -> Page:
    """Add tables to a round."""
    rounds = queries.rounds(event_or_404(event_id))
    form = TablesForm().offer_rounds(rounds)
    if not form.validate():
        return _page(event_id, form), 422
    item = next(item for item in rounds if item.id == form.item.data)
    try:
        service.add(item, form.count.data, by=access.actor())
    except Refusal as refusal:
        return _page(event_id, form, refusal), refusal.status
    return web.see("seating.tables", event_id=event_id)


@bp.get("/organise/events/<int:event_id>/tables/<int:table_id>")
@enter(access.organiser)
def table(event_id: int, table_id: int) -> Page:
    """One table to change."""
    found = _table(event_id, table_id)
    return _table_page(event_id, found, TableForm.of(found))


@bp.post("/organise/events/<int:event_id>/tables/<int:table_id>")
@enter(access.organiser)
def change_table(event_id: int, table_id: int) -> Page:
    """Keep a table's sizes, place, case and facilitator."""
    found = _table(event_id, table_id)
    form = _offered(TableForm(), event_id)
    if not form.validate():
        return _table_page(event_id, found, form), 422
    try:
        service.change(found, form.setting, seen=form.seen.data, now=clock.now(), by=access.actor())
    except Refusal as refusal:
        found = _table(event_id, table_id)
        overtaken = isinstance(refusal, service.Overtaken)
        if overtaken:
            form.seen.data = service.Setting.of(found).fingerprint
        page = _table_page(event_id, found, form, refusal, stored=found if overtaken else None)
        return page, refusal.status
    if found.item.kind is ItemKind.WALK:
        flash(_("Groep %(number)d is bewaard.", number=found.number), "success")
        return web.see("seating.walk", event_id=event_id, item_id=found.item_id)
    flash(_("Tafel %(number)d is bewaard.", number=found.number), "success")
    return web.see("seating.tables", event_id=event_id)


@bp.post("/organise/events/<int:event_id>/tables/<int:table_id>/closure")
@enter(access.organiser)
def close_table(event_id: int, table_id: int) -> Page:
    """Take a table out of use, or bring it back."""
    found, closed = _table(event_id, table_id), request.form.get("closed") == "yes"
    service.close(found, closed=closed, now=clock.now(), by=access.actor())
    return web.see("seating.table", event_id=event_id, table_id=table_id)


@bp.post("/organise/events/<int:event_id>/tables/<int:table_id>/link")
@enter(access.organiser)
def facilitator_link(event_id: int, table_id: int) -> Page:
    """A fresh link for who facilitates, shown this once."""
    found = _table(event_id, table_id)
    token = service.facilitator_link(found, now=clock.now(), by=access.actor())
    return render_template(
        "seating/link.html",
        event=event_or_404(event_id),
        table=found,
        link=access.link_to(token),
    )


@bp.get("/organise/events/<int:event_id>/tables/cards")
@enter(access.organiser)
def cards(event_id: int) -> str:
    """A card for each table in use, and everything about the plan that goes on paper."""
    event, found = event_or_404(event_id), queries.tables_of(event_id)
    tables = [(table, qr_of(table)) for table in found if table.closed_at is None]
    with_tables = {table.item_id for table, _qr in tables}
    return render_template(
        "seating/cards.html",
        event=event,
        tables=tables,
        rounds=[item for item in queries.seated_items(event) if item.id in with_tables],
        seated=seated_rounds(event_id),
    )


def _table(event_id: int, table_id: int) -> Table:
    return web.found(queries.table(event_id, table_id))


def _page(event_id: int, form: TablesForm | None = None, refusal: Refusal | None = None) -> str:
    event = event_or_404(event_id)
    rounds = queries.rounds(event)
    return render_template(
        "seating/tables.html",
        event=event,
        rounds=rounds,
        walks=queries.walks(event),
        tables=queries.tables_of(event_id),
        form=form or TablesForm().offer_rounds(rounds),
        refusal=refusal.sentence if refusal else None,
    )


def _offered(form: TableForm, event_id: int) -> TableForm:
    return form.offer(queries.chosen_cases(event_id), queries.with_a_place(event_id))


def _table_page(
    event_id: int,
    table: Table,
    form: TableForm,
    refusal: Refusal | None = None,
    stored: Table | None = None,
) -> str:
    return render_template(
        "seating/table.html",
        event=event_or_404(event_id),
        table=table,
        form=_offered(form, event_id),
        stored=stored,
        refusal=refusal.sentence if refusal else None,
    )
