"""The programme: its items and their picture."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, render_template
from flask_babel import gettext as _

from makers.core import access, clock, web
from makers.core.access import enter
from makers.core.errors import Refusal
from makers.events import items, queries
from makers.events.details import ItemDetails
from makers.events.forms import ItemForm
from makers.events.items import ItemChanged, ItemGone
from makers.events.models import Event, ItemKind, ProgrammeItem
from makers.events.programme import concerns, picture
from makers.events.views import Page, bp, event_or_404

PROPOSED_MINUTES = 30


@bp.get("/organise/events/<int:event_id>/programme")
@enter(access.organiser)
def programme(event_id: int) -> Page:
    """The day as a picture and a list, and a form for the next item."""
    event = event_or_404(event_id)
    return _programme_page(event, _next_item(event))


@bp.post("/organise/events/<int:event_id>/programme")
@enter(access.organiser)
def add_item(event_id: int) -> Page:
    """Add an item."""
    event, form = event_or_404(event_id), ItemForm()
    if not form.validate():
        return _programme_page(event, form), 422
    items.add(event, form.details(event), by=access.actor())
    flash(_("‘%(title)s’ staat in het programma.", title=form.title.data), "success")
    return web.see("events.programme", event_id=event_id)


@bp.get("/organise/events/<int:event_id>/programme/<int:item_id>")
@enter(access.organiser)
def item(event_id: int, item_id: int) -> Page:
    """One item, to be changed or removed."""
    found = _item(event_id, item_id)
    return _item_page(found, ItemForm.of(ItemDetails.of(found)))


@bp.post("/organise/events/<int:event_id>/programme/<int:item_id>")
@enter(access.organiser)
def change_item(event_id: int, item_id: int) -> Page:
    """Change an item; a conflict shows both and lets the writer choose."""
    found, form = _item(event_id, item_id), ItemForm()
    if not form.validate():
        return _item_page(found, form), 422
    try:
        items.change(
            found,
            form.details(found.event),
            version=form.version.data or "",
            by=access.actor(),
        )
    except ItemChanged as conflict:
        form.version.data = conflict.stored.version
        found = _item(event_id, item_id)
        differences = _differences(form.details(found.event), conflict.stored)
        return _item_page(found, form, conflict, differences), conflict.status
    except ItemGone as gone:
        return _programme_page(event_or_404(event_id), form, gone), gone.status
    except Refusal as refusal:
        return _item_page(_item(event_id, item_id), form, refusal), refusal.status
    flash(_("‘%(title)s’ is bewaard.", title=form.title.data), "success")
    return web.see("events.programme", event_id=event_id)


@bp.post("/organise/events/<int:event_id>/programme/<int:item_id>/removal")
@enter(access.organiser)
def remove_item(event_id: int, item_id: int) -> Page:
    """Take an item out of the programme."""
    found = _item(event_id, item_id)
    title = found.title
    try:
        items.remove(found, by=access.actor())
    except Refusal as refusal:
        found = _item(event_id, item_id)
        page = _item_page(found, ItemForm.of(ItemDetails.of(found)), refusal)
        return page, refusal.status
    flash(_("‘%(title)s’ is uit het programma.", title=title), "success")
    return web.see("events.programme", event_id=event_id)


def _item(event_id: int, item_id: int) -> ProgrammeItem:
    found = queries.item(event_id, item_id)
    if found is None:
        abort(404)
    return found


def _next_item(event: Event) -> ItemForm:
    """A form for what follows: it proposes the moment at which the programme ends so far."""
    ends = max((item.ends_at for item in event.programme), default=event.starts_at)
    starts = clock.amsterdam(ends).time()
    return ItemForm(starts=starts, minutes=PROPOSED_MINUTES, kind=str(ItemKind.OTHER))


def _programme_page(event: Event, form: ItemForm, refusal: Refusal | None = None) -> str:
    return render_template(
        "events/programme.html",
        event=event,
        here="programme",
        form=form,
        refusal=refusal.sentence if refusal else None,
        picture=picture(event, event.programme),
        concerns=concerns(event, event.programme),
    )


def _item_page(
    item: ProgrammeItem,
    form: ItemForm,
    refusal: Refusal | None = None,
    elsewhere: list[tuple[Any, str]] | None = None,
) -> str:
    return render_template(
        "events/item.html",
        event=item.event,
        here="programme",
        item=item,
        form=form,
        refusal=refusal.sentence if refusal else None,
        elsewhere=elsewhere or [],
    )


def _differences(typed: ItemDetails, stored: ItemDetails) -> list[tuple[Any, str]]:
    """What stands now where it is not what was typed: (label, value) in words."""
    form = ItemForm.of(stored)
    shown = []
    if stored.kind is not typed.kind:
        shown.append((form.kind.label.text, str(stored.kind.label)))
    if stored.starts_at != typed.starts_at:
        shown.append((form.starts.label.text, web.wall_clock(stored.starts_at)))
    for name in ("title", "minutes", "who", "place", "description"):
        value = getattr(stored, name)
        if value != getattr(typed, name):
            shown.append((form[name].label.text, str(value) or _("(niets)")))
    return shown
