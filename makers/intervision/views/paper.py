"""What a table wrote on paper, typed over by who leads it."""

from __future__ import annotations

from datetime import time

from flask import flash, render_template, request
from flask_babel import ngettext
from werkzeug.wrappers import Response

from makers.core import access, clock, web
from makers.core.access import enter
from makers.core.errors import Refusal
from makers.intervision import choosing, paper
from makers.intervision.coming import entry
from makers.intervision.methods import Method
from makers.intervision.paper_form import RUN, PaperForm, planned
from makers.intervision.phases import beginning
from makers.intervision.queries import TableClock
from makers.intervision.views import bp, leading
from makers.seating.models import Table

Answer = str | Response | tuple[str, int]


@bp.get("/table/<int:table_id>/paper")
@enter(access.table)
def on_paper(table_id: int) -> str:
    """A form with every phase of what the table followed."""
    leading(table_id)
    table, method, form = _form(table_id)
    return _page(table, method, form)


@bp.post("/table/<int:table_id>/paper")
@enter(access.table)
def type_over(table_id: int) -> Answer:
    """Keep everything that was typed, or say what is wrong and keep it on the page."""
    _table, present = leading(table_id)
    table, method, form = _form(table_id, sent=True)
    if not form.validate():
        return _page(table, method, form), 422
    try:
        found = form.papers(table.item.starts_at)
        new = paper.type_over(table, found, key=form.uuid, by=present, now=clock.now())
    except Refusal as refusal:
        table, method, form = _form(table_id, sent=True)
        return _page(table, method, form, refusal), refusal.status
    sentence = ngettext(
        "%(num)d notitie van papier is bewaard.", "%(num)d notities van papier zijn bewaard.", new
    )
    flash(sentence, "success")
    return web.see("facilitate.table", table_id=table_id)


def _form(table_id: int, *, sent: bool = False) -> tuple[Table, Method, PaperForm]:
    """The table, what it followed or will follow, and the form with a time for each phase."""
    table, found = entry.open_page(table_id).table, beginning.clock_or_start(table_id)
    typed = request.form if sent else None
    shown = typed.get("shown", "") if typed is not None else RUN
    if isinstance(found, TableClock) and shown == RUN:
        method, times = found.method, _begun(found)
    else:
        shown = shown if isinstance(found, TableClock) or typed is not None else found.choice
        method = choosing.methods_of(table.event_id).get(shown, found.method)
        times = _planned(table, method)
    return table, method, PaperForm(method.phases, times, typed, shown)


def _begun(now: TableClock) -> list[time | None]:
    """When each phase first began, by the table's own clock."""
    first: dict[int, time] = {}
    for turn in now.run.turns:
        first.setdefault(turn.phase, clock.amsterdam(turn.started_at).time().replace(second=0))
    return [first.get(number) for number in range(len(now.method.phases))]


def _planned(table: Table, method: Method) -> list[time | None]:
    """When each phase would begin in this round."""
    length = (method.fitting(table.item.minutes) or method.lengths)[-1]
    return [*planned(method.phases, length, table.item.starts_at)]


def _page(table: Table, method: Method, form: PaperForm, refusal: Refusal | None = None) -> str:
    return render_template(
        "intervision/paper.html",
        table=table,
        method=method,
        form=form,
        refusal=refusal.sentence if refusal else None,
    )
