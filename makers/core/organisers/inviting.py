"""Asking somebody to organise along: a link by mail, that makes one account within a week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from flask import render_template
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from makers.core import access, house, journal, links, mail
from makers.core.database import db, writing
from makers.core.errors import Refusal
from makers.core.journal import Actor
from makers.core.links import Grant
from makers.core.mail import Letter, OutboxMail
from makers.core.organisers import accounts
from makers.core.organisers.accounts import normal
from makers.core.organisers.models import DeskRole, Organiser, Welcome

LASTS = timedelta(days=7)
WHAT = "organiser.welcome"


class OrganisesAlready(Refusal):
    """This address has an account."""

    sentence = _l("Iemand met dit adres organiseert al mee. Kijk in de lijst.")


class WelcomeIsOver(Refusal):
    """The link was used, withdrawn, or is older than a week."""

    sentence = _l("Deze uitnodiging werkt niet meer. Vraag wie je uitnodigde om een nieuwe.")


def invite(email: str, role: DeskRole, *, language: str, now: datetime, by: Actor) -> str:
    """Ask somebody by mail; the address of their link, for where no mail is sent.

    An earlier question to this address ends. Raises ``OrganisesAlready``.
    """
    email = normal(email)
    with writing() as session:
        if session.scalar(select(Organiser.id).where(Organiser.email == email)) is not None:
            raise OrganisesAlready
        for earlier in session.scalars(
            select(Welcome).where(Welcome.email == email, Welcome.accepted_at.is_(None))
        ):
            earlier.withdrawn_at = earlier.withdrawn_at or now
            links.revoke(session, "welcome", earlier.id, now=now)
        welcome = Welcome(email=email, role=role, by_id=by.id, made_at=now, until=now + LASTS)
        session.add(welcome)
        session.flush()
        mail.queue(
            session,
            WHAT,
            to=email,
            subject_id=welcome.id,
            language=language,
            until=welcome.until,
            now=now,
        )
        _record("organiser.invited", welcome, by)
        grant = Grant("welcome", None, welcome.id)
        return access.link_to(links.issue(session, grant, now=now, until=welcome.until))


def withdraw(welcome: Welcome, *, now: datetime, by: Actor) -> None:
    """The link opens nothing any more; twice is once, and an account that came of it stays."""
    with writing() as session:
        if welcome.withdrawn_at is None and welcome.accepted_at is None:
            welcome.withdrawn_at = now
            links.revoke(session, "welcome", welcome.id, now=now)
            _record("organiser.invitation_withdrawn", welcome, by)


def accept(welcome: Welcome, name: str, password: str, *, now: datetime) -> Organiser:
    """Who was asked makes their account; the link is used up.

    Raises ``WelcomeIsOver``, ``OrganisesAlready``, and ``ValueError`` for a short password.
    """
    secret = accounts.hashed(password)
    with writing() as session:
        session.refresh(welcome, with_for_update=True)
        if not welcome.is_open(now):
            raise WelcomeIsOver
        known = select(Organiser.id).where(Organiser.email == welcome.email)
        if session.scalar(known) is not None:
            raise OrganisesAlready
        made = accounts.make(
            session, welcome.email, name, secret, welcome.role, now=now, by=Actor("visitor")
        )
        welcome.accepted_at = now
        links.revoke(session, "welcome", welcome.id, now=now)
    return made


def waiting(now: datetime) -> Sequence[Welcome]:
    """Who was asked and did not answer yet, the newest first; one statement."""
    asked = select(Welcome).where(
        Welcome.accepted_at.is_(None), Welcome.withdrawn_at.is_(None), Welcome.until > now
    )
    return db.session.scalars(
        asked.order_by(Welcome.id.desc()).options(joinedload(Welcome.by))
    ).all()


def one(welcome_id: int) -> Welcome | None:
    """A question to somebody; one statement."""
    return db.session.get(Welcome, welcome_id)


@mail.composes(WHAT)
def letter(row: OutboxMail) -> Letter | None:
    """Will you organise along? None when the question is not asked any more."""
    welcome = db.session.get(Welcome, row.subject_id) if row.subject_id is not None else None
    if welcome is None or welcome.accepted_at is not None or welcome.withdrawn_at is not None:
        return None
    token, link = links.draw(
        Grant("welcome", None, welcome.id), now=row.made_at, until=welcome.until
    )
    organisation = house.current().organisation
    subject = _("Organiseer je mee met %(organisation)s?", organisation=organisation)
    parts = {
        "words": {"subject": subject},
        "welcome": welcome,
        "link": access.link_to(token),
        "organisation": organisation,
    }
    written = Letter(
        subject=subject,
        text=render_template("organisers/mail/welcome.txt", **parts),
        html=render_template("organisers/mail/welcome.html", **parts),
    )
    return replace(written, links=(link,))


def _record(what: str, welcome: Welcome, by: Actor) -> None:
    journal.record(what, event_id=None, topic="organisers", subject_id=welcome.id, by=by)
