"""A browser for the session, and an installation per journey on either engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests import chromium
from tests.installed import Installed
from tests.journeys.browsers import Watch
from tests.journeys.house import SERVERS, House, house


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all journeys; each person gets a context of their own."""
    launch = chromium.find()
    expect.set_options(timeout=10_000)  # a machine of two cores that runs the other tests as well
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(
            executable_path=launch.executable,
            args=launch.args,
            env=dict(launch.env),
        )
        yield found
        found.close()


@pytest.fixture(params=["sqlite", "postgres"])
def makers(request: pytest.FixtureRequest, tmp_path: Path, installed: Installed) -> Iterator[House]:
    """SQLite with one process, or PostgreSQL with two."""
    url = installed.copy(request.param, tmp_path)
    with house(url, tmp_path, SERVERS[request.param]) as running:
        yield running


@pytest.fixture
def watch(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Watch]:
    """Eyes on every page of the journey; whatever they saw fails it at the end."""
    name = "".join(letter if letter.isalnum() else "-" for letter in request.node.name)
    shots = Path(request.config.rootpath) / ".cache" / "journeys" / name
    shots.mkdir(parents=True, exist_ok=True)
    watching = Watch(shots)
    yield watching
    assert watching.wrongs == []
