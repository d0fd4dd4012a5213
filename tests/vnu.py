"""Is this HTML valid? Asked of the Nu checker, where there is Java to run it (and npm to fetch it).

``.ci/run`` installs both on a bare machine. Elsewhere ``find`` returns ``None``.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests import npm

PACKAGE = "vnu-jar"
VERSION = "26.9.27"
SHA256 = "5970d3ffca91a627cf0965e5d91bb2e4242307c29292998de0b419d6a901b2b7"
HTMX = "Attribute “hx-[^”]*” not allowed.*"


@dataclass(frozen=True)
class Checker:
    """The checker and the Java that runs it."""

    java: str
    jar: Path

    def faults(self, pages: Mapping[str, str]) -> list[str]:
        """What is wrong in these pages (name: HTML), one sentence each with page and line.

        All pages in one call: starting the checker is what takes time. htmx's own attributes are
        no fault.
        """
        with TemporaryDirectory() as name:
            files = {Path(name, f"{n}.html"): page for n, page in enumerate(pages)}
            for file, page in files.items():
                file.write_text(pages[page], encoding="utf-8")
            done = subprocess.run(
                [self.java, "-jar", str(self.jar), "--format", "json", "--stdout"]
                + ["--exit-zero-always", "--skip-info-messages", "--filterpattern", HTMX]
                + [str(file) for file in files],
                capture_output=True,
                check=True,
            )
        names = {file.as_uri().replace("file:///", "file:/"): page for file, page in files.items()}
        return [
            f"{names[message['url']]}, line {message.get('lastLine', 1)}: {message['message']}"
            for message in json.loads(done.stdout)["messages"]
        ]


def find() -> Checker | None:
    """The checker; ``None`` without Java or npm. Raises ``npm.NoPackageError``."""
    java = shutil.which("java")
    if java is None or shutil.which("npm") is None:
        return None
    return Checker(java, npm.unpacked(PACKAGE, VERSION, SHA256, _keep) / "vnu.jar")


def _keep(package: Path, folder: Path) -> None:
    shutil.copy(package / "build" / "dist" / "vnu.jar", folder)
