"""Something beside the password: the code of an authenticator app (TOTP, RFC 6238), by ``pyotp``.

The app's secret is not kept: it is made of a random salt in the database and the installation's own
secret, so the database alone does not give it. A code works once, and only within its half minute
and those beside it. Who lost the app has ten codes on paper, of which the digests are kept; each
works once. A passkey (``passkeys``) may stand beside the app, or in its place: the codes on paper
are drawn with the first of them and end with the last.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import datetime

import pyotp
from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from makers.core import house, journal, limits
from makers.core.database import db, writing
from makers.core.errors import Refusal
from makers.core.journal import SYSTEM, Actor
from makers.core.organisers.accounts import normal
from makers.core.organisers.models import Organiser, RecoveryCode

STEP_SECONDS = 30
RECOVERY_CODES = 10
TRIES = 10
SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # nothing that is read as something else


class WrongCode(Refusal):
    """Not a code of now, or one that was used."""

    sentence = _l(
        "Deze code klopt niet, of is al gebruikt. Wacht op de volgende code in je app en probeer "
        "het opnieuw."
    )
    status = 422


def begin(organiser: Organiser, *, now: datetime) -> None:
    """Draw a secret for an app that is to be added; it counts when its first code was right."""
    with writing():
        organiser.totp_salt = secrets.token_hex(16)
        organiser.totp_since = organiser.totp_step = None
        _record("organiser.app_begun", organiser)


def secret_of(organiser: Organiser) -> str | None:
    """The secret as the app wants it (160 bits in base32); ``None`` without an app."""
    if organiser.totp_salt is None:
        return None
    key = f"makers app {current_app.secret_key!r}".encode()
    made = hmac.new(key, organiser.totp_salt.encode(), hashlib.sha1).digest()
    return base64.b32encode(made).decode()


def address_for_app(organiser: Organiser) -> str:
    """What the QR code for the app holds."""
    issuer = house.current().organisation
    app = pyotp.TOTP(secret_of(organiser) or "")
    return app.provisioning_uri(name=organiser.email, issuer_name=issuer)


def turn_on(organiser: Organiser, code: str, *, now: datetime) -> list[str]:
    """From now on the app counts; its recovery codes, as ``first_codes`` says.

    Raises ``WrongCode``, and ``TooMany`` for too many tries.
    """
    count_try(organiser, now)
    with writing() as session:
        session.refresh(organiser, with_for_update=True)
        _use_step(organiser, code, now)
        codes = first_codes(session, organiser)
        organiser.totp_since = now
        _record("organiser.app_added", organiser)
    return codes


def turn_off(organiser: Organiser, *, by: Actor = SYSTEM) -> None:
    """Without the app; the password alone is enough again where there is no passkey either.

    Twice is once.
    """
    with writing() as session:
        session.refresh(organiser, with_for_update=True)
        _drop_app(organiser, by)
        end_codes(session, organiser)


def draw_codes(organiser: Organiser) -> list[str]:
    """New recovery codes, to be shown this once; from now on the old ones open nothing.

    None for who has no second factor.
    """
    with writing() as session:
        session.refresh(organiser, with_for_update=True)
        if not organiser.has_second_factor:
            return []
        codes = _draw(session, organiser)
        _record("organiser.recovery_codes_drawn", organiser)
    return codes


def forget(email: str) -> bool:
    """The password alone is enough again, for who lost everything else: from the terminal.

    Whether there is an account.
    """
    organiser = db.session.scalar(select(Organiser).where(Organiser.email == normal(email)))
    if organiser is None:
        return False
    with writing() as session:
        session.refresh(organiser, with_for_update=True)
        _drop_app(organiser, SYSTEM)
        for _passkey in organiser.passkeys:
            _record("organiser.passkey_removed", organiser, SYSTEM)
        organiser.passkeys.clear()
        end_codes(session, organiser)
    return True


def prove(organiser: Organiser, code: str, *, now: datetime) -> None:
    """A code of the app or a recovery code, which is used up by it.

    Raises ``WrongCode``, and ``TooMany`` for too many tries.
    """
    count_try(organiser, now)
    plain = "".join(sign for sign in code if sign.isalnum()).upper()
    with writing() as session:
        session.refresh(organiser, with_for_update=True)
        if not _use_recovery_code(session, organiser, plain, now):
            _use_step(organiser, plain, now)


def codes_left(organiser: Organiser) -> int:
    """How many recovery codes were not used yet; one statement."""
    left = select(func.count()).where(
        RecoveryCode.organiser_id == organiser.id, RecoveryCode.used_at.is_(None)
    )
    return db.session.scalar(left) or 0


def count_try(organiser: Organiser, now: datetime) -> None:
    """Count a try at the second step, of whichever kind; raises ``TooMany``."""
    with writing() as session:
        limits.count(session, f"code:{organiser.id}", most=TRIES, minutes=15, now=now)


def first_codes(session: Session, organiser: Organiser) -> list[str]:
    """The recovery codes of who is about to have a first second factor, to be shown this once.

    None for who has one: theirs go on. Joins the running transaction, which holds the organiser.
    """
    return [] if organiser.has_second_factor else _draw(session, organiser)


def end_codes(session: Session, organiser: Organiser) -> None:
    """End the recovery codes of who has no second factor any more, in the running transaction."""
    if not organiser.has_second_factor:
        session.execute(delete(RecoveryCode).where(RecoveryCode.organiser_id == organiser.id))


def _draw(session: Session, organiser: Organiser) -> list[str]:
    """Other codes in the place of those there are, of which the digests are kept."""
    codes = [
        "".join(secrets.choice(SIGNS) for _sign in range(10)) for _code in range(RECOVERY_CODES)
    ]
    session.execute(delete(RecoveryCode).where(RecoveryCode.organiser_id == organiser.id))
    session.add_all(RecoveryCode(organiser_id=organiser.id, digest=_digest(one)) for one in codes)
    return codes


def _drop_app(organiser: Organiser, by: Actor) -> None:
    if organiser.totp_salt is not None:
        organiser.totp_salt = organiser.totp_since = organiser.totp_step = None
        _record("organiser.app_removed", organiser, by)


def _use_step(organiser: Organiser, code: str, now: datetime) -> None:
    """Take the half minute of this code; none before the last that was used counts."""
    secret = secret_of(organiser)
    if secret is None:
        raise WrongCode
    app, this = pyotp.TOTP(secret), int(now.timestamp()) // STEP_SECONDS
    plain = "".join(sign for sign in code if sign.isdigit())
    for step in (this - 1, this, this + 1):
        is_new = organiser.totp_step is None or step > organiser.totp_step
        if is_new and hmac.compare_digest(app.at(step * STEP_SECONDS), plain):
            organiser.totp_step = step
            return
    raise WrongCode


def _use_recovery_code(session: Session, organiser: Organiser, code: str, now: datetime) -> bool:
    mine = update(RecoveryCode).where(
        RecoveryCode.organiser_id == organiser.id,
        RecoveryCode.digest == _digest(code),
        RecoveryCode.used_at.is_(None),
    )
    used = session.execute(mine.values(used_at=now).returning(RecoveryCode.id)).first()
    if used is not None:
        _record("organiser.recovery_code_used", organiser)
    return used is not None


def _digest(code: str) -> str:
    """What is kept of a recovery code. 50 random bits behind ten tries need no slow hash."""
    return hashlib.sha256(code.encode()).hexdigest()


def _record(what: str, organiser: Organiser, by: Actor | None = None) -> None:
    by = by or Actor("organiser", organiser.id)
    journal.record(what, event_id=None, topic="organisers", subject_id=organiser.id, by=by)
