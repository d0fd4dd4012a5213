"""What is asked of the provider: the authorization code flow with state, nonce and PKCE (S256).

Sources: OpenID Connect Core 1.0 (§3.1 the flow, §3.1.3.7 the ID token), Discovery 1.0, RFC 7636
(PKCE), RFC 9207 (who answers). Authlib makes the addresses, exchanges the code and knows the rules
for the claims; joserfc checks the signature.

Each request waits a few seconds at most. What goes wrong is a ``ProviderRefusal`` for who logs in
and a line in the server's log for who looks after it, without anything of a person.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from makers import config
from makers.core.organisers.provider import refusals
from makers.core.organisers.provider.login import Begun, Proof

SECONDS = 5  # that the provider may take to accept a call, and between two pieces of its answer
KEPT = timedelta(hours=1)  # its settings and keys
KEYS_AGAIN = timedelta(minutes=1)  # a key that we do not know may be new, but not at every call
LEEWAY = 60  # seconds that two clocks may differ
SCOPE = "openid email"
# whoever signs with these has a key that we do not hold: never "none", never a shared secret
ALGORITHMS = [
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "EdDSA", "Ed25519"),
]
KINDS = ("RSA", "EC", "OKP")  # of keys
log = logging.getLogger(__name__)


class Client:
    """The provider as this process knows it."""

    def __init__(self, settings: config.Provider, callback: str) -> None:
        """``callback``: where the provider sends people back to, as it was registered there."""
        self.settings, self.callback = settings, callback
        self._found: dict[str, Any] = {}
        self._found_at = self._keys_at = datetime.min.replace(tzinfo=UTC)
        self._keys: KeySet | None = None

    def begin(self, *, again: bool, now: datetime) -> tuple[str, Begun]:
        """Where to send somebody, and what to remember of it.

        ``again``: the provider must ask who they are, also when it knows. Raises ``ProviderAway``
        and ``NotTrusted``.
        """
        verifier, nonce = generate_token(48), generate_token(32)
        asked = {"prompt": "login", "max_age": "0"} if again else {}
        with self._asking() as session:
            address, state = session.create_authorization_url(
                self._endpoint("authorization_endpoint", now),
                code_verifier=verifier,
                nonce=nonce,
                **asked,
            )
        return address, Begun(state, nonce, verifier, int(now.timestamp()), again)

    def finish(self, begun: Begun | None, answer: Mapping[str, str], *, now: datetime) -> Proof:
        """Who came back, by the parameters in the address they came back to.

        Raises the ``ProviderRefusal`` that says why it proves nothing.
        """
        if begun is None or not begun.is_answered_by(answer, now):
            raise refusals.LoginNotBegun
        with self._asking() as session:
            self._came_from(answer, now)
            if "error" in answer:
                self._warn(f"answers {answer['error'][:100]!r}")
                raise refusals.NotLetIn(self.settings.name)
            token = self._exchange(session, answer.get("code", ""), begun, now)
            claims = self._read(token, begun, now)
            seen = self._seen(claims.get("auth_time"), begun, now)
            return Proof(self._address(session, token, claims, now), seen)

    def _came_from(self, answer: Mapping[str, str], now: datetime) -> None:
        """A provider that says who answers must be the one that was asked (RFC 9207)."""
        says_so = self._discovered(now).get("authorization_response_iss_parameter_supported")
        if answer.get("iss", "" if says_so else self.settings.issuer) != self.settings.issuer:
            raise self._distrust("the answer is another issuer's")

    def _exchange(
        self, session: OAuth2Session, code: str, begun: Begun, now: datetime
    ) -> dict[str, Any]:
        ways = self._discovered(now).get("token_endpoint_auth_methods_supported")
        # in the form every secret is unambiguous; in the header Authlib sends it unescaped
        way = "post" if isinstance(ways, list) and "client_secret_post" in ways else "basic"
        session.token_endpoint_auth_method = f"client_secret_{way}"
        try:
            token: dict[str, Any] = session.fetch_token(
                self._endpoint("token_endpoint", now),
                grant_type="authorization_code",
                code=code,
                code_verifier=begun.verifier,
                allow_redirects=False,
            )
        except AuthlibBaseError as refused:
            raise self._distrust(f"the code is not exchanged: {refused.error!r}") from refused
        except TypeError as wrong:  # a number that is none
            raise self._distrust("what it gives for the code is no token") from wrong
        return token

    def _read(self, token: Mapping[str, Any], begun: Begun, now: datetime) -> dict[str, Any]:
        """The claims of the ID token: its signature, issuer, audience, times and nonce hold."""
        written = token.get("id_token")
        if not isinstance(written, str):
            raise self._distrust("there is no ID token")
        try:
            read = self._verified(written, now)
            claims = CodeIDToken(
                read.claims,
                read.header,
                {
                    "iss": {"essential": True, "value": self.settings.issuer},
                    "aud": {"essential": True, "value": self.settings.client_id},
                },
                {
                    "nonce": begun.nonce,
                    "client_id": self.settings.client_id,
                    "access_token": token.get("access_token"),
                },
            )
            claims.validate(now=int(now.timestamp()), leeway=LEEWAY)
        except (JoseError, TypeError, ValueError) as wrong:
            raise self._distrust(f"the ID token does not hold: {wrong}") from wrong
        return dict(claims)

    def _verified(self, written: str, now: datetime) -> jwt.Token:
        """Its signature is by a key of the provider; a key we do not know may be a new one."""
        rules = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
        try:
            return jwt.decode(written, self._key_set(now, KEPT), registry=rules)
        except InvalidKeyIdError:
            return jwt.decode(written, self._key_set(now, KEYS_AGAIN), registry=rules)

    def _seen(self, at: object, begun: Begun, now: datetime) -> datetime | None:
        """When it last saw who this is; for who must prove it once more that is since they went."""
        if not isinstance(at, int | float) or not at >= 0:
            at = None
        if begun.again and (at is None or at < begun.at - LEEWAY):
            raise refusals.NotJustNow(self.settings.name)
        return None if at is None else datetime.fromtimestamp(min(at, now.timestamp()), UTC)

    def _address(
        self,
        session: OAuth2Session,
        token: Mapping[str, Any],
        claims: Mapping[str, Any],
        now: datetime,
    ) -> str:
        """The address that the provider vouches for; some tell of it apart from the ID token."""
        told = claims
        if "email" not in claims and "userinfo_endpoint" in self._discovered(now):
            place = self._endpoint("userinfo_endpoint", now)
            told = self._fetch(session, place, token=str(token.get("access_token")))
            if told.get("sub") != claims["sub"]:
                raise self._distrust("what it tells is about somebody else")
        address = told.get("email")
        if not _is_address(address) or not _vouched(told):
            raise refusals.AddressNotProved(self.settings.name)
        return str(address)

    def _endpoint(self, name: str, now: datetime) -> str:
        found = self._discovered(now).get(name)
        if not isinstance(found, str) or not config.is_safe(found):
            raise self._distrust(f"its {name} is no https address")
        return found

    def _discovered(self, now: datetime) -> dict[str, Any]:
        """What the provider publishes of itself."""
        if now - self._found_at > KEPT:
            with self._asking() as session:
                place = self.settings.issuer.rstrip("/") + "/.well-known/openid-configuration"
                found = self._fetch(session, place)
            if found.get("issuer") != self.settings.issuer:
                raise self._distrust("it names itself otherwise than OIDC_ISSUER")
            self._found, self._found_at = found, now
        return self._found

    def _key_set(self, now: datetime, old: timedelta) -> KeySet:
        if self._keys is None or now - self._keys_at > old:
            with self._asking() as session:
                found = self._fetch(session, self._endpoint("jwks_uri", now)).get("keys", [])
            ours = [key for key in found if isinstance(key, dict) and key.get("kty") in KINDS]
            signing = [key for key in ours if key.get("use", "sig") == "sig"]
            self._keys, self._keys_at = KeySet.import_key_set({"keys": signing}), now
        return self._keys

    def _fetch(self, session: OAuth2Session, url: str, *, token: str = "") -> dict[str, Any]:
        headers = {"Accept": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        answer = session.request(
            "GET", url, withhold_token=True, headers=headers, allow_redirects=False
        )
        answer.raise_for_status()
        found = answer.json()
        if not isinstance(found, dict):
            raise ValueError("no JSON object")
        return found

    @contextmanager
    def _asking(self) -> Iterator[OAuth2Session]:
        """A session with the provider; what does not answer, or with no sense, is away."""
        session = OAuth2Session(
            self.settings.client_id,
            self.settings.client_secret,
            scope=SCOPE,
            redirect_uri=self.callback,
            code_challenge_method="S256",
            default_timeout=SECONDS,
            verify=os.environ.get("SSL_CERT_FILE") or True,
        )
        try:
            with session:
                yield session
        except (OSError, ValueError) as failure:  # every failure of requests is one of the two
            self._warn(f"does not answer as it should: {type(failure).__name__}")
            raise refusals.ProviderAway(self.settings.name) from failure

    def _distrust(self, why: str) -> refusals.NotTrusted:
        self._warn(f"is not trusted: {why}")
        return refusals.NotTrusted(self.settings.name)

    def _warn(self, what: str) -> None:
        log.warning("The provider of logins %s", what)


def _is_address(found: object) -> bool:
    """Whether it is an address as it stands on our list: no sign looks like another there."""
    return isinstance(found, str) and found.isascii() and found.isprintable() and "@" in found


def _vouched(claims: Mapping[str, Any]) -> bool:
    """Whether the provider says that the address is theirs.

    Microsoft's Entra ID does not say ``email_verified``; its ``xms_edov`` says that the address is
    in a domain that the organisation has proved to own.
    """
    return claims.get("email_verified") is True or claims.get("xms_edov") in (True, "1")
