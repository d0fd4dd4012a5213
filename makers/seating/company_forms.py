"""What an organiser may type about who sits with whom, and what matters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectChoice, SelectField
from wtforms.fields.core import Field

from makers.core.forms import Form
from makers.seating.models import Importances
from makers.seating.solver.given import WISHES
from makers.signups.models import Signup

LEVELS = {
    0: _l("telt niet mee"),
    1: _l("een beetje"),
    3: _l("gewoon"),
    9: _l("veel"),
    27: _l("het meest"),
}
NAMES = {
    "domains": _l("Beleidsterreinen bij hun casus"),
    "roles": _l("Rollen eerlijk verdeeld"),
    "colleagues": _l("Collega’s uit elkaar"),
    "choices": _l("Eigen keuzes"),
    "meetings": _l("Nieuwe ontmoetingen"),
    "same_case": _l("Nieuwe casussen"),
    "moves": _l("Aan de bekende tafel gebleven"),
}


class PeopleForm(Form):
    """Some people, one in each field; an empty field is nobody."""

    people: Sequence[str] = ()

    def offer(self, signups: Sequence[Signup]) -> PeopleForm:
        """Give the choice of these people."""
        for field in self.chosen:
            field.choices = [
                SelectChoice(0, _("niemand")),
                *(SelectChoice(one.id, f"{one.name} ({one.role.name})") for one in signups),
            ]
        return self

    @property
    def chosen(self) -> list[Field]:
        """The fields with somebody in each."""
        return [self[name] for name in self.people]

    @property
    def signup_ids(self) -> list[int]:
        """Who was chosen."""
        return [field.data for field in self.chosen if field.data]


class TogetherForm(PeopleForm):
    """Two to four people who belong at one table."""

    people = ("one", "two", "three", "four")
    one = SelectField(_l("Iemand"), coerce=int, default=0)
    two = SelectField(_l("Samen met"), coerce=int, default=0)
    three = SelectField(_l("En met"), coerce=int, default=0)
    four = SelectField(_l("En ook met"), coerce=int, default=0)


class ApartForm(PeopleForm):
    """Two people who share no table."""

    people = ("person", "other")
    person = SelectField(_l("Iemand"), coerce=int, default=0)
    other = SelectField(_l("Niet bij"), coerce=int, default=0)


def _level(name: Any) -> SelectField:
    choices = [SelectChoice(level, word) for level, word in LEVELS.items()]
    return SelectField(name, coerce=int, choices=choices)


class ImportancesForm(Form):
    """How much each wish matters."""

    domains = _level(NAMES["domains"])
    roles = _level(NAMES["roles"])
    colleagues = _level(NAMES["colleagues"])
    choices = _level(NAMES["choices"])
    meetings = _level(NAMES["meetings"])
    same_case = _level(NAMES["same_case"])
    moves = _level(NAMES["moves"])

    @classmethod
    def of(cls, stands: Importances) -> ImportancesForm:
        """The form as it stands now."""
        return cls(**{wish: getattr(stands, wish) for wish in WISHES})

    @property
    def levels(self) -> dict[str, int]:
        """What was chosen, per wish."""
        return {wish: self[wish].data for wish in WISHES}
