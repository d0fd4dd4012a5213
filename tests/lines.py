"""Lines to a server of this machine that are bad: TCP proxies, each with a trouble of its own."""

from __future__ import annotations

import asyncio
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TypeVar

CUT = 0.2  # of the connections
DELAY = (0.3, 2.0)  # seconds, before anything of a connection goes on
WHERE = 1500  # a cut comes within so many bytes, both ways together: a form and its answer
CHUNK = 65536


@dataclass
class Line:
    """The way to the server at ``target`` (a port of this machine), and what it did so far."""

    target: int
    port: int = 0
    connections: int = 0

    async def serve(self, ready: threading.Event, done: asyncio.Event) -> None:
        """Carry connections until ``done``; ``port`` is known once ``ready`` is set."""
        server = await asyncio.start_server(self._accept, "127.0.0.1", 0, backlog=1024)
        async with server:
            self.port = server.sockets[0].getsockname()[1]
            ready.set()
            await done.wait()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        await self._carry(self.connections, reader, writer)

    async def _carry(
        self, number: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        ends = [writer]
        with suppress(OSError):
            to_read, to_write = await asyncio.open_connection("127.0.0.1", self.target)
            ends.append(to_write)
            ways = (self._pump(number, reader, to_write), self._pump(number, to_read, writer))
            await asyncio.gather(*ways)
        for end in ends:
            end.transport.abort()

    async def _pump(
        self, number: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """One way; an ``OSError`` ends both."""
        while data := await reader.read(CHUNK):
            writer.write(await self._passes(number, data, writer))
        if writer.can_write_eof() and not writer.is_closing():
            writer.write_eof()

    async def _passes(self, number: int, data: bytes, writer: asyncio.StreamWriter) -> bytes:
        """What of this goes on to ``writer``: here all of it."""
        return data


@dataclass
class BadLine(Line):
    """It is slow, and cuts some connections at a random byte, by a seed."""

    seed: int = 0
    cuts: int = 0
    _left: dict[int, int] = field(default_factory=dict)

    async def _carry(
        self, number: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        lot = random.Random(f"{self.seed}-{number}")
        if lot.random() < CUT:
            self._left[number] = lot.randrange(1, WHERE)
        await asyncio.sleep(lot.uniform(*DELAY))
        await super()._carry(number, reader, writer)

    async def _passes(self, number: int, data: bytes, writer: asyncio.StreamWriter) -> bytes:
        left = self._left.get(number)
        if left is None:
            return data
        if len(data) > left:
            self.cuts += 1
            writer.write(data[:left])
            await writer.drain()
            raise ConnectionAbortedError
        self._left[number] = left - len(data)
        return data


@dataclass
class SilentLine(Line):
    """Its event streams can fall silent without an end, as behind a box that forgot them."""

    _streams: set[int] = field(default_factory=set)
    _silent: set[int] = field(default_factory=set)

    def fall_silent(self) -> None:
        """From now on nothing comes through the streams that are open; new ones are as ever."""
        assert self._streams, "no stream is open yet"
        self._silent |= self._streams

    async def _passes(self, number: int, data: bytes, writer: asyncio.StreamWriter) -> bytes:
        if b"\r\nContent-Type: text/event-stream" in data:
            self._streams.add(number)
        return b"" if number in self._silent else data


Kind = TypeVar("Kind", bound=Line)


@contextmanager
def carried(line: Kind) -> Iterator[Kind]:
    """Let this line carry until the block ends."""
    ready, loop = threading.Event(), asyncio.new_event_loop()
    done = asyncio.Event()
    thread = threading.Thread(
        target=lambda: loop.run_until_complete(line.serve(ready, done)), daemon=True
    )
    thread.start()
    assert ready.wait(timeout=10)
    try:
        yield line
    finally:
        loop.call_soon_threadsafe(done.set)
        thread.join(timeout=10)
