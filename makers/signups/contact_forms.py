"""What may be typed about others and addresses: a substitute, guests, another address."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, Field, HiddenField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, Optional

from makers.core.forms import (
    ADDRESS_RULES,
    EMAIL,
    Form,
    KeyedForm,
    address_field,
    as_number,
    as_typed,
)
from makers.events.models import Event
from makers.signups.parties import Guest

ROWS = 3


class AddressForm(Form):
    """An address of one's own."""

    email = address_field(_l("Vul je e-mailadres in."))


class SubstituteForm(Form):
    """Who comes instead."""

    name = StringField(
        _l("Naam van je collega"),
        [
            DataRequired(_l("Vul de naam in van wie in jouw plaats komt.")),
            Length(max=200, message=_l("Dit is te lang. Houd het bij 200 tekens.")),
        ],
        filters=[as_typed],
    )
    email = address_field(
        _l("Vul het e-mailadres in van je collega. Die krijgt een eigen link."),
        label=_l("E-mailadres van je collega"),
    )


class WalkInForm(KeyedForm):
    """Who stands at the door: a name and a role are enough."""

    name = StringField(
        _l("Naam"),
        [
            DataRequired(_l("Vul de naam in.")),
            Length(max=200, message=_l("Dit is te lang. Houd het bij 200 tekens.")),
        ],
        filters=[as_typed],
    )
    role = RadioField(
        _l("Komt als"),
        [DataRequired(_l("Kies een rol."))],
        coerce=as_number,
        validate_choice=False,
    )
    email = EmailField(EMAIL, [Optional(), *ADDRESS_RULES], filters=[as_typed])

    def offer(self, event: Event) -> None:
        """Offer this event's roles."""
        self.role.choices = [SelectChoice(one.id, one.name) for one in event.roles]


class GuestsForm(KeyedForm):
    """Up to three people at a time, each a name and a role; ``way`` only when not all fit."""

    way = HiddenField()

    name_1 = StringField(_l("Naam"), filters=[as_typed])
    role_1 = RadioField(_l("Komt als"), coerce=int, validate_choice=False)
    name_2 = StringField(_l("Naam"), filters=[as_typed])
    role_2 = RadioField(_l("Komt als"), coerce=int, validate_choice=False)
    name_3 = StringField(_l("Naam"), filters=[as_typed])
    role_3 = RadioField(_l("Komt als"), coerce=int, validate_choice=False)

    @property
    def rows(self) -> list[tuple[Field, Field]]:
        """The name and the role of each person."""
        return [(self[f"name_{n}"], self[f"role_{n}"]) for n in range(1, ROWS + 1)]

    def offer(self, event: Event, role_id: int) -> None:
        """Offer this event's roles; the role of who brings them is chosen beforehand."""
        for _name, role in self.rows:
            role.choices = [SelectChoice(one.id, one.name) for one in event.roles]
            if role.data is None:
                role.data = role_id

    def validate(self, extra_validators: Any = None) -> bool:
        """At least one name, none too long, each with a role."""
        valid: bool = super().validate(extra_validators)
        if not any(name.data for name, _role in self.rows):
            self.name_1.errors = [_l("Vul in wie je meeneemt.")]
            return False
        for name, role in self.rows:
            if len(name.data) > 200:
                name.errors = [_l("Dit is te lang. Houd het bij 200 tekens.")]
                valid = False
            if name.data and not isinstance(role.data, int):
                role.errors = [_l("Kies in welke rol deze persoon komt.")]
                valid = False
        return valid

    @property
    def guests(self) -> list[Guest]:
        """Who was filled in."""
        return [Guest(name.data, role.data) for name, role in self.rows if name.data]

    @property
    def together(self) -> bool | None:
        """What was chosen for when not all fit; ``None`` when it was not asked."""
        return {"together": True, "apart": False}.get(self.way.data or "")
