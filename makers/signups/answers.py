"""What people tell of themselves when they sign up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import inspect

from makers.signups import consents
from makers.signups.models import CONSENT_WORDING, Answer, ConsentKind, Need, Signup

TEXTS = ("name", "organisation", "department", "job", "question")


@dataclass(frozen=True)
class Needs:
    """What someone needs on the day; told only with their own consent."""

    diet: str = ""
    step_free: bool = False
    sign_language: bool = False
    other: str = ""

    @property
    def any(self) -> bool:
        """Whether anything is needed."""
        return self != Needs()


@dataclass(frozen=True)
class Answers:
    """What someone tells of themselves; ``role_id`` is the role they want to come in.

    ``own`` are the answers to the organiser's own questions: (question id, text), by id.
    """

    name: str
    role_id: int
    organisation: str = ""
    department: str = ""
    job: str = ""
    question: str = ""
    domain_ids: tuple[int, ...] = ()
    needs: Needs = Needs()
    own: tuple[tuple[int, str], ...] = ()
    consents: tuple[ConsentKind, ...] = ()

    @classmethod
    def of(cls, signup: Signup) -> Answers:
        """What stands in a sign-up now."""
        need = signup.need
        return cls(
            name=signup.name,
            role_id=signup.wanted_role_id or signup.role_id,
            organisation=signup.organisation,
            department=signup.department,
            job=signup.job,
            question=signup.question,
            domain_ids=tuple(sorted(domain.id for domain in signup.domains)),
            needs=Needs(need.diet, need.step_free, need.sign_language, need.other)
            if need
            else Needs(),
            own=tuple(sorted((one.question_id, one.text) for one in signup.answers)),
            consents=tuple(sorted(one.kind for one in signup.consents if not one.withdrawn_at)),
        )

    def write_to(self, signup: Signup, *, now: datetime) -> None:
        """Put these answers in a sign-up; who has a place and wants another role waits for it.

        Needs that are no longer told are gone; a yes that was taken back keeps its moments.
        """
        for name in TEXTS:
            setattr(signup, name, getattr(self, name))
        if self.domain_ids or signup.domains:
            domains = signup.event.domains
            signup.domains = [one for one in domains if one.id in self.domain_ids]
        if signup.confirmed_at is None:
            signup.role_id = self.role_id
        else:
            other = self.role_id != signup.role_id
            signup.wanted_role_id = self.role_id if other else None
        self._write_needs(signup, now)
        self._write_own(signup)
        self._write_consents(signup, now)

    def _write_needs(self, signup: Signup, now: datetime) -> None:
        if not self.needs.any:
            if not inspect(signup).transient:
                signup.need = None
            return
        if signup.need is None:
            signup.need = Need(wording=CONSENT_WORDING, consented_at=now)
        for name, value in vars(self.needs).items():
            setattr(signup.need, name, value)

    def _write_own(self, signup: Signup) -> None:
        if not self.own and inspect(signup).transient:
            return
        told, held = dict(self.own), {one.question_id: one for one in signup.answers}
        for question_id, text in told.items():
            if question_id in held:
                held[question_id].text = text
            else:
                signup.answers.append(Answer(question_id=question_id, text=text))
        for question_id, one in held.items():
            if question_id not in told:
                signup.answers.remove(one)

    def _write_consents(self, signup: Signup, now: datetime) -> None:
        if not self.consents and inspect(signup).transient:
            return
        consents.write(signup, self.consents, now)
