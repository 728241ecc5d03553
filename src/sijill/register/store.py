"""A register: one project's reports, runs and decisions, in a file or on a server."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, insert, inspect
from sqlalchemy.exc import DatabaseError

from sijill.errors import UsageError
from sijill.register.engines import SQLITE, create_extras, engine_of, options, prepare, shown, take_turn
from sijill.register.schema import SCHEMA, meta, metadata
from sijill.register.upgrade import schema_of, upgrade

Clock = Callable[[], str]


def now() -> str:
    """The time, in UTC, to the second: ``2031-03-02T14:05:00Z``."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Register:
    """An open register. ``read()`` and ``write()`` give a connection for one transaction; all else takes one of those.

    Args:
        target: a file, or ``postgresql://…``.
        engine: of that.
        clock: tells the time of what is written; the tests' own stands still.
    """

    def __init__(self, target: str, engine: Engine, clock: Clock = now):
        self.target, self.engine, self.clock = target, engine, clock

    @classmethod
    def create(cls, target: str, *, clock: Clock = now) -> Register:
        """A new register.

        Raises:
            UsageError: there is one already, or it cannot be made there.
        """
        engine = engine_of(target)
        if engine.dialect.name == SQLITE and os.path.exists(target) and os.path.getsize(target):
            raise UsageError("there is something already", file=target, hint="give the name of a new file")
        made = cls(target, engine, clock)
        with made._closed_if_unusable(), made.write() as con:
            if inspect(con).has_table("meta"):
                raise UsageError("there is a register already", file=shown(target), hint="give a new database")
            prepare(con, target)
            metadata.create_all(con, checkfirst=False)
            create_extras(con)
            rows = {"schema": str(SCHEMA), "id": secrets.token_hex(8), "created_at": clock()}
            con.execute(insert(meta), [{"key": key, "value": value} for key, value in rows.items()])
        return made

    @classmethod
    def open(cls, target: str, *, clock: Clock = now, upgraded: bool = False) -> Register:
        """The register that is there. A file of an older schema is brought to the present one.

        Args:
            target: a file, or ``postgresql://…``.
            clock: tells the time of what is written.
            upgraded: also where others work at a server: an older sijill that runs there still would not know.

        Raises:
            UsageError: there is none, one of a newer schema, or one of an older schema on a server.
        """
        engine = engine_of(target)
        if engine.dialect.name == SQLITE and not os.path.isfile(target):
            raise UsageError("no such register", file=target, hint="make it with sijill register init")
        found = cls(target, engine, clock)
        with found._closed_if_unusable():
            with found.read() as con:
                schema = schema_of(con) if inspect(con).has_table("meta") else None
            if schema is None:
                raise UsageError("not a register", file=shown(target), hint="make one with sijill register init")
            if schema > SCHEMA:
                raise UsageError(
                    f"a register of a newer sijill (schema {schema}, this one keeps {SCHEMA})", file=shown(target),
                    hint="install the newer sijill: pip install --upgrade sijill",
                )  # fmt: skip
            if schema < SCHEMA:
                if engine.dialect.name != SQLITE and not upgraded:
                    raise UsageError(
                        f"a register of an older sijill (schema {schema}, this one keeps {SCHEMA})", file=shown(target),
                        hint="end what serves it, then: sijill register upgrade, with its address",
                    )  # fmt: skip
                with found.write() as con:
                    upgrade(con, at=clock())
        return found

    @contextmanager
    def _closed_if_unusable(self) -> Iterator[None]:
        try:
            yield
        except DatabaseError as error:
            self.close()
            why = " ".join(str(error.orig).split())
            raise UsageError(
                f"cannot be used: {why}", file=shown(self.target), hint="is it a register, and may you write there?"
            ) from error
        except UsageError:
            self.close()
            raise

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one snapshot and changes nothing."""
        with self.engine.connect().execution_options(**options(self.engine, write=False)) as con:
            yield con
            con.rollback()

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that changes: whole, or not at all. One at a time; others wait their turn."""
        with self.engine.connect().execution_options(**options(self.engine, write=True)) as con, con.begin():
            take_turn(con)
            yield con

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()

    def __enter__(self) -> Register:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
