"""Slides: handed in, put in order, looked at and approved by who shows them. Each a transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, exists, or_, select, text
from sqlalchemy.orm import Session

from makers.core.database import insert_unless, is_sqlite, writing
from makers.core.errors import Refusal
from makers.core.journal import Actor
from makers.signups.models import Signup
from makers.talks import deck_queries
from makers.talks.booking import GivenBack, record
from makers.talks.models import Deck, Picture, Row, Slide, Talk
from makers.talks.rendering import Page

PICTURES = 0x736C69646573  # the advisory lock of the pictures on PostgreSQL


class DeckChanged(Refusal):
    """Somebody changed the slides since this page was opened."""

    sentence = _l("De dia’s zijn intussen veranderd. Hieronder staan ze zoals ze nu zijn.")


class NotWhole(Refusal):
    """There are too few or too many slides to run."""

    sentence = _l("Het aantal dia’s klopt nog niet. Kies hieronder eerst welke je toont.")


class WrongNumber(Refusal):
    """Another number of slides was chosen than the row shows."""

    sentence = _l("Kies er precies %(slides)d. Je koos er %(chosen)d.")

    def __init__(self, slides: int, chosen: int) -> None:
        super().__init__()
        self.sentence = _l(
            "Kies er precies %(slides)d. Je koos er %(chosen)d.", slides=slides, chosen=chosen
        )


@dataclass(frozen=True)
class Told:
    """What is said beside a slide: its description for everybody, and the speaker's own notes."""

    description: str
    notes: str


def hand_in(talk: Talk, pages: Sequence[Page], *, source: str, now: datetime, by: Actor) -> Deck:
    """Keep these pictures as the talk's newest deck; what was there before stays.

    Exactly as many as the row shows are in order at once. Of fewer the rest is open, of more
    nothing is chosen yet. The same pictures sent again are the deck that is there. Raises
    ``booking.GivenBack``.
    """
    digests = [hashlib.sha256(page.data).hexdigest() for page in pages]
    with writing(talk.event_id) as session:
        if talk.given_back_at is not None:
            raise GivenBack
        newest = deck_queries.newest(session, talk.id)
        if newest is not None and [one.digest for one in by_page(newest)] == digests:
            return newest
        _lock_pictures(session)
        _keep(session, dict(zip(digests, pages, strict=True)))
        in_order = len(pages) <= deck_queries.measure(session, talk).slides
        deck = Deck(
            event_id=talk.event_id,
            talk_id=talk.id,
            source=source,
            handed_in_at=now,
            slides=[
                Slide(page=page, place=page if in_order else None, digest=digest)
                for page, digest in enumerate(digests, 1)
            ],
        )
        session.add(deck)
        session.flush()
        record("slides.handed_in", talk, by)
    return deck


def repeat_last(deck: Deck, *, version: int, by: Actor) -> None:
    """Fill a deck that is too short with its last slide; twice is once.

    Raises ``DeckChanged``, and ``NotWhole`` for one that is too long.
    """
    with writing(deck.event_id) as session:
        row = deck_queries.measure(session, deck.talk)
        if is_whole(deck, row):
            return
        _check(session, deck, version)
        ours = by_page(deck)
        if len(ours) > row.slides:
            raise NotWhole
        deck.slides = ours
        for place, slide in enumerate(ours, 1):
            slide.place = place
        session.flush()
        for place in range(len(ours) + 1, row.slides + 1):
            deck.slides.append(Slide(page=ours[-1].page, place=place, digest=ours[-1].digest))
        _changed(session, deck, by)


def choose(deck: Deck, pages: Collection[int], *, version: int, by: Actor) -> None:
    """Show these pages of the deck, in their order, and leave the others out.

    Raises ``DeckChanged``, and ``WrongNumber`` unless they are as many as the row shows.
    """
    with writing(deck.event_id) as session:
        _check(session, deck, version)
        row = deck_queries.measure(session, deck.talk)
        ours = by_page(deck)
        chosen = [slide for slide in ours if slide.page in pages]
        if len(chosen) != row.slides:
            raise WrongNumber(row.slides, len(chosen))
        deck.slides = ours
        for slide in ours:
            slide.place = None
        session.flush()
        for place, slide in enumerate(chosen, 1):
            slide.place = place
        _changed(session, deck, by)


def approve(deck: Deck, *, version: int, now: datetime, by: Actor) -> None:
    """The speaker looked at the proof and wants it shown like that; twice is once.

    Raises ``DeckChanged`` and ``NotWhole``.
    """
    with writing(deck.event_id) as session:
        if deck.approved_at is not None:
            return
        _check(session, deck, version)
        if not is_whole(deck, deck_queries.measure(session, deck.talk)):
            raise NotWhole
        deck.approved_at = now
        record("slides.approved", deck.talk, by)


def describe(deck: Deck, told: Mapping[int, Told], *, by: Actor) -> None:
    """Keep what is said beside slides, by their id; slides that are not named stay as they are."""
    with writing(deck.event_id):
        for slide in deck.slides:
            if slide.id in told:
                slide.description = told[slide.id].description
                slide.notes = told[slide.id].notes
        record("slides.described", deck.talk, by)


def go_back(deck: Deck, *, now: datetime, by: Actor) -> Deck:
    """Make an earlier deck the newest one again, as a deck of its own; it is looked at anew."""
    with writing(deck.event_id) as session:
        newest = deck_queries.newest(session, deck.talk_id)
        if newest is not None and newest.id == deck.id:
            return deck
        again = Deck(
            event_id=deck.event_id,
            talk_id=deck.talk_id,
            source=deck.source,
            handed_in_at=now,
            slides=[
                Slide(
                    page=one.page,
                    place=one.place,
                    digest=one.digest,
                    description=one.description,
                    notes=one.notes,
                )
                for one in deck.slides
            ],
        )
        session.add(again)
        session.flush()
        record("slides.handed_in", deck.talk, by)
    return again


def is_whole(deck: Deck, row: Row) -> bool:
    """Whether the deck fills its talk: one slide in every place."""
    places = sorted(slide.place for slide in deck.slides if slide.place is not None)
    return places == list(range(1, row.slides + 1))


def by_page(deck: Deck) -> list[Slide]:
    """One slide a page, without repetitions, in the order of the file."""
    return list({slide.page: slide for slide in reversed(deck.slides)}.values())[::-1]


def forget(session: Session, talk_ids: Iterable[int]) -> None:
    """Delete the decks of these talks, and the pictures that no deck shows any more."""
    _lock_pictures(session)
    decks = select(Deck.id).where(Deck.talk_id.in_(list(talk_ids)))
    session.execute(delete(Slide).where(Slide.deck_id.in_(decks)))
    session.execute(delete(Deck).where(Deck.id.in_(decks)))
    session.execute(delete(Picture).where(~exists().where(Slide.digest == Picture.digest)))


def held(session: Session, signup: Signup) -> list[dict[str, Any]]:
    """What is kept of somebody's slides: when, from which file, and what they wrote beside them."""
    decks = session.scalars(
        select(Deck)
        .join(Talk)
        .where(or_(Talk.signup_id == signup.id, Talk.partner_id == signup.id))
        .order_by(Deck.id)
    ).all()
    return [
        {
            "bestand": deck.source,
            "ingeleverd op": deck.handed_in_at.isoformat(),
            "beelden": len(by_page(deck)),
            "teksten": [
                {"omschrijving": one.description, "notities": one.notes}
                for one in deck.slides
                if one.description or one.notes
            ],
        }
        for deck in decks
    ]


def _keep(session: Session, pictures: Mapping[str, Page]) -> None:
    insert = insert_unless(session.get_bind().dialect.name, Picture, "digest")
    for digest, page in pictures.items():
        session.connection().execute(
            insert,
            {"digest": digest, "width": page.width, "height": page.height, "data": page.data},
        )


def _lock_pictures(session: Session) -> None:
    """What one event hands in, another may be forgetting: one at a time, on PostgreSQL too."""
    if not is_sqlite(session):
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": PICTURES})


def _check(session: Session, deck: Deck, version: int) -> None:
    newest = deck_queries.newest(session, deck.talk_id)
    if deck.version != version or newest is None or newest.id != deck.id:
        raise DeckChanged


def _changed(session: Session, deck: Deck, by: Actor) -> None:
    deck.approved_at = None
    deck.version += 1
    session.flush()
    record("slides.changed", deck.talk, by)
