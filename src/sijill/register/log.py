"""The log: what people decided and what runs did, only ever added to, each entry chained to the one before by its hash.

The hash of an entry is sha256 over the hash before it, a line end, and its body: the entry as JSON with sorted keys.
Whoever changes, drops or slips in an entry breaks every hash behind it; whoever cuts off the end is found out by a head
that was noted elsewhere (``status`` prints it) and by the records that name a later entry.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator

import msgspec
from sqlalchemy import Connection, func, insert, select

from sijill.errors import UsageError
from sijill.register.engines import in_lots
from sijill.register.records import Entry
from sijill.register.schema import about, log

GENESIS = "0" * 64
_ENTRY = msgspec.json.Decoder(Entry)


def body_of(entry: Entry) -> str:
    """An entry as canonical JSON: sorted keys, no spaces, defaults left out.

    >>> body_of(Entry(seq=1, at="2031-03-02T10:00:00Z", by="salma", kind="accept", events=("e1",)))
    '{"at":"2031-03-02T10:00:00Z","by":"salma","events":["e1"],"kind":"accept","seq":1}'
    """
    return msgspec.json.encode(entry, order="sorted").decode()


def chain_hash(previous: str, body: str) -> str:
    """The hash of an entry, over the one before it and its body."""
    return hashlib.sha256(f"{previous}\n{body}".encode()).hexdigest()


def head(con: Connection) -> tuple[int, str]:
    """Number and hash of the last entry; 0 and zeroes before the first."""
    row = con.execute(select(log.c.seq, log.c.hash).order_by(log.c.seq.desc()).limit(1)).first()
    return (0, GENESIS) if row is None else (row.seq, row.hash)


def append(con: Connection, entry: Entry) -> Entry:
    """Write an entry at the end; its ``seq`` is given here. The caller holds the turn to write."""
    seq, previous = head(con)
    entry = msgspec.structs.replace(entry, seq=seq + 1)
    body = body_of(entry)
    con.execute(
        insert(log).values(
            seq=entry.seq, at=entry.at, by=entry.by, kind=entry.kind, undoes=entry.undoes, body=body, previous=previous,
            hash=chain_hash(previous, body),
        )
    )  # fmt: skip
    subjects = dict.fromkeys((*entry.events, *entry.apart, *([entry.incident] if entry.incident else [])))
    if subjects:
        con.execute(insert(about), [{"subject": subject, "seq": entry.seq} for subject in subjects])
    return entry


def entry_of(con: Connection, seq: int) -> Entry:
    """The entry of this number.

    Raises:
        UsageError: there is none.
    """
    body = con.scalar(select(log.c.body).where(log.c.seq == seq))
    if body is None:
        raise UsageError(f"no entry {seq} in the log")
    return _ENTRY.decode(body)


def history(con: Connection, subject: str) -> list[Entry]:
    """Everything that was said of an event or incident, in order; entries that take one of these back among them."""
    rows = con.execute(
        select(log.c.body).join(about, about.c.seq == log.c.seq).where(about.c.subject == subject).order_by(log.c.seq)
    )
    return [_ENTRY.decode(row.body) for row in rows]


def entries_about(con: Connection, subjects: Collection[str]) -> list[Entry]:
    """Everything that was said of some events and incidents, in order, each entry once."""
    found: dict[int, str] = {}
    for some in in_lots(sorted(subjects)):
        rows = select(log.c.seq, log.c.body).join(about, about.c.seq == log.c.seq).where(about.c.subject.in_(some))
        found |= {row.seq: row.body for row in con.execute(rows)}
    return [_ENTRY.decode(found[seq]) for seq in sorted(found)]


def entries(
    con: Connection, *, before: int | None = None, by: str | None = None, kind: str | None = None, limit: int = 50
) -> list[Entry]:
    """The log from its end backwards: a page of it."""
    query = select(log.c.body)
    for column, wanted in ((log.c.by, by), (log.c.kind, kind)):
        query = query if wanted is None else query.where(column == wanted)
    query = query if before is None else query.where(log.c.seq < before)
    return [_ENTRY.decode(row.body) for row in con.execute(query.order_by(log.c.seq.desc()).limit(limit))]


def each_entry(con: Connection, kinds: tuple[str, ...] = ()) -> Iterator[Entry]:
    """Every entry in order, or those of some kinds."""
    query = select(log.c.body).order_by(log.c.seq)
    query = query.where(log.c.kind.in_(kinds)) if kinds else query
    for row in con.execute(query, execution_options={"yield_per": 500}):
        yield _ENTRY.decode(row.body)


def decided_since_last_run(con: Connection) -> bool:
    """Whether the log says anything since the last run; a save that was refused (``stale``) says nothing."""
    last = select(func.coalesce(func.max(log.c.seq), 0)).where(log.c.kind == "run").scalar_subquery()
    return con.scalar(select(log.c.seq).where(log.c.seq > last, log.c.kind != "stale").limit(1)) is not None


def undone(entries_: list[Entry]) -> set[int]:
    """The entries that were taken back. An undo may itself be undone: then what it took back stands again.

    >>> a, b = Entry(seq=1, at="", by="x", kind="accept"), Entry(seq=2, at="", by="x", kind="undo", undoes=1)
    >>> undone([a, b]), undone([a, b, Entry(seq=3, at="", by="x", kind="undo", undoes=2)])
    ({1}, {2})
    """
    back: set[int] = set()
    for entry in reversed(entries_):
        if entry.kind == "undo" and entry.undoes is not None and entry.seq not in back:
            back.add(entry.undoes)
    return back
