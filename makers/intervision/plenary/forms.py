"""What may be typed at a part of the programme."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, RadioField, SelectChoice, TextAreaField
from wtforms.validators import InputRequired, Length

from makers.core.forms import Form, KeyedForm, as_number
from makers.intervision.kinds import NoteKind
from makers.intervision.plenary.questions import FROM_HALL
from makers.intervision.plenary.written import Words
from makers.seating.models import Stop

LONG, SHORT, ONE_SENTENCE = 1000, 500, 240


class SaidForm(Form):
    """A text, and whether the writer's name may stand beside it."""

    named = BooleanField(_l("Zet mijn naam erbij"))

    @property
    def words(self) -> Words:
        """What was typed, line ends as the database keeps them."""
        text: str = self["text"].data or ""
        return Words(text.replace("\r\n", "\n").strip(), bool(self.named.data))


class ObservationForm(SaidForm, KeyedForm):
    """What somebody saw, where, and a picture of it."""

    text = TextAreaField(
        _l("Wat zie je?"),
        [
            InputRequired(_l("Schrijf eerst op wat je ziet.")),
            Length(max=LONG, message=_l("Dit is langer dan 1.000 tekens. Maak er twee van.")),
        ],
    )
    stop = RadioField(_l("Waar ben je?"), choices=[], validate_choice=False)
    photo = FileField(_l("Foto"))

    @classmethod
    def at(cls, stops: Iterable[Stop]) -> ObservationForm:
        """The form with the stops of a route to choose from."""
        form = cls()
        form.stop.choices = [SelectChoice(str(stop.id), stop.place) for stop in stops]
        return form

    @property
    def stop_id(self) -> int | None:
        """The stop that was chosen."""
        return as_number(self.stop.data) or None


class QuestionForm(SaidForm, KeyedForm):
    """A question or an insight."""

    kind = RadioField(
        _l("Wat stuur je?"),
        choices=[SelectChoice(kind.value, kind.label) for kind in FROM_HALL],
        default=NoteKind.QUESTION.value,
        validators=[InputRequired(_l("Kies of het een vraag is of een inzicht."))],
    )
    text = TextAreaField(
        _l("Je vraag of inzicht"),
        [
            InputRequired(_l("Schrijf eerst iets op.")),
            Length(max=SHORT, message=_l("Dit is langer dan 500 tekens. Maak het korter.")),
        ],
    )


class SentenceForm(SaidForm):
    """The one sentence of the reflection, and the version it started from."""

    version = HiddenField(default="0")
    text = TextAreaField(
        _l("Wat neem je mee?"),
        [
            InputRequired(_l("Schrijf eerst een zin.")),
            Length(max=ONE_SENTENCE, message=_l("Eén zin: hooguit 240 tekens. Maak hem korter.")),
        ],
    )

    @property
    def started_from(self) -> int:
        """The version that the page showed."""
        return as_number(self.version.data)
