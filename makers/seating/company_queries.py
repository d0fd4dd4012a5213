"""What pages and the solver ask about who belongs together, who apart, and what matters."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from makers.core.database import db
from makers.seating import solver
from makers.seating.models import Apart, Importances, Together


def company(event_id: int) -> tuple[Sequence[Together], Sequence[Apart]]:
    """Who belongs at one table and who does not, oldest first; three statements."""
    together = db.session.scalars(
        select(Together)
        .where(Together.event_id == event_id)
        .order_by(Together.id)
        .options(selectinload(Together.signups))
    ).all()
    apart = db.session.scalars(
        select(Apart)
        .where(Apart.event_id == event_id)
        .order_by(Apart.id)
        .options(joinedload(Apart.one), joinedload(Apart.other))
    ).all()
    return together, apart


def together_rule(event_id: int, rule_id: int) -> Together | None:
    """One group that is kept together at an event."""
    wanted = select(Together).where(Together.id == rule_id, Together.event_id == event_id)
    return db.session.scalar(wanted)


def apart_rule(event_id: int, rule_id: int) -> Apart | None:
    """One pair that is kept apart at an event."""
    return db.session.scalar(select(Apart).where(Apart.id == rule_id, Apart.event_id == event_id))


def importances(event_id: int) -> Importances:
    """How much each wish matters at an event, the defaults where nobody said; one statement."""
    found = db.session.get(Importances, event_id)
    if found is not None:
        return found
    defaults = solver.Importances()
    return Importances(**{wish: getattr(defaults, wish) for wish in solver.WISHES})
