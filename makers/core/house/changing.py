"""Changing the house: each a transaction, each from the version it started from."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from flask_babel import format_decimal
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from makers.core import database, journal
from makers.core.database import writing
from makers.core.errors import Refusal
from makers.core.house import colours
from makers.core.house.colours import Side
from makers.core.house.keeping import read_again
from makers.core.house.logo import Logo
from makers.core.house.models import HouseRow
from makers.core.journal import Actor

Values = Mapping[str, str | int]
TOPIC = "house"


class ChangedMeanwhile(Refusal):
    """Somebody else changed the same; ``stored`` is what stands there now."""

    sentence = _l(
        "Iemand anders veranderde dit intussen. Hieronder staat wat jij typte en wat er nu staat. "
        "Kies wat blijft, en bewaar opnieuw."
    )

    def __init__(self, stored: Values) -> None:
        super().__init__()
        self.stored = stored


class Unreadable(Refusal):
    """A colour that cannot be read."""

    status = 422


def mark(values: Values) -> str:
    """A short mark of exactly these values: an edit says which ones it started from."""
    return hashlib.sha256(repr(sorted(values.items())).encode()).hexdigest()[:16]


def change(what: str, values: Values, *, version: str, by: Actor) -> None:
    """Set these values; ``what`` is the journal's word for it, ``version`` the mark of the old.

    What is said already changes nothing. Raises ``ChangedMeanwhile`` where one of them became
    another since.
    """
    with writing() as session:
        row = _row(session)
        stored = {name: getattr(row, name) for name in values}
        if dict(values) == stored:
            return
        if version != mark(stored):
            raise ChangedMeanwhile(stored)
        for name, value in values.items():
            setattr(row, name, value)
        _changed(session, row, what, by)


def recolour(accent: str, accent_dark: str, *, version: str, by: Actor) -> None:
    """Set the accent by day and by night (``''``: the software's own, or one made of the day's).

    Raises ``Unreadable`` with a shade that can be read, and what ``change`` raises.
    """
    check_colours(accent, accent_dark)
    values = {"accent": accent, "accent_dark": accent_dark if accent else ""}
    change("house.recoloured", values, version=version, by=by)


def check_colours(accent: str, accent_dark: str) -> None:
    """Whether these can be read (WCAG 2.2 AA); raises ``Unreadable``."""
    if accent and not colours.by_day(accent).reads:
        raise Unreadable(
            _l(
                "%(colour)s is op wit papier niet goed te lezen: het verschil is %(found)s op 1, "
                "nodig is 4,5 op 1. Neem een donkerder tint, bijvoorbeeld %(better)s.",
                colour=accent,
                found=_told(colours.by_day(accent)),
                better=colours.darker(accent),
            )
        )
    if accent_dark and not colours.by_night(accent_dark).reads:
        raise Unreadable(
            _l(
                "%(colour)s is op een donker scherm niet goed te lezen: het verschil is %(found)s "
                "op 1, nodig is 4,5 op 1. Neem een lichtere tint, bijvoorbeeld %(better)s.",
                colour=accent_dark,
                found=_told(colours.by_night(accent_dark)),
                better=colours.lighter(accent_dark),
            )
        )


def hang(logo: Logo, *, by: Actor) -> None:
    """Have this logo stand on every page, in the place of the one before."""
    with writing() as session:
        row = _row(session)
        if row.logo_digest == logo.digest:
            return
        row.logo, row.logo_digest = logo.data, logo.digest
        row.logo_width, row.logo_height = logo.width, logo.height
        _changed(session, row, "house.logo_hung", by)


def take_down(*, by: Actor) -> None:
    """Take the logo away; the software's own sign stands there again."""
    with writing() as session:
        row = _row(session)
        if row.logo_digest:
            row.logo, row.logo_digest, row.logo_width, row.logo_height = None, "", 0, 0
            _changed(session, row, "house.logo_taken_down", by)


def _row(session: Session) -> HouseRow:
    """The row, made when nobody set anything before."""
    if session.get(HouseRow, 1) is None:
        empty = {
            column.name: column.default.arg
            for column in HouseRow.__table__.columns
            if column.default is not None
        }
        made = database.insert_into(session, HouseRow).values(id=1, **empty)
        session.execute(made.on_conflict_do_nothing(index_elements=["id"]))
    return session.get_one(HouseRow, 1, with_for_update=True, populate_existing=True)


def _changed(session: Session, row: HouseRow, what: str, by: Actor) -> None:
    row.version += 1
    journal.record(what, event_id=None, topic=TOPIC, by=by)
    database.after_commit(session, "house", read_again)


def _told(side: Side) -> str:
    return str(format_decimal(side.told, format="0.0"))
