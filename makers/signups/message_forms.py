"""What an organiser may write to people."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from makers.core.forms import Form
from makers.events.forms import as_typed

LONG = 10_000


class CallingOffForm(Form):
    """Why the event does not take place, as people will read it."""

    reason = TextAreaField(
        _l("Waarom gaat het niet door?"),
        [
            DataRequired(_l("Schrijf in een zin waarom het niet doorgaat. Mensen lezen dit.")),
            Length(max=LONG, message=_l("Dit is te lang. Houd het bij 10.000 tekens.")),
        ],
        filters=[as_typed],
    )
