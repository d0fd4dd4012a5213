"""Fragments kept in memory, for all who may see the same.

They hold marks where every response puts its own reader's nonce and CSRF token, and around lines
that are for some of the readers (``core.live``).
"""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Collection

from flask import g
from markupsafe import Markup

KEPT_CHARACTERS = 16_000_000
NONCE_MARK = secrets.token_hex(16)
CSRF_MARK = secrets.token_hex(16)
_ONLY_MARK = secrets.token_hex(16)

Key = tuple[str, int, str]  # name, version, language


class Fragments:
    """Each fragment in one version; the first to ask for another renders it, the others wait."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str], tuple[int, str]] = OrderedDict()
        self._rendering: dict[Key, threading.Lock] = {}
        self._keeping = threading.Lock()
        self._characters = 0

    def find(self, key: Key) -> str | None:
        """The fragment, if it was rendered before."""
        name, version, language = key
        kept = self._kept.get((name, language))
        return kept[1] if kept is not None and kept[0] == version else None

    def get(self, key: Key, render: Callable[[], str]) -> str:
        """The fragment, rendered now if it was not yet."""
        html = self.find(key)
        if html is not None:
            return html
        with self._rendering.setdefault(key, threading.Lock()):
            html = self.find(key)
            if html is None:
                html = self._marked(render)
                self._keep(key, html)
            self._rendering.pop(key, None)
            return html

    def _keep(self, key: Key, html: str) -> None:
        """In the place of another version."""
        name, version, language = key
        with self._keeping:
            self._drop((name, language))
            self._kept[name, language] = version, html
            self._characters += len(html)
            while self._characters > KEPT_CHARACTERS:
                self._drop(next(iter(self._kept)))

    def _drop(self, name: tuple[str, str]) -> None:
        _version, html = self._kept.pop(name, (0, ""))
        self._characters -= len(html)

    @staticmethod
    def _marked(render: Callable[[], str]) -> str:
        before, g.marks = g.get("marks", False), True  # one fragment may stand within another
        try:
            return render()
        finally:
            g.marks = before


def only_for(reader: str, caller: Callable[[], str]) -> Markup:
    """Lines of a shared fragment for one kind of reader: ``{% call only_for('bringer') %}``.

    They are left out of what goes to anyone else (``without_others``). One stands in no other.
    """
    return Markup(f"{_ONLY_MARK}{reader}|{caller()}{_ONLY_MARK}")  # noqa: S704 - our template's


def without_others(html: str, readers: Collection[str]) -> str:
    """A fragment as somebody reads it who is all these ``readers``."""
    pieces = html.split(_ONLY_MARK)  # by turns for all, and for whom it says first
    for number in range(1, len(pieces), 2):
        reader, _, lines = pieces[number].partition("|")
        pieces[number] = lines if reader in readers else ""
    return "".join(pieces)
