"""Pictures lose where and when; what somebody sent goes with them and with the event."""

from __future__ import annotations

import base64
from io import BytesIO

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import delete, func, select
from werkzeug.datastructures import FileStorage

from makers.core.database import db, writing
from makers.events.models import Event
from makers.intervision.models import ItemNote, Note, Opening, Photo, Seconded, Sentence
from makers.intervision.plenary import hall, photos, queries, questions, sentences
from makers.signups import erasing, my_data
from tests.intervision.hall import BY, Day, day, photo
from tests.talks import files

KEPT = (Note, ItemNote, Photo, Seconded, Sentence)


@pytest.fixture
def here(app: Flask) -> Day:
    """The day, on which Anna saw, asked and wrote, and Ben has her question too."""
    made = day()
    page = photos.small(FileStorage(BytesIO(photo())))
    made.saw(made.anna, "Gezien door Anna", picture=page)
    question = made.asked(made.anna, "Gevraagd door Anna", named=True)
    questions.second(made.lecture, question, made.ben, now=made.now, by=BY)
    other = made.asked(made.ben, "Gevraagd door Ben")
    questions.second(made.lecture, other, made.anna, now=made.now, by=BY)
    questions.merge(other, question, by=BY)
    made.wrote(made.anna, "De zin van Anna")
    return made


def counted() -> dict[str, int]:
    """How many rows of each kind there are."""
    return {
        kind.__name__: db.session.scalar(select(func.count()).select_from(kind)) or 0
        for kind in KEPT
    }


def test_a_picture_is_small_upright_and_tells_nothing_else() -> None:
    page = photos.small(FileStorage(BytesIO(photo((2400, 1800)))))
    with Image.open(BytesIO(page.data)) as picture:
        assert picture.format == "WEBP"
        assert picture.size == (page.width, page.height) == (1200, 1600)
        assert not picture.getexif()
        assert "icc_profile" not in picture.info
    for secret in (b"CAMERAMERK", b"2026:11:27", b"Exif"):
        assert secret in photo()
        assert secret not in page.data


@pytest.mark.parametrize(
    "wrong",
    [b"", b"GIF89a", files.pdf(1), files.huge_png(), photo()[:900], b"<svg/>"],
    ids=["nothing", "gif", "pdf", "huge", "cut off", "svg"],
)
def test_what_is_no_picture_is_refused(wrong: bytes) -> None:
    with pytest.raises(photos.NoPicture):
        photos.small(FileStorage(BytesIO(wrong)))


def test_everything_goes_with_the_person(here: Day) -> None:
    erasing.erase(here.anna.person, now=here.now, by=BY)
    assert counted() == {"Note": 1, "ItemNote": 1, "Photo": 0, "Seconded": 0, "Sentence": 0}
    (left,) = hall.of(here.lecture).waiting
    assert (left.note.text, left.people) == ("Gevraagd door Ben", 1)


def test_after_a_year_the_words_stay_without_name_and_picture(here: Day) -> None:
    erasing.erase(here.anna.person, now=here.now, by=BY, texts=False)
    assert counted()["Note"] == 4
    assert counted()["Photo"] == 0
    assert {one.who for one in hall.of(here.lecture).everything} == {""}
    (seen,) = queries.observations(here.walk)
    assert (seen.text, seen.who, seen.picture) == ("Gezien door Anna", "", None)


def test_everything_goes_with_the_event(here: Day) -> None:
    sentences.open_all(here.reflection, now=here.now, by=BY)
    with writing(here.event.id) as session:
        session.execute(delete(Event).where(Event.id == here.event.id))
    assert set(counted().values()) == {0}
    assert db.session.scalar(select(func.count()).select_from(Opening)) == 0


def test_who_asks_gets_what_they_sent_with_the_picture(here: Day) -> None:
    held = my_data.about(here.anna)["aanmeldingen"][0]
    told = held["tijdens het programma"]
    assert [one["tekst"] for one in told["gestuurd"]] == [
        "Gezien door Anna",
        "Gevraagd door Anna",
        "De zin van Anna",
    ]
    assert told["gestuurd"][0]["waar"] == "De binnentuin"
    assert told["ook mijn vraag"] == ["Gevraagd door Ben"]
    data = base64.b64decode(told["gestuurd"][0]["foto"].split(",", 1)[1])
    assert Image.open(BytesIO(data)).size == (1200, 1600)
    assert "notities" not in held, "what one sent is told once"
