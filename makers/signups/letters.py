"""The mails of a sign-up, in the language the person chose. Only they carry the personal link."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app, render_template
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from makers.core import access, links, mail
from makers.core.links import Grant
from makers.core.web import LANGUAGES
from makers.signups import places
from makers.signups.invitation import invitation
from makers.signups.models import Signup, SignupState


@dataclass(frozen=True)
class Words:
    """What a mail says before the facts and the button."""

    subject: str
    sentences: list[str]


def send(
    session: Session, words: Callable[[Session, Signup], Words], signup: Signup, *, now: datetime
) -> None:
    """Put this mail in the outbox, with a new personal link; who has no address gets none."""
    if signup.person.email is None:
        return
    with force_locale(LANGUAGES[signup.language]):
        said = words(session, signup)
        parts = {
            "signup": signup,
            "event": signup.event,
            "words": said,
            "cancelled": signup.state is SignupState.CANCELLED,
            "link": _link(session, signup, now),
        }
        letter = mail.Letter(
            subject=said.subject,
            text=render_template("signups/mail/letter.txt", **parts),
            html=render_template("signups/mail/letter.html", **parts),
            calendar=invitation(signup, now=now) if signup.confirmed_at else "",
        )
    mail.queue(session, letter, to=signup.person.email, event_id=signup.event_id, now=now)


def joined(session: Session, signup: Signup) -> Words:
    """You signed up: a place, or a place in the queue."""
    title = signup.event.title
    if signup.state is SignupState.CONFIRMED:
        return Words(
            _("Je bent aangemeld: %(title)s", title=title),
            [
                _("Fijn dat je komt. Je hebt een plek als %(role)s.", role=signup.role.name),
                _my_page(),
            ],
        )
    return Words(
        _("Je staat op de wachtlijst: %(title)s", title=title),
        [_standing(session, signup), _my_page()],
    )


def promoted(session: Session, signup: Signup) -> Words:
    """A place came free and it is yours."""
    return Words(
        _("Je hebt een plek: %(title)s", title=signup.event.title),
        [
            _(
                "Er kwam een plek vrij en die is voor jou. Je komt als %(role)s.",
                role=signup.role.name,
            ),
            _("Kun je toch niet? Meld je dan af op je eigen pagina. Dan kan iemand anders komen."),
        ],
    )


def changed(session: Session, signup: Signup) -> Words:
    """Your answers or your role are others now."""
    return Words(
        _("Je aanmelding is veranderd: %(title)s", title=signup.event.title),
        [
            _("We hebben je aanmelding veranderd."),
            _standing(session, signup),
            _("Heb je dit niet zelf gedaan? Open je eigen pagina en kijk na wat er staat."),
        ],
    )


def cancelled(session: Session, signup: Signup) -> Words:
    """You will not come; the place goes to who waits."""
    return Words(
        _("Je bent afgemeld: %(title)s", title=signup.event.title),
        [
            _("Je bent afgemeld. Had je een plek, dan gaat die naar wie nu aan de beurt is."),
            _("Wil je toch komen? Meld je dan opnieuw aan. Je sluit dan achteraan aan."),
        ],
    )


def again(session: Session, signup: Signup) -> Words:
    """Somebody typed your address; you were signed up already and nothing changed."""
    return Words(
        _("Je was al aangemeld: %(title)s", title=signup.event.title),
        [
            _("Iemand meldde zich aan met jouw e-mailadres. Je aanmelding is niet veranderd."),
            _standing(session, signup),
            _(
                "Was jij dat? Open dan je eigen pagina. Was jij dat niet? "
                "Dan hoef je niets te doen."
            ),
        ],
    )


def _standing(session: Session, signup: Signup) -> str:
    """Where someone stands, in a sentence or two."""
    return str(_stands(session, signup))


def _stands(session: Session, signup: Signup) -> Any:
    role = signup.role.name
    if signup.confirmed_at is None:
        return _(
            "Alle plekken voor %(role)s zijn bezet. Je bent nummer %(place)d op de wachtlijst. "
            "Komt er een plek vrij, dan krijg je die vanzelf en sturen we je een mail.",
            role=role,
            place=places.place_in_line(session, signup),
        )
    if signup.wanted_role is not None:
        return _(
            "Je wilt komen als %(wanted)s. Daarvoor ben je nummer %(place)d op de wachtlijst. "
            "Tot er een plek vrijkomt, houd je je plek als %(role)s.",
            wanted=signup.wanted_role.name,
            place=places.place_in_line(session, signup),
            role=role,
        )
    return _("Je hebt een plek als %(role)s.", role=role)


def _my_page() -> str:
    sentence = _(
        "Op je eigen pagina verander je je antwoorden, zie je aan welke tafel je zit en meld je je "
        "af. Bewaar deze mail: de link is alleen voor jou."
    )
    return str(sentence)


def _link(session: Session, signup: Signup, now: datetime) -> str:
    """The personal link; after cancelling the way back to the event's own page."""
    if signup.cancelled_at is not None:
        address = current_app.url_map.bind("").build("attend.event", {"slug": signup.event.slug})
        return f"{current_app.config['MAKERS'].base_url}{address}"
    grant = Grant("personal", signup.event_id, signup.id, signup.id)
    return access.link_to(links.issue(session, grant, now=now))
