"""What may be typed by who comes to a table."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectChoice, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length

from makers.core.forms import Form, KeyedForm
from makers.intervision.coming.joining import Company

TOO_LONG = _l("Dit is te lang. Houd het bij 200 tekens.")


def _typed(text: str | None) -> str:
    return " ".join((text or "").split())


class LatecomerForm(KeyedForm):
    """Who is not in the plan: a name, and where they come from."""

    name = StringField(
        _l("Je naam"),
        [DataRequired(_l("Vul je naam in.")), Length(max=200, message=TOO_LONG)],
        filters=[_typed],
    )
    organisation = StringField(
        _l("Organisatie of initiatief"), [Length(max=200, message=TOO_LONG)], filters=[_typed]
    )


class LeaderForm(Form):
    """Who is to lead the table, 0 for whoever presses; ``seen`` led it when the page came."""

    signup_id = SelectField(
        _l("Wie gaat begeleiden?"),
        [InputRequired(_l("Kies wie gaat begeleiden."))],
        coerce=lambda value: int(value) if str(value or "").isdecimal() else 0,
        choices=[],
        validate_choice=False,
    )
    seen = IntegerField(default=0)

    @classmethod
    def among(cls, people: Sequence[Company]) -> LeaderForm:
        """The form with these people to choose from."""
        form = cls(formdata=None)
        form.signup_id.choices = [SelectChoice(one.signup_id, one.signup.name) for one in people]
        return form
