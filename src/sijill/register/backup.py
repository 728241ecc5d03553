"""A copy of a register, from any place to any place: file or server, row by row out of one snapshot, and verified."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path

from sqlalchemy import Connection, Table, func, insert, select, text

from sijill.errors import UsageError
from sijill.register.check import check
from sijill.register.engines import POSTGRES
from sijill.register.reports import index_words_of
from sijill.register.schema import meta, metadata, report
from sijill.register.store import Register

_LOT = 500
_DERIVED = frozenset({"word"})  # made again with the index of words
_NOT_KEPT = frozenset({"session", "failure"})  # a copy of a register logs nobody in


def backup(source: Register, target: str) -> dict[str, int]:
    """Copy a register to a new place while others go on working; how many rows of each table.

    Sessions and failed log-ins stay behind. The copy is read again, compared row by row and checked; one that is not
    whole is not left behind.

    Args:
        source: the register.
        target: a new file, or a ``postgresql://`` database without a register in it.

    Raises:
        UsageError: there is something at the target, or the copy is not whole (a broken source makes a broken copy).
    """
    with source.read() as con:
        copy = Register.create(target, clock=source.clock)
        try:
            with copy.write() as into:
                into.execute(meta.delete())
                counts = {table.name: _copy(con, into, table) for table in metadata.sorted_tables if _goes(table)}
                texts = select(report.c.num, report.c.title, report.c.text).order_by(report.c.num)
                for row in con.execute(texts, execution_options={"yield_per": _LOT}):
                    index_words_of(into, row.num, row.title, row.text)
            _verify(con, copy, target)
        except BaseException:
            copy.close()
            _remove(target)
            raise
    copy.close()
    return counts


def _goes(table: Table) -> bool:
    return table.name not in _DERIVED | _NOT_KEPT


def _copy(con: Connection, into: Connection, table: Table) -> int:
    count = 0
    rows = con.execute(select(table).order_by(*table.primary_key.columns), execution_options={"yield_per": _LOT})
    for some in rows.mappings().partitions(_LOT):
        into.execute(insert(table), [dict(row) for row in some])
        count += len(some)
    if into.dialect.name == POSTGRES and "num" in table.c:
        serial = (
            f"SELECT setval(pg_get_serial_sequence('{table.name}', 'num'), coalesce(max(num), 1)) FROM {table.name}"
        )
        into.execute(text(serial))
    return count


def _verify(con: Connection, copy: Register, target: str) -> None:
    with copy.read() as made:
        for table in metadata.sorted_tables:
            if _goes(table) and _digest(con, table) != _digest(made, table):
                raise UsageError(f"the copy of {table.name} is not the same", file=target, hint="make it again")
        wrong = list(check(made))
    if wrong:
        raise UsageError(
            f"the copy is not whole: {wrong[0].where}: {wrong[0].what}", file=target,
            hint="run sijill register check on the register that it was made of",
        )  # fmt: skip


def _digest(con: Connection, table: Table) -> str:
    digest = hashlib.sha256()
    rows = con.execute(select(table).order_by(*table.primary_key.columns), execution_options={"yield_per": _LOT})
    for row in rows:
        digest.update(repr(tuple(row)).encode("utf-8", "surrogatepass"))
    return f"{con.scalar(select(func.count()).select_from(table))} {digest.hexdigest()}"


def _remove(target: str) -> None:
    """Take away what was begun in a file; in a database nothing was written but in its transaction."""
    if "://" in target:
        return
    for ending in ("", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            os.unlink(Path(target + ending))
