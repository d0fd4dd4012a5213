"""The search: the same plan from the same seed, stopped in time, told on the command line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from makers.seating.solver import (
    Apart,
    Problem,
    Progress,
    Table,
    Together,
    bound,
    problem_as,
    solve,
)
from makers.seating.solver.__main__ import main
from tests.seating.problems import SMALL, afternoon, crowd, planned, room

ROOT = Path(__file__).parents[2]


def test_the_same_seed_gives_the_same_plan_in_every_process(tmp_path):
    file = tmp_path / "problem.json"
    problem = afternoon(40, 2)
    free = [p.id for p in problem.people if p.side == "guest"]
    problem = replace(
        problem, together=(Together(tuple(free[:2])),), apart=(Apart((free[2], free[3])),)
    )
    file.write_text(json.dumps(problem_as(problem)), encoding="utf-8")
    told = []
    for hash_seed in ("0", "1", "77"):
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "makers.seating.solver",
                str(file),
                "--seed",
                "9",
                "--budget",
                "5000",
            ],
            env={**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT)},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        answer = json.loads(done.stdout)
        assert answer.pop("seconds") > 0
        told.append(answer)
    assert told[0] == told[1] == told[2]
    assert told[0]["broken"] == []
    assert told[0]["bound"] <= told[0]["points"] == solve(problem, seed=9, budget=5000).points


def test_the_command_says_what_is_impossible_and_what_is_no_problem(tmp_path, capsys):
    file = tmp_path / "problem.json"
    file.write_text(json.dumps(problem_as(Problem(crowd(5), SMALL))), encoding="utf-8")
    assert main([str(file)]) == 1
    assert json.loads(capsys.readouterr().out)["impossible"][0]["code"] == "too_many_people"
    file.write_text("[]", encoding="utf-8")
    assert main([str(file)]) == 2
    assert "not a seating problem" in capsys.readouterr().err


def test_progress_is_told_and_a_search_can_be_cancelled_with_its_best_so_far():
    heard: list[Progress] = []
    problem = afternoon(60)
    _, outcome = planned(
        problem, budget=20_000, progress=heard.append, cancelled=lambda: len(heard) > 10
    )
    assert outcome.stopped == "cancelled"
    assert outcome.steps < 20_000
    assert [one.done for one in heard] == sorted(one.done for one in heard)
    assert heard[-1].points <= heard[0].points


def test_the_clock_is_an_emergency_stop_that_is_told():
    assert planned(afternoon(60), seconds=0.0)[1].stopped == "clock"
    assert planned(afternoon(20), budget=1_000, seconds=60)[1].stopped == ""


def test_the_bound_is_never_above_the_plan():
    for rounds in (1, 3):
        problem = afternoon(40, rounds)
        assert 0 < bound(problem) <= planned(problem, budget=20_000)[1].points


def test_an_event_of_nobody_has_an_empty_plan():
    assert planned(Problem((), room(Table("a", 0, 4))))[0].seats == ()
    assert planned(Problem((), ()))[0].seats == ()
