"""Every sentence on screen stands in the English catalogue: none missing, fuzzy or left over."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
CATALOGUES = sorted((ROOT / "makers" / "translations").glob("*/LC_MESSAGES/messages.po"))
KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}


@cache
def on_screen() -> set[str]:
    """The sentences in the code and the templates; of a plural its singular."""
    mappings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["babel"]["mappings"]
    methods = [(one["pattern"].removeprefix("makers/"), one["method"]) for one in mappings]
    found = extract_from_dir(
        ROOT / "makers", methods, keywords=KEYWORDS, directory_filter=lambda _folder: True
    )
    return {text if isinstance(text, str) else text[0] for _, _, text, _, _ in found}


def catalogue(path: Path) -> Catalog:
    """A catalogue as it stands in the repository."""
    with path.open("rb") as file:
        return read_po(file)


def name(message: Message) -> str:
    """The sentence a translation belongs to."""
    return message.id if isinstance(message.id, str) else message.id[0]


def forms(message: Message) -> tuple[object, ...]:
    """The translation in each of its forms."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def test_there_is_an_english_catalogue() -> None:
    assert "Aanmelden" in on_screen()
    assert [path.parts[-3] for path in CATALOGUES] == ["en_GB"]


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_no_sentence_is_missing(path: Path) -> None:
    told = {name(message) for message in catalogue(path) if message.id and all(forms(message))}
    assert sorted(on_screen() - told) == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_nothing_is_fuzzy_or_left_over(path: Path) -> None:
    found = catalogue(path)
    assert not found.fuzzy, "pybabel compile passes over a catalogue whose header is fuzzy"
    assert [name(message) for message in found if message.fuzzy] == []
    assert (
        sorted(
            name(message) for message in found if message.id and name(message) not in on_screen()
        )
        == []
    )


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_every_placeholder_is_kept(path: Path) -> None:
    found = catalogue(path)
    assert [(message.id, errors) for message, errors in found.check()] == []
