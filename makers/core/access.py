"""Who may enter: one declaration per route, checked in one place, deny by default.

A view says it with ``@enter(keeper)``. Before any view runs, its keeper is asked. A view without
one cannot be reached and fails the tests. What a keeper refuses looks like what does not exist;
only a browser without any rights is told that it needs a link.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any, TypeVar

from flask import Flask, abort, current_app, g, request, session
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from makers.core import browsers, clock, fresh, links
from makers.core.journal import Actor
from makers.core.links import Grant
from makers.core.prepared import Prepared

AS_THEMSELVES = ("facilitator", "guide", "asked")


class DeadLink(NotFound):
    """A link that was used, is too old or was withdrawn, or one that never was: all look alike."""


_COLUMNS = len(fields(Grant))
Keeper = Callable[[Mapping[str, Any]], bool]
View = TypeVar("View", bound=Callable[..., Any])


def enter(keeper: Keeper) -> Callable[[View], View]:
    """Declare who may enter a view: ``keeper(view_args)`` says yes or no."""

    def declare(view: View) -> View:
        view.keeper = keeper  # type: ignore[attr-defined]
        return view

    return declare


def public(args: Mapping[str, Any]) -> bool:
    """Everybody."""
    return True


def organiser(args: Mapping[str, Any]) -> bool:
    """Who is logged in at the desk, helpers too."""
    return is_organiser()


def in_charge(args: Mapping[str, Any]) -> bool:
    """Who is logged in at the desk and may do everything there."""
    return is_in_charge()


def welcomed(args: Mapping[str, Any]) -> bool:
    """Who holds the link of question ``welcome_id`` to organise along."""
    return _holds("welcome", args["welcome_id"])


def personal(args: Mapping[str, Any]) -> bool:
    """Who holds the personal link of sign-up ``signup_id``."""
    return _holds("personal", args["signup_id"])


def taking_part(args: Mapping[str, Any]) -> bool:
    """Who is sign-up ``signup_id``: by their personal link, or as a latecomer, who has none.

    For what anybody may send to a part of the programme; their own page is ``personal``. A seat
    that was claimed by its name opens none of it: only that seat.
    """
    return is_themselves(args["signup_id"])


def table(args: Mapping[str, Any]) -> bool:
    """Who sits at, facilitates or organises table ``table_id``."""
    return _holds("table", args["table_id"]) or facilitator(args)


def facilitator(args: Mapping[str, Any]) -> bool:
    """Who holds the facilitator's link of table ``table_id``, and organisers."""
    return _holds("facilitator", args["table_id"]) or is_organiser()


def door(args: Mapping[str, Any]) -> bool:
    """Who holds a link of the door of event ``event_id``, and organisers."""
    return _holds("door", args["event_id"]) or is_organiser()


def invited(args: Mapping[str, Any]) -> bool:
    """Who holds invitation ``invitation_id``; where none is named, one to event ``event_id``."""
    if "invitation_id" in args:
        return _holds("invitation", args["invitation_id"])
    return any(
        grant.kind == "invitation" and grant.event_id == args["event_id"] for grant in grants()
    )


def projector(args: Mapping[str, Any]) -> bool:
    """Who holds the projector link of event ``event_id``, and organisers."""
    return _holds("projector", args["event_id"]) or is_organiser()


def moderator(args: Mapping[str, Any]) -> bool:
    """Who holds a moderator's link of event ``event_id``, and organisers."""
    return _holds("moderator", args["event_id"]) or is_organiser()


def guide(args: Mapping[str, Any]) -> bool:
    """Who holds the guide's link of the walk group ``table_id``, and organisers."""
    return _holds("guide", args["table_id"]) or is_organiser()


def asked(args: Mapping[str, Any]) -> bool:
    """Who holds the link of question ``request_id``; where none is named, as ``personal``."""
    return _holds("asked", args["request_id"]) if "request_id" in args else personal(args)


def proving(args: Mapping[str, Any]) -> bool:
    """Who reads the mail at the address of proof ``proof_id``."""
    return _holds("address", args["proof_id"])


def claiming(args: Mapping[str, Any]) -> bool:
    """Who asked for a name at a table that is taken: claim ``claim_id``."""
    return _holds("claiming", args["claim_id"])


# of pages that one comes to by a link in a mail, which may be used up
FROM_A_MAIL = (welcomed, invited, proving)


def grants() -> tuple[Grant, ...]:
    """What this browser may enter, newest last; one statement per request, none without a visit."""
    if "grants" not in g:
        secret = session.get("visit")
        g.grants = links.held(secret, now=clock.now()) if secret else ()
    return g.grants  # type: ignore[no-any-return]


def with_grants(asked: Prepared, **values: Any) -> list[Any]:
    """What was asked together with what this browser may enter (``links.rights``)."""
    secret = session.get("visit")
    rows = asked.rows(digest=links.digest(secret), now=clock.now(), **values) if secret else []
    g.grants = tuple(Grant(*row[:_COLUMNS]) for row in rows)
    return rows


def is_organiser() -> bool:
    """Whether this browser is logged in at the desk."""
    return any(grant.kind in links.DESK for grant in grants())


def is_in_charge() -> bool:
    """Whether this browser is logged in at the desk of who may do everything there."""
    return any(grant.kind == "organiser" for grant in grants())


def is_themselves(signup_id: int) -> bool:
    """Whether this browser is this sign-up's own: by a personal link, or a latecomer's."""
    return _holds("personal", signup_id) or _holds("latecomer", signup_id)


def seat_of(signup_id: int) -> Grant | None:
    """The newest right to a table at which this browser sits as this sign-up."""
    seats = (grant for grant in reversed(grants()) if grant.kind == "table")
    return next((grant for grant in seats if grant.signup_id == signup_id), None)


def as_whom(kind: str, subject_id: int) -> Grant | None:
    """The newest right of this kind to this subject, which tells as whom this browser acts."""
    for grant in reversed(grants()):
        if grant.kind == kind and grant.subject_id == subject_id:
            return grant
    return None


def actor() -> Actor:
    """Who acts in this request, for the journal: the right that let them in."""
    args = request.view_args or {}
    if _keeper() is taking_part:
        return Actor("signup", args["signup_id"])
    own = (
        ("personal", "signup_id"),
        ("facilitator", "table_id"),
        ("guide", "table_id"),
        ("table", "table_id"),
        ("asked", "request_id"),
    )
    # at the door the address holds the number of who comes in, not of who acts
    for kind, name in () if _keeper() is door else own:
        grant = as_whom(kind, args[name]) if name in args else None
        if grant is not None:
            return Actor(kind if kind in AS_THEMSELVES else "signup", grant.signup_id)
    for grant in grants():
        if grant.kind in links.DESK:
            return Actor("organiser", grant.subject_id)
    for kind in ("door", "moderator") if "event_id" in args else ():
        if _holds(kind, args["event_id"]):
            return Actor(kind)
    return Actor("visitor")


def give(
    kind: str,
    *,
    event_id: int | None = None,
    subject_id: int | None = None,
    signup_id: int | None = None,
    at: datetime | None = None,
) -> None:
    """Give this browser a right (after a login or a join code), in a transaction of its own.

    ``at``: when who logged in proved who they are (UTC), where that is not now.
    """
    grant = Grant(kind, event_id, subject_id, signup_id)
    secret, browser = session.get("visit"), browsers.named(request.user_agent.string)
    session["visit"] = links.give(grant, secret, now=at or clock.now(), browser=browser)
    g.pop("grants", None)


def open_link(token: str) -> Grant | None:
    """Exchange a link for a right of this browser; ``None`` when the link opens nothing."""
    secret, browser = session.get("visit"), browsers.named(request.user_agent.string)
    found = links.exchange(token, secret, now=clock.now(), browser=browser)
    if found is None:
        return None
    grant, session["visit"] = found
    g.pop("grants", None)
    return grant


def close_visit() -> None:
    """Log out: drop this browser's rights."""
    secret = session.pop("visit", None)
    if secret:
        links.leave(secret)
    g.pop("grants", None)


def leave_event(event_id: int) -> None:
    """Drop this browser's rights to one event; who is logged in at the desk stays so."""
    secret = session.get("visit")
    if secret:
        links.leave_event(secret, event_id)
    g.pop("grants", None)


def link_to(token: str) -> str:
    """The address that carries a token, as it goes into a mail or on a terminal."""
    base: str = current_app.config["MAKERS"].base_url
    return base + current_app.url_map.bind("").build("access.opening", {"token": token})


def init_app(app: Flask) -> None:
    """Ask every view's keeper before it runs."""
    app.before_request(_ask)
    enter(public)(app.view_functions["static"])


def _ask() -> Response | None:
    if request.endpoint is None:
        return None  # no such page: the 404 that follows is right
    keeper = _keeper()
    if keeper is not None and keeper(request.view_args or {}):
        return fresh.ask_again(current_app.view_functions[request.endpoint])
    if grants() and keeper in FROM_A_MAIL:
        raise DeadLink
    return abort(404 if grants() else 401)


def _keeper() -> Keeper | None:
    """The keeper of this request's view, if it has one."""
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, "keeper", None)


def _holds(kind: str, subject_id: int) -> bool:
    return as_whom(kind, subject_id) is not None
