"""What may be said of slides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField
from wtforms import HiddenField

from makers.core.forms import Form, as_number
from makers.talks.models import Deck
from makers.talks.slides import Told

DESCRIPTION, NOTES = 300, 2000


class UploadForm(Form):
    """One PDF or presentation, or pictures."""

    files = MultipleFileField(_l("Je dia’s"))


class DeckForm(Form):
    """The deck as it was seen when a button beside it was tapped."""

    version = HiddenField()

    @property
    def opened_with(self) -> int:
        """The version this form started from; what is no number is none."""
        return as_number(self.version.data)


def told_of(deck: Deck, typed: Mapping[str, Any]) -> dict[int, Told]:
    """What was typed beside the slides of a deck, by their id; cut where it is too long."""

    def text(name: str, most: int) -> str:
        return str(typed.get(name, "")).replace("\x00", "").replace("\r\n", "\n").strip()[:most]

    return {
        slide.id: Told(
            text(f"description-{slide.id}", DESCRIPTION), text(f"notes-{slide.id}", NOTES)
        )
        for slide in deck.slides
        if f"description-{slide.id}" in typed
    }
