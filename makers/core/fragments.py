"""Fragments kept in memory, for all who may see the same.

They hold marks where every response puts its own reader's nonce and CSRF token (``core.live``).
"""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable

from flask import g

KEPT_CHARACTERS = 16_000_000
NONCE_MARK = secrets.token_hex(16)
CSRF_MARK = secrets.token_hex(16)

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
