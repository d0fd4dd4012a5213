"""Before a plan is made known: the draft beside the plan in force, and what it gave up."""

from __future__ import annotations

from flask import render_template

from makers.core import access
from makers.core.access import enter
from makers.seating import board_queries
from makers.seating.comparison import comparison
from makers.seating.given_up import given_up
from makers.seating.views import bp
from makers.seating.views.rounds import round_of


@bp.get("/organise/events/<int:event_id>/seating/comparison")
@enter(access.organiser)
def compare(event_id: int) -> str:
    """Who sits where by both plans, and who moves."""
    item = round_of(event_id)
    return render_template(
        "seating/comparison.html", event=item.event, item=item, both=comparison(item)
    )


@bp.get("/organise/events/<int:event_id>/seating/wishes")
@enter(access.organiser)
def wishes(event_id: int) -> str:
    """Per wish what came true, and where and for whom it did not."""
    item = round_of(event_id)
    plan = board_queries.board(item).plan
    return render_template(
        "seating/wishes.html",
        event=item.event,
        item=item,
        plan=plan,
        wishes=given_up(item, plan) if plan is not None else [],
    )
