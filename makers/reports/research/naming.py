"""Which texts seem to name somebody. Pure functions; a hint, not a judgement.

Found is a part of the name of somebody of the event, as a word of its own, and what looks like an
address or number of somebody. Nicknames, misspellings, people from elsewhere and "the baker on the
corner" are not found: that takes somebody who reads.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import LazyString

from makers.intervision.notes.warnings import suspicions

SHORTEST = 2
# parts of names that are words of every text, and name nobody by themselves
_SMALL_WORDS = (
    "van de den der het ten ter te op in aan uit bij en "
    "von zu la le du des da do dos di el al bin ibn"
)
SMALL = frozenset(_SMALL_WORDS.split())
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Naming:
    """What a text seems to say of somebody: ``names`` as words of the text, and other ``signs``."""

    names: tuple[str, ...] = ()
    signs: tuple[LazyString, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.names or self.signs)


def words_of_names(names: Iterable[str]) -> frozenset[str]:
    """The parts of these names that are names, as ``naming`` compares words."""
    parts = (_plain(word) for name in names for word in _WORD.findall(_composed(name)))
    return frozenset(part for part in parts if len(part) >= SHORTEST and part not in SMALL)


def naming(texts: Iterable[str], words: frozenset[str]) -> Naming:
    """What these texts seem to say of the people whose ``words_of_names`` are given.

    Capitals and accents make no difference.
    """
    texts = list(texts)
    seen = (word for text in texts for word in _WORD.findall(_composed(text)))
    names = dict.fromkeys(word for word in seen if _plain(word) in words)
    return Naming(tuple(names), tuple(one.label for one in suspicions(*texts)))


def _composed(text: str) -> str:
    """The text with each letter and its accent as one sign."""
    return unicodedata.normalize("NFC", text)


def _plain(word: str) -> str:
    parts = unicodedata.normalize("NFKD", word)
    return "".join(sign for sign in parts if not unicodedata.combining(sign)).casefold()
