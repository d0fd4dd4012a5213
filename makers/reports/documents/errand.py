"""Work for another process: a command, what it reads, and the document it gives back."""

from __future__ import annotations

import logging
import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from threading import BoundedSemaphore

from flask_babel import lazy_gettext as _l

from makers.core.errors import Refusal

SECONDS = 30
# More than there are processors only take each other's time, until none of them is done in its own.
AT_ONCE = min(4, max(2, os.cpu_count() or 2))
# Nothing of this process's environment (secrets, database) goes along.
ENVIRONMENT = {"LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"}

_places = BoundedSemaphore(AT_ONCE)
_log = logging.getLogger(__name__)


class DocumentFailed(Refusal):
    """A document could not be made, or not in time. Nothing of the content is lost by it."""

    sentence = _l("Het document is niet gelukt. Probeer het over een minuut nog eens.")
    status = 503


@dataclass(frozen=True)
class Errand:
    """A command that reads ``given`` and writes what ``finish`` completes to its output."""

    command: tuple[str, ...]
    given: bytes
    finish: Callable[[bytes], bytes] = bytes


def run(errand: Errand) -> bytes:
    """The document, made in a process of its own while this greenlet or thread waits.

    At most ``AT_ONCE`` run together; waiting for a place and the work itself take at most
    ``SECONDS`` each. Raises ``DocumentFailed``; what the process complained of may quote what
    people typed, so only its exit code is logged.
    """
    if not _places.acquire(timeout=SECONDS):
        raise DocumentFailed
    try:
        done = subprocess.run(  # noqa: S603 - our own commands; what people typed is on stdin
            errand.command,
            input=errand.given,
            capture_output=True,
            timeout=SECONDS,
            env=ENVIRONMENT,
            check=True,
        )
    except (OSError, subprocess.SubprocessError) as problem:
        exit_code = getattr(problem, "returncode", None)
        _log.error("%s made no document (exit code %s)", errand.command[0], exit_code)
        raise DocumentFailed from None
    finally:
        _places.release()
    return errand.finish(done.stdout)
