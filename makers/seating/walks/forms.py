"""What may be typed about a walk: groups, stops, and which group somebody chooses."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from makers.core.forms import Form
from makers.seating.models import Stop


class GroupsForm(Form):
    """How many groups to add to a walk."""

    count = IntegerField(
        _l("Hoeveel groepen erbij?"),
        [
            InputRequired(_l("Vul een aantal in.")),
            NumberRange(1, 60, _l("Kies een aantal van 1 tot en met 60.")),
        ],
        default=2,
    )


class StopForm(Form):
    """A stop on a route."""

    place = StringField(
        _l("Waar stoppen jullie?"),
        [
            DataRequired(_l("Vul in waar de groep stopt.")),
            Length(max=200, message=_l("Dit is te lang. Kort het in tot 200 tekens.")),
        ],
    )
    sights = TextAreaField(
        _l("Wat is daar te zien?"),
        [Length(max=2000, message=_l("Dit is te lang. Kort het in tot 2.000 tekens."))],
    )

    @classmethod
    def of(cls, stop: Stop) -> StopForm:
        """The form as this stop fills it."""
        return cls(place=stop.place, sights=stop.sights)

    @property
    def words(self) -> tuple[str, str]:
        """Place and sights, line ends as the database keeps them."""
        sights = (self.sights.data or "").replace("\r\n", "\n").strip()
        return (self.place.data or "").strip(), sights


class GroupForm(Form):
    """Which group somebody walks with."""

    group = IntegerField(validators=[InputRequired(_l("Kies een groep."))])
