"""The agreements of a table: written down, changed, thrown away, let go on."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template, request
from markupsafe import Markup

from makers.core import access, clock, live, web
from makers.core.access import enter
from makers.core.errors import Refusal
from makers.followups import promises, queries, service
from makers.followups.forms import AgreementForm, EditForm, TermsForm
from makers.followups.models import FollowUp
from makers.followups.views import Page, bp, consent_as_read, version_read
from makers.intervision.coming import entry, joining
from makers.intervision.coming.entry import Arrival, Present
from makers.seating.models import Table

AGREED = ("table-{}-followups", "places")


@bp.get("/table/<int:table_id>/followups")
@enter(entry.looking_in(*AGREED))
def at_table(table_id: int) -> Page:
    """The table's agreements as a fragment: the same lines for all, and what their owners may."""
    arrival = entry.look_in(table_id, *AGREED)
    name = f"followups-{table_id}"
    return live.shared(name, arrival.version, lambda: _list(arrival), _readers(arrival.present))


def on_page(arrival: Arrival) -> Markup:
    """The same as a part of the whole page."""
    return live.own_part(lambda: _list(arrival), _readers(arrival.present))


@bp.post("/table/<int:table_id>/followups")
@enter(access.table)
def agree(table_id: int) -> Page:
    """Write an agreement down; the form again with what was typed when it cannot be kept."""
    table = _table(table_id)
    form = AgreementForm(joining.seats(table))
    if not form.validate():
        return _form_again(table_id, form), 422
    try:
        service.agree(table, form.terms, key=form.uuid, now=clock.now(), by=access.actor())
    except Refusal as refusal:
        return _form_again(table_id, form, _told(form, refusal)), refusal.status
    return _after(table_id)


@bp.get("/table/<int:table_id>/followups/<int:follow_up_id>")
@enter(access.table)
def edit(table_id: int, follow_up_id: int) -> Page:
    """A page to change an agreement."""
    table = _whole_table(table_id)
    follow_up = _follow_up(table_id, follow_up_id)
    form = EditForm(follow_up, joining.seats(table))
    return _part("followups/edit.html", table, follow_up=follow_up, form=form)


@bp.post("/table/<int:table_id>/followups/<int:follow_up_id>")
@enter(access.table)
def change(table_id: int, follow_up_id: int) -> Page:
    """Keep other terms; both on one page when somebody else was first."""
    table = _whole_table(table_id)
    follow_up = _follow_up(table_id, follow_up_id)
    form = EditForm(follow_up, joining.seats(table))
    page: dict[str, Any] = {"follow_up": follow_up, "form": form}
    if not form.validate():
        return _part("followups/edit.html", table, **page), 422
    try:
        service.edit(
            follow_up, form.terms, version=form.opened_with, now=clock.now(), by=access.actor()
        )
    except Refusal as refusal:
        theirs = None
        if isinstance(refusal, service.Overtaken):
            theirs = _follow_up(table_id, follow_up_id)
            form.version.data = str(theirs.version)
        told = _told(form, refusal)
        again = _part(
            "followups/edit.html", _whole_table(table_id), **page, theirs=theirs, refusal=told
        )
        return again, refusal.status
    return web.see("facilitate.table", table_id=table_id)


@bp.post("/table/<int:table_id>/followups/<int:follow_up_id>/deletion")
@enter(access.table)
def delete(table_id: int, follow_up_id: int) -> Page:
    """Into the bin."""
    _table(table_id)
    service.delete(_follow_up(table_id, follow_up_id), now=clock.now(), by=access.actor())
    return _after(table_id)


@bp.post("/table/<int:table_id>/followups/<int:follow_up_id>/restoration")
@enter(access.table)
def restore(table_id: int, follow_up_id: int) -> Page:
    """Out of the bin."""
    _table(table_id)
    service.restore(_follow_up(table_id, follow_up_id), now=clock.now(), by=access.actor())
    return web.see("facilitate.table", table_id=table_id)


@bp.post("/table/<int:table_id>/followups/<int:follow_up_id>/confirmation")
@enter(access.table)
def confirm_here(table_id: int, follow_up_id: int) -> Page:
    """Yes, I do this, as I read it: who has no page of their own says so at the table."""
    follow_up = _mine_at(table_id, follow_up_id)
    promises.confirm(follow_up, version_read(), now=clock.now(), by=access.actor())
    if request.form.get("to") == "closing":
        return web.see("facilitate.closing", table_id=table_id)
    return _after(table_id)


@bp.post("/table/<int:table_id>/followups/<int:follow_up_id>/consent")
@enter(access.table)
def consent(table_id: int, follow_up_id: int) -> Page:
    """The owner lets it go on from the table."""
    follow_up = _mine_at(table_id, follow_up_id)
    consent_as_read(follow_up)
    return web.see("facilitate.closing", table_id=table_id)


@bp.post("/table/<int:table_id>/followups/<int:follow_up_id>/consent/withdrawal")
@enter(access.table)
def keep_here(table_id: int, follow_up_id: int) -> Page:
    """The owner keeps it at the table after all."""
    follow_up = _mine_at(table_id, follow_up_id)
    service.keep_here(follow_up, now=clock.now(), by=access.actor())
    return web.see("facilitate.closing", table_id=table_id)


@bp.get("/table/<int:table_id>/followups/bin")
@enter(access.table)
def thrown_away(table_id: int) -> Page:
    """What was thrown away at this table."""
    table = _table(table_id)
    return _part("followups/bin.html", table, follow_ups=queries.bin_of(table_id))


def _list(arrival: Arrival) -> str:
    agreed = queries.at_table(arrival.spot.id)
    return _part("followups/_list.html", arrival.table, follow_ups=agreed)


def _readers(present: Present) -> tuple[str, ...]:
    """Whose agreements this reader may say yes to (``only_for`` in the template)."""
    return (f"owner {present.signup_id}", *(("notes",) if present.notes_aloud else ()))


def _table(table_id: int) -> Table:
    """The table; 404 for one that is not there, and for who does not sit at it any more."""
    return entry.arrive(table_id).table


def _whole_table(table_id: int) -> Table:
    """The same with its event, for a page that keeps things on a device until that is over."""
    return entry.open_page(table_id).table


def _mine_at(table_id: int, follow_up_id: int) -> FollowUp:
    """An agreement of this table for which whoever asks may say yes; 404 for any other.

    That is its owner, and who leads the table for an owner whom no mail reaches: such a yes is said
    aloud, and noted.
    """
    present = entry.arrive(table_id).present
    who, follow_up = present.signup_id, _follow_up(table_id, follow_up_id)
    if who is not None and queries.owned(who, follow_up_id) is not None:
        return follow_up
    owner = follow_up.owner
    if owner is None or owner.person.is_reached or not present.notes_aloud:
        abort(404)
    return follow_up


def _follow_up(table_id: int, follow_up_id: int) -> FollowUp:
    return web.found(queries.at(table_id, follow_up_id))


def _after(table_id: int) -> Page:
    if web.wants_fragment():
        return at_table(table_id)
    return web.see("facilitate.table", table_id=table_id)


def _told(form: TermsForm, refusal: Refusal) -> Any:
    """The refusal's sentence; one about the day is told at its field instead."""
    if isinstance(refusal, service.WrongDay):
        form.due_on.errors = [str(refusal.sentence)]
        return None
    return refusal.sentence


def _form_again(table_id: int, form: AgreementForm, refusal: Any = None) -> str:
    template = "_agree.html" if web.wants_fragment() else "agree.html"
    return _part(
        f"followups/{template}",
        _table(table_id),
        agreement_form=form,
        refusal_of_agreement=refusal,
    )


def _part(template: str, table: Table, **context: Any) -> str:
    return render_template(template, table=table, **context)
