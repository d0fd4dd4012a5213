"""Who may sign up, as an organiser types it: everybody or by invitation, and mail domains."""

from __future__ import annotations

import re

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, Length

from makers.core.forms import Form
from makers.events.models import Entrance

MAIL_DOMAIN = r"([a-z0-9-]+\.)+[a-z0-9-]{2,}"


def mail_domains(text: str | None) -> str:
    """Mail domains as they are compared: in lower case, without @, each once, a space between."""
    said = re.split(r"[\s,;]+", (text or "").lower())
    return " ".join(dict.fromkeys(one.lstrip("@") for one in said if one.lstrip("@")))


class EntranceField(RadioField):
    """Everybody, or who is invited."""

    def _value(self) -> str:
        """What was chosen, in words."""
        return str(Entrance(self.data).label)


class EntranceForm(Form):
    """The part of an event's form that says who may sign up."""

    entrance = EntranceField(
        _l("Wie zich mag aanmelden"),
        [AnyOf([str(one) for one in Entrance], _l("Kies wie zich mag aanmelden."))],
        choices=[SelectChoice(str(one), one.label) for one in Entrance],
        default=str(Entrance.OPEN),
        validate_choice=False,
    )
    invited_domains = StringField(
        _l("Ook uitgenodigd: iedereen met een adres van"),
        [Length(max=2000, message=_l("Dit is te lang. Houd het bij 2000 tekens."))],
        filters=[mail_domains],
    )

    def validate_invited_domains(self, field: StringField) -> None:
        """Refuse what is no mail domain."""
        wrong = [one for one in field.data.split() if not re.fullmatch(MAIL_DOMAIN, one)]
        if wrong:
            raise ValidationError(
                _l("‘%(text)s’ is geen maildomein. Zo ziet het eruit: rotterdam.nl.", text=wrong[0])
            )
