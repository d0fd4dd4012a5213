"""Logging in at the desk, one's own account, and who else organises."""

from __future__ import annotations

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from makers.core import access
from makers.core.organisers import accounts
from makers.core.organisers.models import Organiser

bp = Blueprint("organisers", __name__)
Page = str | Response | tuple[str, int]


def myself() -> Organiser:
    """Who is logged in; 404 for a right at the desk that is no account's."""
    found = accounts.of(access.actor().id)
    return found if found is not None else abort(404)


from makers.core.organisers.views import (  # noqa: E402 - they add their routes
    account,  # noqa: F401
    by_provider,  # noqa: F401
    login,  # noqa: F401
    others,  # noqa: F401
    passkeys,  # noqa: F401
)
