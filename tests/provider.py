"""A real provider of OpenID Connect on loopback, with its own key, that lies when it is told to.

It holds who asks to the rules: the client's secret, the address to come back to, PKCE, and a code
that works once.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import Flask, Response, jsonify, redirect, request
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey
from joserfc.jws import JWSRegistry
from werkzeug.serving import make_server

from makers import config
from makers.core import clock

ACCOUNT = {"sub": "42", "email": "balie@example.org", "email_verified": True}
WAYS = "token_endpoint_auth_methods_supported"
CLIENT_ID, SECRET, NAME = "makers", "a secret & more", "Stadspas"


def new_key(known_as: str | None = None) -> RSAKey:
    """A key to sign with, known by an id of its own, or by another's."""
    return RSAKey.generate_key(2048, {"kid": known_as or secrets.token_hex(4)}, private=True)


@dataclass
class Provider:
    """Who is logged in there (``account``), and what it does otherwise than it should.

    ``claims`` replaces claims of the ID token, ``None`` leaves one out; ``publishes`` the same for
    what it tells of itself, ``comes_back`` for the parameters of the way back. ``signs`` makes the
    signature; ``refuses`` is an error that it sends people back with; ``answers`` a status instead
    of an answer, by path; ``told_apart`` is what it tells for an access token; ``asked_at`` when it
    last asked who somebody is, now when left out. ``asked`` and ``codes`` are what came in.
    """

    key: RSAKey
    account: dict[str, Any] = field(default_factory=lambda: dict(ACCOUNT))
    claims: dict[str, Any] = field(default_factory=dict)
    publishes: dict[str, Any] = field(default_factory=dict)
    comes_back: dict[str, str | None] = field(default_factory=dict)
    answers: dict[str, int] = field(default_factory=dict)
    told_apart: dict[str, Any] = field(default_factory=dict)
    algorithm: str = "RS256"
    refuses: str = ""
    asked_at: datetime | None = None
    asked: list[str] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    published: list[RSAKey] = field(default_factory=list)
    url: str = ""

    @property
    def secret_in_form(self) -> bool:
        """Whether it wants the secret there, and not in a header."""
        return "client_secret_post" in self.publishes.get(WAYS, ())

    @property
    def settings(self) -> config.Provider:
        """What an installation is told of it."""
        return config.Provider(self.url, CLIENT_ID, SECRET, NAME)

    def discovery(self) -> dict[str, Any]:
        """What it publishes of itself."""
        return _changed(
            {
                "issuer": self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "userinfo_endpoint": f"{self.url}/userinfo",
                "jwks_uri": f"{self.url}/keys",
                "authorization_response_iss_parameter_supported": True,
            },
            self.publishes,
        )

    def send_back(self, asked: dict[str, str]) -> str:
        """Where somebody goes who was sent here with these parameters."""
        self.codes[code := secrets.token_urlsafe(8)] = asked
        answer = {"error": self.refuses} if self.refuses else {"code": code}
        back = _changed({**answer, "state": asked["state"], "iss": self.url}, self.comes_back)
        return f"{asked['redirect_uri']}?{urlencode(back)}"

    def token(self, form: dict[str, str], authorization: str) -> tuple[dict[str, Any], int]:
        """What a code is exchanged for, when everything about it is right."""
        asked = self.codes.pop(form.get("code", ""), None)
        in_form = form.get("client_id"), form.get("client_secret")
        wanted: object = (CLIENT_ID, SECRET) if self.secret_in_form else _basic(CLIENT_ID, SECRET)
        if (in_form if self.secret_in_form else authorization) != wanted:
            return {"error": "invalid_client"}, 401
        challenge = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        written = base64.urlsafe_b64encode(challenge).rstrip(b"=").decode()
        if (
            asked is None
            or asked["code_challenge_method"] != "S256"
            or asked["code_challenge"] != written
            or asked["redirect_uri"] != form.get("redirect_uri")
        ):
            return {"error": "invalid_grant"}, 400
        id_token = self.sign(self.id_claims(asked))
        return {
            "access_token": "an access token",
            "token_type": "Bearer",
            "id_token": id_token,
        }, 200

    def id_claims(self, asked: dict[str, str]) -> dict[str, Any]:
        """What the ID token says."""
        now = int(clock.now().timestamp())
        seen = now if self.asked_at is None else int(self.asked_at.timestamp())
        about = {"iss": self.url, "aud": CLIENT_ID, "iat": now, "exp": now + 300, "auth_time": seen}
        return _changed({**about, "nonce": asked["nonce"], **self.account}, self.claims)

    def sign(self, claims: dict[str, Any]) -> str:
        """The ID token; a false one where ``algorithm`` is none or a secret that both know."""
        header = {"alg": self.algorithm, "kid": self.key.kid}
        key = self.key if self.algorithm.startswith("RS") else OctKey.import_key(SECRET)
        rules = JWSRegistry(algorithms=[self.algorithm])
        return jwt.encode(header, claims, key, registry=rules)


def serving(provider: Provider) -> Any:
    """Its server on a free port of loopback."""
    app = Flask("provider")

    @app.before_request
    def fail() -> Response | None:
        provider.asked.append(request.path)
        status = provider.answers.get(request.path)
        return Response("no", status) if status is not None else None

    @app.get("/.well-known/openid-configuration")
    def discovery() -> Any:
        return jsonify(provider.discovery())

    @app.get("/keys")
    def keys() -> Any:
        return jsonify(KeySet([*(provider.published or [provider.key])]).as_dict(private=False))

    @app.get("/authorize")
    def authorize() -> Any:
        return redirect(provider.send_back(request.args.to_dict()))

    @app.post("/token")
    def token() -> Any:
        return provider.token(request.form.to_dict(), request.headers.get("Authorization", ""))

    @app.get("/userinfo")
    def userinfo() -> Any:
        assert request.headers["Authorization"] == "Bearer an access token"
        return jsonify(provider.told_apart)

    return make_server("127.0.0.1", 0, app, threaded=True)


@contextmanager
def opened(provider: Provider) -> Iterator[Provider]:
    """Have it answer until the block ends."""
    server = serving(provider)
    provider.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


def parameters(address: str) -> dict[str, str]:
    """What an address asks."""
    return dict(parse_qsl(urlsplit(address).query))


def _changed(values: dict[str, Any], by: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in {**values, **by}.items() if value is not None}


def _basic(name: str, secret: str) -> str:
    return "Basic " + base64.b64encode(f"{name}:{secret}".encode()).decode()
