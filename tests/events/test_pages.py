"""The pages of the event at the desk, and the two about the house."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from makers.core.database import db
from makers.events.copying import Choice
from makers.events.details import Details
from makers.events.models import Event, ItemKind, ProgrammeItem, Side
from makers.events.signals import item_leaving, role_leaving
from tests import build
from tests.counting import statements

TYPED = {
    "title": "De makers in de Leeszaal",
    "day": "2026-11-27",
    "starts": "13:00",
    "ends": "17:00",
    "capacity": "40",
    "occasion": "Een eerste keer.\r\nEn niet de laatste.",
    "domains": "onderwijs\r\n\r\nArmoede\r\narmoede",
    "role-0-name": "ambtenaar",
    "role-0-side": "government",
    "role-0-capacity": "20",
    "role-1-name": "",
    "role-1-side": "government",
    "role-1-capacity": "",
}
ITEM = {
    "kind": "lecture",
    "title": "Lezing",
    "starts": "14:00",
    "minutes": "45",
    "who": "Hans Boutellier",
}


def stored() -> Event:
    return db.session.scalars(select(Event).order_by(Event.id.desc()).limit(1)).one()


def sent(event: Event, **changes: str) -> dict[str, str]:
    """The details form as a browser sends it back."""
    (role, *_rest) = event.roles
    return {
        **TYPED,
        "version": Details.of(event).version,
        "role-0-id": str(role.id),
        "role-0-name": role.name,
        **changes,
    }


def text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


# --- making ---------------------------------------------------------------------------------------


def test_an_event_is_made_from_what_was_typed(desk: FlaskClient) -> None:
    answer = desk.post("/organise/events/new", data=TYPED)
    event = stored()
    assert (answer.status_code, answer.location) == (303, f"/organise/events/{event.id}/programme")
    assert f"{event.starts_at:%H.%M} {event.ends_at:%H.%M}" == "12.00 16.00"
    assert event.occasion == "Een eerste keer.\nEn niet de laatste."
    assert [domain.name for domain in event.domains] == ["onderwijs", "Armoede"]
    assert [(role.name, role.side, role.capacity) for role in event.roles] == [
        ("ambtenaar", Side.GOVERNMENT, 20)
    ]


def test_the_new_form_proposes_three_roles(desk: FlaskClient) -> None:
    page = text(desk.get("/organise/events/new"))
    for name in ("ambtenaar", "sociaal ondernemer", "gast"):
        assert f'value="{name}"' in page


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("title", "  ", "Geef de bijeenkomst een naam."),
        ("day", "vandaag", "Kies een dag."),
        ("starts", "", "Vul in hoe laat het begint"),
        ("ends", "12:00", "Het einde ligt voor het begin."),
        ("capacity", "veel", "Vul in hoeveel mensen er kunnen komen."),
        ("capacity", "4000", "Vul een getal in tussen 1 en 2000."),
        ("role-0-capacity", "zes", "Vul hier een heel getal in"),
        ("role-0-side", "links", "Kies bij welke kant deze rol hoort."),
        ("role-1-name", "Ambtenaar", "Twee rollen heten hetzelfde."),
        ("domains", "x" * 101, "Zet elk beleidsterrein op een eigen regel"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(
    desk: FlaskClient, field: str, value: str, sentence: str
) -> None:
    answer = desk.post("/organise/events/new", data={**TYPED, field: value})
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert "En niet de laatste." in text(answer)
    assert db.session.scalar(select(Event.id)) is None


# --- changing -------------------------------------------------------------------------------------


def test_details_are_changed(desk: FlaskClient) -> None:
    event = build.event()
    answer = desk.post(f"/organise/events/{event.id}/details", data=sent(event, place="Boekhandel"))
    assert answer.status_code == 303
    assert (event.place, event.title) == ("Boekhandel", TYPED["title"])
    assert [role.name for role in event.roles] == ["ambtenaar"]


def test_a_conflict_shows_both_and_the_next_try_is_kept(desk: FlaskClient) -> None:
    event = build.event()
    old = sent(event, place="Boekhandel")
    desk.post(f"/organise/events/{event.id}/details", data=sent(event, place="Gemaal op Zuid"))
    answer = desk.post(f"/organise/events/{event.id}/details", data=old)
    assert answer.status_code == 409
    page = text(answer)
    assert "intussen door iemand anders veranderd" in page
    assert "Gemaal op Zuid" in page
    assert 'value="Boekhandel"' in page
    new = Details.of(event).version
    assert f'value="{new}"' in page
    desk.post(f"/organise/events/{event.id}/details", data={**old, "version": new})
    assert event.place == "Boekhandel"


def test_a_refused_removal_of_a_role_keeps_what_was_typed(desk: FlaskClient) -> None:
    event = build.event()

    def needed(role: object, **about: object) -> str:
        return "Vier mensen komen als gast. Verander eerst hun rol."

    with role_leaving.connected_to(needed):
        answer = desk.post(f"/organise/events/{event.id}/details", data=sent(event, place="Nieuw"))
    assert answer.status_code == 409
    assert "Verander eerst hun rol." in text(answer)
    assert 'value="Nieuw"' in text(answer)


def test_the_form_sent_back_as_it_was_changes_nothing(desk: FlaskClient) -> None:
    event = build.event(occasion="Een regel.\nNog een.")
    before = Details.of(event)
    roles = {}
    for n, role in enumerate(event.roles):
        about = (("id", role.id), ("name", role.name), ("side", role.side), ("capacity", ""))
        roles.update({f"role-{n}-{name}": str(value) for name, value in about})
    typed = {
        "version": "an old one",
        "title": event.title,
        "day": "2026-11-27",
        "starts": "13:00",
        "ends": "17:00",
        "place": event.place,
        "capacity": "20",
        "occasion": "Een regel.\r\nNog een.",
        "domains": "onderwijs\r\ncultuur\r\narmoede",
        **roles,
    }
    assert desk.post(f"/organise/events/{event.id}/details", data=typed).status_code == 303
    assert Details.of(event) == before


# --- publishing and copying -----------------------------------------------------------------------


def test_publishing_opens_the_page(desk: FlaskClient) -> None:
    event = build.event(published=False)
    answer = desk.post(f"/organise/events/{event.id}/publication")
    assert answer.status_code == 303
    assert event.published_at is not None


def test_publishing_without_roles_says_what_to_do(desk: FlaskClient) -> None:
    event = build.event(published=False, roles=[])
    answer = desk.post(f"/organise/events/{event.id}/publication")
    assert answer.status_code == 409
    assert "Voeg eerst een rol toe." in text(answer)


def test_a_copy_is_made_for_another_day(desk: FlaskClient) -> None:
    source = build.event()
    build.item(source)
    page = text(desk.get(f"/organise/events/{source.id}/copy"))
    assert page.count("checked") == len(Choice)
    typed = {"title": "Vervolg", "day": "2027-04-09", "along": ["programme", "nonsense"]}
    answer = desk.post(f"/organise/events/{source.id}/copy", data=typed)
    made = stored()
    assert answer.location == f"/organise/events/{made.id}/details"
    assert (made.title, len(made.programme), made.published_at) == ("Vervolg", 1, None)
    assert (made.roles, made.place) == ([], "")


def test_a_copy_needs_a_day(desk: FlaskClient) -> None:
    source = build.event()
    answer = desk.post(f"/organise/events/{source.id}/copy", data={"title": "Vervolg", "day": ""})
    assert answer.status_code == 422
    assert "Kies een dag." in text(answer)


# --- the programme --------------------------------------------------------------------------------


def test_an_item_is_added_on_the_day_of_the_event(desk: FlaskClient) -> None:
    event = build.event()
    assert desk.post(f"/organise/events/{event.id}/programme", data=ITEM).status_code == 303
    (item,) = event.programme
    assert (item.kind, item.minutes) == (ItemKind.LECTURE, 45)
    assert f"{item.starts_at:%d %H.%M}" == "27 13.00"


def test_the_next_item_is_proposed_where_the_last_ends(desk: FlaskClient) -> None:
    event = build.event()
    build.item(event, minutes=75)
    assert 'value="14:15"' in text(desk.get(f"/organise/events/{event.id}/programme"))


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("title", "", "Geef het onderdeel een titel."),
        ("kind", "dance", "Kies wat voor onderdeel dit is."),
        ("starts", "straks", "Vul in hoe laat het begint"),
        ("minutes", "0", "Vul in hoeveel minuten het duurt."),
        ("minutes", "601", "Vul een getal in tussen 1 en 600 minuten."),
    ],
)
def test_a_wrong_item_is_told(desk: FlaskClient, field: str, value: str, sentence: str) -> None:
    event = build.event()
    answer = desk.post(f"/organise/events/{event.id}/programme", data={**ITEM, field: value})
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert "Hans Boutellier" in text(answer)


def test_warnings_warn_and_do_not_block(desk: FlaskClient) -> None:
    event = build.event()
    build.item(event, title="Intervisie", minutes=90)
    desk.post(f"/organise/events/{event.id}/programme", data=ITEM)
    desk.post(f"/organise/events/{event.id}/programme", data={**ITEM, "starts": "16:30"})
    page = text(desk.get(f"/organise/events/{event.id}/programme"))
    assert "‘Lezing’ begint om 14.00, maar ‘Intervisie’ duurt tot 14.30." in page
    assert "‘Lezing’ duurt tot 17.15, maar de bijeenkomst eindigt om 17.00." in page


def changed_item(item: ProgrammeItem, **changes: str) -> dict[str, str]:
    from makers.events.details import ItemDetails

    return {**ITEM, "version": ItemDetails.of(item).version, **changes}


def test_an_item_is_changed_and_a_conflict_shows_both(desk: FlaskClient) -> None:
    event = build.event()
    item = build.item(event)
    url = f"/organise/events/{event.id}/programme/{item.id}"
    old = changed_item(item, minutes="15")
    assert desk.post(url, data=changed_item(item)).status_code == 303
    assert (item.title, item.minutes) == ("Lezing", 45)
    answer = desk.post(url, data=old)
    assert answer.status_code == 409
    assert "Dit staat er nu" in text(answer)
    assert 'value="15"' in text(answer)


def test_an_item_is_removed(desk: FlaskClient) -> None:
    event = build.event()
    item = build.item(event)
    answer = desk.post(f"/organise/events/{event.id}/programme/{item.id}/removal")
    assert answer.status_code == 303
    assert event.programme == []


def test_a_removal_that_is_refused_says_why(desk: FlaskClient) -> None:
    event = build.event()
    item = build.item(event)

    def needed(item: object, **about: object) -> str:
        return "Aan dit onderdeel hangen twee tafels. Haal die eerst weg."

    with item_leaving.connected_to(needed):
        answer = desk.post(f"/organise/events/{event.id}/programme/{item.id}/removal")
    assert answer.status_code == 409
    assert "Haal die eerst weg." in text(answer)
    assert item.title in text(answer)


def test_an_item_of_another_event_is_not_there(desk: FlaskClient) -> None:
    item = build.item(build.event())
    assert desk.get(f"/organise/events/{build.event().id}/programme/{item.id}").status_code == 404


# --- who may come, and what it costs --------------------------------------------------------------

PAGES = ("details", "programme", "copy")


@pytest.mark.parametrize("page", PAGES)
def test_only_organisers_come_here(client: FlaskClient, page: str) -> None:
    assert client.get(f"/organise/events/{build.event().id}/{page}").status_code == 401


@pytest.mark.parametrize("page", PAGES)
def test_an_event_that_is_not_there_is_not_there(desk: FlaskClient, page: str) -> None:
    assert desk.get(f"/organise/events/99/{page}").status_code == 404


@pytest.mark.parametrize("page", ["details", "programme", "programme/{item}", "copy"])
def test_a_page_asks_the_database_little(app: Flask, desk: FlaskClient, page: str) -> None:
    event = build.event()
    items = [build.item(event) for _ in range(6)]
    url = f"/organise/events/{event.id}/{page.format(item=items[0].id)}"
    with statements(db.engine) as seen:
        assert desk.get(url).status_code == 200
    assert len(seen) <= 6


@pytest.mark.parametrize("page", ["privacy", "accessibility"])
def test_the_pages_about_the_house_are_everybodys(client: FlaskClient, page: str) -> None:
    with statements(db.engine) as seen:
        assert client.get(f"/{page}").status_code == 200
    assert seen == []


def test_what_is_typed_is_text(desk: FlaskClient, details: Callable[..., Details]) -> None:
    event = build.event(title="<b>Makers</b>")
    build.item(event, title="<script>")
    page = text(desk.get(f"/organise/events/{event.id}/programme"))
    assert "<b>Makers" not in page
    assert "&lt;script&gt;" in page
