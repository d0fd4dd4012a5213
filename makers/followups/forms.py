"""What may be typed in an agreement, and about meeting again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    HiddenField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
    ValidationError,
)
from wtforms.validators import AnyOf, DataRequired, Length, Optional

from makers.core.forms import Form, KeyedForm, as_number, as_typed
from makers.followups.meeting import Moment
from makers.followups.models import (
    LONGEST_DEPARTMENT,
    LONGEST_PLACE,
    FollowUp,
    FollowUpMeeting,
)
from makers.followups.service import Terms
from makers.intervision.coming.joining import Company
from makers.signups.models import Signup

MOST = 2000
LASTS = {
    30: _l("een half uur"),
    60: _l("een uur"),
    90: _l("anderhalf uur"),
    120: _l("twee uur"),
    240: _l("een dagdeel"),
}
NO_LENGTH = _l("Kies hoe lang het duurt.")


def _number(text: Any) -> int | None:
    """The id of a chosen person; ``None`` for nobody, 0 (which nobody has) for what is no id."""
    if text in (None, ""):
        return None
    return as_number(text)


class DayField(DateField):
    """A day, as a browser sends it or as people type it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, format=["%Y-%m-%d", "%d-%m-%Y"], **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the day; what is none is told in our own words."""
        try:
            super().process_formdata(valuelist)
        except ValueError as wrong:
            raise ValueError(_("Kies een dag, zoals 27-11-2026, of laat dit leeg.")) from wrong


class TermsForm(Form):
    """Who does what, for whom, by when; only the what is needed at once."""

    what = TextAreaField(
        _l("Wat spreek je af?"),
        [
            DataRequired(_l("Schrijf op wat je afspreekt.")),
            Length(max=MOST, message=_l("Dit is te lang. Houd het bij 2000 tekens.")),
        ],
        filters=[as_typed],
    )
    owner = SelectField(_l("Wie doet het?"), coerce=_number, validate_choice=False)
    counterpart = SelectField(_l("Met of voor wie?"), coerce=_number, validate_choice=False)
    department = StringField(
        _l("Namens een afdeling? Welke?"),
        [Length(max=LONGEST_DEPARTMENT, message=_l("Dit is te lang. Houd het bij 200 tekens."))],
        filters=[as_typed],
    )
    due_on = DayField(_l("Wanneer is het klaar?"), [Optional()])

    def offer(self, seats: Sequence[Company], others: Sequence[Signup | None] = ()) -> None:
        """Offer the people of the table, and who stands in the agreement already."""
        people = {one.id: one for one in (*(seat.signup for seat in seats), *others) if one}
        choices = [SelectChoice(one.id, _in_full(one)) for one in people.values()]
        self.owner.choices = [SelectChoice("", _("Nog niemand")), *choices]
        self.counterpart.choices = list(self.owner.choices)

    def validate_counterpart(self, field: SelectField) -> None:
        """Refuse an agreement with oneself."""
        if field.data is not None and field.data == self.owner.data:
            raise ValidationError(_l("Kies hier iemand anders dan wie het doet, of niemand."))

    @property
    def terms(self) -> Terms:
        """What was typed."""
        return Terms(
            self.what.data,
            self.owner.data,
            self.counterpart.data,
            self.due_on.data,
            self.department.data,
        )


class AgreementForm(TermsForm, KeyedForm):
    """A new agreement between the people in these seats."""

    def __init__(self, seats: Sequence[Company]) -> None:
        super().__init__()
        self.key.id = "agreement-key"  # the form for a note stands on the same page
        self.offer(seats)


class EditForm(TermsForm):
    """Other terms for an agreement, and the version they started from."""

    version = HiddenField()

    def __init__(self, follow_up: FollowUp, seats: Sequence[Company]) -> None:
        super().__init__(
            what=follow_up.action,
            owner=follow_up.owner_id,
            counterpart=follow_up.counterpart_id,
            department=follow_up.department,
            due_on=follow_up.due_on,
            version=str(follow_up.version),
        )
        self.offer(seats, (follow_up.owner, follow_up.counterpart))

    @property
    def opened_with(self) -> int:
        """The version this form started from; 0 when it is no number."""
        return as_number(self.version.data)


class SaidForm(Form):
    """Room for a sentence beside an answer."""

    said = TextAreaField(
        _l("Wil je er iets bij zeggen?"),
        [Length(max=MOST, message=_l("Dit is te lang. Houd het bij 2000 tekens."))],
        filters=[as_typed],
    )

    @property
    def answer(self) -> dict[str, Any]:
        """What was typed, as the promise's function takes it."""
        return {"said": self.said.data}


class LongerForm(SaidForm):
    """Another day for a promise."""

    due_on = DayField(
        _l("Wanneer is het klaar?"),
        [DataRequired(_l("Kies een dag, zoals 27-11-2026."))],
    )

    @property
    def answer(self) -> dict[str, Any]:
        """The same, with the day."""
        return {**super().answer, "due_on": self.due_on.data}


class HandOverForm(SaidForm):
    """Who is asked to take a promise over."""

    to = SelectField(
        _l("Aan wie vraag je het?"),
        [DataRequired(_l("Kies iemand uit de lijst."))],
        coerce=_number,
        validate_choice=False,
    )

    def __init__(self, takers: Sequence[Signup], **values: Any) -> None:
        super().__init__(**values)
        people = [SelectChoice(one.id, _in_full(one)) for one in takers]
        self.to.choices = [SelectChoice("", _("Kies iemand")), *people]


class MeetingForm(Form):
    """When and where those of a table meet again, and the version it started from."""

    day = DayField(_l("Welke dag?"), [DataRequired(_l("Kies een dag, zoals 27-11-2026."))])
    at = TimeField(
        _l("Hoe laat?"), [DataRequired(_l("Vul in hoe laat jullie beginnen, zoals 10:00."))]
    )
    minutes = SelectField(
        _l("Hoe lang?"),
        [DataRequired(NO_LENGTH), AnyOf(LASTS, NO_LENGTH)],
        coerce=as_number,
        choices=[SelectChoice(minutes, label) for minutes, label in LASTS.items()],
        default=60,
        validate_choice=False,
    )
    place = StringField(
        _l("Waar?"),
        [Length(max=LONGEST_PLACE, message=_l("Dit is te lang. Houd het bij 200 tekens."))],
        filters=[as_typed],
    )
    version = HiddenField(default="0")

    @classmethod
    def about(cls, meeting: FollowUpMeeting | None) -> MeetingForm:
        """The form with what stands now."""
        if meeting is None:
            return cls(formdata=None)
        if meeting.called_off_at is not None:
            return cls(formdata=None, version=str(meeting.version))
        moment = asdict(Moment.of(meeting))
        return cls(formdata=None, version=str(meeting.version), **moment)

    @property
    def moment(self) -> Moment:
        """What was chosen."""
        return Moment(self.day.data, self.at.data, self.minutes.data, self.place.data)

    @property
    def opened_with(self) -> int:
        """The version this form started from; 0 when it is no number."""
        return as_number(self.version.data)


def _in_full(signup: Signup) -> str:
    if not signup.organisation:
        return signup.name
    return str(_("%(name)s (%(organisation)s)", name=signup.name, organisation=signup.organisation))
