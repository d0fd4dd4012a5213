"""The forms of the settings: what may be typed of each."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp, ValidationError

from makers.core.forms import Form, as_typed

LEAST_MONTHS, MOST_MONTHS, MOST_LONGEST = 3, 24, 60
LONGEST_TEXT = 20_000


def as_colour(text: str | None) -> str:
    """A colour as it is kept: ``#`` and six small letters; three are written out."""
    said = as_typed(text).lower().removeprefix("#")
    if not said:
        return ""
    return "#" + ("".join(one * 2 for one in said) if len(said) == 3 else said)


class SettingForm(Form):
    """What every one has: the mark of the values that it started from."""

    version = HiddenField()

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, by the house's own names."""
        return {f.name: f.data for f in self if f.name not in ("version", "csrf_token")}


class NameForm(SettingForm):
    """What the organisation is called."""

    name = StringField(
        _l("Naam van de organisatie"),
        [Length(max=200, message=_l("Houd de naam korter dan 200 tekens."))],
        filters=[as_typed],
    )


def _colour(label: Any) -> StringField:
    wrong = _l("Schrijf de kleur als # met zes cijfers of letters, zoals #1b6a46.")
    return StringField(
        label, [Optional(), Regexp(r"^#[0-9a-f]{6}$", message=wrong)], filters=[as_colour]
    )


class ColoursForm(SettingForm):
    """The accent by day and by night."""

    accent = _colour(_l("Accentkleur"))
    accent_dark = _colour(_l("Accentkleur op een donker scherm"))


def _text(label: Any) -> TextAreaField:
    long = _l("Deze tekst is te lang. Houd hem korter dan 20.000 tekens.")
    return TextAreaField(label, [Length(max=LONGEST_TEXT, message=long)], filters=[as_typed])


class PrivacyForm(SettingForm):
    """What the organisation says of privacy."""

    privacy_nl = _text(_l("Tekst in het Nederlands"))
    privacy_en = _text(_l("Tekst in het Engels"))


class AccessibilityForm(SettingForm):
    """What the organisation says of accessibility."""

    accessibility_nl = _text(_l("Tekst in het Nederlands"))
    accessibility_en = _text(_l("Tekst in het Engels"))


def _months(label: Any, least: int, most: int) -> IntegerField:
    wrong = _l("Kies %(least)s tot en met %(most)s maanden.", least=least, most=most)
    return IntegerField(label, [InputRequired(wrong), NumberRange(least, most, wrong)])


class RetentionForm(SettingForm):
    """How many months names and addresses are kept."""

    keep_months = _months(_l("Maanden na de laatste bijeenkomst"), LEAST_MONTHS, MOST_MONTHS)
    keep_longest_months = _months(
        _l("Hoogstens zo veel maanden als er nog een afspraak openstaat"),
        LEAST_MONTHS,
        MOST_LONGEST,
    )

    def validate_keep_longest_months(self, field: IntegerField) -> None:
        """Refuse an end that comes before the usual one."""
        if field.data and self.keep_months.data and field.data < self.keep_months.data:
            raise ValidationError(_l("Dit is korter dan de gewone termijn. Kies een langere."))


class PromisesForm(SettingForm):
    """Whether everybody may see how promises are kept."""

    shows_promises = BooleanField(_l("Laat op de voorpagina zien hoeveel afspraken zijn gehouden"))


class LogoForm(Form):
    """A picture."""

    logo = FileField(_l("Logo"))
