"""The demo's walk: two groups with a guide and a route, counted out and back in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from makers.core.journal import Actor
from makers.demo.guests import key
from makers.events.models import Event
from makers.seating import plans, tables
from makers.seating import queries as seating
from makers.seating.models import Leg
from makers.seating.tables import Setting
from makers.seating.walks import counting, queries, routes
from makers.signups.models import Signup


@dataclass(frozen=True)
class Walk:
    """A group: who guides it, where it gathers, and its stops with what there is to see."""

    guide: str
    place: str
    stops: tuple[tuple[str, str], ...]


GROUPS = (
    Walk(
        "Fien Zonnepaneel",
        "bij de voordeur",
        (
            ("De hoek met de stoelen", "Iemand zette er twee neer. Nu zit er elke dag wel iemand."),
            ("De binnentuin", "Wie een sleutel heeft, geeft water. Er zijn veertig sleutels."),
        ),
    ),
    Walk(
        "Ada Leesplank",
        "bij de fietsenrekken",
        (
            ("De kast zonder deur", "Ruilen zonder geld. De regels staan op een stuk karton."),
            ("De trap", "Te steil voor wie slecht loopt: de groep gaat eromheen."),
        ),
    ),
)


def set_out(
    event: Event, people: Mapping[str, Signup], absent: tuple[str, ...], *, now: datetime, by: Actor
) -> None:
    """Make the groups, seat everybody, and count who came out and back; ``now`` is days before."""
    (item,) = seating.walks(event)
    tables.add(item, len(GROUPS), by=by)
    for group, told in zip(queries.groups(item), GROUPS, strict=True):
        stands = Setting.of(group.table)
        wanted = replace(stands, place=told.place, most=30, facilitator_id=people[told.guide].id)
        tables.change(group.table, wanted, seen=stands.fingerprint, now=now, by=by)
        for place, sights in told.stops:
            routes.add(group.table, place, sights, by=by)
    plans.match(item, now=now, by=by)
    plans.publish(item, now=now, by=by)
    for group in queries.groups(item):
        for minute, walker in enumerate(queries.walkers(group.table)):
            if walker.signup.name not in absent:
                for leg, at in ((Leg.OUT, item.starts_at), (Leg.BACK, item.ends_at)):
                    counting.count(
                        group.table,
                        walker.signup,
                        leg=leg,
                        key=key(event, f"{leg} {walker.signup.name}"),
                        now=at + timedelta(seconds=5 * minute),
                        by=by,
                    )
