"""Cases: offered by an entrepreneur, chosen by the organiser, withdrawn by life or by choice."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from makers.core import journal
from makers.core.database import writing
from makers.core.errors import Refusal
from makers.core.journal import Actor
from makers.events.models import PolicyDomain, Side
from makers.seating.models import Case, CaseState, Table
from makers.signups.models import Signup, SignupState


class MayNotOffer(Refusal):
    """Only an entrepreneur with a place brings a case."""

    sentence = _l(
        "Alleen wie als ondernemer een plek heeft, kan een casus inbrengen. "
        "Kom je in een andere rol? Vraag de organisatie om hulp."
    )


class Overtaken(Refusal):
    """The case was changed elsewhere since this form was opened; ``stored`` stands there now."""

    sentence = _l(
        "Je casus is intussen ergens anders veranderd. Hieronder staat wat je nu typte, "
        "met wat er al stond. Kies wat klopt en bewaar opnieuw."
    )

    def __init__(self, stored: Case) -> None:
        super().__init__()
        self.stored = stored


class TakenBack(Refusal):
    """The case was withdrawn since this form was opened."""

    sentence = _l("Je casus is intussen ingetrokken. Bewaar opnieuw om hem weer in te brengen.")


@dataclass(frozen=True)
class Story:
    """What an entrepreneur tells of a case."""

    title: str
    situation: str
    question: str
    hope: str = ""
    from_demand: str = ""
    from_institution: str = ""
    domains: tuple[int, ...] = ()

    @classmethod
    def of(cls, case: Case) -> Story:
        """What stands in a case now."""
        return cls(
            title=case.title,
            situation=case.situation,
            question=case.question,
            hope=case.hope,
            from_demand=case.from_demand,
            from_institution=case.from_institution,
            domains=tuple(sorted(domain.id for domain in case.domains)),
        )


def may_offer(signup: Signup) -> bool:
    """Whether this person may bring a case."""
    return signup.state is SignupState.CONFIRMED and signup.role.side is Side.ENTREPRENEUR


def offer(signup: Signup, story: Story, *, key: uuid.UUID, now: datetime, by: Actor) -> Case:
    """Offer a case; the same ``key`` and words again return the one that is there.

    Someone brings one case. Raises ``MayNotOffer``, and ``Overtaken`` with the case that stands
    there when other words came in before these.
    """
    with writing(signup.event_id) as session:
        sent = session.scalar(select(Case).where(Case.key == key, Case.signup_id == signup.id))
        case = sent or _of(session, signup)
        if case is not None and Story.of(case) == story:
            return case
        if case is not None and case.state is not CaseState.WITHDRAWN:
            raise Overtaken(case)
        if not may_offer(signup):
            raise MayNotOffer
        case = Case(event_id=signup.event_id, signup_id=signup.id, key=key, offered_at=now)
        _tell(session, case, story)
        session.add(case)
        session.flush()
        _record("case.offered", case, by)
        return case


def change(case: Case, story: Story, *, version: int, by: Actor) -> None:
    """Tell a case in other words; ``version`` is the one the change started from.

    The same words again change nothing. Raises ``Overtaken`` with the case as it is now when it
    was changed meanwhile, ``TakenBack`` when it was withdrawn.
    """
    with writing(case.event_id) as session:
        if case.state is CaseState.WITHDRAWN:
            raise TakenBack
        if Story.of(case) == story:
            return
        if case.version != version:
            raise Overtaken(case)
        _tell(session, case, story)
        case.version += 1
        _record("case.changed", case, by)


def withdraw(case: Case, *, by: Actor) -> None:
    """Take a case back; its table is free for another."""
    with writing(case.event_id) as session:
        _withdraw(session, case, by)


def judge(case: Case, state: CaseState, *, by: Actor) -> None:
    """Choose a case, keep it in reserve, or leave it offered; a withdrawn one stays withdrawn.

    A case that is no longer chosen leaves its table.
    """
    with writing(case.event_id) as session:
        if case.state in (state, CaseState.WITHDRAWN):
            return
        if state is CaseState.WITHDRAWN:
            _withdraw(session, case, by)
            return
        case.state = state
        if state is not CaseState.ACCEPTED:
            _leave_table(session, case, by)
        _record(f"case.{state}", case, by)


def withdraw_of(signup: Signup, *, session: Session, now: datetime, by: Actor) -> None:
    """Who cancels takes their case along; answers ``signup_cancelled`` in its transaction."""
    case = _of(session, signup)
    if case is not None:
        _withdraw(session, case, by)


def hold_domain(domain: PolicyDomain, *, session: Session) -> LazyString | None:
    """A policy domain that a case touches stays; answers ``domain_leaving``."""
    touched = select(Case.id).where(Case.domains.any(PolicyDomain.id == domain.id))
    if session.scalar(touched.limit(1)) is None:
        return None
    return _l("Een casus gebruikt dit beleidsterrein. Verander eerst die casus.")


def _of(session: Session, signup: Signup) -> Case | None:
    return session.scalar(
        select(Case).where(Case.signup_id == signup.id, Case.state != CaseState.WITHDRAWN)
    )


def _withdraw(session: Session, case: Case, by: Actor) -> None:
    if case.state is CaseState.WITHDRAWN:
        return
    case.state = CaseState.WITHDRAWN
    _leave_table(session, case, by)
    _record("case.withdrawn", case, by)


def _leave_table(session: Session, case: Case, by: Actor) -> None:
    had = update(Table).where(Table.case_id == case.id).values(case_id=None)
    if session.execute(had).rowcount:  # type: ignore[attr-defined]
        journal.record(
            "table.case_left",
            event_id=case.event_id,
            topic="seating",
            subject_id=case.id,
            by=by,
        )


def _tell(session: Session, case: Case, story: Story) -> None:
    case.title, case.situation, case.question = story.title, story.situation, story.question
    case.hope = story.hope
    case.from_demand, case.from_institution = story.from_demand, story.from_institution
    touched = select(PolicyDomain).where(
        PolicyDomain.event_id == case.event_id, PolicyDomain.id.in_(story.domains)
    )
    case.domains = list(session.scalars(touched))


def _record(what: str, case: Case, by: Actor) -> None:
    journal.record(what, event_id=case.event_id, topic="cases", subject_id=case.id, by=by)
