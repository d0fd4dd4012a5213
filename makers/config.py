"""Every setting: its environment variable, its default and its check.

A setting that cannot be used stops the start with a sentence that names the variable.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit


class SettingError(RuntimeError):
    """A setting that cannot be used; the message names its variable and what it takes."""


@dataclass(frozen=True)
class Provider:
    """Where people log in with the accounts of their own organisation (OpenID Connect).

    ``issuer``: as the provider names itself, and where its settings are found; ``name``: what
    people call it.
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    name: str


@dataclass(frozen=True)
class Settings:
    """What an installation may choose. ``from_environment`` says where each value comes from."""

    instance: Path
    database_url: str
    secret_key: str
    base_url: str = "http://127.0.0.1:8000"
    organisation: str = "De makers van Rotterdam"
    smtp_url: str = ""
    mail_from: str = "Makers <makers@localhost>"
    demo: bool = False
    trusted_proxies: int = 0
    login_attempts: int = 10
    signups_per_address: int = 500
    worker: bool = True
    provider: Provider | None = None
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def secure(self) -> bool:
        """Whether visitors come by https, so that cookies may say so."""
        return self.base_url.startswith("https://")

    def as_flask(self) -> dict[str, Any]:
        """The same settings in the words of Flask and its extensions."""
        return {
            "SECRET_KEY": self.secret_key,
            "SQLALCHEMY_DATABASE_URI": self.database_url,
            "SESSION_COOKIE_NAME": "__Host-makers" if self.secure else "makers",
            "SESSION_COOKIE_SECURE": self.secure,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "SESSION_COOKIE_PATH": "/",
            "WTF_CSRF_TIME_LIMIT": None,
            "WTF_CSRF_SSL_STRICT": False,
            "BABEL_DEFAULT_LOCALE": "nl",
            "BABEL_DEFAULT_TIMEZONE": "Europe/Amsterdam",
            "BABEL_TRANSLATION_DIRECTORIES": str(Path(__file__).parent / "translations"),
            "MAX_CONTENT_LENGTH": 2 * 1024 * 1024,
            "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
            "TEMPLATES_AUTO_RELOAD": False,
            "WORKER": self.worker,
            "MAKERS": self,
            **self.options,
        }


def from_environment(instance: Path, environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings of this process.

    ``instance`` holds the database, the secret and the demo's mail when no variable says
    otherwise. Raises ``SettingError`` for a value that cannot be used.
    """
    instance = Path(environ.get("MAKERS_INSTANCE", instance))
    instance.mkdir(parents=True, exist_ok=True)
    return Settings(
        instance=instance,
        database_url=_database(environ.get("DATABASE_URL", ""), instance),
        secret_key=environ.get("SECRET_KEY") or _kept_secret(instance / "secret_key"),
        base_url=_base_url(environ.get("MAKERS_URL", "http://127.0.0.1:8000")),
        organisation=environ.get("MAKERS_ORGANISATION", "De makers van Rotterdam"),
        smtp_url=_smtp(environ.get("SMTP_URL", "")),
        mail_from=_sender(environ.get("MAIL_FROM", "Makers <makers@localhost>")),
        demo=environ.get("MAKERS_DEMO", "") == "1",
        trusted_proxies=_number(environ, "MAKERS_PROXIES", 0),
        login_attempts=_number(environ, "MAKERS_LOGIN_ATTEMPTS", 10),
        signups_per_address=_number(environ, "MAKERS_SIGNUPS_PER_ADDRESS", 500),
        worker=_yes(environ, "MAKERS_WORKER", "1"),
        provider=_provider(environ),
    )


def _database(url: str, instance: Path) -> str:
    if not url:
        return f"sqlite:///{instance / 'makers.db'}"
    for short in ("postgres://", "postgresql://"):
        if url.startswith(short):
            return "postgresql+psycopg://" + url.removeprefix(short)
    if url.startswith(("postgresql+psycopg://", "sqlite:///")):
        return url
    raise SettingError("DATABASE_URL takes postgresql://… or sqlite:///…")


def _base_url(url: str) -> str:
    if not url.startswith(("http://", "https://")):
        raise SettingError(
            "MAKERS_URL takes the address visitors type, such as https://makers.example"
        )
    return url.rstrip("/")


def _smtp(url: str) -> str:
    if not url:
        return url
    try:
        parts = urlsplit(url)
        if parts.scheme in ("smtp", "smtps") and parts.hostname and parts.port != 0:
            return url
    except ValueError:  # a port that is no number, a host that is none
        pass
    raise SettingError("SMTP_URL takes smtp://user:password@host:port or smtps://…")


def _sender(text: str) -> str:
    _name, address = parseaddr(text)
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", address) or not address.isascii():
        raise SettingError("MAIL_FROM takes a sender such as Makers <makers@example.org>")
    return text


def _provider(environ: Mapping[str, str]) -> Provider | None:
    names = ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_NAME")
    values = [environ.get(name, "").strip() for name in names]
    if not any(values):
        return None
    missing = [name for name, value in zip(names, values, strict=True) if not value]
    if missing:
        raise SettingError(
            f"logging in with OpenID Connect takes {', '.join(names)} together; "
            f"{' and '.join(missing)} is not set"
        )
    issuer, client_id, secret, name = values
    if not is_safe(issuer) or "?" in issuer or "#" in issuer:
        raise SettingError(
            "OIDC_ISSUER takes the address by which the provider names itself, such as "
            "https://login.example.org/makers, without ? or #"
        )
    return Provider(issuer, client_id, secret, name)


def is_safe(url: str) -> bool:
    """Whether nobody on the way reads what goes to an address: https, or this machine itself."""
    try:
        parts = urlsplit(url)
    except ValueError:  # a host that is none
        return False
    if parts.scheme == "http":
        return parts.hostname in ("127.0.0.1", "::1", "localhost")
    return parts.scheme == "https" and bool(parts.hostname)


def _yes(environ: Mapping[str, str], name: str, default: str) -> bool:
    text = environ.get(name, default)
    if text not in ("0", "1"):
        raise SettingError(f"{name} takes 1 (yes) or 0 (no)")
    return text == "1"


def _number(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(name, "")
    if text and not text.isdigit():
        raise SettingError(f"{name} takes a whole number")
    return int(text) if text else default


def _kept_secret(path: Path) -> str:
    """The installation's own secret, made once; two processes that start together agree on it."""
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return path.read_text()
