"""What the benchmarks measure against still runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.server import run_flask, serve


@pytest.mark.slow
def test_the_bare_page_runs_on_the_same_server(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'bare.db'}"
    run_flask("db", "upgrade", database_url=url, instance=tmp_path)
    with serve(url, tmp_path, app="benchmarks.bare:app") as server:
        assert server.process.poll() is None
