"""How the house looks: colours that can be read, and a logo of our own making."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from makers.core import house
from makers.core.database import db
from makers.core.house import changing, colours, logo
from makers.core.house.changing import Unreadable
from makers.core.journal import SYSTEM
from tests import build
from tests.core.settings import SETTINGS, journal, page, save, started
from tests.counting import statements

GREEN = "#1b6a46"
RGB = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def test_contrast_is_counted_as_wcag_does() -> None:
    assert colours.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert colours.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert colours.contrast("#123456", "#123456") == 1


@given(RGB)
def test_every_colour_has_a_shade_that_can_be_read(colour: str) -> None:
    assert colours.by_day(colours.darker(colour)).reads
    assert colours.by_night(colours.lighter(colour)).reads


@given(RGB)
def test_letters_on_paper_can_be_read_in_every_house(colour: str) -> None:
    printed = colours.on_paper(colour)
    assert printed.lines == colour
    assert printed.letters in (colour, colours.DAY_TEXT)
    assert colours.contrast(printed.letters, colours.WHITE) >= colours.LEAST_CONTRAST


def test_a_colour_that_can_be_read_is_left_as_it_is() -> None:
    assert colours.darker(GREEN) == GREEN


def test_a_colour_dresses_every_page_by_a_style_sheet_of_its_own(
    desk: FlaskClient, client: FlaskClient
) -> None:
    kept = save(desk, "colours", accent="1B6A46")
    assert kept.status_code == 303
    address = f"/house/{house.current().colours}/colours.css"
    assert f'<link rel="stylesheet" href="{address}">' in page(client.get("/privacy"))
    sheet = client.get(address)
    assert (sheet.status_code, sheet.mimetype) == (200, "text/css")
    assert f"--accent:{GREEN}" in page(sheet)
    assert "immutable" in sheet.headers["Cache-Control"]
    assert client.get("/house/000000000000/colours.css").status_code == 404


def test_without_a_colour_there_is_no_style_sheet(client: FlaskClient) -> None:
    assert "colours.css" not in page(client.get("/privacy"))
    assert client.get("/house/000000000000/colours.css").status_code == 404


def test_a_colour_that_cannot_be_read_is_refused_with_one_that_can(
    app: Flask, desk: FlaskClient
) -> None:
    answer = save(desk, "colours", accent="#ffcc00")
    assert answer.status_code == 422
    assert colours.darker("#ffcc00") in page(answer)
    assert 'value="#ffcc00"' in page(answer), "what was typed still stands there"
    assert house.current().accent == ""
    with app.test_request_context(), pytest.raises(Unreadable):
        changing.recolour(GREEN, "#333333", version="", by=SYSTEM)


@pytest.mark.parametrize("typed", ["rood", "#12", "#12345g", "#123456;}", "url(x)"])
def test_what_is_no_colour_is_none(desk: FlaskClient, typed: str) -> None:
    answer = save(desk, "colours", accent=typed)
    assert answer.status_code == 422
    looked = desk.get(f"{SETTINGS}/colours", query_string={"accent": typed, "accent_dark": ""})
    assert looked.status_code == 422


def test_colours_can_be_looked_at_before_they_are_kept(desk: FlaskClient) -> None:
    answer = save(desk, "colours", accent="#ffcc00", accent_dark="", look="1")
    assert answer.status_code == 303
    seen = page(desk.get(answer.location))
    assert 'fill="#ffcc00"' in seen
    assert "Niet goed te lezen" in seen
    assert "style=" not in seen
    assert house.current().accent == ""


def picture(kind: str = "PNG", size: tuple[int, int] = (900, 300), **more: Any) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, "#1b6a46").save(file, kind, **more)
    return file.getvalue()


def hang(desk: FlaskClient, data: bytes) -> Any:
    return desk.post(
        f"{SETTINGS}/logo",
        data={"logo": (io.BytesIO(data), "logo.png")},
        content_type="multipart/form-data",
    )


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_logo_stands_on_every_page_as_a_small_png_of_our_own(
    desk: FlaskClient, client: FlaskClient, kind: str
) -> None:
    exif = Image.Exif()
    exif[0x010E] = "canary in the picture"
    assert hang(desk, picture(kind, exif=exif)).status_code == 303
    now = house.current()
    assert (now.logo_width, now.logo_height) == (480, 160)
    address = f"/house/{now.logo_digest}/logo.png"
    assert f'src="{address}"' in page(client.get("/privacy"))
    sent = client.get(address)
    assert (sent.status_code, sent.mimetype) == (200, "image/png")
    assert b"canary" not in sent.data
    assert Image.open(io.BytesIO(sent.data)).format == "PNG"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>',
        picture("GIF"),
        picture()[:200],
        picture(size=(4001, 4001)),
        picture() + bytes(logo.MOST_BYTES),
    ],
    ids=["nothing", "svg", "gif", "cut short", "too many pixels", "too many bytes"],
)
def test_what_is_no_logo_is_refused_with_a_sentence(desk: FlaskClient, data: bytes) -> None:
    answer = hang(desk, data)
    assert answer.status_code == 422
    assert "Nog niet gelukt" in page(answer)
    assert house.current().logo_digest == ""


def test_a_form_without_a_file_asks_for_one(desk: FlaskClient) -> None:
    answer = desk.post(f"{SETTINGS}/logo")
    assert answer.status_code == 422
    assert "Kies eerst een bestand" in page(answer)


def test_a_logo_can_be_taken_down(desk: FlaskClient, client: FlaskClient) -> None:
    hang(desk, picture())
    address = f"/house/{house.current().logo_digest}/logo.png"
    assert desk.post(f"{SETTINGS}/logo/removal").status_code == 303
    assert client.get(address).status_code == 404
    assert "logo.png" not in page(client.get("/privacy"))
    assert journal() == ["house.logo_hung", "house.logo_taken_down"]


def test_a_public_page_asks_nothing_more_for_the_house(
    app: Flask, desk: FlaskClient, client: FlaskClient
) -> None:
    event = build.event()
    changing.recolour(GREEN, "", version=started("accent", "accent_dark"), by=SYSTEM)
    hang(desk, picture())
    visitor = app.test_client()
    with statements(db.engine) as seen:
        visitor.get("/privacy")
        assert seen == []
        visitor.get(f"/e/{event.slug}")
    assert not any("house" in one for one in seen), seen
