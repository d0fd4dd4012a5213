"""Hard rules that a hand on the board keeps too: apart, without steps, in a language they speak."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from makers.core.errors import Refusal
from makers.events.models import ProgrammeItem
from makers.seating.impossible import listed
from makers.seating.models import Seat
from makers.seating.problem import names_in, plan_of, problem_of
from makers.seating.solver import broken_rules
from makers.seating.solver.check import Broken

SENTENCES: Mapping[str, LazyString] = {
    "apart": _l("%(names)s mogen niet samen aan een tafel. Kies een andere tafel."),
    "step_free": _l(
        "%(names)s heeft een tafel zonder drempels nodig. Kies een andere tafel, of pas %(table)s "
        "aan als daar geen drempels zijn."
    ),
    "language": _l(
        "%(names)s kan niet meepraten in de taal van %(table)s. Kies een andere tafel, of voeg de "
        "taal toe bij de tafel."
    ),
}


class Forbidden(Refusal):
    """This seat would break a hard rule; the sentence says which, and what to do."""


def check(item: ProgrammeItem, seats: Iterable[Seat], moved: Collection[int]) -> None:
    """Raise ``Forbidden`` when one of the moved sign-ups now sits where they never may.

    ``seats`` are all seats of the round, after the change. What only warns (a group split up, a
    table too empty) is left to the board.
    """
    problem = problem_of(item)
    who = {f"p{one}" for one in moved}
    for broken in broken_rules(problem, plan_of(item, seats)):
        if broken.code in SENTENCES and who & set(broken.people):
            raise Forbidden(_sentence(broken, names_in(problem)))


def _sentence(broken: Broken, names: Mapping[str, str | LazyString]) -> LazyString:
    return LazyString(
        lambda: (
            str(SENTENCES[broken.code])
            % {
                "names": listed(names[one] for one in broken.people),
                "table": str(names.get(broken.table, "")),
            }
        )
    )
