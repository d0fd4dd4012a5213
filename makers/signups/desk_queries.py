"""What the desk asks about people: lists, one of them, the queue. Each says what it costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload
from werkzeug.datastructures import MultiDict

from makers.core.database import db
from makers.core.journal import JournalEntry
from makers.core.mail import OutboxMail
from makers.events.models import Event
from makers.signups import places
from makers.signups.models import Answer, Origin, Question, Signup, SignupState
from makers.signups.places import Group, InLine
from makers.signups.queries import folded


@dataclass(frozen=True)
class Asked:
    """What somebody looks for in the list of people; it stands in the address of the page."""

    q: str = ""
    role: int | None = None
    state: SignupState | None = None
    domain: int | None = None
    origin: Origin | None = None
    question: int | None = None
    answer: str = ""

    @classmethod
    def of(cls, args: MultiDict[str, str]) -> Asked:
        """As asked in an address; what cannot be read is not asked."""
        return cls(
            q=args.get("q", ""),
            role=args.get("role", type=int),
            state=args.get("state", type=SignupState),
            domain=args.get("domain", type=int),
            origin=args.get("origin", type=Origin),
            question=args.get("question", type=int),
            answer=args.get("answer", ""),
        )

    @property
    def narrows(self) -> bool:
        """Whether anything is asked."""
        return self != Asked()

    @property
    def as_args(self) -> dict[str, Any]:
        """The same as part of an address."""
        return {name: value for name, value in vars(self).items() if value not in (None, "")}


def people(event_id: int, asked: Asked) -> list[Signup]:
    """The sign-ups of an event by name, as asked for, with role, person, domains and check-in.

    ``q`` is looked for in name, organisation, department, job and address, without regard to
    accents and capitals; so is ``answer`` in what was answered. Two statements.
    """
    rows = db.session.scalars(
        _narrowed(select(Signup).where(Signup.event_id == event_id), asked).options(
            joinedload(Signup.role, innerjoin=True),
            joinedload(Signup.person, innerjoin=True),
            joinedload(Signup.check_in),
            selectinload(Signup.domains),
        )
    )
    wanted = folded(asked.q)
    found = [
        one
        for one in rows
        if (asked.state is None or one.state is asked.state) and wanted in _searched(one)
    ]
    return sorted(found, key=lambda one: (folded(one.name), one.id))


def expected(event_id: int) -> list[Signup]:
    """Who has a place, by name, with role; one statement."""
    rows = (
        select(Signup)
        .where(
            Signup.event_id == event_id,
            Signup.cancelled_at.is_(None),
            Signup.confirmed_at.is_not(None),
        )
        .options(joinedload(Signup.role, innerjoin=True))
    )
    return sorted(db.session.scalars(rows), key=lambda each: (folded(each.name), each.id))


def questions(event_id: int) -> list[Question]:
    """The organiser's own questions, retired ones too; one statement."""
    rows = select(Question).where(Question.event_id == event_id)
    return list(db.session.scalars(rows.order_by(Question.position, Question.id)))


@dataclass(frozen=True)
class Waiting:
    """Someone and their place in the queue for the role they wait for, from 1."""

    signup: Signup
    place: int

    @property
    def waits(self) -> bool:
        """Whether they wait for a place, or for another role."""
        signup = self.signup
        unsettled = signup.confirmed_at is None or signup.wanted_role_id is not None
        return signup.cancelled_at is None and unsettled


def line(event_id: int) -> list[Waiting]:
    """Everybody who waits, oldest first; one statement."""
    rows = db.session.execute(
        select(Signup, places.AHEAD)
        .where(Signup.event_id == event_id, places.in_line(Signup))
        .options(joinedload(Signup.role, innerjoin=True), joinedload(Signup.wanted_role))
        .order_by(Signup.id)
    )
    return [Waiting(signup, ahead + 1) for signup, ahead in rows]


def groups(waiting: list[Waiting]) -> list[Group]:
    """The same as places are given: who waits together is one."""
    found: dict[object, list[InLine]] = {}
    for one in (each.signup for each in waiting):
        has = one.role_id if one.confirmed_at else None
        key = one.id if one.party is None or has is not None else one.party
        wants = one.wanted_role_id or one.role_id
        found.setdefault(key, []).append(InLine(one.id, wants, has, one.party))
    return [tuple(group) for group in found.values()]


def one(signup_id: int) -> Waiting | None:
    """A sign-up with all that hangs on it, and its place in the queue; one statement."""
    row = (
        db.session.execute(
            select(Signup, places.AHEAD)
            .where(Signup.id == signup_id)
            .options(
                joinedload(Signup.event, innerjoin=True).joinedload(Event.roles),
                joinedload(Signup.person, innerjoin=True),
                joinedload(Signup.role, innerjoin=True),
                joinedload(Signup.wanted_role),
                joinedload(Signup.check_in),
                joinedload(Signup.domains),
                joinedload(Signup.overrides),
            )
        )
        .unique()
        .one_or_none()
    )
    return None if row is None else Waiting(row[0], row[1] + 1)


def answers_of(signup: Signup) -> list[tuple[str, str]]:
    """Question and answer, in the order of the questions; one statement."""
    rows = (
        select(Question.text, Answer.text)
        .join(Answer, Answer.question_id == Question.id)
        .where(Answer.signup_id == signup.id)
        .order_by(Question.position, Question.id)
    )
    return [(asked, said.replace("\n", ", ")) for asked, said in db.session.execute(rows)]


def mails_to(signup: Signup) -> list[OutboxMail]:
    """The mails about a sign-up with their fates, newest first; one statement."""
    rows = select(OutboxMail).where(OutboxMail.signup_id == signup.id)
    return list(db.session.scalars(rows.order_by(OutboxMail.id.desc()).limit(50)))


def history_of(signup: Signup) -> list[JournalEntry]:
    """What the journal says of a sign-up, newest first; one statement."""
    rows = select(JournalEntry).where(
        JournalEntry.event_id == signup.event_id,
        JournalEntry.topic.in_(("places", "people", "checkin")),
        JournalEntry.what.like("signup.%"),
        JournalEntry.subject_id == signup.id,
    )
    return list(db.session.scalars(rows.order_by(JournalEntry.id.desc()).limit(50)))


def _narrowed(rows: Select[Signup], asked: Asked) -> Select[Signup]:
    if asked.role is not None:
        rows = rows.where(Signup.role_id == asked.role)
    if asked.domain is not None:
        rows = rows.where(Signup.domains.any(id=asked.domain))
    if asked.origin is not None:
        rows = rows.where(Signup.origin == asked.origin)
    if asked.question is not None:
        answered = select(Answer.signup_id).where(Answer.question_id == asked.question)
        if asked.answer:
            answered = answered.where(Answer.text.icontains(asked.answer, autoescape=True))
        rows = rows.where(Signup.id.in_(answered))
    return rows


def _searched(signup: Signup) -> str:
    email = signup.person.email or ""
    told = (signup.name, signup.organisation, signup.department, signup.job, email)
    return folded(" ".join(told))
