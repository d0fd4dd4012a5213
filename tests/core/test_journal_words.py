"""Everything that is recorded has words, in both languages, and no words are left over."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from flask import Flask
from flask_babel import force_locale

from makers.core import journal
from makers.core.house.views import SECTIONS

MAKERS = Path(__file__).parents[2] / "makers"
CODE = re.compile(r"[a-z_]+(\.[a-z_-]+)+")
FIRST = {"record": 0}  # a function that records, and which argument says what


@cache
def sources() -> dict[Path, ast.Module]:
    """The source without the words themselves and the migrations."""
    files = (one for one in MAKERS.rglob("*.py") if "migrations" not in one.parts)
    return {
        one: ast.parse(one.read_text()) for one in files if one.name not in ("journal_words.py",)
    }


def name_of(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


@cache
def recorders() -> dict[str, int]:
    """``record``, and every function that hands what it is given on to one that records."""
    found = dict(FIRST)
    while True:
        more = {
            function.name: place
            for tree in sources().values()
            for function in ast.walk(tree)
            if isinstance(function, ast.FunctionDef)
            for place in handed_on(function, found)
        }
        if more.keys() <= found.keys():
            return found
        found = {**more, **found}


def handed_on(function: ast.FunctionDef, known: dict[str, int]) -> Iterator[int]:
    """Which of its arguments a function hands on as what is recorded."""
    names = [one.arg for one in (*function.args.posonlyargs, *function.args.args)]
    for call in ast.walk(function):
        # what was given to it under such a name is another function
        if isinstance(call, ast.Call) and name_of(call) in known and name_of(call) not in names:
            place = known[name_of(call)]
            said = call.args[place] if place < len(call.args) else None
            if isinstance(said, ast.Name) and said.id in names:
                yield names.index(said.id)


@cache
def recorded() -> tuple[set[str], set[str]]:
    """What is recorded: codes as they stand, and patterns of those that are put together."""
    codes, patterns = set[str](), set[str]()
    for tree in sources().values():
        constants = assigned(tree.body)
        for function in ast.walk(tree):
            if not isinstance(function, ast.FunctionDef):
                continue
            given = constants | assigned(ast.walk(function))
            arguments = {one.arg for one in ast.walk(function) if isinstance(one, ast.arg)}
            for call in ast.walk(function):
                if isinstance(call, ast.Call) and name_of(call) in recorders():
                    place = recorders()[name_of(call)]
                    for said in call.args[place : place + 1]:
                        if isinstance(said, ast.Name) and said.id not in arguments:
                            said = given.get(said.id, said)
                        take(said, codes, patterns)
    return codes, patterns


def assigned(nodes: Iterable[ast.AST]) -> dict[str, ast.expr]:
    """What names stand for among these."""
    return {
        target.id: one.value
        for one in nodes
        if isinstance(one, ast.Assign)
        for target in one.targets
        if isinstance(target, ast.Name)
    }


def take(said: ast.expr, codes: set[str], patterns: set[str]) -> None:
    if isinstance(said, ast.IfExp):
        take(said.body, codes, patterns)
        take(said.orelse, codes, patterns)
    elif isinstance(said, ast.Constant) and isinstance(said.value, str):
        if CODE.fullmatch(said.value):
            codes.add(said.value)
    elif isinstance(said, ast.JoinedStr):
        parts = (
            re.escape(str(one.value)) if isinstance(one, ast.Constant) else "[a-z_-]+"
            for one in said.values
        )
        patterns.add("".join(map(str, parts)))


def test_the_search_sees_each_way_in_which_something_is_recorded() -> None:
    codes, patterns = recorded()
    plain, chosen, handed_twice, from_far = (
        "event.made",
        "talk.reserved",
        "followup.stuck",
        "tables.undone",
    )
    assert {plain, chosen, handed_twice, from_far} <= codes
    assert r"report\.downloaded\.[a-z_-]+" in patterns
    assert len(codes) > 150


def test_everything_that_is_recorded_has_words(app: Flask) -> None:
    codes, patterns = recorded()
    said = journal.words()
    assert sorted(codes - said.keys()) == []
    assert [
        one for one in sorted(patterns) if not any(re.fullmatch(one, what) for what in said)
    ] == []
    assert {one.what for one in SECTIONS.values()} <= said.keys()


def test_no_words_are_left_over(app: Flask) -> None:
    codes, patterns = recorded()
    codes = codes | {one.what for one in SECTIONS.values()} | {"demo.laid_out"}
    left = [
        what
        for what in journal.words()
        if what not in codes and not any(re.fullmatch(one, what) for one in patterns)
    ]
    assert left == []


def test_each_has_one_sentence_of_its_own_in_one_chapter(app: Flask) -> None:
    said = [what for one in journal.chapters.values() for what in one.words]
    assert len(said) == len(set(said))
    for locale in ("nl", "en_GB"):
        with force_locale(locale):
            sentences = [str(one) for one in journal.words().values()]
            assert len(set(sentences)) == len(sentences)
