"""What may be typed to sign up and to change one's answers."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    EmailField,
    HiddenField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, Length, Regexp

from makers.core.forms import Form, KeyedForm
from makers.events.models import Event, Role
from makers.signups.answers import Answers
from makers.signups.places import Tally

ADDRESS = r"^\s*[!#-'*+\-/-9=?A-Z^-~.]+@([A-Za-z0-9-]+\.)+[A-Za-z0-9-]{2,}\s*$"
LONG, SHORT = 2000, 200


def _typed(text: str | None) -> str:
    """As typed, without the outer spaces and the one sign that a database cannot hold."""
    return (text or "").replace("\x00", "").strip()


def _number(text: Any) -> int:
    """The number of a choice; what was never offered becomes 0, which no row has."""
    return int(text) if str(text).isdecimal() else 0


def _short() -> list[Any]:
    return [Length(max=SHORT, message=_l("Dit is te lang. Houd het bij 200 tekens."))]


class AnswersForm(Form):
    """Who someone is and what they bring. Name, address and role are enough."""

    name = StringField(
        _l("Naam"),
        [DataRequired(_l("Vul je naam in.")), *_short()],
        filters=[_typed],
    )
    email = EmailField(
        _l("E-mailadres"),
        [
            DataRequired(_l("Vul je e-mailadres in. Daar sturen we je eigen link heen.")),
            Length(max=254, message=_l("Dit e-mailadres is te lang. Kijk het na.")),
            Regexp(
                ADDRESS,
                message=_l("Kijk je e-mailadres na. Het ziet eruit als naam@voorbeeld.nl."),
            ),
        ],
        filters=[_typed],
    )
    role = RadioField(
        _l("Ik kom als"),
        [DataRequired(_l("Kies in welke rol je komt."))],
        choices=[],
        coerce=_number,
        validate_choice=False,
    )
    organisation = StringField(_l("Organisatie of initiatief"), _short(), filters=[_typed])
    department = StringField(_l("Afdeling"), _short(), filters=[_typed])
    job = StringField(_l("Functie"), _short(), filters=[_typed])
    domains = SelectMultipleField(
        _l("Van welke onderwerpen weet je iets?"),
        choices=[],
        coerce=_number,
        validate_choice=False,
    )
    question = TextAreaField(
        _l("Welke vraag breng je mee?"),
        [Length(max=LONG, message=_l("Dit is te lang. Houd het bij 2000 tekens."))],
        filters=[_typed],
    )

    def offer(self, event: Event, tally: Tally) -> None:
        """Offer the roles and domains of this event.

        A role that is full says so, unless everything is: then the page does.
        """
        self.role.choices = [(role.id, _choice(role, tally)) for role in event.roles]
        self.domains.choices = [(domain.id, domain.name) for domain in event.domains]
        if len(event.roles) == 1 and not self.role.data:
            self.role.data = event.roles[0].id

    @property
    def answers(self) -> Answers:
        """What was typed, for the service, which refuses a role that is not the event's."""
        return Answers(
            name=self.name.data,
            role_id=self.role.data,
            organisation=self.organisation.data,
            department=self.department.data,
            job=self.job.data,
            question=self.question.data,
            domain_ids=tuple(sorted(set(self.domains.data or ()))),
        )


class SignupForm(AnswersForm, KeyedForm):
    """Signing up. ``homepage`` is hidden: only a robot fills it in."""

    homepage = StringField(_l("Laat dit leeg"))

    def validate_homepage(self, field: StringField) -> None:
        """Refuse a robot, and let a person whose browser filled it in try again."""
        if field.data:
            field.data = ""
            raise ValidationError(
                _l("Er stond iets in een veld dat leeg hoort te zijn. Verstuur het nog een keer.")
            )


class ChangeForm(AnswersForm):
    """Changing one's answers, from the ``version`` the form was opened with. The address stays."""

    version = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.email

    @property
    def opened_with(self) -> int:
        """The version of the answers this form started from; 0 when it is no number."""
        return _number(self.version.data)

    @classmethod
    def of(cls, answers: Answers, version: int) -> ChangeForm:
        """The form with what stands now; what is being sent takes its place."""
        return cls(
            name=answers.name,
            role=answers.role_id,
            organisation=answers.organisation,
            department=answers.department,
            job=answers.job,
            question=answers.question,
            domains=list(answers.domain_ids),
            version=str(version),
        )


def _choice(role: Role, tally: Tally) -> str:
    if not tally.has_room or tally.newcomer(role.id) is None:
        return role.name
    return str(_("%(role)s (vol: je komt op de wachtlijst)", role=role.name))
