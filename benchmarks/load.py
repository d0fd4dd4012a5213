"""A light client: one page asked for over and over on kept connections, for a stretch of time."""

from __future__ import annotations

import socket
import statistics
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass
class Load:
    """What the clients saw: seconds per request, and answers that were not 200."""

    seconds: list[float] = field(default_factory=list)
    errors: int = 0


def ask_for(url: str, *, clients: int, seconds: float) -> dict[str, float]:
    """Requests per second and the latency in milliseconds of ``clients`` at once."""
    load, stop = Load(), time.perf_counter() + seconds
    threads = [threading.Thread(target=_client, args=(url, stop, load)) for _ in range(clients)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    return {
        "requests_per_second": round(len(load.seconds) / took, 1),
        "p50_ms": milliseconds(load.seconds, 50),
        "p95_ms": milliseconds(load.seconds, 95),
        "errors": load.errors,
    }


def milliseconds(seconds: list[float], percentile: int) -> float:
    """A percentile of durations, in milliseconds; 0 when there are fewer than two."""
    if len(seconds) < 2:
        return 0.0
    return round(statistics.quantiles(seconds, n=100)[percentile - 1] * 1000, 2)


def _client(url: str, stop: float, load: Load) -> None:
    parts = urlsplit(url)
    request = f"GET {parts.path or '/'} HTTP/1.1\r\nHost: {parts.netloc}\r\n\r\n".encode()
    with socket.create_connection((parts.hostname or "", parts.port or 80)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while time.perf_counter() < stop:
            began = time.perf_counter()
            connection.sendall(request)
            status = _answer(connection)
            load.seconds.append(time.perf_counter() - began)
            load.errors += status != 200


def _answer(connection: socket.socket) -> int:
    """Read one whole answer and tell its status."""
    data = connection.recv(65536)
    while b"\r\n\r\n" not in data:
        data += connection.recv(65536)
    head, _, body = data.partition(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
    while len(body) < length:
        body += connection.recv(65536)
    return int(head.split(b" ", 2)[1])
