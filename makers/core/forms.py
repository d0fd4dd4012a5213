"""What every form shares: CSRF from Flask-WTF, and a key for writes that may be sent twice."""

from __future__ import annotations

import uuid

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, ValidationError


class Form(FlaskForm):  # type: ignore[misc]
    """A form of Makers. Every validator says in its own sentence what to do."""


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
