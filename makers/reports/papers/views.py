"""The papers as downloads for who organises."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, abort, request
from flask_babel import lazy_gettext as _l

from makers.core import access, clock, journal
from makers.core.access import enter
from makers.core.database import writing
from makers.core.errors import Refusal
from makers.reports import queries as events
from makers.reports.papers import pdf, queries
from makers.reports.papers.content import PapersContent
from makers.reports.views import bp
from makers.seating import queries as seating


class NoTables(Refusal):
    """Cards were asked for, and there is no table."""

    sentence = _l("Er zijn nog geen tafels. Maak eerst tafels, dan zijn er kaarten.")


class NoPlanInForce(Refusal):
    """A list or poster was asked for, and no plan was published."""

    sentence = _l(
        "De indeling is nog niet bekendgemaakt. Maak haar eerst bekend op de pagina Indeling."
    )


@bp.get("/organise/events/<int:event_id>/seating/cards.pdf")
@enter(access.organiser)
def table_cards(event_id: int) -> Response:
    """A card for each table, to fold into a tent: number, case, place, QR and code."""
    content = _content(event_id, queries.cards_of)
    if not content.rounds:
        raise NoTables
    return _download(event_id, content, "cards")


@bp.get("/organise/events/<int:event_id>/seating/list.pdf")
@enter(access.organiser)
def seating_list(event_id: int) -> Response:
    """Everybody by name with their table in each round, for the desk at the entrance."""
    return _download(event_id, _plan(event_id), "seating-list")


@bp.get("/organise/events/<int:event_id>/seating/poster.pdf")
@enter(access.organiser)
def poster(event_id: int) -> Response:
    """The plan for the wall: each table with its case and names."""
    return _download(event_id, _plan(event_id), "poster")


def _plan(event_id: int) -> PapersContent:
    content = _content(event_id, queries.plan_of)
    if not content.rounds:
        raise NoPlanInForce
    return content


def _content(event_id: int, read: Callable[..., PapersContent]) -> PapersContent:
    """What is read of the event, of one round where it is asked for; 404 for a foreign round."""
    event, item_id = events.event_of(event_id), request.args.get("round", type=int)
    if event is None:
        abort(404)
    if item_id is not None and item_id not in {one.id for one in seating.seated_items(event)}:
        abort(404)
    return read(event, item_id=item_id, now=clock.now())


def _download(event_id: int, content: PapersContent, paper: str) -> Response:
    """The paper as a download; that it was made is written in the journal."""
    by = access.actor()
    with writing(event_id):
        journal.record(f"paper.downloaded.{paper}", event_id=event_id, topic="reports", by=by)
    headers = {"Content-Disposition": f'attachment; filename="{content.slug}-{paper}.pdf"'}
    return Response(pdf.make(content, paper), mimetype="application/pdf", headers=headers)
