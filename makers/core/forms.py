"""What every form shares: CSRF from Flask-WTF, and a key for writes that may be sent twice."""

from __future__ import annotations

import uuid
from functools import cache

from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, ValidationError
from wtforms.i18n import get_translations

LARGEST = 2**31 - 1  # what an integer of the database holds


def as_number(text: object) -> int:
    """The number that a form carries, of a row or a version; 0, which nothing has, for any other.

    What the database cannot hold is as good as nothing: it would not be compared but break.
    """
    said = str(text)
    number = int(said) if said.isdecimal() and len(said) < 11 else 0
    return number if number <= LARGEST else 0


class Form(FlaskForm):
    """A form of Makers. Every validator says in its own sentence what to do."""

    class Meta(FlaskForm.Meta):
        """Flask-WTF reads WTForms' catalogue from disk for every request; once is enough."""

        def get_translations(self, form: FlaskForm) -> object:
            """WTForms' own sentences in the reader's language."""
            return _sentences(str(get_locale())[:2])


@cache
def _sentences(lang: str) -> object:
    return get_translations([lang])


class KeyedForm(Form):
    """A form whose write can be retried: the page made a key, the same key writes once."""

    key = HiddenField(default=lambda: str(uuid.uuid4()))

    def validate_key(self, field: HiddenField) -> None:
        """Refuse a key that is no UUID: it was not made by our page."""
        try:
            uuid.UUID(field.data or "")
        except ValueError as wrong:
            field.data = str(uuid.uuid4())
            raise ValidationError(
                _l("Er ging iets mis met dit formulier. Verstuur het nog een keer.")
            ) from wrong

    @property
    def uuid(self) -> uuid.UUID:
        """The key of this write."""
        return uuid.UUID(self.key.data)
