"""The picture of an observation: opened by another process, of which only small pixels are kept."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage

from makers.core.errors import Refusal
from makers.talks import rendering
from makers.talks.rendering import Page
from makers.talks.rendering.kinds import Kind, kind_of
from makers.talks.rendering.refusals import Busy, NoSlides

MEGABYTES = 16  # a phone's own picture, where no script made it smaller
LONGEST = 1600


class NoPicture(Refusal):
    """What was sent is no picture that we can show."""

    sentence = _l("Deze foto kunnen we niet openen. Kies een foto als jpeg, png of webp.")
    status = 422


class TooManyPictures(Refusal):
    """Many pictures arrive at once; this one is sent again by itself where there is a script."""

    sentence = _l("Er komen nu veel foto’s tegelijk binnen. Verstuur hem over een minuut opnieuw.")
    status = 503


def small(file: FileStorage) -> Page:
    """The picture as WebP, upright, 1600 px at most each way, without place, date or camera.

    Raises ``NoPicture`` and ``TooManyPictures``.
    """
    with tempfile.TemporaryDirectory(prefix="photo-") as folder:
        path = Path(folder) / "photo"
        file.save(path)
        if kind_of(path) is not Kind.IMAGE:
            raise NoPicture
        try:
            (page,) = rendering.render([("photo", path)], size=(LONGEST, LONGEST))
        except NoSlides as refused:
            raise NoPicture from refused
        except Busy as busy:
            raise TooManyPictures from busy
    return page


def digest_of(page: Page) -> str:
    """The SHA-256 of a picture's bytes."""
    return hashlib.sha256(page.data).hexdigest()
