"""Slides: handed in, made whole, approved, replaced, forgotten."""

from __future__ import annotations

import io
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from makers.core import mail
from makers.core.database import db
from makers.core.mail import OutboxMail
from makers.signups import erasing
from makers.talks import arranging, booking, deck_queries, reminders, slides
from makers.talks import row as rows
from makers.talks.models import Deck, Picture, Talk
from makers.talks.rendering import Page
from makers.talks.row import RowDetails
from makers.talks.slides import Told
from tests.conftest import Browser
from tests.counting import statements
from tests.talks import files
from tests.talks.conftest import BY, Row, desk, phone


def pages(count: int, first: int = 0) -> list[Page]:
    """So many pictures, as they come out of the renderer."""
    return [Page(files.picture(first + number, "WEBP"), *files.WIDE) for number in range(count)]


@pytest.fixture
def talk(row: Row) -> Talk:
    """A talk in the first slot."""
    return row.booked(row.first, 1)


def handed_in(talk: Talk, count: int, now: datetime, first: int = 0) -> Deck:
    """A deck of so many slides."""
    return slides.hand_in(talk, pages(count, first), source="mijn.pdf", now=now, by=BY)


def shown(deck: Deck) -> list[int]:
    """The pages that are shown, in order."""
    placed = [slide for slide in deck.slides if slide.place is not None]
    return [slide.page for slide in sorted(placed, key=lambda one: one.place or 0)]


def is_whole(deck: Deck) -> bool:
    """Whether it fills its talk."""
    return slides.is_whole(deck, deck_queries.measure(db.session(), deck.talk))


def test_twenty_are_whole_and_run_once_approved(talk: Talk, now: datetime) -> None:
    deck = handed_in(talk, 20, now)
    assert is_whole(deck)
    assert (deck.approved_at, shown(deck)) == (None, list(range(1, 21)))
    slides.approve(deck, version=1, now=now, by=BY)
    slides.approve(deck, version=1, now=now, by=BY)
    assert deck.approved_at == now


def test_of_nineteen_the_last_is_repeated(talk: Talk, now: datetime) -> None:
    deck = handed_in(talk, 19, now)
    assert not is_whole(deck)
    with pytest.raises(slides.NotWhole):
        slides.approve(deck, version=1, now=now, by=BY)
    slides.repeat_last(deck, version=1, by=BY)
    slides.repeat_last(deck, version=1, by=BY)
    assert shown(deck) == [*range(1, 20), 19]
    assert is_whole(deck)


def test_of_twenty_one_twenty_are_chosen(talk: Talk, now: datetime) -> None:
    deck = handed_in(talk, 21, now)
    assert shown(deck) == []
    with pytest.raises(slides.WrongNumber):
        slides.choose(deck, range(1, 22), version=1, by=BY)
    slides.choose(deck, [*range(1, 6), *range(7, 22)], version=1, by=BY)
    assert shown(deck) == [*range(1, 6), *range(7, 22)]
    slides.approve(deck, version=2, now=now, by=BY)
    slides.choose(deck, range(2, 22), version=2, by=BY)
    assert (shown(deck)[0], deck.approved_at) == (2, None)
    with pytest.raises(slides.DeckChanged):
        slides.approve(deck, version=2, now=now, by=BY)


def test_a_row_that_grows_after_too_many_were_handed_in_is_filled_up(
    talk: Talk, row: Row, now: datetime
) -> None:
    deck = handed_in(talk, 21, now)
    with pytest.raises(slides.NotWhole):
        slides.repeat_last(deck, version=1, by=BY)
    rows.arrange(row.item, RowDetails(3, slides=23), version=1, now=now, by=BY)
    slides.repeat_last(deck, version=1, by=BY)
    assert shown(deck) == [*range(1, 22), 21, 21]


def test_an_older_deck_is_not_approved_any_more(talk: Talk, now: datetime) -> None:
    deck = handed_in(talk, 20, now)
    handed_in(talk, 20, now, first=5)
    with pytest.raises(slides.DeckChanged):
        slides.approve(deck, version=1, now=now, by=BY)


def test_an_ignite_row_asks_for_its_own_number(talk: Talk, row: Row, now: datetime) -> None:
    rows.arrange(row.item, RowDetails(3, slides=5, slide_seconds=15), version=1, now=now, by=BY)
    assert is_whole(handed_in(talk, 5, now))
    assert not is_whole(handed_in(talk, 20, now))


def test_the_same_pictures_again_are_one_deck(talk: Talk, now: datetime) -> None:
    assert handed_in(talk, 20, now).id == handed_in(talk, 20, now).id
    assert handed_in(talk, 20, now, first=1).id != handed_in(talk, 20, now).id
    stored = db.session.scalar(select(func.count()).select_from(Picture))
    assert stored == 21  # what is the same is kept once


def test_what_is_replaced_stays_and_can_come_back(talk: Talk, now: datetime) -> None:
    first = handed_in(talk, 20, now)
    slides.approve(first, version=1, now=now, by=BY)
    second = handed_in(talk, 20, now, first=5)
    assert [deck.id for deck in deck_queries.decks_of(talk.id)] == [second.id, first.id]
    again = slides.go_back(first, now=now, by=BY)
    newest = deck_queries.newest(db.session(), talk.id)
    assert newest is not None
    assert (newest.id, newest.approved_at) == (again.id, None)
    assert [one.digest for one in again.slides] == [one.digest for one in first.slides]
    assert slides.go_back(again, now=now, by=BY).id == again.id


def test_who_gave_the_slot_back_hands_nothing_in(talk: Talk, now: datetime) -> None:
    booking.give_back(talk, now=now, by=BY)
    with pytest.raises(booking.GivenBack):
        handed_in(talk, 20, now)


def test_what_is_said_beside_a_slide_is_kept(talk: Talk, now: datetime) -> None:
    deck = handed_in(talk, 20, now)
    one, other = deck.slides[0], deck.slides[1]
    slides.describe(deck, {one.id: Told("Een kas", "Rustig beginnen")}, by=BY)
    assert (one.description, one.notes) == ("Een kas", "Rustig beginnen")
    assert (other.description, deck.approved_at) == ("", None)


def test_erased_people_leave_no_slide(app: Flask, talk: Talk, row: Row, now: datetime) -> None:
    other = row.booked(row.second, 2)
    handed_in(talk, 20, now)
    kept = handed_in(other, 20, now, first=10)
    erasing.erase(row.first.person, now=now, by=BY)
    assert db.session.scalars(select(Deck.id)).all() == [kept.id]
    assert db.session.scalar(select(func.count()).select_from(Picture)) == 20


# --- pages ----------------------------------------------------------------------------------------


def send(browser: Browser, path: str, *named: tuple[str, bytes], **headers: str):
    """Hand these files in."""
    sent = [(io.BytesIO(data), name) for name, data in named]
    return browser.post(path, data={"files": sent}, headers=headers)


def test_a_speaker_hands_in_looks_and_approves(app: Flask, talk: Talk, row: Row) -> None:
    mine, path = phone(app, row.first), f"/me/{row.first.id}/talk/slides"
    assert "Kies je bestand" in mine.get(path).text
    assert send(mine, path, ("mijn.pdf", files.pdf(20))).status_code == 303
    page = mine.get(path).text
    assert "Kijk de proef na" in page
    (deck,) = db.session.scalars(select(Deck)).all()
    assert mine.post(f"{path}/{deck.id}/approval", data={"version": "1"}).status_code == 303
    assert "Je dia’s zijn klaar" in mine.get(path).text
    said = {f"description-{deck.slides[0].id}": "Een kas op het dak"}
    assert mine.post(f"{path}/{deck.id}/descriptions", data=said).status_code == 303
    assert "Een kas op het dak" in mine.get(path).text
    assert "klaar" in desk(app).get(f"/organise/events/{row.event.id}/talks/slides").text


def test_nineteen_and_twenty_one_get_a_clear_choice(app: Flask, talk: Talk, row: Row) -> None:
    mine, path = phone(app, row.first), f"/me/{row.first.id}/talk/slides"
    named = [(f"{n}.png", files.picture(n)) for n in range(19)]
    assert send(mine, path, *named).status_code == 303
    assert "Herhaal de laatste dia" in mine.get(path).text
    deck = db.session.scalars(select(Deck)).one()
    assert (
        mine.post(f"{path}/{deck.id}/choice", data={"version": 1, "repeat": "yes"}).status_code
        == 303
    )
    assert "Kijk de proef na" in mine.get(path).text
    assert send(mine, path, ("mijn.pdf", files.pdf(21))).status_code == 303
    assert "Kies er 20" in mine.get(path).text
    deck = db.session.scalars(select(Deck).order_by(Deck.id.desc())).first() or deck
    chosen = {"version": 1, "page": list(range(1, 20))}
    refused = mine.post(f"{path}/{deck.id}/choice", data=chosen)
    assert refused.status_code == 409
    assert "Je koos er 19" in refused.text
    assert refused.text.count(" checked") == 19
    chosen["page"] = list(range(2, 22))
    assert mine.post(f"{path}/{deck.id}/choice", data=chosen).status_code == 303


def test_a_wrong_file_says_what_to_do_also_to_a_script(app: Flask, talk: Talk, row: Row) -> None:
    mine, path = phone(app, row.first), f"/me/{row.first.id}/talk/slides"
    refused = send(mine, path, ("mijn.key", files.PRESENTATION))
    assert refused.status_code == 422
    assert "Exporteer" in refused.text
    scripted = send(mine, path, ("tekening.svg", files.SVG), Accept="application/json")
    assert scripted.status_code == 422
    assert "png" in scripted.get_json()["sentence"]
    fine = send(mine, path, ("mijn.pdf", files.pdf(20)), Accept="application/json")
    assert fine.get_json() == {"see": path}
    assert mine.post(path, data={}).status_code == 422


def test_more_than_two_megabytes_are_taken_here_and_nowhere_else(
    app: Flask, talk: Talk, row: Row
) -> None:
    mine = phone(app, row.first)
    big = ("groot.pdf", b"%PDF-" + bytes(3_000_000))
    assert send(mine, f"/me/{row.first.id}/talk/slides", big).status_code == 422
    assert send(mine, f"/me/{row.first.id}/talk", big).status_code == 413
    too_big = ("groot.pdf", b"%PDF-" + bytes(51 * 1024 * 1024))
    assert send(mine, f"/me/{row.first.id}/talk/slides", too_big).status_code == 413


def test_a_picture_is_only_ever_a_picture(app: Flask, talk: Talk, now: datetime) -> None:
    deck = handed_in(talk, 20, now)
    path = f"/slides/{deck.slides[0].digest}.webp"
    answer = app.test_client().get(path)
    assert answer.headers["Content-Type"] == "image/webp"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "immutable" in answer.headers["Cache-Control"]
    assert "Set-Cookie" not in answer.headers
    assert answer.data == files.picture(0, "WEBP")
    again = app.test_client().get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert app.test_client().get(f"/slides/{'0' * 64}.webp").status_code == 404


def test_slides_are_their_speakers(app: Flask, talk: Talk, row: Row, now: datetime) -> None:
    deck, other = handed_in(talk, 20, now), row.booked(row.second, 2)
    theirs = phone(app, row.second)
    assert theirs.get(f"/me/{row.first.id}/talk/slides").status_code == 404
    path = f"/me/{row.second.id}/talk/slides/{deck.id}"
    for noun in ("choice", "approval", "descriptions", "return"):
        assert theirs.post(f"{path}/{noun}").status_code == 404
    arranging.merge(talk, other, now=now, by=BY)
    assert theirs.post(f"{path}/approval", data={"version": 1}).status_code == 303


def test_the_organiser_hands_in_for_a_speaker(app: Flask, talk: Talk, row: Row) -> None:
    office, path = desk(app), f"/organise/events/{row.event.id}/talks"
    assert "ontbreekt" in office.get(f"{path}/slides").text
    assert send(office, f"{path}/{talk.id}/slides", ("a.pdf", files.pdf(20))).status_code == 303
    assert "nog niet goedgekeurd" in office.get(f"{path}/slides").text
    refused = send(office, f"{path}/{talk.id}/slides", ("a.svg", files.SVG))
    assert refused.status_code == 422
    assert send(office, f"{path}/0/slides", ("a.pdf", files.pdf(1))).status_code == 404


def test_the_pages_ask_little(app: Flask, talk: Talk, row: Row, now: datetime) -> None:
    handed_in(talk, 20, now)
    handed_in(row.booked(row.second, 2), 20, now)
    reads: Collection[tuple[Any, str]] = (
        (phone(app, row.first), f"/me/{row.first.id}/talk/slides"),
        (desk(app), f"/organise/events/{row.event.id}/talks/slides"),
        (app.test_client(), f"/slides/{db.session.scalar(select(Picture.digest))}.webp"),
    )
    for (browser, path), most in zip(reads, (6, 6, 1), strict=True):
        with statements(db.engine) as seen:
            assert browser.get(path).status_code == 200
        assert len(seen) <= most, seen


# --- reminders ------------------------------------------------------------------------------------


def reminded(now: datetime) -> list[str]:
    """To whom a reminder stands in the outbox after the job ran."""
    reminders.remind(now)
    reminders.remind(now)
    rows = select(OutboxMail.to).where(OutboxMail.what == "slides.reminder")
    return list(db.session.scalars(rows.order_by(OutboxMail.id)))


def test_who_has_no_approved_slides_is_reminded_a_week_and_a_day_before(
    row: Row, talk: Talk, now: datetime
) -> None:
    other = row.booked(row.second, 2)
    due = now + timedelta(days=10)
    rows.arrange(row.item, RowDetails(3, slides_due_at=due), version=1, now=now, by=BY)
    mine, theirs = row.first.person.email, row.second.person.email
    assert reminded(due - timedelta(days=7, minutes=1)) == []
    assert reminded(due - timedelta(days=7)) == [mine, theirs]
    deck = slides.hand_in(other, pages(20), source="", now=now, by=BY)
    slides.approve(deck, version=1, now=now, by=BY)
    assert reminded(due - timedelta(days=1)) == [mine, theirs, mine]
    assert reminded(due) == [mine, theirs, mine]


def test_a_reminder_says_what_is_missing_and_stays_at_home_when_it_came(
    row: Row, talk: Talk, now: datetime
) -> None:
    due = now + timedelta(days=1)
    rows.arrange(row.item, RowDetails(3, slides_due_at=due), version=1, now=now, by=BY)
    reminded(now)
    letter = select(OutboxMail).where(OutboxMail.what == "slides.reminder")
    mail_row = db.session.scalars(letter).one()
    said = mail.compose(mail_row)
    assert said is not None
    assert "We hebben je dia’s nog niet." in said.text
    deck = handed_in(talk, 20, now)
    said = mail.compose(mail_row)
    assert said is not None
    assert "keurde de proef nog niet goed" in said.text
    slides.approve(deck, version=1, now=now, by=BY)
    assert mail.compose(mail_row) is None
