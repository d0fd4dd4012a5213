"""The bell of a table's clock, which a phone remembers."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.browsers import PHONE, Watch, opened
from tests.journeys.house import House, laying_out, settled
from tests.journeys.rounds import lay_out

pytestmark = [
    pytest.mark.journey,
    pytest.mark.parametrize("makers", ["sqlite"], indirect=True),
]


def test_the_bell_is_off_until_somebody_wants_it_and_is_remembered(
    makers: House, browser: Browser, watch: Watch
) -> None:
    with laying_out(makers):
        afternoon = settled(lay_out())
    with opened(browser, watch, makers.first, PHONE) as phone:
        phone.add_init_script(
            "window.rung = []; navigator.vibrate = (beat) => window.rung.push(beat) > 0;"
        )
        phone.goto(afternoon.doors["leader"])
        bell = phone.get_by_label("Geluid en trillen")
        expect(bell).not_to_be_checked()
        phone.get_by_role("button", name="Begin", exact=True).click()
        bell.check()
        assert phone.evaluate("window.rung") == [[200]]
        phone.reload()
        expect(bell).to_be_checked()
        ends = "document.querySelector('#phase-clock').dataset.seconds = %s"
        phone.evaluate(ends % 62)
        expect(phone.locator("#announce")).to_have_text("Nog 1 minuut")
        phone.evaluate(ends % 2)
        expect(phone.locator("#announce")).to_have_text("De tijd is om")
        assert phone.evaluate("window.rung") == [[200], [200, 100, 200]]
        watch.look(phone, "bell")
