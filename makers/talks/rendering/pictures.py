"""Have a file made into pictures by a process that can do nothing else, and wait for it."""

from __future__ import annotations

import json
import logging
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from makers.talks.rendering import refusals
from makers.talks.rendering.kinds import Kind, kind_of

WIDTH, HEIGHT = 1920, 1080
MOST_PIXELS = 60_000_000
SECONDS = 60
MEMORY = 1_500_000_000  # bytes of address space, the engine's own libraries included
FILE_SIZE = 50_000_000
AT_ONCE = 2  # so that pages go on being served beside them
CHILD = Path(__file__).with_name("child.py")
# Nothing of this process's environment (secrets, database) goes along.
ENVIRONMENT = {"LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"}
NO_SLIDES: dict[Kind, type[refusals.NoSlides]] = {
    Kind.EMPTY: refusals.Empty,
    Kind.SVG: refusals.Svg,
    Kind.OFFICE: refusals.Office,
    Kind.UNKNOWN: refusals.Unknown,
}
REFUSED: dict[str, type[refusals.NoSlides]] = {
    "encrypted": refusals.Encrypted,
    "damaged": refusals.Damaged,
    "pages": refusals.TooManyPages,
    "pixels": refusals.TooManyPixels,
    "heavy": refusals.TooHeavy,
}

# an abort is what an allocator does that gets no more memory: heavy, not damaged
CRASHES = (-signal.SIGSEGV, -signal.SIGTRAP, -signal.SIGBUS, -signal.SIGFPE)

_places = BoundedSemaphore(AT_ONCE)
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Page:
    """One picture, as WebP, with its size in pixels."""

    data: bytes
    width: int
    height: int


def render(
    files: Sequence[tuple[str, Path]], *, size: tuple[int, int] = (WIDTH, HEIGHT)
) -> list[Page]:
    """The pictures of one PDF, or of images in the order of their numbers.

    ``files`` are the names they had and where they stand. Each picture fits in ``size``; only
    pixels are kept of what was handed in. It runs in another process with limits on pages, pixels,
    memory and time, two at once, while this greenlet or thread waits.

    Raises a ``refusals.NoSlides`` that says what to do, or ``refusals.Busy``.
    """
    kinds = {kind_of(path) for _name, path in files}
    if not files:
        raise refusals.Empty
    for kind, refusal in NO_SLIDES.items():
        if kind in kinds:
            raise refusal
    if len(kinds) > 1 or (len(files) > 1 and kinds != {Kind.IMAGE}):
        raise refusals.Mixed
    ordered = [str(path) for _name, path in sorted(files, key=lambda file: in_order(file[0]))]
    if not _places.acquire(timeout=SECONDS):
        raise refusals.Busy
    try:
        with tempfile.TemporaryDirectory(prefix="slides-") as folder:
            return _pictures(kinds.pop(), ordered, Path(folder), size)
    finally:
        _places.release()


def in_order(name: str) -> list[tuple[int, str]]:
    """A name's place among others: numbers in it count as numbers, so 2 comes before 10."""
    return [(int(part) if part.isdecimal() else -1, part) for part in re.split(r"(\d+)", name)]


def _pictures(kind: Kind, sources: list[str], folder: Path, size: tuple[int, int]) -> list[Page]:
    order = {
        "kind": kind.value,
        "sources": sources,
        "out": str(folder),
        "width": size[0],
        "height": size[1],
        "most_pages": refusals.MOST_PAGES,
        "most_pixels": MOST_PIXELS,
        "memory": MEMORY,
        "seconds": SECONDS,
        "file_size": FILE_SIZE,
    }
    answer = json.loads(_run(order) or '{"refused": "heavy"}')
    if "refused" in answer:
        raise REFUSED[answer["refused"]]
    return [
        Page((folder / f"{number:03}.webp").read_bytes(), width, height)
        for number, (width, height) in enumerate(answer["pages"], 1)
    ]


def _run(order: dict[str, Any]) -> bytes:
    """What the child answers; nothing when it failed or its time was up."""
    with subprocess.Popen(  # noqa: S603 - our own words; the file is only named
        [sys.executable, "-I", str(CHILD)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=ENVIRONMENT,
        start_new_session=True,
    ) as child:
        try:
            answer, _nothing = child.communicate(json.dumps(order).encode(), timeout=SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            return b""
    if child.returncode:
        _log.warning("slides could not be made (exit code %s)", child.returncode)
    if child.returncode in CRASHES:
        return b'{"refused": "damaged"}'
    return answer if child.returncode == 0 else b""
