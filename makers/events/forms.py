"""What an organiser may type of an event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    DateTimeLocalField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import (
    AnyOf,
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
)

from makers.core import clock
from makers.core.forms import Form, as_typed
from makers.events.details import TEXTS, Details, RoleDetails
from makers.events.entrance import EntranceForm
from makers.events.models import Entrance, Side

LONG, SHORT, NAME = 10_000, 200, 100
EMPTY_ROWS = 2
MOST_PEOPLE = 2000


def lines_of(text: str) -> tuple[str, ...]:
    """The lines that say something, each once whatever its capitals, in their order."""
    said = {line.strip().casefold(): line.strip() for line in reversed(text.splitlines())}
    return tuple(line for line in reversed(said.values()) if line)


def at_most(signs: int) -> Length:
    """No longer than so many signs."""
    sentence = _l("Dit is te lang. Houd het bij %(signs)d tekens.", signs=signs)
    return Length(max=signs, message=sentence)


class WholeNumber(IntegerField):
    """A number of people or minutes."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number; what is none gets our own sentence."""
        try:
            super().process_formdata(valuelist)
        except ValueError as wrong:
            raise ValueError(_l("Vul hier een heel getal in, zonder punt of komma.")) from wrong


class RoleRow(Form):
    """One role; a row without a name is no role."""

    id = HiddenField()
    name = StringField(_l("Rol"), [at_most(NAME)], filters=[as_typed])
    side = SelectField(
        _l("Kant"),
        [
            InputRequired(_l("Kies bij welke kant deze rol hoort.")),
            AnyOf([str(side) for side in Side], _l("Kies bij welke kant deze rol hoort.")),
        ],
        choices=[SelectChoice(str(side), side.label) for side in Side],
        validate_choice=False,
    )
    capacity = WholeNumber(
        _l("Hooguit"),
        [
            Optional(),
            NumberRange(0, MOST_PEOPLE, _l("Vul een getal in tussen 0 en 2000, of laat het leeg.")),
        ],
    )

    held = WholeNumber(
        _l("Vastgehouden plekken"),
        [
            Optional(),
            NumberRange(0, MOST_PEOPLE, _l("Vul een getal in tussen 0 en 2000, of laat het leeg.")),
        ],
    )
    held_until = DateTimeLocalField(_l("Vast tot"), [Optional()])

    def validate_held_until(self, field: DateTimeLocalField) -> None:
        """Refuse a moment without places to hold until then."""
        if field.data and not self.held.data:
            raise ValidationError(
                _l("Vul in hoeveel plekken je vasthoudt, of maak ‘Vast tot’ leeg.")
            )

    @property
    def details(self) -> RoleDetails:
        """The role as typed."""
        number, until = self.id.data or "", self.held_until.data
        return RoleDetails(
            name=self.name.data,
            side=Side(self.side.data),
            capacity=self.capacity.data,
            id=int(number) if number.isdecimal() else None,
            held=self.held.data or 0,
            held_until=clock.from_wall_clock(until) if until else None,
        )


class DetailsForm(EntranceForm):
    """Everything an organiser says of an event; ``rows`` are its roles.

    With what was ``typed`` in a request, or with values of its own.
    """

    version = HiddenField()
    title = StringField(
        _l("Naam van de bijeenkomst"),
        [DataRequired(_l("Geef de bijeenkomst een naam.")), at_most(SHORT)],
        filters=[as_typed],
    )
    occasion = TextAreaField(_l("Aanleiding"), [at_most(LONG)], filters=[as_typed])
    questions_government = TextAreaField(
        _l("Vragen van de overheid"), [at_most(LONG)], filters=[as_typed]
    )
    questions_entrepreneurs = TextAreaField(
        _l("Vragen van de ondernemers"), [at_most(LONG)], filters=[as_typed]
    )
    day = DateField(_l("Dag"), [DataRequired(_l("Kies een dag. Die ziet eruit als 2026-11-27."))])
    starts = TimeField(
        _l("Begint om"), [DataRequired(_l("Vul in hoe laat het begint, zoals 13:00."))]
    )
    ends = TimeField(
        _l("Eindigt om"), [DataRequired(_l("Vul in hoe laat het eindigt, zoals 17:00."))]
    )
    place = StringField(_l("Plaats"), [at_most(SHORT)], filters=[as_typed])
    address = StringField(_l("Adres"), [at_most(300)], filters=[as_typed])
    getting_there = TextAreaField(_l("Zo kom je er"), [at_most(LONG)], filters=[as_typed])
    capacity = WholeNumber(
        _l("Aantal plekken"),
        [
            DataRequired(_l("Vul in hoeveel mensen er kunnen komen.")),
            NumberRange(1, MOST_PEOPLE, _l("Vul een getal in tussen 1 en 2000.")),
        ],
    )
    domains = TextAreaField(_l("Beleidsterreinen"), [at_most(LONG)], filters=[as_typed])
    mail_confirmed = TextAreaField(
        _l("In de mail aan wie een plek krijgt"), [at_most(LONG)], filters=[as_typed]
    )
    mail_reminder = TextAreaField(_l("In de herinneringen"), [at_most(LONG)], filters=[as_typed])

    def __init__(
        self,
        typed: Mapping[str, str] | None = None,
        roles: Sequence[RoleDetails] = (),
        **values: Any,
    ) -> None:
        super().__init__(formdata=typed, **values)
        sent = sum(1 for name in typed or () if name.startswith("role-") and name.endswith("-name"))
        given = [_as_row(role) for role in roles] + [{}] * EMPTY_ROWS
        self.rows = [
            RoleRow(formdata=typed, prefix=f"role-{n}-", meta={"csrf": False}, **values)
            for n, values in enumerate([{}] * sent if typed is not None else given)
        ]

    @classmethod
    def of(cls, details: Details) -> DetailsForm:
        """The form with what stands now."""
        begins, ends = clock.amsterdam(details.starts_at), clock.amsterdam(details.ends_at)
        return cls(
            **{name: getattr(details, name) for name in TEXTS},
            version=details.version,
            day=begins.date(),
            starts=begins.time(),
            ends=ends.time(),
            capacity=details.capacity,
            entrance=str(details.entrance),
            roles=details.roles,
            domains="\n".join(details.domains),
        )

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Check the event and its roles, so that every wrong thing is named at once."""
        right = bool(super().validate(*args, **kwargs))
        for row in self.rows:
            if not row.validate():
                self.form_errors += [error for field in row for error in field.errors]
        names = [row.name.data.casefold() for row in self.rows if row.name.data]
        if len(names) != len(set(names)):
            self.form_errors.append(
                _l("Twee rollen heten hetzelfde. Geef elke rol een eigen naam.")
            )
        return right and not self.form_errors

    def validate_ends(self, field: TimeField) -> None:
        """Refuse an end that is not after the start."""
        if self.starts.data and field.data and field.data <= self.starts.data:
            raise ValidationError(_l("Het einde ligt voor het begin. Kijk de tijden na."))

    def validate_domains(self, field: TextAreaField) -> None:
        """Refuse a line that is no name any more."""
        if any(len(line) > NAME for line in lines_of(field.data)):
            raise ValidationError(
                _l("Zet elk beleidsterrein op een eigen regel, hooguit 100 tekens.")
            )

    @property
    def details(self) -> Details:
        """The event as typed."""
        day = self.day.data
        return Details(
            **{name: self[name].data for name in TEXTS},
            starts_at=clock.from_wall_clock(datetime.combine(day, self.starts.data)),
            ends_at=clock.from_wall_clock(datetime.combine(day, self.ends.data)),
            capacity=self.capacity.data,
            entrance=Entrance(self.entrance.data),
            roles=tuple(row.details for row in self.rows if row.name.data),
            domains=lines_of(self.domains.data),
        )


def _as_row(role: RoleDetails) -> dict[str, Any]:
    return {
        "id": "" if role.id is None else str(role.id),
        "name": role.name,
        "side": str(role.side),
        "capacity": role.capacity,
        "held": role.held or None,
        "held_until": _on_the_wall(role.held_until),
    }


def _on_the_wall(moment: datetime | None) -> datetime | None:
    return clock.amsterdam(moment).replace(tzinfo=None) if moment else None
