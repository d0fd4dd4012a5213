"""Notes: written once however often they are sent, never overwritten, gone only into the bin."""

from makers.intervision.levels import IN_REPORT_AT_ONCE, PROPOSED_AT_THE_END, Confidentiality
from makers.intervision.notes.approving import (
    Changed,
    Leaving,
    NobodysCase,
    NotOver,
    approve,
    leaving,
    propose,
    withdraw,
)
from makers.intervision.notes.changing import Besides, Overtaken, Thrown, edit
from makers.intervision.notes.grouping import NotAlike, take_apart, take_out
from makers.intervision.notes.marking import (
    ANSWERS,
    NotAsked,
    NotYourNote,
    NotYours,
    answer,
    label,
    share,
    show,
    strike,
)
from makers.intervision.notes.statements import succeed
from makers.intervision.notes.writing import (
    Silence,
    Words,
    delete,
    hold_item,
    put_down,
    restore,
    write,
    write_apart,
)

__all__ = [
    "ANSWERS",
    "IN_REPORT_AT_ONCE",
    "PROPOSED_AT_THE_END",
    "Besides",
    "Changed",
    "Confidentiality",
    "Leaving",
    "NobodysCase",
    "NotAlike",
    "NotAsked",
    "NotOver",
    "NotYourNote",
    "NotYours",
    "Overtaken",
    "Silence",
    "Thrown",
    "Words",
    "answer",
    "approve",
    "delete",
    "edit",
    "hold_item",
    "label",
    "leaving",
    "propose",
    "put_down",
    "restore",
    "share",
    "show",
    "strike",
    "succeed",
    "take_apart",
    "take_out",
    "withdraw",
    "write",
    "write_apart",
]
