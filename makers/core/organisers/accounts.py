"""Accounts at the desk: made, checked, changed, taken away. Each change is one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from makers.core import journal, limits, links
from makers.core.database import db, writing
from makers.core.errors import Refusal
from makers.core.journal import SYSTEM, Actor
from makers.core.organisers.models import DeskRole, FormerOrganiser, Organiser

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


class WrongPassword(Refusal):
    """This is not the password of who is logged in."""

    sentence = _l("Dit is niet je wachtwoord. Probeer het opnieuw.")
    status = 422


class LastOrganiser(Refusal):
    """Somebody must be able to do everything."""

    sentence = _l(
        "Dit is de enige organisator. Maak eerst iemand anders organisator, of nodig iemand uit."
    )


def add(email: str, name: str, password: str, *, now: datetime) -> Organiser:
    """Make an organiser's account, or give an existing one this name and password.

    The role of one that is there stays. Raises ``ValueError`` for a password shorter than
    ``LEAST_PASSWORD`` characters.
    """
    secret = hashed(password)
    with writing() as session:
        organiser = session.scalar(select(Organiser).where(Organiser.email == normal(email)))
        if organiser is None:
            return make(session, email, name, secret, DeskRole.ORGANISER, now=now, by=SYSTEM)
        organiser.name, organiser.password = name, secret
        _record("organiser.added", organiser, SYSTEM)
    return organiser


def make(
    session: Session,
    email: str,
    name: str,
    secret: str,
    role: DeskRole,
    *,
    now: datetime,
    by: Actor,
) -> Organiser:
    """A new account in the running transaction; ``secret`` is the ``hashed`` password."""
    organiser = Organiser(email=normal(email), name=name, password=secret, role=role, since=now)
    session.add(organiser)
    session.flush()
    _record("organiser.added", organiser, by)
    return organiser


def hashed(password: str) -> str:
    """What is kept of a password; raises ``ValueError`` for one that is too short."""
    if len(password) < LEAST_PASSWORD:
        raise ValueError(f"a password has at least {LEAST_PASSWORD} characters")
    return HASHER.hash(password)


def check(email: str, password: str, *, now: datetime) -> Organiser:
    """The organiser with this address and password.

    Raises ``WrongLogin``, and ``limits.TooMany`` after the set number of wrong tries in 15 minutes
    for one address typed; an unknown address answers as a known one does, and as slowly.
    """
    key = f"login:{normal(email)[:100]}"
    with writing() as session:
        most = current_app.config["MAKERS"].login_attempts
        limits.count(session, key, most=most, minutes=15, now=now)
        organiser = session.scalar(select(Organiser).where(Organiser.email == normal(email)))
    known = organiser is not None
    try:
        HASHER.verify(organiser.password if organiser is not None else NOBODY, password)
    except (VerifyMismatchError, InvalidHashError):
        known = False
    if organiser is None or not known:
        raise WrongLogin
    with writing() as session:
        limits.forget(session, key)
    return organiser


def check_again(organiser: Organiser, password: str, *, now: datetime) -> None:
    """Who is logged in says their password once more; raises ``WrongPassword`` and ``TooMany``."""
    try:
        check(organiser.email, password, now=now)
    except WrongLogin as wrong:
        raise WrongPassword from wrong


def change_password(organiser: Organiser, password: str, *, now: datetime) -> None:
    """Give it another password; every browser that is logged in with it is logged out.

    Raises ``ValueError`` for a password shorter than ``LEAST_PASSWORD`` characters.
    """
    secret = hashed(password)
    with writing() as session:
        organiser.password = secret
        links.end_desk(session, organiser.id, now=now)
        _record("organiser.password_changed", organiser, Actor("organiser", organiser.id))


def give_role(organiser: Organiser, role: DeskRole, *, now: datetime, by: Actor) -> None:
    """Let somebody do more or less; they log in anew. The same role again changes nothing.

    Raises ``LastOrganiser``.
    """
    with writing() as session:
        if organiser.role is role:
            return
        if role is not DeskRole.ORGANISER:
            _keep_one(session, organiser)
        organiser.role = role
        links.end_desk(session, organiser.id, now=now)
        _record("organiser.role_given", organiser, by)


def remove(organiser: Organiser, *, now: datetime, by: Actor) -> None:
    """Take an account away; every browser that is logged in with it is logged out.

    The bare name stays for the journal. Raises ``LastOrganiser``.
    """
    with writing() as session:
        _keep_one(session, organiser)
        links.end_desk(session, organiser.id, now=now)
        _record("organiser.removed", organiser, by)
        session.add(FormerOrganiser(id=organiser.id, name=organiser.name, removed_at=now))
        session.delete(organiser)


def everybody() -> Sequence[Organiser]:
    """All accounts by name, with their passkeys; two statements."""
    by_name = select(Organiser).order_by(Organiser.name, Organiser.id)
    return db.session.scalars(by_name.options(selectinload(Organiser.passkeys))).all()


def of(organiser_id: int | None) -> Organiser | None:
    """One account; one statement."""
    return db.session.get(Organiser, organiser_id) if organiser_id is not None else None


def names() -> Select[int, str]:
    """The number and name of everybody who organises or did, for who reads the journal."""
    now = select(Organiser.id, Organiser.name)
    known = now.union_all(select(FormerOrganiser.id, FormerOrganiser.name)).subquery("organised")
    return select(known.c.id, known.c.name)


def known_by(address: str) -> Organiser | None:
    """The account with this address; one statement."""
    return db.session.scalar(select(Organiser).where(Organiser.email == normal(address)))


def address_of(organiser_id: int | None) -> str | None:
    """The address of an account, ``None`` when there is none; one statement."""
    found = select(Organiser.email).where(Organiser.id == organiser_id)
    return db.session.scalar(found)


def normal(email: str) -> str:
    """An address as it is compared: trimmed and in lower case, the part after ``+`` kept."""
    return email.strip().lower()


def _keep_one(session: Session, but: Organiser) -> None:
    """Raise ``LastOrganiser`` when nobody else can do everything; two at once do it in turn."""
    whole = select(Organiser.id).where(Organiser.role == DeskRole.ORGANISER).with_for_update()
    if set(session.scalars(whole)) == {but.id}:
        raise LastOrganiser


def _record(what: str, organiser: Organiser, by: Actor) -> None:
    journal.record(what, event_id=None, topic="organisers", subject_id=organiser.id, by=by)
