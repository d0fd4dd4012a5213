"""Around the phases: who is ready, who spoke, a hand that goes up, and who hears of it."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from makers.core import organisers
from makers.core.database import db
from makers.core.journal import SYSTEM, Actor, JournalEntry
from makers.core.links import Grant
from makers.intervision import queries
from makers.intervision.coming import joining
from makers.intervision.models import Hand, Latecomer, Ready, Spoken
from makers.intervision.phases import beginning, numbers, ready, speaking
from makers.intervision.rounds import broadcasts, hands
from makers.intervision.rounds import queries as round_queries
from makers.signups.models import Signup
from tests import build
from tests.conftest import Browser
from tests.intervision.conftest import Round, browser, seated
from tests.intervision.test_runs import started, turn

HTMX = {"HX-Request": "true"}
SQLITE = pytest.mark.parametrize("either", ["sqlite"], indirect=True)


def say(group: Round, who: Signup, now: datetime, is_ready: bool = True) -> None:
    """Somebody is ready, or not after all."""
    ready.say(group.table, turn(group), is_ready, by=group.present(who), now=now)


def count() -> int:
    """How many are ready anywhere."""
    return len(db.session.scalars(select(Ready)).all())


def desk(app: Flask) -> Browser:
    """The organiser's browser."""
    return browser(app, Grant("organiser", None, 1))


# --- ready ----------------------------------------------------------------------------------------


def test_ready_is_said_once_and_taken_back_once(group: Round, now: datetime) -> None:
    started(group, now)
    for _ in range(2):
        say(group, group.first, now)
    assert count() == 1
    say(group, group.second, now)
    assert ready.is_said(group.table.id, group.present(group.second))
    for _ in range(2):
        say(group, group.first, now, False)
    assert count() == 1
    assert not ready.is_said(group.table.id, group.present(group.first))


def test_the_next_phase_asks_anew_and_nothing_is_left_of_the_last(
    group: Round, now: datetime
) -> None:
    seen = started(group, now)
    say(group, group.first, now)
    speaking.tick(
        group.table, seen, group.second.id, True, by=group.present(group.facilitator), now=now
    )
    build.goes_on(group.table, now)
    assert count() == 0
    assert db.session.scalars(select(Spoken)).all() == []
    ready.say(group.table, seen, True, by=group.present(group.first), now=now)
    assert count() == 0, "what came after its turn is not for the next one"


def test_the_journal_does_not_hold_who_was_ready(group: Round, now: datetime) -> None:
    started(group, now)
    say(group, group.first, now)
    entry = db.session.scalars(select(JournalEntry).order_by(JournalEntry.id.desc())).first()
    assert entry is not None
    assert (entry.what, entry.actor_kind, entry.actor_id) == ("table.readiness", "system", None)


def test_the_table_sees_how_many_and_each_their_own(
    app: Flask, group: Round, now: datetime
) -> None:
    seen = started(group, now)
    path = f"/table/{group.table.id}"
    first, second = seated(app, group.table, group.first), seated(app, group.table, group.second)
    answer = first.post(f"{path}/readiness", data={"turn": seen}, headers=HTMX).text
    assert "Toch nog niet klaar" in answer
    for reader, own in ((first, "Toch nog niet klaar"), (second, "Ik ben klaar")):
        for page in (path, f"{path}/clock"):
            shown = reader.get(page).text
            assert own in shown, page
            assert 'ready">1</b>' in shown
            assert 'of">4</b>' in shown
    first.post(f"{path}/readiness/withdrawal", data={"turn": seen})
    assert 'ready">0</b>' in second.get(f"{path}/clock").text


def test_of_how_many_counts_everybody_at_the_table(app: Flask, group: Round, now: datetime) -> None:
    """Who came late and who facilitates without a seat may say ready as well."""
    event, item = group.table.item.event, group.table.item
    leads, late = build.signup(event, "Zonder plek"), build.signup(event, "Laatkomer")
    group.table.facilitator_id = leads.id
    other = build.table(item, 9)
    for who, table in ((late, group.table), (build.signup(event), other)):
        coming = Latecomer(event_id=event.id, item_id=item.id, table_id=table.id, signup_id=who.id)
        coming.came_at = now
        db.session.add(coming)
    db.session.commit()
    started(group, now)
    everybody = joining.ids_at(db.session(), group.table.id)
    assert len(everybody) == 6
    reader = group.present(group.first)
    for signup_id in everybody:
        by = replace(reader, signup_id=signup_id)
        ready.say(group.table, turn(group), True, by=by, now=now)
    found = beginning.clock_or_start(group.table.id)
    assert isinstance(found, queries.TableClock)
    assert found.readiness is not None
    assert (found.readiness.ready, found.readiness.of) == (6, 6)
    carried = numbers.readiness(db.session.connection(), [group.table.id])
    assert carried == {group.table.id: {"ready": 6, "of": 6}}
    broadcasts.send(item, "De soep staat klaar", key=uuid.uuid4(), by=SYSTEM, now=now)
    (told,) = round_queries.told(event.id)
    assert (told.of_tables, told.of_people) == (2, 7)


# --- who spoke ------------------------------------------------------------------------------------


def test_a_tick_is_for_who_sits_here_and_for_this_turn(group: Round, now: datetime) -> None:
    seen, by = started(group, now), group.present(group.facilitator)
    stranger = build.signup(build.event())
    for signup_id in (group.first.id, group.first.id, stranger.id):
        speaking.tick(group.table, seen, signup_id, True, by=by, now=now)
    turns = speaking.turns(group.table.id, joining.seats(group.table))
    assert turns is not None
    assert [seat.signup_id for seat in turns.spoken] == [group.first.id]
    assert [seat.signup.name for seat in turns.waiting] == ["Inbrenger", "Tweede"]
    speaking.tick(group.table, seen + 1, group.second.id, True, by=by, now=now)
    speaking.tick(group.table, seen, group.first.id, False, by=by, now=now)
    assert db.session.scalars(select(Spoken)).all() == []


@SQLITE
def test_nobody_but_the_facilitator_gets_who_spoke(app: Flask, group: Round, now: datetime) -> None:
    seen = started(group, now)
    path = f"/table/{group.table.id}"
    leader = browser(app, Grant("facilitator", group.table.event_id, group.table.id))
    at = f"{path}/speaking/{group.first.id}"
    assert "Heeft gesproken" in leader.post(at, data={"turn": seen}, headers=HTMX).text
    for reader in (leader, seated(app, group.table, group.facilitator)):
        assert "Wie sprak al?" in reader.get(path).text
        assert "✓ Eerste" in reader.get(f"{path}/speaking").text
    others = [seated(app, group.table, who) for who in (group.first, group.bringer)]
    for reader in (*others, desk(app)):
        for page in (path, f"{path}/clock", f"{path}/people", f"{path}/notes"):
            shown = reader.get(page).text
            assert "Wie sprak al?" not in shown
            assert "✓ Eerste" not in shown
        assert reader.get(f"{path}/speaking").status_code == 404
        assert reader.post(at, data={"turn": seen}).status_code == 404


@SQLITE
def test_where_all_lead_together_nobody_keeps_count(
    app: Flask, group: Round, now: datetime
) -> None:
    group.table.facilitator_id = None
    db.session.commit()
    started(group, now)
    reader = seated(app, group.table, group.first)
    assert "Wie sprak al?" not in reader.get(f"/table/{group.table.id}").text
    assert reader.get(f"/table/{group.table.id}/speaking").status_code == 404


# --- a hand ---------------------------------------------------------------------------------------


def test_a_hand_goes_up_once_and_keeps_its_moment(group: Round, now: datetime) -> None:
    for minutes in (0, 5):
        at = now + timedelta(minutes=minutes)
        hands.raise_hand(group.table, by=group.present(group.facilitator), now=at)
    (hand,) = db.session.scalars(select(Hand)).all()
    assert (hand.raised_at, hand.raised_by_id) == (now, group.facilitator.id)


def test_who_says_so_first_is_who_comes(group: Round, now: datetime) -> None:
    one = organisers.add("een@example.org", "Eén Balie", "een lang wachtwoord", now=now)
    two = organisers.add("twee@example.org", "Twee Balie", "een lang wachtwoord", now=now)
    hands.come(group.table, by=Actor("organiser", one.id), now=now)
    assert round_queries.hand_of(group.table.id) is None, "nobody asked yet"
    hands.raise_hand(group.table, by=group.present(group.facilitator), now=now)
    for organiser in (one, two):
        hands.come(group.table, by=Actor("organiser", organiser.id), now=now)
    hand = round_queries.hand_of(group.table.id)
    assert hand is not None
    assert hand.coming is not None
    assert hand.coming.name == "Eén Balie"
    hands.lower(group.table, by=Actor("organiser", two.id), now=now)
    assert round_queries.hand_of(group.table.id) is None
    hands.raise_hand(group.table, by=group.present(group.facilitator), now=now)
    hand = round_queries.hand_of(group.table.id)
    assert hand is not None
    assert hand.coming_at is None
    assert len(db.session.scalars(select(Hand)).all()) == 2


@SQLITE
def test_only_who_leads_raises_a_hand(app: Flask, group: Round) -> None:
    path = f"/table/{group.table.id}/hand"
    first = seated(app, group.table, group.first)
    assert "Steek je hand op" not in first.get(path).text
    assert first.post(path).status_code == 404
    leader = seated(app, group.table, group.facilitator)
    assert "Steek je hand op" in leader.get(path).text
    assert "Jullie hand is op." in leader.post(path, headers=HTMX).text
    assert "Jullie hand is op." in first.get(path).text
    assert "Hand omlaag" not in first.get(path).text
    assert first.post(f"{path}/lowering").status_code == 404
    group.table.facilitator_id = None
    db.session.commit()
    assert first.post(f"{path}/lowering").status_code == 303
    assert first.post(path).status_code == 303
    assert desk(app).post(path).status_code == 404, "who is at the desk walks over themselves"


@SQLITE
def test_the_wall_shows_a_hand_and_sends_somebody(app: Flask, group: Round, now: datetime) -> None:
    hands.raise_hand(group.table, by=group.present(group.facilitator), now=now)
    event, organiser = f"/organise/events/{group.table.event_id}", desk(app)
    assert "Hand op sinds 12.00" in organiser.get(f"{event}/wall").text
    at = f"{event}/tables/{group.table.id}"
    answer = organiser.post(f"{at}/coming", headers=HTMX, follow_redirects=True)
    assert "De organisatie gaat erheen" in answer.text
    assert "<html" not in answer.text
    shown = seated(app, group.table, group.first).get(f"/table/{group.table.id}").text
    assert "De organisatie komt eraan." in shown
    organiser.post(f"{at}/hand/lowering")
    assert "Hand op" not in organiser.get(f"{event}/wall").text
    other = build.event()
    for press in ("coming", "hand/lowering"):
        path = f"/organise/events/{other.id}/tables/{group.table.id}/{press}"
        assert organiser.post(path).status_code == 404
        assert seated(app, group.table, group.first).post(f"{at}/{press}").status_code == 404
