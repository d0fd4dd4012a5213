"""What may be typed about cases, tables and seats."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import AnyOf, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from makers.core.forms import Form, KeyedForm, as_number
from makers.events.models import Event, ProgrammeItem
from makers.seating.cases import Story
from makers.seating.models import Case, Choice, Table, Way
from makers.seating.tables import Setting
from makers.signups.models import Signup

LONG = 4000
TOO_LONG = _l("Dit is te lang. Kort het in tot 4.000 tekens.")
TOO_LONG_LINE = _l("Dit is te lang. Kort het in tot 200 tekens.")


class CaseForm(KeyedForm):
    """A case, told by who brings it."""

    title = StringField(
        _l("Hoe heet je casus?"),
        [InputRequired(_l("Geef je casus een naam.")), Length(max=200, message=TOO_LONG_LINE)],
    )
    situation = TextAreaField(
        _l("Wat is de situatie?"),
        [InputRequired(_l("Vertel wat er speelt.")), Length(max=LONG, message=TOO_LONG)],
    )
    question = TextAreaField(
        _l("Wat is je vraag?"),
        [InputRequired(_l("Schrijf op wat je wilt weten.")), Length(max=LONG, message=TOO_LONG)],
    )
    hope = TextAreaField(_l("Waar hoop je op?"), [Length(max=LONG, message=TOO_LONG)])
    domains = SelectMultipleField(
        _l("Welke beleidsterreinen raakt je casus?"),
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validate_choice=False,
    )
    from_demand = TextAreaField(
        _l("Gezien vanuit de vraag: wat is hier logisch?"), [Length(max=LONG, message=TOO_LONG)]
    )
    from_institution = TextAreaField(
        _l("Gezien vanuit de instelling: wat is daar logisch?"),
        [Length(max=LONG, message=TOO_LONG)],
    )
    version = HiddenField(default="0")

    def offer_domains(self, event: Event) -> CaseForm:
        """Give the choice of this event's policy domains."""
        self.domains.choices = [SelectChoice(one.id, one.name) for one in event.domains]
        return self

    @classmethod
    def of(cls, case: Case) -> CaseForm:
        """The form as this case fills it."""
        return cls(
            title=case.title,
            situation=case.situation,
            question=case.question,
            hope=case.hope,
            domains=[domain.id for domain in case.domains],
            from_demand=case.from_demand,
            from_institution=case.from_institution,
            version=str(case.version),
        )

    @property
    def story(self) -> Story:
        """What was told, line ends as the database keeps them."""
        return Story(
            title=_plain(self.title),
            situation=_plain(self.situation),
            question=_plain(self.question),
            hope=_plain(self.hope),
            from_demand=_plain(self.from_demand),
            from_institution=_plain(self.from_institution),
            domains=tuple(sorted(self.domains.data or ())),
        )

    @property
    def seen_version(self) -> int:
        """The version this form started from; 0 when that cannot be read."""
        return as_number(self.version.data)


class ChoicesForm(Form):
    """Up to three cases, best first."""

    first = SelectField(_l("Het liefst"), coerce=int, default=0)
    second = SelectField(_l("Daarna"), coerce=int, default=0)
    third = SelectField(_l("En dan"), coerce=int, default=0)

    def offer(self, cases: Sequence[Case]) -> ChoicesForm:
        """Give the choice of these cases."""
        for field in (self.first, self.second, self.third):
            field.choices = [
                SelectChoice(0, _("geen voorkeur")),
                *(SelectChoice(case.id, case.title) for case in cases),
            ]
        return self

    @classmethod
    def of(cls, choices: Sequence[Choice]) -> ChoicesForm:
        """The form as these choices fill it."""
        ranked = {choice.rank: choice.case_id for choice in choices}
        return cls(first=ranked.get(1, 0), second=ranked.get(2, 0), third=ranked.get(3, 0))

    @property
    def case_ids(self) -> list[int]:
        """What was chosen, best first; an open place in between closes."""
        wanted = (self.first.data, self.second.data, self.third.data)
        return [case_id for case_id in wanted if case_id]

    def validate_second(self, field: SelectField) -> None:
        """A case is chosen once."""
        if field.data and field.data == self.first.data:
            raise ValidationError(_("Deze casus koos je al. Kies een andere, of geen voorkeur."))

    def validate_third(self, field: SelectField) -> None:
        """A case is chosen once."""
        if field.data and field.data in (self.first.data, self.second.data):
            raise ValidationError(_("Deze casus koos je al. Kies een andere, of geen voorkeur."))


class TablesForm(Form):
    """How many tables to add to which round."""

    item = SelectField(_l("Ronde"), [InputRequired(_l("Kies een ronde."))], coerce=int)
    count = IntegerField(
        _l("Hoeveel tafels erbij?"),
        [
            InputRequired(_l("Vul een aantal in.")),
            NumberRange(1, 60, _l("Kies een aantal van 1 tot en met 60.")),
        ],
        default=6,
    )

    def offer_rounds(self, rounds: Sequence[ProgrammeItem]) -> TablesForm:
        """Give the choice of these rounds."""
        self.item.choices = [SelectChoice(item.id, item.title) for item in rounds]
        return self


class TableForm(Form):
    """One table: sizes, place, case and facilitator."""

    name = StringField(_l("Naam"), [Length(max=100, message=TOO_LONG_LINE)])
    place = StringField(_l("Plek in de zaal"), [Length(max=200, message=TOO_LONG_LINE)])
    least = IntegerField(
        _l("Minstens"),
        [
            InputRequired(_l("Vul in hoeveel mensen er minstens zitten.")),
            NumberRange(0, 100, _l("Kies een getal van 0 tot en met 100.")),
        ],
    )
    most = IntegerField(
        _l("Hoogstens"),
        [
            InputRequired(_l("Vul in hoeveel mensen er passen.")),
            NumberRange(1, 100, _l("Kies een getal van 1 tot en met 100.")),
        ],
    )
    step_free = BooleanField(_l("Zonder drempels te bereiken"))
    languages = SelectField(
        _l("Taal aan tafel"),
        choices=[
            SelectChoice("", _l("elke taal")),
            SelectChoice("nl", _l("Nederlands")),
            SelectChoice("en", _l("Engels")),
        ],
        default="",
    )
    case = SelectField(_l("Casus"), coerce=int)
    facilitator = SelectField(_l("Begeleider"), coerce=int)
    seen = HiddenField(default="")

    def validate_most(self, field: IntegerField) -> None:
        """Sizes go up."""
        if self.least.data is not None and field.data is not None and field.data < self.least.data:
            raise ValidationError(_("Hoogstens is kleiner dan minstens. Draai ze om."))

    def offer(self, cases: Sequence[Case], people: Sequence[Signup]) -> TableForm:
        """Give the choice of these cases and facilitators."""
        self.case.choices = [
            SelectChoice(0, _("nog geen")),
            *(SelectChoice(case.id, case.title) for case in cases),
        ]
        self.facilitator.choices = [
            SelectChoice(0, _("nog niemand")),
            *(SelectChoice(one.id, f"{one.name} ({one.role.name})") for one in people),
        ]
        return self

    @classmethod
    def of(cls, table: Table) -> TableForm:
        """The form as this table fills it."""
        return cls(
            name=table.name,
            place=table.place,
            least=table.least,
            most=table.most,
            step_free=table.step_free,
            languages=table.languages,
            case=table.case_id or 0,
            facilitator=table.facilitator_id or 0,
            seen=Setting.of(table).fingerprint,
        )

    @property
    def setting(self) -> Setting:
        """What was typed."""
        return Setting(
            name=(self.name.data or "").strip(),
            place=(self.place.data or "").strip(),
            least=self.least.data,
            most=self.most.data,
            step_free=bool(self.step_free.data),
            languages=self.languages.data or "",
            case_id=self.case.data or None,
            facilitator_id=self.facilitator.data or None,
        )


class MatchForm(KeyedForm):
    """How to seat a round."""

    present_only = BooleanField(_l("Alleen wie binnen is"))
    way = HiddenField(default=Way.PLAN, validators=[AnyOf([str(way) for way in Way])])


class MoveForm(Form):
    """Who goes to which table, and who comes back instead."""

    signup = IntegerField(validators=[InputRequired(_l("Kies wie er verhuist."))])
    table = IntegerField(validators=[InputRequired(_l("Kies een tafel."))])
    other = IntegerField(validators=[Optional()])


def _plain(field: StringField) -> str:
    """What was typed, line ends as the database keeps them."""
    return (field.data or "").replace("\r\n", "\n").strip()
