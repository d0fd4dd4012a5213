"""What a text seems to hold that should not go round: a BSN, a phone number, an address.

A hint, not a judgement: pure functions, nothing is kept or logged. The eleven-proof is the one that
the Dutch tax office gives every BSN (weights 9, 8, … 2, and −1 for the last digit).
"""

from __future__ import annotations

import enum
import re

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)
# digits as people group them, not cut out of a longer number
_NUMBER = re.compile(r"(?<![\w+])\d(?:[ .-]?\d){7,8}(?!\w)")
_PHONE = re.compile(r"(?<!\w)(?:(?:\+|00)31[ .-]?(?:\(0\))?|\(?0)[1-9](?:[ .()-]{0,2}\d){8}(?!\w)")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}", re.IGNORECASE)
# two small letters after four digits are a postcode's unless they are a word or a measure
_WORDS = (
    "af al am an as at be by ca cm de do du eh en er et eu ga go ha he if ik in is it ja je kg km "
    "kw la le ma me ml mm mw my na no nr nu of om on op or pa pk so te to tv up us uw vs we wo "
    "ze zo"
)
_POSTCODE = re.compile(
    r"(?<!\w)[1-9]\d{3} ?(?:(?!SA|SD|SS)[A-Z]{2}"
    rf"|(?!sa|sd|ss|{_WORDS.replace(' ', '|')})[a-z]{{2}})(?!\w)"
)
_ENDS = "straat|laan|plein|kade|singel|gracht|dijk|steeg|dreef|plantsoen"
_WIDE_ENDS = f"{_ENDS}|weg|hof|wal|werf|haven|markt|pad|baan"  # of many words, so with a capital
_NO_STREET = "(?:winkel|woon|zij|speel|buurt|school|markt|dorps)(?:straat|plein)"
_NAMES = "[Bb]oompjes|(?:[Ww]est)?[Bb]laak|[Ww]eena|[Ss]laak|[Hh]aagseveer|Meent|[Ww]ilhelminapier"
_STREET = re.compile(
    rf"\b(?:[A-Z][\w'’-]*(?:{_WIDE_ENDS})|(?<=['’]s-)\w+(?:{_WIDE_ENDS})"
    rf"|(?!{_NO_STREET})[a-z]\w{{2,}}(?:{_ENDS})|{_NAMES})"
    r" (?!(?:19|20)\d\d(?!\d))\d{1,4}(?!\d)"  # a year is no house number
)


class Suspicion(enum.StrEnum):
    """What a text may hold of somebody."""

    BSN = "bsn"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"

    @property
    def label(self) -> LazyString:
        """What it is, in a sentence."""
        return {
            Suspicion.BSN: _l("een BSN"),
            Suspicion.PHONE: _l("een telefoonnummer"),
            Suspicion.EMAIL: _l("een e-mailadres"),
            Suspicion.ADDRESS: _l("een adres"),
        }[self]


def suspicions(*texts: str) -> tuple[Suspicion, ...]:
    """What these texts seem to hold, each once, in the order of ``Suspicion``."""
    text = "\n".join(texts)
    found = {
        Suspicion.BSN: any(is_bsn(one.group()) for one in _NUMBER.finditer(text)),
        Suspicion.PHONE: _PHONE.search(text) is not None,
        Suspicion.EMAIL: _EMAIL.search(text) is not None,
        Suspicion.ADDRESS: any(one.search(text) for one in (_POSTCODE, _STREET)),
    }
    return tuple(suspicion for suspicion, seen in found.items() if seen)


def is_bsn(text: str) -> bool:
    """Whether the eight or nine digits in ``text`` could be a BSN: they pass the eleven-proof."""
    digits = re.sub(r"\D", "", text).zfill(9)
    if len(digits) != 9 or not int(digits):
        return False
    return sum(weight * int(digit) for weight, digit in zip(WEIGHTS, digits, strict=True)) % 11 == 0
