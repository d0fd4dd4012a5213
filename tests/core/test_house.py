"""The settings of the house: what they change, who may change them, and what a page pays for it."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from makers.core import house
from makers.core.database import db
from makers.core.house import changing, keeping
from makers.core.house.changing import ChangedMeanwhile
from makers.core.journal import SYSTEM
from tests.core.settings import SETTINGS, journal, page, save, started


def test_a_sign_that_no_database_holds_is_left_out_and_lines_end_as_one(
    desk: FlaskClient,
) -> None:
    answer = save(desk, "privacy", privacy_nl="Eén\x00\r\ntwee ", privacy_en="")
    assert answer.status_code == 303
    assert house.read_again().privacy_nl == "Eén\ntwee"


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
