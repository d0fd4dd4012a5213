"""The settings at the desk, and what they give to every page: a style sheet and a logo."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, flash, render_template, request
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from werkzeug.wrappers import Response as BaseResponse

from makers.core import access, assets, web
from makers.core.access import enter
from makers.core.database import db
from makers.core.errors import Refusal
from makers.core.house import changing, colours, logo
from makers.core.house.changing import ChangedMeanwhile
from makers.core.house.forms import (
    AccessibilityForm,
    ColoursForm,
    LogoForm,
    NameForm,
    PrivacyForm,
    PromisesForm,
    RetentionForm,
    SettingForm,
)
from makers.core.house.keeping import current, read_again
from makers.core.house.models import HouseRow

bp = Blueprint("house", __name__)
Page = str | BaseResponse | tuple[str, int]


@dataclass(frozen=True)
class Section:
    """Settings that are changed together: their form, their name, the journal's word for it."""

    form: type[SettingForm]
    title: LazyString
    what: str


SECTIONS = {
    "name": Section(NameForm, _l("Naam"), "house.named"),
    "colours": Section(ColoursForm, _l("Kleuren"), "house.recoloured"),
    "privacy": Section(PrivacyForm, _l("Privacytekst"), "house.privacy_told"),
    "accessibility": Section(AccessibilityForm, _l("Toegankelijkheid"), "house.accessibility_told"),
    "promises": Section(PromisesForm, _l("Afspraken op de voorpagina"), "house.promises_shown"),
    "retention": Section(RetentionForm, _l("Hoe lang we bewaren"), "house.retention_set"),
}


@bp.get("/organise/settings")
@enter(access.in_charge)
def settings() -> Page:
    """Everything that is set, each with the way to change it."""
    read_again()
    return render_template("house/settings.html", sections=SECTIONS, form=LogoForm())


@bp.get("/organise/settings/<section>")
@enter(access.in_charge)
def section(section: str) -> Page:
    """The form of one of them; colours in the address are looked at before they are kept."""
    one, now = _section(section), read_again()
    if section == "colours" and "accent" in request.args:  # an address carries no token
        return _looked_at(one.form(request.args, obj=now, meta={"csrf": False}))
    form = one.form(obj=now)
    form.version.data = changing.mark({name: getattr(now, name) for name in form.values})
    return _page(section, form)


@bp.post("/organise/settings/<section>")
@enter(access.in_charge)
def change(section: str) -> Page:
    """Keep what was typed; a conflict shows both and lets the writer choose."""
    one = _section(section)
    form = one.form()
    if not form.validate():
        return _page(section, form), 422
    if section == "colours" and "look" in request.form:
        return web.see("house.section", section=section, **form.values, version=form.version.data)
    try:
        _keep(section, form)
    except ChangedMeanwhile as conflict:
        form.version.data = changing.mark(conflict.stored)
        return _page(section, form, conflict, _stored(form, conflict)), conflict.status
    except Refusal as refusal:
        return _page(section, form, refusal), refusal.status
    flash(_("Bewaard. Het geldt meteen."), "success")
    return web.see("house.settings")


@bp.post("/organise/settings/logo")
@enter(access.in_charge)
@web.takes(3)
def hang_logo() -> Page:
    """Have a picture stand on every page."""
    form = LogoForm()
    try:
        made = logo.made_of(form.logo.data.read() if form.logo.data else None)
    except Refusal as refusal:
        page = render_template(
            "house/settings.html", sections=SECTIONS, form=form, refusal=refusal.sentence
        )
        return page, refusal.status
    changing.hang(made, by=access.actor())
    flash(_("Het logo staat er."), "success")
    return web.see("house.settings")


@bp.post("/organise/settings/logo/removal")
@enter(access.in_charge)
def take_logo_down() -> Page:
    """Take the logo away."""
    changing.take_down(by=access.actor())
    return web.see("house.settings")


@bp.get("/house/<digest>/colours.css")
@enter(access.public)
def style_sheet(digest: str) -> Response:
    """The house's colours; the address changes with them, so it may be kept for ever."""
    house = current()
    if not house.colours or digest != house.colours:
        house = read_again()
    if not house.colours or digest != house.colours:
        abort(404)
    sheet = colours.style_sheet(house.accent, house.accent_dark)
    return Response(sheet, mimetype="text/css", headers={"Cache-Control": assets.FOR_EVER})


@bp.get("/house/<digest>/logo.png")
@enter(access.public)
def picture(digest: str) -> Response:
    """The logo; the address changes with it, so it may be kept for ever."""
    found = select(HouseRow.logo).where(HouseRow.logo_digest == digest)
    data = web.found(db.session.scalar(found))
    return Response(data, mimetype="image/png", headers={"Cache-Control": assets.FOR_EVER})


def _section(name: str) -> Section:
    return web.found(SECTIONS.get(name))


def _keep(section: str, form: SettingForm) -> None:
    version, by = form.version.data or "", access.actor()
    if isinstance(form, ColoursForm):
        changing.recolour(form.accent.data, form.accent_dark.data, version=version, by=by)
    else:
        changing.change(SECTIONS[section].what, form.values, version=version, by=by)


def _looked_at(form: SettingForm) -> Page:
    """The form with what these colours look like, and what is wrong with them if anything is."""
    if not form.validate():
        return _page("colours", form), 422
    try:
        changing.check_colours(form.values["accent"], form.values["accent_dark"])
    except Refusal as refusal:
        return _page("colours", form, refusal)
    return _page("colours", form)


def _page(
    section: str,
    form: SettingForm,
    refusal: Refusal | None = None,
    stored: list[tuple[str, Any]] | None = None,
) -> str:
    return render_template(
        "house/section.html",
        section=section,
        title=SECTIONS[section].title,
        form=form,
        refusal=refusal.sentence if refusal else None,
        stored=stored or [],
        sides=_sides(form) if isinstance(form, ColoursForm) else [],
    )


def _sides(form: ColoursForm) -> list[tuple[LazyString, colours.Side]]:
    """What the typed colours look like by day and by night; nothing where they are no colours."""
    day, night = form.accent.data or "", form.accent_dark.data or ""
    if form.errors or not colours.HEX.fullmatch(day):
        return []
    night = night if colours.HEX.fullmatch(night) else colours.lighter(day)
    return [
        (_l("Op een licht scherm"), colours.by_day(day)),
        (_l("Op een donker scherm"), colours.by_night(night)),
    ]


def _stored(form: SettingForm, conflict: ChangedMeanwhile) -> list[tuple[str, Any]]:
    """What stands there now, by the label of its field."""
    return [
        (form[name].label.text, _told(value))
        for name, value in conflict.stored.items()
        if form[name].data != value
    ]


def _told(value: str | int) -> str | int:
    """A value as people read it."""
    if isinstance(value, bool):
        return str(_("ja")) if value else str(_("nee"))
    return value
