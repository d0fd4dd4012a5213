"""What may be typed to sign up and to change one's answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from makers.core.forms import Form, KeyedForm, address_field, as_number, as_typed
from makers.events.models import Event, Role
from makers.signups.answers import Answers, Needs
from makers.signups.models import ConsentKind, Question
from makers.signups.places import Tally
from makers.signups.question_forms import OwnQuestions

LONG, SHORT = 2000, 200


def _short() -> list[Any]:
    return [Length(max=SHORT, message=_l("Dit is te lang. Houd het bij 200 tekens."))]


class AnswersForm(Form):
    """Who someone is and what they bring. Name, address and role are enough."""

    name = StringField(
        _l("Naam"),
        [DataRequired(_l("Vul je naam in.")), *_short()],
        filters=[as_typed],
    )
    email = address_field(_l("Vul je e-mailadres in. Daar sturen we je eigen link heen."))
    role = RadioField(
        _l("Ik kom als"),
        [DataRequired(_l("Kies in welke rol je komt."))],
        choices=[],
        coerce=as_number,
        validate_choice=False,
    )
    organisation = StringField(_l("Organisatie of initiatief"), _short(), filters=[as_typed])
    department = StringField(_l("Afdeling"), _short(), filters=[as_typed])
    job = StringField(_l("Functie"), _short(), filters=[as_typed])
    domains = SelectMultipleField(
        _l("Van welke onderwerpen weet je iets?"),
        choices=[],
        coerce=as_number,
        validate_choice=False,
    )
    question = TextAreaField(
        _l("Welke vraag breng je mee?"),
        [Length(max=LONG, message=_l("Dit is te lang. Houd het bij 2000 tekens."))],
        filters=[as_typed],
    )

    diet = StringField(
        _l("Wat eet je niet, of juist wel?"),
        [Length(max=300, message=_l("Dit is te lang. Houd het bij 300 tekens."))],
        filters=[as_typed],
    )
    step_free = BooleanField(_l("Ik heb een plek zonder trap of drempel nodig"))
    sign_language = BooleanField(_l("Ik heb een gebarentolk nodig"))
    other = StringField(
        _l("Iets anders dat we moeten weten"),
        [Length(max=500, message=_l("Dit is te lang. Houd het bij 500 tekens."))],
        filters=[as_typed],
    )
    needs_ok = BooleanField(
        _l("Jullie mogen dit bewaren tot twee weken na de middag, om het te regelen.")
    )
    consents = SelectMultipleField(
        _l("Wat mag wel?"),
        choices=[SelectChoice(str(kind), kind.label) for kind in ConsentKind],
        validate_choice=False,
    )

    def __init__(
        self,
        *args: Any,
        questions: Sequence[Question] = (),
        stood: Answers | None = None,
        held_role: int | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        typed = args[0] if args else request.form if request.method == "POST" else None
        self.told_before = dict(stood.own) if stood else {}
        self.needs_before = stood.needs if stood else Needs()
        self.held_role = held_role
        self.own = OwnQuestions(questions, typed, self.told_before)

    def __iter__(self) -> Iterator[Field]:
        return iter((*super().__iter__(), *self.own.form))

    @property
    def errors(self) -> dict[str, Any]:
        """What is wrong, with the organiser's own questions."""
        return {**super().errors, **self.own.form.errors}

    def validate(self, extra_validators: Any = None) -> bool:
        """Check everything, so that every wrong thing is named at once."""
        right = bool(super().validate(extra_validators))
        return self.own.validate(self.role.data, self.held_role) and right

    def validate_needs_ok(self, field: BooleanField) -> None:
        """Refuse needs that may not be kept: what is about health needs a yes of its own.

        Who only unticks the box takes the yes back.
        """
        if self.needs.any and not field.data and self.needs != self.needs_before:
            raise ValidationError(
                _l("Vink aan dat we dit mogen bewaren, of maak leeg wat je nodig hebt.")
            )

    @property
    def needs(self) -> Needs:
        """What is needed, as typed."""
        return Needs(self.diet.data, self.step_free.data, self.sign_language.data, self.other.data)

    def offer(self, event: Event, tally: Tally) -> None:
        """Offer the roles and domains of this event.

        A role that is full says so, unless everything is: then the page does.
        """
        self.role.choices = [SelectChoice(role.id, _choice(role, tally)) for role in event.roles]
        self.domains.choices = [SelectChoice(domain.id, domain.name) for domain in event.domains]
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
            needs=self.needs if self.needs_ok.data else Needs(),
            own=tuple(sorted(self._own().items())),
            consents=tuple(
                kind for kind in sorted(ConsentKind) if str(kind) in (self.consents.data or ())
            ),
        )

    def _own(self) -> dict[int, str]:
        """What was answered; to a question that is not asked here any more, what stood there."""
        asked = {one.id for one in self.own.questions}
        kept = {one: text for one, text in self.told_before.items() if one not in asked}
        return kept | self.own.told(self.role.data, self.held_role)


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
    """Changing one's answers, from the ``version`` the form was opened with. The address stays.

    ``stood``: the answers until now; ``held_role``: the role of the place they have, if any.
    """

    version = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.email

    @property
    def opened_with(self) -> int:
        """The version of the answers this form started from; 0 when it is no number."""
        return as_number(self.version.data)

    @classmethod
    def of(cls, answers: Answers, version: int, questions: Sequence[Question]) -> ChangeForm:
        """The form with what stands now."""
        needs = answers.needs
        return cls(
            questions=questions,
            stood=answers,
            **vars(needs),
            needs_ok=needs.any,
            consents=[str(kind) for kind in answers.consents],
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
