"""Intervision at a table: what it will follow, its run through that, its notes."""

from makers.intervision.models.methods import BringerYes, EventMethod, TableMethod
from makers.intervision.models.notes import Note, NoteVersion
from makers.intervision.models.recovery import HallScreen, Recovery, RecoveryKind, Rehearsal
from makers.intervision.models.runs import PhaseTurn, Reveal, Run

__all__ = [
    "BringerYes",
    "EventMethod",
    "HallScreen",
    "Note",
    "NoteVersion",
    "PhaseTurn",
    "Recovery",
    "RecoveryKind",
    "Rehearsal",
    "Reveal",
    "Run",
    "TableMethod",
]
