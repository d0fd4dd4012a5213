"""What may be typed about a talk, and how the organiser arranges the row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, RadioField, SelectChoice, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from makers.core.forms import Form, KeyedForm
from makers.core.web import wall_clock
from makers.talks.booking import Pitch
from makers.talks.models import Slot, Talk
from makers.talks.row import MOST_SLOTS

TITLE, SUMMARY = 200, 2000


def _typed(text: str | None) -> str:
    """As typed, without the outer spaces and the one sign that a database cannot hold."""
    return (text or "").replace("\r\n", "\n").replace("\x00", "").strip()


def _number(text: Any) -> int:
    """The number of a choice; what was never offered becomes 0, which no row has."""
    return int(text) if str(text).isdecimal() else 0


class TalkForm(KeyedForm):
    """A talk and its slot. ``version`` is empty for a new talk."""

    slot = RadioField(
        _l("Kies een plek in de rij"),
        [DataRequired(_l("Kies een plek in de rij."))],
        choices=[],
        coerce=_number,
        validate_choice=False,
    )
    title = StringField(
        _l("Titel"),
        [
            DataRequired(_l("Geef je pecha kucha een titel.")),
            Length(max=TITLE, message=_l("Deze titel is te lang. Houd het bij 200 tekens.")),
        ],
        filters=[_typed],
    )
    summary = TextAreaField(
        _l("Samenvatting"),
        [Length(max=SUMMARY, message=_l("Dit is te lang. Houd het bij 2000 tekens."))],
        filters=[_typed],
    )
    version = HiddenField()

    @classmethod
    def of(cls, talk: Talk) -> TalkForm:
        """The form with what stands now; what is being sent takes its place."""
        return cls(slot=talk.slot_id, title=talk.title, summary=talk.summary, version=talk.version)

    def offer(self, slots: Sequence[Slot]) -> None:
        """Offer these slots, the first one chosen unless there is a choice already."""
        self.slot.choices = [SelectChoice(slot.id, _in_the_row(slot)) for slot in slots]
        if not self.slot.data and slots:
            self.slot.data = slots[0].id

    @property
    def opened_with(self) -> int | None:
        """The version of the talk this form started from; ``None`` for a new talk."""
        return _number(self.version.data) or None

    @property
    def pitch(self) -> Pitch:
        """What was typed, for the service, which refuses a slot that is not free."""
        return Pitch(self.slot.data, self.title.data, self.summary.data)


class CountField(IntegerField):
    """A whole number, asked for in our own words."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number; what is none is told as a sentence."""
        try:
            super().process_formdata(valuelist)
        except ValueError as wrong:
            raise ValueError(_("Vul een heel getal in, zoals 6.")) from wrong


class SlotsForm(Form):
    """How many slots an item of the programme has."""

    item = HiddenField(filters=[_number])
    count = CountField(
        _l("Aantal plekken"),
        [
            InputRequired(_l("Vul in hoeveel plekken er zijn.")),
            NumberRange(0, MOST_SLOTS, message=_l("Kies een aantal van 0 tot en met 40.")),
        ],
    )


class MoveForm(Form):
    """To which slot a talk goes."""

    slot = HiddenField(filters=[_number])


class AcceptanceForm(Form):
    """Yes or no to the talk as it was read."""

    accepted = HiddenField()
    version = HiddenField(filters=[_number])


def _in_the_row(slot: Slot) -> str:
    """A slot as people choose it: its number and when it begins."""
    time = wall_clock(slot.starts_at)
    return str(_("%(number)d · %(time)s uur", number=slot.number, time=time))
