"""What several test files share: a PostgreSQL server of our own, and a new register in a file and on that server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import postgres_server
import pytest

DATABASES = ("one", "other", "third")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Path]:
    """A running server, or a skip with the reason."""
    pytest.importorskip("psycopg", reason="the extra postgres is not installed")
    reason = postgres_server.why_not()
    if reason is not None:
        pytest.skip(reason)
    with postgres_server.server() as folder:
        postgres_server.make_databases(folder, *DATABASES)
        yield folder


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a register can be made: a file that is not there yet, or an empty database."""
    if request.param == "sqlite":
        return str(tmp_path / "t.sijill")
    return postgres_server.empty(request.getfixturevalue("postgres"), DATABASES[0])
