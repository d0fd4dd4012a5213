"""Coming to a table: type its code (or scan its QR), say who you are, sit down."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, render_template, request
from werkzeug.wrappers import Response

from makers.core import access, clock, web
from makers.core.access import enter
from makers.core.database import writing
from makers.core.errors import Refusal
from makers.core.limits import count
from makers.core.links import Grant
from makers.intervision.coming import claiming, joining, latecomers
from makers.intervision.coming.forms import LatecomerForm
from makers.intervision.coming.joining import Company
from makers.intervision.forms import CodeForm
from makers.intervision.recovery import onward
from makers.intervision.views import bp
from makers.seating.models import SeatPart, Table
from makers.signups import queries as signups
from makers.signups.models import Signup

OWN_LINKS = ("personal", "facilitator")
Answer = str | Response | tuple[str, int]


@bp.get("/join")
@enter(access.public)
def join() -> str:
    """A field for the code."""
    return render_template("intervision/join.html", form=CodeForm())


@bp.post("/join")
@enter(access.public)
def find_table() -> Answer:
    """On to the table with this code."""
    form = CodeForm()
    if not form.validate():
        return render_template("intervision/join.html", form=form), 422
    try:
        table = _table_by_code(form.code.data)
    except Refusal as refusal:
        return _code_again(form, refusal)
    return web.see("intervision.claim", code=table.join_code)


@bp.get("/join/<code>")
@enter(access.public)
def claim(code: str) -> Answer:
    """Who is at this table: which one are you? A code that does not work asks for another."""
    try:
        table = _table_by_code(code)
    except Refusal as refusal:
        return _code_again(CodeForm(code=code), refusal)
    return _page(table, LatecomerForm())


@bp.post("/join/<code>")
@enter(access.public)
def sit_down(code: str) -> Answer:
    """Sit down as one of those who are at this table, or as who this browser is already."""
    try:
        table = _table_by_code(code)
    except onward.Dissolved as gone:
        return _code_again(CodeForm(formdata=None), gone)
    signup_id = request.form.get("signup_id", type=int)
    mine = _known(table)
    if signup_id in {one.signup_id for one in _to_claim(table)}:
        return _sit_down(table, signup_id, proven=mine.proves(table, signup_id))
    if signup_id is None or signup_id != mine.signup_id:
        abort(404)
    signup, table_id, event_id = _signup(signup_id), table.id, table.event_id
    latecomers.sit(table, signup, now=clock.now())
    return _enter(event_id, table_id, signup_id)


@bp.post("/join/<code>/latecomers")
@enter(access.public)
def join_late(code: str) -> Answer:
    """Join a table outside the plan, under a name of one's own."""
    try:
        table, form = _table_by_code(code), LatecomerForm()
    except onward.Dissolved as gone:
        return _code_again(CodeForm(formdata=None), gone)
    if not form.validate():
        return _page(table, form), 422
    event_id, table_id = table.event_id, table.id
    try:
        signup_id = latecomers.join(
            table,
            form.name.data,
            form.organisation.data,
            key=form.uuid,
            now=clock.now(),
            language=web.language(),
        )
    except Refusal as refusal:
        return _page(_table_by_code(code), form, refusal), refusal.status
    access.give("latecomer", event_id=event_id, subject_id=signup_id, signup_id=signup_id)
    return _enter(event_id, table_id, signup_id)


@dataclass(frozen=True)
class Known:
    """Who this browser is at an event already, and the rights that say so."""

    signup_id: int | None
    grants: tuple[Grant, ...]

    def proves(self, table: Table, signup_id: int) -> bool:
        """Whether it may have that name without asking: by a link of their own, or here before."""
        return any(
            grant.signup_id == signup_id
            and (
                grant.kind in OWN_LINKS
                or grant.subject_id == table.id
                or onward.came_from(grant.subject_id, table)
            )
            for grant in self.grants
        )


def _known(table: Table) -> Known:
    grants = tuple(
        grant
        for grant in reversed(access.grants())
        if grant.kind in (*OWN_LINKS, "table")
        and grant.event_id == table.event_id
        and grant.signup_id is not None
    )
    return Known(grants[0].signup_id if grants else None, grants)


def _sit_down(table: Table, signup_id: int, *, proven: bool) -> Answer:
    event_id, table_id = table.event_id, table.id
    asked = claiming.sit_down(table, signup_id, proven=proven, now=clock.now())
    if asked is None:
        return _enter(event_id, table_id, signup_id)
    claim_id = asked.id
    access.give("claiming", event_id=event_id, subject_id=claim_id)
    return web.see("intervision.claimed", claim_id=claim_id)


def _enter(event_id: int, table_id: int, signup_id: int) -> Response:
    access.give("table", event_id=event_id, subject_id=table_id, signup_id=signup_id)
    return web.see("facilitate.table", table_id=table_id)


def _code_again(form: CodeForm, refusal: Refusal) -> Answer:
    if isinstance(refusal, onward.Dissolved):
        return onward.lead_from_card(refusal.table) or _gone(refusal)
    page = render_template("intervision/join.html", form=form, refusal=refusal.sentence)
    return page, refusal.status


def _gone(dissolved: onward.Dissolved) -> tuple[str, int]:
    """Where there is room instead of at a table that is no more; a code stays at its table."""
    table = dissolved.table
    own = [
        grant
        for grant in access.grants()
        if grant.kind == "personal" and grant.event_id == table.event_id
    ]
    page = render_template(
        "intervision/gone.html",
        table=table,
        refusal=dissolved.sentence,
        open_tables=joining.open_tables(table.item_id),
        own_id=own[-1].subject_id if own else None,
        form=CodeForm(formdata=None),
    )
    return page, dissolved.status


def _table_by_code(code: str) -> Table:
    """The table, after counting the try. A venue is one address and comes in all at once, so the
    limit is high: a code has 36 bits, at this pace it takes years to meet one.
    """
    now = clock.now()
    with writing() as session:
        count(session, f"join:{request.remote_addr}", most=3000, minutes=10, now=now)
    return joining.table_by_code(code, now=now)


def _to_claim(table: Table) -> list[Company]:
    """Everybody but the facilitator, who leads and so wants a link of their own."""
    return [one for one in joining.seats(table) if one.part is not SeatPart.FACILITATOR]


def _signup(signup_id: int) -> Signup:
    return web.found(signups.signup(signup_id))


def _page(table: Table, form: LatecomerForm, refusal: Refusal | None = None) -> str:
    company, mine = joining.seats(table), _known(table).signup_id
    here = mine in {one.signup_id for one in company}
    return render_template(
        "intervision/claim.html",
        table=table,
        seats=[one for one in company if one.part is not SeatPart.FACILITATOR],
        mine=_signup(mine) if mine is not None else None,
        here=here,
        elsewhere=None if here or mine is None else latecomers.seated_at(table, mine),
        form=form,
        refusal=refusal.sentence if refusal else None,
    )
