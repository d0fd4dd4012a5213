"""What a response carries of its reader's own: the nonce of its scripts, the token of its forms.

Inside a shared fragment both are marks that each response fills.
"""

from __future__ import annotations

import secrets
from functools import lru_cache

from flask import g, session
from flask_wtf.csrf import generate_csrf

from makers.core import clock, fragments


def csp_nonce() -> str:
    """This response's nonce; inside a shared fragment a mark that each response fills."""
    if g.get("marks"):
        return fragments.NONCE_MARK
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    return str(g.nonce)


def csrf_token() -> str:
    """This reader's CSRF token; inside a shared fragment a mark that each response fills."""
    if g.get("marks"):
        return fragments.CSRF_MARK
    known = session.get("csrf_token")
    minute = int(clock.now().timestamp()) // 60
    return generate_csrf() if known is None else _signed(known, minute)


@lru_cache(10_000)
def _signed(known: str, minute: int) -> str:
    """The token of the session at hand, which is ``known`` by this; signed anew every minute."""
    return str(generate_csrf())
