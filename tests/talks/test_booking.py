"""A slot has one talk, a speaker has one slot, whoever comes at the same time."""

from __future__ import annotations

import contextlib
import threading
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from makers.core import database
from makers.core.database import db
from makers.core.errors import Refusal
from makers.core.journal import JournalEntry
from makers.events.models import ItemKind
from makers.signups import service as signups
from makers.signups.models import Signup
from makers.talks import arranging, booking, queries, swapping
from makers.talks import row as rows
from makers.talks.booking import Pitch
from makers.talks.models import Slot, Talk
from tests import build
from tests.conftest import NOON
from tests.talks.conftest import BY, Row, place_of

EARLIER = NOON - timedelta(days=1)


def standing() -> Counter[int]:
    """How many talks stand on each slot."""
    return Counter(db.session.scalars(select(Talk.slot_id).where(Talk.given_back_at.is_(None))))


def written() -> list[str]:
    """What the journal says of talks and slots."""
    return list(
        db.session.scalars(
            select(JournalEntry.what).where(JournalEntry.topic == "slots").order_by(JournalEntry.id)
        )
    )


def test_a_speaker_books_a_free_slot(row: Row) -> None:
    talk = row.booked(row.first, 2)
    assert (place_of(talk), talk.accepted_at) == (2, None)
    assert written() == ["talk.booked"]


def test_the_same_form_twice_books_once(row: Row, now: datetime) -> None:
    key, pitch = uuid.uuid4(), Pitch(row.slots[0].id, "Titel")
    first = booking.book(row.first, pitch, key=key, now=now, by=BY)
    assert booking.book(row.first, pitch, key=key, now=now, by=BY).id == first.id
    assert written() == ["talk.booked"]


def test_a_second_slot_is_refused(row: Row) -> None:
    row.booked(row.first, 1)
    with pytest.raises(booking.HasTalk):
        row.booked(row.first, 2)


@pytest.mark.parametrize(
    ("taken", "wanted", "offered"), [((1,), 1, 2), ((2, 3), 3, 1), ((1, 2), 1, 3)]
)
def test_who_comes_second_is_offered_the_next_free_slot(
    row: Row, taken: tuple[int, ...], wanted: int, offered: int
) -> None:
    for number in taken:
        row.booked(build.signup(row.event, role="sociaal ondernemer"), number)
    with pytest.raises(booking.SlotTaken) as refused:
        row.booked(row.first, wanted)
    assert refused.value.offered_id == row.slots[offered - 1].id


def test_the_next_free_slot_may_stand_in_a_later_row(row: Row) -> None:
    later = build.slots(build.item(row.event, ItemKind.PECHA_KUCHA), 1)
    for number in (1, 2, 3):
        row.booked(build.signup(row.event, role="sociaal ondernemer"), number)
    with pytest.raises(booking.SlotTaken) as refused:
        row.booked(row.first, 3)
    assert refused.value.offered_id == later[0].id


def test_a_full_row_says_so(row: Row) -> None:
    for number in (1, 2, 3):
        row.booked(build.signup(row.event, role="sociaal ondernemer"), number)
    with pytest.raises(booking.RowFull):
        row.booked(row.first, 1)


def test_a_slot_of_another_event_is_not_booked(row: Row, now: datetime) -> None:
    elsewhere = build.slots(build.item(build.event(), ItemKind.PECHA_KUCHA), 1)[0]
    with pytest.raises(booking.SlotTaken):
        booking.book(row.first, Pitch(elsewhere.id, "T"), key=uuid.uuid4(), now=now, by=BY)


@pytest.mark.parametrize(
    ("role", "state"),
    [("ambtenaar", "confirmed"), ("sociaal ondernemer", "waiting"), ("gast", "confirmed")],
)
def test_only_an_entrepreneur_with_a_place_books(row: Row, role: str, state: str) -> None:
    with pytest.raises(booking.MayNotBook):
        row.booked(build.signup(row.event, role=role, state=state), 1)


def test_other_words_need_the_organisers_yes_again(row: Row, now: datetime) -> None:
    talk = row.booked(row.first, 1)
    arranging.accept(talk, True, version=1, now=now, by=BY)
    booking.change(
        talk, Pitch(row.slots[2].id, talk.title, talk.summary), version=1, now=NOON, by=BY
    )
    assert talk.accepted_at is not None
    booking.change(talk, Pitch(row.slots[2].id, "Anders", ""), version=2, now=NOON, by=BY)
    kept = queries.of_signup(row.first)
    assert kept is not None
    assert kept.accepted_at is None
    assert (kept.title, place_of(kept), kept.version) == ("Anders", 3, 3)


def test_a_change_from_an_older_version_overwrites_nothing(row: Row) -> None:
    talk = row.booked(row.first, 1)
    slot_id = talk.slot_id
    booking.change(talk, Pitch(slot_id, "Van de telefoon"), version=1, now=NOON, by=BY)
    booking.change(
        talk, Pitch(slot_id, "Van de telefoon"), version=1, now=NOON, by=BY
    )  # sent again
    with pytest.raises(booking.Overtaken):
        booking.change(talk, Pitch(slot_id, "Van de laptop"), version=1, now=NOON, by=BY)
    assert talk.title == "Van de telefoon"


def test_a_change_does_not_take_a_taken_slot(row: Row) -> None:
    row.booked(row.second, 2)
    talk = row.booked(row.first, 1)
    with pytest.raises(booking.SlotTaken):
        booking.change(talk, Pitch(row.slots[1].id, "T"), version=1, now=NOON, by=BY)
    assert place_of(talk) == 1


def test_what_was_given_back_is_free_and_stays_given_back(row: Row, now: datetime) -> None:
    key, pitch = uuid.uuid4(), Pitch(row.slots[0].id, "Titel")
    talk = booking.book(row.first, pitch, key=key, now=now, by=BY)
    booking.give_back(talk, now=now, by=BY)
    booking.give_back(talk, now=now, by=BY)
    with pytest.raises(booking.GivenBack):
        booking.book(row.first, pitch, key=key, now=now, by=BY)
    with pytest.raises(booking.GivenBack):
        booking.change(talk, pitch, version=1, now=NOON, by=BY)
    assert row.booked(row.second, 1).slot_id == pitch.slot_id
    assert written() == ["talk.booked", "talk.given_back", "talk.booked"]


def test_who_cancels_frees_the_slot_in_the_same_transaction(
    row: Row, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    row.booked(row.first, 1)

    def fails(*args: object, **values: object) -> None:
        raise LookupError

    with monkeypatch.context() as broken:
        broken.setattr(signups, "fill", fails)
        with pytest.raises(LookupError):
            signups.cancel(row.first, now=now, by=BY)
    assert queries.of_signup(row.first) is not None
    signups.cancel(row.first, now=now, by=BY)
    assert queries.of_signup(row.first) is None
    assert place_of(row.booked(row.second, 1)) == 1


@contextlib.contextmanager
def without_the_lock(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Writers that neither lock the event's row nor wait for each other in this process."""
    with monkeypatch.context() as off:
        off.setattr(database, "_lock", lambda session, event_id: None)
        off.setattr(database, "_one_writer", lambda session: contextlib.nullcontext())
        yield


@contextlib.contextmanager
def without_the_index(name: str = "uq_talk_one_a_slot") -> Iterator[None]:
    """The second net taken away, so that what the lock alone does can be seen."""
    index = next(one for one in Talk.__table__.indexes if one.name == name)  # type: ignore[attr-defined]
    db.session.rollback()
    index.drop(db.engine)
    try:
        yield
    finally:
        db.session.rollback()
        with db.engine.begin() as connection:
            connection.execute(text("DELETE FROM talk"))
        index.create(db.engine)


def book_at_once(
    app: Flask, row: Row, count: int, monkeypatch: pytest.MonkeyPatch, *, patience: float
) -> list[str]:
    """``count`` speakers want slot 1 at once; what became of each.

    They wait for each other between looking and writing: unlocked, all have seen a free slot by
    then; locked, the first waits in vain for those who stand behind the lock.
    """
    speakers = [build.signup(row.event, role="sociaal ondernemer").id for _ in range(count)]
    slot_id = row.slots[0].id
    db.session.rollback()
    meet, outcomes, look = threading.Barrier(count), list[str](), booking.talk_in

    def look_and_wait(session: Session, wanted: int) -> Talk | None:
        found = look(session, wanted)
        with contextlib.suppress(threading.BrokenBarrierError):
            meet.wait(timeout=patience)
        return found

    def one(signup_id: int) -> None:
        with app.app_context():
            speaker = db.session.get_one(Signup, signup_id)
            try:
                pitch = Pitch(slot_id, f"Van {signup_id}")
                booking.book(speaker, pitch, key=uuid.uuid4(), now=NOON, by=BY)
                outcomes.append("booked")
            except Refusal as refusal:
                outcomes.append(type(refusal).__name__)
            except OperationalError:
                outcomes.append("locked out")
            except Exception as failure:
                outcomes.append(type(failure).__name__)

    with monkeypatch.context() as slowed:
        slowed.setattr(booking, "talk_in", look_and_wait)
        threads = [threading.Thread(target=one, args=(speaker,)) for speaker in speakers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
    return outcomes


@pytest.mark.fault
@pytest.mark.parametrize("count", [2, 12])
def test_of_many_on_one_slot_one_gets_it_and_the_others_an_offer(
    app: Flask, row: Row, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcomes = book_at_once(app, row, count, monkeypatch, patience=0.3)
    assert Counter(outcomes) == {"booked": 1, "SlotTaken": count - 1}
    assert standing() == {row.slots[0].id: 1}


@pytest.mark.fault
@pytest.mark.parametrize("count", [2, 12])
@pytest.mark.parametrize("either", ["postgres"], indirect=True)
def test_control_without_lock_and_index_a_slot_has_many_talks(
    app: Flask, row: Row, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    slot_id = row.slots[0].id
    with without_the_index(), without_the_lock(monkeypatch):
        assert book_at_once(app, row, count, monkeypatch, patience=20) == ["booked"] * count
        assert standing() == {slot_id: count}


@pytest.mark.fault
@pytest.mark.parametrize("count", [2, 12])
def test_control_without_the_lock_nobody_is_told_why(
    app: Flask, row: Row, count: int, monkeypatch: pytest.MonkeyPatch, either: str
) -> None:
    """The index (PostgreSQL) and the snapshot (SQLite) hold, but as an error without an offer."""
    with without_the_lock(monkeypatch):
        outcomes = Counter(book_at_once(app, row, count, monkeypatch, patience=20))
    error = {"sqlite": "locked out", "postgres": "IntegrityError"}[either]
    assert outcomes == {"booked": 1, error: count - 1}


DEEDS = ("book", "wait", "change", "give back", "move", "count", "cancel", "lock", "merge", "swap")
DEED = st.tuples(st.sampled_from(DEEDS), st.integers(0, 3), st.integers(0, 3))


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(deeds=st.lists(DEED, min_size=4, max_size=25))
def test_no_slot_has_two_talks_and_no_speaker_two_slots(
    app: Flask, deeds: list[tuple[str, int, int]]
) -> None:
    event = build.event()
    item = build.item(event, ItemKind.PECHA_KUCHA)
    build.slots(item, 3)
    speakers = [build.signup(event, role="sociaal ondernemer") for _ in range(4)]
    for deed, who, which in deeds:
        with contextlib.suppress(Refusal):
            carry_out(deed, speakers, who, item, which)
        talks = db.session.scalars(
            select(Talk).where(Talk.event_id == event.id, Talk.given_back_at.is_(None))
        ).all()
        stands = [talk.slot_id for talk in talks if talk.slot_id is not None]
        assert len(set(stands)) == len(stands)
        gives = [speaker.id for talk in talks for speaker in talk.speakers]
        assert len(set(gives)) == len(gives)
        assert all(one.cancelled_at is None for talk in talks for one in talk.speakers)
        slots = db.session.scalars(select(Slot).where(Slot.item_id == item.id)).all()
        assert all(place_of(talk) <= len(slots) for talk in talks if talk.slot)
        free = [slot for slot in slots if slot.id not in stands and not slot.locked]
        assert not free or len(stands) == len(talks), "somebody waits beside a free slot"


def carry_out(deed: str, speakers: list[Signup], who: int, item: Any, which: int) -> None:
    """Do one thing to the row, as a speaker or the organiser would."""
    slots = db.session.scalars(select(Slot).where(Slot.item_id == item.id).order_by(Slot.number))
    found = {slot.number - 1: slot for slot in slots}
    slot_id = found[which].id if which in found else 0
    talk, other = queries.of_signup(speakers[who]), queries.of_signup(speakers[which])
    pitch = Pitch(None if deed == "wait" else slot_id, f"Titel {which}")
    acts: dict[str, Callable[[], object]] = {
        "book": lambda: booking.book(speakers[who], pitch, key=uuid.uuid4(), now=EARLIER, by=BY),
        "count": lambda: rows.set_slots(item, which, now=EARLIER, by=BY),
        "cancel": lambda: signups.cancel(speakers[who], now=EARLIER, by=BY),
    }
    acts["wait"] = acts["book"]
    if which in found:
        at = found[which]
        acts["lock"] = lambda: arranging.lock(at, not at.locked, now=EARLIER, by=BY)
    if talk is not None:
        mine = speakers[who].id
        acts |= {
            "change": lambda: booking.change(talk, pitch, version=talk.version, now=EARLIER, by=BY),
            "give back": lambda: booking.give_back(talk, now=EARLIER, by=BY, who=mine),
            "move": lambda: arranging.move(talk, slot_id, now=EARLIER, by=BY),
        }
    if talk is not None and other is not None:
        acts |= {
            "merge": lambda: arranging.merge(talk, other, now=EARLIER, by=BY),
            "swap": lambda: swapping.accept(
                swapping.offer(talk, other, now=EARLIER, by=BY), now=EARLIER, by=BY
            ),
        }
    acts.get(deed, lambda: None)()
