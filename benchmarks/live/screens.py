"""The clients, in a process of their own: it reads what to do as JSON and prints what it saw."""

from __future__ import annotations

from gevent import monkey

monkey.patch_all()

import gc  # noqa: E402
import json  # noqa: E402
import random  # noqa: E402
import re  # noqa: E402
import sys  # noqa: E402
import time  # noqa: E402
import uuid  # noqa: E402
from collections import Counter, defaultdict  # noqa: E402
from collections.abc import Iterator  # noqa: E402
from contextlib import contextmanager  # noqa: E402
from dataclasses import dataclass, field  # noqa: E402
from html import unescape  # noqa: E402
from typing import Any  # noqa: E402
from urllib.parse import urlencode  # noqa: E402

import gevent  # noqa: E402
from gevent.pool import Pool  # noqa: E402

from benchmarks.live import processes  # noqa: E402
from benchmarks.live.desk import Desk  # noqa: E402
from benchmarks.live.wire import Answer, Wire, messages  # noqa: E402
from benchmarks.load import milliseconds  # noqa: E402

PER_SECOND = 20
AT_ONCE = 16  # pages that are opened at the same time, beforehand
PATIENCE = 30.0  # seconds; what has not come by then is lost
FRAGMENT = "HX-Request: true\r\n"
OUTBOX = "HX-Target: written\r\n"  # from what a page keeps until it is sent
STREAM = re.compile(r'hx-sse:connect="([^"]*)"')
PART = re.compile(r'hx-get="([^"]*)"[^>]*hx-trigger="([^"]*)"')
TRIGGER = re.compile(r"(\S+) from:#stream")
TOKEN = re.compile(r'name="csrf_token" value="([^"]*)"')
TURN = re.compile(rb'name="turn" value="(\d+)"')
BEGUN = re.compile(rb'data-started-at="(\d+)"')
NOTE = re.compile(rb">notitie (\d+)\.<")


@dataclass
class Seen:
    """What all screens saw together; moments by the number of the note or by the table's id."""

    sent: dict[int, float] = field(default_factory=dict)
    saved: dict[int, float] = field(default_factory=dict)
    after_sent: list[float] = field(default_factory=list)
    after_saved: list[float] = field(default_factory=list)
    shown: Counter[int] = field(default_factory=Counter)
    doubled: int = 0
    awaited: str = "clock"
    pressed: dict[int, float] = field(default_factory=dict)
    heard: list[float] = field(default_factory=list)
    turned: list[float] = field(default_factory=list)
    signals: dict[tuple[int, bytes], Counter[int]] = field(
        default_factory=lambda: defaultdict(Counter)
    )
    fetches: int = 0
    wrong: list[str] = field(default_factory=list)


class Screen:
    """One page at one table: it hears signals and fetches the parts that listen to them."""

    def __init__(self, port: int, table_id: int, link: str, seen: Seen) -> None:
        self.port, self.table_id, self.link, self.seen = port, table_id, link, seen
        self.wire = Wire(port)
        self.cookie = ""
        self.notes: set[int] = set()
        self.turn: bytes | None = None
        self.last, self.open_stream = 0, False

    def open(self) -> None:
        """Exchange the link for a cookie and read the page: its stream, its parts, its token."""
        for path in (self.link, f"/table/{self.table_id}"):
            answer = self.wire.ask("GET", path, self.cookie)
            self.cookie = answer.header("Set-Cookie").partition(";")[0] or self.cookie
        page = answer.body.decode()
        self.stream, self.token = STREAM.findall(page)[0], TOKEN.findall(page)[0]
        self.look("clock", answer)
        self.parts = [
            Part(self, unescape(address), TRIGGER.findall(trigger))
            for address, trigger in PART.findall(page)
        ]

    def listen(self) -> None:
        """Hear signals until the end."""
        for topic, number in messages(self.port, unescape(self.stream), self.cookie):
            self.open_stream = True
            if not number:
                continue
            own = f"table-{self.table_id}-{self.seen.awaited}"
            if topic.decode() == own and self.table_id in self.seen.pressed:
                self.seen.heard.append(time.perf_counter() - self.seen.pressed[self.table_id])
            self.seen.signals[self.table_id, topic][number] += 1
            if number <= self.last:
                self.seen.wrong.append(f"signal {number} after {self.last}")
            self.last = number
            for part in self.parts:
                if topic.decode() in part.topics:
                    part.refresh()

    def look(self, name: str, answer: Answer) -> None:
        """See what is new in a part that was fetched."""
        if answer.status != 200:
            self.seen.wrong.append(f"{answer.status} {name}")
        body = answer.body
        if name == "notes":
            self._look_at_notes([int(number) for number in NOTE.findall(body)], answer.arrived)
        if name == "clock":
            self._look_at_clock(body, answer.arrived)

    def _look_at_notes(self, found: list[int], arrived: float) -> None:
        self.seen.doubled += len(found) - len(set(found))
        for number in set(found) - self.notes:
            self.notes.add(number)
            self.seen.shown[number] += 1
            self.seen.after_sent.append(arrived - self.seen.sent[number])
            self.seen.after_saved.append(max(0.0, arrived - self.seen.saved.get(number, arrived)))

    def _look_at_clock(self, body: bytes, arrived: float) -> None:
        turn = b"".join(BEGUN.findall(body))
        if self.turn is not None and turn != self.turn:
            self.seen.turned.append(arrived - self.seen.pressed[self.table_id])
        self.turn = turn

    def write(self, number: int) -> None:
        """Post a note, as the page's form does."""
        fields = {"csrf_token": self.token, "key": uuid.uuid4(), "kind": "question"}
        form = urlencode({**fields, "text": f"notitie {number}."})
        self.seen.sent[number] = time.perf_counter()
        answer = Wire(self.port).ask(
            "POST", f"/table/{self.table_id}/notes", self.cookie, form, FRAGMENT + OUTBOX
        )
        self.seen.saved[number] = answer.arrived
        if answer.status != 200:
            self.seen.wrong.append(f"{answer.status} for note {number}")

    def next_turn(self) -> str:
        """What the facilitator's button for the next phase sends."""
        body = self.wire.ask("GET", f"/table/{self.table_id}/clock", self.cookie).body
        return urlencode({"csrf_token": self.token, "turn": TURN.findall(body)[0].decode()})

    def press(self, form: str) -> None:
        """On to the next phase."""
        self.seen.pressed[self.table_id] = time.perf_counter()
        path = f"/table/{self.table_id}/turns"
        answer = Wire(self.port).ask("POST", path, self.cookie, form, FRAGMENT)
        if answer.status != 200:
            self.seen.wrong.append(f"{answer.status} for the next phase")


class Part:
    """A live part of a page: one fetch at a time, and one more when it was asked for meanwhile."""

    def __init__(self, screen: Screen, path: str, topics: list[str]) -> None:
        self.screen, self.path, self.topics = screen, path, topics
        self.name = path.rpartition("/")[2]
        self.wire = Wire(screen.port)
        self.busy = self.again = False

    def refresh(self) -> None:
        """Fetch it now, or again when the fetch that runs is done."""
        if self.busy:
            self.again = True
        else:
            self.busy = True
            gevent.spawn(self._fetch)

    def _fetch(self) -> None:
        while True:
            self.again = False
            answer = self.wire.ask("GET", self.path, self.screen.cookie, more=FRAGMENT)
            self.screen.seen.fetches += 1
            self.screen.look(self.name, answer)
            if not self.again:
                break
        self.busy = False


def main() -> None:
    """Open every screen, post notes, turn the phases, and print what was seen."""
    asked, seen = json.load(sys.stdin), Seen()
    tables = [
        [Screen(asked["port"], table_id, link, seen) for link in links]
        for table_id, links in asked["tables"]
    ]
    _open([screen for table in tables for screen in table])
    application = processes.of_group(asked["server"])
    found: dict[str, Any] = {"clients": sum(map(len, tables)), "tables": len(tables)}
    with _spent(application) as spent:
        found |= _notes(tables, asked["seconds"], seen)
    found |= spent
    found["memory"] = {"application": processes.memory(application)}
    if asked["postgresql"]:
        family = processes.of_family(asked["postgresql"])
        found["memory"]["postgresql"] = processes.memory(family)
    with _spent(application) as spent:
        found["phase"] = _phase(tables, seen)
    found["phase"] |= spent
    found["shift"] = _shift(tables, Desk(asked["port"], **asked["desk"]), seen)
    found["wrong"] = seen.wrong[:5]
    print(json.dumps(found))


def _open(screens: list[Screen]) -> None:
    """Read every page and open every stream; what is there by then stays for good."""
    opening = Pool(AT_ONCE)
    for screen in screens:
        opening.spawn(screen.open)
    opening.join(raise_error=True)
    for screen in screens:
        gevent.spawn(screen.listen)
    _wait(lambda: all(screen.open_stream for screen in screens))
    gc.collect()
    gc.freeze()


@contextmanager
def _spent(application: list[int]) -> Iterator[dict[str, float]]:
    """The share of a core that this process and the application's took inside the block."""
    spent: dict[str, float] = {}
    began, own = time.perf_counter(), time.process_time()
    theirs = processes.processor_seconds(application)
    yield spent
    took = time.perf_counter() - began
    spent["generator_cpu"] = round((time.process_time() - own) / took, 3)
    spent["application_cpu"] = round((processes.processor_seconds(application) - theirs) / took, 3)


def _notes(tables: list[list[Screen]], seconds: float, seen: Seen) -> dict[str, object]:
    """Notes from people drawn by lot, ``PER_SECOND`` in all."""
    lot, count = random.Random(6), int(seconds * PER_SECOND)
    began, expected = time.perf_counter(), 0
    for number in range(count):
        gevent.sleep(max(0.0, began + number / PER_SECOND - time.perf_counter()))
        table = lot.choice(tables)
        expected += len(table)
        gevent.spawn(lot.choice(table).write, number)
    _wait(lambda: seen.shown.total() == expected)
    return {
        "notes": count,
        "sent_to_fetched": _spread(seen.after_sent),
        "saved_to_fetched": _spread(seen.after_saved),
        "sent_to_saved": _spread([seen.saved[n] - seen.sent[n] for n in seen.saved]),
        "lost": expected - seen.shown.total(),
        "doubled": seen.doubled,
        "signals": _signals(tables, seen),
        "fetches": seen.fetches,
    }


def _signals(tables: list[list[Screen]], seen: Seen) -> dict[str, int]:
    """Each signal of a table comes to each of its screens once."""
    sizes = {table[0].table_id: len(table) for table in tables}
    counts = [
        (sizes[table_id], times)
        for (table_id, _topic), numbers in seen.signals.items()
        for times in numbers.values()
    ]
    return {
        "heard": sum(times for _size, times in counts),
        "lost": sum(max(0, size - times) for size, times in counts),
        "doubled": sum(max(0, times - size) for size, times in counts),
    }


def _phase(tables: list[list[Screen]], seen: Seen) -> dict[str, object]:
    """On to the next phase at every table at once."""
    screens = sum(map(len, tables))
    forms = [(table[0], table[0].next_turn()) for table in tables]
    for facilitator, form in forms:
        gevent.spawn(facilitator.press, form)
    _wait(lambda: len(seen.turned) >= screens)
    return {
        "pressed_to_heard": _spread(seen.heard),
        "pressed_to_fetched": _spread(seen.turned),
        "lost": screens - len(seen.turned),
    }


def _shift(tables: list[list[Screen]], desk: Desk, seen: Seen) -> dict[str, object]:
    """Less time for every table, by one press at the desk."""
    screens, now = sum(map(len, tables)), time.perf_counter()
    seen.awaited, seen.heard = "time", []
    seen.pressed = {table[0].table_id: now for table in tables}
    seen.wrong += filter(None, [desk.shift()])
    _wait(lambda: len(seen.heard) >= screens)
    return {"pressed_to_heard": _spread(seen.heard), "lost": screens - len(seen.heard)}


def _wait(done: Any) -> None:
    """Until everybody has seen it, or nobody will any more."""
    deadline = time.perf_counter() + PATIENCE
    while not done() and time.perf_counter() < deadline:
        gevent.sleep(0.01)


def _spread(seconds: list[float]) -> dict[str, float]:
    return {f"p{part}_ms": milliseconds(seconds, part) for part in (50, 95, 99)}


if __name__ == "__main__":
    main()
