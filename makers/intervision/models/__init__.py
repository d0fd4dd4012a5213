"""Intervision at a table: who comes, what it will follow, its run through that, its notes."""

from makers.intervision.models.approvals import Approval, ApprovedNote
from makers.intervision.models.coming import Claim, Latecomer, Leading, OldCode, Presence
from makers.intervision.models.methods import BringerYes, EventMethod, TableMethod
from makers.intervision.models.notes import (
    GroupedNote,
    Grouping,
    Note,
    NoteVersion,
    note_domain,
)
from makers.intervision.models.phases import Broadcast, Hand, Ready, Shift, Sighting, Spoken
from makers.intervision.models.plenary import ItemNote, Opening, Photo, Seconded, Sentence
from makers.intervision.models.recovery import HallScreen, Recovery, RecoveryKind, Rehearsal
from makers.intervision.models.runs import PhaseTurn, Reveal, Run

__all__ = [
    "Approval",
    "ApprovedNote",
    "BringerYes",
    "Broadcast",
    "Claim",
    "EventMethod",
    "GroupedNote",
    "Grouping",
    "HallScreen",
    "Hand",
    "ItemNote",
    "Latecomer",
    "Leading",
    "Note",
    "NoteVersion",
    "OldCode",
    "Opening",
    "PhaseTurn",
    "Photo",
    "Presence",
    "Ready",
    "Recovery",
    "RecoveryKind",
    "Rehearsal",
    "Reveal",
    "Run",
    "Seconded",
    "Sentence",
    "Shift",
    "Sighting",
    "Spoken",
    "TableMethod",
    "note_domain",
]
