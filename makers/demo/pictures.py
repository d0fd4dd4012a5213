"""Slides for the demo: coloured sheets that say what would stand there."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime

from PIL import Image, ImageDraw, ImageFont

from makers.core.journal import Actor
from makers.events.models import Event
from makers.talks import queries, slides
from makers.talks.models import SLIDES
from makers.talks.rendering import Page
from makers.talks.slides import Told

SIZE = (1280, 720)
CLOTHS = ("#3d3c74", "#55652a", "#8a5a0c", "#86345a", "#176571")
Font = ImageFont.FreeTypeFont | ImageFont.ImageFont
MARGIN, LARGE, SMALL, QUALITY = 90, 86, 40, 75


def hand_in(event: Event, decks: Sequence[int], *, now: datetime) -> None:
    """Slides for the first talks of the row, so many each; what is whole is described, approved."""
    given = [slot.talk for slot in queries.row(event) if slot.talk is not None]
    for talk, count in zip(given, decks, strict=False):
        by = Actor("signup", talk.signup_id)
        made = sheets(talk.title, talk.signup.name, count)
        deck = slides.hand_in(talk, made, source="voorbeeld.pdf", now=now, by=by)
        told = {
            slide.id: Told(f"Voorbeeldbeeld {slide.page}: een gekleurd vel.", "Voorbeeldnotitie.")
            for slide in deck.slides
        }
        slides.describe(deck, told, by=by)
        if count == SLIDES:
            slides.approve(deck, version=deck.version, now=now, by=by)


def sheets(title: str, who: str, count: int) -> list[Page]:
    """So many sheets of one talk, each with its title and its number."""
    large, small = (ImageFont.load_default(size) for size in (LARGE, SMALL))
    made = []
    for number in range(1, count + 1):
        sheet = Image.new("RGB", SIZE, CLOTHS[(len(title) + number) % len(CLOTHS)])
        draw = ImageDraw.Draw(sheet)
        lines = _lines(title if number in (1, count) else f"Beeld {number}", draw, large)
        draw.multiline_text((MARGIN, MARGIN), lines, "white", large, spacing=24)
        draw.text((MARGIN, SIZE[1] - MARGIN - SMALL), f"{who} · {number}/{count}", "white", small)
        file = io.BytesIO()
        sheet.save(file, "WEBP", quality=QUALITY, method=0)
        made.append(Page(file.getvalue(), *SIZE))
    return made


def _lines(text: str, draw: ImageDraw.ImageDraw, font: Font) -> str:
    """The text in lines that fit on the sheet."""
    lines, line = list[str](), ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and draw.textlength(longer, font) > SIZE[0] - 2 * MARGIN:
            lines.append(line)
            longer = word
        line = longer
    return "\n".join([*lines, line])
