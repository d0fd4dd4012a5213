"""A name at a table: free it is taken at once, taken it wants a yes of who leads."""

from __future__ import annotations

from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from makers.core import clock
from makers.core.database import db
from makers.core.links import Grant
from makers.intervision.coming import claiming, presence
from makers.intervision.models import Claim, Presence
from makers.seating.models import Plan, Table
from tests import build
from tests.conftest import NOON, Browser
from tests.intervision.conftest import Round, browser, seated
from tests.intervision.together import at_once, looking_together

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    """The pages' clock stands on the day of the afternoon."""
    monkeypatch.setattr(clock, "now", lambda: now)


def claims(phone: Browser, group: Round, who: int) -> str:
    """Where a phone comes that says by code: that is me."""
    answer = phone.post(f"/join/{group.table.join_code}", data={"signup_id": who})
    assert answer.status_code == 303
    return str(answer.location)


@pytest.fixture
def taken(app: Flask, group: Round) -> tuple[Browser, str]:
    """A second phone that asks for a name that is taken, and the page where it waits."""
    claims(app.test_client(), group, group.first.id)  # type: ignore[arg-type]
    phone = app.test_client()
    return phone, claims(phone, group, group.first.id)  # type: ignore[return-value, arg-type]


def says(reader: Browser, group: Round, word: str) -> int:
    """Somebody answers the claim there is."""
    db.session.rollback()
    claim = db.session.scalars(select(Claim.id)).one()
    path = f"/table/{group.table.id}/claims/{claim}/{word}"
    return int(reader.post(path, headers=HTMX).status_code)


def test_a_name_that_is_taken_waits_for_a_yes(
    app: Flask, group: Round, taken: tuple[Browser, str]
) -> None:
    phone, waits = taken
    assert waits.startswith("/claims/")
    assert "Eerste zit al op een ander apparaat" in phone.get(waits).text
    assert phone.get(f"/table/{group.table.id}").status_code == 404
    leader = browser(app, Grant("facilitator", group.table.event_id, group.table.id))
    assert "ik ben Eerste. Klopt dat?" in leader.get(f"/table/{group.table.id}").text
    assert says(leader, group, "permission") == 200
    assert phone.get(waits, headers=HTMX).headers["HX-Redirect"] == waits
    assert phone.get(waits).location == f"/table/{group.table.id}"
    assert "Jij bent: Eerste" in phone.get(f"/table/{group.table.id}").text
    assert phone.get(f"/me/{group.first.id}").status_code == 404


def test_a_no_lets_nobody_in_and_the_first_answer_stands(
    app: Flask, group: Round, taken: tuple[Browser, str]
) -> None:
    phone, waits = taken
    leader = browser(app, Grant("organiser", None, 1))
    assert says(leader, group, "refusal") == 200
    assert "dat dit niet klopt" in phone.get(waits).text
    assert says(leader, group, "permission") == 200
    assert phone.get(waits).status_code == 200
    assert phone.get(f"/table/{group.table.id}").status_code == 404


def test_who_does_not_lead_cannot_answer(
    app: Flask, group: Round, taken: tuple[Browser, str], now: datetime
) -> None:
    second, path = seated(app, group.table, group.second), f"/table/{group.table.id}"
    presence.see(group.table, group.present(group.facilitator), now=now)
    assert "Klopt dat?" not in second.get(path).text
    assert says(second, group, "permission") == 404


def test_while_who_leads_is_not_there_anyone_at_the_table_says_yes(
    app: Flask, group: Round, taken: tuple[Browser, str]
) -> None:
    second = seated(app, group.table, group.second)
    assert "Klopt dat?" in second.get(f"/table/{group.table.id}").text
    assert says(second, group, "permission") == 200


def test_at_a_table_that_nobody_leads_anyone_says_yes(
    app: Flask, group: Round, taken: tuple[Browser, str]
) -> None:
    group.table.facilitator_id = None
    db.session.commit()
    assert says(seated(app, group.table, group.second), group, "permission") == 200


def test_a_claim_is_answered_at_its_own_table_only(
    app: Flask, group: Round, taken: tuple[Browser, str]
) -> None:
    other = build.table(group.table.item, 2)
    leader = browser(app, Grant("facilitator", other.event_id, other.id))
    claim = db.session.scalars(select(Claim.id)).one()
    assert leader.post(f"/table/{other.id}/claims/{claim}/permission").status_code == 404


def test_nobody_else_sees_the_page_that_waits(
    app: Flask, group: Round, taken: tuple[Browser, str]
) -> None:
    _phone, waits = taken
    assert seated(app, group.table, group.second).get(waits).status_code == 404
    assert app.test_client().get(f"{waits}/stream").status_code == 401


def test_by_ones_own_link_no_yes_is_needed(app: Flask, group: Round) -> None:
    claims(app.test_client(), group, group.first.id)  # type: ignore[arg-type]
    own = browser(app, Grant("personal", group.table.event_id, group.first.id, group.first.id))
    assert "Ga aan tafel als Eerste" in own.get(f"/join/{group.table.join_code}").text
    assert claims(own, group, group.first.id) == f"/table/{group.table.id}"
    assert own.get(f"/me/{group.first.id}/table").location == f"/table/{group.table.id}"


def test_who_was_here_before_on_this_device_comes_in_again(app: Flask, group: Round) -> None:
    phone = app.test_client()
    for _ in range(2):
        assert claims(phone, group, group.first.id) == f"/table/{group.table.id}"  # type: ignore[arg-type]


def test_a_seat_at_this_table_opens_no_name_at_another(app: Flask, group: Round) -> None:
    other = build.table(build.item(group.table.item.event), 9)
    build.published_plan(other.item, {other: [group.first]})
    phone = app.test_client()
    claims(phone, group, group.first.id)  # type: ignore[arg-type]
    code = f"/join/{other.join_code}"
    app.test_client().post(code, data={"signup_id": group.first.id})
    answer = phone.post(code, data={"signup_id": group.first.id})
    assert answer.location.startswith("/claims/")


def test_of_two_who_take_a_name_at_once_one_waits(app: Flask, group: Round) -> None:
    assert two_take_it(app, group, lock=True) == (1, 1)


def test_control_without_the_lock_both_get_it(app: Flask, group: Round) -> None:
    assert two_take_it(app, group, lock=False) == (2, 0)


def two_take_it(app: Flask, group: Round, *, lock: bool) -> tuple[int, int]:
    """Two devices take one name at the same moment; how many came in, and how many wait."""
    table_id, signup_id = group.table.id, group.first.id

    def take() -> Claim | None:
        table = db.session.get_one(Table, table_id)
        return claiming.sit_down(table, signup_id, proven=False, now=NOON)

    with looking_together(claiming, "_is_taken", lock=lock):
        results = at_once(app, [take, take])
    assert db.session.scalar(select(func.count()).select_from(Presence)) == 1
    return results.count(None), sum(isinstance(one, Claim) for one in results)


def test_a_claim_is_told_to_the_table_and_to_who_waits(
    app: Flask, group: Round, taken: tuple[Browser, str]
) -> None:
    claim = db.session.scalars(select(Claim)).one()
    assert claiming.topic_of(claim) == f"claim-{claim.id}"
    page = taken[0].get(taken[1]).text
    assert f"claim-{claim.id} from:#stream" in page
    assert f"table-{group.table.id}" not in page


@pytest.mark.parametrize("moved", [True, False])
def test_a_yes_opens_no_seat_that_was_given_away(
    app: Flask, group: Round, taken: tuple[Browser, str], moved: bool
) -> None:
    says(browser(app, Grant("organiser", None, 1)), group, "permission")
    if moved:
        other = build.table(group.table.item, 2)
        old = update(Plan).where(Plan.item_id == other.item_id)
        db.session.execute(old.values(superseded_at=NOON))
        build.published_plan(other.item, {other: [group.first]})
    taken[0].get(taken[1])
    status = 404 if moved else 200
    assert taken[0].get(f"/table/{group.table.id}").status_code == status
