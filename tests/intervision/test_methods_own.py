"""An event's own methods: made, changed with nothing lost, gone only when no table needs them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import delete, func, select

from makers.core.database import db
from makers.core.journal import SYSTEM, JournalEntry
from makers.events import copying
from makers.events.copying import Choice
from makers.events.models import Event
from makers.intervision import choosing, own_methods, queries
from makers.intervision.methods import Method, Text, built_in
from makers.intervision.models import EventMethod, TableMethod
from makers.intervision.phases import runs
from tests import build
from tests.intervision.conftest import Round

SOUND = built_in()["vijfstappen"]


def made(group: Round, now: datetime, key: str = "vijfstappen") -> EventMethod:
    """One of the event's own, made from a built-in one."""
    event = group.table.item.event
    return own_methods.copy(event, built_in()[key], now=now, by=SYSTEM)


def stands(own: EventMethod) -> Method:
    """The method as it is kept."""
    return Method.from_json(own.content)


def renamed(method: Method, name: str) -> Method:
    """The same under another name."""
    return replace(method, name=Text(name, ""))


def test_a_copy_has_everything_but_its_name(group: Round, now: datetime) -> None:
    own = made(group, now, "roddel")
    assert stands(own) == replace(
        built_in()["roddel"], name=Text("Roddelmethode (eigen)", "Gossip / reflecting-team (own)")
    )
    assert next(iter(choosing.methods_of(group.table.event_id))) == f"own-{own.id}"


def test_a_change_is_kept_once(group: Round, now: datetime) -> None:
    own, wanted = made(group, now), renamed(SOUND, "Onze vorm")
    for _ in range(2):
        own_methods.change(own, wanted, version=1, now=now + timedelta(minutes=1), by=SYSTEM)
    assert (own.version, stands(own)) == (2, wanted)
    entries = select(func.count()).where(JournalEntry.what == "method.changed")
    assert db.session.scalar(entries) == 1


def test_who_comes_second_overwrites_nothing(group: Round, now: datetime) -> None:
    own = made(group, now)
    own_methods.change(own, renamed(SOUND, "Van een"), version=1, now=now, by=SYSTEM)
    with pytest.raises(own_methods.Overtaken):
        own_methods.change(own, renamed(SOUND, "Van twee"), version=1, now=now, by=SYSTEM)
    assert stands(own).name.nl == "Van een"
    own_methods.change(own, renamed(SOUND, "Samen"), version=2, now=now, by=SYSTEM)
    assert stands(own).name.nl == "Samen"


def test_what_nobody_could_follow_is_not_kept(group: Round, now: datetime) -> None:
    own = made(group, now)
    spoilt = replace(SOUND, phases=SOUND.phases[:3])
    with pytest.raises(own_methods.Unsound):
        own_methods.change(own, spoilt, version=1, now=now, by=SYSTEM)
    with pytest.raises(own_methods.Unsound):
        own_methods.add(group.table.item.event, spoilt, now=now, by=SYSTEM)
    assert own.version == 1


def test_a_change_to_what_was_taken_away_is_said(group: Round, now: datetime) -> None:
    own = made(group, now)
    own_methods.remove(own, by=SYSTEM)
    with pytest.raises(own_methods.Gone):
        own_methods.change(own, renamed(SOUND, "Te laat"), version=1, now=now, by=SYSTEM)
    own_methods.remove(own, by=SYSTEM)  # twice is once


def test_it_stays_while_a_table_will_follow_it(group: Round, now: datetime) -> None:
    own = made(group, now)
    choosing.choose(group.table, f"own-{own.id}", now=now, by=SYSTEM)
    with pytest.raises(own_methods.InUse) as refused:
        own_methods.remove(own, by=SYSTEM)
    with force_locale("nl"):
        assert "tafel 1" in str(refused.value.sentence)
    choosing.choose(group.table, "incident", now=now, by=SYSTEM)
    own_methods.remove(own, by=SYSTEM)
    assert db.session.scalar(select(func.count(EventMethod.id))) == 0


def test_a_table_that_started_keeps_its_phases_whatever_becomes_of_the_method(
    group: Round, now: datetime
) -> None:
    own = made(group, now)
    choice = f"own-{own.id}"
    choosing.choose(group.table, choice, now=now, by=SYSTEM)
    runs.start(group.table, choice, 60, now=now, by=SYSTEM)
    began = frozen(group)
    shorter = replace(SOUND, name=Text("Anders", ""), phases=SOUND.phases[3:])
    own_methods.change(own, shorter, version=1, now=now, by=SYSTEM)
    assert frozen(group) == began
    own_methods.remove(own, by=SYSTEM)  # the table does not need it any more
    assert frozen(group) == began
    assert len(began.phases) == 6
    assert db.session.scalar(select(func.count(TableMethod.table_id))) == 0


def test_a_phase_without_time_is_left_out_when_a_table_starts(group: Round, now: datetime) -> None:
    runs.start(group.table, "tienstappen", 45, now=now, by=SYSTEM)
    assert len(frozen(group).phases) == 9
    assert all(seconds for _phase, seconds in frozen(group).for_length(45))


def test_an_event_that_goes_takes_its_methods_and_choices_along(
    group: Round, now: datetime
) -> None:
    own, event_id = made(group, now), group.table.event_id
    choosing.choose(group.table, f"own-{own.id}", now=now, by=SYSTEM)
    db.session.rollback()
    db.session.execute(delete(Event).where(Event.id == event_id))
    assert db.session.scalar(select(func.count(EventMethod.id))) == 0
    assert db.session.scalar(select(func.count(TableMethod.table_id))) == 0


def test_another_events_method_is_not_there(app: Flask, group: Round, now: datetime) -> None:
    own = made(group, now)
    other = build.table(build.item(build.event()))
    with pytest.raises(choosing.NoSuchMethod):
        choosing.choose(other, f"own-{own.id}", now=now, by=SYSTEM)
    with pytest.raises(runs.NotOffered):
        runs.start(other, f"own-{own.id}", 60, now=now, by=SYSTEM)
    assert f"own-{own.id}" not in choosing.methods_of(other.event_id)


def frozen(group: Round) -> Method:
    """What the table runs."""
    clock = queries.clock_of(group.table.id)
    assert clock is not None
    return clock.method


def test_it_comes_along_with_the_programme_when_an_event_is_copied(
    group: Round, now: datetime
) -> None:
    own, source = made(group, now), group.table.item.event

    def along(*chosen: Choice) -> list[Method]:
        day = now.date() + timedelta(days=14)
        copied = copying.copy(source, title=str(chosen), day=day, chosen=chosen, now=now, by=SYSTEM)
        rows = db.session.scalars(select(EventMethod).where(EventMethod.event_id == copied.id))
        return [stands(one) for one in rows]

    assert along(Choice.PROGRAMME) == [stands(own)]
    assert along(Choice.TEXTS) == []
