"""The agreements of an event at the desk: what asks for attention, what became of each."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

import pytest
from flask import Flask

from makers.core import clock
from makers.core.database import db
from makers.core.house import changing
from makers.core.journal import SYSTEM, Actor
from makers.core.links import Grant
from makers.followups import overview, overview_queries, promises, queries, service, standing
from makers.followups.models import Chase, FollowUp, FollowUpState
from makers.followups.service import Terms
from makers.intervision.models import Rehearsal
from tests import build
from tests.conftest import Browser
from tests.counting import statements
from tests.followups.conftest import NEXT_WEEK, Group, browser


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    """The pages' clock stands still at noon on the day."""
    monkeypatch.setattr(clock, "now", lambda: now)


@pytest.fixture
def desk(app: Flask, now: datetime) -> Browser:
    """A browser that is logged in at the desk."""
    return browser(app, Grant("organiser", None, 1))


def whole(group: Group, action: str = "Bellen") -> FollowUp:
    """An agreement with all it needs, to which its owner said yes."""
    made = group.agreed(action, owner_id=group.first.id, due_on=NEXT_WEEK)
    promises.confirm(made, made.version, now=made.agreed_at, by=Actor("signup", group.first.id))
    return made


def test_no_agreements_say_what_will_come(desk: Browser, group: Group) -> None:
    page = desk.get(f"/organise/events/{group.table.event_id}/followups").text
    assert "Nog geen afspraken" in page


def test_what_lacks_something_stands_first(desk: Browser, group: Group) -> None:
    whole(group, "Heel")
    group.agreed("Van niemand", due_on=NEXT_WEEK)
    group.agreed("Ooit", owner_id=group.first.id)
    page = desk.get(f"/organise/events/{group.table.event_id}/followups").text
    asking, _, others = page.partition("De andere afspraken")
    for text in ("Van niemand", "nog geen eigenaar", "Ooit", "nog geen datum"):
        assert text in asking
    assert "Heel" in others


def test_each_reason_to_look_is_told(group: Group, now: datetime) -> None:
    today, event_id = NEXT_WEEK + timedelta(days=20), group.table.event_id
    made = whole(group)

    def asks() -> tuple[bool, bool, bool, bool]:
        db.session.rollback()
        one = standing.of_event(event_id, today).promises[0]
        return one.asks, one.is_late, one.is_silent, one.cannot_be_chased

    assert asks() == (False, True, False, False)
    for day in (1, 8):
        moment = now + timedelta(days=day)
        db.session.add(
            Chase(follow_up_id=made.id, owner_id=group.first.id, on=moment.date(), at=moment)
        )
    db.session.commit()
    assert asks() == (True, True, True, False)
    promises.get_stuck(made, now=now + timedelta(days=9), by=SYSTEM)
    assert asks() == (True, True, False, False)
    promises.begin(made, now=now + timedelta(days=9), by=SYSTEM)
    group.first.person.refused_at = now
    db.session.commit()
    assert asks() == (True, True, False, True)
    promises.mark_done(made, now=now + timedelta(days=9), by=SYSTEM)
    assert asks() == (False, False, False, False)


def test_it_is_counted_what_was_kept_is_open_and_late(group: Group, now: datetime) -> None:
    kept, _open, dropped = (whole(group, name) for name in ("Een", "Twee", "Drie"))
    promises.mark_done(kept, now=now, by=SYSTEM)
    promises.drop(dropped, now=now, by=SYSTEM)
    found = standing.of_event(group.table.event_id, NEXT_WEEK + timedelta(days=1))
    assert (found.kept, found.open, found.late) == (1, 1, 1)
    assert standing.of_event(group.table.event_id, NEXT_WEEK).late == 0


def test_one_agreement_tells_all_that_became_of_it(
    desk: Browser, group: Group, now: datetime
) -> None:
    made = whole(group)
    promises.get_stuck(
        made, said="Niemand belt terug.", now=now, by=Actor("signup", group.first.id)
    )
    page = desk.get(f"/organise/followups/{made.id}").text
    for text in ("Ali", "nog niet bevestigd", "bevestigd", "zit vast", "Niemand belt terug."):
        assert text in page
    assert desk.get(f"/organise/followups/{made.id + 1}").status_code == 404


def test_the_organiser_says_what_they_heard(desk: Browser, group: Group) -> None:
    made = whole(group)
    path = f"/organise/followups/{made.id}"
    for noun, state in (
        ("completion", FollowUpState.DONE),
        ("reopening", FollowUpState.UNDER_WAY),
        ("end", FollowUpState.DROPPED),
    ):
        answer = desk.post(f"{path}/{noun}", data={"said": "Gehoord aan de telefoon."})
        assert (answer.status_code, answer.location) == (303, path)
        db.session.rollback()
        assert db.session.get_one(FollowUp, made.id).state is state
    assert "Gehoord aan de telefoon." in desk.get(path).text
    assert desk.post(f"{path}/end", data={"said": "x" * 2001}).status_code == 422


def test_what_was_typed_stays_when_somebody_was_first(
    desk: Browser, group: Group, now: datetime
) -> None:
    made = whole(group)
    promises.mark_done(made, now=now, by=SYSTEM)
    answer = desk.post(f"/organise/followups/{made.id}/end", data={"said": "Het regende."})
    assert answer.status_code == 409
    assert "al afgerond" in answer.text
    assert "Het regende." in answer.text


def test_the_desk_alone_sees_them(app: Flask, group: Group) -> None:
    made = whole(group)
    visitor = app.test_client()
    for path in (f"/organise/events/{made.event_id}/followups", f"/organise/followups/{made.id}"):
        assert visitor.get(path).status_code == 401


def test_a_list_of_many_costs_no_more(desk: Browser, group: Group) -> None:
    path, counts = f"/organise/events/{group.table.event_id}/followups", []
    for _round in range(2):
        whole(group)
        db.session.rollback()
        with statements(db.engine) as seen:
            desk.get(path)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 5


def test_the_overview_counts_over_all_events(desk: Browser, group: Group, now: datetime) -> None:
    assert "Nog geen afspraken" in desk.get("/organise/followups").text
    group.first.department = "Beleid"
    db.session.commit()
    kept, _late = whole(group, "Een"), whole(group, "Twee")
    group.agreed("Van niemand")
    promises.mark_done(kept, now=now + timedelta(days=40), by=SYSTEM)
    service.consent(kept, kept.version, now=now + timedelta(days=80), by=SYSTEM)
    found = overview.of_all(NEXT_WEEK + timedelta(days=60))
    whole_of = found.whole
    assert (whole_of.kept, whole_of.open, whole_of.late, whole_of.dropped) == (1, 2, 1, 0)
    departments = [(one.name, one.kept, one.open) for one in found.departments]
    assert departments == [("Beleid", 1, 1), ("", 0, 1)]
    assert [(one.name, one.kept, one.open) for one in found.cases] == [("De tuin moet weg", 1, 2)]
    assert [one.event_id for one in found.events] == [group.table.event_id]
    assert [(str(one.first), one.made, one.kept) for one in found.months] == [
        ("2026-09-01", 0, 0),
        ("2026-10-01", 0, 0),
        ("2026-11-01", 3, 0),
        ("2026-12-01", 0, 0),
        ("2027-01-01", 0, 1),
        ("2027-02-01", 0, 0),
    ]


def test_each_table_of_the_overview_adds_up_to_the_whole(
    desk: Browser, group: Group, now: datetime
) -> None:
    group.first.department = "Beleid"
    loose = build.table(build.item(build.event()), 3)
    db.session.commit()
    whole(group, "Een")
    group.agreed("Van niemand", due_on=NEXT_WEEK)
    dropped = service.agree(loose, Terms("Zonder casus"), key=uuid.uuid4(), now=now, by=SYSTEM)
    promises.drop(dropped, now=now, by=SYSTEM)
    found = overview.of_all(NEXT_WEEK + timedelta(days=1))
    all_of_it = (found.whole.kept, found.whole.open, found.whole.late, found.whole.dropped)
    for some in (found.events, found.departments, found.cases):
        rows = [(one.kept, one.open, one.late, one.dropped) for one in some]
        assert tuple(map(sum, zip(*rows, strict=True))) == all_of_it
    page = desk.get("/organise/followups").text
    assert "zonder afdeling" in page
    assert "zonder casus" in page


def test_what_asks_over_all_events_leads_to_its_own_page(
    desk: Browser, group: Group, now: datetime
) -> None:
    other = build.table(build.item(build.event(title="Een andere middag")), 3)
    stuck, late, fine, unreached, kept = (
        whole(group, name) for name in ("Zit vast", "Stil", "Loopt", "Onbereikbaar", "Klaar")
    )
    loose = service.agree(other, Terms("Van niemand"), key=uuid.uuid4(), now=now, by=SYSTEM)
    promises.get_stuck(stuck, now=now, by=SYSTEM)
    promises.mark_done(kept, now=now, by=SYSTEM)
    group.elsewhere.person.refused_at = now
    unreached.owner_id = group.elsewhere.id
    for promise, days in ((late, (1, 8)), (fine, (1,))):
        for day in days:
            moment = now + timedelta(days=day)
            chase = {"owner_id": group.first.id, "on": moment.date(), "at": moment}
            db.session.add(Chase(follow_up_id=promise.id, **chase))
    db.session.commit()
    found = overview.asking(NEXT_WEEK + timedelta(days=9))
    assert {one.follow_up.id for one in found.promises} == {
        one.id for one in (stuck, late, unreached, loose)
    }
    assert all(one.asks for one in found.promises)
    assert found.more == 0
    standings = [standing.of_event(one, NEXT_WEEK) for one in (late.event_id, loose.event_id)]
    assert sum(len(one.asking) for one in standings) == len(found.promises)
    assert overview_queries.open_now(NEXT_WEEK).asking == len(found.promises)
    page = desk.get("/organise/followups").text
    waiting = page.partition("Wat op je wacht")[2].partition("Per maand")[0]
    for one in (stuck, late, unreached, loose):
        assert f'href="/organise/followups/{one.id}"' in waiting
    assert "Een andere middag" in waiting
    assert "Loopt" not in waiting


def test_what_asks_is_at_most_fifty_with_a_count_of_the_rest(desk: Browser, group: Group) -> None:
    for number in range(52):
        group.agreed(f"Iets {number}")
    page = desk.get("/organise/followups").text
    assert page.count('href="/organise/followups/') == 50
    assert "Nog 2 andere" in page


def test_the_overview_costs_the_same_however_many_ask(desk: Browser, group: Group) -> None:
    counts = []
    for _round in range(2):
        group.agreed("Iets", owner_id=group.first.id)
        db.session.rollback()
        with statements(db.engine) as seen:
            desk.get("/organise/followups")
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 4


def test_nothing_that_asks_says_so(desk: Browser, group: Group) -> None:
    whole(group)
    page = desk.get("/organise/followups").text
    assert "Niets. Elke open afspraak heeft een naam en een dag." in page


def test_the_overview_is_a_picture_with_its_numbers_beside_it(desk: Browser, group: Group) -> None:
    whole(group)
    page = desk.get("/organise/followups").text
    assert 'role="img"' in page
    for text in ("november 2026", "De tuin moet weg", "Een middag van de makers"):
        assert text in page


def test_what_was_thrown_away_or_rehearsed_does_not_count(group: Group, now: datetime) -> None:
    made = whole(group)
    group.agreed("Van niemand")
    assert len(overview.asking(NEXT_WEEK).promises) == 1
    for one in queries.of_event(group.table.event_id):
        service.delete(one, now=now, by=SYSTEM)
    assert overview.of_all(NEXT_WEEK).made == []
    assert overview.asking(NEXT_WEEK).promises == []
    service.restore(made, now=now, by=SYSTEM)
    practised, practice_id = build.event(), group.table.event_id
    db.session.add(Rehearsal(event_id=practised.id, practice_id=practice_id, made_at=now))
    db.session.commit()
    assert overview.of_all(NEXT_WEEK).made == []
    assert overview.asking(NEXT_WEEK).promises == []


def test_the_next_event_opens_with_what_is_open_of_the_same_people_and_department(
    desk: Browser, group: Group, now: datetime
) -> None:
    group.elsewhere.department = "Beleid"
    db.session.commit()
    mine, theirs, kept = whole(group, "Van Ali"), group.agreed("Van Eva"), whole(group, "Gedaan")
    theirs.owner_id = group.elsewhere.id
    db.session.commit()
    promises.mark_done(kept, now=now, by=SYSTEM)
    later = build.event(starts_at=now + timedelta(days=90), ends_at=now + timedelta(days=91))
    path = f"/organise/events/{later.id}/followups"
    assert "Van Ali" not in desk.get(path).text
    again = build.signup(later, "Ali")
    again.person_id = group.first.person_id
    db.session.commit()
    assert [one.id for one in queries.earlier(later)] == [mine.id]
    build.signup(later, "Collega").department = "Beleid"
    db.session.commit()
    page = desk.get(path).text
    assert "Nog open van eerdere bijeenkomsten" in page
    assert "Van Ali" in page
    assert "Van Eva" in page
    assert "Gedaan" not in page
    assert queries.earlier(group.table.item.event) == []


def test_everybody_sees_two_numbers_where_that_is_wished(
    app: Flask, desk: Browser, client: Browser, group: Group
) -> None:
    made = [whole(group, f"Bellen {number}") for number in range(4)]
    promises.mark_done(made[0], now=made[0].agreed_at, by=SYSTEM)
    changing.change(
        "house.promises_shown",
        {"shows_promises": True},
        version=changing.mark({"shows_promises": False}),
        by=SYSTEM,
    )
    assert "Wat eruit kwam" not in client.get("/").text
    group.agreed("Vijf", owner_id=group.first.id)
    group.agreed("Vervallen", owner_id=group.first.id)
    promises.drop(queries.of_event(group.table.event_id)[-1], now=made[0].agreed_at, by=SYSTEM)
    page = client.get("/").text
    assert "<b>5</b> afspraken gemaakt" in page
    assert "<b>1</b> daarvan gehouden" in page
    with statements(db.engine) as seen:
        client.get("/")
    assert len(seen) <= 3, seen
    off = {"version": changing.mark({"shows_promises": True})}
    assert desk.post("/organise/settings/promises", data=off).status_code == 303
    assert "Wat eruit kwam" not in client.get("/").text
