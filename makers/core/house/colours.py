"""The colour of the house: whether it can be read, and the style sheet it makes.

Contrast is counted as WCAG 2.2 does (relative luminance, success criterion 1.4.3): text needs 4.5
to 1. One colour serves as text on paper, as a surface under text and as a line, so it is held
against every ground it meets; the text upon it is chosen here.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass

LEAST_CONTRAST = 4.5
HEX = re.compile(r"#[0-9a-f]{6}")
WHITE, NIGHT_INK = "#ffffff", "#17151f"
DAY_TEXT, NIGHT_TEXT = "#1f1b2b", "#f5f1f4"
# as in makers.css: what an accent stands on, by day and by night
PAPER, NIGHT = ("#ffffff", "#f6f3f5"), ("#17151f", "#25222f")
DAY_TINT, NIGHT_TINT = 0.06, 0.1
STEP = 0.02


@dataclass(frozen=True)
class Side:
    """How the accent looks by day or by night: itself, the text upon it, and its faint tint.

    ``grounds`` are what it stands on, ``ink`` is the plain text there.
    """

    accent: str
    on_accent: str
    tint: str
    grounds: tuple[str, str]
    ink: str

    @property
    def contrast(self) -> float:
        """The least contrast of the accent with what it stands on, its own tint included."""
        return min(contrast(self.accent, ground) for ground in (*self.grounds, self.tint))

    @property
    def told(self) -> float:
        """The contrast as it is told: one decimal, never more than it is."""
        return int(self.contrast * 10) / 10

    @property
    def reads(self) -> bool:
        """Whether it can be read everywhere, and what stands upon it too."""
        upon = contrast(self.on_accent, self.accent)
        return self.contrast >= LEAST_CONTRAST and upon >= LEAST_CONTRAST


@dataclass(frozen=True)
class Printed:
    """How the accent is printed on white paper: lines in it, and letters in what can be read."""

    lines: str
    letters: str


def by_day(accent: str) -> Side:
    """An accent on white paper."""
    return Side(accent, _upon(accent), mixed(accent, PAPER[0], DAY_TINT), PAPER, DAY_TEXT)


def by_night(accent: str) -> Side:
    """An accent on the dark ground of a device that stands on dark."""
    return Side(accent, _upon(accent), mixed(accent, NIGHT[0], NIGHT_TINT), NIGHT, NIGHT_TEXT)


def on_paper(accent: str) -> Printed:
    """An accent in a document: too pale for letters, these are in plain ink."""
    readable = contrast(accent, WHITE) >= LEAST_CONTRAST
    return Printed(lines=accent, letters=accent if readable else DAY_TEXT)


def darker(accent: str) -> str:
    """The nearest darker shade that can be read on paper; itself where it can be."""
    return _nearest(accent, "#000000", by_day)


def lighter(accent: str) -> str:
    """The nearest lighter shade that can be read by night; itself where it can be."""
    return _nearest(accent, WHITE, by_night)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, from 1 to 21."""
    lights = sorted((_luminance(one), _luminance(other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def mixed(one: str, other: str, share: float) -> str:
    """``other`` with so large a share of ``one`` in it."""
    pairs = zip(_channels(one), _channels(other), strict=True)
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02x}" for a, b in pairs)


def style_sheet(accent: str, accent_dark: str) -> str:
    """The tokens of ``makers.css`` that this colour changes; it stands outside the layers.

    Signs are a surface under white text in either light, so they take the colour of the day.
    """
    day, night = by_day(accent), by_night(accent_dark or lighter(accent))
    return (
        f":root,.show.light{{{_tokens(day, day)}}}\n"
        f"@media (prefers-color-scheme: dark){{:root{{{_tokens(night, day)}}}}}\n"
        f".show:not(.light){{{_tokens(night, day)}}}\n"
    )


def digest(accent: str, accent_dark: str) -> str:
    """A mark of exactly this style sheet, for its address."""
    return hashlib.sha256(style_sheet(accent, accent_dark).encode()).hexdigest()[:12]


def _tokens(side: Side, day: Side) -> str:
    return (
        f"--accent:{side.accent};--on-accent:{side.on_accent};--tint:{side.tint};"
        f"--sign:{day.accent};--deep:{day.accent}"
    )


def _upon(accent: str) -> str:
    """White or ink, whichever reads best."""
    return max((WHITE, NIGHT_INK), key=lambda text: contrast(text, accent))


def _nearest(accent: str, towards: str, side: Callable[[str], Side]) -> str:
    shades = (mixed(towards, accent, n * STEP) for n in range(round(1 / STEP) + 1))
    return next(shade for shade in shades if side(shade).reads)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return float(channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4)
