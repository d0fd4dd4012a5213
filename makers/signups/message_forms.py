"""What an organiser may write to people."""

from __future__ import annotations

import re
from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import (
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from makers.core.forms import Form, KeyedForm, as_number, as_typed
from makers.events.models import Event
from makers.signups.audience import Choice, Group
from makers.signups.messages import NAME
from makers.signups.models import SignupState

LONG, SHORT = 10_000, 200
PLACEHOLDER = re.compile(r"\{[^{}\n]*\}")
YES_OR_NO = {"yes": True, "no": False}


class CallingOffForm(Form):
    """Why the event does not take place, as people will read it."""

    reason = TextAreaField(
        _l("Waarom gaat het niet door?"),
        [
            DataRequired(_l("Schrijf in een zin waarom het niet doorgaat. Mensen lezen dit.")),
            Length(max=LONG, message=_l("Dit is te lang. Houd het bij 10.000 tekens.")),
        ],
        filters=[as_typed],
    )


class MessageForm(KeyedForm):
    """A mail to a group of people: what it says, and to whom."""

    subject = StringField(
        _l("Onderwerp"),
        [
            DataRequired(_l("Geef je bericht een onderwerp.")),
            Length(max=SHORT, message=_l("Dit is te lang. Houd het bij 200 tekens.")),
        ],
        filters=[as_typed],
    )
    text = TextAreaField(
        _l("Bericht"),
        [
            DataRequired(_l("Schrijf je bericht.")),
            Length(max=LONG, message=_l("Dit is te lang. Houd het bij 10.000 tekens.")),
        ],
        filters=[as_typed],
    )
    states = SelectMultipleField(
        _l("Wie"),
        [InputRequired(_l("Kies aan wie je schrijft."))],
        choices=[SelectChoice(str(state), state.label) for state in SignupState],
        default=[str(SignupState.CONFIRMED)],
        validate_choice=False,
    )
    roles = SelectMultipleField(_l("Alleen deze rollen"), choices=[], validate_choice=False)
    groups = SelectMultipleField(_l("Alleen deze tafels"), choices=[], validate_choice=False)
    present = RadioField(
        _l("Op de dag zelf"),
        choices=[
            SelectChoice("", _l("Maakt niet uit")),
            SelectChoice("yes", _l("Wie er was")),
            SelectChoice("no", _l("Wie er niet was")),
        ],
        default="",
        validate_choice=False,
    )
    next_time = RadioField(
        _l("Uitnodigen voor de volgende keer"),
        choices=[
            SelectChoice("", _l("Maakt niet uit")),
            SelectChoice("yes", _l("Wie dat graag wil")),
            SelectChoice("no", _l("Wie daar niet om vroeg")),
        ],
        default="",
        validate_choice=False,
    )

    def offer(self, event: Event, groups: Sequence[Group]) -> None:
        """Offer the roles and groups of this event."""
        self.roles.choices = [SelectChoice(str(role.id), role.name) for role in event.roles]
        self.groups.choices = [SelectChoice(group.key, group.name) for group in groups]

    def validate_subject(self, field: StringField) -> None:
        """Refuse a placeholder that stays as it is."""
        _check_placeholders(field.data)

    def validate_text(self, field: TextAreaField) -> None:
        """Refuse a placeholder that stays as it is."""
        _check_placeholders(field.data)

    @property
    def choice(self) -> Choice:
        """To whom; what was never offered is nobody."""
        return Choice(
            states=frozenset(state for state in SignupState if str(state) in self.states.data),
            role_ids=frozenset(as_number(one) for one in self.roles.data),
            groups=frozenset(self.groups.data),
            present=YES_OR_NO.get(self.present.data),
            next_time=YES_OR_NO.get(self.next_time.data),
        )


def _check_placeholders(text: str) -> None:
    unknown = set(PLACEHOLDER.findall(text)) - {NAME}
    if unknown:
        sentence = _l(
            "%(what)s blijft zo staan. Alleen {naam} wordt de naam van wie het leest.",
            what=", ".join(sorted(unknown)),
        )
        raise ValidationError(sentence)
