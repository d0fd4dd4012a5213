"""What every form shares: CSRF, a key for writes that may be sent twice, text and addresses."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from functools import cache
from typing import Any

from flask_babel import LazyString, get_locale
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import EmailField, HiddenField, ValidationError
from wtforms.i18n import get_translations
from wtforms.validators import DataRequired, Length, Regexp

LARGEST = 2**31 - 1  # what an integer of the database holds
ADDRESS = r"^\s*[!#-'*+\-/-9=?A-Z^-~.]+@([A-Za-z0-9-]+\.)+[A-Za-z0-9-]{2,}\s*$"
LONGEST_ADDRESS = 254
EMAIL = _l("E-mailadres")
ADDRESS_RULES = (
    Length(max=LONGEST_ADDRESS, message=_l("Dit e-mailadres is te lang. Kijk het na.")),
    Regexp(ADDRESS, message=_l("Kijk het e-mailadres na. Het ziet eruit als naam@voorbeeld.nl.")),
)


def as_number(text: object) -> int:
    """The number that a form carries, of a row or a version; 0, which nothing has, for any other.

    What the database cannot hold is as good as nothing: it would not be compared but break.
    """
    said = str(text)
    number = int(said) if said.isdecimal() and len(said) < 11 else 0
    return number if number <= LARGEST else 0


def as_typed(text: str | None) -> str:
    """As typed, without the outer spaces and the page's line ends."""
    return (text or "").replace("\r\n", "\n").strip()


def address_field(missing: LazyString, *, label: LazyString | None = None) -> EmailField:
    """An e-mail address that must be there; ``missing`` is said when it is not."""
    return EmailField(label or EMAIL, [DataRequired(missing), *ADDRESS_RULES], filters=[as_typed])


class Form(FlaskForm):
    """A form of Makers. Every validator says in its own sentence what to do."""

    class Meta(FlaskForm.Meta):
        """What is done before any field is read."""

        def wrap_formdata(self, form: FlaskForm, formdata: Any) -> Any:
            """What came in, without the one sign that no database holds (PostgreSQL refuses it)."""
            given = super().wrap_formdata(form, formdata)
            if given is None or not any("\x00" in one for _, one in _texts(given)):
                return given
            clean = [(name, one.replace("\x00", "")) for name, one in _texts(given)]
            files = [both for both in given.items(multi=True) if not isinstance(both[1], str)]
            return MultiDict([*clean, *files])

        def get_translations(self, form: FlaskForm) -> object:
            """WTForms' own sentences in the reader's language, read from disk once."""
            return _sentences(str(get_locale())[:2])


def _texts(given: MultiDict[str, Any]) -> Iterator[tuple[str, str]]:
    return ((name, one) for name, one in given.items(multi=True) if isinstance(one, str))


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
