"""Slides from the phone that hands them in to the desk of the row."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.browsers import LAPTOP, PHONE, Watch, opened
from tests.journeys.house import House
from tests.journeys.pecha_kucha.row import Hall
from tests.talks import files
from tests.visitor import Visitor

pytestmark = pytest.mark.journey


def test_a_speaker_books_hands_in_looks_and_approves_by_touch(
    browser: Browser, watch: Watch, hall: Hall, tmp_path: Path
) -> None:
    file = tmp_path / "mijn verhaal.pdf"
    file.write_bytes(files.pdf(21))
    with opened(browser, watch, hall.url, PHONE) as phone:
        phone.goto(hall.doors["newcomer"])
        phone.get_by_role("link", name="Kies je plek").tap()
        phone.get_by_label("Titel").fill("Een kas op elk dak")
        watch.look(phone, "book")
        phone.get_by_role("button", name="Boek deze plek").tap()
        phone.get_by_role("link", name="Lever je dia’s in").tap()
        watch.look(phone, "hand-in")
        phone.get_by_label("Kies je bestand").set_input_files(file)
        phone.get_by_role("button", name="Lever in").tap()
        expect(phone.get_by_text("Je hebt 21 dia’s, er is plek voor 20")).to_be_visible(
            timeout=30_000
        )
        watch.look(phone, "choose")
        phone.get_by_label("Dia 1", exact=True).uncheck()
        phone.get_by_label("Dia 21", exact=True).check()
        phone.get_by_role("button", name="Toon deze").tap()
        expect(phone.get_by_text("Kijk de proef na")).to_be_visible()
        phone.get_by_role("button", name="Speel af").tap()
        expect(phone.locator("[data-left]")).to_have_text(re.compile(r"\d+ s"))
        phone.get_by_role("button", name="Stop").tap()
        phone.get_by_role("button", name="Volgende").tap()
        watch.look(phone, "proof")
        phone.get_by_text("Beschrijving en notities").tap()
        phone.get_by_label("Wat laat dia 1 zien?").fill("Een kas op het dak van de school")
        phone.get_by_role("button", name="Bewaar de teksten").tap()
        expect(phone.get_by_text("Je teksten bij de dia’s zijn bewaard.")).to_be_visible()
        phone.get_by_role("button", name="Keur goed").tap()
        expect(phone.get_by_text("Je dia’s zijn klaar", exact=True)).to_be_visible()
        watch.look(phone, "approved")


@pytest.mark.parametrize("makers", ["sqlite"], indirect=True)
@pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_the_desk_of_the_row(
    browser: Browser, watch: Watch, hall: Hall, size: dict[str, int]
) -> None:
    with opened(browser, watch, hall.url, size) as desk:
        desk.goto(hall.doors["organiser"])
        desk.goto(f"/organise/events/{hall.event_id}/talks")
        for text in ("Meer Verhaal 1", "Plekken, tijden en wie mag boeken", "Zet iemand in de rij"):
            desk.locator("summary").filter(has_text=text).click()
        watch.look(desk, "row")
        desk.get_by_label("Wie", exact=True).select_option(label="Jo")
        desk.locator("form").filter(has=desk.get_by_label("Wie", exact=True)).get_by_label(
            "Titel"
        ).fill("Het verhaal van Jo")
        desk.get_by_role("button", name="Zet in de rij").click()
        expect(desk.get_by_text("Jo staat in de rij.")).to_be_visible()
        desk.goto(f"/organise/events/{hall.event_id}/talks/slides")
        desk.locator("summary").filter(has_text="Het verhaal van Jo").click()
        watch.look(desk, "slides")
        desk.goto(f"/organise/events/{hall.event_id}/screens")
        desk.get_by_role("button", name="Maak een link").last.click()
        expect(desk.get_by_alt_text("QR-code van de link")).to_be_visible()
        watch.look(desk, "screens")


@pytest.mark.parametrize("makers", ["sqlite"], indirect=True)
def test_a_wrong_file_is_told_beside_the_form(
    browser: Browser, watch: Watch, hall: Hall, tmp_path: Path
) -> None:
    file = tmp_path / "dia's.key"
    file.write_bytes(files.PRESENTATION)
    with opened(browser, watch, hall.url, PHONE) as phone:
        phone.goto(hall.doors["speaker"])
        phone.goto(f"{phone.url}/talk/slides")
        phone.get_by_label("Kies je bestand").set_input_files(file)
        phone.get_by_role("button", name="Lever in").tap()
        expect(phone.get_by_text("Sla haar eerst op als pdf")).to_be_visible()


@pytest.mark.parametrize("makers", ["sqlite"], indirect=True)
def test_the_web_process_stays_small_whatever_is_handed_in(hall: Hall, makers: House) -> None:

    worker = _worker(makers)
    visitor = Visitor(hall.url)
    path = visitor.enter(hall.doors["speaker"])
    token = visitor.token(path + "/talk/slides")
    before = _peak(worker)
    for data in (b"%PDF-" + bytes(48_000_000), files.huge_png(), files.laughs()):
        status = visitor.upload(f"{path}/talk/slides", {"csrf_token": token}, "x.pdf", data)
        assert status == 422
    assert _peak(worker) - before < 40_000  # kilobytes, of 48 megabytes handed in


def _worker(makers: House) -> int:
    """gunicorn's worker."""
    first = makers.servers[0].process.pid
    children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
    return int(children[0])


def _peak(pid: int) -> int:
    """The most memory a process ever had, in kilobytes."""
    status = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"VmHWM:\s+(\d+)", status)
    assert found
    return int(found[1])
