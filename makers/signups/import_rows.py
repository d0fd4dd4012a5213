"""The rows of a list as people: who would come in, who would not, and why. Writes nothing."""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from makers.core.forms import ADDRESS, LONGEST_ADDRESS
from makers.core.organisers import normal
from makers.signups import import_dates
from makers.signups.forms import LONG, SHORT
from makers.signups.import_columns import NOBODY, Columns, Field, cell, plain
from makers.signups.queries import folded


class Finding(enum.StrEnum):
    """What becomes of a row."""

    NEW = "new"
    NO_NAME = "no_name"
    BAD_ADDRESS = "bad_address"
    NO_ROLE = "no_role"
    TOO_LONG = "too_long"
    DOUBLE = "double"
    KNOWN = "known"
    CANCELLED_HERE = "cancelled_here"
    ABSENT = "absent"

    @property
    def label(self) -> LazyString:
        """The finding on screen, with what to do about it where something is wrong."""
        return {
            Finding.NEW: _l("komt erbij"),
            Finding.NO_NAME: _l("Er staat geen naam. Vul die in het bestand in."),
            Finding.BAD_ADDRESS: _l("Dit is geen e-mailadres. Verbeter het, of maak het leeg."),
            Finding.NO_ROLE: _l("We weten niet in welke rol. Kies die bij de rollen."),
            Finding.TOO_LONG: _l(
                "Een tekst is te lang: hooguit 200 tekens, en 2.000 voor de vraag. Kort hem in."
            ),
            Finding.DOUBLE: _l(
                "Staat al eerder in het bestand. Is het iemand anders? Maak dan het e-mailadres "
                "leeg, of geef de naam een toevoeging."
            ),
            Finding.KNOWN: _l("is al aangemeld"),
            Finding.CANCELLED_HERE: _l("heeft zich hier afgemeld"),
            Finding.ABSENT: _l("komt niet, volgens de lijst"),
        }[self]

    @property
    def is_wrong(self) -> bool:
        """Whether the organiser should do something about it."""
        return self in WRONG


WRONG = (
    Finding.NO_NAME,
    Finding.BAD_ADDRESS,
    Finding.NO_ROLE,
    Finding.TOO_LONG,
    Finding.DOUBLE,
)
LEFT_OUT = (Finding.KNOWN, Finding.CANCELLED_HERE, Finding.ABSENT)


@dataclass(frozen=True)
class Reading:
    """How a list is to be read: its columns, what its words for roles and absence mean.

    ``roles`` and ``absent`` have texts as ``plain`` makes them. ``any_role`` is the role where the
    list says none, or one without a meaning.
    """

    columns: Columns
    roles: Mapping[str, int] = field(default_factory=dict)
    any_role: int | None = None
    absent: Collection[str] = ()


@dataclass(frozen=True)
class Row:
    """Somebody as the list has them. ``number`` is the row's in the file, from 1.

    ``at`` is when they signed up there, UTC.
    """

    number: int
    name: str
    email: str
    role_id: int | None
    organisation: str
    department: str
    job: str
    question: str
    at: datetime | None = None
    finding: Finding = Finding.NEW

    @property
    def identity(self) -> str:
        """What makes two rows one person: the address, else name and organisation."""
        return self.email or by_name(self.name, self.organisation)


def by_name(name: str, organisation: str) -> str:
    """The identity of who gave no address."""
    return f"{folded(name)}|{folded(organisation)}"


Known = Callable[[Row], Finding | None]


def read(rows: Sequence[Sequence[str]], reading: Reading, known: Known) -> list[Row]:
    """Every row that says something, in the file's order, and what would become of it.

    ``known`` tells of a row that could come in whether they are at the event already.
    """
    filled = [(number, row) for number, row in enumerate(rows[1:], start=2) if any(row)]
    at = reading.columns.get(Field.DATE)
    moments = import_dates.moments([cell(row, at) for _number, row in filled])
    found, seen = list[Row](), set[str]()
    for (number, row), moment in zip(filled, moments, strict=True):
        one = replace(_person(number, row, reading), at=moment)
        finding = _finding(one, row, reading)
        if finding is Finding.NEW and one.identity in seen:
            finding = Finding.DOUBLE
        elif finding is Finding.NEW:
            seen.add(one.identity)
            finding = known(one) or finding
        found.append(replace(one, finding=finding))
    return found


def in_order(rows: Sequence[Row]) -> list[Row]:
    """Who comes in, in the order in which they signed up where the list tells when."""
    new = [row for row in rows if row.finding is Finding.NEW]
    dated = [row.at for row in new if row.at is not None]
    last = max(dated, default=None)
    return sorted(new, key=lambda row: (row.at is None, row.at or last, row.number))


def _person(number: int, row: Sequence[str], reading: Reading) -> Row:
    def said(field: Field) -> str:
        return cell(row, reading.columns.get(field))

    parts = (said(one) for one in (Field.NAME, Field.FIRST, Field.INFIX, Field.LAST))
    name, email = " ".join(" ".join(parts).split()), normal(said(Field.EMAIL))
    return Row(
        number=number,
        name="" if name.casefold() in NOBODY else name,
        email="" if email in NOBODY else email,
        role_id=reading.roles.get(plain(said(Field.ROLE)), reading.any_role),
        organisation=said(Field.ORGANISATION),
        department=said(Field.DEPARTMENT),
        job=said(Field.JOB),
        question=said(Field.QUESTION),
    )


def _finding(one: Row, row: Sequence[str], reading: Reading) -> Finding:
    """What the row says by itself; the first thing that is wrong."""
    if plain(cell(row, reading.columns.get(Field.STATUS))) in reading.absent:
        return Finding.ABSENT
    if not one.name:
        return Finding.NO_NAME
    if one.email and not (re.match(ADDRESS, one.email) and len(one.email) <= LONGEST_ADDRESS):
        return Finding.BAD_ADDRESS
    if one.role_id is None:
        return Finding.NO_ROLE
    short = (one.name, one.organisation, one.department, one.job)
    if max(map(len, short)) > SHORT or len(one.question) > LONG:
        return Finding.TOO_LONG
    return Finding.NEW
