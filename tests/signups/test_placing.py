"""What the desk does with places: holds, places past the queue, moves, and saying why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from makers.core.database import db, writing
from makers.core.journal import JournalEntry
from makers.core.mail import OutboxMail, address_refused
from makers.events.models import Event
from makers.signups import placing, queries, service
from makers.signups.models import Override, Signup, SignupState
from makers.signups.placing import NoReason
from tests import build
from tests.counting import statements
from tests.signups.people import BEFORE, VISITOR, join, of, role, told

AsPerson = Callable[[Signup], FlaskClient]
IN, WAITS = SignupState.CONFIRMED, SignupState.WAITING
ANNA, BEN, COR = "anna@example.org", "ben@example.org", "cor@example.org"


def hold(event: Event, name: str, places: int, until: datetime | None = None) -> None:
    """Hold places for a role."""
    one = role(event, name)
    one.held, one.held_until = places, until
    db.session.commit()


def test_held_places_are_for_their_role_only(app: Flask) -> None:
    event = build.event(capacity=2)
    hold(event, "gast", 1)
    for email in (ANNA, BEN):
        join(event, email)
    join(event, COR, role_name="gast")
    assert [of(email).state for email in (ANNA, BEN, COR)] == [IN, WAITS, IN]


def test_when_more_is_held_than_fits_the_role_still_gets_what_there_is(app: Flask) -> None:
    event = build.event(capacity=1)
    hold(event, "gast", 2)
    join(event, ANNA)
    join(event, BEN, role_name="gast")
    assert [of(email).state for email in (ANNA, BEN)] == [WAITS, IN]


def test_a_hold_ends_at_its_moment_by_the_next_write(app: Flask) -> None:
    event = build.event(capacity=1)
    hold(event, "gast", 1, BEFORE + timedelta(hours=1))
    join(event, ANNA)
    assert of(ANNA).state is WAITS
    join(event, BEN, now=BEFORE + timedelta(hours=1))
    assert [of(email).state for email in (ANNA, BEN)] == [IN, WAITS]
    assert told(ANNA) == ["signup.waiting", "signup.promoted"]


def test_a_hold_ends_by_the_job_and_twice_is_once(app: Flask) -> None:
    event = build.event(capacity=1)
    hold(event, "gast", 1, BEFORE + timedelta(hours=1))
    join(event, ANNA)
    for moment, state in ((BEFORE, WAITS), (BEFORE + timedelta(hours=1), IN)):
        for _ in range(2):
            placing.release_holds(moment)
        assert of(ANNA).state is state
    assert told(ANNA) == ["signup.waiting", "signup.promoted"]


def test_without_a_moment_a_hold_lasts_until_the_start(app: Flask) -> None:
    event = build.event(capacity=1)
    hold(event, "gast", 1)
    join(event, ANNA)
    placing.release_holds(event.starts_at - timedelta(seconds=1))
    assert of(ANNA).state is WAITS
    placing.release_holds(event.starts_at)
    assert of(ANNA).state is IN


def test_who_changes_role_gives_nothing_held_away(app: Flask) -> None:
    event = build.event(capacity=2)
    hold(event, "gast", 1)
    join(event, ANNA, role_name="gast")
    join(event, BEN)
    placing.move(of(ANNA), role(event), now=BEFORE, by=VISITOR)
    anna = of(ANNA)
    assert (anna.role.name, anna.wanted_role and anna.wanted_role.name) == ("gast", "ambtenaar")


def test_raising_the_cap_promotes_exactly_the_difference(
    app: Flask, organiser: FlaskClient
) -> None:
    event = build.event(capacity=1)
    emails = [f"p{number}@example.org" for number in range(4)]
    for email in emails:
        join(event, email)
    page = f"/organise/events/{event.id}"
    with writing(event.id) as session:
        event.capacity = 3
        service.fill(session, event, now=BEFORE)
    assert [of(email).state for email in emails] == [IN, IN, IN, WAITS]
    event.capacity = 1
    db.session.commit()
    text = organiser.get(f"{page}/places").text
    assert "2 te veel" in text
    assert "2 mensen meer dan er plekken zijn" in text


def test_a_place_past_the_queue_is_a_row_with_its_reason(app: Flask) -> None:
    event = build.event(capacity=1)
    for email in (ANNA, BEN, COR):
        join(event, email)
    for _ in range(2):
        placing.give_place(of(COR), " De wethouder ", now=BEFORE, by=VISITOR)
    (row,) = db.session.scalars(select(Override))
    assert (of(COR).state, of(BEN).state, row.reason) == (IN, WAITS, "De wethouder")
    entry = db.session.scalars(
        select(JournalEntry).where(JournalEntry.what == "override.made")
    ).one()
    assert entry.subject_id == row.id
    assert told(COR)[-1] == "signup.promoted"
    with pytest.raises(NoReason):
        placing.give_place(of(BEN), " ", now=BEFORE, by=VISITOR)


def test_a_refused_address_is_flagged_at_the_desk(app: Flask, organiser: FlaskClient) -> None:
    event = build.event()
    join(event, ANNA)
    with writing() as session:
        address_refused.send(ANNA, session=session, now=BEFORE)
    page = organiser.get(f"/organise/events/{event.id}/people/{of(ANNA).id}").text
    assert "De mailserver weigerde dit adres" in page


@pytest.mark.parametrize(
    ("make", "why"),
    [
        ({"capacity": 1}, "Alle plekken zijn bezet."),
        ({"limit": 1}, "hooguit 1"),
        ({"hold": 4}, "4 plekken zijn vastgehouden voor gast"),
    ],
)
def test_the_page_says_why_nobody_moves_up(
    app: Flask, before: object, organiser: FlaskClient, make: dict[str, int], why: str
) -> None:
    event = build.event(capacity=make.get("capacity", 5))
    role(event).capacity = make.get("limit")
    role(event, "gast").held = make.get("hold", 0)
    db.session.commit()
    for email in (ANNA, BEN):
        join(event, email)
    page = organiser.get(f"/organise/events/{event.id}/places").text
    assert why in page
    assert BEN.partition("@")[0] in page


def test_a_hold_is_let_go_from_the_page(app: Flask, before: object, organiser: FlaskClient) -> None:
    event = build.event(capacity=1)
    hold(event, "gast", 1)
    join(event, ANNA)
    gast = role(event, "gast").id
    for _ in range(2):
        answer = organiser.post(f"/organise/events/{event.id}/places/{gast}/release")
        assert answer.status_code == 303
    assert of(ANNA).state is IN


def test_the_desk_moves_cancels_and_gives_places(
    app: Flask, before: object, organiser: FlaskClient
) -> None:
    event = build.event(capacity=1)
    for email in (ANNA, BEN, COR):
        join(event, email)
    gast = role(event, "gast").id
    page = f"/organise/events/{event.id}/people"
    refused = organiser.post(f"{page}/{of(COR).id}/place", data={"reason": ""})
    assert (refused.status_code, "Schrijf op waarom" in refused.text) == (422, True)
    organiser.post(f"{page}/{of(COR).id}/place", data={"reason": "spreker"})
    organiser.post(f"{page}/{of(COR).id}/role", data={"role": gast})
    organiser.post(f"{page}/{of(ANNA).id}/cancellation")
    db.session.expire_all()
    states = [of(email).state for email in (ANNA, BEN, COR)]
    assert states == [SignupState.CANCELLED, WAITS, IN]
    assert of(COR).role.name == "gast"
    text = organiser.get(f"{page}/{of(COR).id}").text
    assert "spreker" in text
    assert "kreeg een plek van de wachtlijst" in text


def test_somebody_of_another_event_is_not_there(app: Flask, organiser: FlaskClient) -> None:
    event, other = build.event(), build.event()
    join(event, ANNA)
    stranger = f"/organise/events/{other.id}/people/{of(ANNA).id}"
    assert organiser.get(stranger).status_code == 404
    assert organiser.post(f"{stranger}/place", data={"reason": "x"}).status_code == 404
    role_of_other = role(other).id
    moved = organiser.post(
        f"/organise/events/{event.id}/people/{of(ANNA).id}/role", data={"role": role_of_other}
    )
    assert moved.status_code == 404


def test_these_pages_ask_the_database_little(
    app: Flask, before: object, organiser: FlaskClient
) -> None:
    event = build.event(capacity=10)
    for number in range(20):
        join(event, f"p{number}@example.org")
    last, event_id = of("p19@example.org").id, event.id
    for path in ("people", "places", f"people/{last}"):
        with statements(db.engine) as seen:
            assert organiser.get(f"/organise/events/{event_id}/{path}").status_code == 200
        assert len(seen) <= 6, (path, seen)


def test_mails_of_a_person_show_their_fate(
    app: Flask, before: object, organiser: FlaskClient
) -> None:
    event = build.event()
    join(event, ANNA)
    assert db.session.scalars(select(OutboxMail)).one().signup_id == of(ANNA).id
    text = organiser.get(f"/organise/events/{event.id}/people/{of(ANNA).id}").text
    assert "wacht op verzending" in text


def test_a_tally_tells_what_is_open(app: Flask) -> None:
    event = build.event(capacity=5)
    hold(event, "gast", 2)
    join(event, ANNA)
    tally = queries.tally(event, BEFORE)
    assert (tally.taken, tally.free, tally.open) == (1, 4, 2)
    assert tally.held_for(role(event, "gast").id) == 2
