"""Arranging the day: parts change places or take longer, at the desk and by the moderator."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext

from makers.core import access, clock, live, web
from makers.core.access import enter
from makers.core.errors import Refusal
from makers.events import arranging
from makers.events.concerns import Concern, in_words
from makers.events.models import ProgrammeItem
from makers.events.programme import moment
from makers.events.views import Page, bp
from makers.events.views.programme import item_or_404, programme_or_404, programme_page

MOST_TOLD = 4  # what is flashed travels in a cookie


@bp.post("/organise/events/<int:event_id>/programme/<int:item_id>/order")
@enter(access.organiser)
def order(event_id: int, item_id: int) -> Page:
    """Let an item change places with its neighbour: ``direction`` is earlier or later."""
    found = item_or_404(event_id, item_id)
    act = arranging.earlier if request.form.get("direction") == "earlier" else arranging.later
    title = found.title
    return _at_the_desk(
        found,
        lambda: act(found, version=_version(), by=access.actor()),
        lambda: _("‘%(title)s’ begint nu om %(start)s.", title=title, start=_start(found)),
    )


@bp.post("/organise/events/<int:event_id>/programme/<int:item_id>/shift")
@enter(access.organiser)
def shift(event_id: int, item_id: int) -> Page:
    """Let an item take longer or shorter, and what comes after it move along."""
    found = item_or_404(event_id, item_id)
    return _at_the_desk(found, lambda: _shifted(found), lambda: _duration(found))


@bp.get("/operate/<int:event_id>/programme")
@enter(access.moderator)
def operate(event_id: int) -> Page:
    """What is on now, and what comes: for who leads the afternoon, on a phone."""
    return _operate_page(event_id)


@bp.post("/operate/<int:event_id>/programme/<int:item_id>/shift")
@enter(access.moderator)
def operate_shift(event_id: int, item_id: int) -> Page:
    """Let what is on take longer."""
    found = item_or_404(event_id, item_id)
    try:
        said = _told(found, _shifted(found), _duration(found))
    except Refusal as refusal:
        return _operate_page(event_id, refusal), refusal.status
    if web.wants_fragment():
        return _operate_page(event_id, said=said)
    _flash(said)
    return web.see("events.operate", event_id=event_id)


def _at_the_desk(
    item: ProgrammeItem, act: Callable[[], list[Concern]], words: Callable[[], str]
) -> Page:
    """Do it and show the day, with what no longer fits; what is refused shows it as it stands."""
    event_id = item.event_id
    try:
        said = _told(item, act(), words())
    except Refusal as refusal:
        return programme_page(event_id, refusal=refusal), refusal.status
    if web.wants_fragment():
        return programme_page(event_id, said=said)
    _flash(said)
    return web.see("events.programme", event_id=event_id)


def _shifted(item: ProgrammeItem) -> list[Concern]:
    try:
        minutes = int(request.form.get("minutes", ""))
    except ValueError:
        raise arranging.TooManyMinutes from None
    return arranging.shift(item, minutes, version=_version(), by=access.actor())


def _version() -> str:
    return request.form.get("version", "")


def _start(item: ProgrammeItem) -> str:
    return web.wall_clock(item.starts_at)


def _duration(item: ProgrammeItem) -> str:
    return str(
        ngettext(
            "‘%(title)s’ duurt nu %(num)d minuut, tot %(end)s.",
            "‘%(title)s’ duurt nu %(num)d minuten, tot %(end)s.",
            item.minutes,
            title=item.title,
            end=web.wall_clock(item.ends_at),
        )
    )


def _told(item: ProgrammeItem, found: list[Concern], words: str) -> list[str]:
    """What happened, and then what does not fit any more."""
    said = [words, *(in_words(one, item.event) for one in found[:MOST_TOLD])]
    if len(found) > MOST_TOLD:
        said.append(_("Er past nog meer niet. Kijk het programma na."))
    return said


def _flash(said: list[str]) -> None:
    for number, sentence in enumerate(said):
        flash(sentence, "success" if number == 0 else "error")


def _operate_page(
    event_id: int, refusal: Refusal | None = None, said: list[str] | None = None
) -> str:
    since, (event, version) = live.cursor(), programme_or_404(event_id)
    return render_template(
        f"events/{'_operate' if web.wants_fragment() else 'operate'}.html",
        event=event,
        since=since,
        version=version,
        at=moment(event.programme, clock.now()),
        refusal=refusal.sentence if refusal else None,
        said=said or [],
    )
