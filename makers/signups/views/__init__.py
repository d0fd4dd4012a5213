"""The pages and actions of the sign-ups, by who comes: newcomers, people with a link, the desk."""

from __future__ import annotations

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from makers.signups import queries
from makers.signups.models import Signup

bp = Blueprint("signups", __name__)
Page = str | Response | tuple[str, int]


def signup_or_404(signup_id: int, event_id: int | None = None) -> Signup:
    """The sign-up of this address, which is one of that event where the address names it."""
    signup = queries.signup(signup_id)
    if signup is None or event_id not in (None, signup.event_id):
        abort(404)
    return signup


from makers.signups.views import (  # noqa: E402 - they add their routes
    announcing,  # noqa: F401
    asking,  # noqa: F401
    by_invitation,  # noqa: F401
    calendar,  # noqa: F401
    consents,  # noqa: F401
    contact,  # noqa: F401
    desk,  # noqa: F401
    door,  # noqa: F401
    exporting,  # noqa: F401
    importing,  # noqa: F401
    invitations,  # noqa: F401
    joining,  # noqa: F401
    messages,  # noqa: F401
    mine,  # noqa: F401
    own_address,  # noqa: F401
    own_place,  # noqa: F401
    privacy,  # noqa: F401
)
