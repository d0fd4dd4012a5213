"""A backup holds everything and is put back; who was erased since is erased again."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from makers.config import from_environment
from tests.installed import Installed
from tests.server import run_flask

PEOPLE = "SELECT count(*) FROM person WHERE email IS NOT NULL"


@pytest.fixture
def place(either: str, tmp_path: Path, installed: Installed) -> tuple[str, Path]:
    """An installation with the demo in it: its database and its folder."""
    return installed.copy(either, tmp_path, "demo"), tmp_path


def asked(url: str, question: str) -> object:
    """One value of the database."""
    engine = create_engine(url)
    with engine.connect() as connection:
        found = connection.execute(text(question)).scalar()
    engine.dispose()
    return found


@pytest.mark.slow
def test_what_was_lost_comes_back_and_who_was_erased_does_not(place: tuple[str, Path]) -> None:
    url, folder = place
    file = str(folder / "backup.tar.gz")
    people = asked(url, PEOPLE)
    email = str(asked(url, "SELECT min(email) FROM person"))
    run_flask("makers", "backup", file, database_url=url, instance=folder)
    run_flask("makers", "erase", email, database_url=url, instance=folder)
    assert asked(url, PEOPLE) == int(str(people)) - 1
    said = run_flask("makers", "restore", file, "--yes", database_url=url, instance=folder)
    assert "erased again: 1" in said
    assert asked(url, PEOPLE) == int(str(people)) - 1
    if url.startswith("sqlite"):
        files = [one for one in folder.iterdir() if one.name.startswith("makers.db")]
        assert not [one for one in files if email.encode() in one.read_bytes()]


@pytest.mark.slow
@pytest.mark.parametrize("either", ["sqlite"], indirect=True)
def test_the_secret_is_not_in_it_and_other_files_are_refused(place: tuple[str, Path]) -> None:
    url, folder = place
    file = folder / "backup.tar.gz"
    run_flask("makers", "backup", str(file), database_url=url, instance=folder)
    with tarfile.open(file) as archive:
        assert sorted(archive.getnames()) == ["about.json", "database"]
    secret = from_environment(folder, {"DATABASE_URL": url}).secret_key
    assert secret.encode() not in file.read_bytes()
    wrong = folder / "wrong.tar.gz"
    wrong.write_bytes(b"no backup")
    with pytest.raises(Exception, match="returned non-zero"):
        run_flask("makers", "restore", str(wrong), "--yes", database_url=url, instance=folder)
    assert asked(url, PEOPLE)
