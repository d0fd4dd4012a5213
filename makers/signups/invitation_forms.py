"""What may be typed about who is invited: a list of addresses, as it is pasted."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import SelectField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired

from makers.core.forms import ADDRESS, LONGEST_ADDRESS, Form, as_number, as_typed
from makers.core.organisers import normal
from makers.events.models import Event
from makers.signups.invitations import Guest

MOST_LINES = 1000
SHOWN, SHOWN_SIGNS = 10, 60
LONGEST_NAME = 200
NAMED = re.compile(r"^(?P<name>[^<>]*)<(?P<address>[^<>]+)>$")


class InvitationsForm(Form):
    """Addresses, one on a line, and the role to come in."""

    addresses = TextAreaField(
        _l("E-mailadressen"),
        [DataRequired(_l("Plak of typ de adressen, elk op een eigen regel."))],
        filters=[as_typed],
    )
    role = SelectField(_l("Zij komen als"), choices=[], validate_choice=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.guests: list[Guest] = []
        self.doubles: list[str] = []

    def offer(self, event: Event) -> None:
        """Offer this event's roles, and none."""
        roles = [SelectChoice(str(role.id), role.name) for role in event.roles]
        self.role.choices = [SelectChoice("", _("Dat kiezen ze zelf")), *roles]

    def validate_addresses(self, field: TextAreaField) -> None:
        """Read the lines; refuse them as a whole with what is wrong in each."""
        pieces = _pieces(field.data)
        if len(pieces) > MOST_LINES:
            raise ValidationError(
                _("Dit zijn meer dan %(most)d adressen. Doe het in delen.", most=MOST_LINES)
            )
        found: dict[str, Guest] = {}
        wrong: list[str] = []
        for number, text in pieces:
            guest = read(text)
            if guest is None:
                said = text[:SHOWN_SIGNS]
                wrong.append(
                    _("Regel %(number)d: ‘%(text)s’ is geen e-mailadres.", number=number, text=said)
                )
            elif guest.email in found:
                self.doubles.append(guest.email)
            else:
                found[guest.email] = guest
        if wrong:
            raise ValidationError(" ".join([*wrong[:SHOWN], *_and_more(len(wrong) - SHOWN)]))
        self.guests = list(found.values())

    @property
    def role_id(self) -> int | None:
        """The role that was chosen; one that was never offered is 0, which no row has."""
        if not self.role.data:
            return None
        return as_number(self.role.data)


def read(text: str) -> Guest | None:
    """Somebody as written: an address alone, ``Name <address>``, or both beside each other.

    ``None`` where there is not exactly one address.
    """
    named = NAMED.match(text.strip())
    parts = [named["name"], named["address"]] if named else re.split(r"[;,\t]", text)
    parts = [_bare(one) for one in parts if _bare(one)]
    addresses = [one for one in parts if re.match(ADDRESS, one) and len(one) <= LONGEST_ADDRESS]
    if len(addresses) != 1:
        return None
    name = " ".join(one for one in parts if one != addresses[0])
    return None if "@" in name else Guest(normal(addresses[0]), name[:LONGEST_NAME])


def _pieces(text: str) -> list[tuple[int, str]]:
    """Each line with its number; one that holds several addresses, as mail programs give, apart."""
    pieces = []
    for number, line in enumerate(text.splitlines(), 1):
        parts = [part for part in re.split(";", line) if part.strip()]
        several = sum("@" in part for part in parts) > 1
        pieces += [(number, part.strip()) for part in (parts if several else [line])]
    return [(number, part) for number, part in pieces if part.strip(" ;,\t")]


def _bare(text: str) -> str:
    return text.strip().strip("\"'<>").strip()


def _and_more(number: int) -> list[str]:
    if number <= 0:
        return []
    return [ngettext("En nog %(num)d regel.", "En nog %(num)d regels.", number)]
