"""The organiser's own questions as they are answered, and as they are made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    Field,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.form import BaseForm
from wtforms.validators import AnyOf, DataRequired, Length

from makers.core.forms import Form, as_typed
from makers.events.models import Event
from makers.signups.models import Question, QuestionKind
from makers.signups.questions import Asked

LONG = 2000


@dataclass(frozen=True)
class Group:
    """Fields with their hints, for everybody or for one role: the choice ``at``, from 0."""

    role: str
    at: int | None
    fields: list[tuple[Field, str]]


class OwnQuestions:
    """The fields of an event's own questions; what is asked of one role only stands apart."""

    def __init__(
        self, questions: Sequence[Question], typed: Any, told: Mapping[int, str] | None = None
    ) -> None:
        told = told or {}
        self.questions = [one for one in questions if one.retired_at is None]
        self.choices = {one.id: _choices(one, told.get(one.id, "")) for one in self.questions}
        self.form = BaseForm(
            {_name(one): _field(one, self.choices[one.id]) for one in self.questions}
        )
        held = {_name(one): _as_data(one, told[one.id]) for one in self.questions if one.id in told}
        self.form.process(typed, data=held)

    def validate(self, role_id: object, held_role: int | None = None) -> bool:
        """Whether what is asked of this role is answered, and with a choice that is offered.

        ``held_role``: what they answered in the role they have until then may stand beside it.
        """
        right = True
        for one in self._asked_of(role_id, held_role):
            field = self.form[_name(one)]
            right = field.validate(self.form) and right
            chosen = _as_text(field)
            if not chosen and one.required and one.role_id in (None, role_id):
                field.errors = [_l("Beantwoord deze vraag.")]
            elif self.choices[one.id] and set(chosen.split("\n")) - {"", *self.choices[one.id]}:
                field.errors = [_l("Kies uit wat er staat.")]
            right = right and not field.errors
        return right

    def told(self, role_id: object, held_role: int | None = None) -> dict[int, str]:
        """What was answered by somebody who comes, or has a place, in these roles, by question."""
        asked = self._asked_of(role_id, held_role)
        answers = {one.id: _as_text(self.form[_name(one)]) for one in asked}
        return {number: text for number, text in answers.items() if text}

    def groups(self, event: Event) -> list[Group]:
        """What is asked of everybody, then of one role at a time, each in order."""
        found = [Group("", None, self._fields_of(None))]
        for at, role in enumerate(event.roles):
            found.append(Group(role.name, at, self._fields_of(role.id)))
        return [group for group in found if group.fields]

    def _fields_of(self, role_id: int | None) -> list[tuple[Field, str]]:
        mine = [one for one in self.questions if one.role_id == role_id]
        return [(self.form[_name(one)], one.hint) for one in mine]

    def _asked_of(self, *roles: object) -> list[Question]:
        return [one for one in self.questions if one.role_id is None or one.role_id in roles]


class QuestionForm(Form):
    """A question of the organiser's own."""

    text = StringField(
        _l("De vraag"),
        [
            DataRequired(_l("Schrijf de vraag op.")),
            Length(max=300, message=_l("Dit is te lang. Houd het bij 300 tekens.")),
        ],
        filters=[as_typed],
    )
    hint = StringField(
        _l("Uitleg"),
        [Length(max=300, message=_l("Dit is te lang. Houd het bij 300 tekens."))],
        filters=[as_typed],
    )
    kind = SelectField(
        _l("Antwoord"),
        [
            DataRequired(_l("Kies hoe mensen antwoorden.")),
            AnyOf([str(kind) for kind in QuestionKind], _l("Kies hoe mensen antwoorden.")),
        ],
        choices=[SelectChoice(str(kind), kind.label) for kind in QuestionKind],
        validate_choice=False,
    )
    options = TextAreaField(
        _l("Keuzes"),
        [Length(max=LONG, message=_l("Dit is te lang. Houd het bij 2000 tekens."))],
        filters=[as_typed],
    )
    role = SelectField(_l("Voor wie"), choices=[], coerce=str, validate_choice=False)
    required = BooleanField(_l("Iedereen moet dit beantwoorden"))

    def offer(self, event: Event) -> None:
        """Offer everybody, or one of this event's roles."""
        roles = [SelectChoice(str(role.id), role.name) for role in event.roles]
        self.role.choices = [SelectChoice("", _("Iedereen")), *roles]

    def validate_options(self, field: TextAreaField) -> None:
        """Refuse a choice from fewer than two, and the same choice twice."""
        if self.kind.data == QuestionKind.TEXT:
            return
        lines = [line.strip() for line in field.data.splitlines() if line.strip()]
        if len(lines) < 2:
            raise ValidationError(_l("Zet minstens twee keuzes neer, elk op een eigen regel."))
        if len(set(lines)) < len(lines):
            raise ValidationError(_l("Twee keuzes zijn hetzelfde. Maak ze verschillend."))

    def asked(self, event: Event) -> Asked:
        """The question as typed; a role that is not the event's means everybody."""
        roles = {str(role.id): role.id for role in event.roles}
        kind = QuestionKind(self.kind.data)
        return Asked(
            text=self.text.data,
            kind=kind,
            hint=self.hint.data,
            options="" if kind is QuestionKind.TEXT else self.options.data.replace("\r\n", "\n"),
            required=self.required.data,
            role_id=roles.get(self.role.data),
        )


def _name(question: Question) -> str:
    return f"question-{question.id}"


def _choices(question: Question, told: str) -> list[str]:
    """What may be chosen, with what this person chose before it was taken off the list."""
    if question.kind is QuestionKind.TEXT:
        return []
    gone = [one for one in told.split("\n") if one and one not in question.choices]
    return [*question.choices, *gone]


def _field(question: Question, offered: Sequence[str]) -> Any:
    """The field of a question, not bound to a form yet."""
    if question.kind is QuestionKind.TEXT:
        too_long = _l("Dit is te lang. Houd het bij 2000 tekens.")
        flags = {"required": True} if question.required else {}
        return TextAreaField(
            question.text, [_Says(flags), Length(max=LONG, message=too_long)], filters=[as_typed]
        )
    choices = [SelectChoice(one, one) for one in offered]
    says = [_Says({"required": True} if question.required else {})]
    if question.kind is QuestionKind.CHOICES:
        return SelectMultipleField(question.text, says, choices=choices, validate_choice=False)
    if not question.required:
        choices.insert(0, SelectChoice("", _l("geen antwoord")))
    return RadioField(question.text, says, choices=choices, validate_choice=False, default="")


class _Says:
    """A validator that only tells the page whether the question must be answered."""

    def __init__(self, flags: dict[str, bool]) -> None:
        self.field_flags = flags

    def __call__(self, form: BaseForm, field: Field) -> None:
        """Nothing to refuse: whether it must be answered depends on the role."""


def _as_text(field: Field) -> str:
    if isinstance(field, SelectMultipleField):
        return "\n".join(field.data or ())
    return field.data or ""


def _as_data(question: Question, text: str) -> str | list[str]:
    return text.split("\n") if question.kind is QuestionKind.CHOICES else text
