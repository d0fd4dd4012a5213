"""The texts of an event for researchers, and which of them the desk has to read first."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from makers.reports.research.naming import Known, Naming, naming, phrases_of_places, words_of_names
from makers.reports.research.reading import FEWEST, Material


@dataclass(frozen=True)
class Passage:
    """A text, or several that belong together: what it is, and what it seems to say of somebody.

    ``ref`` names it and its words: other words have another.
    """

    what: LazyString
    texts: tuple[str, ...]
    naming: Naming

    @property
    def ref(self) -> str:
        """Its reference, for the form in which the desk lets it go along."""
        return reference(*self.texts)


def reference(*texts: str) -> str:
    """The reference of these texts."""
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:24]


def to_read(material: Material) -> list[Passage]:
    """The texts that seem to name somebody of the event or where they work, each once.

    They stand in the order of the day. A department that many share names nobody.
    """
    # who was erased is called by their role, which names nobody
    names = [one.name for one in material.people if one.name != one.role]
    places = {one.organisation for one in material.people}
    sharing = Counter(one.department for one in material.people)
    places |= {department for department, number in sharing.items() if number < FEWEST}
    known = Known(words_of_names(names), phrases_of_places(places))
    found: dict[str, Passage] = {}
    for what, texts in _texts(material):
        passage = Passage(what, texts, naming(texts, known))
        if passage.naming:
            found.setdefault(passage.ref, passage)
    return list(found.values())


def held_back(passages: Sequence[Passage], read: Sequence[str]) -> frozenset[str]:
    """The references that stay here: those to read that nobody ticked."""
    return frozenset(one.ref for one in passages) - frozenset(read)


def _texts(material: Material) -> Iterator[tuple[LazyString, tuple[str, ...]]]:
    for one in material.tables:
        case = one.table.case
        if case is not None and one.case_is_told:
            what = _l("Casus van tafel %(number)d", number=one.table.number)
            yield what, (case.title, case.situation, case.question)
    numbers = {one.table.id: one.table.number for one in material.tables}
    for note in material.notes:
        number = numbers[note.table_id]
        what = _l("%(kind)s van tafel %(number)d", kind=note.kind.label, number=number)
        yield what, (note.text, note.from_demand, note.from_institution)
    for said in material.said:
        yield said.kind.label, (said.text, said.place)
    for agreed in material.agreements:
        what = _l("Afspraak van tafel %(number)d", number=numbers[agreed.table_id])
        yield what, (agreed.action,)
