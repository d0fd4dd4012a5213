"""A logo as it was handed in, made into a small PNG of our own."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from makers.core.errors import Refusal

FORMATS = ("PNG", "JPEG", "WEBP")
MOST_BYTES = 2_000_000
MOST_PIXELS = 16_000_000
SIZE = (640, 160)


class NoLogo(Refusal):
    """This cannot be a logo."""

    sentence = _l(
        "Dit bestand kunnen we niet als logo gebruiken. Kies een PNG, JPEG of WebP van hoogstens "
        "2 MB. Heb je een SVG? Bewaar hem eerst als PNG."
    )
    status = 422


class NothingChosen(NoLogo):
    """The form came without a file."""

    sentence = _l("Kies eerst een bestand: een PNG, JPEG of WebP van hoogstens 2 MB.")


class TooLarge(NoLogo):
    """More pixels than a logo has."""

    sentence = _l("Deze afbeelding is te groot. Maak haar kleiner dan 4000 bij 4000 punten.")


@dataclass(frozen=True)
class Logo:
    """A PNG with its size in pixels."""

    data: bytes
    width: int
    height: int

    @property
    def digest(self) -> str:
        """A mark of exactly this picture, for its address."""
        return hashlib.sha256(self.data).hexdigest()


def made_of(data: bytes | None) -> Logo:
    """Only the pixels of a picture, no larger than ``SIZE``.

    Nothing else of the file is kept: no text, no place where it was taken, nothing that is not
    pixels. A drawing that may hold script (SVG) is not taken. Raises ``NoLogo``.
    """
    from PIL import Image, ImageOps  # late: few processes ever see a logo

    if data is None:
        raise NothingChosen
    if not data or len(data) > MOST_BYTES:
        raise NoLogo
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise TooLarge
            picture = ImageOps.exif_transpose(opened).convert("RGBA")
    except Refusal:
        raise
    except Exception as broken:  # a damaged file breaks a decoder in many ways
        raise NoLogo from broken
    picture.thumbnail(SIZE)
    file = io.BytesIO()
    picture.save(file, "PNG", optimize=True)
    return Logo(file.getvalue(), picture.width, picture.height)
