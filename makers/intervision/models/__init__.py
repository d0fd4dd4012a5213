"""Intervision at a table: what it will follow, its run through that, its notes."""

from makers.intervision.models.methods import BringerYes, EventMethod, TableMethod
from makers.intervision.models.notes import Note, NoteVersion
from makers.intervision.models.plenary import ItemNote, Opening, Photo, Seconded, Sentence
from makers.intervision.models.runs import PhaseTurn, Reveal, Run

__all__ = [
    "BringerYes",
    "EventMethod",
    "ItemNote",
    "Note",
    "NoteVersion",
    "Opening",
    "PhaseTurn",
    "Photo",
    "Reveal",
    "Run",
    "Seconded",
    "Sentence",
    "TableMethod",
]
