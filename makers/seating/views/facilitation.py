"""The page of who is asked to lead a table: what is asked, yes or no, and what they lead."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from makers.core import access, clock, web
from makers.core.access import enter
from makers.core.errors import Refusal
from makers.seating.facilitators import answering, queries
from makers.seating.facilitators.forms import AnswerForm
from makers.seating.models import FacilitatorRequest
from makers.seating.views import bp

Page = str | Response | tuple[str, int]


@bp.get("/asked/<int:request_id>")
@bp.get("/me/<int:signup_id>/facilitation")
@enter(access.asked)
def asked(request_id: int | None = None, signup_id: int | None = None) -> Page:
    """What is asked, and the two answers. Looking changes nothing."""
    return _page(_request(request_id, signup_id), signup_id, AnswerForm())


@bp.post("/asked/<int:request_id>/acceptance")
@bp.post("/me/<int:signup_id>/facilitation/acceptance")
@enter(access.asked)
def accept(request_id: int | None = None, signup_id: int | None = None) -> Page:
    """I will."""
    return _answer(request_id, signup_id, answering.accept, _("Fijn dat je het doet."))


@bp.post("/asked/<int:request_id>/refusal")
@bp.post("/me/<int:signup_id>/facilitation/refusal")
@enter(access.asked)
def decline(request_id: int | None = None, signup_id: int | None = None) -> Page:
    """I will not, or not any more."""
    said = _("Dank je voor je antwoord. De organisatie weet het.")
    return _answer(request_id, signup_id, answering.decline, said)


def _answer(
    request_id: int | None, signup_id: int | None, answer: Callable[..., None], said: str
) -> Page:
    found, form = _request(request_id, signup_id), AnswerForm()
    if not form.validate():
        return _page(found, signup_id, form), 422
    try:
        answer(found, form.said.data or "", now=clock.now(), by=access.actor())
    except Refusal as refusal:
        page = _page(_request(request_id, signup_id), signup_id, form, refusal)
        return page, refusal.status
    flash(said, "success")
    return web.see("seating.asked", **_where(found.id, signup_id))


def _request(request_id: int | None, signup_id: int | None) -> FacilitatorRequest:
    return web.found(queries.asked(request_id) if request_id else queries.asked_as(signup_id or 0))


def _where(request_id: int, signup_id: int | None) -> dict[str, int]:
    """The address of this page: by the link of the question, or by one's own."""
    return {"signup_id": signup_id} if signup_id else {"request_id": request_id}


def _page(
    found: FacilitatorRequest,
    signup_id: int | None,
    form: AnswerForm,
    refusal: Refusal | None = None,
) -> str:
    led = queries.led_by(found.signup_id) if found.signup_id and found.accepted_at else []
    now, event = clock.now(), found.event
    return render_template(
        "seating/facilitation.html",
        event=event,
        mine=found,
        where=_where(found.id, signup_id),
        own=signup_id,
        led=led,
        leads=any(table.item.ends_at > now for table in led),
        over=now >= event.ends_at,
        form=form,
        refusal=refusal.sentence if refusal else None,
    )
