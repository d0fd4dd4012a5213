"""Installations made once by the commands of the README, and copied for each test that wants one.

A copy is its own database in its own folder, as if the commands had run there.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from tests import postgres
from tests.server import run_flask

PASSWORD = "een lang wachtwoord voor de balie"
ORGANISER = "balie@example.org"


class Installed:
    """Makes each kind of installation the first time somebody asks for it."""

    def __init__(self, folder: Callable[[str], Path], server: postgres.Server) -> None:
        """``folder`` makes an empty folder of this name."""
        self.folder, self.server = folder, server
        self.masters: dict[tuple[str, str], Path] = {}
        self.copies = 0

    def copy(self, engine: str, folder: Path, kind: str = "bare") -> str:
        """The address of a database with the tables in it, its files in ``folder``.

        ``kind``: "bare" has an organiser and nothing else, "demo" the demo afternoon.
        """
        name = f"master_{kind}"
        if (engine, kind) not in self.masters:
            made = self.folder(f"{engine}-{kind}")
            self._make(self._url(engine, made, name), made, kind)
            self.masters[engine, kind] = made
        shutil.copytree(self.masters[engine, kind], folder, dirs_exist_ok=True)
        if engine == "sqlite":
            return f"sqlite:///{folder / 'makers.db'}"
        self.copies += 1
        return self.server.create_database(f"copy_{self.copies}", of=name)

    def _url(self, engine: str, folder: Path, name: str) -> str:
        if engine == "sqlite":
            return f"sqlite:///{folder / 'makers.db'}"
        return self.server.create_database(name)

    def _make(self, url: str, folder: Path, kind: str) -> None:
        run_flask("db", "upgrade", database_url=url, instance=folder)
        if kind == "demo":
            run_flask("makers", "demo", database_url=url, instance=folder)
        else:
            words = ("organiser", "add", ORGANISER, "--name", "De balie", "--password", PASSWORD)
            run_flask("makers", *words, database_url=url, instance=folder)
