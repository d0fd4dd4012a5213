"""What may be typed about accounts at the desk."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, HiddenField, PasswordField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length

from makers.core.forms import Form, address_field, as_typed
from makers.core.organisers.accounts import LEAST_PASSWORD
from makers.core.organisers.models import DeskRole

NO_ROLE = _l("Kies wat deze persoon mag.")


def _new_password(label: Any) -> PasswordField:
    short = _l("Kies een wachtwoord van minstens 12 tekens, zoals een paar losse woorden.")
    return PasswordField(label, [InputRequired(short), Length(LEAST_PASSWORD, 200, message=short)])


class LoginForm(Form):
    """An organiser's address and password."""

    email = EmailField(_l("E-mailadres"), [InputRequired(_l("Vul je e-mailadres in."))])
    password = PasswordField(_l("Wachtwoord"), [InputRequired(_l("Vul je wachtwoord in."))])


class CodeForm(Form):
    """A code of an app, or one that was kept on paper."""

    code = StringField(_l("Code"), [DataRequired(_l("Vul de code in."))], filters=[as_typed])


class PasskeyForm(Form):
    """What the browser says for a passkey, as JSON; the script fills it in."""

    answer = HiddenField()


class NewPasskeyForm(PasskeyForm):
    """A passkey that comes to be, and what its owner calls it."""

    name = StringField(
        _l("Hoe noem je deze passkey?"),
        [
            DataRequired(_l("Geef de passkey een naam, zoals ‘mijn telefoon’.")),
            Length(max=60, message=_l("Dit is te lang. Houd het bij 60 tekens.")),
        ],
        filters=[as_typed],
    )


class AgainForm(Form):
    """The password of who is logged in, once more."""

    password = PasswordField(_l("Wachtwoord"), [InputRequired(_l("Vul je wachtwoord in."))])


class PasswordForm(Form):
    """Another password."""

    old = PasswordField(_l("Wachtwoord van nu"), [InputRequired(_l("Vul je wachtwoord in."))])
    new = _new_password(_l("Nieuw wachtwoord"))


class RoleForm(Form):
    """What somebody may do at the desk."""

    role = RadioField(
        _l("Wat mag deze persoon?"),
        [DataRequired(NO_ROLE), AnyOf([role.value for role in DeskRole], NO_ROLE)],
        choices=[
            SelectChoice(DeskRole.ORGANISER.value, _l("Organisator: alles")),
            SelectChoice(
                DeskRole.HELPER.value,
                _l("Helper: alles van de middag zelf, geen bestanden met gegevens van mensen"),
            ),
        ],
        default=DeskRole.HELPER.value,
        validate_choice=False,
    )


class InviteForm(RoleForm):
    """Who is asked to organise along."""

    email = address_field(_l("Vul het e-mailadres in van wie je uitnodigt."))


class WelcomeForm(Form):
    """Who one is, and a password of one's own."""

    name = StringField(
        _l("Je naam"),
        [
            DataRequired(_l("Vul je naam in.")),
            Length(max=200, message=_l("Dit is te lang. Houd het bij 200 tekens.")),
        ],
        filters=[as_typed],
    )
    password = _new_password(_l("Kies een wachtwoord"))
