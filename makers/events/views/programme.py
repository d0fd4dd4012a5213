"""The programme at the desk: the day as a picture and a list, its items, its rooms."""

from __future__ import annotations

from typing import Any

from flask import flash, render_template, request
from flask_babel import gettext as _

from makers.core import access, clock, live, web
from makers.core.access import enter
from makers.core.errors import Refusal
from makers.events import items, queries, rooms
from makers.events.arranging import ProgrammeChanged
from makers.events.concerns import concerns, in_words
from makers.events.details import ItemDetails
from makers.events.item_forms import ItemForm, NewItemForm, RoomsForm
from makers.events.items import ItemChanged, ItemGone
from makers.events.models import Event, ItemKind, ProgrammeItem
from makers.events.programme import moment, picture
from makers.events.rooms import RoomsChanged
from makers.events.views import Page, bp

PROPOSED_MINUTES = 30


@bp.get("/organise/events/<int:event_id>/programme")
@enter(access.organiser)
def programme(event_id: int) -> Page:
    """The day as a picture and a list, and a form for the next item."""
    return programme_page(event_id)


@bp.post("/organise/events/<int:event_id>/programme")
@enter(access.organiser)
def add_item(event_id: int) -> Page:
    """Add an item; what comes after it may move along."""
    (event, version), form = programme_or_404(event_id), NewItemForm()
    if not form.validate():
        return programme_page(event_id, form=form), 422
    insert_at = (form.version.data or version) if form.insert.data else None
    try:
        items.add(event, form.details(event), insert_at=insert_at, by=access.actor())
    except ProgrammeChanged as refusal:
        return programme_page(event_id, form=form, refusal=refusal), refusal.status
    flash(_("‘%(title)s’ staat in het programma.", title=form.title.data), "success")
    return web.see("events.programme", event_id=event_id)


@bp.post("/organise/events/<int:event_id>/rooms")
@enter(access.organiser)
def change_rooms(event_id: int) -> Page:
    """Say which rooms there are and how many people fit in each."""
    (event, _version), form = programme_or_404(event_id), RoomsForm(request.form)
    if not form.validate():
        return programme_page(event_id, rooms_form=form), 422
    try:
        rooms.change(event, form.details, version=form.version.data or "", by=access.actor())
    except RoomsChanged as refusal:
        event, _version = programme_or_404(event_id)
        form.version.data = rooms.version_of(event)
        return programme_page(event_id, rooms_form=form, refusal=refusal), refusal.status
    flash(_("De ruimtes zijn bewaard."), "success")
    return web.see("events.programme", event_id=event_id)


@bp.get("/organise/events/<int:event_id>/programme/<int:item_id>")
@enter(access.organiser)
def item(event_id: int, item_id: int) -> Page:
    """One item, to be changed or removed."""
    found = item_or_404(event_id, item_id)
    return _item_page(found, ItemForm.of(ItemDetails.of(found)))


@bp.post("/organise/events/<int:event_id>/programme/<int:item_id>")
@enter(access.organiser)
def change_item(event_id: int, item_id: int) -> Page:
    """Change an item; a conflict shows both and lets the writer choose."""
    found, form = item_or_404(event_id, item_id), ItemForm()
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
        found = item_or_404(event_id, item_id)
        differences = _differences(form.details(found.event), conflict.stored)
        return _item_page(found, form, conflict, differences), conflict.status
    except ItemGone as gone:
        return programme_page(event_id, form=NewItemForm(), refusal=gone), gone.status
    except Refusal as refusal:
        return _item_page(item_or_404(event_id, item_id), form, refusal), refusal.status
    flash(_("‘%(title)s’ is bewaard.", title=form.title.data), "success")
    return web.see("events.programme", event_id=event_id)


@bp.post("/organise/events/<int:event_id>/programme/<int:item_id>/removal")
@enter(access.organiser)
def remove_item(event_id: int, item_id: int) -> Page:
    """Take an item out of the programme."""
    found = item_or_404(event_id, item_id)
    title = found.title
    try:
        items.remove(found, by=access.actor())
    except Refusal as refusal:
        found = item_or_404(event_id, item_id)
        page = _item_page(found, ItemForm.of(ItemDetails.of(found)), refusal)
        return page, refusal.status
    flash(_("‘%(title)s’ is uit het programma.", title=title), "success")
    return web.see("events.programme", event_id=event_id)


def programme_or_404(event_id: int) -> tuple[Event, str]:
    """The event with its programme and rooms, and their version; 404 when there is none."""
    return web.found(queries.programme(event_id))


def item_or_404(event_id: int, item_id: int) -> ProgrammeItem:
    """An item of this event's programme; 404 when there is none."""
    return web.found(queries.item(event_id, item_id))


def programme_page(
    event_id: int,
    *,
    form: NewItemForm | None = None,
    rooms_form: RoomsForm | None = None,
    refusal: Refusal | None = None,
    said: list[str] | None = None,
) -> str:
    """The whole page as it is now, or for htmx the day alone; ``said`` is what just happened."""
    since, (event, version), now = live.cursor(), programme_or_404(event_id), clock.now()
    there = rooms.details_of(event)
    on_it = form or _next_item(event)
    on_it.version.data = version
    return render_template(
        "events/_day.html" if web.wants_fragment() else "events/programme.html",
        event=event,
        here="programme",
        since=since,
        version=version,
        form=on_it,
        rooms_form=rooms_form or RoomsForm(rooms=there, version=rooms.version_of(event)),
        rooms_stand=there if refusal and rooms_form else (),
        refusal=refusal.sentence if refusal else None,
        said=said or [],
        at=moment(event.programme, now),
        picture=picture(event, event.programme, now),
        concerns=[in_words(one, event) for one in concerns(event, event.programme)],
    )


def _next_item(event: Event) -> NewItemForm:
    """A form for what follows: it proposes the moment at which the programme ends so far."""
    ends = max((item.ends_at for item in event.programme), default=event.starts_at)
    return NewItemForm(
        formdata=None,
        starts=clock.amsterdam(ends).time(),
        minutes=PROPOSED_MINUTES,
        kind=str(ItemKind.OTHER),
    )


def _item_page(
    item: ProgrammeItem,
    form: ItemForm,
    refusal: Refusal | None = None,
    elsewhere: list[tuple[Any, str]] | None = None,
) -> str:
    event, version = programme_or_404(item.event_id)
    return render_template(
        "events/item.html",
        event=event,
        here="programme",
        item=item,
        form=form,
        programme_version=version,
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
    for name in ("locked", "quiet"):
        value = getattr(stored, name)
        if value is not getattr(typed, name):
            shown.append((form[name].label.text, _("ja") if value else _("nee")))
    for name in ("title", "minutes", "who", "place", "group_size", "description"):
        value = getattr(stored, name)
        if value != getattr(typed, name):
            shown.append((form[name].label.text, str(value or "") or _("(niets)")))
    return shown
