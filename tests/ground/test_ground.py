"""The ground the house stands on: what is pinned, vendored, licensed and kept out of git."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import tomllib
import urllib.request
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conftest import made_app
from tests.server import serve

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
RUNTIME = [Requirement(line) for line in PROJECT["project"]["dependencies"]]
DEV = [Requirement(line) for line in PROJECT["dependency-groups"]["dev"]]
VENDOR = ROOT / "makers/static/vendor"
# Names of things, not addresses that a browser asks
NAMES = ("http://www.w3.org/",)
ADDRESS = re.compile(r"(?:https?:)?//[a-z0-9-]+(?:\.[a-z0-9-]+)+[^\s\"'<>)]*", re.IGNORECASE)


def pinned(file: str) -> dict[str, tuple[Requirement, list[str]]]:
    """What a requirements file pins, by name: the requirement and its hashes."""
    text = (ROOT / file).read_text(encoding="utf-8").replace("\\\n", " ")
    found: dict[str, tuple[Requirement, list[str]]] = {}
    for line in text.splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            words, *hashes = line.split("--hash=")
            requirement = Requirement(words.strip())
            found[canonicalize_name(requirement.name)] = (requirement, [h.strip() for h in hashes])
    return found


@pytest.mark.parametrize(
    ("file", "wanted"), [("requirements.txt", RUNTIME), ("requirements-dev.txt", RUNTIME + DEV)]
)
def test_every_dependency_is_pinned_as_pyproject_asks(file, wanted):
    pins = pinned(file)
    for requirement in wanted:
        (one,) = pins[canonicalize_name(requirement.name)][0].specifier
        assert one.operator == "=="
        assert requirement.specifier.contains(one.version), f"{requirement}: run make lock"


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-dev.txt"])
def test_every_pin_has_hashes_and_nothing_names_a_place(file):
    text = (ROOT / file).read_text(encoding="utf-8")
    assert not re.search(r"://|^\s*-(?!-hash)|--(?!hash)\w|@ |file:", text, re.MULTILINE)
    for name, (_, hashes) in pinned(file).items():
        assert hashes, f"{name} has no hash"
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", one) for one in hashes)


def test_the_tests_run_on_what_is_served():
    tested = pinned("requirements-dev.txt")
    for name, (requirement, hashes) in pinned("requirements.txt").items():
        assert (str(tested[name][0].specifier), tested[name][1]) == (
            str(requirement.specifier),
            hashes,
        )


# A server in whose process nothing is found that only the tests bring: as in a fresh installation.
WITHOUT = """import sys
class Absent:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name.partition(".")[0] in {names!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Absent)
"""


def test_the_server_starts_with_what_is_pinned_for_it_alone(tmp_path: Path) -> None:
    served = pinned("requirements.txt")
    absent = {
        module
        for module, brought_by in packages_distributions().items()
        if not any(canonicalize_name(name) in served for name in brought_by)
    }
    assert "pytest" in absent
    code = WITHOUT.format(names=absent)
    (tmp_path / "sitecustomize.py").write_text(code, encoding="utf-8")
    url = f"sqlite:///{tmp_path / 'makers.db'}"
    made_app(tmp_path, url)
    with serve(url, tmp_path, PYTHONPATH=str(tmp_path)) as server:
        for path in ("/", "/login"):
            with urllib.request.urlopen(server.url + path, timeout=10) as answer:
                assert answer.status == 200


def test_each_dependency_has_its_reason_beside_it():
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    for requirement in RUNTIME + DEV:
        at = next(n for n, line in enumerate(lines) if line.startswith(f'  "{requirement.name}'))
        assert "#" in lines[at] or lines[at - 1].lstrip().startswith("#"), requirement.name


def test_sqlite_is_newer_than_the_wal_bug_where_there_is_a_wheel():
    wheel = next(one for one in RUNTIME if one.name == "pysqlite3")
    if wheel.marker is not None and wheel.marker.evaluate():
        from makers.core.database import SQLITE

        assert SQLITE.sqlite_version_info >= (3, 51, 3)


def test_vendored_files_are_those_their_note_tells_of():
    note = (VENDOR / "README.md").read_text(encoding="utf-8")
    files = [file for file in VENDOR.iterdir() if file.suffix in (".js", ".css")]
    assert files
    for file in files:
        line = next((line for line in note.splitlines() if file.name in line), "")
        assert hashlib.sha256(file.read_bytes()).hexdigest() in line, file.name
    assert "4.0.1" in note
    assert (VENDOR / "LICENSE").exists()


@pytest.mark.parametrize("folder", ["makers/templates", "makers/static"])
def test_no_page_asks_anything_of_another_host(folder):
    texts = (".html", ".xml", ".txt", ".js", ".css", ".svg", ".webmanifest", ".json")
    for file in (ROOT / folder).rglob("*"):
        if file.suffix in texts:
            found = ADDRESS.findall(file.read_text(encoding="utf-8"))
            elsewhere = [address for address in found if not address.startswith(NAMES)]
            assert not elsewhere, f"{file.relative_to(ROOT)}: {elsewhere}"


def test_the_licence_is_eupl_1_2_and_whole():
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert text.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2\n")
    headings = re.findall(r"^(\d+)\.[A-Z]", text, re.MULTILINE)
    assert headings == [str(number) for number in range(1, 16)]
    assert "Appendix" in text
    assert PROJECT["project"]["license"] == "EUPL-1.2"


def test_git_keeps_only_the_note_of_instance(tmp_path):
    assert (ROOT / "instance/README.md").exists()
    git(tmp_path, "init")
    shutil.copy(ROOT / ".gitignore", tmp_path)
    own = ["makers.db", "makers.db-wal", "secret_key", "mail/1.eml", ".hidden"]
    for name in ["README.md", *own]:
        file = tmp_path / "instance" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    git(tmp_path, "add", "instance")
    assert git(tmp_path, "ls-files", "instance") == ["instance/README.md"]


def git(folder: Path, *words: str) -> list[str]:
    """The lines that git answers in this folder."""
    done = subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()
