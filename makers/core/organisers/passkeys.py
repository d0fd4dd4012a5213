"""Passkeys beside the password (WebAuthn), made and checked in ``signatures``.

The device keeps the secret and signs what it is asked; here stands what checks the signature. It
holds for the address in ``MAKERS_URL`` alone: browsers make no passkey elsewhere, and none where
that address is a number or comes without https. What is asked is signed once: the browser keeps the
question in its session, and a passkey takes none that was drawn before it was last used, so that an
old session and an old answer together open nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import urlsplit

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from makers.core import house, journal
from makers.core.database import db, writing
from makers.core.errors import Refusal
from makers.core.journal import Actor
from makers.core.organisers import second_factor
from makers.core.organisers.models import Organiser, Passkey

LASTS = timedelta(minutes=10)  # as half a login does


class WrongPasskey(Refusal):
    """Not a passkey of this account, not an answer to this question, or too late."""

    sentence = _l(
        "Dit lukte niet met je passkey, of het duurde te lang. Probeer het nog een keer, of "
        "gebruik een code."
    )
    status = 422


class NotAdded(Refusal):
    """What came is no new passkey for this address, or came too late."""

    sentence = _l("De passkey is niet toegevoegd, of het duurde te lang. Probeer het nog een keer.")
    status = 422


class KnownPasskey(Refusal):
    """A passkey is one account's, once."""

    sentence = _l("Deze passkey is hier al bekend. Neem een ander apparaat of een andere sleutel.")


class Question(NamedTuple):
    """What a passkey is asked to sign (hexadecimal), and when it was drawn (seconds, UTC)."""

    challenge: str
    at: float

    @classmethod
    def draw(cls, now: datetime) -> Question:
        """A new one: 256 random bits."""
        return cls(secrets.token_hex(32), now.timestamp())

    @property
    def signs(self) -> bytes:
        """The bytes to be signed."""
        return bytes.fromhex(self.challenge)

    def holds(self, now: datetime, after: datetime | None = None) -> bool:
        """Whether it may be answered now, by a passkey that was last used at ``after``."""
        drawn = datetime.fromtimestamp(self.at, UTC)
        return now - drawn <= LASTS and (after is None or drawn > after)


def host() -> str | None:
    """For whom a passkey is made: the host of ``MAKERS_URL``; ``None`` where there can be none."""
    parts = urlsplit(current_app.config["MAKERS"].base_url)
    name = (parts.hostname or "").rstrip(".")
    is_near = name == "localhost" or name.endswith(".localhost")
    if not name or not (parts.scheme == "https" or is_near):
        return None
    try:
        ip_address(name)
    except ValueError:
        return name
    return None


def to_add(organiser: Organiser, question: Question) -> str:
    """What the browser needs to make a passkey, as JSON; ``ValueError`` without a ``host``."""
    from makers.core.organisers import signatures

    return signatures.to_make(
        question.signs,
        _known(organiser),
        host=_host(),
        house=house.current().organisation,
        handle=_handle(organiser),
        address=organiser.email,
        name=organiser.name,
    )


def to_log_in(organiser: Organiser, question: Question) -> str:
    """What the browser needs to have one of these sign, as JSON; ``ValueError`` as ``to_add``."""
    from makers.core.organisers import signatures

    return signatures.to_sign(question.signs, _known(organiser), host=_host())


def add(
    organiser: Organiser, answer: str, question: Question | None, name: str, *, now: datetime
) -> list[str]:
    """Keep a passkey that was made; the recovery codes of who had no second factor, else none.

    ``answer`` is the browser's JSON. Raises ``NotAdded`` and ``KnownPasskey``.
    """
    from makers.core.organisers import signatures

    if question is None or not question.holds(now):
        raise NotAdded
    with _only(NotAdded):
        made = signatures.made(answer, question.signs, host=_host(), origin=_origin())
    with writing() as session:
        session.refresh(organiser, with_for_update=True)
        codes = second_factor.first_codes(session, organiser)
        passkey = Passkey(
            organiser_id=organiser.id,
            name=name,
            credential_id=made.credential_id,
            public_key=made.credential_public_key,
            uses=made.sign_count,
            since=now,
        )
        session.add(passkey)
        try:
            session.flush()
        except IntegrityError as known:
            raise KnownPasskey from known
        _record("organiser.passkey_added", organiser)
    return codes


def prove(organiser: Organiser, answer: str, question: Question | None, *, now: datetime) -> None:
    """One of somebody's own passkeys signed what was asked, once.

    ``answer`` is the browser's JSON. Raises ``WrongPasskey``, and ``TooMany`` for too many tries.
    """
    from makers.core.organisers import signatures

    second_factor.count_try(organiser, now)
    if question is None:
        raise WrongPasskey
    with _only(WrongPasskey):
        said = signatures.read(answer)
    mine = select(Passkey).where(
        Passkey.organiser_id == organiser.id, Passkey.credential_id == said.raw_id
    )
    with writing() as session:
        passkey = session.scalar(mine.with_for_update())
        if passkey is None or not question.holds(now, passkey.used_at):
            raise WrongPasskey
        key, uses = passkey.public_key, passkey.uses
        with _only(WrongPasskey):
            found = signatures.checked(
                said, question.signs, host=_host(), origin=_origin(), public_key=key, uses=uses
            )
        passkey.uses, passkey.used_at = found.new_sign_count, now


def remove(organiser: Organiser, passkey_id: int, *, by: Actor) -> None:
    """Take one away; with the last second factor the recovery codes end. Twice is once."""
    with writing() as session:
        session.refresh(organiser, with_for_update=True)
        for passkey in [one for one in organiser.passkeys if one.id == passkey_id]:
            organiser.passkeys.remove(passkey)
            second_factor.end_codes(session, organiser)
            _record("organiser.passkey_removed", organiser, by)


def one(passkey_id: int, organiser: Organiser) -> Passkey | None:
    """A passkey of this account; one statement."""
    mine = select(Passkey).where(Passkey.id == passkey_id, Passkey.organiser_id == organiser.id)
    return db.session.scalar(mine)


@contextmanager
def _only(refusal: type[Refusal]) -> Iterator[None]:
    """The library's many ways of saying no are one refusal."""
    try:
        yield
    except Exception as wrong:  # what a browser sends may go wrong in any way
        raise refusal from wrong


def _host() -> str:
    found = host()
    if found is None:
        raise ValueError("there are no passkeys at this address")
    return found


def _origin() -> str:
    """Where our pages come from, as a browser says it: a usual port goes without saying."""
    parts = urlsplit(current_app.config["MAKERS"].base_url)
    usual = {"https": 443, "http": 80}[parts.scheme]
    port = f":{parts.port}" if parts.port not in (None, usual) else ""
    return f"{parts.scheme}://{parts.hostname}{port}"


def _known(organiser: Organiser) -> list[bytes]:
    return [one.credential_id for one in organiser.passkeys]


def _handle(organiser: Organiser) -> bytes:
    """By what a device knows the account: the same each time, and nothing about the person."""
    key = f"makers passkeys {current_app.secret_key!r}".encode()
    return hmac.new(key, str(organiser.id).encode(), hashlib.sha256).digest()


def _record(what: str, organiser: Organiser, by: Actor | None = None) -> None:
    by = by or Actor("organiser", organiser.id)
    journal.record(what, event_id=None, topic="organisers", subject_id=organiser.id, by=by)
