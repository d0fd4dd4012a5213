"""What may be typed at a table."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from makers.core.forms import Form, KeyedForm, as_number
from makers.events.models import PolicyDomain
from makers.intervision.kinds import NoteKind
from makers.intervision.levels import Confidentiality
from makers.intervision.notes import Words
from makers.intervision.phases.beginning import BeforeStart

MOST = 8000
TOO_LONG = _l("Dit is langer dan 8.000 tekens. Maak er twee notities van.")


class StartForm(Form):
    """The method that the screen showed, and how long."""

    method = HiddenField(validators=[InputRequired(_l("Kies een werkvorm."))])
    length = SelectField(
        _l("Hoe lang"),
        [InputRequired(_l("Kies hoe lang."))],
        coerce=int,
        choices=[],
        validate_choice=False,
    )

    @classmethod
    def of(cls, before: BeforeStart) -> StartForm:
        """The form with what the table will follow, as long as fits its round."""
        lengths = before.lengths
        form = cls(formdata=None, method=before.choice, length=lengths[-1] if lengths else None)
        form.length.choices = [
            SelectChoice(length, _l("%(minutes)d minuten", minutes=length)) for length in lengths
        ]
        return form


class TurnForm(Form):
    """The turn that the screen showed when a button of the clock was pressed."""

    turn = IntegerField(validators=[InputRequired(_l("Ververs de pagina en druk opnieuw."))])


class WordsForm(Form):
    """The text of a note, and the two logics where it is a problem statement."""

    text = TextAreaField(
        _l("Notitie"),
        [InputRequired(_l("Schrijf eerst iets op.")), Length(max=MOST, message=TOO_LONG)],
    )
    from_demand = TextAreaField(
        _l("Gezien vanuit de vraag"), [Length(max=MOST, message=TOO_LONG)], default=""
    )
    from_institution = TextAreaField(
        _l("Gezien vanuit de instelling"), [Length(max=MOST, message=TOO_LONG)], default=""
    )

    @property
    def words(self) -> Words:
        """What was typed, line ends as the database keeps them."""
        return Words(
            *(_plain(field.data) for field in (self.text, self.from_demand, self.from_institution))
        )


class DomainsForm(Form):
    """Which policy domains a signal is about."""

    domains = SelectMultipleField(
        _l("Over welke beleidsterreinen gaat dit?"),
        coerce=as_number,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validate_choice=False,
    )

    def offer(self, domains: Iterable[PolicyDomain]) -> None:
        """Give the choice of these, the policy domains of an event."""
        self.domains.choices = [SelectChoice(one.id, one.name) for one in domains]


class NoteForm(WordsForm, DomainsForm, KeyedForm):
    """A new note: one's own words or, by who writes for others, those of another at the table.

    ``turn`` was on the screen while it was written, if any; ``domains`` are for a signal.
    """

    scribes = BooleanField(_l("Schrijven voor anderen"))
    on_behalf_of = HiddenField(_l("Namens"))
    turn = HiddenField()
    kind = RadioField(
        _l("Wat schrijf je op?"),
        choices=[SelectChoice(kind.value, kind.label) for kind in NoteKind],
        validators=[InputRequired(_l("Kies eerst wat je opschrijft."))],
    )
    personal = BooleanField(_l("Persoonlijk, niet namens de gemeente"))

    @property
    def seen_turn(self) -> int | None:
        """The turn that the writer saw; ``None`` from a page that does not tell."""
        return as_number(self.turn.data) or None

    @property
    def whose(self) -> int | None:
        """The sign-up whose words these are; ``None``: of who typed them."""
        return as_number(self.on_behalf_of.data) or None if self.scribes.data else None


class NextVersionForm(WordsForm, KeyedForm):
    """The next version of a problem statement."""


class EditForm(WordsForm):
    """Other words for a note, and the version they started from."""

    version = HiddenField(validators=[InputRequired(_l("Ververs de pagina en pas opnieuw aan."))])


class ApartForm(WordsForm, KeyedForm):
    """A text that came too late, to be kept as a note of its own."""


class LevelForm(Form):
    """How far a note may go."""

    level = RadioField(
        _l("Wie mag dit lezen, als de inbrenger straks akkoord geeft?"),
        choices=[SelectChoice(level.value, level.label) for level in Confidentiality],
        validators=[InputRequired()],
    )


class CodeForm(Form):
    """A table's code, as it stands on the card."""

    code = StringField(
        _l("Code van je tafel"),
        [
            InputRequired(_l("Typ de code van de kaart op tafel.")),
            Length(max=20, message=_l("De code heeft acht letters en cijfers.")),
        ],
    )


def _plain(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n").strip()
