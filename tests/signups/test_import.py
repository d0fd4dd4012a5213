"""A list of another system becomes sign-ups: looked at first, applied once, nobody twice."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from makers.core.database import db
from makers.core.journal import Actor, JournalEntry
from makers.events.models import Event
from makers.signups import import_columns, import_sheets, importing, service, substitutes
from makers.signups.import_columns import Field
from makers.signups.import_rows import Finding, Reading
from makers.signups.importing import SheetGone, TakenOver
from makers.signups.models import ImportSheet, Origin, Person, Signup, SignupState
from makers.signups.service import RoleGone
from tests import build
from tests.signups import lists
from tests.signups.people import BEFORE, join, mails, of, role, told

BY = Actor("organiser", 1)
ANNA, BEN = "anna@example.org", "ben@example.org"
HEAD = "Naam,E-mail,Organisatie,Rol,Besteldatum,Status"
pytestmark = pytest.mark.usefixtures("before")


def keep(event: Event, data: bytes) -> int:
    """A list that was sent."""
    return importing.keep(event, import_sheets.read(data), now=BEFORE, by=BY)


def reading(event: Event, data: bytes, **values: Any) -> Reading:
    """A list read as its columns are called, everybody without a role as a guest."""
    rows = import_sheets.read(data)
    known = {one.name: one.id for one in event.roles}
    given = {"roles": known, "any_role": role(event, "gast").id, **values}
    return Reading(import_columns.guess(rows), **given)


def take_over(event: Event, data: bytes, **values: Any) -> TakenOver:
    """Send a list and take it over at once."""
    how = {name: values.pop(name, False) for name in ("all_in", "by_mail")}
    read = reading(event, data, **values)
    return importing.take_over(event, keep(event, data), read, now=BEFORE, by=BY, **how)


def found(event: Event, data: bytes, **values: Any) -> list[Finding]:
    """What would become of each row."""
    rows = import_sheets.read(data)
    return [
        row.finding for row in importing.looked_at(event.id, rows, reading(event, data, **values))
    ]


def names() -> list[str]:
    """Everybody at the event, in the order of the queue."""
    return list(db.session.scalars(select(Signup.name).order_by(Signup.id)))


# --- who comes in ---------------------------------------------------------------------------------


def test_people_come_in_as_the_list_has_them(app: Flask) -> None:
    event = build.event()
    made = take_over(
        event,
        lists.values(
            "Naam,E-mail,Organisatie,Afdeling,Functie,Rol,Vraag,Besteldatum",
            "Anna,Anna@Example.org ,Gemeente,Zorg,Adviseur,ambtenaar,Hoe?,2026-11-03 13:00",
        ),
    )
    anna = of(ANNA)
    assert made == TakenOver(confirmed=1, waiting=0)
    assert (anna.name, anna.organisation, anna.department) == ("Anna", "Gemeente", "Zorg")
    assert (anna.job, anna.question, anna.role.name) == ("Adviseur", "Hoe?", "ambtenaar")
    assert anna.joined_at == datetime(2026, 11, 3, 12, 0, tzinfo=UTC)
    assert (anna.origin, anna.state) == (Origin.IMPORT, SignupState.CONFIRMED)
    assert db.session.scalar(select(func.count(ImportSheet.id))) == 0


def test_somebody_without_an_address_comes_in_too(app: Flask) -> None:
    event = build.event()
    take_over(event, lists.values("Naam,E-mail", "Anna,", "Ben,anonymous"))
    people = db.session.scalars(select(Person)).all()
    assert (names(), [one.email for one in people]) == (["Anna", "Ben"], [None, None])


def test_they_stand_in_the_order_of_the_file(app: Flask) -> None:
    event = build.event()
    take_over(event, lists.values("Naam,E-mail", "Zoë,z@example.org", "Anna,a@example.org"))
    assert names() == ["Zoë", "Anna"]


def test_or_in_the_order_of_their_dates_who_has_none_last(app: Flask) -> None:
    event = build.event()
    rows = ("C,,,,3-11-2026", "Z,,,,ooit", "A,,,,1-11-2026", "B,,,,1-11-2026")
    take_over(event, lists.values(HEAD, *rows))
    assert names() == ["A", "B", "C", "Z"]


@pytest.mark.parametrize(
    ("row", "finding"),
    [
        ("Anna,anna@example.org,,gast,,", Finding.NEW),
        (",anna@example.org,,gast,,", Finding.NO_NAME),
        ("Anna,anna@,,gast,,", Finding.BAD_ADDRESS),
        ("Anna,anna@example.org,,vip,,", Finding.NO_ROLE),
        (f"Anna,,{'x' * 201},gast,,", Finding.TOO_LONG),
        ("Anna,anna@example.org,,gast,,geannuleerd", Finding.ABSENT),
        (",,,,,geannuleerd", Finding.ABSENT),
    ],
)
def test_every_row_says_what_becomes_of_it(app: Flask, row: str, finding: Finding) -> None:
    event = build.event()
    absent = frozenset({"geannuleerd"})
    listed = lists.values(HEAD, row)
    columns = {field: n for n, field in enumerate(COLUMNS)}
    read = Reading(columns, {"gast": role(event, "gast").id}, None, absent)
    (one,) = importing.looked_at(event.id, import_sheets.read(listed), read)
    assert (one.finding, one.number) == (finding, 2)


COLUMNS = (
    Field.NAME,
    Field.EMAIL,
    Field.ORGANISATION,
    Field.ROLE,
    Field.DATE,
    Field.STATUS,
)


def test_who_stands_in_the_file_twice_comes_in_once(app: Flask) -> None:
    event = build.event()
    listed = lists.values(
        "Naam,E-mail,Organisatie",
        "Anna,anna@example.org,",
        "Anna B,ANNA@example.org,",
        "Ben,,Stichting",
        "Bén,,stichting",
        "Ben,,Gemeente",
    )
    new, double = Finding.NEW, Finding.DOUBLE
    assert found(event, listed) == [new, double, new, double, new]
    take_over(event, listed)
    assert names() == ["Anna", "Ben", "Ben"]


def test_who_cancelled_there_and_came_back_comes_in(app: Flask) -> None:
    event = build.event()
    listed = lists.values(
        "Naam,E-mail,Status", "Anna,anna@example.org,weg", "Anna,anna@example.org,komt"
    )
    assert found(event, listed, absent={"weg"}) == [Finding.ABSENT, Finding.NEW]


# --- nobody twice ---------------------------------------------------------------------------------

LISTED = lists.values("Naam,E-mail,Organisatie", "Anna,anna@example.org,G", "Ben,,S")


def test_the_same_file_again_adds_nobody(app: Flask) -> None:
    event = build.event()
    take_over(event, LISTED)
    assert found(event, LISTED) == [Finding.KNOWN, Finding.KNOWN]
    assert take_over(event, LISTED) == TakenOver(0, 0)
    assert names() == ["Anna", "Ben"]


def test_the_same_list_sent_twice_is_taken_over_once(app: Flask) -> None:
    event = build.event()
    sheet_id, read = keep(event, LISTED), reading(event, LISTED)
    how: dict[str, Any] = {"all_in": False, "by_mail": True, "now": BEFORE, "by": BY}
    importing.take_over(event, sheet_id, read, **how)
    with pytest.raises(SheetGone):
        importing.take_over(event, sheet_id, read, **how)
    assert (names(), told(ANNA)) == (["Anna", "Ben"], ["signup.imported"])


def test_who_signed_up_here_stays_as_they_are(app: Flask) -> None:
    event = build.event()
    join(event, ANNA)
    assert found(event, LISTED) == [Finding.KNOWN, Finding.NEW]
    take_over(event, LISTED)
    assert of(ANNA).origin is Origin.FORM


def test_who_cancelled_here_is_not_brought_back(app: Flask) -> None:
    event = build.event()
    take_over(event, LISTED)
    service.cancel(of(ANNA), now=BEFORE, by=BY)
    assert found(event, LISTED)[0] is Finding.CANCELLED_HERE
    take_over(event, LISTED)
    assert len(names()) == 2


def test_who_changed_since_is_still_the_same_person(app: Flask) -> None:
    event = build.event()
    take_over(event, LISTED)
    anna, ben = db.session.scalars(select(Signup).order_by(Signup.id))
    substitutes.substitute(anna, name="Cor", email="cor@example.org", now=BEFORE, by=BY)
    ben.name = "Ben Bos"
    db.session.commit()
    assert found(event, LISTED) == [Finding.KNOWN, Finding.KNOWN]


def test_a_person_of_another_event_is_the_same_person(app: Flask) -> None:
    join(build.event(), ANNA)
    event = build.event()
    take_over(event, LISTED)
    assert db.session.scalar(select(func.count(Person.id)).where(Person.email == ANNA)) == 1
    assert of(ANNA).event_id == event.id


# --- places ---------------------------------------------------------------------------------------


def test_who_fits_gets_a_place_and_the_others_wait_behind_everybody(app: Flask) -> None:
    event = build.event(capacity=2)
    join(event, "first@example.org", role_name="gast")
    made = take_over(event, lists.values("Naam", "Anna", "Ben"))
    assert made == TakenOver(confirmed=1, waiting=1)
    assert names()[1:] == ["Anna", "Ben"]


def test_nobody_who_waits_is_passed(app: Flask) -> None:
    event = build.event(capacity=0)
    join(event, "first@example.org", role_name="gast")
    event.capacity = 1
    db.session.commit()
    take_over(event, lists.values("Naam,E-mail", "Anna,anna@example.org"))
    assert of("first@example.org").state is SignupState.CONFIRMED
    assert of(ANNA).state is SignupState.WAITING
    assert told("first@example.org")[-1] == "signup.promoted"


def test_all_of_them_may_have_a_place(app: Flask) -> None:
    event = build.event(capacity=1)
    made = take_over(event, lists.values("Naam", "Anna", "Ben", "Cor"), all_in=True)
    assert made == TakenOver(confirmed=3, waiting=0)


def test_a_role_that_went_away_meanwhile_stops_everything(app: Flask) -> None:
    event, other = build.event(), build.event()
    gone = role(other, "gast").id
    with pytest.raises(RoleGone):
        take_over(event, LISTED, any_role=gone)
    assert names() == []
    assert db.session.scalar(select(func.count(ImportSheet.id))) == 1


# --- mail, journal, forgetting --------------------------------------------------------------------


def test_nobody_gets_a_mail_until_the_organiser_says_so(app: Flask) -> None:
    take_over(build.event(), LISTED)
    assert told(ANNA) == []


def test_the_mail_says_how_they_stand_and_carries_their_link(
    app: Flask, client: FlaskClient
) -> None:
    event = build.event(capacity=1)
    listed = lists.values("Naam,E-mail", "Anna,anna@example.org", "Ben,ben@example.org")
    take_over(event, listed, by_mail=True)
    (first,), (second,) = mails(ANNA), mails(BEN)
    assert "Je hebt een plek als gast." in first.text
    assert "nummer 1 op de wachtlijst" in second.text
    assert (bool(first.calendar), bool(second.calendar)) == (True, False)
    link = re.search(r"https?://[^/\s]+(/l/\S+)", first.text)
    assert link
    assert client.get(link[1]).status_code == 303


def test_after_the_afternoon_nobody_gets_a_mail(app: Flask) -> None:
    event = build.event()
    over = event.ends_at + timedelta(hours=1)
    read = reading(event, LISTED)
    importing.take_over(
        event, keep(event, LISTED), read, all_in=True, by_mail=True, now=over, by=BY
    )
    assert (names(), told(ANNA)) == (["Anna", "Ben"], [])


def test_the_screens_hear_it_once_and_each_history_tells_it(app: Flask) -> None:
    take_over(build.event(), LISTED)
    rows = select(JournalEntry.what, JournalEntry.topic).order_by(JournalEntry.id)
    heard = [tuple(row) for row in db.session.execute(rows)]
    assert heard.count(("people.imported", "places")) == 1
    assert heard.count(("signup.imported", "people")) == 2


def test_a_list_that_nobody_uses_is_gone_after_a_day(app: Flask) -> None:
    event = build.event()
    old = keep(event, LISTED)
    importing.forget_sheets(BEFORE + timedelta(hours=23))
    assert importing.rows_of(event.id, old)
    importing.forget_sheets(BEFORE + timedelta(hours=24))
    importing.forget_sheets(BEFORE + timedelta(hours=24))
    with pytest.raises(SheetGone):
        importing.rows_of(event.id, old)


def test_the_worker_forgets_them(app: Flask) -> None:
    assert importing.forget_sheets in app.extensions["makers_worker"].jobs
