"""What a hand on the board would cost: every table for one person, by the solver's own terms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from makers.events.models import ProgrammeItem
from makers.seating.board_queries import Board, SeatedTable
from makers.seating.company_forms import NAMES
from makers.seating.problem import plan_of, problem_of
from makers.seating.solver import Explainer, Offer, Reason
from makers.signups.models import Signup

FORBIDDEN = ("apart", "step_free", "language", "bringer", "facilitator")


@dataclass(frozen=True)
class Price:
    """One table for one person: what gets better and worse, and what stands in the way.

    ``points`` below 0 gain. ``swap_with`` would come back instead; ``allowed``: it can be done.
    """

    table: SeatedTable
    points: int
    better: tuple[str, ...]
    worse: tuple[str, ...]
    obstacles: tuple[str, ...]
    swap_with: Signup | None
    allowed: bool

    @property
    def words(self) -> str:
        """All of it in one line."""
        parts = list(self.obstacles)
        if self.swap_with is not None:
            parts.append(_("ruilt met %(name)s", name=self.swap_with.name))
        if self.better:
            parts.append(_("beter: %(wishes)s", wishes=", ".join(self.better)))
        if self.worse:
            parts.append(_("minder: %(wishes)s", wishes=", ".join(self.worse)))
        return " · ".join(parts) or _("maakt niets uit")


def of(item: ProgrammeItem, board: Board, signup: Signup) -> list[Price]:
    """Every other table of the round for somebody of it, cheapest first; none without a plan.

    As many statements as ``problem_of``.
    """
    if board.plan is None:
        return []
    problem, person = problem_of(item), f"p{signup.id}"
    if person not in {one.id for one in problem.people}:
        return []
    explainer = Explainer(problem, plan_of(item, board.plan.seats))
    shown = {f"t{one.table.id}": one for one in board.tables}
    return [
        _price(offer, shown[offer.table], board.people)
        for offer in explainer.alternatives(person, str(item.id))
        if offer.table in shown
    ]


def _price(offer: Offer, table: SeatedTable, people: Mapping[int, Signup]) -> Price:
    back = people.get(int(offer.exchange[1:])) if offer.exchange is not None else None
    reasons = [one for one in offer.obstacles if one.code not in ("pinned", "too_empty")]
    return Price(
        table=table,
        points=offer.points,
        better=tuple(str(NAMES[w]) for w, points in offer.wishes.items() if points < 0),
        worse=tuple(str(NAMES[w]) for w, points in offer.wishes.items() if points > 0),
        obstacles=tuple(_obstacle(one, people) for one in reasons),
        swap_with=back,
        allowed=not any(one.code in (*FORBIDDEN, "full") for one in reasons),
    )


def _obstacle(reason: Reason, people: Mapping[int, Signup]) -> str:
    about_people = reason.code in ("apart", "together")
    who = [people[int(str(one)[1:])].name for one in reason.values if about_people]
    sentences = {
        "full": _("vol"),
        "apart": _("mag niet bij %(names)s", names=", ".join(who)),
        "together": _("hoort bij %(names)s", names=", ".join(who)),
        "step_free": _("niet zonder drempels"),
        "language": _("een andere taal"),
        "bringer": _("brengt elders een casus in"),
        "facilitator": _("begeleidt elders"),
    }
    return str(sentences.get(reason.code, ""))


def gap_words(points: int | None, least: int | None) -> str:
    """How far a plan may at most be from the best one, where that is known."""
    if points is None or least is None:
        return ""
    if points <= least:
        return str(_("Beter kan niet: dat is bewezen."))
    return str(
        ngettext(
            "Hooguit %(num)d punt beter is denkbaar; of dat kan, is niet bewezen.",
            "Hooguit %(num)d punten beter is denkbaar; of dat kan, is niet bewezen.",
            points - least,
        )
    )
