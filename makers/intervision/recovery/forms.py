"""What may be chosen when a table goes otherwise than planned; each form offers what there is."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import (
    BooleanField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from makers.core.forms import KeyedForm
from makers.intervision.models import Latecomer
from makers.intervision.recovery.queries import AtHand, Other
from makers.seating.models import Case, Seat

LINE = 80
PLACE = "place-"
TABLE = _l("Kies een tafel.")
PEOPLE = _l("Vink aan wie er gaat.")


class Ticks(SelectMultipleField):
    """Several of a list, each with a box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class RecoveryForm(KeyedForm):
    """A form about a table; ``offer`` fills it with what is at hand."""

    def offer(self, at_hand: AtHand) -> None:
        """Give the choices that there are now."""


class MergeForm(RecoveryForm):
    """With which table."""

    into = SelectField(_l("Met welke tafel?"), [InputRequired(TABLE)], coerce=int, choices=[])

    def offer(self, at_hand: AtHand) -> None:
        """The other tables of the round."""
        self.into.choices = _tables(at_hand.others)


class SplitForm(RecoveryForm):
    """Who goes to the new table, and what goes along."""

    people = Ticks(
        _l("Wie gaat naar de nieuwe tafel?"), [InputRequired(PEOPLE)], coerce=int, choices=[]
    )
    own_notes = BooleanField(_l("Wat deze mensen zelf schreven, gaat mee"), default=True)
    notes = Ticks(_l("Wat gaat nog meer mee?"), coerce=int, choices=[])
    place = StringField(
        _l("Plek in de zaal"), [Length(max=200, message=_l("Dit is te lang. Maak het korter."))]
    )

    def offer(self, at_hand: AtHand) -> None:
        """Who sits here but brings no case and leads nobody, and the notes that are shared."""
        self.people.choices = _people(at_hand.movable)
        self.notes.choices = [
            SelectChoice(note.id, f"{note.kind.label}: {_line(note.text)}")
            for note in at_hand.shared
        ]


class MoveForm(RecoveryForm):
    """Who goes, and where."""

    people = Ticks(_l("Wie gaat er weg?"), [InputRequired(PEOPLE)], coerce=int, choices=[])
    to = SelectField(_l("Naar welke tafel?"), [InputRequired(TABLE)], coerce=int, choices=[])

    def offer(self, at_hand: AtHand) -> None:
        """Who may go, and the other tables."""
        self.people.choices = _people(at_hand.movable)
        self.to.choices = _tables(at_hand.others)


class DissolveForm(RecoveryForm):
    """Where everybody goes, and what was written."""

    notes_to = SelectField(
        _l("Wat er is opgeschreven"), [InputRequired(TABLE)], coerce=int, choices=[]
    )

    @classmethod
    def about(cls, at_hand: AtHand) -> type[DissolveForm]:
        """A form with a choice for each who sits at this table; the emptiest first."""
        tables = _tables(sorted(at_hand.others, key=lambda other: other.people))

        def choice(seat: Seat | Latecomer, number: int) -> SelectField:
            ready = tables[number % len(tables)].value if tables else None
            required = [InputRequired(TABLE)]
            return SelectField(
                seat.signup.name, required, coerce=int, choices=tables, default=ready
            )

        fields: dict[str, Any] = {
            f"{PLACE}{seat.signup_id}": choice(seat, number)
            for number, seat in enumerate(at_hand.everybody)
        }
        return type("DissolveFormOfTable", (cls,), fields)

    def offer(self, at_hand: AtHand) -> None:
        """Stay where it is, or go to one of the other tables."""
        here = SelectChoice(
            0, _("blijft bij tafel %(number)d, voor het verslag", number=at_hand.table.number)
        )
        self.notes_to.choices = [here, *_tables(at_hand.others)]

    @property
    def places(self) -> dict[int, int]:
        """By sign-up, the table where they go."""
        return {
            int(field.short_name.removeprefix(PLACE)): field.data
            for field in self
            if field.short_name.startswith(PLACE)
        }


class NameForm(RecoveryForm):
    """Another name."""

    name = StringField(
        _l("Naam van de tafel"),
        [Length(max=100, message=_l("Dit is te lang. Maak er hoogstens 100 tekens van."))],
    )

    def offer(self, at_hand: AtHand) -> None:
        """The name it has."""
        if self.name.raw_data is None:
            self.name.data = at_hand.table.name


class ReserveForm(RecoveryForm):
    """Which reserve case."""

    case = RadioField(
        _l("Welke reservecasus?"),
        coerce=int,
        choices=[],
        validators=[InputRequired(_l("Kies een reservecasus."))],
    )

    def offer(self, at_hand: AtHand) -> None:
        """The cases in reserve, with who brings them."""
        self.case.choices = [SelectChoice(case.id, _case(case)) for case in at_hand.spare]
        if self.case.data is None and at_hand.spare:
            self.case.data = at_hand.spare[0].id


def _tables(others: list[Other]) -> list[SelectChoice]:
    return [SelectChoice(other.table.id, _table(other)) for other in others]


def _table(other: Other) -> str:
    case, name = other.table.case, other.table.name
    title = case.title if case is not None else name or str(_("zonder casus"))
    return str(
        ngettext(
            "Tafel %(number)d: %(title)s (%(num)d persoon)",
            "Tafel %(number)d: %(title)s (%(num)d mensen)",
            other.people,
            number=other.table.number,
            title=_line(title),
        )
    )


def _people(seats: list[Seat | Latecomer]) -> list[SelectChoice]:
    return [SelectChoice(seat.signup_id, seat.signup.name) for seat in seats]


def _case(case: Case) -> str:
    inside = _("is binnen") if case.signup.check_in else _("nog niet binnen")
    return f"{case.title} – {case.signup.name} ({inside})"


def _line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LINE else f"{line[: LINE - 1]}…"
