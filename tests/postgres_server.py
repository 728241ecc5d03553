"""A PostgreSQL server of the tests' own: a new cluster in a temporary folder, reached by a socket in it, no port."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

VERSIONS = Path("/usr/lib/postgresql")
EXTENSIONS = Path("/usr/share/postgresql")
USER = "postgres"
SAFE = ("listen_addresses=", "max_connections=60")
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", *SAFE)


def why_not() -> str | None:
    """Why no server can be started here, or None."""
    programs = sorted(VERSIONS.glob("*/bin/postgres"))
    if not programs:
        return "no PostgreSQL server here (Debian: postgresql-15)"
    version = programs[-1].parent.parent.name
    if not (EXTENSIONS / version / "extension" / "postgis.control").exists():
        return f"no PostGIS for PostgreSQL {version} here (Debian: postgresql-{version}-postgis-3)"
    if os.geteuid() == 0 and shutil.which("setpriv") is None:
        return "PostgreSQL does not run as root, and setpriv is missing"
    return None


def _as_user(folder: Path) -> list[str]:
    """What to put before a command so that it does not run as root."""
    if os.geteuid() != 0:
        return []
    user = pwd.getpwnam(USER)
    os.chown(folder, user.pw_uid, user.pw_gid)
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]


@contextmanager
def server(how: Sequence[str] = FAST) -> Iterator[Path]:
    """A running server with these settings; its socket is in the folder that this gives."""
    bin_ = sorted(VERSIONS.glob("*/bin/postgres"))[-1].parent
    with tempfile.TemporaryDirectory(prefix="sijill-pg-", dir="/tmp") as name:
        folder = Path(name)
        before = _as_user(folder)
        data = str(folder / "data")
        init = [*before, str(bin_ / "initdb"), "-D", data, "-U", USER, "-A", "trust", "-E", "UTF8", "--no-locale", "-N"]
        subprocess.run(init, check=True, capture_output=True, cwd=folder)
        settings = [part for one in (*how, f"unix_socket_directories={folder}") for part in ("-c", one)]
        running = subprocess.Popen(
            [*before, str(bin_ / "postgres"), "-D", data, *settings],
            cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            ready = [str(bin_ / "pg_isready"), "-h", name, "-q"]
            for _ in range(200):
                if subprocess.run(ready, check=False).returncode == 0:
                    break
                try:
                    running.wait(0.05)
                    raise RuntimeError("the PostgreSQL server ended at once")
                except subprocess.TimeoutExpired:
                    continue
            yield folder
        finally:
            running.send_signal(signal.SIGQUIT)  # at once: nobody needs its files any more
            running.wait(30)


def url_of(folder: Path, database: str) -> str:
    """The address of a database of the server."""
    return f"postgresql://{USER}@/{database}?host={folder}"


def make_databases(folder: Path, first: str, *others: str) -> None:
    """New databases with PostGIS in a schema of its own, so that the other can be emptied."""
    with _connect(folder, "postgres") as con:
        con.execute(f"CREATE DATABASE {first}")
        with _connect(folder, first) as made:
            made.execute("CREATE SCHEMA gis")
            made.execute("CREATE EXTENSION postgis SCHEMA gis")
        for other in others:
            con.execute(f"CREATE DATABASE {other} TEMPLATE {first}")
        for database in (first, *others):
            con.execute(f"ALTER DATABASE {database} SET search_path = public, gis")


def empty(folder: Path, database: str) -> str:
    """The same database without anything in it: a twentieth of the time that a new one takes."""
    with _connect(folder, database) as con:
        con.execute("DROP SCHEMA public CASCADE")
        con.execute("CREATE SCHEMA public")
    return url_of(folder, database)


def _connect(folder: Path, database: str) -> Any:
    import psycopg  # noqa: PLC0415 - an extra

    return psycopg.connect(f"host={folder} user={USER} dbname={database}", autocommit=True)
