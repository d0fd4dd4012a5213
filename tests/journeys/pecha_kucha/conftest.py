"""A row of talks on a running installation."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.installed import Installed
from tests.journeys.house import SERVERS, House, house, laying_out, settled
from tests.journeys.pecha_kucha.row import Hall, laid_out


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def makers(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    installed: Installed,
) -> Iterator[House]:
    """One installation for all that happens here: SQLite with one process, PostgreSQL with two."""
    folder = tmp_path_factory.mktemp("row")
    with house(installed.copy(request.param, folder), folder, SERVERS[request.param]) as made:
        yield made


@pytest.fixture
def hall(makers: House) -> Iterator[Hall]:
    """The row, half an hour before it begins, on a running installation."""
    with laying_out(makers) as app:
        yield settled(laid_out(app, makers.first))
