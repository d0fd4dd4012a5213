"""Why someone sits where: the solver's codes in plain words. Nobody's needs are named."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext

from makers.seating.models import Seat

MOST = 3


def reasons(seat: Seat) -> list[str]:
    """The sentences for the person themselves, the strongest first, at most ``MOST``."""
    told = (_sentence(*reason) for reason in seat.reasons)
    return [sentence for sentence in told if sentence][:MOST]


def of_them(seat: Seat) -> list[str]:
    """The sentences for the organiser, about somebody else."""
    told = (_about_them(*reason) for reason in seat.reasons)
    return [sentence for sentence in told if sentence]


def _about_them(code: str, value: str | int = "", *_others: str | int) -> str:
    """A code this release does not know says nothing."""
    sentences = {
        "brings_case": _("Brengt hier de casus in."),
        "facilitates": _("Begeleidt deze tafel."),
        "pinned": _("Met de hand gezet."),
        "chose_group": _("Koos deze groep zelf."),
        "together": _("Hoort bij iemand aan deze tafel."),
        "brings_domain": _("Weet van %(domain)s, en dat raakt de casus.", domain=value),
        "chose": _("Koos deze casus als nummer %(rank)s.", rank=value),
        "evens_role": _("Zo zijn de rollen eerlijk over de tafels verdeeld."),
        "stays": _("Houdt de tafel die al bekend was."),
        "place_free": _("Hier was nog een plek vrij."),
    }
    if code == "away_from_colleagues" and value:
        return str(
            ngettext("Eén collega zit elders.", "%(num)d collega’s zitten elders.", int(value))
        )
    if code == "meets_new" and value:
        return str(
            ngettext(
                "Ontmoet hier %(num)d nieuwe persoon.",
                "Ontmoet hier %(num)d nieuwe mensen.",
                int(value),
            )
        )
    return str(sentences.get(code, ""))


def _sentence(code: str, value: str | int = "", *_others: str | int) -> str:
    """A code this release does not know says nothing."""
    sentences = {
        "brings_case": _("Jij brengt hier je casus in."),
        "facilitates": _("Jij begeleidt deze tafel."),
        "pinned": _("De organisatie heeft je hier zelf gezet."),
        "chose_group": _("Je koos deze groep zelf."),
        "together": _("Jullie zitten bij elkaar, zoals is gevraagd."),
        "brings_domain": _("De casus raakt aan %(domain)s, en daar weet jij van.", domain=value),
        "chose": _("Je koos deze casus als nummer %(rank)s.", rank=value),
        "evens_role": _("Zo zijn de rollen eerlijk over de tafels verdeeld."),
        "stays": _("Je houdt de tafel die je al kende."),
        "place_free": _("Hier was nog een plek vrij."),
    }
    if code in ("away_from_colleagues", "meets_new") and value:
        return _of_company(code, int(value))
    return str(sentences.get(code, ""))


def _of_company(code: str, people: int) -> str:
    forms = {
        "away_from_colleagues": ngettext(
            "Je collega zit aan een andere tafel.",
            "Je collega’s zitten aan andere tafels.",
            people,
        ),
        "meets_new": ngettext(
            "Je ontmoet hier %(num)d nieuwe persoon.",
            "Je ontmoet hier %(num)d nieuwe mensen.",
            people,
        ),
    }
    return str(forms[code])
