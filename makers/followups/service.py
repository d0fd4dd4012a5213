"""Making an agreement, giving it other terms, throwing it away, letting it go on from the table.

What becomes of it afterwards: ``promises``. Each is one transaction, and each change is kept as a
row.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from makers.core import clock, journal
from makers.core.database import writing
from makers.core.errors import Refusal
from makers.core.journal import Actor
from makers.followups.models import BY_NAME, FollowUp, FollowUpChange, FollowUpState
from makers.intervision.coming import joining
from makers.seating.models import Table

MOST_YEARS = 10


class NotAtTable(Refusal):
    """Owner and counterpart sit at the table where the agreement is made."""

    sentence = _l("Deze persoon zit niet meer aan deze tafel. Kies iemand anders van de tafel.")


class WrongDay(Refusal):
    """A promise is for a day from today on, within ten years."""

    status = 422


class DayIsOver(WrongDay):
    """A promise for a day that is over cannot be kept."""

    sentence = _l("Deze dag is al voorbij. Kies vandaag of een latere dag.")


class DayIsFar(WrongDay):
    """A day ten years from now is a slip of the keyboard."""

    sentence = _l("Deze dag is pas over meer dan tien jaar. Kies een dag die dichterbij ligt.")


class Thrown(Refusal):
    """The agreement lies in the bin."""

    sentence = _l("Deze afspraak is weggegooid. Zet haar eerst terug uit de prullenbak.")


class Closed(Refusal):
    """An agreement that was kept or dropped changes no more."""

    sentence = _l("Deze afspraak is al afgerond. Kies eerst “Toch niet” als dat niet klopt.")


class NotAsRead(Refusal):
    """The agreement was changed since its owner read it."""

    sentence = _l("Deze afspraak is net aangepast. Lees haar nog eens en kies dan opnieuw.")


class Overtaken(Refusal):
    """The agreement was changed while this edit was typed; both texts are kept and shown."""

    sentence = _l(
        "Iemand anders paste deze afspraak aan terwijl jij typte. Hieronder staat wat er nu staat, "
        "en wat jij typte. Kies wat klopt en bewaar opnieuw, of laat staan wat er staat."
    )

    def __init__(self, follow_up: FollowUp) -> None:
        super().__init__()
        self.follow_up = follow_up


@dataclass(frozen=True)
class Terms:
    """Who does what, for whom, by when. Owner and counterpart are ids of sign-ups.

    ``department``: for which the owner takes it along; empty when it is their own.
    """

    action: str
    owner_id: int | None = None
    counterpart_id: int | None = None
    due_on: date | None = None
    department: str = ""

    @classmethod
    def of(cls, follow_up: FollowUp) -> Terms:
        """What stands in an agreement now."""
        return cls(
            follow_up.action,
            follow_up.owner_id,
            follow_up.counterpart_id,
            follow_up.due_on,
            follow_up.department,
        )


def agree(table: Table, terms: Terms, *, key: uuid.UUID, now: datetime, by: Actor) -> FollowUp:
    """Write an agreement down; the same form again (same ``key``) returns the one that is there.

    Raises ``NotAtTable``, and ``WrongDay`` for a day before today in Rotterdam or far away.
    """
    with writing(table.event_id) as session:
        once = uuid.uuid5(key, repr((table.id, terms)))
        known = session.scalar(select(FollowUp).where(FollowUp.key == once))
        if known is not None:
            return known
        _check(session, table.id, terms, now)
        follow_up = FollowUp(
            event_id=table.event_id,
            table_id=table.id,
            key=once,
            state=FollowUpState.PROPOSED,
            agreed_at=now,
            version=1,
        )
        session.add(follow_up)
        _write(follow_up, terms)
        keep(session, "followup.agreed", follow_up, now, by)
    return follow_up


def edit(follow_up: FollowUp, terms: Terms, *, version: int, now: datetime, by: Actor) -> None:
    """Give an agreement other terms; ``version`` is the one the edit started from.

    The same terms again change nothing. Who and when stood there already may stay, also when they
    sit elsewhere by now or the day is over. What its owner did not say themselves asks for another
    yes of theirs. Raises ``Thrown``, ``Closed``, ``Overtaken`` with the agreement as it is now,
    ``NotAtTable`` and ``WrongDay``.
    """
    with changing(follow_up) as session:
        stored = Terms.of(follow_up)
        if stored == terms:
            return
        if follow_up.version != version:
            raise Overtaken(follow_up)
        _check(session, follow_up.table_id, terms, now, stored)
        _write(follow_up, terms)
        if by.kind not in BY_NAME or by.id != terms.owner_id:
            follow_up.state, follow_up.offered_to_id = FollowUpState.PROPOSED, None
        follow_up.version += 1
        keep(session, "followup.edited", follow_up, now, by, owners={stored.owner_id})


def delete(follow_up: FollowUp, *, now: datetime, by: Actor) -> None:
    """Put an agreement in the bin, from where ``restore`` takes it back; twice is once."""
    with writing(follow_up.event_id) as session:
        if follow_up.deleted_at is None:
            follow_up.deleted_at = now
            keep(session, "followup.deleted", follow_up, now, by)


def restore(follow_up: FollowUp, *, now: datetime, by: Actor) -> None:
    """Take an agreement out of the bin; twice is once."""
    with writing(follow_up.event_id) as session:
        if follow_up.deleted_at is not None:
            follow_up.deleted_at = None
            keep(session, "followup.restored", follow_up, now, by)


def consent(follow_up: FollowUp, version: int, *, now: datetime, by: Actor) -> None:
    """The owner lets the agreement go on from the table, as they read it; twice is once.

    Other terms ask for another yes. Raises ``Thrown``, and ``NotAsRead`` for another ``version``
    than the one that stands.
    """
    with changing(follow_up, also_closed=True) as session:
        if follow_up.version != version:
            raise NotAsRead
        if not follow_up.goes_on:
            follow_up.consented_at, follow_up.consented_version = now, version
            keep(session, "followup.consented", follow_up, now, by)


def keep_here(follow_up: FollowUp, *, now: datetime, by: Actor) -> None:
    """The owner takes the consent back; twice is once."""
    with writing(follow_up.event_id) as session:
        if follow_up.consented_at is not None:
            follow_up.consented_at = follow_up.consented_version = None
            keep(session, "followup.kept", follow_up, now, by)


@contextmanager
def changing(follow_up: FollowUp, *, also_closed: bool = False) -> Iterator[Session]:
    """A transaction that changes an agreement; raises ``Thrown``, and ``Closed`` unless told so."""
    with writing(follow_up.event_id) as session:
        if follow_up.deleted_at is not None:
            raise Thrown
        if not follow_up.is_open and not also_closed:
            raise Closed
        yield session


def _check(
    session: Session, table_id: int, terms: Terms, now: datetime, stored: Terms | None = None
) -> None:
    """Raise ``NotAtTable`` or ``WrongDay`` for what is new in ``terms``."""
    there = {None} if stored is None else {None, stored.owner_id, stored.counterpart_id}
    wanted = {terms.owner_id, terms.counterpart_id} - there
    if wanted and not wanted <= joining.ids_at(session, table_id):
        raise NotAtTable
    if stored is None or stored.due_on != terms.due_on:
        check_day(terms.due_on, now)


def check_day(due_on: date | None, now: datetime) -> None:
    """Raise ``DayIsOver`` for a day before today in Rotterdam, ``DayIsFar`` for one far away."""
    today = clock.amsterdam(now).date()
    if due_on is not None and due_on < today:
        raise DayIsOver
    if due_on is not None and due_on.year > today.year + MOST_YEARS:
        raise DayIsFar


def _write(follow_up: FollowUp, terms: Terms) -> None:
    follow_up.action = terms.action
    follow_up.owner_id, follow_up.counterpart_id = terms.owner_id, terms.counterpart_id
    follow_up.due_on, follow_up.department = terms.due_on, terms.department


def keep(
    session: Session,
    what: str,
    follow_up: FollowUp,
    now: datetime,
    by: Actor,
    owners: Collection[int | None] = (),
    said: str = "",
) -> None:
    """Keep the agreement as it is now as a row, and tell the table, and its owners, past or new.

    It belongs in the transaction that changes it. ``said``: what somebody had to say about it.
    """
    session.flush()
    session.add(
        FollowUpChange(
            follow_up_id=follow_up.id,
            version=follow_up.version,
            action=follow_up.action,
            owner_id=follow_up.owner_id,
            counterpart_id=follow_up.counterpart_id,
            department=follow_up.department,
            due_on=follow_up.due_on,
            state=follow_up.state,
            offered_to_id=follow_up.offered_to_id,
            said=said,
            by_kind=by.kind,
            by_id=by.id,
            at=now,
        )
    )
    owned = any(owner is not None for owner in (follow_up.owner_id, *owners))
    for topic in (f"table-{follow_up.table_id}-followups", *(["followups"] if owned else [])):
        journal.record(
            what, event_id=follow_up.event_id, topic=topic, subject_id=follow_up.id, by=by
        )
