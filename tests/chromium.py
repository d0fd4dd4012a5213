"""The Chromium that the tests drive, and how Playwright starts it.

``$CHROMIUM``, else ``chromium`` or ``google-chrome`` on the PATH, else Debian's package, else the
one that npm carries (x86-64 Linux), which needs no root and nothing from the system.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import tarfile
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import brotli

from tests import npm

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# No sandbox: containers and root have none. The rest keeps it from asking other hosts.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PACKAGE = "@sparticuz/chromium"
VERSION = "153.0.0"
SHA256 = "20e5656fcdcf4118ede85edfb9d6bb9cc1bbb7ffb8b75622fffbcf36a835c3c0"


class NoChromiumError(RuntimeError):
    """No Chromium could be found; the message says what to do."""


@dataclass(frozen=True)
class Launch:
    """What Playwright's ``chromium.launch(executable_path=…, args=…, env=…)`` takes."""

    executable: str
    args: list[str] = field(default_factory=lambda: list(ARGUMENTS))
    env: dict[str, str] = field(default_factory=lambda: dict(os.environ))


def find() -> Launch:
    """The first Chromium there is; raises ``NoChromiumError``."""
    named = os.environ.get("CHROMIUM")
    if named:
        if shutil.which(named) is None:
            raise NoChromiumError(f"CHROMIUM names {named}, and that cannot be started.")
        return Launch(named)
    return _on_path() or _of_debian() or _of_npm()


def _on_path() -> Launch | None:
    return next((Launch(path) for path in map(shutil.which, NAMES) if path), None)


def _of_debian() -> Launch | None:
    apt = shutil.which("apt-get")
    if os.geteuid() != 0 or apt is None:
        return None
    quietly = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update"], ["install", "--yes", "--no-install-recommends", "chromium"]):
        if subprocess.run([apt, "--quiet", "--quiet", *words], env=quietly).returncode:
            return None
    return _on_path()


def _of_npm() -> Launch:
    if sys.platform != "linux" or platform.machine() != "x86_64":
        raise NoChromiumError(
            "The tests need Chromium and found none: install it, or name it in CHROMIUM."
        )
    try:
        folder = npm.unpacked(PACKAGE, VERSION, SHA256, _keep)
    except npm.NoPackageError as failed:
        raise NoChromiumError(f"The tests need Chromium: install it. {failed}") from failed
    libraries = os.pathsep.join(
        filter(None, [str(folder / "al2023" / "lib"), os.environ.get("LD_LIBRARY_PATH")])
    )
    fonts = str(folder / "fonts" / "fonts")
    found = {"LD_LIBRARY_PATH": libraries, "FONTCONFIG_PATH": fonts}
    return Launch(str(folder / "chromium"), env={**os.environ, **found})


def _keep(package: Path, folder: Path) -> None:
    """Unpack the program and its libraries; it looks for the graphics library beside itself."""
    packed = package / "bin"
    program = folder / "chromium"
    program.write_bytes(brotli.decompress((packed / "chromium.br").read_bytes()))
    program.chmod(0o755)
    for name, place in (("al2023", "al2023"), ("fonts", "fonts"), ("swiftshader", ".")):
        content = brotli.decompress((packed / f"{name}.tar.br").read_bytes())
        with tarfile.open(fileobj=BytesIO(content)) as archive:
            npm.extract(archive, folder / place)
