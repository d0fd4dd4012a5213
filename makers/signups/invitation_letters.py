"""The mails to who is invited, each with a link to their own invitation; it changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from flask import current_app, render_template
from flask_babel import force_locale
from flask_babel import gettext as _

from makers.core import access, links, mail
from makers.core.links import Grant
from makers.core.mail import Letter, OutboxMail
from makers.core.web import LANGUAGES
from makers.signups import invitation_queries as queries
from makers.signups.models import Invitation


@dataclass(frozen=True)
class Words:
    """What a mail to who is invited says before the facts and the button."""

    subject: str
    sentences: tuple[str, ...]


Wording = Callable[[Invitation], Words]


def previews(wording: Wording, invitation: Invitation) -> dict[str, Letter]:
    """How this letter reads, by language; its link leads nowhere yet."""
    address = f"{current_app.config['MAKERS'].base_url}/l/…"
    written: dict[str, Letter] = {}
    for language in LANGUAGES:
        with force_locale(LANGUAGES[language]):
            written[language] = _written(wording(invitation), invitation, address)
    return written


def asks_to_come(invitation: Invitation) -> Words:
    """We would like you to come."""
    return Words(
        _("Uitnodiging: %(title)s", title=invitation.event.title),
        (_invites(invitation), _answer()),
    )


def reminds(invitation: Invitation) -> Words:
    """You did not answer yet."""
    return Words(
        _("Kom je ook? %(title)s", title=invitation.event.title),
        (
            _("We nodigden je eerder uit en hoorden nog niet of je komt."),
            _invites(invitation),
            _answer(),
        ),
    )


def asked_for(invitation: Invitation) -> Words:
    """You wanted to sign up; here is your way in."""
    return Words(
        _("Je uitnodiging: %(title)s", title=invitation.event.title),
        (
            _("Je wilde je aanmelden. Met de knop hieronder kan dat."),
            _("Heb je er niet om gevraagd? Dan hoef je niets te doen."),
        ),
    )


def _invites(invitation: Invitation) -> str:
    if invitation.role is None:
        return str(_("We nodigen je graag uit voor deze bijeenkomst."))
    role = invitation.role.name
    return str(_("We nodigen je graag uit voor deze bijeenkomst, als %(role)s.", role=role))


def _answer() -> str:
    return str(_("Laat je weten of je komt? Dat kan met één knop, ook als je niet kunt."))


def _composes(what: str, wording: Wording, *, though_declined: bool = False) -> None:
    """Have this wording go to who is on the list, is not signed up, and did not say no."""

    @mail.composes(what)
    def compose(row: OutboxMail) -> Letter | None:
        found = queries.invitation(row.event_id or 0, row.subject_id or 0)
        if found is None or found.invitation.email != row.to or found.signup is not None:
            return None
        invitation = found.invitation
        event = invitation.event
        if event.cancelled_at is not None or event.published_at is None:
            return None
        if found.reply is queries.Reply.DECLINED and not though_declined:
            return None
        token, link = links.draw(
            Grant("invitation", invitation.event_id, invitation.id), now=row.made_at
        )
        letter = _written(wording(invitation), invitation, access.link_to(token))
        return replace(letter, links=(link,))


def _written(words: Words, invitation: Invitation, address: str) -> Letter:
    parts = {
        "words": words,
        "invitation": invitation,
        "event": invitation.event,
        "link": address,
    }
    return Letter(
        subject=words.subject,
        text=render_template("signups/mail/invitation.txt", **parts),
        html=render_template("signups/mail/invitation.html", **parts),
    )


_composes("invitation.sent", asks_to_come)
_composes("invitation.reminder", reminds)
_composes("invitation.asked", asked_for, though_declined=True)
