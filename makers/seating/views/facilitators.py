"""The organiser's page of who leads the tables: asked, answered, given a table, briefed."""

from __future__ import annotations

from flask import abort, flash, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from makers.core import access, clock, web
from makers.core.access import enter
from makers.core.errors import Refusal
from makers.events.models import Event, ItemKind
from makers.seating import queries as seating
from makers.seating import tables
from makers.seating.facilitators import answering, asking, briefing, queries
from makers.seating.facilitators.forms import AnswerForm, AskForm, LeadForm, ReserveForm
from makers.seating.models import FacilitatorRequest
from makers.seating.views import bp, event_or_404
from makers.signups import queries as signups

Page = str | Response | tuple[str, int]


@bp.get("/organise/events/<int:event_id>/facilitators")
@enter(access.organiser)
def facilitators(event_id: int) -> Page:
    """Everybody who was asked, the tables, and who still has to be briefed."""
    return _page(event_id)


@bp.get("/organise/events/<int:event_id>/facilitators/new")
@enter(access.organiser)
def new_facilitator(event_id: int) -> Page:
    """Look for somebody among the sign-ups, or ask by address."""
    return _new_page(event_or_404(event_id), AskForm())


@bp.post("/organise/events/<int:event_id>/facilitators")
@enter(access.organiser)
def ask_address(event_id: int) -> Page:
    """Ask whoever has this address."""
    event, form = event_or_404(event_id), AskForm()
    form.offer(event)
    if not form.validate():
        return _new_page(event, form), 422
    try:
        asked = asking.ask_address(
            event,
            form.email.data or "",
            form.name.data or "",
            form.role.data,
            reserve=bool(form.reserve.data),
            now=clock.now(),
            by=access.actor(),
        )
    except Refusal as refusal:
        return _new_page(event_or_404(event_id), form, refusal), refusal.status
    return _asked(event_id, asked)


@bp.post("/organise/events/<int:event_id>/facilitators/people/<int:signup_id>")
@enter(access.organiser)
def ask_signup(event_id: int, signup_id: int) -> Page:
    """Ask somebody who signed up."""
    signup = signups.signup(signup_id)
    if signup is None or signup.event_id != event_id:
        abort(404)
    reserve, now, by = bool(ReserveForm().reserve.data), clock.now(), access.actor()
    try:
        asked = asking.ask_signup(signup, reserve=reserve, now=now, by=by)
    except Refusal as refusal:
        return _new_page(event_or_404(event_id), AskForm(), refusal), refusal.status
    return _asked(event_id, asked)


@bp.post("/organise/events/<int:event_id>/facilitators/<int:request_id>/question")
@enter(access.organiser)
def ask_again(event_id: int, request_id: int) -> Page:
    """Send the question again; who said no is asked anew."""
    try:
        asked = asking.ask_again(_request(event_id, request_id), now=clock.now(), by=access.actor())
    except Refusal as refusal:
        return _page(event_id, refusal), refusal.status
    return _asked(event_id, asked)


@bp.post("/organise/events/<int:event_id>/facilitators/<int:request_id>/withdrawal")
@enter(access.organiser)
def withdraw_question(event_id: int, request_id: int) -> Page:
    """Take the question back."""
    asking.withdraw(_request(event_id, request_id), now=clock.now(), by=access.actor())
    flash(_("De vraag is ingetrokken."), "success")
    return web.see("seating.facilitators", event_id=event_id)


@bp.post("/organise/events/<int:event_id>/facilitators/<int:request_id>/reserve")
@enter(access.organiser)
def stand_by(event_id: int, request_id: int) -> Page:
    """Put somebody on the reserve, or have them lead in the first place."""
    found, reserve = _request(event_id, request_id), bool(ReserveForm().reserve.data)
    try:
        asking.stand_by(found, reserve=reserve, now=clock.now(), by=access.actor())
    except Refusal as refusal:
        return _page(event_id, refusal), refusal.status
    return web.see("seating.facilitators", event_id=event_id)


@bp.post("/organise/events/<int:event_id>/facilitators/<int:request_id>/acceptance")
@enter(access.organiser)
def note_yes(event_id: int, request_id: int) -> Page:
    """They said yes to the organiser."""
    return _note(event_id, request_id, yes=True)


@bp.post("/organise/events/<int:event_id>/facilitators/<int:request_id>/refusal")
@enter(access.organiser)
def note_no(event_id: int, request_id: int) -> Page:
    """They said no to the organiser."""
    return _note(event_id, request_id, yes=False)


@bp.post("/organise/events/<int:event_id>/tables/<int:table_id>/facilitator")
@enter(access.organiser)
def lead(event_id: int, table_id: int) -> Page:
    """Give a table to somebody, or to nobody."""
    table, form = seating.table(event_id, table_id), LeadForm()
    if table is None:
        abort(404)
    if not form.validate():
        return _page(event_id), 422
    number, walks = table.number, table.item.kind is ItemKind.WALK
    now, by = clock.now(), access.actor()
    try:
        tables.lead(table, form.chosen, seen=form.before, now=now, by=by)
    except Refusal as refusal:
        return _page(event_id, refusal), refusal.status
    if walks:
        flash(_("Groep %(number)d is bewaard.", number=number), "success")
    else:
        flash(_("Tafel %(number)d is bewaard.", number=number), "success")
    return web.see("seating.facilitators", event_id=event_id)


@bp.post("/organise/events/<int:event_id>/facilitators/briefing")
@enter(access.organiser)
def brief(event_id: int) -> Page:
    """Mail everybody with a table what they do not know yet."""
    try:
        sent = briefing.send(event_or_404(event_id), now=clock.now(), by=access.actor())
    except Refusal as refusal:
        return _page(event_id, refusal), refusal.status
    flash(
        ngettext("%(num)d briefing is verstuurd.", "%(num)d briefings zijn verstuurd.", sent),
        "success",
    )
    return web.see("seating.facilitators", event_id=event_id)


def _request(event_id: int, request_id: int) -> FacilitatorRequest:
    return web.found(queries.request(event_id, request_id))


def _note(event_id: int, request_id: int, *, yes: bool) -> Page:
    found, form = _request(event_id, request_id), AnswerForm()
    answer = answering.accept if yes else answering.decline
    try:
        answer(found, form.said.data or found.said, now=clock.now(), by=access.actor())
    except Refusal as refusal:
        return _page(event_id, refusal), refusal.status
    return web.see("seating.facilitators", event_id=event_id)


def _asked(event_id: int, asked: FacilitatorRequest) -> Response:
    if asked.address:
        flash(_("%(name)s krijgt de vraag per mail.", name=asked.who), "success")
    else:
        flash(
            _("%(name)s heeft geen e-mailadres. Vraag het zelf en noteer het.", name=asked.who),
            "success",
        )
    return web.see("seating.facilitators", event_id=event_id)


def _page(event_id: int, refusal: Refusal | None = None) -> str:
    found = web.found(seating.event_since(event_id))
    (event, since), now = found, clock.now()
    template = "_facilitators" if web.wants_fragment() and refusal is None else "facilitators"
    return render_template(
        f"seating/{template}.html",
        event=event,
        since=since,
        overview=queries.overview(event_id, now),
        answers=queries.Answer,
        told=briefing.to_tell(event, now),
        over=now >= event.ends_at or event.cancelled_at is not None,
        refusal=refusal.sentence if refusal else None,
    )


def _new_page(event: Event, form: AskForm, refusal: Refusal | None = None) -> str:
    wanted = request.args.get("q", "").strip()
    found, more = queries.candidates(event.id, wanted)
    return render_template(
        "seating/facilitator_new.html",
        event=event,
        form=form.offer(event),
        wanted=wanted,
        found=found,
        more=more,
        refusal=refusal.sentence if refusal else None,
    )
