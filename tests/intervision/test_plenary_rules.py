"""What may happen at a part of the programme: sent once, merged, put to the speaker, opened."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from makers.core.database import db, writing
from makers.events import items as programme
from makers.events.service import StillNeeded
from makers.intervision import queries as at_table
from makers.intervision import telling
from makers.intervision.kinds import NoteKind
from makers.intervision.models import Note, Seconded
from makers.intervision.plenary import hall, items, queries, questions, sentences
from makers.intervision.plenary.written import TooFast, Words, hide, take_back
from makers.seating.walks import routes
from tests import build
from tests.intervision.hall import BY, Day, day


@pytest.fixture
def here(app: Flask) -> Day:
    """The day, twenty minutes in."""
    return day()


def notes() -> int:
    """How many notes there are."""
    return db.session.scalar(select(func.count()).select_from(Note)) or 0


def test_an_observation_sent_again_is_there_once(here: Day) -> None:
    key = uuid.uuid4()
    first = here.saw(here.anna, "Een kas op het dak", key=key)
    again = here.saw(here.anna, "Een kas op het dak", key=key)
    assert first.id == again.id
    (seen,) = queries.observations(here.walk)
    assert (seen.text, seen.place, seen.group, seen.who) == (
        "Een kas op het dak",
        "De binnentuin",
        1,
        "",
    )


def test_a_stop_that_is_gone_or_elsewhere_is_left_out(here: Day) -> None:
    here.saw(here.anna, "Bij de stop")
    elsewhere = here.stop.id
    routes.remove(here.stop, by=BY)
    here.saw(here.anna, "Te laat voor de stop", stop_id=elsewhere)
    assert {one.place for one in queries.observations(here.walk)} == {""}


def test_what_was_kept_on_a_phone_may_come_until_the_next_day(here: Day) -> None:
    late = here.event.ends_at + timedelta(hours=20)
    here.saw(here.anna, "Nog van gisteren", now=late)
    with pytest.raises(items.NotNow):
        here.saw(here.anna, "Te laat", now=late + timedelta(hours=5))
    with pytest.raises(items.NotNow):
        here.saw(here.anna, "Te vroeg", now=here.walk.starts_at - timedelta(minutes=1))


def test_questions_are_taken_while_the_talk_is_on_and_half_an_hour_after(here: Day) -> None:
    here.now = here.lecture.ends_at + timedelta(minutes=29)
    here.asked(here.anna, "Nog net")
    here.now += timedelta(minutes=1)
    with pytest.raises(items.NotNow):
        here.asked(here.anna, "Te laat")


def test_a_quiet_part_takes_nothing_and_is_not_offered(here: Day) -> None:
    with writing(here.event.id):
        here.lecture.quiet = True
    offered = items.offered(here.anna, here.event.programme, here.now)
    assert [way.takes for way in offered] == [items.Takes.OBSERVATIONS, items.Takes.SENTENCES]
    with pytest.raises(items.NotNow):
        here.asked(here.anna, "Waarom?")


def test_who_does_not_come_is_offered_nothing_and_sends_nothing(here: Day) -> None:
    with writing(here.event.id):
        here.anna.cancelled_at = here.now
    assert items.offered(here.anna, here.event.programme, here.now) == []
    with pytest.raises(items.NotNow):
        here.wrote(here.anna, "Toch")


def test_more_than_anybody_types_is_refused_and_the_same_key_is_not(here: Day) -> None:
    key = uuid.uuid4()
    here.saw(here.anna, "De eerste", key=key)
    for number in range(19):
        here.saw(here.anna, f"Nummer {number}")
    with pytest.raises(TooFast):
        here.saw(here.anna, "Te veel")
    here.saw(here.anna, "De eerste", key=key)
    here.saw(here.ben, "Een ander wel")
    here.saw(here.anna, "Later weer", now=here.now + timedelta(minutes=11))


def test_what_one_wrote_goes_for_good(here: Day) -> None:
    made = here.saw(here.anna, "Toch niet")
    take_back(made, by=BY)
    assert notes() == 0


def test_many_with_the_same_question_come_first_and_each_counts_once(here: Day) -> None:
    here.asked(here.anna, "Een vraag van een")
    popular = here.asked(here.ben, "Een vraag van drie")
    for who in (here.anna, here.cor, here.anna, here.ben):
        questions.second(here.lecture, popular, who, now=here.now, by=BY)
    found = hall.of(here.lecture).waiting
    assert [(one.note.text, one.people) for one in found] == [
        ("Een vraag van drie", 3),
        ("Een vraag van een", 1),
    ]
    questions.second_no_more(popular, here.cor, by=BY)
    questions.second_no_more(popular, here.cor, by=BY)
    assert hall.of(here.lecture).waiting[0].people == 2


def test_a_merger_keeps_both_counts_people_once_and_is_undone(here: Day) -> None:
    first, second = here.asked(here.anna, "Wie betaalt?"), here.asked(here.ben, "Wie betaalt dat?")
    third = here.asked(here.anna, "En wie betaalt er?")
    questions.second(here.lecture, second, here.cor, now=here.now, by=BY)
    questions.merge(third, second, by=BY)
    questions.merge(second, first, by=BY)
    questions.merge(second, first, by=BY)
    (one,) = hall.of(here.lecture).waiting
    assert (one.note.text, one.people) == ("Wie betaalt?", 3)
    assert {other.note.text for other in one.family} == {
        "Wie betaalt?",
        "Wie betaalt dat?",
        "En wie betaalt er?",
    }
    questions.part(second, by=BY)
    assert {other.note.text: other.people for other in hall.of(here.lecture).waiting} == {
        "Wie betaalt?": 1,
        "Wie betaalt dat?": 3,
    }


def test_a_question_is_not_merged_with_itself_nor_in_a_circle(here: Day) -> None:
    first, second = here.asked(here.anna, "Waarom?"), here.asked(here.ben, "Waarom dan?")
    with pytest.raises(questions.OnItself):
        questions.merge(first, first, by=BY)
    questions.merge(first, second, by=BY)
    with pytest.raises(questions.OnItself):
        questions.merge(second, first, by=BY)


def test_asked_tells_everybody_who_asked_the_same_and_cannot_be_taken_back(here: Day) -> None:
    first, second = here.asked(here.anna, "Waarom?"), here.asked(here.ben, "Waarom dan?")
    questions.merge(second, first, by=BY)
    questions.mark(first, True, now=here.now, by=BY)
    found = hall.of(here.lecture)
    assert found.of(here.ben)[0].asked_at is not None
    assert (found.waiting, [one.note.text for one in found.asked]) == ([], ["Waarom?"])
    with pytest.raises(questions.AlreadyAsked):
        questions.take_back(first, by=BY)
    questions.mark(first, False, now=here.now, by=BY)
    questions.take_back(first, by=BY)
    assert [one.note.text for one in hall.of(here.lecture).waiting] == ["Waarom dan?"]


def test_what_is_hidden_stands_apart_and_comes_back(here: Day) -> None:
    unfit = here.asked(here.anna, "Ongepast")
    hide(unfit, True, now=here.now, by=BY)
    found = hall.of(here.lecture)
    assert (found.waiting, [one.note.text for one in found.hidden]) == ([], ["Ongepast"])
    hide(unfit, False, now=here.now, by=BY)
    assert len(hall.of(here.lecture).waiting) == 1


def test_nobody_reads_a_sentence_before_they_are_opened(here: Day) -> None:
    here.wrote(here.anna, "Ik bel maandag", named=True)
    here.wrote(here.ben, "Ik luister meer")
    assert queries.sentences(here.reflection) == []
    assert queries.on_screen([here.reflection]) is None
    assert queries.told(here.event.id) == []
    assert queries.kept(here.reflection, queries.sentence(here.reflection, here.anna)[0].id) is None  # type: ignore[index]
    assert queries.written(here.reflection) == 2
    sentences.open_all(here.reflection, now=here.now, by=BY)
    read = [(one.text, one.who) for one in queries.sentences(here.reflection)]
    assert read == [("Ik bel maandag", "Anna"), ("Ik luister meer", "")]
    screen = queries.on_screen([here.reflection])
    assert screen is not None
    assert [one.text for one in screen.said] == ["Ik bel maandag", "Ik luister meer"]


def test_a_sentence_is_changed_until_it_is_opened_and_never_over_another(here: Day) -> None:
    first = here.wrote(here.anna, "Een")
    here.wrote(here.anna, "Een")
    assert (notes(), first.version) == (1, 1)
    here.wrote(here.anna, "Twee", version=1)
    with pytest.raises(sentences.Elsewhere):
        here.wrote(here.anna, "Drie", version=1)
    sentences.open_all(here.reflection, now=here.now, by=BY)
    for late in (here.anna, here.ben):
        with pytest.raises(sentences.AlreadyOpen):
            here.wrote(late, "Te laat", version=2)
    with pytest.raises(sentences.AlreadyOpen):
        sentences.take_back(here.reflection, here.anna, by=BY)
    assert [one.text for one in queries.sentences(here.reflection)] == ["Twee"]


def test_a_sentence_is_taken_back_while_shut(here: Day) -> None:
    here.wrote(here.anna, "Toch niet")
    for _ in range(2):
        sentences.take_back(here.reflection, here.anna, by=BY)
    assert notes() == 0
    with pytest.raises(sentences.NothingWritten):
        sentences.open_all(here.reflection, now=here.now, by=BY)


def test_pages_turn_between_the_first_and_the_last(here: Day) -> None:
    with pytest.raises(sentences.StillShut):
        sentences.turn_to(here.reflection, 1, by=BY)
    for number in range(5):
        here.wrote(build.signup(here.event), f"Zin {number}")
    sentences.open_all(here.reflection, now=here.now, by=BY)
    sentences.turn_to(here.reflection, 9, by=BY)
    screen = queries.on_screen([here.reflection])
    assert screen is not None
    assert (screen.page, screen.pages, [one.text for one in screen.said]) == (2, 2, ["Zin 4"])
    last = queries.kept(here.reflection, screen.said[0].note_id)
    assert last is not None
    hide(last, True, now=here.now, by=BY)
    screen = queries.on_screen([here.reflection])
    assert screen is not None
    assert (screen.page, screen.pages, len(screen.said)) == (1, 1, 4)
    sentences.turn_to(here.reflection, None, by=BY)
    assert queries.on_screen([here.reflection]) is None


def test_the_report_tells_what_was_seen_asked_and_opened_and_nothing_hidden(here: Day) -> None:
    here.saw(here.anna, "Gezien")
    hidden = here.saw(here.ben, "Ongepast gezien")
    kept = queries.kept(here.walk, hidden.id)
    assert kept is not None
    hide(kept, True, now=here.now, by=BY)
    questions.mark(here.asked(here.anna, "Gesteld", named=True), True, now=here.now, by=BY)
    here.asked(here.ben, "Niet gesteld")
    here.wrote(here.cor, "Nog dicht")
    told = {(one.text, one.who, one.place) for one in queries.told(here.event.id)}
    assert told == {("Gezien", "", "De binnentuin"), ("Gesteld", "Anna", "")}


def test_notes_of_a_part_are_no_notes_of_a_table(here: Day) -> None:
    here.saw(here.anna, "Op straat")
    here.asked(here.anna, "In de zaal")
    assert at_table.wall(here.event.id) == {}
    assert telling.written_at(here.event.id) == []


def test_a_part_with_notes_stays_in_the_programme(app: Flask, here: Day) -> None:
    here.asked(here.anna, "Waarom?")
    with app.test_request_context(), pytest.raises(StillNeeded):
        programme.remove(here.lecture, by=BY)


def test_an_insight_is_no_question_of_others_and_other_kinds_are_not_sent(here: Day) -> None:
    words = Words("Een netwerk is geen loket")
    made = questions.send(
        here.lecture, here.anna, NoteKind.INSIGHT, words, key=uuid.uuid4(), now=here.now, by=BY
    )
    assert not hall.of(here.lecture).find(made.id).is_question  # type: ignore[union-attr]
    with pytest.raises(ValueError, match="not sent from the hall"):
        questions.send(
            here.lecture, here.anna, NoteKind.ADVICE, words, key=uuid.uuid4(), now=here.now, by=BY
        )
    assert db.session.scalar(select(func.count()).select_from(Seconded)) == 0
