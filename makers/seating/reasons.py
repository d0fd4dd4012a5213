"""Why someone sits where: codes of a seat in plain words. Nobody's needs are named."""

from __future__ import annotations

from flask_babel import gettext as _

from makers.seating.models import Seat


def reasons(seat: Seat) -> list[str]:
    """The sentences for the person themselves, the strongest first."""
    return [_sentence(code, *words) for code, *words in seat.reasons]


def _sentence(code: str, word: str = "") -> str:
    sentences = {
        "bringer": _("Jij brengt hier je casus in."),
        "facilitator": _("Jij begeleidt deze tafel."),
        "placed": _("De organisatie heeft je hier zelf gezet."),
        "chose": _("Je koos deze casus als nummer %(rank)s.", rank=word),
        "domain": _("De casus raakt aan %(domain)s, en daar weet jij van.", domain=word),
        "mix": _("Zo zitten er verschillende rollen en organisaties aan tafel."),
    }
    return str(sentences[code])
