"""Who belongs together, who apart, what matters; and the round as the solver sees it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask

from makers.core.database import db
from makers.core.journal import SYSTEM
from makers.events.models import Event, ItemKind, ProgrammeItem
from makers.seating import choices, company, company_queries, plans, queries
from makers.seating.company import NotOfThisEvent, TooFew
from makers.seating.models import Plan
from makers.seating.problem import problem_of
from makers.seating.solver import WISHES, Apart, Together, broken_rules
from makers.seating.solver.given import Plan as Solved
from makers.seating.solver.given import Seat as Chair
from makers.signups.models import CheckIn, Need
from tests import build
from tests.counting import statements
from tests.seating.rows import ENTREPRENEUR, afternoon, desk, journalled


@pytest.fixture
def event(app: Flask) -> Event:
    """An event with four people."""
    event = build.event()
    for name in ("Anna", "Ben", "Cor", "Dilan"):
        build.signup(event, name)
    return event


def people(event: Event) -> list[int]:
    return [one.id for one in queries.with_a_place(event.id)]


def test_a_group_and_a_pair_are_kept_once(event: Event) -> None:
    one, two, three, _four = people(event)
    for _twice in range(2):
        company.keep_together(event, [two, one, three], by=SYSTEM)
        company.keep_apart(event, [three, one], by=SYSTEM)
    together, apart = company_queries.company(event.id)
    assert [[signup.id for signup in rule.signups] for rule in together] == [[one, two, three]]
    assert [(rule.one_id, rule.other_id) for rule in apart] == [(one, three)]
    assert (journalled("together.added"), journalled("apart.added")) == (1, 1)
    company.let_go(together[0], by=SYSTEM)
    company.let_go(apart[0], by=SYSTEM)
    assert company_queries.company(event.id) == ([], [])


def test_it_takes_two_of_this_event(event: Event) -> None:
    one, *_rest = people(event)
    with pytest.raises(TooFew):
        company.keep_together(event, [one, one], by=SYSTEM)
    for stranger in (build.signup(build.event()), build.signup(event, state="cancelled")):
        with pytest.raises(NotOfThisEvent):
            company.keep_apart(event, [one, stranger.id], by=SYSTEM)


def test_importances_are_the_defaults_until_somebody_says(event: Event) -> None:
    assert company_queries.importances(event.id).domains == 9
    levels = dict.fromkeys(WISHES, 1) | {"meetings": 27}
    for _twice in range(2):
        company.weigh(event, levels, by=SYSTEM)
    assert company_queries.importances(event.id).meetings == 27
    assert journalled("importances.changed") == 1
    with pytest.raises(ValueError, match="no such"):
        company.weigh(event, levels | {"roles": 5}, by=SYSTEM)


def test_at_the_desk(app: Flask, event: Event) -> None:
    browser, path = desk(app), f"/organise/events/{event.id}/seating"
    one, two, *_rest = people(event)
    page = browser.get(f"{path}/company").text
    assert "Nog niemand." in page
    alone = browser.post(f"{path}/together", data={"one": one, "two": 0, "three": 0, "four": 0})
    assert alone.status_code == 409
    assert "Kies minstens twee verschillende mensen." in alone.text
    assert f'<option selected value="{one}">' in alone.text
    both = {"one": one, "two": two, "three": 0, "four": 0}
    assert "Anna, Ben" in browser.post(f"{path}/together", data=both, follow_redirects=True).text
    pair = {"person": one, "other": two}
    assert "Anna – Ben" in browser.post(f"{path}/apart", data=pair, follow_redirects=True).text
    (rule,), _apart = company_queries.company(event.id)
    removal = f"{path}/together/{rule.id}/removal"
    assert [browser.post(removal).status_code for _twice in range(2)] == [303, 404]
    wishes = dict.fromkeys(WISHES, "27")
    assert browser.post(f"{path}/importances", data=wishes).status_code == 303
    wrong = browser.post(f"{path}/importances", data=wishes | {"roles": "5"})
    assert wrong.status_code == 422


def test_the_page_takes_a_known_number_of_statements(app: Flask, event: Event) -> None:
    browser, path = desk(app), f"/organise/events/{event.id}/seating/company"
    ids = people(event)
    browser.get(path)
    with statements(db.engine) as few:
        browser.get(path)
    for one, other in ((0, 1), (1, 2), (2, 3)):
        company.keep_together(event, [ids[one], ids[other]], by=SYSTEM)
        company.keep_apart(event, [ids[one], ids[other]], by=SYSTEM)
    with statements(db.engine) as many:
        browser.get(path)
    assert len(many) <= len(few) + 1  # who is in the groups
    assert len(many) <= 8


# --- the round as the solver sees it --------------------------------------------------------------


def test_the_solver_knows_the_rules_needs_and_choices(app: Flask, now: datetime) -> None:
    event = build.event()
    item = build.item(event)
    bringer = build.signup(event, role=ENTREPRENEUR)
    table = build.table(item, 1, case=build.case(bringer, "Taal"), languages="nl en")
    anna, ben, cor = (build.signup(event, name) for name in ("Anna", "Ben", "Cor"))
    anna.need = Need(step_free=True, wording="1", consented_at=now)
    ben.language = "en"
    db.session.commit()
    company.keep_together(event, [anna.id, ben.id], by=SYSTEM)
    company.keep_apart(event, [anna.id, cor.id], by=SYSTEM)
    choices.choose(cor, [table.case_id or 0], now=now, by=SYSTEM)
    problem = problem_of(item)
    who = {person.id: person for person in problem.people}
    assert who[f"p{anna.id}"].step_free
    assert who[f"p{ben.id}"].languages == ("en",)
    assert who[f"p{cor.id}"].choices == (f"c{table.case_id}",)
    assert problem.rounds[0].tables[0].languages == ("nl", "en")
    assert problem.together == (Together((f"p{anna.id}", f"p{ben.id}")),)
    assert problem.apart == (Apart((f"p{anna.id}", f"p{cor.id}")),)


def test_who_is_not_in_can_be_left_out(app: Flask, now: datetime) -> None:
    item = afternoon(6, 2)
    everybody = problem_of(item).people
    first = int(everybody[0].id[1:])
    db.session.add(CheckIn(signup_id=first, at=now, by="desk"))
    db.session.commit()
    assert [one.id for one in problem_of(item, present_only=True).people] == [f"p{first}"]


def test_a_closed_table_is_out_and_a_locked_one_keeps_its_people(app: Flask, now: datetime) -> None:
    item = afternoon(12, 3)
    plan = plans.match(item, now=now, by=SYSTEM)
    seated = {seat.signup_id: seat.table_id for seat in plan.seats}
    first, _second, third = sorted(set(seated.values()))
    tables = {seat.table_id: seat.table for seat in plan.seats}
    tables[first].locked = True
    tables[third].closed_at = now
    db.session.commit()
    again = plans.match(item, now=now, by=SYSTEM)
    kept = {seat.signup_id for seat in again.seats if seat.table_id == first}
    assert kept == {one for one, table_id in seated.items() if table_id == first}
    assert third not in {seat.table_id for seat in again.seats}
    assert not any(seat.pinned for seat in again.seats)


def two_rounds(now: datetime) -> tuple[ProgrammeItem, ProgrammeItem]:
    """A round with a plan in force, and one after it with tables of the same sizes."""
    first = afternoon(16, 4, most=6)
    event = first.event
    after = event.starts_at + timedelta(hours=2)
    second = build.item(event, ItemKind.INTERVISION, title="Ronde twee", starts_at=after)
    for number in range(1, 5):
        build.table(second, number, most=6)
    plans.match(first, now=now, by=SYSTEM)
    plans.publish(first, now=now, by=SYSTEM)
    return first, second


def test_a_second_round_brings_other_people_together(app: Flask, now: datetime) -> None:
    _first, second = two_rounds(now)
    problem = problem_of(second)
    assert [turn.frozen for turn in problem.rounds] == [True, False]
    plans.match(second, now=now, by=SYSTEM)
    sat = [
        {(seat.signup_id, seat.table_id) for seat in plan.seats}
        for plan in db.session.query(Plan).order_by(Plan.id)
    ]
    pairs = [
        {frozenset((a, b)) for a, at in there for b, by in there if at == by and a < b}
        for there in sat
    ]
    assert len(pairs[0] & pairs[1]) <= 4  # 16 people at 4 tables twice: hardly anybody again
    chairs = tuple(Chair(str(second.id), f"p{one}", f"t{table}") for one, table in sat[1])
    assert broken_rules(problem, Solved(chairs)) == ()


def test_who_met_at_an_earlier_event_has_met(app: Flask, now: datetime) -> None:
    earlier = afternoon(4, 1)
    plan = plans.match(earlier, now=now, by=SYSTEM)
    plans.publish(earlier, now=now, by=SYSTEM)
    one, other = (seat.signup for seat in plan.seats[:2])
    begins = earlier.event.starts_at + timedelta(days=30)
    later = build.event(starts_at=begins, ends_at=begins + timedelta(hours=4))
    item = build.item(later)
    build.table(item, 1)
    again = [build.signup(later, who.name, person=who.person) for who in (one, other)]
    assert problem_of(item).met == (tuple(f"p{signup.id}" for signup in again),)
    assert problem_of(earlier).met == ()
