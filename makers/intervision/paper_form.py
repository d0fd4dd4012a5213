"""The form in which a paper session is typed over: for each phase its time and its notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, TextAreaField, TimeField
from wtforms.validators import Length, Optional

from makers.core import clock
from makers.core.forms import Form, KeyedForm, as_typed
from makers.intervision.forms import MOST
from makers.intervision.kinds import NoteKind
from makers.intervision.method_forms import of_phase
from makers.intervision.methods import AGREEMENT, Phase
from makers.intervision.notes import Words
from makers.intervision.paper import OnPaper

RUN = "run"
TOO_LONG = _l("Dit is langer dan 8.000 tekens. Bewaar het in delen.")


def _text(label: Any) -> TextAreaField:
    return TextAreaField(label, [Length(max=MOST, message=TOO_LONG)], filters=[as_typed])


class PhaseOnPaper(Form):
    """When a phase was, and what was written in it; a field for each kind stands beside these."""

    at = TimeField(_l("Geschreven om"), [Optional()])
    from_demand = _text(_l("Gezien vanuit de vraag"))
    from_institution = _text(_l("Gezien vanuit de instelling"))

    phase: Phase

    @property
    def kinds(self) -> list[NoteKind]:
        """What this phase writes as notes."""
        return [NoteKind(kind) for kind in self.phase.writes if kind != AGREEMENT]

    def notes(self) -> Iterator[tuple[NoteKind, Words]]:
        """Each note: a line of its own, but a problem statement is everything in its field."""
        for kind in self.kinds:
            text = self[kind.value].data
            if kind is NoteKind.PROBLEM_STATEMENT:
                if text:
                    yield kind, Words(text, self.from_demand.data, self.from_institution.data)
            else:
                lines = (line.strip(" \t-•*") for line in text.splitlines())
                yield from ((kind, Words(line)) for line in lines if line)

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Ask for a time where something was typed, and for what two logics belong to."""
        if not super().validate(*args, **kwargs):
            return False
        statement, logics = NoteKind.PROBLEM_STATEMENT, (self.from_demand, self.from_institution)
        if statement in self.kinds and any(one.data for one in logics):
            field = self[statement.value]
            if not field.data:
                field.errors = [_("Schrijf hier ook de probleemstelling zelf.")]
                return False
        if self.at.data is None and any(self.notes()):
            self.at.errors = [_("Vul in hoe laat dit geschreven is, zoals 15:10.")]
            return False
        return True


class PaperForm(KeyedForm):
    """A whole session, phase by phase.

    ``shown`` says of which method: ``RUN`` for what the table runs, else what it chose. So what was
    typed finds its phase again, whatever the table does meanwhile.
    """

    shown = HiddenField()

    def __init__(
        self, phases: Sequence[Phase], times: Sequence[time | None], typed: Any, shown: str
    ) -> None:
        super().__init__(formdata=typed, shown=shown)
        self.rows = [
            _row(phase)(formdata=typed, prefix=f"phase-{number}-", meta={"csrf": False}, at=at)
            for number, (phase, at) in enumerate(zip(phases, times, strict=True))
        ]

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Check every phase, so that every wrong thing is named at once."""
        right = bool(super().validate(*args, **kwargs))
        for number, row in enumerate(self.rows, start=1):
            if not row.validate():
                right = False
                said = [str(error) for field in row for error in field.errors]
                self.form_errors += [of_phase(number, sentence) for sentence in said]
        return right

    def papers(self, day: datetime) -> list[OnPaper]:
        """The notes as typed, their times on the day in which ``day`` falls."""
        of_run = self.shown.data == RUN
        return [
            OnPaper(number if of_run else None, kind, words, clock.at_wall_time(day, row.at.data))
            for number, row in enumerate(self.rows)
            for kind, words in row.notes()
        ]


def planned(phases: Sequence[Phase], length: int, begins: datetime) -> list[time]:
    """When each phase begins if all goes by its minutes, on the wall clock."""
    found, at = [], begins
    for phase in phases:
        found.append(clock.amsterdam(at).time().replace(second=0, microsecond=0))
        at += timedelta(minutes=phase.minutes[str(length)])
    return found


def _row(phase: Phase) -> type[PhaseOnPaper]:
    """The row of a phase, with a field for each kind that it writes."""
    kinds = [NoteKind(kind) for kind in phase.writes if kind != AGREEMENT]
    fields: dict[str, Any] = {kind.value: _text(kind.label) for kind in kinds}
    return type("PhaseOnPaper", (PhaseOnPaper,), {**fields, "phase": phase})
