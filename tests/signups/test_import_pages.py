"""A list is sent, its columns told, looked at and taken over, without JavaScript."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from makers.core.database import db
from makers.events.models import Event
from makers.signups import import_sheets
from makers.signups.models import Signup
from tests import build
from tests.counting import statements
from tests.signups import lists
from tests.signups.people import of, role, told
from tests.signups.test_import import ANNA, LISTED, names

pytestmark = pytest.mark.usefixtures("before")


def send(browser: FlaskClient, event: Event, data: bytes, name: str = "lijst.csv") -> Any:
    """Send a file as the form does."""
    return browser.post(
        f"/organise/events/{event.id}/people/import",
        data={"file": (io.BytesIO(data), name)},
        content_type="multipart/form-data",
    )


def test_a_list_is_sent_looked_at_and_taken_over(app: Flask, organiser: FlaskClient) -> None:
    event = build.event()
    assert organiser.get(f"/organise/events/{event.id}/people/import").status_code == 200
    columns = send(organiser, event, (lists.EXPORTS / "eventbrite.csv").read_bytes()).location
    page = organiser.get(columns).text
    assert "First Name (zoals: Anna)" in page
    preview = columns.replace("/columns", "/preview")
    page = organiser.get(preview).text
    assert "‘VIP’ (1 keer)" in page
    assert "We weten niet in welke rol." in page
    guest = role(event, "gast").id
    chosen = preview + f"?first=2&last=3&email=4&role=7&status=16&date=1&any_role={guest}"
    page = organiser.get(chosen).text
    assert "Neem 3 mensen over" in page
    assert "komt niet, volgens de lijst" in page
    answer = organiser.post(chosen, data={"places": "queue", "mail": "no"})
    assert answer.status_code == 303
    assert "3 mensen zijn overgenomen." in organiser.get(answer.location).text
    assert names() == ["Ben Bos", "Anna van den Berg", "Daan Dekker"]
    assert of(ANNA).role.name == "ambtenaar"
    assert told(ANNA) == []


@pytest.mark.parametrize("file", sorted(path.name for path in lists.EXPORTS.glob("*.csv")))
def test_the_columns_of_each_system_lead_to_a_preview(
    app: Flask, organiser: FlaskClient, file: str
) -> None:
    event = build.event()
    columns = send(organiser, event, (lists.EXPORTS / file).read_bytes()).location
    guest = role(event, "gast").id
    page = organiser.get(columns.replace("/columns", f"/preview?any_role={guest}")).text
    assert "Anna van den Berg" in page
    assert "Neem" in page


def test_a_workbook_is_a_list_too(app: Flask, organiser: FlaskClient) -> None:
    event = build.event()
    columns = send(organiser, event, lists.workbook(lists.MICROSOFT_NL), "Lijst.xlsx").location
    organiser.post(columns.replace("/columns", "/preview"), data={"places": "queue", "mail": "yes"})
    assert [of(ANNA).role.name, of(ANNA).organisation] == ["ambtenaar", "Gemeente Voorbeeld"]
    assert told(ANNA) == ["signup.imported"]


def test_the_words_of_the_list_mean_what_the_organiser_says(
    app: Flask, organiser: FlaskClient
) -> None:
    event = build.event()
    listed = lists.values("Naam,Rol,Status", "Anna,VIP,?", "Ben,Pers,ja")
    preview = send(organiser, event, listed).location.replace("/columns", "/preview")
    entrepreneur = role(event, "sociaal ondernemer").id
    said = f"?name=0&role=1&status=2&any_role=&role-0={entrepreneur}&role-1=&status-0=absent"
    assert "‘Pers’ (1 keer)" in organiser.get(preview + said).text
    organiser.post(preview + said, data={"places": "queue", "mail": "no"})
    assert names() == []
    again = send(organiser, event, listed).location.replace("/columns", "/preview")
    organiser.post(again + said.replace("absent", "comes"), data={"places": "queue", "mail": "no"})
    (anna,) = db.session.scalars(select(Signup))
    assert (anna.name, anna.role.name) == ("Anna", "sociaal ondernemer")


def test_without_a_name_there_is_no_preview(app: Flask, organiser: FlaskClient) -> None:
    event = build.event()
    columns = send(organiser, event, lists.values("A,B", "x,y")).location
    answer = organiser.get(columns.replace("/columns", "/preview"))
    assert answer.status_code == 422
    assert "Kies in welke kolom de naam staat." in answer.text


def test_what_is_wrong_can_be_downloaded_and_mended(app: Flask, organiser: FlaskClient) -> None:
    event = build.event()
    listed = lists.values("Naam;E-mail", "Anna;anna@", "Ben;ben@example.org", '"=1+1";x')
    preview = send(organiser, event, listed).location.replace("/columns", "/preview")
    guest = role(event, "gast").id
    answer = organiser.get(preview.replace("/preview", f"/problems.csv?any_role={guest}"))
    rows = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["Naam", "E-mail", "Regel", "Wat er mis is"]
    assert [row[:3] for row in rows[1:]] == [["Anna", "anna@", "2"], ["'=1+1", "x", "4"]]
    assert "Dit is geen e-mailadres." in rows[1][3]


def test_what_is_no_list_is_refused_on_the_same_page(app: Flask, organiser: FlaskClient) -> None:
    event = build.event()
    for data, sentence in (
        (b"", "In dit bestand staat niemand."),
        (b"\xd0\xcf\x11\xe0 x", "van de oude soort (.xls)"),
        (b"Naam\n" * 5002, "hooguit 2 MB en 5.000 regels"),
    ):
        answer = send(organiser, event, data)
        assert answer.status_code == 422
        assert sentence in answer.text
    nothing = organiser.post(f"/organise/events/{event.id}/people/import", data={})
    assert "Kies het bestand met de lijst." in nothing.text


def test_a_file_of_more_than_two_megabytes_does_not_come_in(
    app: Flask, organiser: FlaskClient
) -> None:
    answer = send(organiser, build.event(), b"Naam\n" + b"x" * import_sheets.LARGEST)
    assert answer.status_code == 413
    assert "hooguit 2 MB en 5.000 regels" in answer.text


def test_a_list_can_be_thrown_away(app: Flask, organiser: FlaskClient) -> None:
    event = build.event()
    columns = send(organiser, event, LISTED).location
    organiser.post(columns.replace("/columns", "/removal"))
    answer = organiser.get(columns)
    assert answer.location.endswith("/people/import")
    assert "Deze lijst is er niet meer" in organiser.get(answer.location).text
    again = organiser.post(
        columns.replace("/columns", "/preview"), data={"places": "queue", "mail": "no"}
    )
    assert again.location.endswith("/people")


def test_a_list_belongs_to_one_event_and_to_organisers(
    app: Flask, client: FlaskClient, organiser: FlaskClient
) -> None:
    event, other = build.event(), build.event()
    columns = send(organiser, event, LISTED).location
    assert client.get(columns).status_code == 401
    there = columns.replace(f"/events/{event.id}/", f"/events/{other.id}/")
    assert organiser.get(there).location.endswith(f"/events/{other.id}/people/import")
    organiser.post(there.replace("/columns", "/removal"))
    assert organiser.get(columns).status_code == 200


def test_a_long_preview_is_cut_with_a_count(app: Flask, organiser: FlaskClient) -> None:
    event = build.event()
    listed = lists.values("Naam", *(f"Mens {n:03}" for n in range(60)))
    preview = send(organiser, event, listed).location.replace("/columns", "/preview")
    page = organiser.get(f"{preview}?name=0&any_role={role(event, 'gast').id}").text
    assert "Mens 049" in page
    assert "Mens 050" not in page
    assert "En nog 10 regels." in page


@pytest.mark.parametrize("page", ["columns", "preview"])
def test_no_page_costs_more_than_six_statements(
    app: Flask, organiser: FlaskClient, page: str
) -> None:
    event = build.event()
    columns = send(organiser, event, (lists.EXPORTS / "eventbrite.csv").read_bytes()).location
    db.session.rollback()
    with statements(db.engine) as seen:
        assert organiser.get(columns.replace("/columns", f"/{page}")).status_code == 200
    assert len(seen) <= 6
