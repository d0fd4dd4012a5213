"""What is wrong with a method is said in a sentence that tells what to do, and at which phase."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from flask_babel import force_locale
from werkzeug.datastructures import MultiDict

from makers.intervision.method_forms import arranged
from makers.intervision.methods import Method, Phase, Text, Visibility, built_in
from makers.intervision.methods.rules import MOST_PHASES, wrongs

SOUND = built_in()["vijfstappen"]  # its third phase is written in silence, its last has agreements


def with_phase(number: int, **values: object) -> Method:
    """The sound method with something else in one phase."""
    phases = list(SOUND.phases)
    phases[number] = replace(phases[number], **values)  # type: ignore[arg-type]
    return replace(SOUND, phases=tuple(phases))


def minutes(number: int, **given: int) -> dict[str, int]:
    """The minutes of a phase, some of them changed: ``m60=9``."""
    changed = {name.removeprefix("m"): value for name, value in given.items()}
    return {**SOUND.phases[number].minutes, **changed}


def without(number: int, length: str) -> dict[str, int]:
    """The minutes of a phase, without those of one length."""
    return {name: value for name, value in SOUND.phases[number].minutes.items() if name != length}


SPOILT: dict[str, tuple[Callable[[], Method], int | None, str]] = {
    "no name": (lambda: replace(SOUND, name=Text(" ", "Name")), None, "een naam"),
    "no phases": (lambda: replace(SOUND, phases=()), None, "minstens één fase"),
    "too many": (
        lambda: replace(SOUND, phases=(SOUND.phases[1],) * MOST_PHASES + SOUND.phases),
        None,
        "Houd het bij 20 fasen",
    ),
    "no minutes": (
        lambda: replace(SOUND, phases=tuple(replace(p, minutes={}) for p in SOUND.phases)),
        None,
        "minstens één lengte",
    ),
    "some minutes": (
        lambda: with_phase(1, minutes=without(1, "75")),
        None,
        "Het ontbreekt bij fase 2.",
    ),
    "too long": (
        lambda: with_phase(1, minutes=minutes(1, m60=18)),
        None,
        "duren samen 62 minuten, en de ronde 60. Haal er 2 af.",
    ),
    "no time": (
        lambda: replace(
            SOUND, phases=tuple(replace(p, minutes={**p.minutes, "45": 0}) for p in SOUND.phases)
        ),
        None,
        "Voor 45 minuten heeft geen enkele fase tijd. Vul minuten in, of maak die lengte leeg.",
    ),
    "nameless phase": (lambda: with_phase(1, name=Text("", "Explore")), 1, "Geef de fase een naam"),
    "unknown kind": (lambda: with_phase(1, writes=("gossip",)), 1, "de soorten die er staan"),
    "unknown listener": (lambda: with_phase(1, silent=("cat",)), 1, "Kies wie luistert"),
    "hidden agreements": (
        lambda: with_phase(2, writes=("core", "agreement")),
        2,
        "Een afspraak ziet iedereen meteen.",
    ),
    "nothing to hide": (lambda: with_phase(2, writes=()), 2, "Kies dus wat je opschrijft."),
    "the bringer reads along": (
        lambda: with_phase(3, visibility=Visibility.HIDDEN_FROM_BRINGER, silent=()),
        3,
        "en luistert dus",
    ),
    "never shown": (
        lambda: replace(SOUND, phases=SOUND.phases[:3]),
        2,
        "Zet er een open fase achter",
    ),
}


@pytest.mark.parametrize("either", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("spoil", "phase", "says"), SPOILT.values(), ids=list(SPOILT))
def test_what_is_wrong_is_said(
    app: Flask, spoil: Callable[[], Method], phase: int | None, says: str
) -> None:
    found = wrongs(spoil())
    with force_locale("nl"):
        assert [one.phase for one in found if says in str(one.sentence)] == [phase]


def test_a_sound_method_has_nothing_wrong() -> None:
    assert wrongs(SOUND) == []


def test_shorter_than_the_round_is_no_wrong() -> None:
    assert wrongs(with_phase(1, minutes=minutes(1, m60=10))) == []


def test_a_round_of_another_length_is_sound_where_every_phase_has_minutes_for_it() -> None:
    longer = replace(
        SOUND, phases=tuple(replace(p, minutes={**p.minutes, "90": 15}) for p in SOUND.phases)
    )
    assert wrongs(longer) == []
    assert longer.lengths == (45, 60, 75, 90)


@pytest.mark.parametrize(
    "hidden", [Visibility.PRIVATE_UNTIL_REVEAL, Visibility.HIDDEN_FROM_BRINGER]
)
def test_what_is_hidden_is_shown_later_at_every_length(hidden: Visibility) -> None:
    first = replace(SOUND.phases[2], visibility=hidden, silent=("bringer",))
    only_later = replace(SOUND.phases[5], minutes={"45": 0, "60": 10})
    first = replace(first, minutes={"45": 5, "60": 5})
    method = replace(SOUND, phases=(first, only_later))
    assert [one.phase for one in wrongs(method)] == [0]  # at 45 minutes nothing follows
    assert wrongs(replace(method, phases=(replace(first, minutes={"60": 5}), shortened()))) == []


def shortened() -> Phase:
    """The last phase, for an hour only."""
    return replace(SOUND.phases[5], minutes={"60": 10})


def test_what_is_arranged_loses_no_word() -> None:
    given = MultiDict(
        [("name_nl", "Vorm"), ("phase-0-name_nl", "Een"), ("phase-1-name_nl", "Twee")]
    )
    given.setlist("phase-1-writes", ["core", "advice"])
    moved, look_at = arranged(given, "up-1")
    assert look_at == 0
    assert moved.getlist("phase-0-writes") == ["core", "advice"]
    assert (moved["phase-0-name_nl"], moved["phase-1-name_nl"]) == ("Twee", "Een")
    assert moved["name_nl"] == "Vorm"
