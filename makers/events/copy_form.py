"""What an organiser says of a copy: its name, its day, what comes along."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from makers.core.forms import Form, as_typed
from makers.events.copying import Choice
from makers.events.forms import SHORT


class CopyForm(Form):
    """What the new event is called, when it is, and what comes along: all that stays ticked."""

    title = StringField(
        _l("Naam van de nieuwe bijeenkomst"),
        [
            DataRequired(_l("Geef de nieuwe bijeenkomst een naam.")),
            Length(max=SHORT, message=_l("Dit is te lang. Houd het bij 200 tekens.")),
        ],
        filters=[as_typed],
    )
    day = DateField(_l("Dag"), [DataRequired(_l("Kies een dag. Die ziet eruit als 2026-11-27."))])
    along = SelectMultipleField(
        _l("Wat gaat er mee?"),
        choices=[SelectChoice(str(choice), choice.label) for choice in Choice],
        default=[str(choice) for choice in Choice],
        validate_choice=False,
    )

    @property
    def chosen(self) -> frozenset[Choice]:
        """What comes along."""
        said = set(self.along.data or ())
        return frozenset(choice for choice in Choice if str(choice) in said)
