"""Tables of a round: how many, where, how large, whose case, who facilitates."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import astuple, dataclass, replace
from datetime import datetime

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from makers.core import journal, links
from makers.core.database import writing
from makers.core.errors import Refusal
from makers.core.journal import Actor
from makers.core.links import Grant
from makers.events.models import ItemKind, ProgrammeItem
from makers.seating.models import Case, CaseState, Plan, Seat, SeatPart, Table
from makers.seating.signals import facilitator_changed
from makers.seating.solver.reasons import FACILITATES
from makers.signups.models import Signup, SignupState

# Without 0 O 1 I L U V 2 Z 5 S 8 B: nobody mistakes one for another on paper.
LETTERS = "ACDEFGHJKMNPQRTWXY34679"
CODE_LENGTH = 8
MOST_TABLES = 60


class Elsewhere(Refusal):
    """A case or a facilitator already has a table in this round."""

    sentence = _l("Deze casus of begeleider heeft in deze ronde al een tafel. Maak die eerst los.")


class NotHere(Refusal):
    """The case is not chosen, or the facilitator has no place at this event."""

    sentence = _l(
        "Kies een gekozen casus, en een begeleider die een plek heeft op deze bijeenkomst."
    )


class TooMany(Refusal):
    """More tables than a room can hold."""

    sentence = _l("Meer dan 60 tafels in een ronde kan niet. Kies een kleiner aantal.")


class Overtaken(Refusal):
    """Another organiser changed this table since the form was opened."""

    sentence = _l(
        "Iemand anders heeft deze tafel intussen veranderd. Hieronder staat wat er nu geldt, "
        "en daaronder wat jij invulde. Kies wat klopt en bewaar opnieuw."
    )


@dataclass(frozen=True)
class Setting:
    """How a table stands in the room. Sizes count everybody who sits there."""

    name: str
    place: str
    least: int
    most: int
    step_free: bool
    case_id: int | None
    facilitator_id: int | None
    languages: str = ""

    @classmethod
    def of(cls, table: Table) -> Setting:
        """How this table stands now."""
        return cls(
            name=table.name,
            place=table.place,
            least=table.least,
            most=table.most,
            step_free=table.step_free,
            case_id=table.case_id,
            facilitator_id=table.facilitator_id,
            languages=table.languages,
        )

    @property
    def fingerprint(self) -> str:
        """Tells this setting from another, so that a form can say what it started from."""
        return hashlib.sha256(repr(astuple(self)).encode()).hexdigest()[:16]


def add(item: ProgrammeItem, count: int, *, by: Actor) -> None:
    """Add ``count`` tables to a round, numbered on; each gets a join code of its own.

    Raises ``TooMany`` beyond 60.
    """
    with writing(item.event_id) as session:
        last = session.scalar(select(func.max(Table.number)).where(Table.item_id == item.id)) or 0
        if last + count > MOST_TABLES:
            raise TooMany
        for _ in range(count):
            session.add(new(session, item))
            session.flush()
        _record("tables.added", item.event_id, item.id, by)


def new(session: Session, item: ProgrammeItem) -> Table:
    """The next table of a round, with a join code of its own; not added yet.

    In the running transaction. Raises ``TooMany`` beyond 60.
    """
    last = session.scalar(select(func.max(Table.number)).where(Table.item_id == item.id)) or 0
    if last >= MOST_TABLES:
        raise TooMany
    code = new_code(session)
    return Table(event_id=item.event_id, item_id=item.id, number=last + 1, join_code=code)


def change(table: Table, setting: Setting, *, seen: str, now: datetime, by: Actor) -> None:
    """Give a table other sizes, another place, case or facilitator.

    ``seen`` is the fingerprint of the setting the change started from. Who facilitated before
    loses the link to this table. Raises ``Overtaken`` when somebody else changed it meanwhile,
    ``Elsewhere`` when the case or facilitator has another table in this round, ``NotHere`` when
    they are not of this event.
    """
    with writing(table.event_id) as session:
        stands = Setting.of(table)
        if stands == setting:
            return
        if stands.fingerprint != seen:
            raise Overtaken
        _check(session, table, setting)
        if setting.facilitator_id != stands.facilitator_id:
            _hand_over(session, table, setting.facilitator_id, now)
        table.name, table.place = setting.name, setting.place
        table.least, table.most = setting.least, setting.most
        table.step_free, table.languages = setting.step_free, setting.languages
        table.case_id = setting.case_id
        _record("table.changed", table.event_id, table.id, by)


def lead(
    table: Table, facilitator_id: int | None, *, seen: int | None, now: datetime, by: Actor
) -> None:
    """Give a table to who leads it from now on, or to nobody; the same again changes nothing.

    ``seen`` led it when this was chosen. Who led before loses the link to this table, and sits
    there as a participant. Raises ``Overtaken``, ``Elsewhere`` and ``NotHere`` as ``change``.
    """
    with writing(table.event_id) as session:
        if table.facilitator_id == facilitator_id:
            return
        if table.facilitator_id != seen:
            raise Overtaken
        _check(session, table, replace(Setting.of(table), facilitator_id=facilitator_id))
        _hand_over(session, table, facilitator_id, now)
        _record("table.changed", table.event_id, table.id, by)


def lock(table: Table, *, locked: bool, by: Actor) -> None:
    """Let a table keep its people when the draft is made again, or no longer."""
    with writing(table.event_id):
        if table.locked != locked:
            table.locked = locked
            _record("table.locked" if locked else "table.unlocked", table.event_id, table.id, by)


def close(table: Table, *, closed: bool, now: datetime, by: Actor) -> None:
    """Take a table out of use, or bring it back; its people wait for the next plan."""
    with writing(table.event_id):
        if (table.closed_at is not None) != closed:
            table.closed_at = now if closed else None
            _record("table.closed" if closed else "table.opened", table.event_id, table.id, by)


def facilitator_link(table: Table, *, now: datetime, by: Actor) -> str:
    """A fresh token for who leads a table, or guides a walk group; those before are closed."""
    with writing(table.event_id) as session:
        kind = link_kind(table)
        links.revoke(session, kind, table.id, now=now)
        grant = Grant(kind, table.event_id, table.id, table.facilitator_id)
        token = links.issue(session, grant, now=now)
        _record("table.link_made", table.event_id, table.id, by)
    return token


def free_facilitation(signup: Signup, *, session: Session, now: datetime, by: Actor) -> list[Table]:
    """Who leaves facilitates no more; the tables of rounds not over that came free.

    In the running transaction.
    """
    mine = session.scalars(select(Table).where(Table.facilitator_id == signup.id))
    led = [table for table in mine if table.item.ends_at > now]
    for table in led:
        _hand_over(session, table, None, now)
        _record("table.facilitator_left", table.event_id, table.id, by)
    return led


def hold_item(item: ProgrammeItem, *, session: Session) -> LazyString | None:
    """A round with tables stays in the programme; answers ``item_leaving``."""
    if session.scalar(select(Table.id).where(Table.item_id == item.id).limit(1)) is None:
        return None
    return _l("Dit onderdeel heeft tafels. Het blijft in het programma zolang die er zijn.")


def _check(session: Session, table: Table, setting: Setting) -> None:
    others = select(Table.id).where(Table.item_id == table.item_id, Table.id != table.id)
    if setting.case_id is not None:
        case = session.get(Case, setting.case_id)
        if case is None or case.event_id != table.event_id or case.state is not CaseState.ACCEPTED:
            raise NotHere
        if session.scalar(others.where(Table.case_id == setting.case_id)) is not None:
            raise Elsewhere
    if setting.facilitator_id is not None:
        signup = session.get(Signup, setting.facilitator_id)
        if (
            signup is None
            or signup.event_id != table.event_id
            or signup.state is not SignupState.CONFIRMED
        ):
            raise NotHere
        if session.scalar(others.where(Table.facilitator_id == setting.facilitator_id)) is not None:
            raise Elsewhere


def _hand_over(session: Session, table: Table, facilitator_id: int | None, now: datetime) -> None:
    """Who led before keeps no link, and their seat in the plans that count is a participant's."""
    links.revoke(session, link_kind(table), table.id, now=now)
    table.facilitator_id = facilitator_id
    facilitator_changed.send(table, session=session, now=now)
    plans = select(Plan.id).where(Plan.item_id == table.item_id, Plan.superseded_at.is_(None))
    here = update(Seat).where(Seat.table_id == table.id, Seat.plan_id.in_(plans))
    leads, sits = SeatPart.FACILITATOR, SeatPart.PARTICIPANT
    session.execute(here.where(Seat.part == leads).values(part=sits, reasons=[]))
    if facilitator_id is not None:
        theirs = here.where(Seat.signup_id == facilitator_id, Seat.part == sits)
        session.execute(theirs.values(part=leads, reasons=[[FACILITATES]]))


def link_kind(table: Table) -> str:
    """A walk group's guide counts people; who leads a table reads and writes its notes."""
    return "guide" if table.item.kind is ItemKind.WALK else "facilitator"


def new_code(session: Session) -> str:
    """Eight unambiguous characters that no other table has: some 36 random bits."""
    while True:
        code = "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))
        if session.scalar(select(Table.id).where(Table.join_code == code)) is None:
            return code


def _record(what: str, event_id: int, subject_id: int, by: Actor) -> None:
    journal.record(what, event_id=event_id, topic="seating", subject_id=subject_id, by=by)
