"""Intervision at a table: what it will follow, its run through that, what goes on, its notes."""

from makers.intervision.models.methods import BringerYes, EventMethod, TableMethod
from makers.intervision.models.notes import Note, NoteVersion
from makers.intervision.models.phases import Broadcast, Hand, Ready, Shift, Sighting, Spoken
from makers.intervision.models.runs import PhaseTurn, Reveal, Run

__all__ = [
    "BringerYes",
    "Broadcast",
    "EventMethod",
    "Hand",
    "Note",
    "NoteVersion",
    "PhaseTurn",
    "Ready",
    "Reveal",
    "Run",
    "Shift",
    "Sighting",
    "Spoken",
    "TableMethod",
]
