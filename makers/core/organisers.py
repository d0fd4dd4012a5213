"""Organisers: who may come to the desk, by e-mail and password."""

from __future__ import annotations

from datetime import datetime

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from makers.core import journal, limits
from makers.core.database import Model, UTCDateTime, db, writing
from makers.core.errors import Refusal

# OWASP's least for Argon2id: 19 MiB, two passes, one lane (34 ms on the machine it was measured on)
HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# So that an unknown address takes as long as a known one.
NOBODY = HASHER.hash("nobody")
LEAST_PASSWORD = 12


class WrongLogin(Refusal):
    """This address and password do not belong together."""

    sentence = _l(
        "Dit e-mailadres en wachtwoord horen niet bij elkaar. Kijk ze na en probeer het opnieuw."
    )
    status = 422


class Organiser(Model):
    """Someone who organises: an account at the desk."""

    __tablename__ = "organiser"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(320), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    password: Mapped[str] = mapped_column(String(200))
    since: Mapped[datetime] = mapped_column(UTCDateTime)


def add(email: str, name: str, password: str, *, now: datetime) -> Organiser:
    """Make an account, or give an existing one this name and password.

    Raises ``ValueError`` for a password shorter than ``LEAST_PASSWORD`` characters.
    """
    if len(password) < LEAST_PASSWORD:
        raise ValueError(f"a password has at least {LEAST_PASSWORD} characters")
    secret = HASHER.hash(password)
    with writing() as session:
        organiser = session.scalar(select(Organiser).where(Organiser.email == normal(email)))
        if organiser is None:
            organiser = Organiser(email=normal(email), since=now)
            session.add(organiser)
        organiser.name, organiser.password = name, secret
        journal.record("organiser.added", event_id=None, topic="organisers")
    return organiser


def check(email: str, password: str, *, now: datetime) -> Organiser:
    """The organiser with this address and password.

    Raises ``WrongLogin``, and ``limits.TooMany`` after the set number of tries in 15 minutes for
    one address typed; an unknown address answers as a known one does, and as slowly.
    """
    with writing() as session:
        most = current_app.config["MAKERS"].login_attempts
        limits.count(session, f"login:{normal(email)[:100]}", most=most, minutes=15, now=now)
        organiser = session.scalar(select(Organiser).where(Organiser.email == normal(email)))
    known = organiser is not None
    try:
        HASHER.verify(organiser.password if organiser is not None else NOBODY, password)
    except (VerifyMismatchError, InvalidHashError):
        known = False
    if organiser is None or not known:
        raise WrongLogin
    return organiser


def address_of(organiser_id: int | None) -> str | None:
    """The address of an account, ``None`` when there is none; one statement."""
    found = select(Organiser.email).where(Organiser.id == organiser_id)
    return db.session.scalar(found)


def normal(email: str) -> str:
    """An address as it is compared: trimmed and in lower case, the part after ``+`` kept."""
    return email.strip().lower()
