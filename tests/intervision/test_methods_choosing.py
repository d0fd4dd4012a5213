"""Which method a table follows: the default, a choice with help, and the bringer's yes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from makers.core.database import db
from makers.core.journal import SYSTEM
from makers.intervision import choosing, privacy
from makers.intervision.coming.entry import Present
from makers.intervision.methods import Situation, built_in
from makers.intervision.models import BringerYes, Run
from makers.intervision.phases import beginning, runs
from makers.intervision.phases.beginning import BeforeStart
from makers.intervision.queries import TableClock
from makers.seating.models import Plan
from tests import build
from tests.counting import statements
from tests.intervision.conftest import Round

ORGANISER = Present(None, None, "Organisatie", leads=True, at_table=False)


def before(group: Round) -> BeforeStart:
    """What the table will follow."""
    table_id = group.table.id
    with statements(db.engine) as seen:
        found = beginning.clock_or_start(table_id)
    assert len(seen) == 1
    assert isinstance(found, BeforeStart)
    return found


def test_a_table_follows_the_default_until_it_chooses(group: Round, now: datetime) -> None:
    assert (before(group).choice, before(group).lengths) == ("vijfstappen", (45, 60))
    choosing.choose(group.table, "winfy", now=now, by=SYSTEM)
    assert before(group).choice == "winfy"
    choosing.choose(group.table, "vijfstappen", now=now, by=SYSTEM)
    assert before(group).choice == "vijfstappen"


def test_a_choice_that_is_not_there_is_refused(group: Round, now: datetime) -> None:
    for choice in ("onbekend", "own-1", "own-", "own-x", f"own-{10**30}"):
        with pytest.raises(choosing.NoSuchMethod):
            choosing.choose(group.table, choice, now=now, by=SYSTEM)


def test_a_table_that_started_keeps_its_method(group: Round, now: datetime) -> None:
    runs.start(group.table, "vijfstappen", 60, now=now, by=SYSTEM)
    with pytest.raises(choosing.AlreadyStarted):
        choosing.choose(group.table, "winfy", now=now, by=SYSTEM)
    assert isinstance(beginning.clock_or_start(group.table.id), TableClock)


def test_tables_of_a_round_are_chosen_for_together(group: Round, now: datetime) -> None:
    item = group.table.item
    second, third = build.table(item, 2), build.table(item, 3)
    runs.start(third, "vijfstappen", 60, now=now, by=SYSTEM)
    wanted = {group.table.id: "u", second.id: "incident", third.id: "winfy", 10**6: "winfy"}
    assert choosing.choose_for_round(item, wanted, now=now, by=SYSTEM) == 1
    assert before(group).choice == "u"
    run = db.session.scalar(select(Run).where(Run.table_id == third.id))
    assert run is not None
    assert run.method["key"] == "vijfstappen"


def test_lengths_follow_the_round(group: Round, now: datetime) -> None:
    group.table.item.minutes = 50
    db.session.commit()
    assert before(group).lengths == (45,)
    with pytest.raises(runs.NotOffered):
        runs.start(group.table, "vijfstappen", 60, now=now, by=SYSTEM)
    group.table.item.minutes = 20
    db.session.commit()
    assert before(group).choice == "wisecrowds"  # a quarter of an hour, whatever the length
    group.table.item.minutes = 10
    db.session.commit()
    assert before(group).lengths == ()


def test_roddel_does_not_start_before_the_bringers_yes(group: Round, now: datetime) -> None:
    choosing.choose(group.table, "roddel", now=now, by=SYSTEM)
    assert before(group).waits
    with pytest.raises(choosing.BringerNotAsked):
        runs.start(group.table, "roddel", 60, now=now, by=SYSTEM)
    for _ in range(2):
        choosing.agree(group.table, by=group.present(group.bringer), now=now)
    said = db.session.scalars(select(BringerYes)).one()
    assert (said.signup_id, said.said_at) == (group.bringer.id, now)
    assert privacy.agreed(group.bringer, session=db.session()) is not None
    assert privacy.agreed(group.first, session=db.session()) is None
    assert not before(group).waits
    assert runs.start(group.table, "roddel", 60, now=now, by=SYSTEM).method["key"] == "roddel"


def test_the_yes_can_be_taken_back(group: Round, now: datetime) -> None:
    by = group.present(group.bringer)
    choosing.agree(group.table, by=by, now=now)
    choosing.disagree(group.table, by=by)
    choosing.disagree(group.table, by=by)
    with pytest.raises(choosing.BringerNotAsked):
        runs.start(group.table, "roddel", 60, now=now, by=SYSTEM)


def test_only_who_hears_it_notes_it_for_the_bringer(group: Round, now: datetime) -> None:
    with pytest.raises(choosing.BringersOwn):
        choosing.agree(group.table, by=group.present(group.first), now=now)
    leads = replace(group.present(group.first), leads=True)  # a table without facilitator
    with pytest.raises(choosing.BringersOwn):
        choosing.agree(group.table, by=leads, now=now)
    for who in (group.present(group.facilitator), ORGANISER):
        choosing.agree(group.table, by=who, now=now)
        assert db.session.scalars(select(BringerYes.signup_id)).one() == group.bringer.id
        choosing.disagree(group.table, by=who)


def test_without_a_bringer_there_is_nobody_to_ask(group: Round, now: datetime) -> None:
    db.session.scalars(select(Plan)).one().published_at = None
    db.session.commit()
    with pytest.raises(choosing.NobodyToAsk):
        runs.start(group.table, "roddel", 60, now=now, by=SYSTEM)
    with pytest.raises(choosing.NobodyToAsk):
        choosing.agree(group.table, by=group.present(group.facilitator), now=now)


def test_another_bringers_yes_does_not_count(group: Round, now: datetime) -> None:
    choosing.agree(group.table, by=group.present(group.bringer), now=now)
    plan = db.session.scalars(select(Plan)).one()
    for seat in plan.seats:
        if seat.signup_id == group.bringer.id:
            seat.signup_id = build.signup(group.table.item.event, "Invaller").id
    db.session.commit()
    choosing.choose(group.table, "roddel", now=now, by=SYSTEM)
    assert before(group).waits
    with pytest.raises(choosing.BringerNotAsked):
        runs.start(group.table, "roddel", 60, now=now, by=SYSTEM)


def test_what_is_so_at_a_table_tells_what_fits(group: Round) -> None:
    item, table = group.table.item, group.table
    begins = item.starts_at

    def so(domains: int = 1, *, has_bringer: bool = True, at: int = -5) -> list[Situation]:
        now = begins + timedelta(minutes=at)
        return choosing.situations(table, domains, has_bringer=has_bringer, now=now)

    assert so() == []
    assert so(2) == [Situation.BETWEEN_DOMAINS]
    assert so(has_bringer=False) == [Situation.NO_BRINGER]
    assert so(at=10) == []
    assert so(at=20) == [Situation.LATE]
    assert so(at=70) == []  # it is over
    table.facilitator_id = None
    assert so() == [Situation.NO_FACILITATOR]
    taken = choosing.situations(table, 1, has_bringer=True, has_leader=True, now=begins)
    assert taken == []


def test_a_case_between_domains_is_advised_the_u_procedure_or_winfy() -> None:
    def fits(situation: Situation) -> list[str]:
        return list(choosing.advised(built_in(), situation))

    assert fits(Situation.BETWEEN_DOMAINS) == ["u", "winfy"]
    assert fits(Situation.NO_FACILITATOR) == ["vijfstappen"]
