"""One's own agreements, of all events: say yes, how it goes, give it on. A GET changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from flask import render_template
from flask_babel import LazyString

from makers.core import access, clock, web
from makers.core.access import enter
from makers.core.database import db
from makers.core.errors import Refusal
from makers.followups import handing_over, promises, queries, service
from makers.followups.forms import HandOverForm, LongerForm, SaidForm
from makers.followups.models import FollowUp
from makers.followups.views import Page, bp, consent_as_read, version_read
from makers.signups import queries as signups
from makers.signups.models import Signup

LONGER = timedelta(days=14)
ANSWERS = {"longer": LongerForm, "stuck": SaidForm, "back": SaidForm}


class Refilled(NamedTuple):
    """What could not be kept: of which agreement, which answer, as typed, and what a rule said."""

    follow_up_id: int
    answer: str
    form: SaidForm
    refusal: LazyString | str = ""


@bp.get("/me/<int:signup_id>/followups")
@enter(access.personal)
def mine(signup_id: int) -> Page:
    """All that one agreed, with every answer."""
    return _page(_signup(signup_id))


@bp.post("/me/<int:signup_id>/followups/<int:follow_up_id>/confirmation")
@enter(access.personal)
def confirm(signup_id: int, follow_up_id: int) -> Page:
    """Yes, I do this, as I read it."""
    follow_up = _owned(signup_id, follow_up_id)
    promises.confirm(follow_up, version_read(), now=clock.now(), by=access.actor())
    return _after(signup_id)


@bp.post("/me/<int:signup_id>/followups/<int:follow_up_id>/start")
@enter(access.personal)
def begin(signup_id: int, follow_up_id: int) -> Page:
    """I am at it."""
    return _do(promises.begin, signup_id, follow_up_id)


@bp.post("/me/<int:signup_id>/followups/<int:follow_up_id>/completion")
@enter(access.personal)
def mark_done(signup_id: int, follow_up_id: int) -> Page:
    """The owner kept the promise."""
    return _do(promises.mark_done, signup_id, follow_up_id)


@bp.post("/me/<int:signup_id>/followups/<int:follow_up_id>/reopening")
@enter(access.personal)
def reopen(signup_id: int, follow_up_id: int) -> Page:
    """It was not done after all."""
    return _do(promises.reopen, signup_id, follow_up_id)


@bp.post("/me/<int:signup_id>/followups/<int:follow_up_id>/extension")
@enter(access.personal)
def take_longer(signup_id: int, follow_up_id: int) -> Page:
    """More time, until another day."""
    return _say("longer", promises.take_longer, signup_id, follow_up_id)


@bp.post("/me/<int:signup_id>/followups/<int:follow_up_id>/obstacle")
@enter(access.personal)
def get_stuck(signup_id: int, follow_up_id: int) -> Page:
    """It goes no further."""
    return _say("stuck", promises.get_stuck, signup_id, follow_up_id)


@bp.post("/me/<int:signup_id>/followups/<int:follow_up_id>/return")
@enter(access.personal)
def give_back(signup_id: int, follow_up_id: int) -> Page:
    """It is not mine."""
    return _say("back", promises.give_back, signup_id, follow_up_id)


@bp.get("/me/<int:signup_id>/followups/<int:follow_up_id>/handover")
@enter(access.personal)
def hand_over(signup_id: int, follow_up_id: int) -> Page:
    """A page to ask somebody else to take it over."""
    signup, follow_up = _signup(signup_id), _owned(signup_id, follow_up_id)
    form = HandOverForm(_takers(follow_up), formdata=None)
    return render_template(
        "followups/hand_over.html", signup=signup, follow_up=follow_up, form=form
    )


@bp.post("/me/<int:signup_id>/followups/<int:follow_up_id>/handover")
@enter(access.personal)
def offer(signup_id: int, follow_up_id: int) -> Page:
    """Ask them."""
    signup, follow_up = _signup(signup_id), _owned(signup_id, follow_up_id)
    form, refused = HandOverForm(_takers(follow_up)), None
    if form.validate():
        try:
            handing_over.offer(
                follow_up,
                form.to.data,
                said=form.said.data,
                now=clock.now(),
                by=access.actor(),
            )
            return web.see("followups.mine", signup_id=signup_id)
        except Refusal as refusal:
            refused = refusal
    page = render_template(
        "followups/hand_over.html",
        signup=signup,
        follow_up=follow_up,
        form=form,
        refusal=refused.sentence if refused else None,
    )
    return page, refused.status if refused else 422


@bp.post("/me/<int:signup_id>/followups/<int:follow_up_id>/acceptance")
@enter(access.personal)
def accept(signup_id: int, follow_up_id: int) -> Page:
    """I take it over."""
    follow_up = _offered(signup_id, follow_up_id)
    who = follow_up.offered_to_id or 0
    handing_over.accept(follow_up, who, version_read(), now=clock.now(), by=access.actor())
    return _after(signup_id)


@bp.post("/me/<int:signup_id>/followups/<int:follow_up_id>/refusal")
@enter(access.personal)
def decline(signup_id: int, follow_up_id: int) -> Page:
    """I do not take it over."""
    follow_up = _offered(signup_id, follow_up_id)
    who = follow_up.offered_to_id or 0
    handing_over.decline(follow_up, who, now=clock.now(), by=access.actor())
    return _after(signup_id)


@bp.post("/me/<int:signup_id>/followups/<int:follow_up_id>/consent")
@enter(access.personal)
def consent_of_mine(signup_id: int, follow_up_id: int) -> Page:
    """It may go on from the table."""
    consent_as_read(_owned(signup_id, follow_up_id))
    return _after(signup_id)


@bp.post("/me/<int:signup_id>/followups/<int:follow_up_id>/consent/withdrawal")
@enter(access.personal)
def keep_mine_here(signup_id: int, follow_up_id: int) -> Page:
    """It stays at the table after all."""
    service.keep_here(_owned(signup_id, follow_up_id), now=clock.now(), by=access.actor())
    return _after(signup_id)


def _do(what: Callable[..., None], signup_id: int, follow_up_id: int) -> Page:
    what(_owned(signup_id, follow_up_id), now=clock.now(), by=access.actor())
    return _after(signup_id)


def _say(answer: str, what: Callable[..., None], signup_id: int, follow_up_id: int) -> Page:
    """An answer with a sentence; the page with what was typed when it cannot be kept."""
    follow_up, form = _owned(signup_id, follow_up_id), _form(answer, follow_up_id)
    if not form.validate():
        return _page(_signup(signup_id), Refilled(follow_up_id, answer, form)), 422
    try:
        what(follow_up, **form.answer, now=clock.now(), by=access.actor())
    except Refusal as refusal:
        refilled = Refilled(follow_up_id, answer, form, refusal.sentence)
        if isinstance(refusal, service.WrongDay) and isinstance(form, LongerForm):
            form.due_on.errors = [str(refusal.sentence)]
            refilled = Refilled(follow_up_id, answer, form)
        return _page(_signup(signup_id), refilled), refusal.status
    return web.see("followups.mine", signup_id=signup_id)


def _page(signup: Signup, refilled: Refilled | None = None) -> str:
    """All of them; what was typed stands in its form, or above them when that is not there."""
    found = queries.of_person(signup)
    mine = (one for one in found if one.owner and one.owner.person_id == signup.person_id)
    answered = {one.id for one in mine if one.is_open}
    return render_template(
        "followups/mine.html",
        signup=signup,
        follow_ups=found,
        answers=_forms,
        refilled=refilled,
        lost=refilled if refilled is not None and refilled.follow_up_id not in answered else None,
    )


def _forms(follow_up: FollowUp) -> dict[str, SaidForm]:
    """The forms with which an owner says more than yes, by the name of the answer."""
    today = clock.amsterdam(clock.now()).date()
    blank = {"formdata": None, "due_on": max(follow_up.due_on or today, today) + LONGER}
    return {answer: _form(answer, follow_up.id, **blank) for answer in ANSWERS}


def _form(answer: str, follow_up_id: int, **values: Any) -> SaidForm:
    """Fields of their own for each agreement on the page."""
    return ANSWERS[answer](prefix=f"{answer}-{follow_up_id}-", **values)


def _takers(follow_up: FollowUp) -> Sequence[Signup]:
    return handing_over.takers(db.session(), follow_up)


def _after(signup_id: int) -> Page:
    """The list for htmx, which asks from the personal page; else the list's own page."""
    if not web.wants_fragment():
        return web.see("followups.mine", signup_id=signup_id)
    signup = _signup(signup_id)
    return render_template(
        "followups/_mine.html", signup=signup, follow_ups=queries.of_person(signup)
    )


def _signup(signup_id: int) -> Signup:
    return web.found(signups.signup(signup_id))


def _owned(signup_id: int, follow_up_id: int) -> FollowUp:
    return web.found(queries.owned(signup_id, follow_up_id))


def _offered(signup_id: int, follow_up_id: int) -> FollowUp:
    return web.found(queries.offered(signup_id, follow_up_id))
