"""The sections of a report, in the order in which they usually stand. No database, no request."""

from __future__ import annotations

import enum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l


class SectionKind(enum.StrEnum):
    """What a section tells of; the order is that of the afternoon."""

    OCCASION = "occasion"
    AUDIENCE = "audience"
    PROGRAMME = "programme"
    TABLES = "tables"
    AGREEMENTS = "agreements"
    WALK = "walk"
    QUESTIONS = "questions"
    SIGNALS = "signals"
    REFLECTIONS = "reflections"
    TO_BE_CONTINUED = "to_be_continued"

    @property
    def label(self) -> LazyString:
        """Its heading, afterwards."""
        return {
            SectionKind.OCCASION: _l("Aanleiding en vragen"),
            SectionKind.AUDIENCE: _l("Wie er waren"),
            SectionKind.PROGRAMME: _l("Programma"),
            SectionKind.TABLES: _l("De casussen"),
            SectionKind.AGREEMENTS: _l("Alle afspraken"),
            SectionKind.WALK: _l("Gezien onderweg"),
            SectionKind.QUESTIONS: _l("Vragen aan de spreker"),
            SectionKind.SIGNALS: _l("Signalen"),
            SectionKind.REFLECTIONS: _l("Wat mensen meenemen"),
            SectionKind.TO_BE_CONTINUED: _l("Wordt vervolgd"),
        }[self]

    def heading(self, *, is_ahead: bool) -> LazyString:
        """Its heading in the report of an event that did, or did not, begin yet."""
        return _l("Wie er komen") if is_ahead and self is SectionKind.AUDIENCE else self.label

    @property
    def holds(self) -> LazyString:
        """What stands in it by itself, for who arranges the report."""
        return {
            SectionKind.OCCASION: _l("De aanleiding en de vragen vooraf."),
            SectionKind.AUDIENCE: _l("Hoeveel mensen, per rol en afdeling."),
            SectionKind.PROGRAMME: _l("De onderdelen met hun tijden."),
            SectionKind.TABLES: _l("Elke tafel met haar casus en wat daarvan gedeeld mag worden."),
            SectionKind.AGREEMENTS: _l("De afspraken van alle tafels bij elkaar."),
            SectionKind.WALK: _l("Wat mensen onderweg zagen, per plek."),
            SectionKind.QUESTIONS: _l("De vragen die de spreker kreeg."),
            SectionKind.SIGNALS: _l("De signalen, en aan hoeveel tafels ze speelden."),
            SectionKind.REFLECTIONS: _l("De zinnen uit de afsluitende reflectie."),
            SectionKind.TO_BE_CONTINUED: _l("Niets vanzelf: hier vertel je hoe het verdergaat."),
        }[self]


USUAL = tuple(SectionKind)
# what the report of one table has no use for
OF_ONE_TABLE = tuple(
    kind for kind in USUAL if kind not in (SectionKind.AGREEMENTS, SectionKind.SIGNALS)
)
