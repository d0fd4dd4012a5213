"""The mail that tells people their table: to who has not heard of this one by mail yet."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from makers.core import web
from makers.core.database import db
from makers.core.mail import OutboxMail
from makers.events.models import ItemKind
from makers.seating.models import Plan, Seat, Table
from makers.seating.queries import IN_FORCE
from makers.signups.letters import Words, post, says
from makers.signups.models import Signup, SignupState

WHAT = "seating.published"


def tell(session: Session, plan: Plan, *, now: datetime) -> None:
    """Mail everybody in this plan whose last mail about the round named another table, or none.

    Who has no address gets none.
    """
    seats = session.scalars(
        select(Seat)
        .where(Seat.plan_id == plan.id)
        .order_by(Seat.id)
        .options(joinedload(Seat.signup).joinedload(Signup.person))
    ).all()
    told = _told(session, plan)
    for seat in seats:
        if told.get(seat.signup_id) != seat.table_id:
            post(session, WHAT, seat.signup, now=now, subject_id=seat.table_id)


def _told(session: Session, plan: Plan) -> dict[int, int]:
    """Per sign-up the table of this round that the newest mail was about."""
    mails = session.scalars(
        select(OutboxMail)
        .join(Table, Table.id == OutboxMail.subject_id)
        .where(OutboxMail.what == WHAT, Table.item_id == plan.item_id)
        .order_by(OutboxMail.id)
    )
    return {one.signup_id: one.subject_id for one in mails if one.signup_id and one.subject_id}


@says(WHAT, SignupState.CONFIRMED)
def published(signup: Signup) -> Words:
    """Your table, or your group of the walk, in each round that is known by now."""
    seats = db.session.scalars(
        select(Seat)
        .join(Plan)
        .where(Seat.signup_id == signup.id, *IN_FORCE)
        .options(joinedload(Seat.table).joinedload(Table.item))
    )
    tables = sorted((seat.table for seat in seats), key=lambda table: table.item.starts_at)
    return Words(
        _("Je tafel: %(title)s", title=signup.event.title),
        [*(_line(table) for table in tables), _("Waarom juist daar, lees je op je eigen pagina.")],
    )


def _line(table: Table) -> str:
    """When, which table, where. Not which case: what is talked about stays at the table."""
    words = {"time": web.wall_clock(table.item.starts_at), "number": table.number}
    if table.item.kind is ItemKind.WALK:
        return str(_("Om %(time)s loop je mee met groep %(number)d.", **words))
    if table.place:
        words["place"] = table.place
        return str(_("Om %(time)s zit je aan tafel %(number)d (%(place)s).", **words))
    return str(_("Om %(time)s zit je aan tafel %(number)d.", **words))
