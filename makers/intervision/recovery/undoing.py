"""What was done to a table is undone, within ten minutes and the newest first."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from makers.core.database import writing
from makers.core.errors import Refusal
from makers.core.journal import Actor
from makers.core.links import GrantRow
from makers.intervision.coming import joining
from makers.intervision.models import Latecomer, Leading, Note, Recovery, RecoveryKind, Run
from makers.intervision.recovery import company
from makers.intervision.recovery.ledger import Ledger
from makers.intervision.recovery.scene import lay, tell, untie
from makers.intervision.signals import table_cleared
from makers.seating.models import Plan, Table
from makers.seating.plans import DRAFT

PATIENCE = timedelta(minutes=10)


class TooLate(Refusal):
    """More than ten minutes went by."""

    sentence = _l(
        "Terugdraaien kan tot tien minuten erna. Wil je het toch anders? Verplaats de mensen, of "
        "voeg tafels samen."
    )


class NotTheNewest(Refusal):
    """Something else was done in this round since."""

    sentence = _l("Daarna is in deze ronde nog iets gedaan. Draai dat eerst terug.")


class ChangedSince(Refusal):
    """People were seated anew, or given another part, since."""

    sentence = _l(
        "De indeling is daarna veranderd. Terugdraaien zou die weer omgooien. Verplaats mensen "
        "liever met de hand."
    )


def undo(recovery: Recovery, *, now: datetime, by: Actor) -> None:
    """Put everything back as it was; twice is once.

    What was written at a table since stays there, but for what was sent in silence from home: that
    goes home with who wrote it. Where a table that a split made goes away again,
    what was written there comes to the table that it was split from, and says where it comes
    from. Raises ``TooLate``, ``NotTheNewest`` and ``ChangedSince``.
    """
    with writing(recovery.event_id) as session:
        if recovery.undone_at is not None:
            return
        if now - recovery.at > PATIENCE:
            raise TooLate
        if session.scalar(_later(recovery)) is not None:
            raise NotTheNewest
        _check_plan(session, recovery)
        touched = _touched(session, recovery)
        try:
            _take_back(session, recovery, now)
            _tidy(session, recovery, touched, now)
        except IntegrityError as changed:
            raise ChangedSince from changed
        recovery.undone_at = now
        session.flush()
        tell("tables.undone", recovery, touched, by)


def _take_back(session: Session, recovery: Recovery, now: datetime) -> None:
    _set_newer_draft_aside(session, recovery, now)
    lines = list(recovery.ledger)
    made = session.get(Table, recovery.to_table_id) if recovery.to_table_id else None
    if recovery.kind is RecoveryKind.SPLIT and made is not None:
        Ledger(session, [line for line in lines if line[1] != Table.__tablename__]).take_back()
        _put_away(session, made, now, into=session.get_one(Table, recovery.table_id))
        return
    Ledger(session, lines).take_back()
    _send_home(session, recovery)
    if recovery.kind is RecoveryKind.MERGED:
        _give_back_the_lead(session, recovery)


def _set_newer_draft_aside(session: Session, recovery: Recovery, now: datetime) -> None:
    """A draft that was begun since starts from what is undone now."""
    drafts = update(Plan).where(Plan.item_id == recovery.item_id, *DRAFT)
    session.execute(drafts.where(Plan.made_at >= recovery.at).values(superseded_at=now))


def _put_away(session: Session, made: Table, now: datetime, *, into: Table) -> None:
    """The table that a split made goes; what was written there since comes along.

    It is closed where anything happened, so that who came there is led on; else it never was.
    """
    ledger = Ledger(session)
    for note in session.scalars(select(Note).where(Note.table_id == made.id).order_by(Note.id)):
        lay(note, into, ledger)
    came = select(Latecomer).where(Latecomer.table_id == made.id).order_by(Latecomer.id)
    for latecomer in session.scalars(came).all():
        company.go_along(latecomer.signup_id, made.id, into, ledger, now)
        ledger.put(latecomer, table_id=into.id)
    company.leave_empty(made, ledger, now, "organiser")
    table_cleared.send(made, to=into, ledger=ledger)
    if ledger.lines or _was_entered(session, made):
        made.closed_at = now
    else:
        session.delete(made)
    session.flush()


def _send_home(session: Session, recovery: Recovery) -> None:
    """What came in late and is as silent as it was at home lies there again, as its author sits."""
    home, ledger = session.get_one(Table, recovery.table_id), Ledger(session)
    silent = (Note.origin_table_id == home.id, Note.private_phase.is_not(None))
    since = select(Note).where(*silent, Note.written_at >= recovery.at).order_by(Note.id)
    people = joining.ids_at(session, home.id)
    for note in session.scalars(since).all():
        if note.author_id in people:
            lay(note, home, ledger)


def _tidy(session: Session, recovery: Recovery, tables: set[int], now: datetime) -> None:
    """What began since and spans two tables again ends: notes that were brought together, and the
    lead of who sits elsewhere again."""
    untie(tables, Ledger(session))
    begun = (Leading.until.is_(None), Leading.since >= recovery.at)
    for running in session.scalars(select(Leading).where(Leading.table_id.in_(tables), *begun)):
        if running.signup_id not in joining.ids_at(session, running.table_id):
            running.until = now


def _was_entered(session: Session, table: Table) -> bool:
    """Whether anybody came to a table, or began there."""
    ways_in = ("table", "facilitator")
    came = select(GrantRow.id).where(GrantRow.kind.in_(ways_in), GrantRow.subject_id == table.id)
    began = select(Run.id).where(Run.table_id == table.id)
    return any(session.scalar(one.limit(1)) is not None for one in (came, began))


def _give_back_the_lead(session: Session, recovery: Recovery) -> None:
    """Who led the old table led the other as well while they were one: not any more."""
    table = session.get_one(Table, recovery.table_id)
    session.execute(
        delete(GrantRow).where(
            GrantRow.kind == "facilitator",
            GrantRow.subject_id == recovery.to_table_id,
            GrantRow.signup_id == table.facilitator_id,
            GrantRow.link_id.is_(None),
        )
    )


def _later(recovery: Recovery) -> Select[int]:
    return (
        select(Recovery.id)
        .where(
            Recovery.item_id == recovery.item_id,
            Recovery.id > recovery.id,
            Recovery.undone_at.is_(None),
        )
        .limit(1)
    )


def _check_plan(session: Session, recovery: Recovery) -> None:
    """Raise ``ChangedSince`` when another plan came in force."""
    if recovery.plan_id is None:
        return
    plan = session.get(Plan, recovery.plan_id)
    if plan is None or plan.superseded_at is not None:
        raise ChangedSince


def _touched(session: Session, recovery: Recovery) -> set[int]:
    """The tables whose screens hear of it: everywhere somebody or something comes from or goes."""
    found = {recovery.table_id}
    for _verb, _table, _key, *changes in recovery.ledger:
        for name, moved in changes[0].items() if changes else ():
            found |= {one for one in moved if name == "table_id" and one is not None}
    return found | ({recovery.to_table_id} if recovery.to_table_id is not None else set())
