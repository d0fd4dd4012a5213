"""A bad line: a TCP proxy that is slow and cuts some connections at a random byte, by a seed."""

from __future__ import annotations

import asyncio
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

CUT = 0.2  # of the connections
DELAY = (0.3, 2.0)  # seconds, before anything of a connection goes on
WHERE = 1500  # a cut comes within so many bytes, both ways together: a form and its answer
CHUNK = 65536


@dataclass
class BadLine:
    """The way to the server at ``target`` (a port of this machine), and what it did so far."""

    target: int
    seed: int
    port: int = 0
    connections: int = 0
    cuts: int = 0

    async def serve(self, ready: threading.Event, done: asyncio.Event) -> None:
        """Carry connections until ``done``; ``port`` is known once ``ready`` is set."""
        server = await asyncio.start_server(self._carry, "127.0.0.1", 0, backlog=1024)
        async with server:
            self.port = server.sockets[0].getsockname()[1]
            ready.set()
            await done.wait()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        lot = random.Random(f"{self.seed}-{self.connections}")
        left = [lot.randrange(1, WHERE)] if lot.random() < CUT else []
        await asyncio.sleep(lot.uniform(*DELAY))
        ends = [writer]
        with suppress(OSError):
            to_read, to_write = await asyncio.open_connection("127.0.0.1", self.target)
            ends.append(to_write)
            ways = (self._pump(reader, to_write, left), self._pump(to_read, writer, left))
            await asyncio.gather(*ways)
        for end in ends:
            end.transport.abort()

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, left: list[int]
    ) -> None:
        """One way; a ``ConnectionError`` ends both when the line is cut."""
        while data := await reader.read(CHUNK):
            if left and len(data) > left[0]:
                self.cuts += 1
                writer.write(data[: left[0]])
                await writer.drain()
                raise ConnectionAbortedError
            if left:
                left[0] -= len(data)
            writer.write(data)
        if writer.can_write_eof() and not writer.is_closing():
            writer.write_eof()


@contextmanager
def bad_line(target: int, seed: int) -> Iterator[BadLine]:
    """A bad line to this port until the block ends."""
    line, ready, loop = BadLine(target, seed), threading.Event(), asyncio.new_event_loop()
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
