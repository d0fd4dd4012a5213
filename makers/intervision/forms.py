"""What may be typed at a table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any, Self

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
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from makers.core.forms import Form, KeyedForm, as_number
from makers.events.models import PolicyDomain
from makers.intervision.kinds import NoteKind
from makers.intervision.levels import Confidentiality
from makers.intervision.models import Note
from makers.intervision.notes import Besides, Words
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


def _ids() -> SelectMultipleField:
    return SelectMultipleField(coerce=as_number, validate_choice=False)


class ChosenForm(WordsForm, DomainsForm):
    """Words for a note that is there, and what its page lets choose beside them.

    The page also sends what it showed (``was_``): what its reader did not touch stays as somebody
    else left it meanwhile. ``same`` are notes that say the same.
    """

    level = RadioField(
        _l("Wie mag dit lezen, als de inbrenger straks akkoord geeft?"),
        choices=[SelectChoice(level.value, level.label) for level in Confidentiality],
        validators=[Optional()],
    )
    personal = BooleanField(_l("Persoonlijk, niet namens de gemeente"))
    same = _ids()
    was_level = HiddenField()
    was_personal = BooleanField()
    was_domains = _ids()
    was_same = _ids()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.level.flags.required = True  # where it is asked, one is chosen already

    @classmethod
    def of(cls, note: Note, words: Words, *, same: Iterable[int], **more: Any) -> Self:
        """The form with these words, and beside them what stands at the note now."""
        chosen = {
            "level": note.level.value,
            "personal": note.personal_at is not None,
            "domains": [one.id for one in note.domains],
            "same": list(same),
        }
        was = {f"was_{name}": value for name, value in chosen.items()}
        return cls(formdata=None, **asdict(words), **chosen, **was, **more)

    @property
    def besides(self) -> Besides:
        """What its reader chose beside the words, and nothing of what they left as it was."""
        level, personal = self.level.data or None, self.personal.data
        about, same = frozenset(self.domains.data or ()), frozenset(self.same.data or ())
        was = frozenset(self.was_same.data or ())
        return Besides(
            level=Confidentiality(level) if level and level != self.was_level.data else None,
            personal=personal if personal != self.was_personal.data else None,
            domains=about if about != frozenset(self.was_domains.data or ()) else None,
            together=same - was,
            apart=was - same,
        )

    @property
    def sent(self) -> list[tuple[str, str]]:
        """What came in beside the words, by name, to be sent again from another page."""
        chosen = (self.level, self.personal, self.domains, self.same)
        was = (self.was_level, self.was_personal, self.was_domains, self.was_same)
        return [(one.name, value) for one in (*chosen, *was) for value in one.raw_data or ()]


class EditForm(ChosenForm):
    """A change of a note, and the version it started from; ``restores``: out of the bin with it."""

    version = HiddenField(validators=[InputRequired(_l("Ververs de pagina en pas opnieuw aan."))])
    restores = BooleanField()


class ApartForm(ChosenForm, KeyedForm):
    """A text that came too late, to be kept as a note of its own."""


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
