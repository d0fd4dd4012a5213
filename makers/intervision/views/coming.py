"""Who is at a table: seen there, joined late, asked for a name that is taken; and who leads it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Response as FlaskResponse
from flask import abort, render_template, request, url_for
from werkzeug.wrappers import Response

from makers.core import access, clock, live, web
from makers.core.access import enter
from makers.core.database import db
from makers.core.errors import Refusal
from makers.intervision.coming import claiming, codes, entry, joining, leading, presence
from makers.intervision.coming.entry import Arrival, Stance
from makers.intervision.coming.forms import LeaderForm
from makers.intervision.coming.joining import Company
from makers.intervision.coming.leading import Leader
from makers.intervision.models import Claim
from makers.intervision.views import at_table, bp
from makers.intervision.views import leading as who_leads
from makers.seating.cards import qr_of

Answer = str | Response | FlaskResponse | tuple[str, int]


def people_topics(table_id: int) -> list[str]:
    """What ``intervision/_people.html`` shows."""
    return ["seating", "checkin", f"table-{table_id}-people", f"table-{table_id}-leading"]


def people_context(arrival: Arrival, now: datetime) -> dict[str, Any]:
    """The same lines for all of one stance: the page and the fragment ask this."""
    seats = joining.seats(arrival.table)
    leader = leading.leader_of(arrival.table, arrival.led, seats, now)
    return {
        "table": arrival.table,
        "seats": seats,
        "leader": leader,
        "stance": arrival.present.stance,
        "leader_form": LeaderForm.among(_may_lead(seats, leader, arrival.present.stance, now)),
        "seen_now": now,
    }


@bp.get("/table/<int:table_id>/people")
@enter(access.table)
def people(table_id: int) -> FlaskResponse:
    """Who is at the table and when they were last seen, as a fragment; the words hold a minute."""
    now = clock.now()
    arrival = entry.arrive(table_id, *people_topics(table_id))
    minute = int(now.timestamp()) // 60
    return live.shared(
        f"people-{table_id}-{arrival.present.stance}-{minute}",
        arrival.version,
        lambda: render_template("intervision/_people_live.html", **people_context(arrival, now)),
    )


@bp.post("/table/<int:table_id>/presence")
@enter(access.table)
def be_present(table_id: int) -> Answer:
    """A screen says that it is open here, and hears who else is."""
    table, present = at_table(table_id)
    if present.at_table:
        presence.see(table, present, now=clock.now())
    return people(table_id) if web.wants_fragment() else _see(table_id)


@bp.get("/table/<int:table_id>/coming")
@enter(access.table)
def coming(table_id: int) -> str:
    """The code, its QR and the papers for who leads, as a fragment."""
    return render_template("intervision/_coming.html", **coming_context(entry.arrive(table_id)))


def coming_context(arrival: Arrival) -> dict[str, Any]:
    """What ``intervision/_coming.html`` shows; the page and the fragment ask the same."""
    leads = arrival.present.leads
    return {
        "table": arrival.table,
        "present": arrival.present,
        "qr": qr_of(arrival.table) if leads else None,
    }


@bp.post("/table/<int:table_id>/code")
@enter(access.table)
def replace_code(table_id: int) -> Answer:
    """Another code for this table; the old one works no more. Only for who leads it alone."""
    table, present = who_leads(table_id)
    if present.stance not in (Stance.LEADS, Stance.DESK):
        abort(404)
    codes.replace(table, seen=request.form.get("seen", ""), now=clock.now(), by=present.actor)
    return coming(table_id) if web.wants_fragment() else _see(table_id)


@bp.post("/table/<int:table_id>/leaders")
@enter(access.table)
def lead(table_id: int) -> Answer:
    """Somebody leads this table from now on: whoever presses, or whom they choose."""
    table, present = at_table(table_id)
    form = LeaderForm()
    if not form.validate():
        abort(400)
    chosen = web.found(form.signup_id.data or present.signup_id)
    try:
        leading.lead(table, chosen, seen=form.seen.data or 0, by=present, now=clock.now())
    except Refusal as refusal:
        return _refused(table_id, refusal)
    return _people(table_id)


@bp.post("/table/<int:table_id>/leaders/end")
@enter(access.table)
def lay_down(table_id: int) -> Answer:
    """Who took the table lays it down."""
    table, present = at_table(table_id)
    leading.lay_down(table, by=present, now=clock.now())
    return _people(table_id)


@bp.post("/table/<int:table_id>/claims/<int:claim_id>/permission")
@enter(access.table)
def grant(table_id: int, claim_id: int) -> Answer:
    """Yes: this name may be used on the device that asks."""
    return _answer(table_id, claim_id, yes=True)


@bp.post("/table/<int:table_id>/claims/<int:claim_id>/refusal")
@enter(access.table)
def refuse(table_id: int, claim_id: int) -> Answer:
    """No: it is somebody else's."""
    return _answer(table_id, claim_id, yes=False)


@bp.get("/claims/<int:claim_id>")
@enter(access.claiming)
def claimed(claim_id: int) -> Answer:
    """The page that waits for the yes; after it, on to the table."""
    claim = _claim(claim_id)
    if claim.granted_at is None:
        template = "_claimed.html" if web.wants_fragment() else "claimed.html"
        table, since = joining.table_of(claim), live.cursor()
        return render_template(f"intervision/{template}", claim=claim, table=table, since=since)
    if web.wants_fragment():
        return FlaskResponse(headers={"HX-Redirect": url_for(".claimed", claim_id=claim_id)})
    table_id = claim.table_id
    if claim.signup_id not in joining.ids_at(db.session(), table_id):
        raise claiming.GoneElsewhere  # a yes at one table is none at another
    access.give("table", event_id=claim.event_id, subject_id=table_id, signup_id=claim.signup_id)
    return _see(table_id)


@bp.get("/claims/<int:claim_id>/stream")
@enter(access.claiming)
def claim_stream(claim_id: int) -> FlaskResponse:
    """Whether the answer came."""
    claim = _claim(claim_id)
    return live.stream(claim.event_id, [claiming.topic_of(claim)])


def _answer(table_id: int, claim_id: int, *, yes: bool) -> Answer:
    """The answer of who leads; of anybody at the table while who leads is not there."""
    now, arrival, claim = clock.now(), entry.arrive(table_id), claiming.claim(claim_id)
    leader = people_context(arrival, now)["leader"]
    may = arrival.present.leads or leader is None or not leader.present
    if claim is None or claim.table_id != table_id or not may:
        abort(404)
    claiming.answer(claim, yes=yes, by=arrival.present, now=now)
    return _people(table_id)


def _claim(claim_id: int) -> Claim:
    return web.found(claiming.claim(claim_id))


def _may_lead(
    seats: list[Company], leader: Leader | None, stance: Stance, now: datetime
) -> list[Company]:
    """Whom who leads may give the table to: who is present; for the desk anybody."""
    others = [one for one in seats if leader is None or one.signup_id != leader.who.signup_id]
    if stance is Stance.DESK:
        return others
    return [one for one in others if not presence.is_away(one.seen_at, now)]


def _people(table_id: int) -> Answer:
    return people(table_id) if web.wants_fragment() else _see(table_id)


def _see(table_id: int) -> Response:
    return web.see("facilitate.table", table_id=table_id)


def _refused(table_id: int, refusal: Refusal) -> Answer:
    if not web.wants_fragment():
        raise refusal
    arrival = entry.arrive(table_id)
    context = people_context(arrival, clock.now())
    page = render_template("intervision/_people_live.html", refusal=refusal.sentence, **context)
    return page, refusal.status
