"""Logging in: address and password, a passkey or a code where one is needed; and once more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from flask import redirect, render_template, request, session
from werkzeug.wrappers import Response

from makers.core import access, clock, web
from makers.core.access import enter
from makers.core.entrance import bp
from makers.core.errors import Refusal
from makers.core.forms import Form
from makers.core.fresh import fresh, further, is_fresh
from makers.core.organisers import accounts, passkeys, provider, second_factor
from makers.core.organisers.forms import AgainForm, CodeForm, LoginForm, PasskeyForm
from makers.core.organisers.models import Organiser
from makers.core.organisers.views import Page, myself
from makers.core.organisers.views.passkeys import ask, question_asked

HALFWAY = "halfway"  # in the session cookie: who said the right password, and when
PROVED = "proved"  # the button of a form that waited while one logged in at the provider
HALFWAY_LASTS = timedelta(minutes=10)


@bp.get("/login")
@enter(access.public)
def login() -> str:
    """The form for organisers, and the way to the provider where there is one."""
    return render_template("organisers/login.html", form=LoginForm(), provider=provider.name())


@bp.post("/login")
@enter(access.public)
def logging_in() -> Page:
    """Check address and password; the form again with a sentence when they do not fit."""
    form, now = LoginForm(), clock.now()
    if not form.validate():
        return _again_with("login", form)
    try:
        organiser = accounts.check(form.email.data, form.password.data, now=now)
    except Refusal as refusal:
        return _again_with("login", form, refusal)
    return let_in(organiser, now=now)


@bp.get("/login/code")
@enter(access.public)
def second_step() -> Page:
    """The form for a passkey or a code; to the beginning for who did not say a password."""
    organiser = _halfway()
    return web.see("access.login") if organiser is None else _code_page(organiser, CodeForm())


@bp.post("/login/code")
@enter(access.public)
def proving() -> Page:
    """Check the code; the forms again with a sentence when it is wrong."""
    organiser, form = _halfway(), CodeForm()
    if organiser is None:
        return web.see("access.login")
    if not form.validate():
        return _code_page(organiser, form), 422
    try:
        second_factor.prove(organiser, form.code.data, now=clock.now())
    except Refusal as refusal:
        return _code_page(organiser, form, refusal.sentence), refusal.status
    session.pop(HALFWAY, None)
    return _open_desk(organiser)


@bp.post("/login/code/passkey")
@enter(access.public)
def proving_with_passkey() -> Page:
    """The same with a passkey."""
    organiser, form = _halfway(), PasskeyForm()
    if organiser is None:
        return web.see("access.login")
    try:
        passkeys.prove(organiser, form.answer.data or "", question_asked(), now=clock.now())
    except Refusal as refusal:
        return _code_page(organiser, CodeForm(formdata=None), refusal.sentence), refusal.status
    session.pop(HALFWAY, None)
    return _open_desk(organiser)


@bp.get("/login/again")
@enter(access.organiser)
def again() -> str:
    """The password once more, before what is about people goes out."""
    return _again_page(AgainForm())


@bp.post("/login/again")
@enter(access.organiser)
def once_more() -> Page:
    """Go on to what was asked; a file is offered on a page of its own."""
    form, organiser = AgainForm(), myself()
    wrong = _wrong(form, organiser)
    if wrong is not None:
        return _again_page(form, refusal=wrong[0]), wrong[1]
    return go_on(organiser, request.args.get("next", ""))


def let_in(organiser: Organiser, *, now: datetime, proved_at: datetime | None = None) -> Response:
    """To the desk, or first to the second step for who has a passkey or an app.

    ``proved_at``: when they said who they are, where that was not now; who takes the
    second step does so now.
    """
    if organiser.has_second_factor:
        session[HALFWAY] = [organiser.id, int(now.timestamp())]
        return web.see("access.second_step")
    return _open_desk(organiser, proved_at)


def go_on(organiser: Organiser, path: str) -> Page:
    """Who said once more who they are goes on to what they asked for, and nowhere else."""
    access.give(organiser.role.value, subject_id=organiser.id)
    asked = further(path)
    if asked is None:
        return web.see("organise.desk")
    if asked.is_file:
        return render_template("organisers/offered.html", path=asked.path)
    return redirect(asked.path, 303)


@bp.post("/login/again/form")
@enter(access.organiser)
def with_form() -> Page:
    """The password once more for a form that was sent too late, which comes along: then it goes on.

    Who logs in at the provider instead does so in another tab, while the form waits here. Both ways
    with 307, with which a browser sends what it sent once again.
    """
    asked = further(request.args.get("next", ""), "POST")
    if asked is None:
        return web.see("organise.desk")
    if is_fresh():
        return redirect(asked.path, 307)
    form, organiser = AgainForm(), myself()
    typed = [pair for pair in request.form.items(multi=True) if pair[0] not in form]
    carried = [pair for pair in typed if pair[0] != PROVED]
    if typed != carried:
        said = provider.NotYetAgain(provider.name() or "").sentence
        return _again_page(AgainForm(formdata=None), "POST", carried=carried, refusal=said), 422
    if form.password.name not in request.form:
        return _again_page(form, "POST", carried=carried)
    wrong = _wrong(form, organiser)
    if wrong is not None:
        return _again_page(form, "POST", carried=carried, refusal=wrong[0]), wrong[1]
    access.give(organiser.role.value, subject_id=organiser.id)
    return redirect(asked.path, 307)


@bp.get("/login/again/proved")
@enter(access.organiser)
@fresh()
def proved() -> str:
    """Back to the tab with the form, for who logged in once more beside it."""
    return render_template("organisers/proved.html")


def _open_desk(organiser: Organiser, at: datetime | None = None) -> Response:
    access.give(organiser.role.value, subject_id=organiser.id, at=at)
    return web.see("organise.desk")


def _halfway() -> Organiser | None:
    """Who said the right password in this browser, a moment ago."""
    number, at = session.get(HALFWAY, (None, 0))
    is_over = clock.now() - datetime.fromtimestamp(at, UTC) > HALFWAY_LASTS
    return None if is_over else accounts.of(number)


def _code_page(organiser: Organiser, form: Form, refusal: Any = None) -> str:
    can = passkeys.host() is not None and organiser.passkeys
    options = passkeys.to_log_in(organiser, ask()) if can else None
    parts = {"form": form, "refusal": refusal, "options": options, "has_app": organiser.has_app}
    return render_template("organisers/code.html", **parts)


def _again_with(page: str, form: Form, refusal: Refusal | None = None) -> tuple[str, int]:
    told = refusal.sentence if refusal else None
    answer = render_template(
        f"organisers/{page}.html", form=form, refusal=told, provider=provider.name()
    )
    return answer, refusal.status if refusal else 422


def _wrong(form: AgainForm, organiser: Organiser) -> tuple[Any, int] | None:
    """What a rule says of the password typed once more, and its status; ``None``: it is right."""
    if not form.validate():
        return None, 422
    try:
        accounts.check_again(organiser, form.password.data, now=clock.now())
    except Refusal as refusal:
        return refusal.sentence, refusal.status
    return None


def _again_page(form: AgainForm, method: str = "GET", **more: Any) -> str:
    asked = further(request.args.get("next", ""), method)
    path = asked.path if asked is not None else None
    return render_template(
        "organisers/again.html", form=form, next=path, provider=provider.name(), **more
    )
