"""A part of the programme on phones, for who moderates, on the projector and in the report."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from io import BytesIO

import pytest
from flask import Flask

from makers.core import clock
from makers.core.database import db, writing
from makers.intervision.plenary import hall, queries, questions, sentences
from makers.intervision.plenary.written import hide
from tests import build
from tests.counting import statements
from tests.intervision.hall import (
    BY,
    Day,
    day,
    moderator,
    organiser,
    phone,
    photo,
    projector,
    read,
)

HTMX = {"HX-Request": "true"}
SECRET = "Canariezin die niemand leest"


@pytest.fixture
def here(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Day:
    """The day, twenty minutes in, also on the pages' clock."""
    made = day()
    monkeypatch.setattr(clock, "now", lambda: made.now)
    return made


def test_ones_own_page_leads_in_while_the_part_is_on(app: Flask, here: Day) -> None:
    anna = phone(app, here.anna)
    page = read(anna, f"/me/{here.anna.id}")
    for item in (here.walk, here.lecture, here.reflection):
        assert here.path(here.anna, item) in page
    with writing(here.event.id):
        here.lecture.quiet = True
    assert here.path(here.anna, here.lecture) not in read(anna, f"/me/{here.anna.id}")
    assert anna.get(here.path(here.anna, here.lecture)).status_code == 404
    here.now = here.event.starts_at
    with writing(here.event.id):
        here.walk.starts_at = here.event.ends_at
    assert here.path(here.anna, here.walk) not in read(anna, f"/me/{here.anna.id}")


def test_ones_own_page_asks_no_more_for_it(app: Flask, here: Day) -> None:
    anna, path, counts = phone(app, here.anna), f"/me/{here.anna.id}", []
    for quiet in (False, True):
        with writing(here.event.id):
            for item in (here.walk, here.lecture, here.reflection):
                item.quiet = quiet
        with statements(db.engine) as seen:
            assert ("way-in" in read(anna, path)) is not quiet
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_a_phone_is_ones_own_and_parts_are_ones_own_events(app: Flask, here: Day) -> None:
    anna = phone(app, here.anna)
    other = build.item(build.event(), here.lecture.kind)
    for path in (here.path(here.ben, here.lecture), f"/me/{here.anna.id}/items/{other.id}"):
        assert anna.get(path).status_code == 404
    note = here.saw(here.ben, "Van Ben")
    path = f"{here.path(here.anna, here.walk)}/notes/{note.id}/removal"
    assert anna.post(path).status_code == 404
    assert "Van Ben" not in read(anna, here.path(here.anna, here.walk))


def test_an_observation_without_a_script(app: Flask, here: Day) -> None:
    anna, path = phone(app, here.anna), here.path(here.anna, here.walk)
    page = read(anna, path)
    assert "Geen gezichten, huisnummers of kentekens" in page
    assert page.index("Geen gezichten") < page.index('type="file"')
    assert "De binnentuin" in page
    form = {"key": str(uuid.uuid4()), "text": "Een kas", "stop": here.stop.id}
    for _ in range(2):
        sent = {**form, "photo": (BytesIO(photo()), "IMG_1.jpg")}
        answer = anna.post(f"{path}/observations", data=sent)
        assert (answer.status_code, answer.location) == (303, path)
    page = read(anna, path)
    assert page.count('class="note"') == 1
    assert "Een kas" in page
    (seen,) = queries.observations(here.walk)
    answer = anna.get(f"{path}/notes/{seen.note_id}/photo.webp")
    assert (answer.status_code, answer.mimetype) == (200, "image/webp")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert (
        phone(app, here.ben)
        .get(f"{here.path(here.ben, here.walk)}/notes/{seen.note_id}/photo.webp")
        .status_code
        == 404
    )
    anna.post(f"{path}/notes/{seen.note_id}/removal")
    assert anna.get(f"{path}/notes/{seen.note_id}/photo.webp").status_code == 404


def test_a_script_is_told_whether_it_was_kept(app: Flask, here: Day) -> None:
    anna, path = phone(app, here.anna), f"{here.path(here.anna, here.walk)}/observations"
    as_json = {"Accept": "application/json"}
    key = str(uuid.uuid4())
    answer = anna.post(path, data={"key": key, "text": "Een kas"}, headers=as_json)
    assert json.loads(answer.text) == {"kept": key}
    answer = anna.post(path, data={"key": key, "text": ""}, headers=as_json)
    assert answer.status_code == 422
    assert "Schrijf eerst op" in json.loads(answer.text)["sentence"]
    sent = {"key": str(uuid.uuid4()), "text": "Een kas", "photo": (BytesIO(b"GIF89a"), "x.gif")}
    answer = anna.post(path, data=sent, headers=as_json)
    assert answer.status_code == 422
    assert "Deze foto kunnen we niet openen" in json.loads(answer.text)["sentence"]


def test_a_question_from_the_phone_to_the_moderator_and_back(app: Flask, here: Day) -> None:
    anna, ben, leads = phone(app, here.anna), phone(app, here.ben), moderator(app, here.event)
    path = here.path(here.anna, here.lecture)
    assert "Nog niets uit de zaal" in read(leads, here.hall(here.lecture))
    form = {"key": str(uuid.uuid4()), "kind": "question", "text": "Wie betaalt?", "named": "y"}
    answer = anna.post(f"{path}/questions", data=form, headers=HTMX)
    assert answer.status_code == 200
    assert "aangekomen" in answer.text
    page = read(leads, here.hall(here.lecture))
    assert "Wie betaalt?" in page
    assert "Anna" in page
    others = here.path(here.ben, here.lecture)
    assert "Ook mijn vraag" in read(ben, others)
    (question,) = hall_of(here)
    answer = ben.post(f"{others}/questions/{question}/seconding", headers=HTMX)
    assert "Ook mijn vraag ✓" in answer.text
    assert "2 mensen vragen dit" in answer.text
    leads.post(f"{here.hall(here.lecture)}/notes/{question}/asking")
    assert "gesteld" in read(anna, f"{path}/sent", **HTMX)
    assert "Wie betaalt?" not in read(ben, others)


def hall_of(here: Day) -> list[int]:
    """The notes that wait at the lecture."""
    return [one.id for one in hall.of(here.lecture).waiting]


def test_what_cannot_be_kept_comes_back_with_what_was_typed(app: Flask, here: Day) -> None:
    anna, path = phone(app, here.anna), here.path(here.anna, here.lecture)
    form = {"key": str(uuid.uuid4()), "kind": "question", "text": "x" * 501}
    for headers in ({}, HTMX):
        answer = anna.post(f"{path}/questions", data=form, headers=headers)
        assert answer.status_code == 422
        assert "Maak het korter" in answer.text
        assert "x" * 501 in answer.text
    here.now = here.event.ends_at
    form["text"] = "Te laat"
    for headers in ({}, HTMX):
        answer = anna.post(f"{path}/questions", data=form, headers=headers)
        assert answer.status_code == 409
        assert answer.text.count("Hier kun je nu niets meer sturen") == 1
        assert "Te laat" in answer.text


def test_hidden_questions_are_the_writers_and_the_moderators_alone(app: Flask, here: Day) -> None:
    anna, ben, leads = phone(app, here.anna), phone(app, here.ben), moderator(app, here.event)
    question = here.asked(here.anna, "Ongepaste woorden")
    path = f"{here.hall(here.lecture)}/notes/{question.note_id}"
    leads.post(f"{path}/hiding")
    assert "Ongepaste woorden" not in read(ben, here.path(here.ben, here.lecture))
    mine = read(anna, here.path(here.anna, here.lecture))
    assert "Ongepaste woorden" in mine
    assert "wordt niet gesteld" in mine
    report = read(organiser(app), f"/organise/events/{here.event.id}/report")
    assert "Ongepaste woorden" not in report
    answer = ben.post(f"{here.path(here.ben, here.lecture)}/questions/{question.note_id}/seconding")
    assert answer.status_code == 404
    leads.post(f"{path}/hiding/undo")
    assert "Ongepaste woorden" in read(ben, here.path(here.ben, here.lecture))


def test_the_moderator_merges_and_parts(app: Flask, here: Day) -> None:
    leads = moderator(app, here.event)
    first, second = here.asked(here.anna, "Wie betaalt?"), here.asked(here.ben, "Wie betaalt dat?")
    path = f"{here.hall(here.lecture)}/notes/{second.note_id}/merger"
    assert "Wie betaalt?" in read(leads, path)
    assert leads.post(path, data={"into": ""}).status_code == 409
    assert leads.post(path, data={"into": first.note_id}).status_code == 303
    page = read(leads, here.hall(here.lecture))
    assert "Ook zo gevraagd" in page
    assert "Wie betaalt dat?" in page
    mine = read(phone(app, here.ben), here.path(here.ben, here.lecture))
    assert "Samengevoegd met: Wie betaalt?" in mine
    answer = leads.post(f"{path}/undo", headers=HTMX)
    assert "Ook zo gevraagd" not in answer.text


def test_who_moderates_another_event_sees_and_does_nothing(app: Flask, here: Day) -> None:
    foreign, question = moderator(app, build.event()), here.asked(here.anna, "Waarom?")
    for path in (f"/operate/{here.event.id}/hall", here.hall(here.lecture)):
        assert foreign.get(path).status_code == 404
    path = f"{here.hall(here.lecture)}/notes/{question.note_id}"
    for what in ("asking", "hiding", "merger", "asking/undo", "hiding/undo", "merger/undo"):
        assert foreign.post(f"{path}/{what}").status_code == 404
        assert phone(app, here.anna).post(f"{path}/{what}").status_code == 404
    other = here.hall(here.walk)
    assert (
        moderator(app, here.event).post(f"{other}/notes/{question.note_id}/asking").status_code
        == 404
    )


EVERYWHERE: tuple[Callable[[Day], str], ...] = (
    lambda here: f"/operate/{here.event.id}/hall",
    lambda here: here.hall(here.reflection),
    lambda here: f"/show/{here.event.id}",
    lambda here: f"/show/{here.event.id}/now",
    lambda here: f"/organise/events/{here.event.id}",
    lambda here: f"/organise/events/{here.event.id}/report",
    lambda here: f"/organise/events/{here.event.id}/report.md",
    lambda here: f"/organise/events/{here.event.id}/wall",
    lambda here: f"/organise/events/{here.event.id}/people/{here.anna.id}",
    lambda here: f"/e/{here.event.slug}",
    lambda here: here.path(here.ben, here.reflection),
    lambda here: f"{here.path(here.ben, here.reflection)}/sent",
    lambda here: f"/me/{here.ben.id}",
    lambda here: f"/me/{here.ben.id}/data.json",
)


def test_a_sentence_is_its_writers_until_the_organiser_opens_them(app: Flask, here: Day) -> None:
    anna = phone(app, here.anna)
    path = here.path(here.anna, here.reflection)
    for text in ("Eerst iets anders", SECRET):
        version = 0 if text != SECRET else 1
        answer = anna.post(f"{path}/sentence", data={"text": text, "version": version})
        assert answer.status_code == 303
    assert SECRET in read(anna, path)
    note = queries.sentence(here.reflection, here.anna)
    assert note is not None
    readers = {
        "ben": phone(app, here.ben),
        "moderator": moderator(app, here.event),
        "projector": projector(app, here.event),
        "organiser": organiser(app),
    }
    seen = 0
    for name, reader in readers.items():
        for where in EVERYWHERE:
            for headers in ({}, HTMX):
                answer = reader.get(where(here), headers=headers, follow_redirects=True)
                seen += answer.status_code == 200
                assert SECRET not in answer.text, (name, where(here))
                assert "Eerst iets anders" not in answer.text
    assert seen > 30
    page = read(readers["organiser"], here.hall(here.reflection))
    assert "1 zin geschreven" in page
    for who in ("ben", "moderator", "projector"):
        opening = f"/organise/events/{here.event.id}/hall/{here.reflection.id}/opening"
        assert readers[who].post(opening).status_code == 404, who
    hiding = f"{here.hall(here.reflection)}/notes/{note[0].id}/hiding"
    assert readers["organiser"].post(hiding).status_code == 404, "it is not there to be hidden"
    assert readers["organiser"].post(opening).status_code == 303
    for who, path in (
        ("projector", f"/show/{here.event.id}/now"),
        ("moderator", here.hall(here.reflection)),
        ("organiser", f"/organise/events/{here.event.id}/report"),
    ):
        assert SECRET in read(readers[who], path)
        assert "Anna" not in read(readers[who], path), "a name only where its writer wants it"


def test_showing_and_operating_are_two_rights(app: Flask, here: Day) -> None:
    here.wrote(here.anna, "Een zin", named=True)
    wall, leads = projector(app, here.event), moderator(app, here.event)
    turn = f"{here.hall(here.reflection)}/screen"
    assert leads.post(turn, data={"page": 1}).status_code == 409, "still shut"
    sentences.open_all(here.reflection, now=here.now, by=BY)
    screen = read(wall, f"/show/{here.event.id}/now")
    assert "Een zin" in screen
    assert "Anna" in screen
    assert wall.post(turn, data={"page": 0}).status_code == 404
    assert leads.post(turn, data={"page": 0}).status_code == 303
    assert "Een zin" not in read(wall, f"/show/{here.event.id}/now")


def test_a_late_or_overtaken_sentence_comes_back_with_both(app: Flask, here: Day) -> None:
    anna, path = phone(app, here.anna), f"{here.path(here.anna, here.reflection)}/sentence"
    here.wrote(here.anna, "Op de andere telefoon")
    for headers in ({}, HTMX):
        answer = anna.post(path, data={"text": "Op deze", "version": 0}, headers=headers)
        assert answer.status_code == 409
        for said in ("Op deze", "Op de andere telefoon", 'value="1"'):
            assert said in answer.text
    answer = anna.post(path, data={"text": "Op deze", "version": 1}, headers=HTMX)
    assert answer.status_code == 200
    assert 'value="2"' in answer.text
    sentences.open_all(here.reflection, now=here.now, by=BY)
    kept = queries.sentence(here.reflection, here.anna)
    assert kept is not None
    removal = f"{here.path(here.anna, here.reflection)}/notes/{kept[0].id}/removal"
    assert anna.post(removal).status_code == 404, "it stands on the wall"
    answer = anna.post(path, data={"text": "Nog wat", "version": 2}, headers=HTMX)
    assert answer.status_code == 409
    assert "Nog wat" in answer.text


def test_the_hall_is_rendered_once_for_all_who_moderate(app: Flask, here: Day) -> None:
    question, path = here.asked(here.anna, "Waarom?"), here.hall(here.lecture)
    first, second = moderator(app, here.event), moderator(app, here.event)
    read(first, path, **HTMX)
    with statements(db.engine) as seen:
        read(second, path, **HTMX)
    assert len(seen) == 3, "its rights, the part and the version:\n" + "\n".join(seen)
    hide(question, True, now=here.now, by=BY)
    assert "Verborgen" in read(second, path, **HTMX)
    with statements(db.engine) as seen:
        read(second, path)
    assert len(seen) <= 5, "\n".join(seen)


def test_pages_ask_the_same_however_many_wrote(app: Flask, here: Day) -> None:
    ben, path = phone(app, here.ben), here.path(here.ben, here.lecture)

    def asked() -> int:
        with statements(db.engine) as seen:
            read(ben, path)
        return len(seen)

    here.asked(here.anna, "Een")
    first = asked()
    for number in range(6):
        question = here.asked(here.cor, f"Vraag {number}")
        questions.second(here.lecture, question, here.anna, now=here.now, by=BY)
    assert asked() == first <= 7
