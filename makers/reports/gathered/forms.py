"""What may be typed about signals."""

from __future__ import annotations

from collections.abc import Collection

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from makers.core.forms import Form, KeyedForm, as_typed
from makers.intervision.forms import DomainsForm

MOST = 1000
TOO_LONG = _l("Dit is langer dan 1.000 tekens. Zeg het korter.")


class TogetherForm(DomainsForm, KeyedForm):
    """Signals that say the same, as they were seen, and the desk's words for all of them."""

    seen = SelectMultipleField(validate_choice=False, choices=[])
    title = TextAreaField(
        _l("Hoe zeg je het in één keer?"),
        [
            InputRequired(_l("Zeg in je eigen woorden wat deze signalen gemeen hebben.")),
            Length(max=MOST, message=TOO_LONG),
        ],
        filters=[as_typed],
    )


class SignalForm(DomainsForm):
    """How a signal is told, what it is about, and the version that this started from."""

    title = TextAreaField(
        _l("Hoe zeg je het in één keer?"),
        [Length(max=MOST, message=TOO_LONG)],
        filters=[as_typed],
    )
    version = HiddenField()

    @property
    def chosen(self) -> Collection[int]:
        """The ids of the domains that were ticked."""
        return self.domains.data or ()


class SeenForm(Form):
    """The signal as it stood on the page when a button was pressed."""

    seen = StringField(validators=[InputRequired()])
