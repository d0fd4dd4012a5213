"""Giving one's address later: who came without one, or with one that no mail reaches.

It becomes theirs only when who reads its mail says so: a letter with a link goes there, and opening
the link changes nothing yet.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session, joinedload

from makers.core import access, journal, limits, links, mail
from makers.core.database import db, writing
from makers.core.errors import Refusal
from makers.core.journal import Actor
from makers.core.links import Grant
from makers.core.mail import Letter, OutboxMail
from makers.core.organisers import normal
from makers.signups import addresses, letters
from makers.signups.letters import Words
from makers.signups.models import AddressProof, Person, Signup

LASTS = timedelta(days=3)
ASKED_AN_HOUR = 5
WHAT = "signup.own_address"


class HasAddress(Refusal):
    """Mail reaches this person already."""

    sentence = _l("We hebben al een e-mailadres van je. Ververs de pagina.")


class AlreadySignedUp(Refusal):
    """The address is that of somebody else's sign-up for the same event."""

    sentence = _l(
        "Met dit adres is al iemand aangemeld voor deze bijeenkomst. Ben jij dat? Vraag de "
        "organisatie dan om je afspraken daar bij te zetten."
    )


def ask(signup: Signup, email: str, *, now: datetime, by: Actor) -> None:
    """Send a letter to this address, whose reader may say that it is this person's.

    It works for three days. Raises ``HasAddress``, and ``limits.TooMany`` for too many addresses of
    one person or letters to one address in an hour.
    """
    email = normal(email)
    with writing(signup.event_id) as session:
        if signup.person.is_reached:
            raise HasAddress
        for key in (f"own-address:{signup.id}", f"own-address:{email[:100]}"):
            limits.count(session, key, most=ASKED_AN_HOUR, minutes=60, now=now)
        proof = AddressProof(signup_id=signup.id, email=email, asked_at=now)
        session.add(proof)
        session.flush()
        mail.queue(
            session,
            WHAT,
            to=email,
            event_id=signup.event_id,
            signup_id=signup.id,
            subject_id=proof.id,
            language=signup.language,
            until=now + LASTS,
            now=now,
        )
        _record("signup.address_asked", signup, by)


def prove(proof: AddressProof, *, now: datetime) -> None:
    """Who reads the mail says that the address is theirs; twice is once.

    Everything of theirs goes along when nobody had the address; when somebody is known by it, who
    came to this event is that person. Raises ``HasAddress`` and ``AlreadySignedUp``.
    """
    signup = proof.signup
    with writing(signup.event_id) as session:
        before = signup.person
        if before.email == proof.email and before.is_reached:
            return
        if before.is_reached:
            raise HasAddress
        person, theirs = addresses.meet(session, signup.event, proof.email, now)
        if theirs is not None and theirs.id != signup.id:
            raise AlreadySignedUp
        if person.id != before.id:
            _become(session, signup, person)
        person.refused_at = None
        proof.proved_at = now
        _record("signup.address_proved", signup, Actor("signup", signup.id))


def sent_to(email: str) -> str:
    """What is said after ``ask``."""
    return str(
        _("Kijk in de mail van %(email)s. Bevestig daar dat het jouw adres is.", email=email)
    )


def of_link(proof_id: int) -> AddressProof | None:
    """What the link in the letter is about, with the sign-up; one statement."""
    return db.session.scalar(
        select(AddressProof)
        .where(AddressProof.id == proof_id)
        .options(joinedload(AddressProof.signup).joinedload(Signup.event))
    )


def forget_unproved(now: datetime) -> None:
    """Throw away addresses that nobody said yes to, or that are known by now; a worker's job."""
    old = AddressProof.asked_at <= now - LASTS
    if db.session.scalar(select(AddressProof.id).where(old).limit(1)) is not None:
        with writing() as session:
            session.execute(delete(AddressProof).where(old))


@mail.composes(WHAT)
def letter(row: OutboxMail) -> Letter | None:
    """Is this your address? None when the question is not asked any more."""
    proof = db.session.get(AddressProof, row.subject_id) if row.subject_id is not None else None
    if proof is None or proof.email != row.to or proof.proved_at is not None:
        return None
    grant = Grant("address", proof.signup.event_id, proof.id, proof.signup_id)
    token, link = links.draw(grant, now=row.made_at, until=proof.asked_at + LASTS)
    words = Words(
        _("Is dit jouw e-mailadres? %(title)s", title=proof.signup.event.title),
        [
            _(
                "Iemand gaf dit adres op om mail te krijgen over afspraken van deze bijeenkomst. "
                "Was jij dat? Bevestig het dan met de knop."
            ),
            _("Was jij het niet? Dan hoef je niets te doen. Na drie dagen vergeten we het adres."),
        ],
        button=_("Ja, dit is mijn adres"),
    )
    written = letters.written_out(words, proof.signup, access.link_to(token), theirs=False)
    return replace(written, links=(link,))


def _become(session: Session, signup: Signup, person: Person) -> None:
    """Have this sign-up be that person's; all of who was known by nothing else."""
    before_id = signup.person_id
    is_new = session.scalar(select(Signup.id).where(Signup.person_id == person.id).limit(1)) is None
    theirs = Signup.person_id == before_id if is_new else Signup.id == signup.id
    session.execute(update(Signup).where(theirs).values(person_id=person.id))
    left = select(Signup.id).where(Signup.person_id == before_id).limit(1)
    if session.scalar(left) is None:
        session.execute(delete(Person).where(Person.id == before_id))
    session.expire(signup)


def _record(what: str, signup: Signup, by: Actor) -> None:
    journal.record(what, event_id=signup.event_id, topic="followups", subject_id=signup.id, by=by)
