"""Why a round cannot be seated: the solver's codes and numbers as sentences that say what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from babel.lists import format_list
from flask_babel import LazyString, get_locale, ngettext
from flask_babel import lazy_gettext as _l

from makers.seating.solver.impossible import Code, Impossible

Names = Mapping[str, str | LazyString]

SENTENCES: Mapping[Code, LazyString] = {
    "no_tables": _l("Er zijn nog geen tafels voor deze ronde. Maak eerst tafels."),
    "too_many_people": _l(
        "Te weinig plek: %(people)s voor %(seats)s. Maak een tafel groter of voeg een tafel toe."
    ),
    "too_few_people": _l(
        "Te veel tafels: samen minstens %(seats)s te vullen, aanwezig %(people)s. Haal een "
        "tafel weg of verlaag het minste aantal."
    ),
    "two_places": _l("%(names)s moet aan twee tafels tegelijk zitten: %(tables)s. Kies er één."),
    "unfit_place": _l(
        "%(names)s moet aan %(tables)s zitten, maar die tafel past niet: let op drempels en "
        "taal. Kies een andere tafel of pas de tafel aan."
    ),
    "table_overfull": _l(
        "Aan %(tables)s: vastgezet %(people)s, plaats voor %(limit)d. Laat iemand los."
    ),
    "nowhere": _l(
        "Voor %(names)s is er geen tafel die past: let op drempels en taal. Pas een tafel aan."
    ),
    "block_split": _l(
        "Deze mensen moeten bij elkaar, maar zitten vast aan verschillende tafels: %(names)s. "
        "Laat iemand los."
    ),
    "block_apart": _l(
        "Deze mensen moeten bij elkaar en ook uit elkaar: %(names)s. Kies één van beide."
    ),
    "block_nowhere": _l(
        "Deze mensen moeten bij elkaar, maar geen tafel past bij allemaal: %(names)s. Pas een "
        "tafel aan of splits de groep."
    ),
    "block_too_big": _l(
        "Deze groep van %(people)s past aan geen tafel: %(names)s. De grootste die past heeft "
        "%(seats)s. Splits de groep of maak een tafel groter."
    ),
    "fixed_apart": _l(
        "%(names)s mogen niet samen, maar kunnen alleen aan %(tables)s zitten. Laat iemand los."
    ),
    "step_free_seats": _l(
        "Een tafel zonder drempel is nodig voor %(people)s. Zulke tafels hebben voor hen "
        "samen %(seats)s. Maak meer tafels toegankelijk of groter."
    ),
    "language_seats": _l(
        "Een tafel in hun taal is nodig voor %(people)s. Zulke tafels hebben voor hen samen "
        "%(seats)s. Maak zo’n tafel groter of voeg er een toe."
    ),
    "few_seats": _l(
        "Voor %(people)s blijven alleen deze tafels over: %(tables)s. Die hebben voor hen "
        "samen %(seats)s. Maak er een groter of voeg een tafel toe."
    ),
    "table_too_empty": _l(
        "Deze tafels raken niet vol genoeg: %(tables)s. Minstens nodig: %(seats)s; er kunnen "
        "zitten: %(people)s. Verlaag het minste aantal of haal een tafel weg."
    ),
    "no_way": _l(
        "Wie bij elkaar moet en wie uit elkaar, past samen niet aan deze tafels. Laat een "
        "afspraak vallen of voeg een tafel toe."
    ),
    "not_found": _l(
        "Er is geen indeling gevonden. Of die bestaat, is niet zeker. Laat een afspraak "
        "vallen of voeg een tafel toe."
    ),
}


def told(found: Sequence[Impossible], names: Names) -> LazyString:
    """All of it, in the language of who reads it. ``names``: what to call people and tables."""
    return LazyString(_told, found, names)


def _told(found: Sequence[Impossible], names: Names) -> str:
    return " ".join(_sentence(one, names) for one in found)


def _sentence(one: Impossible, names: Names) -> str:
    numbers = one.numbers
    words: dict[str, str | int] = {
        "people": ngettext("%(num)d persoon", "%(num)d personen", numbers.get("people", 0)),
        "seats": ngettext("%(num)d plek", "%(num)d plekken", numbers.get("seats", 0)),
        "limit": numbers.get("limit", 0),
        "names": listed(names.get(who, who) for who in one.people),
        "tables": listed(names.get(table, table) for table in one.tables),
    }
    return str(SENTENCES[one.code]) % words


def listed(words: Iterable[str | LazyString]) -> str:
    """The words in a row, with “en” before the last."""
    return format_list([str(word) for word in words], locale=get_locale() or "nl")
