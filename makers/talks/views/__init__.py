"""The routes of pecha kucha: one's own talk, the row, slides and how they run."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

from makers.core import web
from makers.signups import queries as signups
from makers.signups.models import Signup

bp = Blueprint("talks", __name__)
Page = str | Response | tuple[str, int]


def signup_or_404(signup_id: int) -> Signup:
    """The sign-up with its event; 404 when there is none."""
    return web.found(signups.signup(signup_id))


from makers.talks.views import mine, row, runner, screens, slides  # noqa: E402, F401 - they add their routes
