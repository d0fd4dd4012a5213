"""The settings of the house: what they change, who may change them, and what a page pays for it."""

from __future__ import annotations

import io
import re
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from sqlalchemy import select, text

from makers.core import house, links, organisers
from makers.core.database import db
from makers.core.house import changing, colours, keeping, logo
from makers.core.house.changing import ChangedMeanwhile, Unreadable
from makers.core.journal import SYSTEM, JournalEntry
from makers.core.links import Grant
from tests import build
from tests.counting import statements

SETTINGS = "/organise/settings"
GREEN = "#1b6a46"
RGB = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.fixture
def desk(app: Flask, client: FlaskClient, now: datetime) -> FlaskClient:
    """A browser that is logged in with an account of its own."""
    one = organisers.add("balie@example.org", "Balie", "een lang wachtwoord", now=now)
    secret = links.give(Grant("organiser", None, one.id), None, now=now)
    with client.session_transaction() as session:
        session["visit"] = secret
    return client


def page(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def journal() -> list[str]:
    """What was recorded of the house."""
    found = select(JournalEntry.what).where(JournalEntry.topic == "house")
    return list(db.session.scalars(found.order_by(JournalEntry.id)))


def save(desk: FlaskClient, section: str, **typed: str) -> Any:
    """Open a form, type and send it."""
    form = page(desk.get(f"{SETTINGS}/{section}"))
    found = re.search(r'name="version"[^>]*value="(\w+)"', form)
    assert found is not None
    return desk.post(f"{SETTINGS}/{section}", data={"version": found[1], **typed})


def test_a_sign_that_no_database_holds_is_left_out_and_lines_end_as_one(
    desk: FlaskClient,
) -> None:
    answer = save(desk, "privacy", privacy_nl="Eén\x00\r\ntwee ", privacy_en="")
    assert answer.status_code == 303
    assert house.read_again().privacy_nl == "Eén\ntwee"


def started(*names: str) -> str:
    """The version of an edit that starts from what stands there now."""
    return changing.mark({name: getattr(house.current(), name) for name in names})


# --- what is set ----------------------------------------------------------------------------------


def test_a_new_house_is_called_as_the_environment_says(client: FlaskClient) -> None:
    assert "De makers van Rotterdam" in page(client.get("/privacy"))


def test_a_name_stands_on_every_page_at_once(desk: FlaskClient, client: FlaskClient) -> None:
    answer = save(desk, "name", name="Huis van Noord")
    assert (answer.status_code, answer.location) == (303, SETTINGS)
    assert "Huis van Noord is verantwoordelijk" in page(client.get("/privacy"))
    assert journal() == ["house.named"]


def test_an_empty_name_is_the_environments_again(app: Flask) -> None:
    changing.change("house.named", {"name": "Anders"}, version=started("name"), by=SYSTEM)
    assert house.current().organisation == "Anders"
    changing.change("house.named", {"name": ""}, version=started("name"), by=SYSTEM)
    assert house.current().organisation == "De makers van Rotterdam"


def test_saying_the_same_changes_nothing(app: Flask) -> None:
    seen = started("name")
    for _ in range(2):
        changing.change("house.named", {"name": "Anders"}, version=seen, by=SYSTEM)
    assert (house.current().version, journal()) == (1, ["house.named"])


def test_an_edit_from_an_older_version_is_not_kept(app: Flask) -> None:
    seen = started("name")
    changing.change("house.named", {"name": "Van haar"}, version=seen, by=SYSTEM)
    with pytest.raises(ChangedMeanwhile) as conflict:
        changing.change("house.named", {"name": "Van mij"}, version=seen, by=SYSTEM)
    assert conflict.value.stored == {"name": "Van haar"}
    assert house.current().name == "Van haar"


def test_a_conflict_shows_both_and_lets_the_writer_choose(desk: FlaskClient) -> None:
    mine = {"version": started("privacy_nl", "privacy_en"), "privacy_nl": "Van mij"}
    save(desk, "privacy", privacy_nl="Van haar")
    answer = desk.post(f"{SETTINGS}/privacy", data=mine)
    assert answer.status_code == 409
    assert "Van haar" in page(answer)
    assert "Van mij" in page(answer)
    again = re.search(r'name="version"[^>]*value="(\w+)"', page(answer))
    assert again is not None
    assert desk.post(f"{SETTINGS}/privacy", data={**mine, "version": again[1]}).status_code == 303
    assert house.current().privacy_nl == "Van mij"


def test_who_changes_something_else_is_in_nobodys_way(desk: FlaskClient) -> None:
    mine = {"version": started("privacy_nl", "privacy_en"), "privacy_nl": "Van mij"}
    save(desk, "name", name="Van haar")
    assert desk.post(f"{SETTINGS}/privacy", data=mine).status_code == 303


def test_another_process_hears_of_it_within_the_time_that_is_promised(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with db.engine.begin() as other:
        empty = ", ".join(
            f"'{default}'" if isinstance(default, str) else str(default)
            for default in (1, 1, "Elders", "", "", "", "", "", "", 12, 24, "", 0, 0)
        )
        other.execute(
            text(
                "INSERT INTO house (id, version, name, accent, accent_dark, privacy_nl, privacy_en,"
                " accessibility_nl, accessibility_en, keep_months, keep_longest_months,"
                f" logo_digest, logo_width, logo_height, shows_promises) VALUES ({empty}, false)"
            )
        )
    assert house.current().name == ""
    monkeypatch.setattr(keeping, "FRESH_SECONDS", 0)
    assert house.current().name == "Elders"


def test_a_page_of_a_failing_database_can_still_be_made(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with db.engine.begin() as broken:
        broken.execute(text("ALTER TABLE house RENAME TO gone"))
    try:
        monkeypatch.setitem(app.extensions, keeping.KEPT, None)
        assert house.current() == house.House()
    finally:
        with db.engine.begin() as mended:
            mended.execute(text("ALTER TABLE gone RENAME TO house"))


# --- texts ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "name"), [("/privacy", "privacy"), ("/accessibility", "accessibility")]
)
def test_own_texts_stand_above_what_the_software_says(
    desk: FlaskClient, path: str, name: str
) -> None:
    typed = {f"{name}_nl": "Vraag <b>Anna</b>.\nZij weet het.", f"{name}_en": "Ask Anna."}
    assert save(desk, name, **typed).status_code == 303
    dutch, english = page(desk.get(path)), page(desk.get(f"{path}?lang=en"))
    assert "Vraag &lt;b&gt;Anna&lt;/b&gt;.\nZij weet het." in dutch
    assert 'lang="en">Ask Anna.' in english
    assert dutch.count("<h2>") > 3, "what the software says itself stays"


def test_what_is_not_translated_is_shown_as_it_is_and_named_by_its_language(
    desk: FlaskClient,
) -> None:
    save(desk, "privacy", privacy_nl="Vraag Anna.")
    assert 'lang="nl">Vraag Anna.' in page(desk.get("/privacy?lang=en"))


# --- colours --------------------------------------------------------------------------------------


def test_contrast_is_counted_as_wcag_does() -> None:
    assert colours.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert colours.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert colours.contrast("#123456", "#123456") == 1


@given(RGB)
def test_every_colour_has_a_shade_that_can_be_read(colour: str) -> None:
    assert colours.by_day(colours.darker(colour)).reads
    assert colours.by_night(colours.lighter(colour)).reads


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


# --- the logo -------------------------------------------------------------------------------------


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


def test_a_logo_can_be_taken_down(desk: FlaskClient, client: FlaskClient) -> None:
    hang(desk, picture())
    address = f"/house/{house.current().logo_digest}/logo.png"
    assert desk.post(f"{SETTINGS}/logo/removal").status_code == 303
    assert client.get(address).status_code == 404
    assert "logo.png" not in page(client.get("/privacy"))
    assert journal() == ["house.logo_hung", "house.logo_taken_down"]


# --- how long things are kept ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("months", "longest", "status"),
    [("6", "12", 303), ("2", "12", 422), ("25", "30", 422), ("12", "6", 422), ("x", "12", 422)],
)
def test_months_stay_within_sensible_bounds(
    desk: FlaskClient, months: str, longest: str, status: int
) -> None:
    answer = save(desk, "retention", keep_months=months, keep_longest_months=longest)
    assert answer.status_code == status


# --- who may come, and what it costs --------------------------------------------------------------


def test_only_organisers_come_here(client: FlaskClient) -> None:
    for path in ("", "/name", "/mail"):
        assert client.get(f"{SETTINGS}{path}").status_code == 401
    assert client.post(f"{SETTINGS}/logo").status_code == 401


def test_what_is_no_setting_is_not_there(desk: FlaskClient) -> None:
    assert desk.get(f"{SETTINGS}/secrets").status_code == 404
    assert desk.post(f"{SETTINGS}/secrets").status_code == 404


@pytest.mark.parametrize(
    "section", ["name", "colours", "privacy", "accessibility", "promises", "retention"]
)
def test_each_setting_has_a_page(desk: FlaskClient, section: str) -> None:
    assert page(desk.get(f"{SETTINGS}/{section}")).count("<h1>") == 1


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
