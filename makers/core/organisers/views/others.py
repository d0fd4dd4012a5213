"""Who organises: asked by a link, given a role, taken off the list."""

from __future__ import annotations

from typing import Any

from flask import flash, render_template
from flask_babel import gettext as _

from makers.core import access, clock, web
from makers.core.access import enter
from makers.core.errors import Refusal
from makers.core.fresh import fresh
from makers.core.organisers import accounts, inviting
from makers.core.organisers.forms import InviteForm, RoleForm, WelcomeForm
from makers.core.organisers.models import DeskRole, Organiser, Welcome
from makers.core.organisers.views import Page, bp


@bp.get("/organise/organisers")
@enter(access.in_charge)
@fresh()
def everybody() -> Page:
    """Who organises, and who was asked to."""
    return _page()


@bp.post("/organise/organisers")
@enter(access.in_charge)
@fresh()
def invite() -> Page:
    """Ask somebody by mail; the link is shown this once, for where no mail is sent."""
    form = InviteForm()
    if not form.validate():
        return _page(form=form), 422
    try:
        address = inviting.invite(
            form.email.data,
            DeskRole(form.role.data),
            language=web.language(),
            now=clock.now(),
            by=access.actor(),
        )
    except Refusal as refusal:
        return _page(form=form, refusal=refusal.sentence), refusal.status
    return _page(invited=form.email.data, address=address)


@bp.post("/organise/organisers/invitations/<int:welcome_id>/withdrawal")
@enter(access.in_charge)
@fresh()
def withdraw_invitation(welcome_id: int) -> Page:
    """The link opens nothing any more."""
    inviting.withdraw(_welcome(welcome_id), now=clock.now(), by=access.actor())
    return web.see("organisers.everybody")


@bp.get("/organise/organisers/<int:organiser_id>")
@enter(access.in_charge)
@fresh()
def one(organiser_id: int) -> Page:
    """What somebody may, and taking them off the list."""
    return _one_page(_organiser(organiser_id))


@bp.post("/organise/organisers/<int:organiser_id>/role")
@enter(access.in_charge)
@fresh()
def give_role(organiser_id: int) -> Page:
    """More or less."""
    organiser, form = _organiser(organiser_id), RoleForm()
    if not form.validate():
        return _one_page(organiser, form=form), 422
    try:
        accounts.give_role(organiser, DeskRole(form.role.data), now=clock.now(), by=access.actor())
    except Refusal as refusal:
        return _one_page(organiser, form=form, refusal=refusal.sentence), refusal.status
    return web.see("organisers.everybody")


@bp.post("/organise/organisers/<int:organiser_id>/removal")
@enter(access.in_charge)
@fresh()
def remove(organiser_id: int) -> Page:
    """Off the list, and logged out everywhere."""
    organiser = _organiser(organiser_id)
    try:
        accounts.remove(organiser, now=clock.now(), by=access.actor())
    except Refusal as refusal:
        return _one_page(organiser, refusal=refusal.sentence), refusal.status
    return web.see("organisers.everybody")


@bp.get("/welcome/<int:welcome_id>")
@enter(access.welcomed)
def welcome(welcome_id: int) -> Page:
    """Make an account of one's own; opening the link changes nothing."""
    return _welcome_page(_welcome(welcome_id), WelcomeForm())


@bp.post("/welcome/<int:welcome_id>")
@enter(access.welcomed)
def accept(welcome_id: int) -> Page:
    """Make it, and come in."""
    asked, form = _welcome(welcome_id), WelcomeForm()
    if not form.validate():
        return _welcome_page(asked, form), 422
    try:
        made = inviting.accept(asked, form.name.data, form.password.data, now=clock.now())
    except Refusal as refusal:
        return _welcome_page(asked, form, refusal=refusal.sentence), refusal.status
    access.give(made.role.value, subject_id=made.id)
    flash(_("Welkom. Je organiseert nu mee."))
    return web.see("organise.desk")


def _page(**more: Any) -> str:
    return render_template(
        "organisers/everybody.html",
        organisers=accounts.everybody(),
        waiting=inviting.waiting(clock.now()),
        **{"form": InviteForm(formdata=None), **more},
    )


def _one_page(organiser: Organiser, **more: Any) -> str:
    blank = RoleForm(formdata=None, role=organiser.role.value)
    return render_template(
        "organisers/one.html",
        organiser=organiser,
        is_me=access.actor().id == organiser.id,
        **{"form": blank, **more},
    )


def _welcome_page(asked: Welcome, form: WelcomeForm, **more: Any) -> str:
    is_open = asked.is_open(clock.now())
    return render_template(
        "organisers/welcome.html", welcome=asked, form=form, is_open=is_open, **more
    )


def _organiser(organiser_id: int) -> Organiser:
    return web.found(accounts.of(organiser_id))


def _welcome(welcome_id: int) -> Welcome:
    return web.found(inviting.one(welcome_id))
