"""What makes a method sound: the same rules for the files and for what an organiser changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from makers.intervision.kinds import NoteKind
from makers.intervision.methods import AGREEMENT, Method, Phase, Visibility

MOST_PHASES = 20
LISTENERS = ("bringer", "participant")


@dataclass(frozen=True)
class Wrong:
    """What is wrong, in a sentence that says what to do; ``phase`` counts from 0."""

    sentence: LazyString
    phase: int | None = None


def wrongs(method: Method) -> list[Wrong]:
    """Everything that is wrong with a method, of the whole first; nothing for a sound one."""
    return [*_of_the_whole(method), *_of_minutes(method), *_of_phases(method)]


def _of_the_whole(method: Method) -> Iterator[Wrong]:
    if not method.name.nl.strip():
        yield Wrong(_l("Geef de werkvorm een naam."))
    if not method.phases:
        yield Wrong(_l("Een werkvorm heeft minstens één fase. Voeg er een toe."))
    if len(method.phases) > MOST_PHASES:
        yield Wrong(_l("Houd het bij %(most)d fasen. Voeg er een paar samen.", most=MOST_PHASES))


def _of_minutes(method: Method) -> Iterator[Wrong]:
    """A length has minutes for every phase or for none, and its phases fit into it."""
    given = sorted({int(length) for phase in method.phases for length in phase.minutes})
    if method.phases and not given:
        yield Wrong(_l("Vul voor minstens één lengte bij elke fase minuten in."))
    for length in given:
        lacking = [str(number) for number, phase in _numbered(method) if _lacks(phase, length)]
        if lacking:
            yield Wrong(
                _l(
                    "Vul voor %(length)d minuten bij elke fase iets in, of bij geen enkele. "
                    "Het ontbreekt bij fase %(phases)s.",
                    length=length,
                    phases=", ".join(lacking),
                )
            )
        else:
            yield from _of_a_total(length, method.total(length))


def _of_a_total(length: int, total: int) -> Iterator[Wrong]:
    if total > length:
        yield Wrong(
            _l(
                "De fasen duren samen %(total)d minuten, en de ronde %(length)d. "
                "Haal er %(over)d af.",
                total=total,
                length=length,
                over=total - length,
            )
        )
    if total <= 0:
        yield Wrong(
            _l(
                "Voor %(length)d minuten heeft geen enkele fase tijd. Vul minuten in, of maak "
                "die lengte leeg.",
                length=length,
            )
        )


def _of_phases(method: Method) -> Iterator[Wrong]:
    for number, phase in _numbered(method):
        said = [*_of_words(phase), *_of_hiding(phase)]
        if phase.visibility is not Visibility.OPEN and not _is_shown_later(method, number):
            said.append(
                _l(
                    "Wat hier verborgen is, moet daarna aan tafel komen. "
                    "Zet er een open fase achter waarin jullie het lezen."
                )
            )
        yield from (Wrong(sentence, number - 1) for sentence in said)


def _of_words(phase: Phase) -> Iterator[LazyString]:
    if not phase.name.nl.strip():
        yield _l("Geef de fase een naam.")
    if set(phase.writes) - {*NoteKind, AGREEMENT}:
        yield _l("Kies wat je opschrijft uit de soorten die er staan.")
    if set(phase.silent) - set(LISTENERS):
        yield _l("Kies wie luistert: de inbrenger, de deelnemers, allebei of niemand.")


def _of_hiding(phase: Phase) -> Iterator[LazyString]:
    """What is hidden is a note, and the bringer has no part in what is hidden from them."""
    if phase.visibility is Visibility.OPEN:
        return
    if AGREEMENT in phase.writes:
        yield _l("Een afspraak ziet iedereen meteen. Maak de fase open, of laat de afspraak weg.")
    elif not phase.writes:
        yield _l("Hier is verborgen wat je schrijft. Kies dus wat je opschrijft.")
    if phase.visibility is Visibility.HIDDEN_FROM_BRINGER and "bringer" not in phase.silent:
        yield _l("De inbrenger ziet niet wat je hier schrijft, en luistert dus. Vink dat aan.")


def _is_shown_later(method: Method, number: int) -> bool:
    """Whether an open phase follows, at every length at which this phase has time."""
    phase, later = method.phases[number - 1], method.phases[number:]
    return all(
        any(one.visibility is Visibility.OPEN and one.minutes.get(length) for one in later)
        for length, minutes in phase.minutes.items()
        if minutes
    )


def _numbered(method: Method) -> Iterator[tuple[int, Phase]]:
    """The phases as people count them, from 1."""
    return enumerate(method.phases, start=1)


def _lacks(phase: Phase, length: int) -> bool:
    return str(length) not in phase.minutes
