"""Pecha kucha: the row with its slots and talks, their slides, and how they run."""

from __future__ import annotations

from makers.talks.models.row import (
    CHANGE_OVER_SECONDS,
    SLIDE_SECONDS,
    SLIDES,
    Row,
    Slot,
    SwapOffer,
    Talk,
    row_role,
)
from makers.talks.models.running import Performance
from makers.talks.models.slides import Deck, Picture, Slide

__all__ = [
    "CHANGE_OVER_SECONDS",
    "SLIDES",
    "SLIDE_SECONDS",
    "Deck",
    "Performance",
    "Picture",
    "Row",
    "Slide",
    "Slot",
    "SwapOffer",
    "Talk",
    "row_role",
]
