"""What an organiser tells all tables of a round, and by how much their time changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Self

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField, SelectChoice, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from makers.core.forms import KeyedForm, as_typed
from makers.events.models import ProgrammeItem
from makers.intervision.rounds import queries as round_queries
from makers.intervision.rounds.shifting import MOST_MINUTES

LONGEST = 200
LONGER, SHORTER = "longer", "shorter"
RANGE = _l("Kies 1 tot %(most)d minuten.", most=MOST_MINUTES)


class RoundForm(KeyedForm):
    """Which round it is about."""

    item = SelectField(
        _l("Welke ronde"),
        [InputRequired(_l("Kies een ronde."))],
        coerce=int,
        choices=[],
    )

    def offer(self, items: Sequence[ProgrammeItem], now: datetime) -> Self:
        """The same form with these rounds to choose from, the one that is on ready.

        Its fields have ids of their own: two of these forms stand on one page.
        """
        for field in self:
            field.id = f"{type(self).__name__.lower()}-{field.name}"
        self.item.choices = [SelectChoice(item.id, item.title) for item in items]
        likely = round_queries.now_on(items, now)
        if self.item.data is None and likely is not None:
            self.item.data = likely.id
        return self


class BroadcastForm(RoundForm):
    """One sentence for all tables."""

    text = StringField(
        _l("Wat zeg je tegen alle tafels?"),
        [
            DataRequired(_l("Schrijf in één zin wat alle tafels moeten weten.")),
            Length(
                max=LONGEST,
                message=_l(
                    "Houd het bij één zin van hoogstens %(most)d tekens.",
                    most=LONGEST,
                ),
            ),
        ],
        filters=[as_typed],
    )


class ShiftForm(RoundForm):
    """How many minutes, and whether the phases get longer or shorter."""

    minutes = IntegerField(
        _l("Minuten"),
        [InputRequired(RANGE), NumberRange(1, MOST_MINUTES, RANGE)],
        default=5,
    )
    way = RadioField(
        _l("Korter of langer"),
        [InputRequired(_l("Kies korter of langer."))],
        choices=[SelectChoice(SHORTER, _l("korter")), SelectChoice(LONGER, _l("langer"))],
        default=SHORTER,
    )

    @property
    def signed(self) -> int:
        """The minutes, below zero where the phases get shorter."""
        minutes: int = self.minutes.data
        return minutes if self.way.data == LONGER else -minutes
