"""What an organiser says of a list: the file, its columns, its words, what is to happen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_wtf.file import FileField, FileRequired
from werkzeug.datastructures import MultiDict
from wtforms import RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, InputRequired

from makers.core.forms import Form, as_number
from makers.events.models import Event
from makers.signups import import_columns, import_meanings
from makers.signups.import_columns import Columns, Field, cell
from makers.signups.import_rows import Reading

MOST_WORDS = 20
LONGEST_EXAMPLE = 40
ABSENT, COMES = "absent", "comes"
NAMES = (Field.NAME, Field.FIRST, Field.LAST)


class UploadForm(Form):
    """The list itself."""

    file = FileField(_l("Bestand"), [FileRequired(_l("Kies het bestand met de lijst."))])


class ColumnsForm(Form):
    """Which column says what; it stands in the address of the pages that follow."""

    class Meta(Form.Meta):
        csrf = False

    @classmethod
    def of(cls, args: MultiDict[str, str], rows: Sequence[Sequence[str]]) -> ColumnsForm:
        """As chosen in an address, else as guessed."""
        chosen = any(str(field) in args for field in Field)
        guessed = {} if chosen else import_columns.guess(rows)
        form = cls(
            formdata=args if chosen else None,
            data={str(field): str(place) for field, place in guessed.items()},
        )
        width = max(map(len, rows))
        choices = [SelectChoice(str(n), _column(rows, n)) for n in range(width)]
        for field in Field:
            form[field].choices = [SelectChoice("", _("(geen kolom)")), *choices]
        return form

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Refuse a list without names."""
        right = bool(super().validate(*args, **kwargs))
        if not any(field in self.columns for field in NAMES):
            self.form_errors.append(_l("Kies in welke kolom de naam staat."))
        return right and not self.form_errors

    @property
    def columns(self) -> Columns:
        """The place of each column that was chosen."""
        return {
            field: int(self[field].data)
            for field in Field
            if str(self[field].data or "").isdecimal()
        }


for _field in Field:
    setattr(ColumnsForm, _field, SelectField(_field.label, default="", validate_choice=False))


class MeaningsForm(Form):
    """What the list's words for roles and for coming mean, beside the columns in the address."""

    class Meta(Form.Meta):
        csrf = False

    any_role = SelectField(_l("Wie een andere rol heeft, of geen"), validate_choice=False)

    def reading(self, columns: Columns, event: Event, rows: Sequence[Sequence[str]]) -> Reading:
        """How the list is to be read; words that were not asked about mean what they say."""
        here = {role.id for role in event.roles}
        roles, absent = dict[str, int](), set[str]()
        for number, (word, (text, _times)) in enumerate(_words(Field.ROLE, columns, rows)):
            meant = str(import_meanings.role_of(text, event.roles))
            role = as_number(self._said(f"role-{number}", meant))
            if role in here:
                roles[word] = role
        for number, (word, (text, _times)) in enumerate(_words(Field.STATUS, columns, rows)):
            if self._said(f"status-{number}", _comes(text)) == ABSENT:
                absent.add(word)
        any_role = as_number(self.any_role.data)
        return Reading(columns, roles, any_role if any_role in here else None, frozenset(absent))

    def _said(self, name: str, guessed: str) -> str:
        return str(self[name].data or "") if name in self else guessed


def meanings_form(
    args: MultiDict[str, str], event: Event, columns: Columns, rows: Sequence[Sequence[str]]
) -> MeaningsForm:
    """A form that asks about each of the list's words, as chosen in an address or as guessed.

    When there are many words it asks about the first.
    """
    roles = [SelectChoice(str(role.id), role.name) for role in event.roles]
    only = str(event.roles[0].id) if len(event.roles) == 1 else ""

    class Asked(MeaningsForm):
        """The same, with a field for each word."""

    for number, (_word, said) in enumerate(_words(Field.ROLE, columns, rows)[:MOST_WORDS]):
        guessed = import_meanings.role_of(said[0], event.roles)
        choices = [SelectChoice("", _("(kies een rol)")), *roles]
        setattr(Asked, f"role-{number}", _choice(said, choices, str(guessed or only)))
    for number, (_word, said) in enumerate(_words(Field.STATUS, columns, rows)[:MOST_WORDS]):
        choices = [SelectChoice(COMES, _("komt")), SelectChoice(ABSENT, _("komt niet"))]
        setattr(Asked, f"status-{number}", _choice(said, choices, _comes(said[0])))
    form = Asked(formdata=args if "any_role" in args else None, data={"any_role": only})
    form.any_role.choices = [SelectChoice("", _("(niet overnemen)")), *roles]
    return form


class TakeOverForm(Form):
    """What is to happen with who comes in."""

    places = RadioField(
        _l("Krijgen ze een plek?"),
        [InputRequired(_l("Kies wie een plek krijgt.")), AnyOf(["queue", "all"])],
        choices=[
            SelectChoice(
                "queue", _l("Wie past, krijgt een plek. De rest sluit achteraan op de wachtlijst.")
            ),
            SelectChoice(
                "all", _l("Iedereen krijgt een plek, ook als er meer mensen zijn dan plekken.")
            ),
        ],
        default="queue",
        validate_choice=False,
    )
    mail = RadioField(
        _l("Sturen we een mail?"),
        [InputRequired(_l("Kies of we een mail sturen.")), AnyOf(["no", "yes"])],
        choices=[
            SelectChoice(
                "no",
                _l("Nee, niemand krijgt een mail."),
            ),
            SelectChoice(
                "yes",
                _l("Ja, iedereen met een e-mailadres krijgt zijn eigen link."),
            ),
        ],
        default="no",
        validate_choice=False,
    )


def _words(
    field: Field, columns: Columns, rows: Sequence[Sequence[str]]
) -> list[tuple[str, tuple[str, int]]]:
    """The list's words in a column: plain, as written, and how often."""
    place = columns.get(field)
    return [] if place is None else list(import_columns.said_in(rows, place).items())


def _choice(said: tuple[str, int], choices: list[SelectChoice], guessed: str) -> SelectField:
    text, times = said
    label = ngettext("‘%(text)s’ (%(num)d keer)", "‘%(text)s’ (%(num)d keer)", times, text=text)
    return SelectField(label, choices=choices, default=guessed, validate_choice=False)


def _comes(text: str) -> str:
    return ABSENT if import_meanings.says_absent(text) else COMES


def _column(rows: Sequence[Sequence[str]], place: int) -> str:
    """A column by its name, with the first thing that stands in it."""
    name = cell(rows[0], place) or _("Kolom %(number)d", number=place + 1)
    example = next((cell(row, place) for row in rows[1:] if cell(row, place)), "")
    shown = " ".join(example.split())
    if len(shown) > LONGEST_EXAMPLE:
        shown = shown[:LONGEST_EXAMPLE].rstrip() + "…"
    if not shown:
        return str(_("%(name)s (leeg)", name=name))
    return str(_("%(name)s (zoals: %(example)s)", name=name, example=shown))
