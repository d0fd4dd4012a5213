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
from makers.intervision.notes.domains import say_about
from makers.intervision.notes.grouping import NotAlike, bring_together, take_apart, take_out
from makers.intervision.notes.marking import (
    ANSWERS,
    NotAsked,
    NotYourNote,
    NotYours,
    answer,
    label,
    mark_personal,
    share,
    strike,
)
from makers.intervision.notes.statements import succeed
from makers.intervision.notes.writing import (
    Overtaken,
    Silence,
    Words,
    delete,
    edit,
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
    "Words",
    "answer",
    "approve",
    "bring_together",
    "delete",
    "edit",
    "hold_item",
    "label",
    "leaving",
    "mark_personal",
    "propose",
    "put_down",
    "restore",
    "say_about",
    "share",
    "strike",
    "succeed",
    "take_apart",
    "take_out",
    "withdraw",
    "write",
    "write_apart",
]
