"""A backup: the whole database in one file, taken while people work; and putting it back.

The file is a ``.tar.gz`` with the database and a note of which engine and which migration it is.
The installation's secret is not in it: sessions end by a restore, links do not.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import tarfile
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from alembic.script import ScriptDirectory
from flask import current_app
from flask_migrate import Migrate
from sqlalchemy import URL, text

from makers.core.database import SQLITE, db

DATABASE, ABOUT = "database", "about.json"


class BackupError(RuntimeError):
    """A backup that cannot be made or put back; the message says what to do."""


@dataclass(frozen=True)
class About:
    """What a backup is of: ``sqlite`` or ``postgresql``, at which migration."""

    engine: str
    revision: str


def make(file: Path) -> About:
    """Write a backup to this file. Raises ``BackupError``."""
    about = About(db.engine.dialect.name, _revision())
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / DATABASE
        if about.engine == "sqlite":
            _copy_sqlite(copy)
        else:
            options = ("--format=custom", "--no-owner", f"--file={copy}")
            _run("pg_dump", *options, _plain(db.engine.url))
        (Path(folder) / ABOUT).write_text(json.dumps(vars(about)))
        with tarfile.open(file, "w:gz") as archive:
            for name in (ABOUT, DATABASE):
                archive.add(Path(folder) / name, arcname=name)
    return about


def look(file: Path) -> About:
    """What a file is a backup of. Raises ``BackupError`` for any other file, and a newer one."""
    try:
        with tarfile.open(file) as archive:
            held = archive.extractfile(ABOUT)
            assert held is not None  # noqa: S101 - a file of that name is no folder in our backups
            about = About(**json.load(held))
    except (OSError, tarfile.TarError, KeyError, TypeError, ValueError, AssertionError) as wrong:
        raise BackupError(f"{file} is no backup of Makers.") from wrong
    if about.engine != db.engine.dialect.name:
        raise BackupError(f"{file} is of {about.engine}, and this is {db.engine.dialect.name}.")
    if about.revision and about.revision not in _known_revisions():
        raise BackupError(f"{file} is of a newer Makers. Install that version first.")
    return about


def put_back(file: Path) -> About:
    """Put a backup in the place of the database; the server must not run. As ``look`` raises.

    The migrations that came since are for the caller to run.
    """
    about = look(file)
    db.session.remove()
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / DATABASE
        with tarfile.open(file) as archive, copy.open("wb") as database:
            held = archive.extractfile(DATABASE)
            if held is None:
                raise BackupError(f"{file} is no backup of Makers.")
            shutil.copyfileobj(held, database)
        if about.engine == "sqlite":
            db.engine.dispose()
            here = Path(str(db.engine.url.database))
            for rest in ("-wal", "-shm"):
                here.with_name(here.name + rest).unlink(missing_ok=True)
            shutil.copyfile(copy, here)
        else:
            options = ("--clean", "--if-exists", "--no-owner", "--single-transaction")
            _run("pg_restore", *options, f"--dbname={_plain(db.engine.url)}", str(copy))
            db.engine.dispose()
    return about


def _copy_sqlite(copy: Path) -> None:
    """SQLite's own way of copying a database that is being written to."""
    with (
        closing(SQLITE.connect(str(db.engine.url.database))) as source,
        closing(SQLITE.connect(str(copy))) as target,
    ):
        source.backup(target)


def _plain(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def _run(program: str, *words: str) -> None:
    found = shutil.which(program)
    if found is None:
        raise BackupError(f"{program} is not here. On Debian: apt install postgresql-client")
    done = subprocess.run([found, *words], capture_output=True, text=True)  # noqa: S603 - our words
    if done.returncode:
        raise BackupError(f"{program}: {done.stderr.strip()}")


def _revision() -> str:
    with db.engine.connect() as connection:
        asked = text("SELECT version_num FROM alembic_version")
        return str(connection.execute(asked).scalar() or "")


def _known_revisions() -> set[str]:
    migrate: Migrate = current_app.extensions["migrate"].migrate
    scripts = ScriptDirectory.from_config(migrate.get_config())
    return {script.revision for script in scripts.walk_revisions()}
