"""Publishing tells people their table by mail if wished: who has a new one, and nobody twice."""

from __future__ import annotations

from datetime import datetime

import pytest
from flask import Flask

from makers.core import mail
from makers.core.database import db
from makers.core.journal import SYSTEM
from makers.core.mail import OutboxMail
from makers.events.models import ProgrammeItem
from makers.seating import letters, moving, plans
from tests.seating.rows import afternoon, desk, elsewhere, matched, named, published, seat


@pytest.fixture
def item(app: Flask) -> ProgrammeItem:
    """A round of two roomy tables with twelve people."""
    return afternoon(12, 2, most=12)


def mails() -> list[OutboxMail]:
    """The mails about tables, oldest first."""
    db.session.rollback()
    wanted = db.session.query(OutboxMail).filter_by(what=letters.WHAT)
    return list(wanted.order_by(OutboxMail.id))


def test_without_the_wish_nobody_is_mailed(item: ProgrammeItem, now: datetime) -> None:
    published(item, now)
    assert mails() == []


def test_everybody_with_an_address_reads_when_and_where(
    app: Flask, item: ProgrammeItem, now: datetime
) -> None:
    plan = matched(item, now)
    who = named(item.event, "Deelnemer 1")
    sits = seat(plan, who)
    assert sits is not None
    sits.table.place = "bij het raam"
    named(item.event, "Deelnemer 2").person.email = None
    db.session.commit()
    number = sits.table.number
    plans.publish(item, mailed=True, now=now, by=SYSTEM)
    assert len(mails()) == 11
    (mine,) = (one for one in mails() if one.signup_id == who.id)
    letter = mail.compose(mine)
    assert letter is not None
    assert "Je tafel: " in letter.subject
    assert f"zit je aan tafel {number} (bij het raam)." in letter.text
    assert "Casus" not in letter.text


def test_only_who_gets_another_table_hears_again(
    app: Flask, item: ProgrammeItem, now: datetime
) -> None:
    plan = matched(item, now)
    plans.publish(item, mailed=True, now=now, by=SYSTEM)
    who = named(item.event, "Deelnemer 1")
    first = elsewhere(item, plan, who)
    moving.move(item, who, first, now=now, by=SYSTEM)
    again = plans.publish(item, mailed=True, now=now, by=SYSTEM)
    assert [one.signup_id for one in mails()[12:]] == [who.id]
    moving.move(item, who, elsewhere(item, again, who), now=now, by=SYSTEM)
    plans.publish(item, mailed=True, now=now, by=SYSTEM)
    assert [one.signup_id for one in mails()[12:]] == [who.id] * 2, "and back is news as well"


def test_the_board_asks_whether_to_mail(app: Flask, item: ProgrammeItem, now: datetime) -> None:
    matched(item, now)
    page, path = desk(app), f"/organise/events/{item.event_id}/seating"
    assert "Ook per mail" in page.get(path).text
    answer = page.post(f"{path}/publication", data={"mailed": "yes"}, follow_redirects=True)
    assert "Wie een nieuwe tafel heeft, krijgt een mail." in answer.text
    assert len(mails()) == 12


def test_who_cancelled_meanwhile_reads_nothing(
    app: Flask, item: ProgrammeItem, now: datetime
) -> None:
    matched(item, now)
    plans.publish(item, mailed=True, now=now, by=SYSTEM)
    who = named(item.event, "Deelnemer 1")
    who.cancelled_at = now
    db.session.commit()
    (mine,) = (one for one in mails() if one.signup_id == who.id)
    assert mail.compose(mine) is None
