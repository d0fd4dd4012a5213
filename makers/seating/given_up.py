"""What a plan gave up, in words: per wish what came true, and where and for whom it did not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import gettext as _

from makers.events.models import ProgrammeItem
from makers.seating.company_forms import NAMES
from makers.seating.impossible import listed
from makers.seating.models import Plan
from makers.seating.problem import names_in, plan_of, problem_of
from makers.seating.solver import WISHES, recount
from makers.seating.solver.missed import Missed, missed

Names = Mapping[str, str | LazyString]


@dataclass(frozen=True)
class GivenUp:
    """A wish: how much of it came true, and a sentence for every time that it did not."""

    name: LazyString
    achieved: int
    possible: int
    sentences: tuple[str, ...]


def given_up(item: ProgrammeItem, plan: Plan) -> list[GivenUp]:
    """Every wish that this plan could serve, counted anew, also after changes by hand.

    As many statements as ``problem_of``, and two for the names.
    """
    problem, seats = problem_of(item), plan_of(item, plan.seats)
    counts, names = recount(problem, seats), names_in(problem)
    lost = missed(problem, seats)
    return [
        GivenUp(
            NAMES[wish],
            counts[wish].achieved,
            counts[wish].possible,
            tuple(_sentence(one, names) for one in lost if one.wish == wish),
        )
        for wish in WISHES
        if counts[wish].possible
    ]


def _sentence(one: Missed, names: Names) -> str:
    words = {
        "table": str(names.get(one.table, "")),
        "names": listed(names[who] for who in one.people),
        "about": one.about,
    }
    sentences = {
        "domains": _("Aan %(table)s weet niemand van %(about)s.", **words),
        "roles": _("Aan %(table)s zitten te veel of te weinig mensen als %(about)s.", **words),
        "colleagues": _("Aan %(table)s zitten collega’s bij elkaar: %(names)s.", **words),
        "choices": _("%(names)s kreeg geen van de eigen keuzes.", **words),
        "meetings": _("Aan %(table)s kennen mensen elkaar al: %(names)s.", **words),
        "same_case": _("%(names)s zat al eerder bij de casus van %(table)s.", **words),
        "moves": _("%(names)s gaat weg van %(table)s.", **words),
    }
    return str(sentences[one.wish])
