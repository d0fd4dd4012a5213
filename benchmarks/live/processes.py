"""What the server's processes take, from /proc: memory and processor time."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

PROC = Path("/proc")
TICKS = os.sysconf("SC_CLK_TCK")
PARENT, GROUP, USER, SYSTEM = 1, 2, 11, 12  # words of ``stat`` after the name


def of_group(group: int) -> list[int]:
    """All processes of a process group."""
    return [pid for pid, words in _processes() if int(words[GROUP]) == group]


def of_family(parent: int) -> list[int]:
    """A process and its children."""
    return [pid for pid, words in _processes() if parent in (pid, int(words[PARENT]))]


def memory(pids: Iterable[int]) -> dict[str, float] | None:
    """Together, in MiB: ``pss_mib`` counts a page that n processes share for 1/n in each.

    ``None`` where the machine does not tell.
    """
    if not PROC.exists():
        return None
    kilobytes = {"Pss": 0, "Rss": 0}
    for pid in pids:
        for line in (PROC / str(pid) / "smaps_rollup").read_text().splitlines():
            name, _, rest = line.partition(":")
            if name in kilobytes:
                kilobytes[name] += int(rest.split()[0])
    return {f"{name.lower()}_mib": round(size / 1024, 1) for name, size in kilobytes.items()}


def processor_seconds(pids: Iterable[int]) -> float:
    """The processor time they took so far, together; 0 where the machine does not tell."""
    wanted = set(pids)
    ticks = sum(
        int(words[USER]) + int(words[SYSTEM]) for pid, words in _processes() if pid in wanted
    )
    return ticks / TICKS


def _processes() -> Iterable[tuple[int, list[str]]]:
    """Each process with what its ``stat`` says after its name: state, parent, group …"""
    for folder in PROC.glob("[0-9]*"):
        try:
            yield int(folder.name), (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:  # it has just ended
            continue
