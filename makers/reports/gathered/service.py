"""Gathering signals: bringing alike ones together, taking them apart, saying what they are about.

Each is one transaction that reads the list again: what is not as the desk saw it is refused, never
overwritten.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from makers.core import journal
from makers.core.database import writing
from makers.core.errors import Refusal
from makers.core.journal import Actor
from makers.events.models import PolicyDomain
from makers.reports.gathered import queries
from makers.reports.gathered.signals import Signal
from makers.reports.models import GatheredSignal
from makers.signups.retention import Over

TOPIC = "signals"


class TooFew(Refusal):
    """One signal is together with itself already."""

    sentence = _l("Vink twee of meer signalen aan die hetzelfde zeggen.")
    status = 422


class Changed(Refusal):
    """A signal is not as it stood on the page: withdrawn, rewritten, or gathered meanwhile."""

    sentence = _l("Een van deze signalen is net veranderd. Kijk opnieuw en kies dan weer.")


class Overtaken(Refusal):
    """Somebody else changed the signal while this was typed; both are shown."""

    sentence = _l(
        "Iemand anders paste dit signaal aan terwijl jij typte. Hieronder staat wat er nu staat, "
        "en wat jij koos. Bewaar opnieuw als dat van jou klopt, of laat staan wat er staat."
    )


def bring_together(
    event_id: int,
    seen: Collection[str],
    title: str,
    domains: Collection[int],
    *,
    key: uuid.UUID,
    now: datetime,
    by: Actor,
) -> GatheredSignal:
    """Gather the signals that were ``seen`` (``Signal.seen``) under a ``title`` of the desk.

    ``domains``: ids of the event's policy domains; others are left out. The same ``key`` again
    returns what is there. Raises ``TooFew`` for less than two and ``Changed`` when one of them is
    not on the list any more as it was seen.
    """
    with writing(event_id) as session:
        known = session.scalar(select(GatheredSignal).where(GatheredSignal.key == key))
        if known is not None:
            return known
        if len(set(seen)) < 2:
            raise TooFew
        there = {one.seen: one for one in queries.of_event(event_id).signals}
        if not set(seen) <= there.keys():
            raise Changed
        made = _row(session, event_id, now, key=key, title=title)
        made.domains = _domains(session, event_id, domains)
        session.flush()
        for stamp in set(seen):
            _row_of(session, event_id, there[stamp], now).under_id = made.id
        _record("signals.gathered", made, by)
    return made


def take_apart(event_id: int, seen: str, *, by: Actor) -> None:
    """Let what lies under a gathered signal lie apart again, as it was; its title goes.

    Works on the list and under another. Raises ``Changed`` when it is not as it was ``seen``.
    """
    with writing(event_id) as session:
        signal = queries.of_event(event_id).within(seen.partition(":")[0])
        if signal is None or signal.seen != seen or not signal.is_gathered:
            raise Changed
        row = _kept(session, event_id, signal)
        for part in session.scalars(
            select(GatheredSignal).where(GatheredSignal.under_id == row.id)
        ):
            part.under_id = row.under_id
        session.flush()
        _record("signals.taken_apart", row, by)
        session.delete(row)


def edit(
    event_id: int,
    code: str,
    *,
    title: str,
    domains: Collection[int],
    version: int,
    now: datetime,
    by: Actor,
) -> None:
    """Say what policy a signal is about and, of a gathered one, how it is told.

    A note keeps its own words whatever the ``title``. ``version`` is the one the edit started from.
    The same again changes nothing. Raises ``Changed`` when it is not on the list any more, and
    ``Overtaken`` when somebody else was first.
    """
    with writing(event_id) as session:
        signal = queries.of_event(event_id).find(code)
        if signal is None:
            raise Changed
        told = title if signal.is_gathered else ""
        about = _domains(session, event_id, domains)
        if (told, {one.id for one in about}) == (signal.title, set(signal.domains)):
            return
        if signal.version != version:
            raise Overtaken
        row = _row_of(session, event_id, signal, now)
        row.title, row.domains = told, about
        row.version = version + 1
        session.flush()
        _record("signal.edited", row, by)


def note_export(event_id: int | None, kind: str, *, by: Actor) -> None:
    """Write in the journal that signals left the house; of all events without ``event_id``."""
    with writing(event_id):
        what = f"signals.exported.{kind}"
        journal.record(what, event_id=event_id, topic="reports", by=by)


def hold_domain(domain: PolicyDomain, *, session: Session) -> LazyString | None:
    """A policy domain that a signal is about stays; answers ``domain_leaving``."""
    about = select(GatheredSignal.id).where(
        GatheredSignal.domains.any(PolicyDomain.id == domain.id)
    )
    if session.scalar(about.limit(1)) is None:
        return None
    return _l("Een signaal gaat over dit beleidsterrein. Verander eerst dat signaal.")


def over(now: datetime) -> Over:
    """Receiver of ``over_wanted``: titles of which every note is gone."""
    below = aliased(GatheredSignal)
    empty = select(GatheredSignal.id).where(
        GatheredSignal.note_id.is_(None),
        ~select(below.id).where(below.under_id == GatheredSignal.id).exists(),
    )
    return Over(
        _l("Samengevoegde signalen waarvan de notities weg zijn"),
        _l("tot de laatste notitie weg is"),
        GatheredSignal,
        empty,
    )


def _row_of(session: Session, event_id: int, signal: Signal, now: datetime) -> GatheredSignal:
    """The row of a signal, made where the desk did nothing with its note yet."""
    if signal.version == 0:
        note_id = signal.sources[0].note_id
        row = _row(session, event_id, now, key=uuid.uuid4(), note_id=note_id)
        row.domains = _domains(session, event_id, list(signal.domains))
        return row
    return _kept(session, event_id, signal)


def _kept(session: Session, event_id: int, signal: Signal) -> GatheredSignal:
    kind, _dash, number = signal.code.partition("-")
    column = GatheredSignal.note_id if kind == "note" else GatheredSignal.id
    return session.scalars(
        select(GatheredSignal).where(GatheredSignal.event_id == event_id, column == int(number))
    ).one()


def _row(session: Session, event_id: int, now: datetime, **values: object) -> GatheredSignal:
    row = GatheredSignal(event_id=event_id, made_at=now, version=1, **values)
    session.add(row)
    return row


def _domains(session: Session, event_id: int, ids: Collection[int]) -> list[PolicyDomain]:
    """The event's own policy domains of these ids."""
    found = select(PolicyDomain).where(
        PolicyDomain.event_id == event_id, PolicyDomain.id.in_(list(ids))
    )
    return list(session.scalars(found.order_by(PolicyDomain.position)))


def _record(what: str, row: GatheredSignal, by: Actor) -> None:
    journal.record(what, event_id=row.event_id, topic=TOPIC, subject_id=row.id, by=by)
