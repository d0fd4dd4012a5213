"""What an organiser may type of the programme: its items, and the rooms it takes place in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, DataRequired, InputRequired, NumberRange, Optional

from makers.core import clock
from makers.core.forms import Form, as_typed
from makers.events.details import ItemDetails
from makers.events.forms import (
    EMPTY_ROWS,
    LONG,
    MOST_PEOPLE,
    SHORT,
    WholeNumber,
    at_most,
)
from makers.events.models import Event, ItemKind
from makers.events.rooms import RoomDetails

MOST_MINUTES = 600


class ItemForm(Form):
    """A part of the programme, on the day of the event."""

    version = HiddenField()
    kind = SelectField(
        _l("Soort"),
        [
            InputRequired(_l("Kies wat voor onderdeel dit is.")),
            AnyOf([str(kind) for kind in ItemKind], _l("Kies wat voor onderdeel dit is.")),
        ],
        choices=[SelectChoice(str(kind), kind.label) for kind in ItemKind],
        validate_choice=False,
    )
    title = StringField(
        _l("Titel"),
        [DataRequired(_l("Geef het onderdeel een titel.")), at_most(SHORT)],
        filters=[as_typed],
    )
    starts = TimeField(
        _l("Begint om"), [DataRequired(_l("Vul in hoe laat het begint, zoals 13:00."))]
    )
    minutes = WholeNumber(
        _l("Minuten"),
        [
            DataRequired(_l("Vul in hoeveel minuten het duurt.")),
            NumberRange(1, MOST_MINUTES, _l("Vul een getal in tussen 1 en 600 minuten.")),
        ],
    )
    locked = BooleanField(_l("Zet het begin vast"))
    who = StringField(_l("Wie"), [at_most(SHORT)], filters=[as_typed])
    place = StringField(_l("Waar"), [at_most(SHORT)], filters=[as_typed])
    group_size = WholeNumber(
        _l("Voor hoeveel mensen"),
        [
            Optional(),
            NumberRange(1, MOST_PEOPLE, _l("Vul een getal in tussen 1 en 2000, of laat het leeg.")),
        ],
    )
    description = TextAreaField(_l("Toelichting"), [at_most(LONG)], filters=[as_typed])
    quiet = BooleanField(_l("Niets sturen vanaf telefoons"))

    @classmethod
    def of(cls, details: ItemDetails) -> ItemForm:
        """The form with what stands now."""
        return cls(
            formdata=None,
            version=details.version,
            kind=str(details.kind),
            title=details.title,
            starts=clock.amsterdam(details.starts_at).time(),
            minutes=details.minutes,
            locked=details.locked,
            who=details.who,
            place=details.place,
            group_size=details.group_size,
            quiet=details.quiet,
            description=details.description,
        )

    def details(self, event: Event) -> ItemDetails:
        """The item as typed, on the day of ``event``."""
        return ItemDetails(
            kind=ItemKind(self.kind.data),
            title=self.title.data,
            starts_at=clock.at_wall_time(event.starts_at, self.starts.data),
            minutes=self.minutes.data,
            who=self.who.data,
            place=self.place.data,
            description=self.description.data,
            locked=self.locked.data,
            group_size=self.group_size.data,
            quiet=self.quiet.data,
        )


class NewItemForm(ItemForm):
    """A part to be added; its ``version`` is that of the whole programme."""

    insert = BooleanField(_l("Schuif op wat daarna komt"))


class RoomRow(Form):
    """One room; a row without a name is no room."""

    name = StringField(_l("Ruimte"), [at_most(SHORT)], filters=[as_typed])
    people = WholeNumber(
        _l("Hoeveel mensen"),
        [Optional(), NumberRange(1, MOST_PEOPLE, _l("Vul een getal in tussen 1 en 2000."))],
    )

    def validate_name(self, field: StringField) -> None:
        """Refuse a room of which nobody knows how many people fit there."""
        if field.data and not any(self.people.raw_data or ()):
            raise ValidationError(_l("Vul bij elke ruimte in hoeveel mensen erin passen."))


class RoomsForm(Form):
    """The rooms of an event: what was ``typed`` in a request, or those that are there."""

    version = HiddenField()

    def __init__(
        self,
        typed: Mapping[str, str] | None = None,
        rooms: Sequence[RoomDetails] = (),
        **values: Any,
    ) -> None:
        super().__init__(formdata=typed, **values)
        sent = sum(1 for name in typed or () if name.startswith("room-") and name.endswith("-name"))
        given: list[dict[str, Any]] = [{"name": one.name, "people": one.people} for one in rooms]
        given += [{}] * EMPTY_ROWS
        self.rows = [
            RoomRow(formdata=typed, prefix=f"room-{n}-", meta={"csrf": False}, **row)
            for n, row in enumerate([{}] * sent if typed is not None else given)
        ]

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Check every row, so that every wrong thing is named at once."""
        right = bool(super().validate(*args, **kwargs))
        for row in self.rows:
            if not row.validate():
                self.form_errors += [error for field in row for error in field.errors]
        names = [one.name.casefold() for one in self.details]
        if len(names) != len(set(names)):
            self.form_errors.append(
                _l("Twee ruimtes heten hetzelfde. Geef elke ruimte een eigen naam.")
            )
        return right and not self.form_errors

    @property
    def details(self) -> tuple[RoomDetails, ...]:
        """The rooms as typed."""
        return tuple(
            RoomDetails(row.name.data, row.people.data or 0) for row in self.rows if row.name.data
        )
