"""Everything that is held about somebody, as one file (AVG article 15)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from makers.core.database import db
from makers.core.mail import OutboxMail
from makers.signups.desk_queries import answers_of
from makers.signups.models import AddressProof, Signup
from makers.signups.signals import data_wanted


def about(signup: Signup) -> dict[str, Any]:
    """All sign-ups of this person with what every slice holds, in values that JSON knows."""
    rows = select(Signup).where(Signup.person_id == signup.person_id).order_by(Signup.id)
    return {
        "e-mailadres": signup.person.email,
        "bekend sinds": signup.person.since.isoformat(),
        "aanmeldingen": [_one(one) for one in db.session.scalars(rows).all()],
    }


def _one(signup: Signup) -> dict[str, Any]:
    session = db.session()
    parts = {
        "bijeenkomst": signup.event.title,
        "op": signup.event.starts_at.isoformat(),
        "naam": signup.name,
        "rol": signup.role.name,
        "stand": signup.state.value,
        "organisatie": signup.organisation,
        "afdeling": signup.department,
        "functie": signup.job,
        "vraag": signup.question,
        "onderwerpen": [domain.name for domain in signup.domains],
        "aangemeld op": signup.joined_at.isoformat(),
        "binnen om": signup.check_in.at.isoformat() if signup.check_in else None,
        "eigen vragen": dict(answers_of(signup)),
        "nodig": _needs(signup),
        "toestemmingen": [
            {
                "waarvoor": str(one.kind.label),
                "versie van de tekst": one.wording,
                "gegeven op": one.given_at.isoformat(),
                "ingetrokken op": one.withdrawn_at.isoformat() if one.withdrawn_at else None,
            }
            for one in signup.consents
        ],
        "adressen die nog niet zijn bevestigd": list(
            session.scalars(
                select(AddressProof.email).where(
                    AddressProof.signup_id == signup.id, AddressProof.proved_at.is_(None)
                )
            )
        ),
        "mails": [
            {"welke": mail.what, "gemaakt op": mail.made_at.isoformat(), "lot": mail.fate.value}
            for mail in session.scalars(
                select(OutboxMail).where(OutboxMail.signup_id == signup.id).order_by(OutboxMail.id)
            )
        ],
    }
    for _receiver, answer in data_wanted.send(signup, session=session):
        if answer is not None:
            name, held = answer
            parts[name] = held
    return parts


def _needs(signup: Signup) -> dict[str, Any] | None:
    need = signup.need
    if need is None:
        return None
    return {
        "eten": need.diet,
        "zonder drempel": need.step_free,
        "gebarentolk": need.sign_language,
        "anders": need.other,
        "toestemming op": need.consented_at.isoformat(),
    }
