"""What an organiser may type of a method: its words, and its phases as rows that change places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    HiddenField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from makers.core.forms import Form, as_typed
from makers.events.forms import NAME, WholeNumber, at_most
from makers.intervision.kinds import NoteKind
from makers.intervision.methods import AGREEMENT, LENGTHS, Method, Phase, Text, Visibility
from makers.intervision.methods.rules import MOST_PHASES, wrongs

SENTENCE, MOST_MINUTES = 500, 240
NEW = "new"
WORDS = ("name", "speaks", "prompt", "to_write")
AT_MOST = _l("Vul een getal in van 0 tot en met 240.")


def _line(label: Any) -> StringField:
    return StringField(label, [at_most(SENTENCE)], filters=[as_typed])


def _name(label: Any, *says: Any) -> StringField:
    return StringField(label, [*says, at_most(NAME)], filters=[as_typed])


def _text(label: Any) -> TextAreaField:
    return TextAreaField(label, [at_most(SENTENCE)], filters=[as_typed])


def _boxes(label: Any, choices: list[SelectChoice]) -> SelectMultipleField:
    return SelectMultipleField(
        label,
        choices=choices,
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


class PhaseRow(Form):
    """One phase; beside these it has a field for the minutes of each length."""

    name_nl = _name(_l("Naam van de fase"), DataRequired(_l("Geef de fase een naam.")))
    name_en = _name(_l("Naam in het Engels"))
    speaks_nl = _line(_l("Wie is aan het woord?"))
    speaks_en = _line(_l("Wie is aan het woord, in het Engels"))
    prompt_nl = _text(_l("Wat vraag je aan de tafel?"))
    prompt_en = _text(_l("Wat vraag je, in het Engels"))
    to_write_nl = _text(_l("Wat schrijven ze op?"))
    to_write_en = _text(_l("Wat schrijven ze op, in het Engels"))
    writes = _boxes(
        _l("Soorten notities"),
        [
            *(SelectChoice(kind.value, kind.label) for kind in NoteKind),
            SelectChoice(AGREEMENT, _l("Afspraak")),
        ],
    )
    silent = _boxes(
        _l("Wie luistert de hele fase?"),
        [
            SelectChoice("bringer", _l("de inbrenger")),
            SelectChoice("participant", _l("de deelnemers")),
        ],
    )
    visibility = SelectField(
        _l("Wie ziet wat er geschreven wordt?"),
        [InputRequired()],
        choices=[
            SelectChoice(Visibility.OPEN.value, _l("iedereen, meteen")),
            SelectChoice(
                Visibility.PRIVATE_UNTIL_REVEAL.value,
                _l("ieder alleen het eigen, tot jullie het tonen"),
            ),
            SelectChoice(
                Visibility.HIDDEN_FROM_BRINGER.value, _l("de inbrenger niet, tot jullie het tonen")
            ),
        ],
        default=Visibility.OPEN.value,
    )
    labels = BooleanField(_l("Kies hier bij elke vraag: warm, neutraal of koud"))

    @classmethod
    def values_of(cls, phase: Phase) -> dict[str, Any]:
        """What a phase fills in."""
        words = {
            f"{word}_{lang}": getattr(getattr(phase, word), lang)
            for word in WORDS
            for lang in ("nl", "en")
        }
        minutes = {f"minutes_{length}": number for length, number in phase.minutes.items()}
        return {
            **words,
            **minutes,
            "writes": list(phase.writes),
            "silent": list(phase.silent),
            "visibility": phase.visibility.value,
            "labels": phase.labels,
        }

    @property
    def minutes(self) -> list[WholeNumber]:
        """The fields of the minutes, shortest length first."""
        return [field for field in self if field.name.rpartition("-")[2].startswith("minutes_")]

    @property
    def phase(self) -> Phase:
        """The phase as typed."""
        words = {word: Text(self[f"{word}_nl"].data, self[f"{word}_en"].data) for word in WORDS}
        return Phase(
            **words,
            minutes={
                field.name.rpartition("_")[2]: field.data
                for field in self.minutes
                if field.data is not None
            },
            visibility=Visibility(self.visibility.data),
            writes=tuple(self.writes.data),
            silent=tuple(self.silent.data),
            labels=self.labels.data,
        )


@cache
def row_for(lengths: tuple[int, ...]) -> type[PhaseRow]:
    """The row with a field for the minutes of each of these lengths."""
    says = [Optional(), NumberRange(0, MOST_MINUTES, AT_MOST)]
    fields = {
        f"minutes_{length}": WholeNumber(_l("Bij %(length)d minuten", length=length), says)
        for length in lengths
    }
    return type("PhaseRow", (PhaseRow,), fields)


class MethodForm(Form):
    """A method of an event's own; ``rows`` are its phases.

    With what was ``typed`` in a request, or with a method's own words. ``lengths``: for how many
    minutes a round may be made.
    """

    version = HiddenField()
    name_nl = _name(_l("Naam van de werkvorm"), DataRequired(_l("Geef de werkvorm een naam.")))
    name_en = _name(_l("Naam in het Engels"))
    fits_nl = _text(_l("Wanneer past hij?"))
    fits_en = _text(_l("Wanneer past hij, in het Engels"))
    source = _line(_l("Bron"))
    asks_bringer = BooleanField(_l("Vraag eerst aan de inbrenger of het mag"))

    def __init__(
        self,
        lengths: tuple[int, ...],
        typed: Mapping[str, str] | None = None,
        phases: Iterable[Phase] = (),
        **values: Any,
    ) -> None:
        super().__init__(formdata=typed, **values)
        row = row_for(lengths)
        given: list[dict[str, Any]] = [row.values_of(phase) for phase in phases]
        if typed is not None:
            given = [{} for _number in range(sent(typed))]
        self.rows = [
            row(formdata=typed, prefix=f"phase-{number}-", meta={"csrf": False}, **one)
            for number, one in enumerate(given)
        ]

    @classmethod
    def of(cls, method: Method, lengths: tuple[int, ...], version: str) -> MethodForm:
        """The form with what stands now."""
        return cls(
            lengths,
            phases=method.phases,
            version=version,
            name_nl=method.name.nl,
            name_en=method.name.en,
            fits_nl=method.fits.nl,
            fits_en=method.fits.en,
            source=method.source,
            asks_bringer=method.asks_bringer,
        )

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Check every field of every row, and then the rules of a method."""
        right = bool(super().validate(*args, **kwargs))
        for number, row in enumerate(self.rows, start=1):
            if not row.validate():
                right = False
                said = [error for field in row for error in field.errors]
                self.form_errors += [of_phase(number, sentence) for sentence in said]
        if not right:
            return False
        found = wrongs(self.made_from(EMPTY))
        for one in found:
            if one.phase is None:
                self.form_errors.append(str(one.sentence))
            else:
                self.form_errors.append(of_phase(one.phase + 1, one.sentence))
                self.rows[one.phase].form_errors.append(str(one.sentence))
        return not found

    @property
    def totals(self) -> list[tuple[int, int]]:
        """For each length with minutes: the length, and how long the phases take together."""
        fields = [field for row in self.rows for field in row.minutes if field.data is not None]
        sums: dict[int, int] = {}
        for field in fields:
            length = int(field.name.rpartition("_")[2])
            sums[length] = sums.get(length, 0) + field.data
        return sorted(sums.items())

    def made_from(self, method: Method) -> Method:
        """The method as typed; what has no field here comes along from the one it was."""
        return replace(
            method,
            name=Text(self.name_nl.data, self.name_en.data),
            fits=Text(self.fits_nl.data, self.fits_en.data),
            source=self.source.data,
            asks_bringer=self.asks_bringer.data,
            phases=tuple(row.phase for row in self.rows),
        )


EMPTY = Method("", Text("", ""), Text("", ""), "", ())


def lengths_for(method: Method, rounds: Iterable[int]) -> tuple[int, ...]:
    """For which lengths minutes may be filled in: the usual, the rounds' own, and its own."""
    return tuple(sorted({*LENGTHS, *rounds, *method.lengths}))


def sent(typed: Mapping[str, str]) -> int:
    """How many phases were sent."""
    names = (f"phase-{number}-name_nl" for number in range(MOST_PHASES + 1))
    return sum(name in typed for name in names)


def arranged(typed: MultiDict[str, str], wish: str) -> tuple[MultiDict[str, str], int]:
    """What was typed with its phases in another order, and which phase to look at, from 0.

    ``wish`` is ``up-2``, ``down-2``, ``remove-2`` or ``add-2`` (a new one after it); anything else,
    or a phase that is not there, changes nothing. Nothing that was typed is read or checked.
    """
    word, _dash, digits = wish.partition("-")
    rows, rest = _rows(typed)
    at = int(digits) if digits.isdecimal() and len(digits) < 3 else 0
    if word == "add" and at <= len(rows) < MOST_PHASES:
        at = min(at + 1, len(rows))
        rows.insert(at, {"name_nl": [""]})
    elif word == "remove" and at < len(rows):
        del rows[at]
    elif word in ("up", "down") and at < len(rows):
        there = max(at - 1, 0) if word == "up" else min(at + 1, len(rows) - 1)
        rows.insert(there, rows.pop(at))
        at = there
    for number, row in enumerate(rows):
        rest.update({f"phase-{number}-{name}": values for name, values in row.items()})
    return MultiDict(rest), max(0, min(at, len(rows) - 1))


def _rows(typed: MultiDict[str, str]) -> tuple[list[dict[str, list[str]]], dict[str, list[str]]]:
    """What was typed by phase, and the rest."""
    rows: list[dict[str, list[str]]] = [{} for _number in range(sent(typed))]
    rest: dict[str, list[str]] = {}
    for name, values in typed.lists():
        first, number, field = (*name.split("-", 2), "", "")[:3]
        if first == "phase" and field and number.isdecimal() and int(number) < len(rows):
            rows[int(number)][field] = values
        else:
            rest[name] = values
    return rows, rest


def of_phase(number: int, sentence: Any) -> str:
    """What is wrong with a phase, counted from 1, where a page tells it of all phases."""
    return str(_("Fase %(number)d: %(sentence)s", number=number, sentence=sentence))
