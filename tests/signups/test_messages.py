"""Writing to a group: who is meant, what each gets, what became of it, and a new try."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale
from sqlalchemy import select

from makers.core import mail
from makers.core.database import db
from makers.core.journal import Actor
from makers.core.mail import Fate, OutboxMail
from makers.events.models import Event
from makers.signups import audience, deliveries, messages
from makers.signups.audience import Choice
from makers.signups.models import (
    CheckIn,
    Consent,
    ConsentKind,
    Message,
    Signup,
    SignupState,
)
from tests import build
from tests.counting import statements
from tests.signups.people import BEFORE, mails, told

DESK = Actor("organiser", 1)
ALL = frozenset(SignupState)


def address(signup: Signup) -> str:
    """The address of someone who has one."""
    assert signup.person.email is not None
    return signup.person.email


def meant(event: Event, **choice: Any) -> list[str]:
    """Whose names are meant by a choice."""
    found = audience.reach(event, Choice(**choice), audience.groups(event))
    return [one.name for one in found.people]


def sent(event: Event, **values: Any) -> Message:
    """A message to everybody who comes."""
    given: dict[str, Any] = {
        "subject": "Dag {naam}",
        "text": "Dag {naam},\n\nNeem <een> jas mee.",
        "key": uuid.uuid4(),
        "now": BEFORE,
        "by": DESK,
        **values,
    }
    return messages.send(event, given.pop("choice", Choice()), **given)


@pytest.fixture(autouse=True)
def in_dutch(app: Flask) -> Iterator[None]:
    """The organiser reads Dutch."""
    with force_locale("nl"):
        yield


@pytest.fixture
def event(app: Flask) -> Event:
    """An afternoon with Anna (in, wants to come again) and Ben, Cor who waits, Dirk who left."""
    event = build.event()
    anna = build.signup(event, "Anna")
    build.signup(event, "Ben", role="sociaal ondernemer")
    build.signup(event, "Cor", state="waiting")
    build.signup(event, "Dirk", state="cancelled")
    db.session.add(CheckIn(signup_id=anna.id, at=BEFORE, by="desk"))
    db.session.add(
        Consent(signup_id=anna.id, kind=ConsentKind.NEXT_TIME, wording="1", given_at=BEFORE)
    )
    db.session.commit()
    return event


def test_who_is_meant(event: Event) -> None:
    role_id = next(role.id for role in event.roles if role.name == "sociaal ondernemer")
    assert meant(event) == ["Anna", "Ben"]
    assert meant(event, states=ALL) == ["Anna", "Ben", "Cor", "Dirk"]
    assert meant(event, states=frozenset({SignupState.WAITING})) == ["Cor"]
    assert meant(event, role_ids=frozenset({role_id})) == ["Ben"]
    assert (meant(event, present=True), meant(event, present=False)) == (["Anna"], ["Ben"])
    assert (meant(event, next_time=True), meant(event, next_time=False)) == (["Anna"], ["Ben"])
    assert meant(event, role_ids=frozenset({0})) == []


def test_who_withdrew_a_consent_did_not_give_it(event: Event) -> None:
    db.session.scalars(select(Consent)).one().withdrawn_at = BEFORE
    db.session.commit()
    assert meant(event, next_time=True) == []


def test_who_sits_at_a_table_is_meant_by_it(event: Event) -> None:
    item = build.item(event)
    anna, ben, cor, _dirk = db.session.scalars(select(Signup).order_by(Signup.id))
    first, second = build.table(item, 1, facilitator_id=ben.id), build.table(item, 2)
    build.published_plan(item, {first: [anna], second: [cor]})
    known = audience.groups(event)
    assert [group.name for group in known] == ["Tafel 1", "Tafel 2"]
    assert meant(event, groups=frozenset({known[0].key})) == ["Anna", "Ben"]
    assert meant(event, groups=frozenset({"table-0"})) == []


def test_who_cancelled_and_came_back_is_written_to_once(event: Event) -> None:
    dirk = db.session.scalars(select(Signup).where(Signup.name == "Dirk")).one()
    build.signup(event, "Dirk weer", person=dirk.person)
    assert meant(event, states=ALL) == ["Anna", "Ben", "Cor", "Dirk weer"]
    assert meant(event, states=frozenset({SignupState.CANCELLED})) == []


def test_everybody_gets_one_mail_with_their_own_name(event: Event) -> None:
    key = uuid.uuid4()
    first = sent(event, key=key)
    assert sent(event, key=key).id == first.id
    anna = db.session.scalars(select(Signup).where(Signup.name == "Anna")).one()
    assert told(address(anna)) == ["message.sent"]
    (letter,) = mails(address(anna))
    assert letter.subject == "Dag Anna"
    assert "Dag Anna,\n\nNeem <een> jas mee." in letter.text
    assert "<p>Neem &lt;een&gt; jas mee.</p>" in letter.html
    assert "/l/personal_" in letter.text
    assert letter.calendar == ""
    assert Counter(one.fates[Fate.WAITING] for one in deliveries.written(event.id)) == {2: 1}


def test_who_has_no_address_is_counted_and_said(event: Event) -> None:
    ben = db.session.scalars(select(Signup).where(Signup.name == "Ben")).one()
    ben.person.email = None
    db.session.commit()
    assert audience.reach(event, Choice(), []).silent == 1
    assert sent(event).audience == "aangemeld · 1 zonder e-mailadres"


def test_nobody_is_no_audience(event: Event) -> None:
    with pytest.raises(messages.NobodyMeant):
        sent(event, choice=Choice(role_ids=frozenset({0})))
    assert db.session.scalars(select(Message)).all() == []


def test_whom_it_was_for_is_kept_in_words(event: Event) -> None:
    role = event.roles[0]
    choice = Choice(states=ALL, role_ids=frozenset({role.id}), present=True, next_time=False)
    said = audience.in_words(event, choice, [], 0)
    assert said == (
        "aangemeld, op de wachtlijst, afgemeld · ambtenaar · aanwezig · "
        "vroeg geen volgende uitnodiging"
    )


def test_who_cancels_meanwhile_still_gets_it_and_who_has_another_address_does_not(
    event: Event,
) -> None:
    sent(event)
    anna, ben = db.session.scalars(select(Signup).order_by(Signup.id).limit(2))
    anna.cancelled_at = BEFORE
    old, ben.person.email = address(ben), "ben@elders.example"
    db.session.commit()
    assert f"/e/{event.slug}" in mails(address(anna))[0].text
    assert mails(old) == []


@pytest.fixture
def lost(event: Event) -> list[OutboxMail]:
    """A message whose two mails failed, one for sure."""
    sent(event)
    rows = list(db.session.scalars(select(OutboxMail).order_by(OutboxMail.id)))
    for row, fate in zip(rows, (Fate.FAILED, Fate.UNCERTAIN), strict=True):
        row.fate, row.handed_over_at, row.settled_at, row.failure = fate, BEFORE, BEFORE, "554 no"
    db.session.commit()
    return rows


def test_what_failed_can_be_sent_again(event: Event, lost: list[OutboxMail]) -> None:
    before = [row.message_id for row in lost]
    assert {one.name for one in deliveries.undelivered(event.id)} == {"Anna", "Ben"}
    again = deliveries.send_again(event, [row.id for row in lost], now=BEFORE, by=DESK)
    assert (again, {row.fate for row in lost}) == (2, {Fate.WAITING})
    assert not set(before) & {row.message_id for row in lost}
    mail.send_due(now=BEFORE)
    assert {row.fate for row in lost} == {Fate.SENT}
    assert deliveries.send_again(event, [row.id for row in lost], now=BEFORE, by=DESK) == 0


def test_a_mail_of_another_event_is_not_sent_again(event: Event, lost: list[OutboxMail]) -> None:
    other = build.event()
    assert deliveries.send_again(other, [lost[0].id], now=BEFORE, by=DESK) == 0
    assert lost[0].fate is Fate.FAILED


def test_what_waits_for_a_later_try_can_be_tried_now(event: Event) -> None:
    sent(event)
    rows = list(db.session.scalars(select(OutboxMail)))
    for row in rows:
        row.failure, row.tries, row.due_at = "451 busy", 5, BEFORE + timedelta(hours=4)
    rows[0].handed_over_at = BEFORE  # this one is being sent at this moment
    db.session.commit()
    (delay,) = deliveries.delays(event.id, BEFORE)
    assert (delay.count, delay.failure) == (1, "451 busy")
    assert deliveries.hurry(event, now=BEFORE, by=DESK) == 1
    assert deliveries.delays(event.id, BEFORE) == []
    assert rows[1].due_at == BEFORE


def test_what_nobody_tried_is_told_when_it_is_late_and_not_before(event: Event) -> None:
    sent(event)
    for row in db.session.scalars(select(OutboxMail)):
        row.due_at = BEFORE
    db.session.commit()
    assert deliveries.delays(event.id, BEFORE + timedelta(minutes=14)) == []
    (delay,) = deliveries.delays(event.id, BEFORE + timedelta(minutes=15))
    assert (delay.count, delay.failure, delay.until) == (2, "", BEFORE)


def test_a_mail_that_came_back_flags_the_address(event: Event) -> None:
    sent(event)
    mail.send_due(now=BEFORE)
    anna = db.session.scalars(select(Signup).where(Signup.name == "Anna")).one()
    row = db.session.scalars(select(OutboxMail).where(OutboxMail.signup_id == anna.id)).one()
    deliveries.came_back(event, row.id, now=BEFORE, by=DESK)
    assert (row.fate, anna.person.refused_at) == (Fate.REFUSED, BEFORE)
    assert audience.reach(event, Choice(), []).refused == 1


def fields(**more: Any) -> dict[str, Any]:
    """The form as it is sent."""
    given = {"subject": "Dag {naam}", "text": "Dag {naam}", "states": ["confirmed"]}
    return {"key": str(uuid.uuid4()), **given, **more}


def test_a_message_is_looked_at_before_it_is_sent(
    event: Event, organiser: FlaskClient, before: datetime
) -> None:
    page, typed = f"/organise/events/{event.id}/messages", fields()
    assert "Nog geen berichten" in organiser.get(page).text
    assert organiser.get(f"{page}/new").status_code == 200
    with statements(db.engine) as seen:
        shown = organiser.post(f"{page}/preview", data=typed).text
    assert len(seen) <= 6
    for said in ("2 mensen krijgen deze mail", "Dag Anna", "Verstuur aan 2 mensen", typed["key"]):
        assert said in shown
    assert db.session.scalars(select(Message)).all() == []
    first, second = (organiser.post(page, data=typed).location for _ in range(2))
    assert first == second
    message = db.session.scalars(select(Message)).one()
    assert first == f"{page}/{message.id}"
    mail.send_due(now=before)
    for path in (page, f"{page}/{message.id}"):
        with statements(db.engine) as seen:
            shown = organiser.get(path).text
        assert len(seen) <= 6
        assert "Dag {naam}" in shown
    assert "verstuurd" in shown


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"subject": ""}, "Geef je bericht een onderwerp."),
        ({"text": " "}, "Schrijf je bericht."),
        ({"states": []}, "Kies aan wie je schrijft."),
        ({"text": "Dag {voornaam}"}, "{voornaam} blijft zo staan."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(
    event: Event, organiser: FlaskClient, wrong: dict[str, Any], sentence: str
) -> None:
    answer = organiser.post(
        f"/organise/events/{event.id}/messages/preview", data=fields(**{"subject": "Hoi", **wrong})
    )
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "subject" in wrong or 'value="Hoi"' in answer.text


def test_a_choice_that_means_nobody_asks_to_choose_wider(
    event: Event, organiser: FlaskClient
) -> None:
    typed = fields(present="yes", states=["waiting"])
    for path in ("/preview", ""):
        answer = organiser.post(f"/organise/events/{event.id}/messages{path}", data=typed)
        assert (answer.status_code, "Kies ruimer" in answer.text) == (409, True)


def test_the_page_offers_a_new_try_for_what_was_lost(
    event: Event, organiser: FlaskClient, lost: list[OutboxMail]
) -> None:
    page = f"/organise/events/{event.id}/messages"
    shown = organiser.get(page).text
    assert "Misschien kwam hij wel aan." in shown
    assert "554 no" in shown
    again = {"mail": [str(row.id) for row in lost]}
    assert organiser.post(f"/organise/events/{event.id}/mails/again", data=again).location == page
    db.session.expire_all()
    assert {row.fate for row in lost} == {Fate.WAITING}


def test_a_message_of_another_event_is_not_shown(event: Event, organiser: FlaskClient) -> None:
    message, other = sent(event), build.event()
    path = f"/organise/events/{other.id}/messages/{message.id}"
    assert organiser.get(path).status_code == 404
