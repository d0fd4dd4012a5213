"""A fresh login: who takes people's data along says the password again after a quarter of an hour.

Where there is a provider of logins, being asked there again is as good. A view of the desk says so
with ``@fresh``, below its ``@enter``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from flask import current_app, redirect, request, session, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from makers.core import clock, links

FRESH = timedelta(minutes=15)
View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Fresh:
    """A view wants a fresh login; ``download``: it answers with a file. ``when``: only then."""

    download: bool
    when: Callable[[], bool]


@dataclass(frozen=True)
class Further:
    """Where somebody was going when the password was asked."""

    path: str
    is_file: bool


def fresh(
    *, download: bool = False, when: Callable[[], bool] = lambda: True
) -> Callable[[View], View]:
    """Declare that a view wants a login of a quarter of an hour at most: see ``Fresh``.

    A form that was opened in time has as long again to be sent; what comes later is carried along
    while the password is asked, so that nothing typed is lost.
    """

    def declare(view: View) -> View:
        view.fresh = Fresh(download, when)  # type: ignore[attr-defined]
        return view

    return declare


def ask_again(view: Callable[..., Any]) -> Response | None:
    """To the password, and from there on to what was asked, where the login is too old for it."""
    wanted: Fresh | None = getattr(view, "fresh", None)
    reads = request.method != "POST"
    if wanted is None or not wanted.when() or is_fresh(FRESH if reads else 2 * FRESH):
        return None
    asked = request.full_path.rstrip("?")
    if reads:
        return redirect(url_for("access.again", next=asked), 303)
    return redirect(url_for("access.with_form", next=asked), 307)


def is_fresh(within: timedelta = FRESH) -> bool:
    """Whether who is logged in at the desk proved who they are so short ago."""
    secret = session.get("visit")
    at = links.proved_at(secret) if secret else None
    return at is not None and clock.now() - at <= within


def further(path: str, method: str = "GET") -> Further | None:
    """What asked for a fresh login by this path; ``None`` for any other: nobody is sent astray."""
    try:
        known = current_app.url_map.bind("")
        endpoint, _args = known.match(path.partition("?")[0], method)
    except HTTPException:
        return None
    wanted: Fresh | None = getattr(current_app.view_functions[endpoint], "fresh", None)
    return Further(path, wanted.download) if wanted is not None else None
