"""A table and its round as a recovery finds them: one transaction, every change in the ledger."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Iterable
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from makers.core import journal
from makers.core.database import writing
from makers.core.errors import Refusal
from makers.core.journal import Actor
from makers.intervision.coming.entry import in_the_plan
from makers.intervision.models import Latecomer, Note, Recovery, RecoveryKind, Reveal, Run
from makers.intervision.recovery import company
from makers.intervision.recovery.ledger import Ledger
from makers.intervision.signals import table_cleared
from makers.seating import forbidden, plans
from makers.seating.models import Plan, Seat, SeatPart, Table
from makers.seating.solver.reasons import PINNED

PARTS = ("clock", "notes", "people", "leading", "followups", "hand")


class Gone(Refusal):
    """The table was merged, dissolved or closed since the page was opened."""

    sentence = _l(
        "Deze tafel is er intussen niet meer: iemand anders voegde haar samen of hief haar op. "
        "Kijk bij ‘Nu aan tafel’ hoe het nu staat."
    )


class Elsewhere(Refusal):
    """Somebody sits at another table since the page was opened, or a table is of another round."""

    sentence = _l("Er is intussen iets veranderd. Hieronder staat hoe het nu is. Kies opnieuw.")


class NobodySeated(Refusal):
    """People can only be moved when there is a plan in force."""

    sentence = _l("Er is nog geen indeling bekendgemaakt. Maak haar eerst bekend bij Indeling.")


class Scene:
    """What there is to change, and what was changed so far.

    ``to``: the other table of this recovery, for the record.
    """

    def __init__(self, session: Session, table: Table, *, now: datetime, by: Actor) -> None:
        self.session, self.table, self.item = session, table, table.item
        self.now, self.by = now, by
        self.ledger = Ledger(session)
        self.plan: Plan | None = plans.find(session, table.item, *plans.IN_FORCE)
        self.to: Table | None = None
        self._heard = {table.id}
        self._moved: set[int] = set()

    def open_table(self, table_id: int) -> Table:
        """Another table of this round that is in use; raises ``Elsewhere``."""
        found = self.session.get(Table, table_id)
        if found is None or found.item_id != self.item.id or found.id == self.table.id:
            raise Elsewhere
        if found.closed_at is not None:
            raise Gone
        return found

    def seats(self, table: Table) -> list[Seat]:
        """Who sits at a table by the plan in force."""
        if self.plan is None:
            return []
        rows = select(Seat).where(Seat.plan_id == self.plan.id, Seat.table_id == table.id)
        return list(self.session.scalars(rows.order_by(Seat.id)))

    def seat_of(self, signup_id: int) -> Seat | None:
        """Where somebody sits by the plan in force."""
        if self.plan is None:
            return None
        mine = (Seat.plan_id == self.plan.id, Seat.signup_id == signup_id)
        return self.session.scalar(select(Seat).where(*mine))

    def sit(self, seat: Seat, table: Table, part: SeatPart = SeatPart.PARTICIPANT) -> None:
        """Give somebody a seat at a table and as what; a next plan keeps them there."""
        self._set_draft_aside()
        self._heard |= {seat.table_id, table.id}
        self._moved.add(seat.signup_id)
        company.go_along(seat.signup_id, seat.table_id, table, self.ledger, self.now)
        self.ledger.put(seat, part=part, table_id=table.id, pinned=True, reasons=[[PINNED]])

    def late(self, table: Table) -> list[Latecomer]:
        """Who sits at a table outside the plan in force."""
        here = select(Latecomer).where(Latecomer.table_id == table.id, ~in_the_plan())
        return list(self.session.scalars(here.order_by(Latecomer.id)))

    def late_at(self, signup_id: int) -> Latecomer | None:
        """Where somebody joined this round outside the plan."""
        mine = (Latecomer.item_id == self.item.id, Latecomer.signup_id == signup_id)
        return self.session.scalar(select(Latecomer).where(*mine))

    def join(self, latecomer: Latecomer, table: Table) -> None:
        """Let somebody sit at another table outside the plan."""
        self._heard |= {latecomer.table_id, table.id}
        company.go_along(latecomer.signup_id, latecomer.table_id, table, self.ledger, self.now)
        self.ledger.put(latecomer, table_id=table.id)

    def carry(self, origin: Table, to: Table, notes: Iterable[int] | None = None) -> None:
        """Lay notes of one table on another, where each still says where it comes from.

        Without ``notes`` everything goes that lies there, also what other slices keep.
        """
        self._heard |= {origin.id, to.id}
        wanted = select(Note).where(Note.table_id == origin.id)
        if notes is not None:
            wanted = wanted.where(Note.id.in_(list(notes)))
        for note in self.session.scalars(wanted.order_by(Note.id)):
            lay(note, to, self.ledger)
        untie({origin.id, to.id}, self.ledger)
        if notes is None:
            table_cleared.send(origin, to=to, ledger=self.ledger)

    def close(self, table: Table) -> None:
        """Take a table out of use; nobody leads it any more, and it asks for nobody."""
        company.leave_empty(table, self.ledger, self.now, self.by.kind)
        self.ledger.put(table, facilitator_id=None, closed_at=self.now)

    def keep(self, kind: RecoveryKind, key: uuid.UUID) -> Recovery:
        """Check the hard rules for who was moved, and write down what was done."""
        if self._moved and self.plan is not None:
            everybody = select(Seat).where(Seat.plan_id == self.plan.id)
            forbidden.check(self.item, self.session.scalars(everybody).all(), self._moved)
        recovery = Recovery(
            event_id=self.table.event_id,
            item_id=self.item.id,
            table_id=self.table.id,
            to_table_id=self.to.id if self.to is not None else None,
            plan_id=self.plan.id if self.plan is not None else None,
            key=key,
            kind=kind,
            at=self.now,
            by_kind=self.by.kind,
            by_id=self.by.id,
            ledger=self.ledger.lines,
        )
        self.session.add(recovery)
        self.session.flush()
        tell(f"tables.{kind}", recovery, self._heard, self.by)
        return recovery

    def _set_draft_aside(self) -> None:
        """A draft was made for how it was before: the next one starts from how it is now."""
        draft = plans.find(self.session, self.item, *plans.DRAFT)
        if draft is not None:
            self.ledger.put(draft, superseded_at=self.now)


def recover(
    table: Table,
    kind: RecoveryKind,
    act: Callable[[Scene], None],
    *,
    key: uuid.UUID,
    now: datetime,
    by: Actor,
) -> Recovery:
    """Do something to a table in one transaction; the same ``key`` again does it once.

    Raises ``Gone``, what ``act`` raises, and ``Forbidden`` where people would sit together, or on
    a table, where they never may.
    """
    with writing(table.event_id) as session:
        known = session.scalar(select(Recovery).where(Recovery.key == key))
        if known is not None:
            return known
        if table.closed_at is not None:
            raise Gone
        scene = Scene(session, table, now=now, by=by)
        act(scene)
        return scene.keep(kind, key)


def lay(note: Note, to: Table, ledger: Ledger) -> None:
    """Lay a note on another table; one that comes home has no other origin any more.

    What was written in silence and shown at home is open to all wherever it lies.
    """
    home = note.origin_table_id if note.origin_table_id is not None else note.table_id
    private_phase = note.private_phase
    if note.origin_table_id is None and private_phase is not None:
        shown = (Run.table_id == home, Reveal.phase == private_phase)
        if ledger.session.scalar(select(Reveal.id).join(Run).where(*shown)) is not None:
            private_phase = None
    origin_id = None if home == to.id else home
    ledger.put(note, table_id=to.id, origin_table_id=origin_id, private_phase=private_phase)


def untie(tables: Collection[int], ledger: Ledger) -> None:
    """What says the same, and versions of a statement, belong together on one table only."""
    other = aliased(Note)
    for name in ("front_id", "follows_id"):
        apart = (
            select(Note)
            .join(other, other.id == getattr(Note, name))
            .where(Note.table_id != other.table_id)
            .where(or_(Note.table_id.in_(tables), other.table_id.in_(tables)))
            .order_by(Note.id)
        )
        for note in ledger.session.scalars(apart).all():
            ledger.put(note, **{name: None})


def tell(what: str, recovery: Recovery, tables: Collection[int], by: Actor) -> None:
    """Write into the journal what was done, so that every screen it touches hears of it."""
    own = [f"table-{one}-{part}" for one in sorted(tables) for part in PARTS]
    for topic in ("recovery", "seating", *own):
        journal.record(what, event_id=recovery.event_id, topic=topic, subject_id=recovery.id, by=by)
