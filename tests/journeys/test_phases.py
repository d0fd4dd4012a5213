"""A round at its tables in five browsers: the clock and its numbers, a whole Vijfstappen with what
is written in silence, who is ready, a hand, and what the organiser does to all tables at once.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys import people
from tests.journeys.browsers import Watch
from tests.journeys.house import House, laying_out, settled
from tests.journeys.rounds import (
    Round,
    Screens,
    everybody,
    goes_on,
    lay_out,
    takes_a_press,
    time_of,
)

pytestmark = pytest.mark.journey

HIDDEN = "Niemand durft de regel los te laten"
PRESS = "document.querySelector(\"#clock form[action$='/turns'] button\").click()"
LATE = "Dit kwam van een telefoon zonder netwerk"


@pytest.fixture
def afternoon(makers: House) -> Iterator[Round]:
    """An hour of intervision that has just begun, at two tables."""
    with laying_out(makers):
        yield settled(lay_out())


@pytest.fixture
def screens(afternoon: Round, makers: House, browser: Browser, watch: Watch) -> Iterator[Screens]:
    """Everybody has opened the page."""
    with everybody(afternoon, makers, browser, watch) as found:
        yield found


def test_a_table_goes_through_its_phases(screens: Screens, afternoon: Round, watch: Watch) -> None:
    the_table_begins(screens)
    two_press_next(screens, afternoon)
    the_clock_travels_in_the_signal(screens)
    who_is_ready_and_who_spoke(screens, watch)
    silence_is_kept_until_the_reveal(screens, afternoon, watch)
    the_last_steps(screens)


def test_a_second_press_goes_no_further(screens: Screens, afternoon: Round) -> None:
    """The button moves on with the live update; who presses again meant the phase before."""
    the_table_begins(screens)
    leader, desk = screens.leader, screens.desk
    takes_a_press(leader)
    two_clicks(leader, apart=300)
    stays_at(screens, "Probleemverkenning")
    desk.goto(afternoon.table)
    takes_a_press(leader)
    leader.evaluate(f"setTimeout(() => {PRESS}, 0)")
    desk.evaluate(f"new Promise((done) => setTimeout(() => {{ {PRESS}; done(); }}, 500))")
    stays_at(screens, "Kern formuleren")


def two_clicks(page: Page, apart: int, button: str = "Volgende fase") -> None:
    """Two clicks of one finger on the same place, so many milliseconds apart."""
    page.get_by_role("button", name=button).click(trial=True)
    box = page.get_by_role("button", name=button).bounding_box()
    assert box is not None
    place = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.click(*place)
    page.evaluate(f"new Promise((done) => setTimeout(done, {apart}))")
    page.mouse.click(*place)


def test_a_second_click_is_not_for_the_button_that_came_up(screens: Screens) -> None:
    """Where "Ga verder" stood is "Volgende fase"; where "Pauzeer" stood, "+2 minuten"."""
    the_table_begins(screens)
    leader, clock = screens.leader, screens.leader.locator("#phase-clock")
    takes_a_press(leader)
    seconds = clock.get_attribute("data-seconds") or ""
    two_clicks(leader, apart=300, button="Pauzeer")
    expect(leader.get_by_role("button", name="Ga verder")).to_be_visible()
    two_clicks(leader, apart=300, button="Ga verder")
    expect(leader.get_by_role("button", name="Pauzeer")).to_be_visible()
    leader.get_by_role("button", name="Pauzeer").click()  # what came of the clicks is here by then
    expect(leader.get_by_role("button", name="Ga verder")).to_be_visible()
    expect(leader.locator("#clock .steps [aria-current]")).to_contain_text("Vraagintroductie")
    expect(clock).to_have_attribute("data-seconds", seconds)


def stays_at(screens: Screens, phase: str) -> None:
    """Every screen shows this phase, also once the clock takes another press."""
    takes_a_press(screens.leader)
    for page in screens.at_table:
        expect(page.locator("#clock .steps [aria-current]")).to_contain_text(phase)


def test_the_desk_is_there_for_all_tables(screens: Screens, watch: Watch) -> None:
    the_table_begins(screens)
    a_hand_goes_up(screens, watch)
    the_desk_tells_all_tables(screens, watch)
    the_desk_shifts_all_tables(screens, watch)


def the_table_begins(screens: Screens) -> None:
    leader = screens.leader
    leader.get_by_label("Hoe lang").select_option(label="60 minuten")
    leader.get_by_role("button", name="Begin", exact=True).click()
    for page in screens.at_table:
        expect(page.get_by_role("heading", name="Vraagintroductie")).to_be_visible()
    expect(screens.first.get_by_text("Jij luistert nu.")).to_be_visible()
    expect(screens.bringer.get_by_text("Jij luistert nu.")).to_be_hidden()


def two_press_next(screens: Screens, afternoon: Round) -> None:
    """The facilitator's laptop and the organiser's screen both press what they both saw."""
    desk = screens.desk
    desk.goto(afternoon.table)
    pages = (screens.leader, desk)
    for page in pages:
        expect(page.get_by_role("button", name="Volgende fase")).to_be_visible()
        takes_a_press(page)
    turns = {
        page.locator("#clock form[action$='/turns'] [name=turn]").input_value() for page in pages
    }
    assert len(turns) == 1
    for page in pages:  # neither waits for what the other did
        page.evaluate(PRESS)
    for page in (*screens.at_table, desk):
        expect(page.get_by_role("heading", name="Probleemverkenning")).to_be_visible()
    expect(screens.second.locator("#clock .steps [aria-current]")).to_contain_text(
        "Probleemverkenning"
    )
    desk.goto(afternoon.wall)


def the_clock_travels_in_the_signal(screens: Screens) -> None:
    leader, others = screens.leader, (screens.bringer, screens.first, screens.second)
    before = screens.fetches("/clock")
    leader.get_by_role("button", name="Pauzeer").click()
    for page in (leader, *others):
        expect(page.locator("#phase-clock").get_by_text("staat stil")).to_be_visible()
    expect(leader.get_by_role("button", name="Ga verder")).to_be_visible()
    expect(leader.get_by_role("button", name="Volgende fase")).to_be_hidden()
    expect(screens.desk.locator(".wall-table .clock.is-paused")).to_have_count(1)
    left = time_of(screens.first)
    leader.get_by_role("button", name="+2 minuten").click()
    minutes, seconds = divmod(left + 120, 60)
    for page in (leader, *others):
        expect(page.locator("#phase-clock [data-time]")).to_have_text(f"{minutes}:{seconds:02}")
    leader.get_by_role("button", name="Ga verder").click()
    for page in (leader, *others):
        expect(page.locator("#phase-clock").get_by_text("staat stil")).to_be_hidden()
    expect(leader.get_by_role("button", name="Volgende fase")).to_be_visible()
    assert screens.fetches("/clock") == before


def who_is_ready_and_who_spoke(screens: Screens, watch: Watch) -> None:
    first, second, leader = screens.first, screens.second, screens.leader
    before = screens.fetches("/clock")
    first.get_by_role("button", name="Ik ben klaar").click()
    expect(first.get_by_role("button", name="Toch nog niet klaar")).to_be_visible()
    for page in screens.at_table:
        expect(page.locator(".ready > p")).to_have_text("1 van 4 klaar")
    expect(second.get_by_role("button", name="Ik ben klaar")).to_be_visible()
    assert screens.fetches("/clock") == before
    spoke = leader.locator("#speaking")
    spoke.get_by_role("button", name="Sprak Eerste Bedacht").click()
    expect(spoke.get_by_text("✓ Eerste Bedacht")).to_be_visible()
    for page in (screens.bringer, first, second):
        assert "✓ Eerste" not in page.content()
        assert "Wie sprak al?" not in page.content()
    watch.look(leader, "facilitator")
    watch.look(first, "participant")
    goes_on(leader, "Kern formuleren")
    for page in screens.at_table:
        expect(page.get_by_role("heading", name="Kern formuleren")).to_be_visible()
        expect(page.locator(".ready > p")).to_have_text("0 van 4 klaar")
    expect(spoke.get_by_text("✓ Eerste Bedacht")).to_have_count(0)


def silence_is_kept_until_the_reveal(screens: Screens, afternoon: Round, watch: Watch) -> None:
    """One writes in silence, and once more from a phone that lost its network till later."""
    second, others = screens.second, (screens.leader, screens.bringer, screens.first)
    people.write(second, "Kern", HIDDEN)
    expect(people.note(second, HIDDEN)).to_be_visible()
    expect(screens.leader.get_by_text("1 persoon schreef iets")).to_be_visible()
    watch.look(second, "silence")
    form = second.locator("#write")
    data: dict[str, str | float | bool] = {
        name: form.locator(f"[name={name}]").first.input_value() for name in ("csrf_token", "turn")
    }
    sent: dict[str, str | float | bool] = {
        **data,
        "key": "5f3c7f0e-0b1d-4a58-8d2e-6f5d3f9f2a10",
        "kind": "core",
        "text": LATE,
    }
    goes_on(screens.leader, "Adviesronde")
    expect(second.get_by_role("heading", name="Adviesronde")).to_be_visible()
    late = second.request.post(f"{afternoon.table}/notes", form=sent)
    assert late.status == 200, late.text()
    expect(people.note(second, LATE).get_by_text("nagekomen")).to_be_visible()
    pages = ("", "/notes", "/clock", "/bin", "/kinds", "/report")
    for page in (*others, screens.desk):
        for part in pages:
            body = page.request.get(f"{afternoon.table}{part}").text()
            for text in (HIDDEN, LATE):
                assert text not in body, part
                assert text not in page.content()
    screens.leader.get_by_role("button", name="Laat zien").click()
    for page in others:
        expect(people.note(page, HIDDEN)).to_be_visible()
        expect(people.note(page, LATE).get_by_text("nagekomen")).to_be_visible()


def a_hand_goes_up(screens: Screens, watch: Watch) -> None:
    leader, desk = screens.leader, screens.desk
    expect(screens.first.get_by_role("button", name="Steek je hand op")).to_have_count(0)
    leader.get_by_role("button", name="Steek je hand op").click()
    expect(screens.first.get_by_text("Jullie hand is op.")).to_be_visible()
    table = desk.locator("article.wall-table").filter(has_text="Een tuin op een dak")
    expect(table.get_by_text("Hand op sinds")).to_be_visible()
    watch.look(desk, "wall-hand")
    table.get_by_role("button", name="Ik kom eraan").click()
    for page in screens.at_table:
        expect(page.get_by_text("De balie komt eraan.")).to_be_visible()
    watch.look(leader, "coming")
    leader.get_by_role("button", name="Hand omlaag").click()
    expect(table.get_by_text("Hand op")).to_have_count(0)


def the_desk_tells_all_tables(screens: Screens, watch: Watch) -> None:
    desk = screens.desk
    desk.get_by_text("Zeg iets tegen alle tafels, of verschuif de tijd").click()
    watch.look(desk, "wall-forms")
    for sentence in ("De soep staat klaar", "Kom om vier uur naar de zaal"):
        if not desk.get_by_label("Wat zeg je tegen alle tafels?").is_visible():
            desk.get_by_text("Zeg iets tegen alle tafels, of verschuif de tijd").click()
        desk.get_by_label("Wat zeg je tegen alle tafels?").fill(sentence)
        desk.get_by_role("button", name="Zeg het alle tafels").click()
        for page in screens.at_table:
            expect(page.locator("#told").get_by_text(sentence)).to_be_visible()
        expect(desk.locator("#told")).to_contain_text(
            "Gezien aan 1 van 2 tafels, door 4 van 5 mensen."
        )
    watch.look(desk, "wall-told")
    watch.look(screens.first, "told")
    desk.locator("#told").get_by_role("button", name="Haal weg").click()
    for page in screens.at_table:
        expect(page.locator("#told aside")).to_have_count(0)


def the_desk_shifts_all_tables(screens: Screens, watch: Watch) -> None:
    desk, first = screens.desk, screens.first
    before, fetched = time_of(first), screens.fetches("/clock")
    if not desk.get_by_label("Hoeveel minuten").is_visible():
        desk.get_by_text("Zeg iets tegen alle tafels, of verschuif de tijd").click()
    desk.get_by_label("Hoeveel minuten").fill("2")
    desk.get_by_role("radio", name="korter").check(force=True)
    desk.get_by_role("button", name="Verschuif alle tafels").click()
    expect(desk.get_by_text("1 tafel heeft 2 min minder.").first).to_be_visible()
    expect(
        desk.get_by_text("1 tafel is nog niet begonnen: daar verandert niets.").first
    ).to_be_visible()
    for page in screens.at_table:
        expect(page.locator("#phase-clock")).to_have_attribute("data-seconds", "240")
        assert time_of(page) <= before - 110
    assert screens.fetches("/clock") == fetched
    watch.look(desk, "wall-shifted")


def the_last_steps(screens: Screens) -> None:
    leader = screens.leader
    for phase in ("Reactie inbrenger", "Afspraken en evaluatie"):
        goes_on(leader, phase)
        for page in (leader, screens.bringer):
            expect(page.get_by_role("heading", name=phase)).to_be_visible()
    goes_on(leader, "Klaar", "Rond af")
    for page in screens.at_table:
        expect(page.get_by_role("heading", name="Klaar", exact=True)).to_be_visible()
