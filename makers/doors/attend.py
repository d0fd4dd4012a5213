"""The attendee's door: the event's public page, and one's own page for the whole journey."""

from __future__ import annotations

import hashlib
from datetime import datetime
from itertools import groupby
from typing import Any

from flask import Blueprint, Response, abort, current_app, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from makers.core import access, clock, house, live, web
from makers.core.access import enter
from makers.doors import postbox
from makers.events import queries as events
from makers.events.models import Event, Side
from makers.events.programme import Moment, moment
from makers.followups import overview_queries as overview
from makers.followups import queries as followups
from makers.intervision.coming import joining
from makers.intervision.plenary import items as plenary
from makers.seating import cases, choices
from makers.seating import mates as at_table
from makers.seating import queries as seating
from makers.seating.facilitators import queries as facilitators
from makers.seating.models import Seat, SeatPart
from makers.seating.reasons import reasons
from makers.seating.walks import queries as walks
from makers.signups import queries as signups
from makers.signups.models import Signup, SignupState
from makers.talks import opening
from makers.talks import queries as talks

bp = Blueprint("attend", __name__)

FEWEST_PROMISES = 5  # fewer would be somebody's
EVENT_TOPICS = ("event", "programme", "places", "slots")
PERSONAL_TOPICS = (*EVENT_TOPICS, "cases", "seating", "followups")


@bp.get("/")
@enter(access.public)
def home() -> str:
    """The published events: those to come, the nearest first, and those that were."""
    now = clock.now()
    made, kept = overview.counted() if house.current().shows_promises else (0, 0)
    return render_template(
        "doors/home.html",
        coming=events.upcoming(now),
        past=events.past(now),
        promises=(made, kept) if made >= FEWEST_PROMISES else None,
    )


@bp.get("/events")
@enter(access.public)
def meetings() -> str:
    """All meetings: to come, and past by year. Rendered once for as long as they read the same."""
    now = clock.now()
    coming, past = events.meetings(now)
    shown = [
        (one.slug, one.title, one.place, one.starts_at, one.ends_at, one.cancelled_at)
        for one in (*coming, *past)
    ]
    begun = sum(one.starts_at <= now for one in coming)
    mark = hashlib.sha256(repr((shown, len(coming), begun)).encode()).hexdigest()
    body = live.shared_part(
        f"meetings {mark}",
        0,
        lambda: render_template("doors/_meetings.html", coming=coming, past=_by_year(past)),
    )
    return render_template("doors/meetings.html", body=body)


@bp.get("/e/<slug>")
@enter(access.public)
def event(slug: str) -> str:
    """The event's page. What is the same for everybody is rendered once per change and minute."""
    now, found = clock.now(), _event(slug)
    on_the_day = _on_the_day(found, now)
    since, version = live.cursor() if on_the_day else 0, live.version(found.id, *EVENT_TOPICS)
    gathered: dict[str, Any] = {}

    def part(template: str) -> Any:
        def render() -> str:
            if not gathered:
                gathered.update(_public_page(found, now, on_the_day))
            return render_template(template, **gathered)

        return live.shared_part(f"{template} {slug} {_moment(found, now)}", version, render)

    return render_template(
        "doors/event.html",
        event=found,
        hero=part("doors/_hero.html"),
        body=part("doors/_event.html"),
        live=on_the_day,
        since=since,
    )


@bp.get("/e/<slug>/programme")
@enter(access.public)
def programme(slug: str) -> Response:
    """The programme with what is on now, for the open page."""
    now, found = clock.now(), _event(slug)
    return live.shared(
        f"programme {slug} {_moment(found, now)}",
        live.version(found.id, "event", "programme"),
        lambda: render_template(
            "doors/_programme.html", programme=found.programme, at=_standing(found, now)
        ),
    )


@bp.get("/e/<slug>/places")
@enter(access.public)
def places(slug: str) -> Response:
    """The places left, for the open page."""
    now, found = clock.now(), _event(slug)
    return live.shared(
        f"places {slug}",
        live.version(found.id, "event", "places"),
        lambda: render_template("doors/_places.html", event=found, tally=signups.tally(found, now)),
    )


@bp.get("/e/<slug>/stream")
@enter(access.public)
def event_stream(slug: str) -> Response:
    """What changes on the event's page, on the day itself."""
    return live.stream(_event(slug).id, EVENT_TOPICS)


@bp.get("/me/<int:signup_id>")
@enter(access.personal)
def personal(signup_id: int) -> str:
    """One's own page: status, programme, talk, case, table and agreements."""
    now, found = clock.now(), signups.standing(signup_id)
    if found is None:
        abort(404)
    page = {
        **_own_page(found.signup, now),
        "place": found.place,
        "since": found.since,
        "said": found.said,
        "topics": PERSONAL_TOPICS,
    }
    template = "_personal.html" if web.wants_fragment() else "personal.html"
    return render_template(f"doors/{template}", **page)


@bp.get("/me/<int:signup_id>/stream")
@enter(access.personal)
def personal_stream(signup_id: int) -> Response:
    """What changes on one's own page, on the day itself."""
    signup = web.found(signups.signup(signup_id))
    return live.stream(signup.event_id, PERSONAL_TOPICS)


@bp.get("/me/<int:signup_id>/table")
@enter(access.personal)
def to_table(signup_id: int) -> BaseResponse:
    """Go to the table one is seated at, now or in ``?round=``; this browser may then enter it.

    Its page names everybody there, so it opens when its code does; who leads it may prepare.
    """
    signup, seat = _seated(signup_id)
    if not _table_is_open(seat, signup.event, clock.now()):
        return web.see("attend.mates", signup_id=signup_id, round=seat.table.item_id)
    access.give("table", event_id=signup.event_id, subject_id=seat.table_id, signup_id=signup_id)
    return web.see("facilitate.table", table_id=seat.table_id)


@bp.get("/me/<int:signup_id>/mates")
@enter(access.personal)
def mates(signup_id: int) -> str:
    """Who sits at one's table, now or in ``?round=``, with the addresses they share with it."""
    signup, seat = _seated(signup_id)
    together = clock.now() >= joining.opens_at(signup.event)
    return render_template(
        "doors/mates.html",
        signup=signup,
        seat=seat,
        mates=at_table.of(seat, together=together),
        together=together,
    )


@bp.get("/mailbox")
@enter(access.public)
def mailbox() -> str:
    """In the demo: the mails people would have got."""
    settings = current_app.config["MAKERS"]
    if not settings.demo:
        abort(404)
    return render_template("doors/mailbox.html", mails=postbox.newest(settings.instance / "mail"))


def _seated(signup_id: int) -> tuple[Signup, Seat]:
    """Somebody who comes, and their seat in the round asked for, else now; 404 without one."""
    signup = signups.signup(signup_id)
    if signup is None or signup.cancelled_at is not None:
        abort(404)
    wanted = request.args.get("round", type=int)
    if wanted is None:
        seat = seating.seat_now(signup, clock.now())
    else:
        seats = seating.seats_of(signup)
        seat = next((one for one in seats if one.table.item_id == wanted), None)
    if seat is None:
        abort(404)
    return signup, seat


def _by_year(past: list[Event]) -> list[tuple[int, list[Event]]]:
    """Events in their order, by the year in which they were."""
    years = groupby(past, key=lambda one: clock.amsterdam(one.starts_at).year)
    return [(year, list(found)) for year, found in years]


def _event(slug: str) -> Event:
    """The event behind an address; one that is not published is there for organisers only."""
    found = signups.event_at(slug)
    if found is None or (found.published_at is None and not access.is_organiser()):
        abort(404)
    return found


def _on_the_day(event: Event, now: datetime) -> bool:
    """Whether it is the day itself, the only time a page is worth a stream."""
    return clock.amsterdam(now).date() == clock.amsterdam(event.starts_at).date()


def _moment(event: Event, now: datetime) -> str:
    """What the clock changes on a page: every minute on the day itself, else every day."""
    local = clock.amsterdam(now)
    return f"{local:%Y-%m-%d %H.%M}" if _on_the_day(event, now) else f"{local:%Y-%m-%d}"


def _public_page(event: Event, now: datetime, on_the_day: bool) -> dict[str, Any]:
    """What the event's page gathers."""
    over = now >= event.ends_at
    return {
        "event": event,
        "tally": signups.tally(event, now),
        "programme": event.programme,
        "at": _standing(event, now),
        "slots": [slot for slot in talks.row(event) if slot.talk or not over],
        "live": on_the_day,
        "over": over,
    }


def _own_page(signup: Signup, now: datetime) -> dict[str, Any]:
    """What one's own page gathers."""
    event = signup.event
    coming = signup.state is not SignupState.CANCELLED
    entrepreneur = coming and signup.role.side is Side.ENTREPRENEUR
    begun = now >= event.starts_at
    again = None if coming else signups.again(signup)
    seats, question = facilitators.seats_and_question(signup) if coming else ([], None)
    return {
        "signup": signup,
        "event": event,
        "programme": event.programme,
        "again": again,
        "again_here": again is not None and bool(access.as_whom("personal", again.id)),
        "now_and_next": _standing(event, now) if coming else None,
        "ways": plenary.offered(signup, event.programme, now),
        "live": _on_the_day(event, now),
        "begun": begun,
        "over": now >= event.ends_at,
        "entrepreneur": entrepreneur,
        "my_tables": [(seat, reasons(seat), _table_is_open(seat, event, now)) for seat in seats],
        "codes_work": joining.codes_work(event, now),
        "door_code": _door_code(signup, now),
        "question": question,
        "my_walks": walks.of_signup(signup, seating.walks(event), now) if coming else [],
        "follow_ups": followups.of_person(signup) if coming else [],
        "meetings": followups.meetings_of(signup, now) if coming and begun else [],
        "case": seating.case_of(signup) if entrepreneur else None,
        "may_offer": entrepreneur and cases.may_offer(signup),
        **(_talk(signup, now) if coming else {}),
        **(_choices(signup) if choices.may_choose(signup, now) else {}),
    }


def _table_is_open(seat: Seat, event: Event, now: datetime) -> bool:
    return seat.part is SeatPart.FACILITATOR or now >= joining.opens_at(event)


def _door_code(signup: Signup, now: datetime) -> str:
    """On the day, for who has a place and is not in yet: what the door scans, as a picture."""
    event = signup.event
    begins = _on_the_day(event, now) or now >= event.starts_at
    if not begins or now >= event.ends_at or event.cancelled_at is not None:
        return ""
    if signup.state is not SignupState.CONFIRMED or signup.check_in is not None:
        return ""
    return web.qr(web.address("welcome.ticket", ticket=signup.ticket))


def _choices(signup: Signup) -> dict[str, Any]:
    """Which cases a civil servant would like to sit with, once there are any."""
    ranked, offered = seating.choices_on_offer(signup)
    return {"choices": ranked, "ranks_cases": bool(ranked) or offered}


def _talk(signup: Signup, now: datetime) -> dict[str, Any]:
    """One's own talk, and what may be booked; who never gives one sees nothing of it."""
    row, talk = talks.row_and_own(signup)
    mine = opening.rows_for(row, signup)
    waits = signup.confirmed_at is None and signup.role.side is Side.ENTREPRENEUR
    return {
        "speaks": bool(talk or mine or (row and waits)),
        "talk": talk,
        "free_slots": opening.offered(row, signup, now),
        "row_is_open": any(opening.is_open(one, now) for one in mine),
    }


def _standing(event: Event, now: datetime) -> Moment | None:
    """What is on and what comes, on the day itself, unless it was called off."""
    if event.cancelled_at is not None or not _on_the_day(event, now):
        return None
    return moment(event.programme, now)
