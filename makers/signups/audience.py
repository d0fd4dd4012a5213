"""Whom an organiser writes to: by role, state, table, presence and consent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from makers.core.database import db
from makers.events.models import Event
from makers.signups.models import Consent, ConsentKind, Signup, SignupState
from makers.signups.signals import audience_wanted

LONGEST = 300


@dataclass(frozen=True)
class Group:
    """People whom a later slice knows together, such as who sits at a table."""

    key: str
    name: str
    signup_ids: frozenset[int]


@dataclass(frozen=True)
class Choice:
    """Which people: no roles or groups named means all of them, ``None`` that it does not matter.

    ``present``: whether they came in; ``next_time``: whether they want to be invited again.
    """

    states: frozenset[SignupState] = frozenset({SignupState.CONFIRMED})
    role_ids: frozenset[int] = frozenset()
    groups: frozenset[str] = frozenset()
    present: bool | None = None
    next_time: bool | None = None


@dataclass(frozen=True)
class Reached:
    """Who gets a mail, how many have no address for it, and whose address was refused before."""

    people: list[Signup]
    silent: int

    @property
    def refused(self) -> int:
        """How many of those with an address probably will not get it."""
        return sum(one.person.refused_at is not None for one in self.people)


def groups(event: Event) -> list[Group]:
    """The groups of this event, as the later slices know them."""
    answers = audience_wanted.send(event)
    return [group for _receiver, answer in answers for group in answer]


def reach(event: Event, choice: Choice, known: Sequence[Group]) -> Reached:
    """Who is meant, by name; ``known`` are the groups. Two statements.

    Somebody who cancelled and signed up again is who they are now.
    """
    willing = _who_want_to_be_invited(event) if choice.next_time is not None else set()
    rows = db.session.scalars(
        select(Signup)
        .where(Signup.event_id == event.id)
        .order_by(Signup.id)
        .options(
            joinedload(Signup.person, innerjoin=True),
            joinedload(Signup.role, innerjoin=True),
            joinedload(Signup.check_in),
        )
    )
    seated = {one for group in known if group.key in choice.groups for one in group.signup_ids}
    meant = [
        one
        for one in {row.person_id: row for row in rows}.values()
        if one.state in choice.states
        and (not choice.role_ids or one.role_id in choice.role_ids)
        and (not choice.groups or one.id in seated)
        and choice.present in (None, one.check_in is not None)
        and choice.next_time in (None, one.id in willing)
    ]
    people = sorted((one for one in meant if one.person.email), key=lambda one: one.name.casefold())
    return Reached(people, len(meant) - len(people))


def in_words(event: Event, choice: Choice, known: Sequence[Group], silent: int) -> str:
    """Whom it was for, as it is kept beside what was written."""
    roles = [role.name for role in event.roles if role.id in choice.role_ids]
    parts = [
        ", ".join(str(state.label) for state in SignupState if state in choice.states),
        ", ".join(roles),
        ", ".join(group.name for group in known if group.key in choice.groups),
        _yes_or_no(choice.present, _("aanwezig"), _("niet aanwezig")),
        _yes_or_no(
            choice.next_time,
            _("wil een volgende uitnodiging"),
            _("vroeg geen volgende uitnodiging"),
        ),
        _("%(count)d zonder e-mailadres", count=silent) if silent else "",
    ]
    return " · ".join(filter(None, parts))[:LONGEST]


def _yes_or_no(answer: bool | None, yes: str, no: str) -> str:
    return "" if answer is None else (yes if answer else no)


def _who_want_to_be_invited(event: Event) -> set[int]:
    rows = db.session.scalars(
        select(Consent.signup_id)
        .join(Signup, Signup.id == Consent.signup_id)
        .where(
            Signup.event_id == event.id,
            Consent.kind == ConsentKind.NEXT_TIME,
            Consent.withdrawn_at.is_(None),
        )
    )
    return set(rows)
