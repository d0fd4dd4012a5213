"""A problem in the kernel's memory, and the few things that are asked of it there."""

from __future__ import annotations

from array import array
from functools import cache
from pathlib import Path
from typing import Any

import wasmtime

from makers.seating.solver.kernel.packing import packed
from makers.seating.solver.state import State

WASM = Path(__file__).with_name("kernel.wasm")
HEAT = 256  # the kernel counts heat in such parts of a point
MASK = (1 << 64) - 1


class Kernel:
    """Walks through the plans of one problem; keeps the best. ``seed`` decides every draw.

    ``free``: whether there is anything to walk through. Until ``seat`` nobody sits.
    """

    def __init__(self, state: State, seed: int) -> None:
        engine, module = _compiled()
        self._store = wasmtime.Store(engine)
        exports: Any = wasmtime.Instance(self._store, module, []).exports(self._store)
        self._call = {name: exports[name] for name in exports}
        self._memory: wasmtime.Memory = exports["memory"]
        self._people, self._rounds = len(state.problem.people), len(state.rounds)
        memory = bytearray()
        told = packed(state, memory, base=self._run("take", 0))
        self._memory.write(self._store, memory, self._run("take", len(memory)))
        self._best, self._seats, self.free = told.best, told.seats, told.free
        self._run("begin", told.problem, _scattered(seed), told.start)

    def seat(self, seats: list[list[int]]) -> None:
        """Seat everybody so: table numbers per round and person."""
        flat = array("i", (t for row in seats for t in row))
        self._memory.write(self._store, flat.tobytes(), self._seats)
        self._run("seat", self._seats)

    def keep(self) -> None:
        """What is seated now is the best so far."""
        self._run("keep")

    def walk(self, steps: int, heat: float) -> None:
        """Look at so many proposals; ``heat``: points that are lightly given up."""
        self._run("walk", steps, round(heat * HEAT))

    def settle(self, most: int) -> int:
        """Take single moves and exchanges that gain, until none does or ``most`` were priced."""
        return int(self._run("settle", most))

    @property
    def points(self) -> int:
        """The points of the best plan passed."""
        return int(self._run("points_best"))

    def best(self) -> list[list[int]]:
        """The best plan passed: table numbers per round and person."""
        end = self._best + 4 * self._people * self._rounds
        flat = array("i", bytes(self._memory.read(self._store, self._best, end)))
        return [
            flat[n * self._people : (n + 1) * self._people].tolist() for n in range(self._rounds)
        ]

    def _run(self, name: str, *given: int) -> Any:
        return self._call[name](self._store, *given)


@cache
def _compiled() -> tuple[wasmtime.Engine, wasmtime.Module]:
    engine = wasmtime.Engine()
    return engine, wasmtime.Module.from_file(engine, str(WASM))


def _scattered(seed: int) -> int:
    """A seed's bits spread over 64 (SplitMix64), never 0; signed, as WebAssembly takes them."""
    z = (seed + 0x9E3779B97F4A7C15) & MASK
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & MASK
    z = (z ^ z >> 27) * 0x94D049BB133111EB & MASK
    z = (z ^ z >> 31) or 1
    return z - (1 << 64) if z >> 63 else z
