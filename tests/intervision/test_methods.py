"""The twelve methods: complete in both languages, sound by the rules, kept when frozen."""

from __future__ import annotations

import json

import pytest

from makers.intervision.kinds import NoteKind
from makers.intervision.methods import (
    AGREEMENT,
    FOLDER,
    KEYS,
    LENGTHS,
    Method,
    Phase,
    Situation,
    Text,
    Visibility,
    Voice,
    built_in,
)
from makers.intervision.methods.rules import wrongs
from makers.seating.models import SeatPart

METHODS = tuple(built_in().values())
PHASES = tuple((method, phase) for method in METHODS for phase in method.phases)


def texts(method: Method) -> list[Text]:
    """Every sentence of a method that comes on screen."""
    own = [method.name, method.fits]
    of_phases = [(p.name, p.prompt, p.speaks, p.to_write) for p in method.phases]
    return own + [text for phase in of_phases for text in phase]


def by_key(methods: tuple[Method, ...] = METHODS) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("method", methods, ids=lambda method: method.key)


def by_phase() -> pytest.MarkDecorator:
    names = [f"{method.key}-{method.phases.index(phase) + 1}" for method, phase in PHASES]
    return pytest.mark.parametrize("phase", [phase for _, phase in PHASES], ids=names)


def test_there_are_twelve_and_the_default_comes_first() -> None:
    assert tuple(built_in()) == KEYS
    assert (len(KEYS), KEYS[0]) == (12, "vijfstappen")


def test_every_file_is_offered_under_its_own_name() -> None:
    assert {file.stem for file in FOLDER.glob("*.toml")} == set(KEYS)
    assert all(method.key == key for key, method in built_in().items())


@by_key()
def test_both_languages_are_complete(method: Method) -> None:
    for text in texts(method):
        for sentence in (text.nl, text.en):
            assert sentence, text
            assert sentence == sentence.strip()
        assert text.nl != text.en, text


@by_key()
def test_it_tells_where_it_comes_from(method: Method) -> None:
    assert method.source.strip()


@by_key()
def test_it_keeps_the_rules_that_hold_for_an_organisers_own(method: Method) -> None:
    assert wrongs(method) == []


@by_key()
def test_a_longer_round_gives_no_phase_less_time(method: Method) -> None:
    for phase in method.phases:
        minutes = [phase.minutes[str(length)] for length in method.lengths]
        assert minutes == sorted(minutes), phase.name.nl


@by_key()
def test_it_is_offered_for_the_usual_lengths_only(method: Method) -> None:
    assert set(method.lengths) <= set(LENGTHS)
    assert all(set(phase.minutes) == set(method.phases[0].minutes) for phase in method.phases)


@by_key()
def test_the_case_is_written_down_before_anybody_advises(method: Method) -> None:
    written = [kind for phase in method.phases for kind in phase.writes]
    told = [n for n, kind in enumerate(written) if kind in ("problem_statement", "question")]
    advice = [n for n, kind in enumerate(written) if kind in ("advice", "offer")]
    if method.key != "succes":  # a success is told, no problem
        assert told
    assert not advice or not told or told[0] < advice[0]


@by_phase()
def test_who_is_silent_with_everybody_writes_for_themselves(phase: Phase) -> None:
    if phase.voice is Voice.NOBODY:
        assert phase.visibility is Visibility.PRIVATE_UNTIL_REVEAL
    if phase.speaks.nl.startswith(("niemand", "eerst niemand")):
        assert phase.visibility is Visibility.PRIVATE_UNTIL_REVEAL


@by_phase()
def test_nothing_to_write_is_said(phase: Phase) -> None:
    assert bool(phase.writes) != phase.to_write.nl.startswith("Je hoeft nu niets")


def test_every_situation_has_a_method_that_suits_it() -> None:
    suited = {one: [m.key for m in METHODS if one in m.suits] for one in Situation}
    assert suited == {
        Situation.BETWEEN_DOMAINS: ["u", "winfy"],
        Situation.NO_FACILITATOR: ["vijfstappen"],
        Situation.NO_BRINGER: ["succes", "wisecrowds"],
        Situation.LATE: ["wisecrowds"],
    }
    assert [m.key for m in METHODS if m.asks_bringer] == ["roddel"]
    assert [m.key for m in METHODS if m.needs_facilitator] == ["balint"]


@by_key()
def test_what_suits_is_a_situation(method: Method) -> None:
    assert set(method.suits) <= set(Situation)


@by_key(tuple(method for method in METHODS if not method.per_person))
def test_the_minutes_fill_the_length(method: Method) -> None:
    for length in method.lengths:
        assert sum(seconds for _, seconds in method.for_length(length)) == length * 60


def test_wise_crowds_takes_a_quarter_of_an_hour_a_person() -> None:
    assert [method.key for method in METHODS if method.per_person] == ["wisecrowds"]
    method = built_in()["wisecrowds"]
    assert method.lengths == LENGTHS
    assert {sum(s for _, s in method.for_length(length)) for length in LENGTHS} == {15 * 60}


def test_the_u_procedure_is_not_offered_in_45_minutes() -> None:
    method = built_in()["u"]
    assert method.lengths == (60, 75)
    with pytest.raises(KeyError):
        method.for_length(45)
    with pytest.raises(KeyError):
        method.to_json(45)


@by_key()
def test_every_method_begins_and_ends_with_a_phase_that_has_time(method: Method) -> None:
    for length in method.lengths:
        seconds = [seconds for _, seconds in method.for_length(length)]
        assert seconds[0] > 0
        assert seconds[-1] > 0


@by_phase()
def test_what_is_written_is_a_kind_of_note_or_an_agreement(phase: Phase) -> None:
    assert set(phase.writes) <= {*NoteKind, AGREEMENT}
    assert len(set(phase.writes)) == len(phase.writes)


@by_phase()
def test_a_phase_that_hides_writing_asks_for_notes(phase: Phase) -> None:
    if phase.visibility is not Visibility.OPEN:
        assert phase.writes
        assert AGREEMENT not in phase.writes


@by_key()
def test_every_method_leads_to_agreements(method: Method) -> None:
    assert any(AGREEMENT in phase.writes for phase in method.phases[-2:])


@by_phase()
def test_who_listens_is_told_in_words_too(phase: Phase) -> None:
    assert set(phase.silent) <= set(SeatPart)
    bringer, participants = SeatPart.BRINGER in phase.silent, SeatPart.PARTICIPANT in phase.silent
    if bringer and participants:
        assert phase.speaks.nl.startswith("niemand")
        assert phase.speaks.en.startswith("nobody")
    else:
        assert ("de inbrenger luistert nu" in phase.speaks.nl) == bringer
        assert ("the case-bringer listens now" in phase.speaks.en) == bringer
        assert ("deelnemers luisteren nu" in phase.speaks.nl) == participants
        assert ("participants listen now" in phase.speaks.en) == participants


@by_phase()
def test_the_bringer_keeps_silent_where_writing_is_hidden_from_them(phase: Phase) -> None:
    if phase.visibility is Visibility.HIDDEN_FROM_BRINGER:
        assert phase.silent == (SeatPart.BRINGER,)


@by_key()
def test_a_method_is_the_same_after_json(method: Method) -> None:
    assert Method.from_json(json.loads(json.dumps(method.to_json()))) == method


@by_key()
def test_frozen_for_a_length_it_holds_the_phases_that_have_time(method: Method) -> None:
    for length in method.lengths:
        frozen = Method.from_json(json.loads(json.dumps(method.to_json(length))))
        kept = [(phase, seconds) for phase, seconds in method.for_length(length) if seconds]
        assert frozen.for_length(length) == kept


def test_ten_steps_leave_out_steps_5_and_8_in_45_minutes() -> None:
    method = built_in()["tienstappen"]
    frozen = Method.from_json(method.to_json(45))
    gone = [n for n, phase in enumerate(method.phases, start=1) if phase not in frozen.phases]
    assert gone == [5, 8]
    assert Method.from_json(method.to_json(60)).phases == method.phases


def test_a_method_frozen_before_it_told_who_listens_still_opens() -> None:
    method = built_in()["vijfstappen"]
    data = method.to_json()
    del data["per_person"]
    for phase in data["phases"]:
        del phase["silent"], phase["to_write"]
    old = Method.from_json(json.loads(json.dumps(data)))
    assert old.for_length(60)[0][0].name == method.phases[0].name
    assert all(phase.silent == () and phase.to_write("nl") == "" for phase in old.phases)


def test_a_sentence_is_in_the_language_of_the_reader() -> None:
    phase = built_in()["incident"].phases[4]
    assert phase.name("nl") == "Analyse zonder inbrenger"
    assert phase.name("en") == "Analysis without bringer"
    assert phase.speaks("nl") == "deelnemers; de inbrenger luistert nu"
    assert phase.prompt("en") == "What is really going on here?"
