"""What may be typed about a talk, and how the organiser arranges the row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    DateTimeLocalField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from makers.core import clock
from makers.core.forms import Form, KeyedForm, as_number, as_typed
from makers.core.web import wall_clock
from makers.events.models import ProgrammeItem
from makers.signups.models import Signup
from makers.talks.booking import Pitch
from makers.talks.models import Row, Slot, Talk
from makers.talks.row import MOST_SLOTS, RowDetails

TITLE, SUMMARY = 200, 2000
MOST_SLIDES = 60
RESERVE = -1
NUMBERS = ("count", "slides", "slide_seconds", "change_over_seconds")
MOMENTS = ("opens_at", "closes_at", "slides_due_at")


def _slot(text: Any) -> int:
    """The slot that was chosen, or the reserve list."""
    return RESERVE if str(text) == str(RESERVE) else as_number(text)


class TalkForm(KeyedForm):
    """A talk and its slot. ``version`` is empty for a new talk."""

    slot = RadioField(
        _l("Kies een plek in de rij"),
        [InputRequired(_l("Kies een plek in de rij."))],
        choices=[],
        coerce=_slot,
        validate_choice=False,
    )
    title = StringField(
        _l("Titel"),
        [
            DataRequired(_l("Geef je pecha kucha een titel.")),
            Length(max=TITLE, message=_l("Deze titel is te lang. Houd het bij 200 tekens.")),
        ],
        filters=[as_typed],
    )
    summary = TextAreaField(
        _l("Samenvatting"),
        [Length(max=SUMMARY, message=_l("Dit is te lang. Houd het bij 2000 tekens."))],
        filters=[as_typed],
    )
    version = HiddenField()

    @classmethod
    def of(cls, talk: Talk) -> TalkForm:
        """The form with what stands now; what is being sent takes its place."""
        return cls(
            slot=talk.slot_id or RESERVE,
            title=talk.title,
            summary=talk.summary,
            version=talk.version,
        )

    def offer(self, slots: Sequence[Slot], *, reserve: bool) -> None:
        """Offer these slots, and the reserve list; the first is chosen unless one is already."""
        self.slot.choices = [SelectChoice(slot.id, _in_the_row(slot)) for slot in slots]
        if reserve:
            self.slot.choices.append(SelectChoice(RESERVE, _("De reservelijst")))
        offered = [choice.value for choice in self.slot.choices]
        if self.slot.data not in offered and offered:
            self.slot.data = offered[0]

    @property
    def opened_with(self) -> int | None:
        """The version of the talk this form started from; ``None`` for a new talk."""
        return as_number(self.version.data) or None

    @property
    def pitch(self) -> Pitch:
        """What was typed, for the service, which refuses a slot that is not free."""
        slot_id = None if self.slot.data == RESERVE else self.slot.data
        return Pitch(slot_id, self.title.data, self.summary.data)


class CountField(IntegerField):
    """A whole number, asked for in our own words."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number; what is none is told as a sentence."""
        try:
            super().process_formdata(valuelist)
        except ValueError as wrong:
            raise ValueError(_("Vul een heel getal in, zoals 6.")) from wrong


class RowForm(Form):
    """How the row of one item is set up."""

    version = HiddenField(filters=[as_number])
    count = CountField(
        _l("Aantal plekken"),
        [
            InputRequired(_l("Vul in hoeveel plekken er zijn.")),
            NumberRange(0, MOST_SLOTS, message=_l("Kies een aantal van 0 tot en met 40.")),
        ],
    )
    slides = CountField(
        _l("Aantal dia’s"),
        [
            InputRequired(_l("Vul in hoeveel dia’s een verhaal heeft.")),
            NumberRange(1, MOST_SLIDES, message=_l("Kies een aantal van 1 tot en met 60.")),
        ],
    )
    slide_seconds = CountField(
        _l("Seconden per dia"),
        [
            InputRequired(_l("Vul in hoeveel seconden een dia te zien is.")),
            NumberRange(1, 300, message=_l("Kies een aantal van 1 tot en met 300 seconden.")),
        ],
    )
    change_over_seconds = CountField(
        _l("Seconden om te wisselen"),
        [
            InputRequired(_l("Vul in hoeveel seconden er tussen twee sprekers zijn.")),
            NumberRange(0, 3600, message=_l("Kies een aantal van 0 tot en met 3600 seconden.")),
        ],
    )
    opens_at = DateTimeLocalField(_l("Te boeken vanaf"), [Optional()])
    closes_at = DateTimeLocalField(_l("Te boeken tot"), [Optional()])
    slides_due_at = DateTimeLocalField(_l("Dia’s binnen voor"), [Optional()])
    roles = SelectMultipleField(
        _l("Wie mag boeken"),
        choices=[],
        coerce=as_number,
        validate_choice=False,
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )

    @classmethod
    def of(cls, item: ProgrammeItem, row: Row | None, count: int) -> RowForm:
        """The form with how the row is set up now."""
        now = RowDetails.of(row, count)
        return cls.sent(
            item,
            formdata=None,
            version=row.version if row is not None else 0,
            roles=sorted(now.role_ids),
            **{name: getattr(now, name) for name in NUMBERS},
            **{name: _on_the_wall(getattr(now, name)) for name in MOMENTS},
        )

    @classmethod
    def sent(cls, item: ProgrammeItem, **values: Any) -> RowForm:
        """The form of this item as it comes in; a page may hold several."""
        form = cls(prefix=f"row-{item.id}-", **values)
        form.roles.choices = [SelectChoice(role.id, role.name) for role in item.event.roles]
        return form

    def validate_closes_at(self, field: DateTimeLocalField) -> None:
        """Refuse a row that closes before it opens."""
        if field.data and self.opens_at.data and field.data <= self.opens_at.data:
            raise ValidationError(
                _("Dit moment ligt voor ‘Te boeken vanaf’. Kies een later moment.")
            )

    @property
    def details(self) -> RowDetails:
        """The row as typed."""
        typed: dict[str, Any] = {name: self[name].data for name in NUMBERS}
        typed |= {name: _moment(self[name].data) for name in MOMENTS}
        return RowDetails(**typed, role_ids=frozenset(self.roles.data or ()))


class PlaceForm(KeyedForm):
    """Whom the organiser puts in a slot, with a title."""

    slot = SelectField(
        _l("Plek"),
        [InputRequired(_l("Kies een plek in de rij."))],
        choices=[],
        coerce=as_number,
        validate_choice=False,
    )
    signup = SelectField(
        _l("Wie"),
        [InputRequired(_l("Kies wie er vertelt."))],
        choices=[],
        coerce=as_number,
        validate_choice=False,
    )
    title = StringField(
        _l("Titel"),
        [
            DataRequired(_l("Geef de pecha kucha een titel.")),
            Length(max=TITLE, message=_l("Deze titel is te lang. Houd het bij 200 tekens.")),
        ],
        filters=[as_typed],
    )

    def offering(self, slots: Sequence[Slot], people: Sequence[Signup]) -> PlaceForm:
        """The same form with the free slots and who has no talk yet."""
        self.slot.choices = [SelectChoice(slot.id, _in_the_row(slot)) for slot in slots]
        self.signup.choices = [
            SelectChoice(one.id, " · ".join(filter(None, (one.name, one.organisation))))
            for one in people
        ]
        return self


class StepForm(Form):
    """A talk as it was seen when it was sent a place forward or back."""

    version = HiddenField(filters=[as_number])
    step = HiddenField()


class LockForm(Form):
    """Whether a slot is locked."""

    locked = HiddenField()


class AnswerForm(Form):
    """Yes or no to changing places."""

    accepted = HiddenField()


class OtherForm(Form):
    """Another talk: to merge with, or to change places with."""

    other = HiddenField(filters=[as_number])


class MoveForm(Form):
    """To which slot a talk goes."""

    slot = HiddenField(filters=[as_number])


class AcceptanceForm(Form):
    """Yes or no to the talk as it was read."""

    accepted = HiddenField()
    version = HiddenField(filters=[as_number])


def _in_the_row(slot: Slot) -> str:
    """A slot as people choose it: its number and when it begins."""
    time = wall_clock(slot.starts_at)
    return str(_("%(number)d · %(time)s uur", number=slot.number, time=time))


def _on_the_wall(moment: datetime | None) -> datetime | None:
    return clock.amsterdam(moment).replace(tzinfo=None) if moment else None


def _moment(typed: datetime | None) -> datetime | None:
    return clock.from_wall_clock(typed) if typed else None
