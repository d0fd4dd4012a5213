"""Which texts seem to name somebody. Pure functions; a hint, not a judgement.

Found is a part of the name of somebody of the event, as a word of its own; the whole name of where
they work, as words of their own; and what looks like an address or number of somebody. Nicknames,
short forms, misspellings, who is from elsewhere and "the baker on the corner" are not found: that
takes somebody who reads.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from flask_babel import LazyString

from makers.intervision.notes.warnings import suspicions

SHORTEST = 2
SHORTEST_PLACE = 3  # letters of the name of an organisation, all its words together
# parts of names that are words of every text, and name nobody by themselves
_SMALL_WORDS = (
    "van de den der het ten ter te op in aan uit bij en "
    "von zu la le du des da do dos di el al bin ibn"
)
SMALL = frozenset(_SMALL_WORDS.split())
_WORD = re.compile(r"[^\W\d_]+")
_WORD_OR_NUMBER = re.compile(r"[^\W_]+")
Phrase = tuple[str, ...]


@dataclass(frozen=True)
class Naming:
    """What a text seems to say of somebody: ``names`` as the text has them, and other ``signs``."""

    names: tuple[str, ...] = ()
    signs: tuple[LazyString, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.names or self.signs)


@dataclass(frozen=True)
class Known:
    """Who and what to look for: the parts of people's names, and whole names of organisations."""

    words: frozenset[str] = frozenset()
    phrases: frozenset[Phrase] = frozenset()


def words_of_names(names: Iterable[str]) -> frozenset[str]:
    """The parts of these names that are names, as ``naming`` compares words."""
    parts = (_plain(word) for name in names for word in _WORD.findall(_composed(name)))
    return frozenset(part for part in parts if len(part) >= SHORTEST and part not in SMALL)


def phrases_of_places(places: Iterable[str]) -> frozenset[Phrase]:
    """The names of these organisations and departments, as ``naming`` compares words.

    One of fewer than ``SHORTEST_PLACE`` letters is left out.
    """
    phrases = {tuple(_plain(word.group()) for word in _words_in(place)) for place in places}
    return frozenset(
        phrase
        for phrase in phrases
        if sum(sign.isalpha() for sign in "".join(phrase)) >= SHORTEST_PLACE
    )


def naming(texts: Iterable[str], known: Known) -> Naming:
    """What these texts seem to say of the people and the organisations that are ``known``.

    Capitals, accents, and what stands between the words of an organisation make no difference.
    """
    texts = list(texts)
    seen = (word for text in texts for word in _WORD.findall(_composed(text)))
    names = [word for word in seen if _plain(word) in known.words]
    names += [place for text in texts for place in _places_in(_composed(text), known.phrases)]
    return Naming(tuple(dict.fromkeys(names)), tuple(one.label for one in suspicions(*texts)))


def _places_in(text: str, phrases: Collection[Phrase]) -> Iterator[str]:
    """The organisations that a text has, as it writes them."""
    words = _words_in(text)
    plain = [_plain(word.group()) for word in words]
    lengths = sorted({len(phrase) for phrase in phrases})
    for first in range(len(words)):
        for length in lengths:
            if tuple(plain[first : first + length]) in phrases:
                last = min(first + length, len(words)) - 1
                yield text[words[first].start() : words[last].end()]


def _words_in(text: str) -> list[re.Match[str]]:
    return list(_WORD_OR_NUMBER.finditer(_composed(text)))


def _composed(text: str) -> str:
    """The text with each letter and its accent as one sign."""
    return unicodedata.normalize("NFC", text)


def _plain(word: str) -> str:
    parts = unicodedata.normalize("NFKD", word)
    return "".join(sign for sign in parts if not unicodedata.combining(sign)).casefold()
