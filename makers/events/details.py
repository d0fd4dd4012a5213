"""What an organiser says of an event and of a programme item: plain values to compare and write."""

from __future__ import annotations

import hashlib
from dataclasses import astuple, dataclass, replace
from datetime import datetime

from makers.events.models import Entrance, Event, ItemKind, ProgrammeItem, Side


@dataclass(frozen=True)
class RoleDetails:
    """A role as typed; ``id`` is ``None`` for one that is not there yet.

    ``held`` places are kept for it until ``held_until`` (UTC; ``None``: until the event begins).
    """

    name: str
    side: Side
    capacity: int | None = None
    id: int | None = None
    held: int = 0
    held_until: datetime | None = None


@dataclass(frozen=True)
class Details:
    """Everything an organiser says of an event, the programme left out. Moments are UTC."""

    title: str
    starts_at: datetime
    ends_at: datetime
    capacity: int
    occasion: str = ""
    questions_government: str = ""
    questions_entrepreneurs: str = ""
    place: str = ""
    address: str = ""
    getting_there: str = ""
    mail_confirmed: str = ""
    mail_reminder: str = ""
    entrance: Entrance = Entrance.OPEN
    invited_domains: str = ""
    roles: tuple[RoleDetails, ...] = ()
    domains: tuple[str, ...] = ()

    @classmethod
    def of(cls, event: Event) -> Details:
        """What stands in an event now."""
        texts = {name: getattr(event, name) for name in TEXTS}
        return cls(
            **texts,
            starts_at=event.starts_at,
            ends_at=event.ends_at,
            capacity=event.capacity,
            entrance=event.entrance,
            roles=tuple(
                RoleDetails(
                    role.name, role.side, role.capacity, role.id, role.held, role.held_until
                )
                for role in event.roles
            ),
            domains=tuple(domain.name for domain in event.domains),
        )

    @property
    def version(self) -> str:
        """A short mark of exactly this content: an edit says which one it started from."""
        return mark(astuple(self))

    @property
    def when_and_where(self) -> tuple[object, ...]:
        """What people have in their calendars."""
        return self.starts_at, self.ends_at, self.place, self.address

    def says_the_same(self, other: Details) -> bool:
        """Whether both read the same; whether a role has its number yet does not count."""
        return self.without_numbers() == other.without_numbers()

    def without_numbers(self) -> Details:
        """The same with roles that are not anybody's yet, as a copy takes them."""
        return replace(self, roles=tuple(replace(role, id=None) for role in self.roles))


TEXTS = (
    "title",
    "occasion",
    "questions_government",
    "questions_entrepreneurs",
    "place",
    "address",
    "getting_there",
    "mail_confirmed",
    "mail_reminder",
    "invited_domains",
)


@dataclass(frozen=True)
class ItemDetails:
    """Everything an organiser says of a programme item. ``starts_at`` is UTC.

    A ``locked`` one keeps its start. ``group_size``: for how many people (``None``: everybody).
    ``quiet``: nothing is sent to it from phones.
    """

    kind: ItemKind
    title: str
    starts_at: datetime
    minutes: int
    who: str = ""
    place: str = ""
    description: str = ""
    locked: bool = False
    group_size: int | None = None
    quiet: bool = False

    @classmethod
    def of(cls, item: ProgrammeItem) -> ItemDetails:
        """What stands in an item now."""
        return cls(
            kind=item.kind,
            title=item.title,
            starts_at=item.starts_at,
            minutes=item.minutes,
            who=item.who,
            place=item.place,
            description=item.description,
            locked=item.locked,
            group_size=item.group_size,
            quiet=item.quiet,
        )

    @property
    def version(self) -> str:
        """A short mark of exactly this content: an edit says which one it started from."""
        return mark(astuple(self))


def mark(values: tuple[object, ...]) -> str:
    """A short mark of exactly these values."""
    return hashlib.sha256(repr(values).encode()).hexdigest()[:16]
