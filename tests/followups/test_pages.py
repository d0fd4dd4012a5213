"""Agreements on the table's screens and on the owner's phone, without JavaScript and with htmx."""

from __future__ import annotations

import re
import uuid
from datetime import datetime

import pytest
from flask import Flask, render_template
from sqlalchemy import select

from makers.core import clock as house_clock
from makers.core.database import db
from makers.core.journal import JournalEntry
from makers.core.links import Grant
from makers.followups import queries, service
from makers.followups.models import FollowUp, FollowUpState
from makers.followups.service import Terms
from makers.seating.models import Table
from tests.counting import statements
from tests.followups.conftest import BY, NEXT_WEEK, Group, browser, phone, seated

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    """The pages' clock stands still at noon on the day."""
    monkeypatch.setattr(house_clock, "now", lambda: now)


def typed(what: str = "De wijkraad bellen", **values: object) -> dict[str, object]:
    """An agreement as the form sends it."""
    blank = {"owner": "", "counterpart": "", "due_on": ""}
    return {"key": str(uuid.uuid4()), "what": what, **blank, **values}


def only() -> FollowUp:
    """The one agreement there is, read anew."""
    db.session.rollback()
    return db.session.scalars(select(FollowUp)).one()


def test_one_writes_and_all_at_the_table_read(app: Flask, group: Group) -> None:
    path = f"/table/{group.table.id}/followups"
    data = typed(owner=group.first.id, counterpart=group.bringer.id, due_on="2026-12-04")
    answer = seated(app, group.table, group.first).post(path, data=data)
    assert (answer.status_code, answer.location) == (303, f"/table/{group.table.id}")
    shown = seated(app, group.table, group.bringer).get(path).text
    for text in ("De wijkraad bellen", "Ali", "met Noor", "4 december 2026"):
        assert text in shown
    assert "nog geen" not in shown
    assert only().owner_id == group.first.id


def test_htmx_gets_the_list_and_what_is_open_stands_out(app: Flask, group: Group) -> None:
    path = f"/table/{group.table.id}/followups"
    answer = seated(app, group.table, group.first).post(path, data=typed(), headers=HTMX)
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert "nog geen eigenaar" in answer.text
    assert "nog geen datum" in answer.text


def test_the_same_lines_make_the_page_and_the_fragment(app: Flask, group: Group) -> None:
    group.agreed("Bellen")
    mine = seated(app, group.table, group.first)
    fragment = mine.get(f"/table/{group.table.id}/followups").text
    page = mine.get(f"/table/{group.table.id}").text
    marker = fragment[fragment.index('<li class="note') : fragment.index("<footer>")]
    assert marker in page
    assert f'hx-get="/table/{group.table.id}/followups"' in page
    assert f"table-{group.table.id}-followups from:#stream" in page
    assert 'id="agreement-key"' in page


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"what": "  "}, "Schrijf op wat je afspreekt."),
        ({"what": "x" * 2001}, "2000 tekens"),
        ({"due_on": "2026-11-26"}, "Deze dag is al voorbij."),
        ({"due_on": "volgende week"}, "Kies een dag, zoals"),
        ({"key": "geen sleutel"}, "Verstuur het nog een keer."),
    ],
)
def test_what_cannot_be_kept_comes_back_with_a_sentence(
    app: Flask, group: Group, wrong: dict[str, str], sentence: str
) -> None:
    mine = seated(app, group.table, group.first)
    data = {**typed("Wat ik al typte", owner=group.first.id), **wrong}
    for headers in ({}, HTMX):
        answer = mine.post(f"/table/{group.table.id}/followups", data=data, headers=headers)
        assert answer.status_code == 422
        assert sentence in answer.text
        assert ("<html" in answer.text) is (headers == {})
        assert f'selected value="{group.first.id}"' in answer.text
        assert "Wat ik al typte" in answer.text or "what" in wrong


def test_someone_of_another_table_is_no_choice(app: Flask, group: Group) -> None:
    mine = seated(app, group.table, group.first)
    path = f"/table/{group.table.id}/followups"
    answer = mine.post(path, data=typed("Bewaar dit", owner=group.elsewhere.id))
    assert answer.status_code == 409
    assert "zit niet meer aan deze tafel" in answer.text
    assert "Bewaar dit" in answer.text
    answer = mine.post(path, data=typed(owner=group.first.id, counterpart=group.first.id))
    assert answer.status_code == 422
    assert "Kies hier iemand anders" in answer.text


def test_the_owner_says_yes_at_the_table_and_nobody_else_does(app: Flask, group: Group) -> None:
    made_id = group.agreed("Bellen", owner_id=group.first.id, due_on=NEXT_WEEK).id
    mine, other = (seated(app, group.table, who) for who in (group.first, group.bringer))
    at = f"/table/{group.table.id}"
    yes = f"{at}/followups/{made_id}/confirmation"
    for path in (at, f"{at}/followups"):
        assert mine.get(path).text.count(f'hx-post="{yes}"') == 1
        assert yes not in other.get(path).text
    assert other.post(yes, data={"version": "1"}).status_code == 404
    assert mine.post(yes, data={"version": "9"}).status_code == 409
    assert only().state is FollowUpState.PROPOSED
    answer = mine.post(yes, data={"version": "1"}, headers=HTMX)
    assert (answer.status_code, yes in answer.text) == (200, False)
    assert "bevestigd" in answer.text
    assert only().state is FollowUpState.CONFIRMED
    assert mine.post(yes, data={"version": "1"}).location == at


def test_an_agreement_of_a_department_without_an_owner_names_it(app: Flask, group: Group) -> None:
    group.agreed("Bellen", department="Stedelijk Beheer")
    shown = seated(app, group.table, group.first).get(f"/table/{group.table.id}/followups").text
    assert "namens Stedelijk Beheer" in shown


def test_an_edit_and_a_conflict_that_shows_both(app: Flask, group: Group) -> None:
    made_id = group.agreed("Eerst", owner_id=group.first.id, due_on=NEXT_WEEK).id
    path = f"/table/{group.table.id}/followups/{made_id}"
    first, second = (seated(app, group.table, who) for who in (group.first, group.bringer))
    page = first.get(path).text
    assert 'value="2026-12-04"' in page
    assert f'selected value="{group.first.id}"' in page
    assert first.post(path, data=typed("Van een", version="1")).status_code == 303
    kept = only()
    assert (kept.action, kept.owner_id, kept.due_on, kept.version) == ("Van een", None, None, 2)
    answer = second.post(path, data=typed("Van twee", version="1"))
    assert answer.status_code == 409
    assert "Van een" in answer.text
    assert "Van twee" in answer.text
    assert only().action == "Van een"
    version = re.search(r'name="version" type="hidden" value="(\d+)"', answer.text)
    assert version is not None
    answer = second.post(path, data=typed("Van twee", version=version.group(1)))
    assert answer.status_code == 303
    assert only().action == "Van twee"


def test_an_edit_that_cannot_be_kept_keeps_what_was_typed(app: Flask, group: Group) -> None:
    made = group.agreed("Eerst", due_on=NEXT_WEEK)
    path = f"/table/{group.table.id}/followups/{made.id}"
    mine = seated(app, group.table, group.first)
    answer = mine.post(path, data=typed("Later", version="1", due_on="2026-11-01"))
    assert answer.status_code == 422
    assert "Deze dag is al voorbij." in answer.text
    assert "Later" in answer.text
    assert mine.post(path, data=typed("", version="1")).status_code == 422


def test_into_the_bin_and_out_of_it(app: Flask, group: Group) -> None:
    made = group.agreed("Weg hiermee")
    path = f"/table/{group.table.id}/followups"
    mine = seated(app, group.table, group.first)
    answer = mine.post(f"{path}/{made.id}/deletion", headers=HTMX)
    assert answer.status_code == 200
    assert "Weg hiermee" not in answer.text
    assert "Weg hiermee" in mine.get(f"{path}/bin").text
    assert mine.post(f"{path}/{made.id}", data=typed("Nog even", version="1")).status_code == 409
    assert mine.post(f"{path}/{made.id}/restoration").status_code == 303
    assert "Weg hiermee" in mine.get(path).text


def test_only_the_table_gets_there(app: Flask, group: Group) -> None:
    made = group.agreed("Van tafel 1")
    path = f"/table/{group.table.id}/followups"
    moved = seated(app, group.table, group.elsewhere)
    leader = browser(app, Grant("facilitator", group.table.event_id, group.table.id))
    organiser = browser(app, Grant("organiser", None, 1))
    for welcome in (leader, organiser):
        assert "Van tafel 1" in welcome.get(path).text
    for page in (path, f"{path}/{made.id}", f"{path}/bin"):
        led_on = moved.get(page)
        assert led_on.status_code == 303
        assert led_on.location != f"/table/{group.table.id}"
        assert phone(app, group.first).get(page).status_code == 404
        assert app.test_client().get(page).status_code == 401
    for noun in ("", f"/{made.id}", f"/{made.id}/deletion", f"/{made.id}/restoration"):
        sent_on = moved.post(path + noun, data=typed(version="1"))
        assert sent_on.status_code == 307
        assert not sent_on.location.startswith(path)
    assert only().deleted_at is None


def test_an_agreement_of_another_table_is_not_there(app: Flask, group: Group) -> None:
    made = group.agreed("Van tafel 1")
    other = db.session.scalars(select(Table).where(Table.number == 2)).one()
    theirs, path = seated(app, other, group.elsewhere), f"/table/{other.id}/followups/{made.id}"
    assert theirs.get(path).status_code == 404
    assert theirs.post(f"{path}/deletion").status_code == 404


def test_the_owner_marks_it_done_and_takes_that_back(app: Flask, group: Group) -> None:
    made = group.agreed("Bellen", owner_id=group.first.id, counterpart_id=group.bringer.id)
    path = f"/me/{group.first.id}/followups/{made.id}"
    mine = phone(app, group.first)
    answer = mine.post(f"{path}/completion")
    assert (answer.status_code, answer.location) == (303, f"/me/{group.first.id}/followups")
    done = only()
    assert done.state is FollowUpState.DONE
    assert [one.by_id for one in done.changes][1:] == [group.first.id]
    answer = mine.post(f"{path}/reopening", headers=HTMX)
    assert answer.status_code == 200
    for text in ("Bellen", "Met Noor", "nog geen datum", "De tuin moet weg", "Gedaan"):
        assert text in answer.text
    assert only().state is FollowUpState.UNDER_WAY
    by = db.session.scalars(select(JournalEntry.actor_id).order_by(JournalEntry.id.desc())).first()
    assert by == group.first.id


def test_somebody_elses_agreement_is_not_there(app: Flask, group: Group, now: datetime) -> None:
    made = group.agreed("Bellen", owner_id=group.first.id)
    for who, signup_id in ((group.bringer, group.bringer.id), (group.bringer, group.first.id)):
        for noun in ("completion", "reopening"):
            answer = phone(app, who).post(f"/me/{signup_id}/followups/{made.id}/{noun}")
            assert answer.status_code == 404
    service.delete(made, now=now, by=BY)
    answer = phone(app, group.first).post(f"/me/{group.first.id}/followups/{made.id}/completion")
    assert answer.status_code == 404


def test_an_empty_page_says_what_would_stand_there(app: Flask, group: Group) -> None:
    with app.test_request_context():
        shown = render_template("followups/_mine.html", signup=group.first, follow_ups=[])
    assert "Nog geen afspraken" in shown


def test_what_was_typed_stays_text(app: Flask, group: Group) -> None:
    group.agreed("<script>alert(1)</script> {{ 7*7 }}")
    shown = seated(app, group.table, group.first).get(f"/table/{group.table.id}/followups").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7*7 }}" in shown


def test_a_changed_agreement_is_seen_at_once(app: Flask, group: Group, now: datetime) -> None:
    made = group.agreed("Eerst")
    mine, path = seated(app, group.table, group.first), f"/table/{group.table.id}/followups"
    assert "Eerst" in mine.get(path).text
    service.edit(made, Terms("Daarna"), version=1, now=now, by=BY)
    assert "Daarna" in mine.get(path).text


def test_the_pages_ask_little(app: Flask, group: Group) -> None:
    made_id = group.agreed("Bellen", owner_id=group.first.id).id
    group.agreed("Mailen", counterpart_id=group.bringer.id)
    mine = seated(app, group.table, group.first)
    for page in ("", f"/{made_id}", "/bin"):
        with statements(db.engine) as seen:
            assert mine.get(f"/table/{group.table.id}/followups{page}").status_code == 200
        assert len(seen) <= 6, seen


def test_the_personal_part_asks_nothing_of_its_own(app: Flask, group: Group) -> None:
    group.agreed("Bellen", owner_id=group.first.id, counterpart_id=group.bringer.id)
    db.session.rollback()
    with app.test_request_context():
        signup, found = group.first, queries.of_person(group.first)
        assert signup.id
        with statements(db.engine) as seen:
            render_template("followups/_mine.html", signup=signup, follow_ups=found)
        assert seen == []
