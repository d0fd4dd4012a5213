"""What a file is: by its first bytes, never by what it is called."""

from __future__ import annotations

import enum
from pathlib import Path

LOOK = 1024


class Kind(enum.Enum):
    """What was handed in."""

    PDF = "pdf"
    IMAGE = "image"
    OFFICE = "office"
    SVG = "svg"
    EMPTY = "empty"
    UNKNOWN = "unknown"


def kind_of(path: Path) -> Kind:
    """What this file is. A file that is several things at once is what comes first here."""
    with path.open("rb") as file:
        head = file.read(LOOK)
    if not head:
        return Kind.EMPTY
    if head.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
        return Kind.IMAGE
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return Kind.IMAGE
    if b"%PDF-" in head:
        return Kind.PDF
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):  # PPTX, KEY and ODP; old PPT
        return Kind.OFFICE
    if b"<svg" in head.lower():
        return Kind.SVG
    return Kind.UNKNOWN
