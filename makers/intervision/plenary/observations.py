"""What people saw on the walk: at a stop of the route, with a picture if they like."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from makers.core.database import writing
from makers.core.journal import Actor
from makers.events.models import ProgrammeItem
from makers.intervision.kinds import NoteKind
from makers.intervision.models import Note, Photo
from makers.intervision.plenary import items, photos, written
from makers.intervision.plenary.items import Takes
from makers.intervision.plenary.written import Words
from makers.seating.models import Stop, Table
from makers.signups.models import Signup
from makers.talks.rendering import Page


def note(
    item: ProgrammeItem,
    signup: Signup,
    words: Words,
    *,
    stop_id: int | None = None,
    picture: Page | None = None,
    key: uuid.UUID,
    now: datetime,
    by: Actor,
) -> Note:
    """Keep what somebody saw; the same ``key`` again is the note that is there.

    A stop that was left out of the route meanwhile is left out here too. Raises ``items.NotNow``
    and ``written.TooFast``.
    """
    with writing(item.event_id) as session:
        there = written.known(session, key)
        if there is not None:
            return there
        items.check(item, signup, Takes.OBSERVATIONS, now)
        kept = written.put_down(
            session, item, signup, NoteKind.OBSERVATION, words, key=key, now=now, by=by
        )
        kept.stop_id = _stop(session, item, stop_id)
        if picture is not None:
            session.add(
                Photo(
                    note_id=kept.note_id,
                    digest=photos.digest_of(picture),
                    width=picture.width,
                    height=picture.height,
                    data=picture.data,
                )
            )
        return kept.note


def _stop(session: Session, item: ProgrammeItem, stop_id: int | None) -> int | None:
    """The stop, if it is on a route of this walk."""
    if stop_id is None:
        return None
    return session.scalar(
        select(Stop.id).join(Table).where(Stop.id == stop_id, Table.item_id == item.id)
    )
