"""What the benchmarks measure against still runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.live.__main__ import measure
from benchmarks.seating.alone import alone, problem_of
from benchmarks.seating.events import best_known
from tests.server import run_flask, serve


@pytest.mark.slow
def test_the_bare_page_runs_on_the_same_server(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'bare.db'}"
    run_flask("db", "upgrade", database_url=url, instance=tmp_path)
    with serve(url, tmp_path, app="benchmarks.bare:app") as server:
        assert server.process.poll() is None


@pytest.mark.slow
def test_a_note_comes_to_every_screen_that_is_measured() -> None:
    found = measure("sqlite", 11, 1.0)
    assert (found["clients"], found["tables"], found["notes"]) == (11, 2, 20)
    nothing = {"lost": 0, "doubled": 0}
    assert {name: found[name] for name in nothing} == nothing
    assert {name: found["signals"][name] for name in nothing} == nothing
    assert (found["phase"]["lost"], found["shift"]["lost"]) == (0, 0)
    assert found["shift"]["pressed_to_heard"]["p50_ms"] > 0
    assert found["wrong"] == []


@pytest.mark.parametrize("size", [(20, 1), (60, 1), (60, 3), (200, 1)])
def test_the_best_seating_kept_is_worth_what_it_says(size: tuple[int, int]) -> None:
    best = best_known(f"{size[0]}x{size[1]}", problem_of("event", size))
    assert best["points"] > 0


@pytest.mark.slow
def test_a_seating_is_measured_in_a_process_of_its_own() -> None:
    told = alone("event", (20, 1), 1)
    best = best_known("20x1", problem_of("event", (20, 1)))
    assert told["points"] == best["points"] == best["no_plan_under"]
    assert told["broken"] == 0
    assert told["seconds"] > 0
    assert told["peak_mb"] > 1
