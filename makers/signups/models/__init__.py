"""People: who someone is, their place at an event, what they were asked, who was invited."""

from __future__ import annotations

from makers.signups.models.asking import (
    CONSENT_WORDING,
    Answer,
    Consent,
    ConsentKind,
    Need,
    Question,
    QuestionKind,
)
from makers.signups.models.inviting import ImportSheet, Invitation, Message
from makers.signups.models.people import (
    AddressProof,
    CheckIn,
    Origin,
    Override,
    Person,
    Receipt,
    Signup,
    SignupState,
    Tombstone,
    new_ticket,
    signup_domain,
)

__all__ = [
    "CONSENT_WORDING",
    "AddressProof",
    "Answer",
    "CheckIn",
    "Consent",
    "ConsentKind",
    "ImportSheet",
    "Invitation",
    "Message",
    "Need",
    "Origin",
    "Override",
    "Person",
    "Question",
    "QuestionKind",
    "Receipt",
    "Signup",
    "SignupState",
    "Tombstone",
    "new_ticket",
    "signup_domain",
]
