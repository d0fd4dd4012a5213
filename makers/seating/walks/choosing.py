"""Choosing a group for the walk: while that is open, a choice is a seat in the plan in force.

There is one truth of who walks where: the plan. While people choose there is no draft beside it;
afterwards the solver keeps what they chose and seats the others.
"""

from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from makers.core.database import writing
from makers.core.errors import Refusal
from makers.core.journal import Actor
from makers.events.models import ItemKind, ProgrammeItem
from makers.seating import forbidden, plans
from makers.seating.models import FreeChoice, Plan, Seat, SeatPart, Table
from makers.signups.models import Signup, SignupState

CHOSE_GROUP = "chose_group"


class ChoiceClosed(Refusal):
    """People choose no group for this walk, or no longer."""

    sentence = _l("Je kunt nu geen groep meer kiezen. Vraag het de organisatie.")


class GroupFull(Refusal):
    """The last place in this group is gone."""

    sentence = _l("Deze groep is vol. Kies een andere groep.")


class NotForYou(Refusal):
    """A hard rule keeps somebody out of this group; which one is told to nobody but themselves."""

    sentence = _l("In deze groep kun je niet mee. Kies een andere groep.")


class LeadsGroup(Refusal):
    """Who guides a group walks with that one."""

    sentence = _l(
        "Je bent gids van een groep en loopt dus met die groep mee. Wil je dat anders? "
        "Vraag het de organisatie."
    )


class DraftStands(Refusal):
    """A draft waits to be made known; what people choose would be lost in it."""

    sentence = _l("Er ligt een concept van de indeling klaar. Maak dat eerst bekend.")


def open_choice(item: ProgrammeItem, *, now: datetime, by: Actor) -> None:
    """Let people choose their group of this walk. Raises ``DraftStands``.

    ``ValueError`` for what is no walk.
    """
    if item.kind is not ItemKind.WALK:
        raise ValueError(f"programme item {item.id} is no walk")
    with writing(item.event_id) as session:
        if plans.find(session, item, *plans.DRAFT) is not None:
            raise DraftStands
        choice = session.get(FreeChoice, item.id)
        if choice is None:
            session.add(FreeChoice(item_id=item.id, opened_at=now))
        elif choice.closed_at is not None:
            choice.opened_at, choice.closed_at = now, None
        else:
            return
        plan = _plan(session, item, now)
        plans.record("walk.choice_opened", plan, by)


def close_choice(item: ProgrammeItem, *, now: datetime, by: Actor) -> None:
    """Nobody chooses any more; who chose keeps their group, the others can be seated."""
    with writing(item.event_id) as session:
        choice = session.get(FreeChoice, item.id)
        if choice is not None and choice.closed_at is None:
            choice.closed_at = now
            plans.record("walk.choice_closed", _plan(session, item, now), by)


def choose(signup: Signup, table: Table, *, now: datetime, by: Actor) -> None:
    """Walk with this group, and no longer with another one.

    Raises ``ChoiceClosed``, ``GroupFull``, ``NotForYou`` and ``LeadsGroup``.
    """
    item = table.item
    with writing(item.event_id) as session:
        _be_open(session, item, signup, now)
        put(session, signup, table, now=now)
        plan = _plan(session, item, now)
        plans.record("walk.group_chosen", plan, by, signup.id)


def give_up(signup: Signup, item: ProgrammeItem, *, now: datetime, by: Actor) -> None:
    """Leave the chosen group; the place is free at once.

    Raises ``ChoiceClosed`` and ``LeadsGroup``.
    """
    with writing(item.event_id) as session:
        _be_open(session, item, signup, now)
        plan = _plan(session, item, now)
        session.execute(delete(Seat).where(Seat.plan_id == plan.id, Seat.signup_id == signup.id))
        plans.record("walk.group_left", plan, by, signup.id)


def put(session: Session, signup: Signup, table: Table, *, now: datetime) -> None:
    """A place in a group, in the running transaction; raises as ``choose``.

    The place of its guide is kept free, also before the guide is seated.
    """
    plan = _plan(session, table.item, now)
    seat = session.scalar(select(Seat).where(Seat.plan_id == plan.id, Seat.signup_id == signup.id))
    if _leads(session, table.item, signup):
        raise LeadsGroup
    if seat is not None and seat.table_id == table.id:
        return
    if table.closed_at is not None or taken(session, plan, table) >= table.most:
        raise GroupFull
    if seat is None:
        seat = Seat(plan_id=plan.id, signup_id=signup.id)
        session.add(seat)
    seat.table_id, seat.part, seat.pinned = table.id, SeatPart.PARTICIPANT, True
    seat.reasons = [[CHOSE_GROUP]]
    session.flush()
    seats = session.scalars(select(Seat).where(Seat.plan_id == plan.id)).all()
    try:
        forbidden.check(table.item, seats, {signup.id})
    except forbidden.Forbidden as broken:
        raise NotForYou from broken


def taken(session: Session, plan: Plan, table: Table) -> int:
    """How many places of a group are taken, its guide's among them."""
    seats = select(func.count()).where(Seat.plan_id == plan.id, Seat.table_id == table.id)
    guides = seats.where(Seat.signup_id == table.facilitator_id)
    waits_for_guide = table.facilitator_id is not None and not session.scalar(guides)
    return (session.scalar(seats) or 0) + waits_for_guide


def _be_open(session: Session, item: ProgrammeItem, signup: Signup, now: datetime) -> None:
    choice = session.get(FreeChoice, item.id)
    is_open = choice is not None and choice.closed_at is None and now < item.starts_at
    if not is_open or signup.state is not SignupState.CONFIRMED:
        raise ChoiceClosed
    if _leads(session, item, signup):
        raise LeadsGroup


def _leads(session: Session, item: ProgrammeItem, signup: Signup) -> bool:
    led = select(Table.id).where(Table.item_id == item.id, Table.facilitator_id == signup.id)
    return session.scalar(led) is not None


def _plan(session: Session, item: ProgrammeItem, now: datetime) -> Plan:
    """The plan in force; an empty one where nobody walks with a group yet."""
    plan = plans.find(session, item, *plans.IN_FORCE)
    if plan is None:
        plan = Plan(event_id=item.event_id, item_id=item.id, made_at=now, published_at=now)
        session.add(plan)
        session.flush()
    return plan
