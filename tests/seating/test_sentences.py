"""What the solver found is told in the reader's own language: Dutch, and English beside it."""

from __future__ import annotations

from typing import get_args

import pytest
from flask import Flask
from flask_babel import force_locale

from makers.core.database import db
from makers.seating.impossible import SENTENCES, told
from makers.seating.models import Seat
from makers.seating.reasons import reasons
from makers.seating.solver import Code, Impossible, everyones_reasons
from makers.signups.models import Signup
from tests import build
from tests.seating.problems import afternoon as problem_for
from tests.seating.problems import planned
from tests.seating.rows import afternoon, desk, named, own, tables_of

LANGUAGES = ("nl", "en")
NAMES = {"p0": "Joke", "p1": "Ali", "a": "tafel 1", "b": "tafel 2"}
TWICE = Impossible("two_places", people=("p0",), tables=("a", "b"))
STEPS = Impossible("step_free_seats", {"people": 1, "seats": 3})
EMPTY = Impossible("table_too_empty", {"people": 4, "seats": 1}, tables=("a",))


@pytest.mark.parametrize("either", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("language", "found", "sentence"),
    [
        (
            "nl",
            TWICE,
            "Joke moet aan twee tafels tegelijk zitten: tafel 1 en tafel 2. Kies er één.",
        ),
        ("en", TWICE, "Joke has to sit at two tables at once: tafel 1 and tafel 2. Choose one."),
        (
            "nl",
            STEPS,
            "Een tafel zonder drempel is nodig voor 1 persoon. Zulke tafels hebben voor hen samen "
            "3 plekken. Maak meer tafels toegankelijk of groter.",
        ),
        (
            "en",
            STEPS,
            "A step-free table is needed for 1 person. Such tables have 3 seats for them together. "
            "Make more tables step-free or larger.",
        ),
        (
            "en",
            EMPTY,
            "These tables do not fill up enough: tafel 1. Needed at least: 1 seat; who can sit "
            "there: 4 people. Lower the least number or take a table away.",
        ),
    ],
)
def test_what_is_impossible_is_told_with_its_numbers_and_names(
    app: Flask, language: str, found: Impossible, sentence: str
) -> None:
    with app.test_request_context(f"/?lang={language}"):
        assert told([found], NAMES) == sentence


@pytest.mark.parametrize("either", ["sqlite"], indirect=True)
def test_every_code_has_a_sentence_of_its_own_in_each_language(app: Flask) -> None:
    assert set(SENTENCES) == set(get_args(Code))
    sentences = list[str]()
    for locale in ("nl", "en_GB"):
        with force_locale(locale):
            sentences += [str(told([Impossible(code)], {})) for code in SENTENCES]
    assert len(set(sentences)) == 2 * len(SENTENCES)


def test_the_board_says_what_is_impossible_in_the_readers_language(app: Flask) -> None:
    item = afternoon(people=12, tables=2, most=5)
    path = f"/organise/events/{item.event_id}/seating/plan"
    dutch, english = (desk(app).post(f"{path}?lang={language}").text for language in LANGUAGES)
    assert "Te weinig plek: 12 personen voor 10 plekken. Maak een tafel groter" in dutch
    assert "Not enough room: 12 people for 10 seats. Make a table larger" in english
    assert "Te weinig plek" not in english


def test_the_board_names_people_and_tables_in_the_readers_language(app: Flask) -> None:
    item = afternoon(people=12, tables=2)
    first, second = tables_of(item)
    assert first.case is not None
    second.facilitator_id = first.case.signup_id
    db.session.commit()
    path = f"/organise/events/{item.event_id}/seating/plan"
    dutch, english = (desk(app).post(f"{path}?lang={language}").text for language in LANGUAGES)
    assert "Inbrenger 1 moet aan twee tafels tegelijk zitten: tafel 1 en tafel 2." in dutch
    assert "Inbrenger 1 has to sit at two tables at once: table 1 and table 2." in english


@pytest.mark.parametrize(
    ("reason", "dutch", "english"),
    [
        (
            ["pinned"],
            "De organisatie heeft je hier zelf gezet.",
            "The organisers placed you here themselves.",
        ),
        (
            ["chose", 1],
            "Je koos deze casus als nummer 1.",
            "You chose this case as number 1.",
        ),
        (
            ["brings_domain", "cultuur"],
            "De casus raakt aan cultuur, en daar weet jij van.",
            "The case touches on cultuur, and you know about that.",
        ),
        (
            ["evens_role", "gast"],
            "Zo zijn de rollen eerlijk over de tafels verdeeld.",
            "This way the roles are spread evenly over the tables.",
        ),
        (
            ["away_from_colleagues", 2],
            "Je collega’s zitten aan andere tafels.",
            "Your colleagues sit at other tables.",
        ),
        (
            ["meets_new", 4],
            "Je ontmoet hier 4 nieuwe mensen.",
            "You meet 4 new people here.",
        ),
    ],
)
def test_a_reason_is_a_sentence_for_the_person(
    app: Flask, reason: list[str | int], dutch: str, english: str
) -> None:
    who = seated(app, [reason])
    shown = [own(app, who).get(f"/me/{who.id}?lang={language}").text for language in LANGUAGES]
    assert dutch in shown[0]
    assert english in shown[1]
    assert dutch not in shown[1]


def test_a_reason_this_release_does_not_know_and_a_need_say_nothing(app: Flask) -> None:
    who = seated(app, [["reads_minds", "p1"], ["step_free"], ["meets_new", 0], ["stays"]])
    shown = own(app, who).get(f"/me/{who.id}").text
    assert "Je houdt de tafel die je al kende." in shown
    assert "reads_minds" not in shown
    assert "0 nieuwe" not in shown


@pytest.mark.parametrize("either", ["sqlite"], indirect=True)
def test_all_that_the_solver_says_to_people_has_words(app: Flask) -> None:
    problem = problem_for(60)
    plan, _ = planned(problem)
    found = everyones_reasons(problem, plan)
    assert found.keys() == {person.id for person in problem.people}
    with app.test_request_context("/"):
        for one in (reason for why in found.values() for reason in why if not reason.private):
            assert reasons(Seat(reasons=[[one.code, *one.values]])), one


def seated(app: Flask, why: list[list[str | int]]) -> Signup:
    """Someone with a seat in a plan in force, and these reasons for it."""
    item = afternoon()
    who = named(item.event, "Deelnemer 1")
    plan = build.published_plan(item, {tables_of(item)[0]: [who]})
    plan.seats[0].reasons = why
    db.session.commit()
    return who
