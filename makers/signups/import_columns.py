"""Which column of a list says what, guessed from the names that other systems give their columns.

Those of Eventbrite, pretix, Google Forms and Microsoft Forms in Dutch and English, and what people
call their own questions.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Sequence

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from makers.signups.queries import folded

LOOKED_AT = 500
# Microsoft Forms puts this where it does not know who answered
NOBODY = ("", "anonymous", "anoniem")


class Field(enum.StrEnum):
    """What a column may say of somebody."""

    NAME = "name"
    FIRST = "first"
    INFIX = "infix"
    LAST = "last"
    EMAIL = "email"
    ROLE = "role"
    ORGANISATION = "organisation"
    DEPARTMENT = "department"
    JOB = "job"
    QUESTION = "question"
    DATE = "date"
    STATUS = "status"

    @property
    def label(self) -> LazyString:
        """The field on screen."""
        return {
            Field.NAME: _l("Naam"),
            Field.FIRST: _l("Voornaam"),
            Field.INFIX: _l("Tussenvoegsel"),
            Field.LAST: _l("Achternaam"),
            Field.EMAIL: _l("E-mailadres"),
            Field.ROLE: _l("Rol of soort kaartje"),
            Field.ORGANISATION: _l("Organisatie of initiatief"),
            Field.DEPARTMENT: _l("Afdeling"),
            Field.JOB: _l("Functie"),
            Field.QUESTION: _l("De vraag die iemand meebrengt"),
            Field.DATE: _l("Wanneer iemand zich aanmeldde"),
            Field.STATUS: _l("Of iemand komt of heeft afgezegd"),
        }[self]


Columns = dict[Field, int]  # the place of each field's column, from 0

# Whole names as ``plain`` makes them, the surest first: pretix has the buyer's beside the guest's.
NAMES: dict[Field, tuple[str, ...]] = {
    Field.NAME: (
        "attendee name",
        "naam van aanwezige",
        "naam deelnemer",
        "deelnemer",
        "full name",
        "volledige naam",
        "voor en achternaam",
        "name",
        "naam",
    ),
    Field.FIRST: (
        "attendee name given name",
        "naam van aanwezige voornaam",
        "first name",
        "voornaam",
        "given name",
    ),
    Field.INFIX: ("tussenvoegsel", "tussenvoegsels", "infix"),
    Field.LAST: (
        "attendee name family name",
        "naam van aanwezige achternaam",
        "last name",
        "achternaam",
        "surname",
        "family name",
    ),
    Field.EMAIL: (
        "attendee email",
        "attendee e mail",
        "e mailadres van aanwezige",
        "email",
        "e mail",
        "email address",
        "e mail address",
        "e mailadres",
        "emailadres",
        "mailadres",
        "mail",
        "username",
        "gebruikersnaam",
    ),
    Field.ROLE: (
        "rol",
        "role",
        "ticket type",
        "tickettype",
        "type ticket",
        "soort ticket",
        "ticketsoort",
        "ticket",
        "product",
    ),
    Field.ORGANISATION: (
        "organisatie",
        "organisation",
        "organization",
        "company",
        "bedrijf",
        "company name",
        "bedrijfsnaam",
        "werkgever",
        "organisatie of initiatief",
    ),
    Field.DEPARTMENT: ("afdeling", "department", "dienst"),
    Field.JOB: ("functie", "job title", "job", "functietitel", "beroep"),
    Field.QUESTION: ("vraag", "question"),
    Field.DATE: (
        "order date",
        "besteldatum",
        "timestamp",
        "tijdstempel",
        "completion time",
        "tijd van voltooien",
        "registration date",
        "aangemeld op",
        "aanmelddatum",
        "inschrijfdatum",
        "datum",
        "date",
    ),
    Field.STATUS: (
        "attendee status",
        "status deelnemer",
        "order status",
        "bestelstatus",
        "status",
        "stand",
    ),
}
GUEST = ("attendee name", "naam van aanwezige")  # as a whole: better than their parts

# Words in a question of one's own, such as "Wat is je naam?" and "Bij welke organisatie werk je?"
WHOLE = r"voor(naam)? en (je |uw )?achternaam|first (name )?and last name"
WORDS: dict[Field, str] = {
    Field.NAME: rf"\b(naam|name|{WHOLE})\b",
    Field.FIRST: r"\b(voornaam|first name|given name)\b",
    Field.LAST: r"\b(achternaam|last name|surname|family name)\b",
    Field.EMAIL: r"\be ?mail(s|adres|address)?\b",
    Field.ROLE: r"\b(rol|role|kom (je |u )?als|coming as|attending as)\b",
    Field.ORGANISATION: r"\b(organisatie|organi[sz]ation|bedrijf|company|werkgever|employer)\b",
    Field.DEPARTMENT: r"\b(afdeling|department)\b",
    Field.JOB: r"\b(functie|job)\b",
    Field.QUESTION: r"\b(vraag|question)\b",
}
# The name of something else, or a part of somebody's.
NO_NAME = re.compile(
    rf"^(?!.*({WHOLE})).*\b(organi\w+|bedrijfs?|company|event|ticket|product|invoice|factuuradres"
    r"|seat|file|user|first|given|last|family)\b"
)


def guess(rows: Sequence[Sequence[str]]) -> Columns:
    """Which column is which; the first row has their names. A column that says nothing is none."""
    names = [plain(name) for name in rows[0]]
    says = [_says_something(rows[1:LOOKED_AT], place) for place in range(len(names))]
    found: Columns = {}
    for field in NAMES:
        free = [n for n, said in enumerate(says) if said and n not in found.values()]
        place = _named(field, names, free)
        if place is not None:
            found[field] = place
    return _whole_or_parts(found, names)


def plain(text: str) -> str:
    """A text as it is compared: small letters without accents, words between single spaces."""
    return re.sub(r"[^a-z0-9]+", " ", folded(text)).strip()


def said_in(rows: Sequence[Sequence[str]], place: int) -> dict[str, tuple[str, int]]:
    """What a column says, by its plain text: as first written and how often, in that order."""
    found: dict[str, tuple[str, int]] = {}
    for row in rows[1:]:
        text = cell(row, place)
        if text:
            first, times = found.get(plain(text), (text, 0))
            found[plain(text)] = first, times + 1
    return found


def cell(row: Sequence[str], place: int | None) -> str:
    """What a row says in a column; nothing where it is too short or the column is not there."""
    return row[place] if place is not None and place < len(row) else ""


def _says_something(rows: Sequence[Sequence[str]], place: int) -> bool:
    return any(cell(row, place).casefold() not in NOBODY for row in rows)


def _named(field: Field, names: list[str], free: list[int]) -> int | None:
    for known in NAMES[field]:
        for place in free:
            if names[place] == known:
                return place
    if field not in WORDS:
        return None
    asked = (place for place in free if re.search(WORDS[field], names[place]))
    return next((n for n in asked if field is not Field.NAME or not NO_NAME.match(names[n])), None)


def _whole_or_parts(found: Columns, names: list[str]) -> Columns:
    """A name as a whole or in parts, not both; a form's own name may be that of an account."""
    whole, first = found.get(Field.NAME), found.get(Field.FIRST)
    if whole is None:
        return found
    if first is not None and names[whole] not in GUEST:
        return {field: place for field, place in found.items() if field is not Field.NAME}
    parts = (Field.FIRST, Field.INFIX, Field.LAST)
    return {field: place for field, place in found.items() if field not in parts}
