"""Intervision at a table: what it will follow, its run through that, its notes."""

from makers.intervision.models.approvals import Approval, ApprovedNote
from makers.intervision.models.methods import BringerYes, EventMethod, TableMethod
from makers.intervision.models.notes import Note, NoteVersion
from makers.intervision.models.runs import PhaseTurn, Reveal, Run

__all__ = [
    "Approval",
    "ApprovedNote",
    "BringerYes",
    "EventMethod",
    "Note",
    "NoteVersion",
    "PhaseTurn",
    "Reveal",
    "Run",
    "TableMethod",
]
