"""An afternoon once more: what is chosen comes along, at its time on the clock; people never do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from makers.core import clock
from makers.core.database import Model, db
from makers.core.journal import JournalEntry
from makers.events import copying, items, service
from makers.events.copying import EVERYTHING, Choice
from makers.events.details import Details, ItemDetails, RoleDetails
from makers.events.models import Entrance, Event, Side
from makers.events.signals import event_copied
from makers.signups.models import (
    Answer,
    CheckIn,
    Invitation,
    Need,
    Question,
    QuestionKind,
    Signup,
)
from tests import build
from tests.events.conftest import BY
from tests.events.test_service import hears

Makes = Callable[..., Details]
FORTNIGHT = timedelta(days=14)


def copy(source: Event, day: date = date(2026, 12, 11), **values: Any) -> Event:
    """The same afternoon on another day."""
    given = {"title": "Vervolg", "now": source.made_at, "by": BY, **values}
    return copying.copy(source, day=day, **given)


def question(event: Event, text: str, **values: object) -> None:
    """A question of the organiser's own."""
    given: dict[str, Any] = {"kind": QuestionKind.TEXT, "made_at": event.made_at, **values}
    db.session.add(Question(event_id=event.id, text=text, **given))
    db.session.commit()


def asked(event: Event) -> list[str]:
    """The questions of an event, in their order."""
    rows = select(Question.text).where(Question.event_id == event.id)
    return list(db.session.scalars(rows.order_by(Question.position, Question.id)))


@pytest.fixture
def source(details: Makes, item_details: Callable[..., ItemDetails], app: Flask) -> Event:
    """An afternoon with something of everything."""
    said = details(
        roles=(
            RoleDetails(
                "ambtenaar",
                Side.GOVERNMENT,
                20,
                held=5,
                held_until=datetime(2026, 11, 13, 22, 59, tzinfo=UTC),
            ),
            RoleDetails("gast", Side.GUEST, held=2),
        ),
        place="Leeszaal",
        getting_there="Met de tram.",
        mail_confirmed="Neem brood mee.",
        mail_reminder="Tot morgen.",
    )
    event = service.make(said, now=datetime(2026, 10, 1, tzinfo=UTC), by=BY)
    items.add(event, item_details(), by=BY)
    event.entrance, event.invited_domains = Entrance.INVITED, "rotterdam.example"
    db.session.commit()
    return event


def test_everything_comes_along_unless_something_is_left(source: Event) -> None:
    made = copy(source)
    assert (made.slug, made.published_at) == ("vervolg", None)
    assert (made.place, made.getting_there, made.capacity) == ("Leeszaal", "Met de tram.", 40)
    assert (made.mail_confirmed, made.mail_reminder) == ("Neem brood mee.", "Tot morgen.")
    assert (made.entrance, made.invited_domains) == (Entrance.INVITED, "rotterdam.example")
    assert [(role.name, role.capacity, role.held) for role in made.roles] == [
        ("ambtenaar", 20, 5),
        ("gast", None, 2),
    ]
    assert [domain.name for domain in made.domains] == ["onderwijs", "armoede"]
    assert [item.title for item in made.programme] == ["Lezing"]
    assert (made.starts_at, made.ends_at) == (
        source.starts_at + FORTNIGHT,
        source.ends_at + FORTNIGHT,
    )
    assert len(source.programme) == 1


@pytest.mark.parametrize("left", list(Choice))
def test_each_thing_can_be_left_by_itself(source: Event, left: Choice) -> None:
    question(source, "Waarom kom je?")
    made = copy(source, chosen=EVERYTHING - {left})
    there = {
        Choice.TEXTS: made.place + made.occasion + made.getting_there,
        Choice.ROLES: made.roles,
        Choice.DOMAINS: made.domains,
        Choice.QUESTIONS: asked(made),
        Choice.PROGRAMME: made.programme,
        Choice.MAIL_TEXTS: made.mail_confirmed + made.mail_reminder,
        Choice.ENTRANCE: made.entrance is Entrance.INVITED or made.invited_domains,
    }
    assert [choice for choice, has in there.items() if not has] == [left]


@pytest.mark.parametrize(
    ("day", "begins"),
    [
        (date(2027, 3, 28), datetime(2027, 3, 28, 11, 0, tzinfo=UTC)),
        (date(2027, 10, 31), datetime(2027, 10, 31, 12, 0, tzinfo=UTC)),
    ],
    ids=["spring", "autumn"],
)
def test_all_keeps_its_time_on_the_clock_when_the_clock_changes(
    source: Event, day: date, begins: datetime
) -> None:
    made = copy(source, day)
    held_until = made.roles[0].held_until
    assert made.starts_at == begins
    assert f"{clock.amsterdam(made.ends_at):%H.%M}" == "17.00"
    assert f"{clock.amsterdam(made.programme[0].starts_at):%H.%M}" == "14.00"
    assert held_until is not None
    assert clock.amsterdam(held_until).date() == day - FORTNIGHT
    assert f"{clock.amsterdam(held_until):%H.%M}" == "23.59"
    assert made.roles[1].held_until is None


def test_an_item_of_a_summer_day_comes_to_a_winter_day_at_its_time(
    source: Event, item_details: Callable[..., ItemDetails]
) -> None:
    summer = copy(source, date(2027, 6, 11))
    winter = copy(summer, date(2027, 10, 31), title="Winter")
    assert f"{clock.amsterdam(winter.programme[0].starts_at):%H.%M}" == "14.00"
    assert winter.starts_at == datetime(2027, 10, 31, 12, 0, tzinfo=UTC)


def test_own_questions_come_along_for_the_same_role(source: Event) -> None:
    government = source.roles[0]
    question(source, "Welke afdeling?", role_id=government.id, position=1)
    question(source, "Wat eet je?", kind=QuestionKind.CHOICE, options="Soep\nBrood", position=2)
    question(source, "Niet meer gevraagd", retired_at=source.made_at, position=3)
    made = copy(source)
    first, second = db.session.scalars(
        select(Question).where(Question.event_id == made.id).order_by(Question.position)
    )
    assert (first.text, first.role_id) == ("Welke afdeling?", made.roles[0].id)
    assert (second.choices, second.role_id) == (["Soep", "Brood"], None)


def test_a_question_for_a_role_that_stays_behind_does_too(source: Event) -> None:
    question(source, "Welke afdeling?", role_id=source.roles[0].id)
    question(source, "Waarom kom je?")
    assert asked(copy(source, chosen=EVERYTHING - {Choice.ROLES})) == ["Waarom kom je?"]


def test_nobody_comes_along(source: Event, now: datetime) -> None:
    question(source, "Waarom kom je?")
    anna = build.signup(source, "Anna")
    of_anna = {"signup_id": anna.id}
    db.session.add_all(
        [
            Answer(question_id=db.session.scalars(select(Question.id)).one(), text="x", **of_anna),
            Need(diet="x", wording="2026-11", consented_at=now, **of_anna),
            CheckIn(at=now, by="organiser 1", **of_anna),
            Invitation(event_id=source.id, email="ben@example.org", made_at=now),
        ]
    )
    db.session.commit()
    made = copy(source)
    assert [rows(model, event_id=made.id) for model in (Signup, Invitation)] == [0, 0]
    assert [rows(model) for model in (Answer, Need, CheckIn)] == [1, 1, 1]


def rows(model: type[Model], **where: int) -> int:
    """How many rows there are."""
    return db.session.scalar(select(func.count()).select_from(model).filter_by(**where)) or 0


def test_others_are_asked_for_what_is_theirs(source: Event) -> None:
    with hears(event_copied) as told:
        made = copy(source, chosen={Choice.ROLES, Choice.PROGRAMME})
    ((sender, about),) = told
    assert (sender, about["source"]) == (made, source)
    assert about["roles"] == {
        was.id: role.id for was, role in zip(source.roles, made.roles, strict=True)
    }
    assert about["items"] == {source.programme[0].id: made.programme[0].id}
    assert about["chosen"] == {Choice.ROLES, Choice.PROGRAMME}


def test_the_same_form_sent_twice_is_one_copy(source: Event) -> None:
    made = [copy(source).id for _time in range(2)]
    assert made[0] == made[1] != source.id
    entries = select(JournalEntry.what, JournalEntry.subject_id).order_by(JournalEntry.id.desc())
    assert tuple(db.session.execute(entries).first() or ()) == ("event.copied", source.id)


def test_something_else_chosen_is_another_copy(source: Event) -> None:
    first, second = copy(source), copy(source, chosen=EVERYTHING - {Choice.PROGRAMME})
    assert (first.id == second.id, second.slug) == (False, "vervolg-2")


def test_a_copy_on_the_same_day_under_the_same_name_is_an_event_of_its_own(source: Event) -> None:
    made = copy(source, clock.amsterdam(source.starts_at).date(), title=source.title)
    assert (made.id == source.id, made.slug) == (False, f"{source.slug}-2")
