"""The session cookie: signed by Flask, and looked at once a minute.

A screen sends the same cookie with every fetch; working its signature out anew each time took a
tenth of what a live part takes of the processor.
"""

from __future__ import annotations

from functools import lru_cache

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from itsdangerous import BadSignature, URLSafeTimedSerializer

from makers.core import clock

KEPT = 10_000  # cookies


class Sessions(SecureCookieSessionInterface):
    """Flask's sessions for one app, which reads a cookie's signature once a minute."""

    def __init__(self, app: Flask) -> None:
        signer = super().get_signing_serializer(app)
        assert signer is not None  # noqa: S101 - no app starts without a key
        self._signer, self._name = signer, self.get_cookie_name(app)
        self._lasts = int(app.permanent_session_lifetime.total_seconds())
        self._read = lru_cache(KEPT)(self._read_at)

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer:
        """The one of this app, made once."""
        return self._signer

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession:
        """What the cookie holds; nothing where it is missing, too old or not ours."""
        cookie = request.cookies.get(self._name)
        if not cookie:
            return self.session_class()
        words = self._read(cookie, int(clock.now().timestamp()) // 60)
        return self.session_class(self.serializer.loads(words))

    def _read_at(self, cookie: str, minute: int) -> str:
        """As text: what a request changes in its session stays its own."""
        try:
            found = self._signer.loads(cookie, max_age=self._lasts)
        except BadSignature:
            found = {}
        return self.serializer.dumps(found)
