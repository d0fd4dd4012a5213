"""The mails of a sign-up, in the language the person chose. Only they carry the personal link."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app, render_template
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from makers.core import access, links, mail
from makers.core.database import db
from makers.core.links import Grant
from makers.core.mail import Letter, OutboxMail
from makers.signups import places
from makers.signups.appointment import appointment
from makers.signups.models import Signup, SignupState


@dataclass(frozen=True)
class Words:
    """What a mail says before the facts and the button."""

    subject: str
    sentences: list[str]


Wording = Callable[[Signup], Words]


def send(
    session: Session, what: str, signup: Signup, *, now: datetime, once: str | None = None
) -> None:
    """Put the letter ``what`` in the outbox; who has no address gets none.

    That somebody won a place who was brought along is told to who brings them.
    """
    about, subject_id = signup, None
    if signup.brought_by_id is not None and signup.person.email is None:
        if what != "signup.promoted":
            return
        about, subject_id = session.get_one(Signup, signup.brought_by_id), signup.id
        what = "guest.promoted"
    if about.person.email is not None:
        mail.queue(
            session,
            what,
            to=about.person.email,
            event_id=about.event_id,
            signup_id=about.id,
            subject_id=subject_id,
            language=about.language,
            once=once,
            now=now,
        )


def says(what: str, *states: SignupState) -> Callable[[Wording], Wording]:
    """Declare the words of the letter ``what``; it goes only to who is in one of these states."""

    def declare(wording: Wording) -> Wording:
        @mail.composes(what)
        def compose(row: OutboxMail) -> Letter | None:
            signup = db.session.get(Signup, row.signup_id)
            if signup is None or signup.state not in states or signup.person.email != row.to:
                return None
            return letter(wording(signup), signup, row)

        return wording

    return declare


def letter(words: Words, signup: Signup, row: OutboxMail) -> Letter:
    """The letter with these words, the facts of the event, a link of one's own, the appointment.

    The appointment's sequence is the mail's number, so that a calendar takes the newest.
    """
    cancelled = signup.state is SignupState.CANCELLED
    address, drawn = _back_to_the_event(signup) if cancelled else _own_page(signup, row.made_at)
    entry = appointment(signup, sequence=row.id, at=row.made_at)
    parts = {
        "signup": signup,
        "event": signup.event,
        "words": words,
        "cancelled": cancelled,
        "link": address,
    }
    return Letter(
        subject=words.subject,
        text=render_template("signups/mail/letter.txt", **parts),
        html=render_template("signups/mail/letter.html", **parts),
        calendar=entry if signup.confirmed_at else "",
        method="CANCEL" if cancelled else "REQUEST",
        links=drawn,
    )


def farewell(words: Words, signup: Signup) -> Letter:
    """A letter about a sign-up that is no longer the reader's: no name, no link of one's own."""
    address, _none = _back_to_the_event(signup)
    parts = {
        "signup": None,
        "event": signup.event,
        "words": words,
        "cancelled": True,
        "link": address,
    }
    return Letter(
        subject=words.subject,
        text=render_template("signups/mail/letter.txt", **parts),
        html=render_template("signups/mail/letter.html", **parts),
    )


@says("signup.confirmed", SignupState.CONFIRMED)
def confirmed(signup: Signup) -> Words:
    """You signed up and have a place."""
    return Words(
        _("Je bent aangemeld: %(title)s", title=signup.event.title),
        [
            _("Fijn dat je komt. Je hebt een plek als %(role)s.", role=signup.role.name),
            _my_page(),
        ],
    )


@says("signup.waiting", SignupState.WAITING)
def waiting(signup: Signup) -> Words:
    """You signed up and have a place in the queue."""
    return Words(
        _("Je staat op de wachtlijst: %(title)s", title=signup.event.title),
        [standing(signup), _my_page()],
    )


@says("signup.promoted", SignupState.CONFIRMED)
def promoted(signup: Signup) -> Words:
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


@says("signup.changed", SignupState.CONFIRMED, SignupState.WAITING)
def changed(signup: Signup) -> Words:
    """Your answers or your role are others now."""
    return Words(
        _("Je aanmelding is veranderd: %(title)s", title=signup.event.title),
        [
            _("We hebben je aanmelding veranderd."),
            standing(signup),
            _("Heb je dit niet zelf gedaan? Open je eigen pagina en kijk na wat er staat."),
        ],
    )


@says("signup.cancelled", SignupState.CANCELLED)
def cancelled(signup: Signup) -> Words:
    """You will not come; the place goes to who waits."""
    return Words(
        _("Je bent afgemeld: %(title)s", title=signup.event.title),
        [
            _("Je bent afgemeld. Had je een plek, dan gaat die naar wie nu aan de beurt is."),
            _("Wil je toch komen? Meld je dan opnieuw aan. Je sluit dan achteraan aan."),
        ],
    )


@says("signup.link", SignupState.CONFIRMED, SignupState.WAITING)
def link(signup: Signup) -> Words:
    """You asked for your link."""
    return Words(
        _("Je eigen link: %(title)s", title=signup.event.title),
        [
            _("Je vroeg om je eigen link. Hieronder staat hij."),
            standing(signup),
            _("Heb je er niet om gevraagd? Dan hoef je niets te doen."),
        ],
    )


@says("signup.again", SignupState.CONFIRMED, SignupState.WAITING)
def again(signup: Signup) -> Words:
    """Somebody typed your address; you were signed up already and nothing changed."""
    return Words(
        _("Je was al aangemeld: %(title)s", title=signup.event.title),
        [
            _("Iemand meldde zich aan met jouw e-mailadres. Je aanmelding is niet veranderd."),
            standing(signup),
            _(
                "Was jij dat? Open dan je eigen pagina. Was jij dat niet? "
                "Dan hoef je niets te doen."
            ),
        ],
    )


def standing(signup: Signup) -> str:
    """Where someone stands, in a sentence or two."""
    return str(_stands(signup))


def _stands(signup: Signup) -> Any:
    role = signup.role.name
    if signup.confirmed_at is None:
        return _(
            "Alle plekken voor %(role)s zijn bezet. Je bent nummer %(place)d op de wachtlijst. "
            "Komt er een plek vrij, dan krijg je die vanzelf en sturen we je een mail.",
            role=role,
            place=places.place_in_line(db.session(), signup),
        )
    if signup.wanted_role is not None:
        return _(
            "Je wilt komen als %(wanted)s. Daarvoor ben je nummer %(place)d op de wachtlijst. "
            "Tot er een plek vrijkomt, houd je je plek als %(role)s.",
            wanted=signup.wanted_role.name,
            place=places.place_in_line(db.session(), signup),
            role=role,
        )
    return _("Je hebt een plek als %(role)s.", role=role)


def _my_page() -> str:
    sentence = _(
        "Op je eigen pagina verander je je antwoorden, zie je aan welke tafel je zit en meld je je "
        "af. Bewaar deze mail: de link is alleen voor jou."
    )
    return str(sentence)


def _own_page(signup: Signup, now: datetime) -> tuple[str, tuple[links.Link, ...]]:
    grant = Grant("personal", signup.event_id, signup.id, signup.id)
    token, link = links.draw(grant, now=now)
    return access.link_to(token), (link,)


def _back_to_the_event(signup: Signup) -> tuple[str, tuple[links.Link, ...]]:
    path = current_app.url_map.bind("").build("attend.event", {"slug": signup.event.slug})
    return f"{current_app.config['MAKERS'].base_url}{path}", ()
