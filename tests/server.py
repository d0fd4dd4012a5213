"""The real application under its real server, in a process of its own, for the journeys and faults.

::

    run_flask("db", "upgrade", database_url=url, instance=folder)
    with serve(url, folder, workers=2) as server:
        browser.goto(server.url)
"""

from __future__ import annotations

import errno
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
START_SECONDS = 30.0
STOP_SECONDS = 20.0
LOOK_SECONDS = 0.05


class NotServingError(RuntimeError):
    """The server ended or did not answer in time; the message carries its log."""


@dataclass(frozen=True)
class Server:
    """A running server: its address, its process (gunicorn's first) and its log."""

    url: str
    port: int
    process: subprocess.Popen[bytes]
    log_file: Path

    def log(self) -> str:
        """What the server has said so far."""
        return self.log_file.read_text(errors="replace")

    def kill(self) -> None:
        """Take the power away from the server and its workers (SIGKILL); then the port is free."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        deadline = time.monotonic() + STOP_SECONDS
        while time.monotonic() < deadline and not self.is_closed():
            pass

    def is_closed(self) -> bool:
        """Whether nobody listens any more: a killed worker's socket may outlive it for a moment."""
        with socket.socket() as caller:
            return caller.connect_ex(("127.0.0.1", self.port)) == errno.ECONNREFUSED


@contextmanager
def serve(
    database_url: str,
    instance: Path,
    workers: int = 1,
    port: int = 0,
    app: str = "app:app",
    **env: str,
) -> Iterator[Server]:
    """Serve this database until the block ends; the tables must be there (``run_flask``).

    Port 0 takes a free one; a restart at the same address names the old server's. ``env`` adds
    settings; ``app`` is another application to serve in the same way. Raises ``NotServingError``
    when ``/healthz`` does not answer in ``START_SECONDS``.
    """
    with _listening(port) as listener:
        number = listener.getsockname()[1]
        url = f"http://127.0.0.1:{number}"
        log_file = instance / f"server-{number}.log"
        with log_file.open("ab") as log:
            options = ["--bind", f"fd://{listener.fileno()}", "--workers", str(workers)]
            process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", *options, app],
                cwd=ROOT,
                env=_environment(database_url, instance, {"MAKERS_URL": url, **env}),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                pass_fds=[listener.fileno()],
                start_new_session=True,
            )
    server = Server(url, number, process, log_file)
    try:
        _wait(server)
        yield server
    finally:
        server.kill()  # a graceful end takes a second, and nobody is there any more


def run_flask(*words: str, database_url: str, instance: Path, **env: str) -> str:
    """What ``flask --app app <words>`` prints, with this database and instance.

    Raises ``subprocess.CalledProcessError`` when it fails.
    """
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "app", *words],
        cwd=ROOT,
        env=_environment(database_url, instance, env),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        sys.stderr.write(done.stderr)
        done.check_returncode()
    return done.stdout


def _listening(port: int) -> socket.socket:
    """A listening socket to hand over, so that nobody takes the port in between."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen(4096)
    return listener


def _environment(database_url: str, instance: Path, more: dict[str, str]) -> dict[str, str]:
    ours = {"DATABASE_URL": database_url, "MAKERS_INSTANCE": str(instance)}
    return {**os.environ, **ours, **more}


def _wait(server: Server) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if _answers(f"{server.url}/healthz"):
            return
        try:
            server.process.wait(LOOK_SECONDS)
            break
        except subprocess.TimeoutExpired:
            continue
    server.kill()
    raise NotServingError(f"{server.url} does not answer. Its log:\n{server.log()}")


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False
