"""The organiser's page of cases."""

from __future__ import annotations

from flask import abort, render_template, request
from werkzeug.wrappers import Response

from makers.core import access, web
from makers.core.access import enter
from makers.seating import cases as service
from makers.seating import queries
from makers.seating.models import CaseState
from makers.seating.views import bp, event_or_404


@bp.get("/organise/events/<int:event_id>/cases")
@enter(access.organiser)
def cases(event_id: int) -> str:
    """What was offered, by whom, in which state."""
    event = event_or_404(event_id)
    return render_template("seating/cases.html", event=event, cases=queries.cases_of(event_id))


@bp.post("/organise/events/<int:event_id>/cases/<int:case_id>/state")
@enter(access.organiser)
def judge(event_id: int, case_id: int) -> Response:
    """Choose a case, or keep it in reserve."""
    case, wanted = queries.case(event_id, case_id), request.form.get("state", "")
    if case is None or wanted not in list(CaseState):
        abort(404)
    service.judge(case, CaseState(wanted), by=access.actor())
    return web.see("seating.cases", event_id=event_id)
