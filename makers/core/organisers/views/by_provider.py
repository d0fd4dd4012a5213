"""Logging in at the provider: there by a link, and back with what it says.

Its login counts as the password here. Who has a second factor is asked for it as well: what
the provider asked, if anything, is not ours to know. Nobody becomes an organiser by it.
"""

from __future__ import annotations

from dataclasses import astuple
from datetime import datetime, timedelta

from flask import flash, redirect, request, session
from werkzeug.wrappers import Response

from makers.core import access, clock, limits, web
from makers.core.access import enter
from makers.core.database import writing
from makers.core.entrance import bp
from makers.core.errors import Refusal
from makers.core.fresh import FRESH, further
from makers.core.organisers import accounts, provider
from makers.core.organisers.models import Organiser
from makers.core.organisers.provider import AnotherAccount, Begun, NobodyHere, Proof
from makers.core.organisers.views import Page
from makers.core.organisers.views.login import go_on, let_in

BEGUN, NEXT = "provider", "provider_next"  # in the session cookie, from the link to the way back
LONGEST = 500  # signs of an address that the cookie keeps
TRIES, MINUTES = 200, 15  # per address on the internet: a town hall is one


@bp.get("/login/provider")
@enter(access.public)
def to_provider() -> Response:
    """Go to the provider; back to the form with a sentence when it does not answer."""
    return _send(again=False)


@bp.get("/login/again/provider")
@enter(access.organiser)
def again_to_provider() -> Response:
    """Go there to be asked once more who one is, before what is about people goes out."""
    return _send(again=True)


@bp.get("/login/provider/return")
@enter(access.public)
def from_provider() -> Page:
    """The way back: to the desk for who organises here, to the form with a sentence for others."""
    client, now = web.found(provider.chosen()), clock.now()
    kept, path = session.pop(BEGUN, None), session.pop(NEXT, "")
    begun = Begun(*kept) if kept else None
    try:
        _count_try(now)
        proof = client.finish(begun, request.args, now=now)
        organiser = accounts.known_by(proof.address)
        if organiser is None:
            raise NobodyHere(proof.address)
        if begun is not None and begun.again:
            return _once_more(organiser, path)
    except Refusal as refusal:
        return _refused(refusal, again=begun is not None and begun.again, path=path)
    return let_in(organiser, now=now, proved_at=_proved_at(proof, now))


def _send(*, again: bool) -> Response:
    client, now = web.found(provider.chosen()), clock.now()
    asked = further(request.args.get("next", ""))
    path = asked.path if asked is not None and len(asked.path) <= LONGEST else ""
    try:
        _count_try(now)
        address, begun = client.begin(again=again, now=now)
    except Refusal as refusal:
        return _refused(refusal, again=again, path=path)
    session[BEGUN], session[NEXT] = astuple(begun), path
    return redirect(address, 303)


def _once_more(organiser: Organiser, path: str) -> Page:
    """On to what was asked, for who is the one that is logged in here."""
    if not access.is_organiser() or access.actor().id != organiser.id:
        raise AnotherAccount
    return go_on(organiser, path)


def _refused(refusal: Refusal, *, again: bool, path: str) -> Response:
    """To the form: there is a password, and the answer's address does not stay on screen."""
    flash(str(refusal.sentence), "error")  # as text: what the provider says of people stands in it
    if again and access.is_organiser():
        return web.see("access.again", next=path or None)
    return web.see("access.login")


def _proved_at(proof: Proof, now: datetime) -> datetime:
    """From when the login counts.

    A provider that knows somebody lets them pass without asking anything, so for what wants a fresh
    login (``core.fresh``) the moment counts at which it last asked. One that it does not tell, or
    long ago, is just too long ago, so that the login lasts as long as any.
    """
    oldest = now - 2 * FRESH - timedelta(minutes=1)
    return max(oldest, proof.at) if proof.at is not None else oldest


def _count_try(now: datetime) -> None:
    """Ends the request's own reads too: nothing is held while the provider thinks."""
    with writing() as database:
        key = f"provider:{request.remote_addr}"
        limits.count(database, key, most=TRIES, minutes=MINUTES, now=now)
