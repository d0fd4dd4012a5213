"""An event's agreements at the desk: what asks for attention, and what became of each."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, abort, render_template
from flask_babel import gettext as _

from makers.core import access, clock, sheets, web
from makers.core.access import enter
from makers.core.errors import Refusal
from makers.core.fresh import fresh
from makers.followups import exporting, promises, queries
from makers.followups.forms import SaidForm
from makers.followups.models import FollowUp
from makers.followups.overview import asking, of_all
from makers.followups.standing import Standing, of_event
from makers.followups.views import Page, bp
from makers.signups import queries as signups

KINDS = {"csv": sheets.CSV, "xlsx": sheets.XLSX, "json": "application/json"}


@bp.get("/organise/events/<int:event_id>/followups")
@enter(access.organiser)
def at_event(event_id: int) -> Page:
    """Every agreement of an event, those that ask for attention first."""
    event = web.found(signups.event(event_id))
    today = clock.amsterdam(clock.now()).date()
    standing: Standing = of_event(event_id, today)
    return render_template(
        "followups/event.html",
        event=event,
        here="followups",
        standing=standing,
        earlier=queries.earlier(event),
        today=today,
    )


@bp.get("/organise/events/<int:event_id>/followups.<kind>")
@enter(access.in_charge)
@fresh(download=True)
def export(event_id: int, kind: str) -> Page:
    """The event's agreements as a file; that it was made stands in the journal."""
    event = signups.event(event_id)
    if event is None or kind not in KINDS:
        abort(404)
    found = of_event(event_id, clock.amsterdam(clock.now()).date()).promises
    name = f"{event.slug}-" + _("afspraken")
    made = {
        "csv": lambda: sheets.as_csv(exporting.rows(found)),
        "xlsx": lambda: sheets.as_xlsx(exporting.rows(found), _("Afspraken")),
        "json": lambda: exporting.as_json(found),
    }[kind]()
    exporting.note(event_id, kind, by=access.actor())
    headers = {"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
    return Response(made, mimetype=KINDS[kind], headers=headers)


@bp.get("/organise/followups")
@enter(access.organiser)
def overview() -> Page:
    """What asks for the organiser and how promises are kept, over all events."""
    today = clock.amsterdam(clock.now()).date()
    return render_template("followups/overview.html", overview=of_all(today), asking=asking(today))


@bp.get("/organise/followups/<int:follow_up_id>")
@enter(access.organiser)
def one(follow_up_id: int) -> Page:
    """One agreement and all that became of it."""
    return _page(_follow_up(follow_up_id))


@bp.post("/organise/followups/<int:follow_up_id>/completion")
@enter(access.organiser)
def was_done(follow_up_id: int) -> Page:
    """The organiser heard that it was done."""
    return _say(promises.mark_done, follow_up_id)


@bp.post("/organise/followups/<int:follow_up_id>/end")
@enter(access.organiser)
def drop(follow_up_id: int) -> Page:
    """It need not be done any more."""
    return _say(promises.drop, follow_up_id)


@bp.post("/organise/followups/<int:follow_up_id>/reopening")
@enter(access.organiser)
def reopen_at_desk(follow_up_id: int) -> Page:
    """It is to be done after all."""
    promises.reopen(_follow_up(follow_up_id), now=clock.now(), by=access.actor())
    return web.see("followups.one", follow_up_id=follow_up_id)


def _say(what: Callable[..., None], follow_up_id: int) -> Page:
    """What the organiser says, with a sentence; the page with it again when it cannot be kept."""
    follow_up, form = _follow_up(follow_up_id), SaidForm()
    if not form.validate():
        return _page(follow_up, form), 422
    try:
        what(follow_up, **form.answer, now=clock.now(), by=access.actor())
    except Refusal as refusal:
        return _page(_follow_up(follow_up_id), form, refusal), refusal.status
    return web.see("followups.one", follow_up_id=follow_up_id)


def _page(follow_up: FollowUp, form: SaidForm | None = None, refusal: Refusal | None = None) -> str:
    return render_template(
        "followups/one.html",
        event=follow_up.table.item.event,
        here="followups",
        follow_up=follow_up,
        changes=queries.changes_of(follow_up.id),
        form=form or SaidForm(formdata=None),
        refusal=refusal.sentence if refusal else None,
        today=clock.amsterdam(clock.now()).date(),
    )


def _follow_up(follow_up_id: int) -> FollowUp:
    return web.found(queries.one(follow_up_id))
