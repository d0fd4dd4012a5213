"""What may be typed about who leads the tables."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from makers.core.forms import Form, address_field, as_typed
from makers.events.models import Event, Side


class AskForm(Form):
    """Who is asked by mail: an address, a name, the role in which they come."""

    name = StringField(
        _l("Naam"),
        [
            DataRequired(_l("Vul de naam in. Zo begint de mail.")),
            Length(max=200, message=_l("Dit is te lang. Houd het bij 200 tekens.")),
        ],
        filters=[as_typed],
    )
    email = address_field(_l("Vul het e-mailadres in. Daar gaat de vraag heen."))
    role = SelectField(
        _l("Komt als"), [InputRequired(_l("Kies een rol uit de lijst."))], coerce=int
    )
    reserve = BooleanField(_l("Als reserve"))

    def offer(self, event: Event) -> AskForm:
        """Offer this event's roles; a guest's stands ready where the form is new."""
        self.role.choices = [SelectChoice(role.id, role.name) for role in event.roles]
        if not self.role.raw_data:
            guests = [role.id for role in event.roles if role.side is Side.GUEST]
            self.role.data = guests[0] if guests else None
        return self


class ReserveForm(Form):
    """Whether somebody stands by."""

    reserve = BooleanField()


class AnswerForm(Form):
    """A sentence that goes with an answer."""

    said = TextAreaField(
        _l("Wil je er iets bij zeggen?"),
        [Length(max=500, message=_l("Dit is te lang. Kort het in tot 500 tekens."))],
        filters=[as_typed],
    )


class LeadForm(Form):
    """Who leads a table, 0 for nobody; ``seen`` led it when this was chosen."""

    facilitator = IntegerField(validators=[InputRequired(_l("Kies een begeleider."))])
    seen = HiddenField(default="0")

    @property
    def chosen(self) -> int | None:
        """Who leads it from now on."""
        return self.facilitator.data or None

    @property
    def before(self) -> int | None:
        """Who led it."""
        return int(self.seen.data) or None if (self.seen.data or "").isdecimal() else None
