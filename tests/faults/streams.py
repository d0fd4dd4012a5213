"""Hundreds of open screens in one thread: each hears its stream, and comes back when it ends."""

from __future__ import annotations

import re
import selectors
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

LOOK_SECONDS = 0.05
ID = re.compile(rb"^id: (\d+)$", re.MULTILINE)


@dataclass(eq=False)
class Stream:
    """One screen: what it heard, in order, and how often it came."""

    heard: list[int] = field(default_factory=list)
    opened: int = 0
    text: bytes = b""
    line: socket.socket | None = None


@dataclass
class Screens:
    """``count`` screens at one address, which ``remember`` what they heard last as browsers do."""

    port: int
    path: str
    cookie: str
    count: int
    remember: bool = True
    streams: list[Stream] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Hear until ``ended``."""
        self.streams = [Stream() for _ in range(self.count)]
        with selectors.DefaultSelector() as ears:
            while not self.ended.is_set():
                for stream in self.streams:
                    if stream.line is None:
                        self._open(stream, ears)
                for key, _ in ears.select(LOOK_SECONDS):
                    self._hear(key.data, ears)
            for stream in self.streams:
                if stream.line is not None:
                    stream.line.close()

    def until(self, done: Callable[[Stream], bool], seconds: float = 120) -> bool:
        """Whether it is so for every screen within this time."""
        deadline = time.monotonic() + seconds
        while not (self.streams and all(map(done, self.streams))):
            if time.monotonic() > deadline:
                return False
            self.ended.wait(LOOK_SECONDS)
        return True

    def _open(self, stream: Stream, ears: selectors.BaseSelector) -> None:
        with suppress(OSError):
            line = socket.create_connection(("127.0.0.1", self.port), timeout=5)
            last = f"Last-Event-ID: {stream.heard[-1]}\r\n" if stream.heard else ""
            line.sendall(
                f"GET {self.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {self.cookie}\r\n"
                f"{last if self.remember else ''}\r\n".encode()
            )
            line.setblocking(False)
            stream.line, stream.text = line, b""
            ears.register(line, selectors.EVENT_READ, stream)

    def _hear(self, stream: Stream, ears: selectors.BaseSelector) -> None:
        assert stream.line is not None
        try:
            data = stream.line.recv(65536)
        except OSError:
            data = b""
        if not data:
            ears.unregister(stream.line)
            stream.line.close()
            stream.line = None
            return
        if not stream.text and data.startswith(b"HTTP/1.1 200"):
            stream.opened += 1
        *whole, stream.text = (stream.text + data).split(b"\n\n")
        stream.text = stream.text or b"\n"
        stream.heard += [int(number) for text in whole for number in ID.findall(text)]


@contextmanager
def screens(
    port: int, path: str, cookie: str, count: int, remember: bool = True
) -> Iterator[Screens]:
    """So many screens, open until the block ends."""
    found = Screens(port, path, cookie, count, remember)
    thread = threading.Thread(target=found.run, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        found.ended.set()
        thread.join(timeout=10)
