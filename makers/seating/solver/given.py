"""What is given to the solver: people, cases, rounds of tables, rules and wishes. Frozen values.

Every id is a string. Table ids are unique in all that is given, so a table tells its round.
``docs/seating-problem.md`` describes the same as a JSON file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

GOVERNMENT = "government"
BRINGER = "bringer"
FACILITATOR = "facilitator"
PARTICIPANT = "participant"

WISHES = ("domains", "roles", "colleagues", "choices", "meetings", "same_case", "moves")
LEVELS = (0, 1, 3, 9, 27)
# points for one missed fact (or step), before the organiser's importance
PRICES: Mapping[str, int] = {
    "domains": 12,
    "roles": 4,
    "colleagues": 2,
    "choices": 3,
    "meetings": 6,
    "same_case": 12,
    "moves": 6,
}
SAME_DEPARTMENT = 3  # steps a pair of colleagues counts for
SAME_ORGANISATION = 1
CHOICE_STEPS = (0, 1, 2)  # first, second, third choice
NO_CHOICE_STEPS = 4


@dataclass(frozen=True, slots=True)
class Person:
    """Someone to seat. ``rounds`` None: there all day; ``choices``: case ids, best first.

    ``languages`` empty: any table will do. ``seen``: cases they sat with at earlier events.
    """

    id: str
    role: str = ""
    side: str = ""
    organisation: str = ""
    department: str = ""
    domains: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    step_free: bool = False
    languages: tuple[str, ...] = ()
    rounds: tuple[str, ...] | None = None
    seen: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """What is brought to a table, by whom, and the policy domains it touches."""

    id: str
    bringer: str | None = None
    domains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """One group in one round. ``languages`` empty: every language is spoken there."""

    id: str
    least: int
    most: int
    case: str | None = None
    facilitator: str | None = None
    step_free: bool = True
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Round:
    """Tables at one moment. ``frozen``: it has been; its published seats stay as they are.

    ``asks``: which of ``bringer`` and ``facilitator`` every table should have; absence warns.
    """

    id: str
    tables: tuple[Table, ...]
    asks: tuple[str, ...] = ()
    frozen: bool = False


@dataclass(frozen=True, slots=True)
class Pin:
    """This person sits at this table, whatever it costs."""

    person: str
    table: str


@dataclass(frozen=True, slots=True)
class Together:
    """Two or more people who share a table; ``rounds`` None: in every round."""

    people: tuple[str, ...]
    rounds: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Apart:
    """Two people who never share a table; ``rounds`` None: in no round."""

    people: tuple[str, str]
    rounds: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Importances:
    """How much each wish matters to the organiser: 0 (off), 1, 3, 9 or 27."""

    domains: int = 9
    roles: int = 3
    colleagues: int = 3
    choices: int = 3
    meetings: int = 3
    same_case: int = 3
    moves: int = 3

    def weight(self, wish: str) -> int:
        """Points for one missed fact (or step) of this wish."""
        level: int = getattr(self, wish)
        return level * PRICES[wish]


@dataclass(frozen=True, slots=True)
class Seat:
    """A person at a table in a round, as what, and whether it was fixed beforehand."""

    round: str
    person: str
    table: str
    part: str = PARTICIPANT
    pinned: bool = False


@dataclass(frozen=True)
class Plan:
    """Who sits where, in the order of the problem's rounds and people."""

    seats: tuple[Seat, ...] = ()

    def table_of(self, person: str, round_id: str) -> str | None:
        """The table of this person in this round, None when they have no seat."""
        found = (s.table for s in self.seats if s.person == person and s.round == round_id)
        return next(found, None)

    def people_at(self, table: str) -> tuple[str, ...]:
        """Who sits at this table."""
        return tuple(seat.person for seat in self.seats if seat.table == table)


@dataclass(frozen=True)
class Given:
    """Everything that the solver is told, right or wrong. ``met``: pairs of an earlier event."""

    people: tuple[Person, ...]
    rounds: tuple[Round, ...]
    cases: tuple[Case, ...] = ()
    pins: tuple[Pin, ...] = ()
    together: tuple[Together, ...] = ()
    apart: tuple[Apart, ...] = ()
    met: tuple[tuple[str, str], ...] = ()
    importances: Importances = Importances()
    published: Plan = field(default_factory=Plan)

    def tables(self) -> dict[str, tuple[Round, Table]]:
        """Every table with its round, by id."""
        return {table.id: (turn, table) for turn in self.rounds for table in turn.tables}
