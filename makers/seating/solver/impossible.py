"""Why a problem has no plan, as codes and numbers, and the same as a Dutch sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

SENTENCES: Mapping[str, str] = {
    "no_tables": "Er zijn nog geen tafels voor deze ronde. Maak eerst tafels.",
    "too_many_people": (
        "Te weinig plek: %(people)s voor %(seats)s. Maak een tafel groter of voeg een tafel toe."
    ),
    "too_few_people": (
        "Te veel tafels: samen minstens %(seats)s te vullen, aanwezig %(people)s. Haal een "
        "tafel weg of verlaag het minste aantal."
    ),
    "two_places": "%(names)s moet aan twee tafels tegelijk zitten: %(tables)s. Kies er één.",
    "unfit_place": (
        "%(names)s moet aan %(tables)s zitten, maar die tafel past niet: let op drempels en "
        "taal. Kies een andere tafel of pas de tafel aan."
    ),
    "table_overfull": (
        "Aan %(tables)s: vastgezet %(people)s, plaats voor %(limit)d. Zet iemand los."
    ),
    "nowhere": (
        "Voor %(names)s is er geen tafel die past: let op drempels en taal. Pas een tafel aan."
    ),
    "block_split": (
        "Deze mensen moeten bij elkaar, maar zitten vast aan verschillende tafels: %(names)s."
        " Zet iemand los."
    ),
    "block_apart": (
        "Deze mensen moeten bij elkaar en ook uit elkaar: %(names)s. Kies één van beide."
    ),
    "block_nowhere": (
        "Deze mensen moeten bij elkaar, maar geen tafel past bij allemaal: %(names)s. Pas een"
        " tafel aan of splits de groep."
    ),
    "block_too_big": (
        "Deze groep van %(people)s past aan geen tafel: %(names)s. De grootste die past heeft"
        " %(seats)s. Splits de groep of maak een tafel groter."
    ),
    "fixed_apart": (
        "%(names)s mogen niet samen, maar kunnen alleen aan %(tables)s zitten. Zet iemand los."
    ),
    "step_free_seats": (
        "Een tafel zonder drempel is nodig voor %(people)s. Zulke tafels hebben voor hen "
        "samen %(seats)s. Maak meer tafels toegankelijk of groter."
    ),
    "language_seats": (
        "Een tafel in hun taal is nodig voor %(people)s. Zulke tafels hebben voor hen samen "
        "%(seats)s. Maak zo'n tafel groter of voeg er een toe."
    ),
    "few_seats": (
        "Voor %(people)s blijven alleen deze tafels over: %(tables)s. Die hebben voor hen "
        "samen %(seats)s. Maak er een groter of voeg een tafel toe."
    ),
    "table_too_empty": (
        "Deze tafels raken niet vol genoeg: %(tables)s. Minstens nodig: %(seats)s; er kunnen "
        "zitten: %(people)s. Verlaag het minste aantal of haal een tafel weg."
    ),
    "no_way": (
        "Wie bij elkaar moet en wie uit elkaar, past samen niet aan deze tafels. Laat een "
        "afspraak vallen of voeg een tafel toe."
    ),
    "not_found": (
        "Er is geen indeling gevonden. Of die bestaat, is niet zeker. Laat een afspraak "
        "vallen of voeg een tafel toe."
    ),
}


@dataclass(frozen=True)
class Impossible:
    """One reason why there is no plan: a code with its numbers, and who and which tables.

    ``proven`` is False only for ``not_found``: the bounded search gave up.
    """

    code: str
    numbers: Mapping[str, int] = field(default_factory=dict)
    round: str = ""
    people: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()

    @property
    def proven(self) -> bool:
        """Is it certain that there is no plan?"""
        return self.code != "not_found"


@dataclass(frozen=True)
class Notice:
    """Something the organiser should know about a plan that can be made all the same."""

    code: str
    round: str
    table: str


def sentence(reason: Impossible, names: Mapping[str, str] | None = None) -> str:
    """The reason in Dutch, saying what to do. ``names``: person or table id -> what to call it."""
    called = names or {}
    words: dict[str, str | int] = {
        "people": _counted(reason.numbers.get("people", 0), "persoon", "mensen"),
        "seats": _counted(reason.numbers.get("seats", 0), "plek", "plekken"),
        "limit": reason.numbers.get("limit", 0),
        "names": _listed([called.get(one, one) for one in reason.people]),
        "tables": _listed([called.get(one, f"tafel {one}") for one in reason.tables]),
    }
    return SENTENCES[reason.code] % words


def _counted(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"


def _listed(words: list[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} en {words[-1]}"
