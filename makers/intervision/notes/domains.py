"""Which policy domains a signal is about, as its table says it."""

from __future__ import annotations

from collections.abc import Collection

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from makers.events.models import PolicyDomain
from makers.events.queries import domains_among
from makers.intervision.coming.entry import Present
from makers.intervision.kinds import NoteKind
from makers.intervision.models import Note
from makers.intervision.notes.writing import record


def put_about(session: Session, note: Note, domains: Collection[int], *, by: Present) -> None:
    """Say which policy domains a signal is about, inside the transaction of who asks.

    ``domains`` are ids of the event's own, others are left out. The same again changes nothing, and
    another choice takes the place of the one before. Raises ``ValueError`` for what is no signal.
    """
    if note.kind is not NoteKind.SIGNAL:
        raise ValueError(f"a {note.kind} is about no policy domain")
    chosen = domains_among(session, note.event_id, domains)
    if {one.id for one in note.domains} != {one.id for one in chosen}:
        note.domains = chosen
        record("note.about", note, by.actor)


def hold(domain: PolicyDomain, *, session: Session) -> LazyString | None:
    """A policy domain that a table's signal is about stays; answers ``domain_leaving``."""
    about = select(Note.id).where(Note.domains.any(PolicyDomain.id == domain.id))
    if session.scalar(about.limit(1)) is None:
        return None
    return _l("Een signaal van een tafel gaat over dit beleidsterrein. Daarom blijft het.")
