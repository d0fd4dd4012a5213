"""The mails of a sign-up, in the language the person chose. Only they carry the personal link."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import current_app, render_template
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from makers.core import access, links, mail, web
from makers.core.database import db
from makers.core.links import Grant
from makers.core.mail import Letter, OutboxMail
from makers.signups import places
from makers.signups.appointment import appointment, is_on
from makers.signups.models import Signup, SignupState


@dataclass(frozen=True)
class Words:
    """What a mail says before the facts and the button.

    ``own`` is what the organiser wrote to go with it; ``may_cancel`` adds a link to give up one's
    place; ``button`` is what the button says, if it is not where it leads.
    """

    subject: str
    sentences: list[str]
    own: str = ""
    may_cancel: bool = False
    button: str = ""


Wording = Callable[[Signup], Words]


def send(
    session: Session,
    what: str,
    signup: Signup,
    *,
    now: datetime,
    once: str | None = None,
    until: datetime | None = None,
) -> None:
    """Put the letter ``what`` in the outbox; who has no address gets none.

    ``once`` and ``until`` as in ``mail.queue``. That somebody won a place who was brought along is
    told to who brings them.
    """
    about, subject_id = signup, None
    if signup.brought_by_id is not None and signup.person.email is None:
        if what != "signup.promoted":
            return
        about, subject_id = session.get_one(Signup, signup.brought_by_id), signup.id
        what = "guest.promoted"
    post(session, what, about, now=now, subject_id=subject_id, once=once, until=until)


def post(
    session: Session,
    what: str,
    signup: Signup,
    *,
    now: datetime,
    subject_id: int | None = None,
    once: str | None = None,
    due_at: datetime | None = None,
    until: datetime | None = None,
) -> None:
    """Put a letter of any slice to this sign-up in the outbox; who has no address gets none.

    ``subject_id``: of what it is about, beside the sign-up. The rest as in ``mail.queue``.
    """
    if signup.person.email is not None:
        mail.queue(
            session,
            what,
            to=signup.person.email,
            event_id=signup.event_id,
            signup_id=signup.id,
            subject_id=subject_id,
            language=signup.language,
            once=once,
            due_at=due_at,
            until=until,
            now=now,
        )


def says(what: str, *states: SignupState, off: bool | None = False) -> Callable[[Wording], Wording]:
    """Declare the words of the letter ``what``; to whom it goes: see ``reader``."""

    def declare(wording: Wording) -> Wording:
        @mail.composes(what)
        def compose(row: OutboxMail) -> Letter | None:
            signup = reader(row, *states, off=off)
            return None if signup is None else letter(wording(signup), signup, row)

        return wording

    return declare


def reader(row: OutboxMail, *states: SignupState, off: bool | None = False) -> Signup | None:
    """Who this mail is for, as long as the address is theirs and they are in one of these states.

    Nobody when the event is called off and the letter is not about that (``off``), or the other
    way round; ``None`` when it does not matter.
    """
    signup = db.session.get(Signup, row.signup_id)
    if signup is None or signup.state not in states or signup.person.email != row.to:
        return None
    is_off = signup.event.cancelled_at is not None
    return signup if off in (None, is_off) else None


def letter(words: Words, signup: Signup, row: OutboxMail) -> Letter:
    """The letter with these words, the facts of the event, a link of one's own, the appointment.

    Who has a place and is not in yet also gets the code to show at the door.

    The appointment's sequence is the mail's number, so that a calendar takes the newest. When the
    sign-up is cancelled or the event called off, it takes the appointment back.
    """
    if signup.state is SignupState.CANCELLED:
        address, drawn = back_to_the_event(signup), tuple[links.Link, ...]()
    else:
        address, drawn = own_page(signup, row.made_at)
    entry = appointment(signup, sequence=row.id, at=row.made_at)
    code = _code_of(signup) if row.subject_id is None else ""  # else it tells of somebody else
    return replace(
        written_out(words, signup, address, code=code),
        calendar=entry if signup.confirmed_at else "",
        method="REQUEST" if is_on(signup) else "CANCEL",
        pictures={"code": web.qr_picture(code)} if code else {},
        links=drawn,
    )


def farewell(words: Words, signup: Signup) -> Letter:
    """A letter about a sign-up that is no longer the reader's: no name, no link of one's own."""
    return written_out(words, signup, back_to_the_event(signup), theirs=False)


def written_out(
    words: Words, signup: Signup, address: str, *, theirs: bool = True, code: str = ""
) -> Letter:
    """The text and the HTML of a letter whose button leads to ``address``.

    ``code`` is the address behind the QR code for the door, if there is one.
    """
    parts = {
        "signup": signup if theirs else None,
        "event": signup.event,
        "words": words,
        "cancelled": not theirs or signup.state is SignupState.CANCELLED,
        "link": address,
        "code": code,
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
        own=signup.event.mail_confirmed,
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
            _("Kun je toch niet? Meld je dan af. Dan kan iemand anders komen."),
        ],
        own=signup.event.mail_confirmed,
        may_cancel=True,
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


@says("signup.cancelled", SignupState.CANCELLED, off=None)
def cancelled(signup: Signup) -> Words:
    """You will not come; the place goes to who waits."""
    return Words(
        _("Je bent afgemeld: %(title)s", title=signup.event.title),
        [
            _("Je bent afgemeld. Had je een plek, dan gaat die naar wie nu aan de beurt is."),
            _("Wil je toch komen? Meld je dan opnieuw aan. Je sluit dan achteraan aan."),
        ],
    )


@says("signup.link", SignupState.CONFIRMED, SignupState.WAITING, off=None)
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


def own_page(signup: Signup, now: datetime) -> tuple[str, tuple[links.Link, ...]]:
    """The address of a new link to one's own page, and that link."""
    grant = Grant("personal", signup.event_id, signup.id, signup.id)
    token, link = links.draw(grant, now=now)
    return access.link_to(token), (link,)


def back_to_the_event(signup: Signup) -> str:
    """The address of the event's public page."""
    return _address("attend.event", slug=signup.event.slug)


def _code_of(signup: Signup) -> str:
    """The address that tells the door who comes; nothing for who has no place, or is in."""
    if not is_on(signup) or signup.confirmed_at is None or signup.check_in is not None:
        return ""
    return _address("welcome.ticket", ticket=signup.ticket)


def _address(endpoint: str, **values: str) -> str:
    """The whole address of a page; a letter is composed outside a request."""
    path = current_app.url_map.bind("").build(endpoint, values)
    return f"{current_app.config['MAKERS'].base_url}{path}"
