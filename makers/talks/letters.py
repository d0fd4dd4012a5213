"""The mails about a talk: its slot came free, moved, or was given away; an offer to swap."""

from __future__ import annotations

from collections.abc import Callable

from flask_babel import gettext as _

from makers.core import mail, web
from makers.core.database import db
from makers.core.mail import Letter, OutboxMail
from makers.signups import letters
from makers.signups.letters import Words
from makers.signups.models import SignupState
from makers.talks import queries
from makers.talks.models import SwapOffer, Talk

Wording = Callable[[Talk], Words | None]


def says(what: str) -> Callable[[Wording], Wording]:
    """Declare the words of a letter to somebody who has a talk; without either it is not sent."""

    def declare(wording: Wording) -> Wording:
        @mail.composes(what)
        def compose(row: OutboxMail) -> Letter | None:
            signup = letters.reader(row, SignupState.CONFIRMED)
            talk = queries.of_signup(signup) if signup is not None else None
            words = wording(talk) if talk is not None else None
            return None if signup is None or words is None else letters.letter(words, signup, row)

        return wording

    return declare


@says("talk.promoted")
def promoted(talk: Talk) -> Words:
    """A slot came free and it is yours."""
    return Words(
        _("Je hebt een plek in de rij: %(title)s", title=talk.title),
        [
            _("Er kwam een plek vrij voor je pecha kucha, en die is voor jou."),
            _stands(talk),
            _("Komt het toch niet uit? Geef de plek dan terug op je eigen pagina."),
        ],
    )


@says("talk.moved")
def moved(talk: Talk) -> Words:
    """You give your talk at another moment."""
    return Words(
        _("Je pecha kucha heeft een andere plek: %(title)s", title=talk.title), [_stands(talk)]
    )


@says("talk.duo")
def duo(talk: Talk) -> Words:
    """Your talk and another one became one."""
    names = [speaker.name for speaker in talk.speakers]
    return Words(
        _("Jullie vertellen samen: %(title)s", title=talk.title),
        [
            _(
                "De organisatie heeft twee pecha kucha’s samengevoegd. "
                "%(one)s en %(other)s vertellen nu samen.",
                one=names[0],
                other=names[-1],
            ),
            _stands(talk),
            _("Jullie kunnen allebei de titel, de samenvatting en de dia’s veranderen."),
        ],
    )


@mail.composes("talk.released")
def released(row: OutboxMail) -> Letter | None:
    """The organiser gave your slot free."""
    signup = letters.reader(row, SignupState.CONFIRMED)
    if signup is None or row.subject_id is None or queries.of_signup(signup) is not None:
        return None
    talk = db.session.get_one(Talk, row.subject_id)
    words = Words(
        _("Je plek in de rij is vrijgegeven: %(title)s", title=signup.event.title),
        [
            _(
                "De organisatie heeft de plek van je pecha kucha ‘%(title)s’ vrijgegeven.",
                title=talk.title,
            ),
            _("Had je dit niet verwacht? Vraag het de organisatie. Je plek als bezoeker houd je."),
        ],
    )
    return letters.letter(words, signup, row)


@mail.composes("talk.swap_offered")
def swap_offered(row: OutboxMail) -> Letter | None:
    """Another speaker asks you to change places; not sent when that was answered or overtaken."""
    signup, offer = letters.reader(row, SignupState.CONFIRMED), _offer(row)
    if signup is None or offer is None or not queries.stands(offer):
        return None
    mine, theirs = offer.other, offer.talk
    if mine.slot is None or theirs.slot is None:
        return None
    words = Words(
        _("Wil je ruilen met %(name)s?", name=theirs.signup.name),
        [
            _(
                "%(name)s vraagt of jullie van plek ruilen. Jij gaat dan van %(mine)s naar "
                "%(theirs)s uur.",
                name=theirs.signup.name,
                mine=web.wall_clock(mine.slot.starts_at),
                theirs=web.wall_clock(theirs.slot.starts_at),
            ),
            _("Op je eigen pagina zeg je ja of nee. Doe je niets, dan blijft alles zoals het is."),
        ],
    )
    return letters.letter(words, signup, row)


@mail.composes("talk.swap_declined")
def swap_declined(row: OutboxMail) -> Letter | None:
    """Who you asked to change places keeps theirs."""
    signup, offer = letters.reader(row, SignupState.CONFIRMED), _offer(row)
    if signup is None or offer is None or queries.of_signup(signup) is None:
        return None
    words = Words(
        _("Ruilen lukt niet: %(title)s", title=offer.talk.title),
        [
            _(
                "%(name)s houdt liever de eigen plek. Je plek blijft ook.",
                name=offer.other.signup.name,
            ),
            _stands(offer.talk),
        ],
    )
    return letters.letter(words, signup, row)


def _offer(row: OutboxMail) -> SwapOffer | None:
    return db.session.get(SwapOffer, row.subject_id) if row.subject_id is not None else None


def _stands(talk: Talk) -> str:
    """Where a talk stands, in a sentence."""
    if talk.slot is None:
        return str(
            _("Je staat op de reservelijst. Komt er een plek vrij, dan krijg je die vanzelf.")
        )
    sentence = _(
        "Je hebt plek %(number)d in de rij, om %(time)s uur.",
        number=talk.slot.number,
        time=web.wall_clock(talk.slot.starts_at),
    )
    return str(sentence)
