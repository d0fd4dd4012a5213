"""What people tell of themselves when they sign up."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from makers.signups.models import Signup


@dataclass(frozen=True)
class Answers:
    """What someone tells of themselves; ``role_id`` is the role they want to come in."""

    name: str
    role_id: int
    organisation: str = ""
    department: str = ""
    job: str = ""
    question: str = ""
    domain_ids: tuple[int, ...] = ()

    @classmethod
    def of(cls, signup: Signup) -> Answers:
        """What stands in a sign-up now."""
        return cls(
            name=signup.name,
            role_id=signup.wanted_role_id or signup.role_id,
            organisation=signup.organisation,
            department=signup.department,
            job=signup.job,
            question=signup.question,
            domain_ids=tuple(sorted(domain.id for domain in signup.domains)),
        )

    def write_to(self, signup: Signup) -> None:
        """Put these answers in a sign-up; who has a place and wants another role waits for it."""
        for name, value in asdict(self).items():
            if name not in ("role_id", "domain_ids"):
                setattr(signup, name, value)
        if self.domain_ids or signup.domains:
            domains = signup.event.domains
            signup.domains = [one for one in domains if one.id in self.domain_ids]
        if signup.confirmed_at is None:
            signup.role_id = self.role_id
        else:
            other = self.role_id != signup.role_id
            signup.wanted_role_id = self.role_id if other else None
