"""HTTP/1.1 for thousands of clients in one process: a kept connection, and an event stream."""

from __future__ import annotations

import gzip
import time
from collections.abc import Iterator
from dataclasses import dataclass

from gevent import socket

LENGTH, ZIPPED, CHUNK = b"\r\ncontent-length:", b"\r\ncontent-encoding: gzip", 65536


class LostError(Exception):
    """The server closed the connection before the answer was whole, or refused a stream."""


@dataclass(frozen=True)
class Answer:
    """What came back, and when the last of it was here (``time.perf_counter``)."""

    status: int
    head: bytes
    raw: bytes
    arrived: float

    @property
    def body(self) -> bytes:
        """The text, unpacked."""
        return gzip.decompress(self.raw) if ZIPPED in self.head.lower() else self.raw

    def header(self, name: str) -> str:
        """The first header of this name, empty when it is not there."""
        for line in self.head.split(b"\r\n")[1:]:
            key, _, value = line.partition(b":")
            if key.lower() == name.lower().encode():
                return value.strip().decode()
        return ""


class Wire:
    """One connection of one browser, opened anew where the server let go of it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._socket: socket.socket | None = None

    def ask(self, method: str, path: str, cookie: str, form: str = "", more: str = "") -> Answer:
        """Send one request and read the whole answer.

        A kept connection that the server ended meanwhile is opened anew, as browsers do.
        """
        words = request(method, path, cookie, form, more)
        if self._socket is not None:
            try:
                return _answer(self._socket, words)
            except (LostError, OSError):
                self._socket.close()
        self._socket = connect(self.port)
        return _answer(self._socket, words)


def connect(port: int) -> socket.socket:
    """A connection to the server on this machine."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=60)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def request(method: str, path: str, cookie: str, form: str = "", more: str = "") -> bytes:
    """A request as a browser sends it; ``more``: further headers, each with its line's end."""
    if method == "POST":
        more += (
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(form)}\r\n"
        )
    return (
        f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n"
        f"Accept-Language: nl\r\nCookie: {cookie}\r\n{more}\r\n{form}"
    ).encode()


def messages(port: int, path: str, cookie: str) -> Iterator[tuple[bytes, int]]:
    """An event stream's messages: each name with its id, 0 where it has none."""
    connection = connect(port)
    connection.settimeout(None)
    connection.sendall(request("GET", path, cookie))
    head, text = _head(connection)
    if int(head.split(b" ", 2)[1]) != 200:
        raise LostError(head.decode())
    while True:
        *whole, text = text.split(b"\n\n")
        yield from map(_message, whole)
        text += _some(connection)


def _answer(connection: socket.socket, words: bytes) -> Answer:
    connection.sendall(words)
    head, body = _head(connection)
    length = int(head.lower().partition(LENGTH)[2].partition(b"\r\n")[0] or 0)
    while len(body) < length:
        body += _some(connection)
    return Answer(int(head.split(b" ", 2)[1]), head, body, time.perf_counter())


def _message(text: bytes) -> tuple[bytes, int]:
    fields = dict(line.split(b": ", 1) for line in text.split(b"\n") if b": " in line)
    return fields[b"event"], int(fields.get(b"id", 0))


def _head(connection: socket.socket) -> tuple[bytes, bytes]:
    data = _some(connection)
    while b"\r\n\r\n" not in data:
        data += _some(connection)
    head, _, body = data.partition(b"\r\n\r\n")
    return head, body


def _some(connection: socket.socket) -> bytes:
    data: bytes = connection.recv(CHUNK)
    if not data:
        raise LostError
    return data
