"""The researchers' export: who met whom under pseudonyms, and no byte of anybody or of a secret."""

from __future__ import annotations

import io
import json
import uuid
import zipfile
from datetime import datetime
from typing import Any

import pytest
from flask import Flask

from makers.core.database import db
from makers.core.journal import SYSTEM
from makers.events.models import ItemKind
from makers.followups import service as followups
from makers.followups.service import Terms
from makers.intervision.kinds import NoteKind
from makers.intervision.levels import Confidentiality
from makers.intervision.models import Note
from makers.reports.models import ResearchKey
from makers.reports.research import pack, passages, pseudonyms
from makers.reports.research.naming import Known, naming, phrases_of_places, words_of_names
from makers.reports.research.pseudonyms import Pseudonyms
from makers.reports.research.reading import Somebody, material
from makers.signups import erasing
from makers.signups.models import Signup
from tests import build
from tests.conftest import Browser
from tests.counting import statements
from tests.reports.afternoon import Round, round_of
from tests.seating.rows import desk, journalled
from tests.server import ROOT

SECRET = "Onder ons: het geheim"


@pytest.fixture
def told(app: Flask, now: datetime) -> Round:
    """Two tables that shared a statement, kept a secret, and agreed; one note is for research."""
    found = round_of(now, tables=2)
    build.item(found.event, ItemKind.LECTURE, title="Lezing van Sanne", who="Sanne Voorbeeld")
    for number in (1, 2):
        found.write(number, f"Het knelt aan tafel {number}", NoteKind.PROBLEM_STATEMENT)
        found.write(number, SECRET, NoteKind.QUESTION, Confidentiality.TABLE)
    found.write(1, "Alleen voor onderzoek", NoteKind.INSIGHT, Confidentiality.RESEARCH)
    found.write(2, "Volgens mevrouw VOORBEELD kan het", NoteKind.ADVICE)
    found.write(2, "Bel 010-4171111 even", NoteKind.OFFER)
    found.approve()
    for table in found.tables:
        people = found.people[table.id]
        terms = Terms(f"Bellen na tafel {table.number}", people[2].id, people[1].id)
        made = followups.agree(table, terms, key=uuid.uuid4(), now=now, by=SYSTEM)
        if table.number == 1:
            followups.consent(made, made.version, now=now, by=SYSTEM)
    return found


def export(reader: Browser, told: Round, *read: str) -> dict[str, bytes]:
    """The files of the pack."""
    where = f"/organise/events/{told.event.id}/research.zip"
    answer = reader.post(where, data={"read": list(read)})
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def rows(files: dict[str, bytes]) -> dict[str, Any]:
    """The same as its JSON says it."""
    found: dict[str, Any] = json.loads(files["research.json"])
    return found


def test_nobodys_name_address_or_secret_is_in_any_byte(app: Flask, told: Round) -> None:
    everybody = db.session.query(Signup).all()
    canaries = [SECRET, "Sanne", "Bedacht", "Verzonnen", "Lezing", "Bellen na tafel 2", "4171111"]
    canaries += [
        word for one in everybody for word in (one.name, str(one.person.email), one.ticket)
    ]
    files = export(desk(app), told)
    assert len(files) == 12
    for name, data in files.items():
        for canary in canaries:
            assert canary
            assert canary.encode() not in data, (name, canary)


def test_what_was_shared_is_there_with_its_pseudonyms(app: Flask, told: Round) -> None:
    found = rows(export(desk(app), told))
    people = {one["person"] for one in found["people"]}
    assert len(people) == 6
    notes = {one["text"]: one for one in found["notes"]}
    assert notes["Het knelt aan tafel 1"]["author"] in people
    assert notes["Alleen voor onderzoek"]["author"] == ""
    assert {one["person"] for one in found["seats"]} == people
    assert len(found["meetings"]) == 2 * 3
    (agreed,) = found["agreements"]
    assert (agreed["action"], agreed["state"]) == ("Bellen na tafel 1", "proposed")
    assert {agreed["owner"], agreed["counterpart"]} <= people
    assert {one["state"] for one in found["agreement_changes"]} == {"proposed"}
    left_out = {(one["what"], one["why"]): one["number"] for one in found["left_out"]}
    assert left_out == {
        ("question", "not shared"): 2,
        ("agreement", "not shared"): 1,
        ("text", "seems to name somebody"): 2,
    }


def test_a_text_that_seems_to_name_somebody_goes_along_only_when_read(
    app: Flask, told: Round
) -> None:
    reader = desk(app)
    page = reader.get(f"/organise/events/{told.event.id}/research").text
    assert "VOORBEELD" in page
    assert "een telefoonnummer" in page
    assert SECRET not in page
    (first, *_others) = passages.to_read(material(told.event.id))
    assert first.naming.names == ("VOORBEELD",)
    notes = rows(export(reader, told, first.ref))["notes"]
    held = {one["text"] for one in notes if one["text_left_out"]}
    assert held == {""}
    assert sum(one["text_left_out"] for one in notes) == 1
    assert any("VOORBEELD" in one["text"] for one in notes)


def test_other_words_than_were_read_stay_here(app: Flask, told: Round) -> None:
    (first, *_others) = passages.to_read(material(told.event.id))
    note = db.session.query(Note).filter_by(text=first.texts[0]).one()
    note.text = "Volgens Sanne Voorbeeld kan het niet"
    db.session.commit()
    files = export(desk(app), told, first.ref)
    assert b"Sanne" not in b"".join(files.values())


def test_pseudonyms_are_the_same_until_the_key_is_thrown_away(app: Flask, told: Round) -> None:
    reader, where = desk(app), f"/organise/events/{told.event.id}/research"

    def people() -> set[str]:
        return {one["person"] for one in rows(export(reader, told))["people"]}

    first = people()
    assert people() == first
    assert "Die ontstaat bij de eerste download" not in reader.get(where).text
    for _ in range(2):
        assert reader.post(f"{where}/key/removal").status_code == 303
    assert db.session.query(ResearchKey).count() == 0
    assert "Die ontstaat bij de eerste download" in reader.get(where).text
    assert people().isdisjoint(first)
    assert journalled("research.exported") == 3
    assert journalled("research.key_removed") == 1


def test_pseudonyms_of_two_events_have_nothing_in_common(
    app: Flask, told: Round, now: datetime
) -> None:
    other = round_of(now, tables=1)
    keys = [pseudonyms.for_export(one.event.id, now=now, by=SYSTEM) for one in (told, other)]
    assert keys[0].of("person", 1) != keys[1].of("person", 1)
    assert keys[0].of("person", None) == ""


def test_what_fewer_than_five_people_share_is_not_told(told: Round) -> None:
    guests = [
        Somebody(number, f"Naam {number}", "gast", "Beleid" if number < 5 else "Kredietbank", True)
        for number in range(9)
    ]
    officials = [Somebody(number, "Naam", "ambtenaar", "Beleid", True) for number in range(20, 24)]
    waiting = Somebody(30, "Naam", "ambtenaar", "Beleid", False)
    found = material(told.event.id)
    some = type(found)(**{**vars(found), "people": [*guests, *officials, waiting]})
    written = pack.tables(some, Pseudonyms(b"key"), ())["people"]
    shown = sorted((one["role"], one["department"]) for one in written)
    assert shown == [("gast", "Beleid")] * 5 + [("gast", "other")] * 4 + [("other", "other")] * 4


def test_who_was_erased_is_nobodys_name_to_look_for(told: Round, now: datetime) -> None:
    who = told.people[told.tables[1].id][0]
    erasing.erase(who.person, now=now, by=SYSTEM)
    told.write(1, "Een ambtenaar zei het", NoteKind.ADVICE)
    told.approve(1)
    found = passages.to_read(material(told.event.id))
    assert not any("ambtenaar" in one.texts[0] for one in found)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Vraag het Ömer maar", ("Ömer",)),
        ("vraag het OMER", ("OMER",)),
        ("Omertà bestaat", ()),
        ("Anne zei dat", ("Anne",)),
        ("Van de gemeente", ()),
        ("Jansens idee", ()),
        ("De Jansen-methode", ("Jansen",)),
        ("Kwart over 2", ()),
    ],
)
def test_parts_of_names_are_found_as_words(text: str, names: tuple[str, ...]) -> None:
    words = words_of_names(["Ömer Bedacht", "Anne-Marie van de Jansen", "X", "Kim Park 2"])
    assert naming([text], Known(words)).names == names


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Bel stichting BUURTMOESTUIN Zuid even", ("stichting BUURTMOESTUIN Zuid",)),
        ("Stichting Buurtmoestuin\nZuid, dus", ("Stichting Buurtmoestuin\nZuid",)),
        ("Stichting Buurtmoestuin Noord", ()),
        ("Buurtmoestuin Zuid", ()),
        ("Stichting Buurtmoestuin Zuidoost", ()),
        ("Bij Café Één kan het", ("Café Één",)),
        ("bij cafe een kan het", ("cafe een",)),
        ("Vraag Jansen & Zn. maar", ("Jansen & Zn",)),
        ("De afdeling Werk en Inkomen", ("Werk en Inkomen",)),
        ("Werk, en dan inkomen", ()),
        ("Het AB is er niet bij", ()),
        ("Loket 3 helpt, en loket 3 weer", ("Loket 3", "loket 3")),
    ],
)
def test_whole_names_of_organisations_are_found(text: str, found: tuple[str, ...]) -> None:
    places = ["Stichting Buurtmoestuin Zuid", "Café  Één", "Jansen & Zn.", "AB", "", "Loket 3"]
    known = Known(phrases=phrases_of_places([*places, "Werk en Inkomen"]))
    assert naming([text], known).names == found


def test_a_text_that_names_where_somebody_works_waits_to_be_read(app: Flask, told: Round) -> None:
    (first, second, *_others) = told.people[told.tables[0].id]
    first.organisation, second.department = "Broodfonds De Oven", "Zorg & Welzijn"
    db.session.commit()
    told.write(1, "Het broodfonds de oven weet het", NoteKind.ADVICE)
    told.write(1, "Zorg & welzijn belt terug", NoteKind.OFFER)
    told.write(1, "De oven is warm", NoteKind.INSIGHT)
    told.write(1, "Beleid zegt iets anders", NoteKind.INSIGHT)  # many are of that
    told.approve(1)
    reader = desk(app)
    page = reader.get(f"/organise/events/{told.event.id}/research").text
    assert "gevonden: broodfonds de oven" in page
    assert "gevonden: Zorg &amp; welzijn" in page
    texts = {one["text"] for one in rows(export(reader, told))["notes"]}
    assert {"De oven is warm", "Beleid zegt iets anders"} <= texts
    assert not {"Het broodfonds de oven weet het", "Zorg & welzijn belt terug"} & texts


def test_the_pack_asks_the_same_however_large_the_event(
    app: Flask, told: Round, now: datetime
) -> None:
    with statements(db.engine) as few:
        material(told.event.id)
    many_tables = round_of(now, tables=5)
    for number in range(1, 6):
        many_tables.write(number, "Het knelt")
    many_tables.approve()
    with statements(db.engine) as many:
        material(many_tables.event.id)
    assert len(many) <= len(few) <= 11


def test_the_documentation_names_every_field(told: Round) -> None:
    said = (ROOT / "docs/research.md").read_text(encoding="utf-8")
    written = pack.tables(material(told.event.id), Pseudonyms(b"key"), ())
    for name, some in written.items():
        assert f"`{name}`" in said, name
        for field in some[0] if some else ():
            assert f"`{field}`" in said, f"{name}.{field}"


def test_an_event_without_anything_makes_an_empty_pack(app: Flask) -> None:
    event = build.event()
    answer = desk(app).post(f"/organise/events/{event.id}/research.zip")
    assert answer.status_code == 200
    assert "2026-11-27" in answer.headers["Content-Disposition"]
