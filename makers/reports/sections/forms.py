"""What may be typed in a section of a report."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, TextAreaField
from wtforms.validators import Length

from makers.core.forms import Form, as_number, as_typed
from makers.reports.sections.arranging import Arranged

MOST = 8000
TOO_LONG = _l("Dit is langer dan 8.000 tekens. Zeg het korter.")


class SectionForm(Form):
    """The organiser's words before and after a section, and the version they started from."""

    introduction = TextAreaField(
        _l("Ervoor"), [Length(max=MOST, message=TOO_LONG)], filters=[as_typed]
    )
    closing = TextAreaField(_l("Erna"), [Length(max=MOST, message=TOO_LONG)], filters=[as_typed])
    version = HiddenField(default="0")

    @classmethod
    def of(cls, section: Arranged) -> SectionForm:
        """The form as this section fills it."""
        return cls(
            formdata=None,
            introduction=section.introduction,
            closing=section.closing,
            version=section.version,
        )

    @property
    def started_from(self) -> int:
        """The version that stood on the page."""
        return as_number(self.version.data)
