"""One's own agreements on the phone: each answer in two taps, with room for a sentence."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from makers.core import clock
from makers.core.database import db, writing
from makers.core.mail import OutboxMail, compose
from makers.followups import chasing, handing_over, promises
from makers.followups.models import FollowUp, FollowUpState
from tests import build
from tests.conftest import Browser
from tests.counting import statements
from tests.followups.conftest import BY, NEXT_WEEK, Group, phone


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    """The pages' clock stands still at noon on the day."""
    monkeypatch.setattr(clock, "now", lambda: now)


@pytest.fixture
def made(group: Group) -> FollowUp:
    """What the first promised the bringer."""
    return group.agreed(owner_id=group.first.id, counterpart_id=group.bringer.id, due_on=NEXT_WEEK)


@pytest.fixture
def mine(app: Flask, group: Group) -> Browser:
    """The first's own phone."""
    return phone(app, group.first)


def again(made: FollowUp) -> FollowUp:
    """The agreement, read anew."""
    db.session.rollback()
    return db.session.get_one(FollowUp, made.id)


def test_nothing_agreed_says_what_to_do(mine: Browser, group: Group) -> None:
    assert "Nog geen afspraken" in mine.get(f"/me/{group.first.id}/followups").text


def test_one_tap_says_yes_under_way_and_done(mine: Browser, group: Group, made: FollowUp) -> None:
    home = f"/me/{group.first.id}/followups"
    assert "Ja, dit doe ik" in mine.get(home).text
    for noun, state, shown in (
        ("confirmation", FollowUpState.CONFIRMED, "bevestigd"),
        ("start", FollowUpState.UNDER_WAY, "loopt"),
        ("completion", FollowUpState.DONE, "gedaan"),
        ("reopening", FollowUpState.UNDER_WAY, "loopt"),
    ):
        answer = mine.post(f"{home}/{made.id}/{noun}", data={"version": made.version})
        assert (answer.status_code, answer.location) == (303, home)
        assert again(made).state is state
        assert shown in mine.get(home).text


def test_reading_changes_nothing(mine: Browser, group: Group, made: FollowUp) -> None:
    home = f"/me/{group.first.id}/followups"
    for path in (home, f"{home}/{made.id}/handover"):
        assert mine.get(path).status_code == 200
    for noun in ("confirmation", "completion", "extension", "obstacle", "return", "acceptance"):
        assert mine.get(f"{home}/{made.id}/{noun}").status_code == 405
    assert len(again(made).changes) == 1


def test_more_time_with_a_sentence(mine: Browser, group: Group, made: FollowUp) -> None:
    home = f"/me/{group.first.id}/followups"
    later = NEXT_WEEK + timedelta(days=14)
    assert f'value="{later}"' in mine.get(home).text, "two weeks more stand ready"
    name = f"longer-{made.id}-"
    answer = mine.post(
        f"{home}/{made.id}/extension",
        data={f"{name}due_on": str(later), f"{name}said": "Ik wacht op de wijkraad."},
    )
    assert (answer.status_code, answer.location) == (303, home)
    assert (again(made).due_on, made.changes[-1].said) == (later, "Ik wacht op de wijkraad.")


@pytest.mark.parametrize(
    ("due_on", "sentence"),
    [
        ("", "Kies een dag"),
        ("morgen", "Kies een dag"),
        ("2026-11-26", "Deze dag is al voorbij"),
        ("9999-12-31", "pas over meer dan tien jaar"),
    ],
)
def test_a_day_that_will_not_do_keeps_what_was_typed(
    mine: Browser, group: Group, made: FollowUp, due_on: str, sentence: str
) -> None:
    name = f"longer-{made.id}-"
    answer = mine.post(
        f"/me/{group.first.id}/followups/{made.id}/extension",
        data={f"{name}due_on": due_on, f"{name}said": "Omdat het regent."},
    )
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Omdat het regent." in answer.text
    assert f'id="{name}due_on-error"' in answer.text
    assert answer.text.count(sentence) == 2  # at the top, and beside the day
    assert again(made).due_on == NEXT_WEEK


@pytest.mark.parametrize(
    ("noun", "prefix", "state"),
    [("obstacle", "stuck", FollowUpState.STUCK), ("return", "back", FollowUpState.PROPOSED)],
)
def test_stuck_and_not_mine_with_a_sentence(
    mine: Browser, group: Group, made: FollowUp, noun: str, prefix: str, state: FollowUpState
) -> None:
    path = f"/me/{group.first.id}/followups/{made.id}/{noun}"
    said = f"{prefix}-{made.id}-said"
    assert mine.post(path, data={said: "x" * 2001}).status_code == 422
    assert mine.post(path, data={said: "Niemand belt terug."}).status_code == 303
    assert again(made).state is state
    assert made.changes[-1].said == "Niemand belt terug."


def test_what_was_typed_stays_when_it_was_done_meanwhile(
    mine: Browser, group: Group, made: FollowUp, now: datetime
) -> None:
    promises.mark_done(made, now=now, by=BY)
    path = f"/me/{group.first.id}/followups/{made.id}/obstacle"
    answer = mine.post(path, data={f"stuck-{made.id}-said": "Niemand belt terug."})
    assert answer.status_code == 409
    assert "al afgerond" in answer.text
    assert "Niemand belt terug." in answer.text


def test_giving_it_on_asks_somebody_of_the_table(
    app: Flask, mine: Browser, group: Group, made: FollowUp
) -> None:
    path = f"/me/{group.first.id}/followups/{made.id}/handover"
    page = mine.get(path).text
    assert "Noor" in page
    assert "Eva" not in page, "who sat elsewhere is not told by name"
    assert mine.post(path, data={"to": ""}).status_code == 422
    refused = mine.post(path, data={"to": group.elsewhere.id, "said": "Doe jij dit?"})
    assert refused.status_code == 422
    assert "Doe jij dit?" in refused.text
    assert mine.post(path, data={"to": group.bringer.id}).status_code == 303
    assert "Je vroeg iemand anders" in mine.get(f"/me/{group.first.id}/followups").text
    other, theirs = phone(app, group.bringer), f"/me/{group.bringer.id}/followups"
    assert "Ali vraagt of jij dit overneemt" in other.get(theirs).text
    assert mine.post(f"/me/{group.first.id}/followups/{made.id}/acceptance").status_code == 404
    data = {"version": made.version}
    assert other.post(f"{theirs}/{made.id}/acceptance", data=data).status_code == 303
    assert again(made).owner_id == group.bringer.id
    assert mine.post(f"/me/{group.first.id}/followups/{made.id}/completion").status_code == 404
    assert "Bellen" not in mine.get(f"/me/{group.first.id}/followups").text, "the old link lost it"


def test_who_is_asked_can_say_no(app: Flask, group: Group, made: FollowUp, now: datetime) -> None:
    handing_over.offer(made, group.bringer.id, now=now, by=BY)
    other = phone(app, group.bringer)
    assert other.post(f"/me/{group.bringer.id}/followups/{made.id}/refusal").status_code == 303
    assert again(made).owner_id == group.first.id


def test_alone_at_the_table_there_is_nobody_to_ask(app: Flask) -> None:
    event = build.event()
    item = build.item(event)
    alone = build.signup(event, "Ali")
    table = build.table(item)
    build.published_plan(item, {table: [alone]})
    group = Group(table, alone, alone, alone)
    made = group.agreed(owner_id=alone.id)
    page = phone(app, alone).get(f"/me/{alone.id}/followups/{made.id}/handover").text
    assert "Er is niemand om het aan te vragen" in page


def test_the_next_event_shows_what_is_still_open_of_the_last(
    app: Flask, group: Group, made: FollowUp
) -> None:
    later = build.signup(build.event(), "Ali")
    later.person_id = group.first.person_id
    db.session.commit()
    browser = phone(app, later)
    for path in (f"/me/{later.id}", f"/me/{later.id}/followups"):
        assert "Bellen" in browser.get(path).text
    answer = browser.post(f"/me/{later.id}/followups/{made.id}/completion")
    assert answer.status_code == 303
    assert again(made).state is FollowUpState.DONE


def test_the_mail_leads_to_the_answers(app: Flask, group: Group, made: FollowUp) -> None:
    promises.confirm(made, made.version, now=made.agreed_at, by=BY)
    chasing.chase(datetime.fromisoformat("2026-12-04T10:00+01:00"))
    mail = db.session.scalars(select(OutboxMail).where(OutboxMail.what == "followup.chase")).one()
    letter = compose(mail)
    assert letter is not None
    address = next(word for word in letter.text.split() if "/l/personal_" in word)
    with writing() as session:
        session.add_all(letter.links)
    answer = app.test_client().get(f"/l/{address.partition('/l/')[2]}")
    assert answer.location == f"/me/{group.first.id}/followups"


def test_without_an_address_it_says_so(mine: Browser, group: Group, made: FollowUp) -> None:
    home = f"/me/{group.first.id}/followups"
    assert "Zonder e-mailadres" not in mine.get(home).text
    group.first.person.email = None
    db.session.commit()
    assert "Zonder e-mailadres" in mine.get(home).text


def test_the_page_costs_the_same_for_many(mine: Browser, group: Group, made: FollowUp) -> None:
    home = f"/me/{group.first.id}/followups"
    counts = []
    for _round in range(2):
        with statements(db.engine) as seen:
            mine.get(home)
        counts.append(len(seen))
        for number in range(5):
            group.agreed(f"Nog {number}", owner_id=group.first.id, due_on=date(2027, 1, 8))
        db.session.rollback()
    assert counts[0] == counts[1] <= 4
