"""What a device sends says as whom it was written; a shared laptop is left behind empty."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from makers.core import links
from makers.core.database import db, is_sqlite
from makers.core.links import Grant
from makers.intervision.models import Note
from makers.signups.models import Signup
from tests.conftest import NOON, Browser
from tests.counting import statements
from tests.intervision.conftest import Round, browser, seated


def note(text: str = "Waarom?") -> dict[str, str]:
    """A note as a form sends it."""
    return {"kind": "question", "text": text, "key": str(uuid.uuid4())}


def sits_down(laptop: Browser, group: Round, who: Signup) -> None:
    """Someone says who they are with the code on the table."""
    laptop.post(f"/join/{group.table.join_code}", data={"signup_id": who.id})


def who_sits(laptop: Browser, group: Round) -> str:
    """As whom this browser would send something."""
    return str(laptop.get(f"/table/{group.table.id}/device").json["who"])  # type: ignore[index]


@pytest.fixture
def laptop(app: Flask, group: Round, monkeypatch: pytest.MonkeyPatch) -> Browser:
    """A laptop on a table, on the afternoon itself, where the first sits."""
    monkeypatch.setattr("makers.core.clock.now", lambda: NOON + timedelta(hours=2))
    return seated(app, group.table, group.first)


def test_the_page_says_for_whom_and_until_when_a_device_keeps_things(
    laptop: Browser, group: Round
) -> None:
    page = laptop.get(f"/table/{group.table.id}").text
    end = group.table.item.event.ends_at
    others, own = (int(at.timestamp() * 1000) for at in (end, end + timedelta(days=1)))
    whose = f'data-who="table-{group.first.id}"'
    assert f'{whose} data-shelved="{others}" data-until="{own}"' in page
    assert f'data-draft="table-{group.table.id}-table-{group.first.id}"' in page


def test_what_was_kept_gets_a_receipt(laptop: Browser, group: Round) -> None:
    sent = note()
    headers = {"Makers-As": who_sits(laptop, group), "HX-Request": "true"}
    answer = laptop.post(f"/table/{group.table.id}/notes", data=sent, headers=headers)
    assert (answer.status_code, answer.headers["Makers-Kept"]) == (200, sent["key"])
    wrong = {**sent, "text": "", "key": str(uuid.uuid4())}
    answer = laptop.post(f"/table/{group.table.id}/notes", data=wrong, headers=headers)
    assert answer.status_code == 422
    assert "Makers-Kept" not in answer.headers


def test_a_page_that_stays_hears_where_to_go_and_what_was_said_waits_there(
    laptop: Browser, group: Round
) -> None:
    path = f"/table/{group.table.id}"
    laptop.post(f"{path}/notes", data=note())
    found = db.session.scalars(select(Note)).one()
    edit = f"{path}/notes/{found.id}"
    draft = f'data-draft="note-{found.id}-table-{group.first.id}"'
    assert draft in laptop.get(edit).text, "whatever version it starts from"
    other = {"version": found.version, "text": "Bel mij op 0612345678"}
    headers = {"Makers-As": who_sits(laptop, group), "Makers-Stays": "1"}
    answer = laptop.post(edit, data=other, headers=headers)
    assert (answer.status_code, answer.headers["Makers-Next"]) == (204, path)
    assert "Er lijkt een telefoonnummer" in laptop.get(path).text
    overtaken = laptop.post(edit, data={**other, "text": "Te laat"}, headers=headers)
    assert overtaken.status_code == 409
    assert overtaken.text.count(f'data-settles="note-{found.id}-') >= 3
    assert (
        laptop.post(edit, data=other, headers={**headers, "Makers-As": "desk"}).status_code == 412
    )


def test_a_device_hears_what_stands_beside_the_form_and_fetches_the_notes_itself(
    laptop: Browser, group: Round
) -> None:
    address, suspicious = f"/table/{group.table.id}/notes", note("Bel mij op 0612345678")
    headers = {"Makers-As": who_sits(laptop, group), "HX-Request": "true"}
    answer = laptop.post(address, data=suspicious, headers={**headers, "HX-Target": "written"})
    assert "Moet dat?" in answer.text
    assert "<li" not in answer.text
    assert "<li" in laptop.post(address, data=suspicious, headers=headers).text


@pytest.mark.parametrize("part", ["notes", "followups"])
def test_nobody_sends_what_another_wrote(laptop: Browser, group: Round, part: str) -> None:
    headers = {"Makers-As": who_sits(laptop, group)}
    sits_down(laptop, group, group.second)
    answer = laptop.post(f"/table/{group.table.id}/{part}", data=note(), headers=headers)
    assert answer.status_code == 412
    assert db.session.scalar(select(Note.id)) is None
    assert laptop.get(f"/table/{group.table.id}/notes", headers=headers).status_code == 412


def test_who_comes_back_to_a_shared_laptop_is_themselves_again(
    laptop: Browser, group: Round
) -> None:
    for who in (group.second, group.first, group.second):
        sits_down(laptop, group, who)
        assert who_sits(laptop, group) == f"table-{who.id}"


def test_leaving_ends_what_this_browser_may_enter_of_the_event(
    app: Flask, laptop: Browser, group: Round
) -> None:
    event_id = group.table.event_id
    with laptop.session_transaction() as session:
        for grant in (
            Grant("personal", event_id, group.first.id, group.first.id),
            Grant("organiser", None, 1),
        ):
            session["visit"] = links.give(grant, session["visit"], now=NOON)
    path = f"/table/{group.table.id}"
    answer = laptop.post(f"{path}/departure")
    assert (answer.status_code, answer.location) == (303, "/join")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert laptop.get(f"/me/{group.first.id}").status_code == 404
    assert "Schrijf op" not in laptop.get(path).text  # the desk's login stays, the seat does not


def test_somebody_elses_browser_stays(app: Flask, laptop: Browser, group: Round) -> None:
    other = seated(app, group.table, group.first)
    laptop.post(f"/table/{group.table.id}/departure")
    assert other.get(f"/table/{group.table.id}").status_code == 200
    assert laptop.get(f"/table/{group.table.id}").status_code == 401


def test_a_facilitator_is_another_than_who_sits_there(
    app: Flask, group: Round, now: datetime
) -> None:
    leads = Grant("facilitator", group.table.event_id, group.table.id, group.facilitator.id)
    assert who_sits(browser(app, leads), group) == f"facilitator-{group.facilitator.id}"


def test_the_worker_stands_where_it_reaches_the_tables_alone(app: Flask) -> None:
    answer = app.test_client().get("/table/worker.js")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "worker-src 'self'" in answer.headers["Content-Security-Policy"]


def test_only_a_tables_page_has_the_second_script(laptop: Browser, group: Round) -> None:
    assert "js/table.js" in laptop.get(f"/table/{group.table.id}").text
    for public in ("/", f"/e/{group.table.item.event.slug}", "/login"):
        page = laptop.get(public).text
        assert page.count("<script") == 1
        assert "js/table.js" not in page


def test_what_changed_can_be_asked_for_where_streams_do_not_come_through(
    laptop: Browser, group: Round
) -> None:
    path = f"/table/{group.table.id}/stream?since=0&once"
    assert "event: pulse" in laptop.get(path).text
    laptop.post(f"/table/{group.table.id}/notes", data=note())
    answer = laptop.get(path)
    assert answer.mimetype == "text/plain"
    assert f"event: table-{group.table.id}-notes\n" in answer.text


def test_keeping_a_note_takes_six_statements(laptop: Browser, group: Round) -> None:
    headers = {"HX-Request": "true", "HX-Target": "written"}
    headers["Makers-As"] = who_sits(laptop, group)
    address = f"/table/{group.table.id}/notes"
    with statements(db.engine) as seen:
        laptop.post(address, data=note(), headers=headers)
    kept = [one for one in seen if one.startswith("INSERT")]
    assert len(kept) == 3, "the note, its version, the journal"
    # on PostgreSQL also the event's lock, the journal's, and the call
    assert len(seen) == (6 if is_sqlite(db.session()) else 9)
