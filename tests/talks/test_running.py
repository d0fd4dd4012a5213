"""The row runs: started once, stopped and gone on with, broken off, passed over."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from makers.core import links
from makers.core.database import db
from makers.core.errors import Refusal
from makers.core.links import Grant
from makers.talks import run_queries, running, screens, slides
from makers.talks.models import Deck, Performance, Talk
from makers.talks.timing import Part
from tests import build
from tests.conftest import NOON, Browser
from tests.counting import statements
from tests.talks.conftest import BY, Row, browser, desk, phone
from tests.talks.test_booking import without_the_lock
from tests.talks.test_slides import pages

BEGINS = timedelta(seconds=3.5)


def approved(talk: Talk, first: int = 0) -> Deck:
    """Twenty slides that were looked at."""
    deck = slides.hand_in(talk, pages(20, first), source="", now=NOON, by=BY)
    slides.approve(deck, version=1, now=NOON, by=BY)
    return deck


@pytest.fixture
def pair(row: Row) -> tuple[Talk, Talk]:
    """Two talks with slides, on slots 1 and 2."""
    talks = row.booked(row.first, 1, "Een"), row.booked(row.second, 2, "Twee")
    for number, talk in enumerate(talks):
        approved(talk, number)
    return talks


def on(row: Row, moment: datetime) -> tuple[str | None, str | None]:
    """The titles of what runs and of what comes next."""
    db.session.expire_all()
    show = run_queries.show(row.event.id, moment)
    return (
        show.on.talk.title if show.on else None,
        show.following.talk.title if show.following else None,
    )


def test_the_row_goes_from_talk_to_talk(row: Row, pair: tuple[Talk, Talk], now: datetime) -> None:
    assert on(row, now) == (None, "Een")
    running.start(pair[0], after=0, now=now, by=BY)
    assert on(row, now) == ("Een", "Twee")
    over = now + BEGINS + timedelta(seconds=400)
    assert on(row, over - timedelta(seconds=0.1)) == ("Een", "Twee")
    assert on(row, over) == (None, "Twee")
    running.start(pair[1], after=1, now=over, by=BY)
    assert on(row, over + BEGINS + timedelta(seconds=400)) == (None, None)


def test_three_seconds_are_counted_down_to_the_first_slide(
    pair: tuple[Talk, Talk], now: datetime
) -> None:
    made = running.start(pair[0], after=0, now=now, by=BY)
    stages = [run_queries.stage(made, now + timedelta(seconds=n)) for n in (1, 2, 3, 4, 24)]
    assert [(one.part, one.number) for one in stages] == [
        (Part.COUNTDOWN, 3),
        (Part.COUNTDOWN, 2),
        (Part.COUNTDOWN, 1),
        (Part.SLIDE, 1),
        (Part.SLIDE, 2),
    ]


def test_a_second_tap_and_a_late_one_start_nothing(pair: tuple[Talk, Talk], now: datetime) -> None:
    first = running.start(pair[0], after=0, now=now, by=BY)
    assert running.start(pair[0], after=0, now=now, by=BY).id == first.id
    late = now + timedelta(hours=1)
    assert running.start(pair[0], after=0, now=late, by=BY).id == first.id
    assert running.start(pair[0], after=first.id, now=late, by=BY).id != first.id
    assert db.session.scalar(select(func.count()).select_from(Performance)) == 2


def test_one_at_a_time_and_only_with_slides(
    row: Row, pair: tuple[Talk, Talk], now: datetime
) -> None:
    first = running.start(pair[0], after=0, now=now, by=BY)
    with pytest.raises(running.AnotherRuns):
        running.start(pair[1], after=first.id, now=now, by=BY)
    bare = row.booked(build.signup(row.event, role="sociaal ondernemer"), 3)
    later = now + timedelta(hours=1)
    with pytest.raises(running.NoSlides):
        running.start(bare, after=first.id, now=later, by=BY)
    slides.hand_in(bare, pages(20, 30), source="", now=now, by=BY)
    with pytest.raises(running.NoSlides):
        running.start(bare, after=first.id, now=later, by=BY)


def test_slides_handed_in_meanwhile_do_not_take_away_what_was_approved(
    pair: tuple[Talk, Talk], now: datetime
) -> None:
    slides.hand_in(pair[0], pages(20, 40), source="", now=now, by=BY)
    assert running.start(pair[0], after=0, now=now, by=BY).deck_id is not None


def test_a_stop_keeps_the_slide_and_its_seconds(pair: tuple[Talk, Talk], now: datetime) -> None:
    made = running.start(pair[0], after=0, now=now, by=BY)
    begins = made.starts_at
    running.pause(made, now=begins + timedelta(seconds=47), by=BY)
    running.pause(made, now=begins + timedelta(seconds=50), by=BY)
    stopped = run_queries.stage(made, begins + timedelta(minutes=30))
    assert (stopped.number, round(stopped.left)) == (3, 13)
    assert run_queries.is_on(made, begins + timedelta(hours=1))
    again = begins + timedelta(minutes=10)
    running.resume(made, now=again, by=BY)
    running.resume(made, now=again + timedelta(seconds=5), by=BY)
    assert round(run_queries.stage(made, again).left) == 13
    assert run_queries.stage(made, again + timedelta(seconds=13.1)).number == 4


def test_what_is_broken_off_can_be_started_anew(
    row: Row, pair: tuple[Talk, Talk], now: datetime
) -> None:
    made = running.start(pair[0], after=0, now=now, by=BY)
    running.break_off(made, now=now, by=BY)
    running.break_off(made, now=now, by=BY)
    assert on(row, now) == (None, "Een")
    assert running.start(pair[0], after=made.id, now=now, by=BY).id != made.id


def test_what_is_passed_over_waits_at_the_side(
    row: Row, pair: tuple[Talk, Talk], now: datetime
) -> None:
    running.pass_over(pair[0], after=0, now=now, by=BY)
    running.pass_over(pair[0], after=0, now=now, by=BY)  # the same tap
    assert on(row, now) == (None, "Twee")
    passed = run_queries.show(row.event.id, now).newest
    running.start(pair[0], after=passed, now=now, by=BY)
    assert on(row, now) == ("Een", "Twee")


def start_at_once(app: Flask, pair: tuple[Talk, Talk]) -> Counter[str]:
    """Both talks are started at the same moment; what became of it."""
    ids, outcomes, together = [talk.id for talk in pair], list[str](), threading.Barrier(2)
    db.session.rollback()

    def one(talk_id: int) -> None:
        with app.app_context():
            together.wait(timeout=30)
            try:
                running.start(db.session.get_one(Talk, talk_id), after=0, now=NOON, by=BY)
                outcomes.append("started")
            except Refusal as refusal:
                outcomes.append(type(refusal).__name__)

    threads = [threading.Thread(target=one, args=(talk_id,)) for talk_id in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return Counter(outcomes)


def test_of_two_starts_at_once_one_runs(app: Flask, pair: tuple[Talk, Talk]) -> None:
    assert start_at_once(app, pair) == {"started": 1, "AnotherRuns": 1}


@pytest.mark.parametrize("either", ["postgres"], indirect=True)
def test_control_without_the_lock_both_run(
    app: Flask, pair: tuple[Talk, Talk], monkeypatch: pytest.MonkeyPatch
) -> None:
    look, meet = running._newest, threading.Barrier(2)

    def look_together(*args: object) -> Performance | None:
        found = look(*args)  # type: ignore[arg-type]
        meet.wait(timeout=20)
        return found

    monkeypatch.setattr(running, "_newest", look_together)
    with without_the_lock(monkeypatch):
        assert start_at_once(app, pair) == {"started": 2}


# --- screens --------------------------------------------------------------------------------------


def screen(app: Flask, row: Row, kind: str) -> Browser:
    """A browser that opened a link to a screen."""
    return browser(app, Grant(kind, row.event.id, row.event.id))


def test_showing_and_operating_are_two_rights(
    app: Flask, row: Row, pair: tuple[Talk, Talk]
) -> None:
    shows, operates, event_id = screen(app, row, "projector"), screen(app, row, "moderator"), 0
    event_id = row.event.id
    state, operate = f"/show/{event_id}/talks/state", f"/operate/{event_id}"
    assert (shows.get(state).status_code, operates.get(operate).status_code) == (200, 200)
    assert (shows.get(operate).status_code, operates.get(state).status_code) == (404, 404)
    start = f"{operate}/talks/{pair[0].id}/start"
    assert shows.post(start, data={"after": 0}).status_code == 404
    assert operates.post(start, data={"after": 0}).status_code == 303
    assert shows.get(state).get_json()["running"]["talk"] == pair[0].id
    assert app.test_client().get(operate).status_code == 401


def test_the_operator_does_it_all_with_buttons(
    app: Flask, row: Row, pair: tuple[Talk, Talk]
) -> None:
    operator, path = screen(app, row, "moderator"), f"/operate/{row.event.id}"
    assert "Nu aan de beurt" in operator.get(path).text
    assert operator.post(f"{path}/talks/{pair[0].id}/start", data={"after": 0}).status_code == 303
    refused = operator.post(f"{path}/talks/{pair[1].id}/start", data={"after": 1})
    assert refused.status_code == 409
    assert "Er loopt al" in refused.text
    number = db.session.scalars(select(Performance.id)).one()
    for noun, shows in (("pause", "Stilgezet"), ("resumption", "Loopt"), ("end", "Nu aan de")):
        assert operator.post(f"{path}/performances/{number}/{noun}").status_code == 303
        assert shows in operator.get(path).text
    passing = f"{path}/talks/{pair[0].id}/passing"
    answer = operator.post(passing, data={"after": number}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "overgeslagen" in answer.text
    assert operator.post(f"{path}/performances/0/pause").status_code == 404
    assert operator.post(f"{path}/talks/0/start").status_code == 404


def test_the_state_is_all_a_screen_needs(app: Flask, row: Row, pair: tuple[Talk, Talk]) -> None:
    found = screen(app, row, "projector").get(f"/show/{row.event.id}/talks/state").get_json()
    assert sorted(found) == ["following", "newest", "now", "overAt", "running", "talks"]
    assert [len(talk["slides"]) for talk in found["talks"]] == [20, 20]
    first = found["talks"][0]
    assert (first["names"], first["title"]) == ("Noor", "Een")
    assert app.test_client().get(first["slides"][0]["src"]).status_code == 200


def test_notes_are_for_the_speaker_alone(app: Flask, row: Row, pair: tuple[Talk, Talk]) -> None:
    deck = db.session.scalars(select(Deck).where(Deck.talk_id == pair[0].id)).one()
    told = {deck.slides[0].id: slides.Told("Een kas", "Niet te snel")}
    slides.describe(deck, told, by=BY)
    running.start(pair[0], after=0, now=NOON, by=BY)
    own = phone(app, row.first).get(f"/me/{row.first.id}/talk/speaker/state")
    public = app.test_client().get(f"/e/{row.event.slug}/follow/state")
    hall = screen(app, row, "projector").get(f"/show/{row.event.id}/talks/state")
    assert "Niet te snel" in own.text
    for seen in (public, hall):
        assert "Een kas" in seen.text
        assert "Niet te snel" not in seen.text
    assert "webp" not in public.text
    assert "Twee" not in public.text  # not accepted, and not on
    assert phone(app, row.second).get(f"/me/{row.first.id}/talk/speaker").status_code == 404


def test_the_desk_makes_and_closes_links_to_screens(app: Flask, row: Row) -> None:
    office, path = desk(app), f"/organise/events/{row.event.id}/screens"
    for kind in screens.KINDS:
        page = office.post(f"{path}/{kind}").text
        token = page.split("/l/")[1].split("<")[0].strip()
        visitor = app.test_client()
        assert visitor.get(f"/l/{token}").status_code == 303
        opened = f"/operate/{row.event.id}" if kind == "moderator" else f"/show/{row.event.id}"
        assert visitor.get(opened).status_code == 200
        assert office.post(f"{path}/{kind}/revocation").status_code == 303
        assert visitor.get(opened).status_code == 401
        with db.session.begin_nested():
            assert links.exchange(token, None, now=NOON) is None
    assert office.post(f"{path}/personal").status_code == 404


def test_the_pages_ask_little(app: Flask, row: Row, pair: tuple[Talk, Talk]) -> None:
    running.start(pair[0], after=0, now=NOON, by=BY)
    event_id, slug, me = row.event.id, row.event.slug, row.first.id
    reads = (
        (screen(app, row, "projector"), f"/show/{event_id}/talks"),
        (screen(app, row, "projector"), f"/show/{event_id}/talks/state"),
        (screen(app, row, "moderator"), f"/operate/{event_id}"),
        (phone(app, row.first), f"/me/{me}/talk/speaker/state"),
        (app.test_client(), f"/e/{slug}/follow/state"),
        (desk(app), f"/organise/events/{event_id}/screens"),
    )
    for one, path in reads:
        with statements(db.engine) as seen:
            assert one.get(path).status_code == 200, path
        assert len(seen) <= 8, (path, seen)
