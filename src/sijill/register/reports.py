"""Reports: stored once as they were read, with every place they came from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, func, insert, select

from sijill.errors import UsageError
from sijill.model import Origin, Report
from sijill.register.engines import SQLITE, in_lots
from sijill.register.records import Added, Arrival, Source, StoredReport
from sijill.register.schema import doc, report, source
from sijill.register.words import index_words, skeleton

# Written for the driver: a word is a row, and SQLAlchemy's own way takes three times as long for it.
_INDEX = "INSERT INTO report_words (rowid, words) VALUES (?, ?)"
_INDEX_POSTGRES = "INSERT INTO report_words (num, words) VALUES (%s, array_to_tsvector(string_to_array(%s, ' ')))"
_WORD = "INSERT OR IGNORE INTO word (form, skeleton) VALUES (?, ?)"
_WORD_POSTGRES = "INSERT INTO word (form, skeleton) VALUES (%s, %s) ON CONFLICT DO NOTHING"
_META = Origin.__struct_fields__
_REPORT = ("doc_id", "text", *_META, "sha256", "reader")


def text_hash(written: str) -> str:
    """The sha256 of a text in UTF-8."""
    return hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()


def add_reports(con: Connection, arrivals: Iterable[Arrival], *, at: str, by: str) -> Added:
    """Store what came in.

    A text that is there already becomes one more source of its report, whatever its ``doc_id``. A ``doc_id`` that comes
    again with another text, or with another day, country or title, is the next revision of its report: the earlier one
    stays, and decisions on it too.
    """
    done = Added()
    for arrival in arrivals:
        done.read += 1
        given = arrival.report
        hashed = text_hash(given.text)
        now = _current(con, given.doc_id)
        same = [r for r in _of_text(con, hashed) if r.doc_id != given.doc_id]
        if now is not None and now.text_sha256 == hashed and _said_alike(now, given):
            _also_from(con, now.num, arrival, done, at, by)
        elif now is None and same:
            _also_from(con, same[0].num, arrival, done, at, by)
        else:
            num = _store(con, given, hashed, 1 if now is None else now.revision + 1, at)
            _put_source(con, num, arrival, at, by)
            if now is None:
                done.new += 1
            else:
                done.revised += 1
    return done


def _current(con: Connection, doc_id: str) -> Row[tuple[object, ...]] | None:
    head = select(report.c.num, report.c.revision, report.c.text_sha256, *(report.c[name] for name in _META))
    return con.execute(head.join(doc, doc.c.report_num == report.c.num).where(doc.c.doc_id == doc_id)).first()


def _of_text(con: Connection, hashed: str) -> list[Row[tuple[int, str]]]:
    found = select(report.c.num, report.c.doc_id).join(doc, doc.c.report_num == report.c.num)
    return list(con.execute(found.where(report.c.text_sha256 == hashed).order_by(report.c.num)))


def _said_alike(now: Row[tuple[object, ...]], given: Report) -> bool:
    """Whether what coding looks at beside the text is the same."""
    return (now.published, now.country, now.title) == (given.published, given.country, given.title)


def _store(con: Connection, given: Report, hashed: str, revision: int, at: str) -> int:
    row = {name: getattr(given, name) for name in _REPORT}
    row |= {"revision": revision, "text_sha256": hashed, "added_at": at}
    num: int = con.execute(insert(report).values(row).returning(report.c.num)).scalar_one()
    if revision == 1:
        con.execute(insert(doc).values(doc_id=given.doc_id, report_num=num))
    else:
        con.execute(doc.update().where(doc.c.doc_id == given.doc_id).values(report_num=num))
    index_words_of(con, num, given.title, given.text)
    return num


def index_words_of(con: Connection, num: int, title: str | None, written: str) -> None:
    """Put a report into the index of words."""
    forms = sorted(index_words(title or "", written))
    sqlite = con.dialect.name == SQLITE
    con.exec_driver_sql(_INDEX if sqlite else _INDEX_POSTGRES, (num, " ".join(forms)))
    if forms:
        con.exec_driver_sql(_WORD if sqlite else _WORD_POSTGRES, [(form, skeleton(form)) for form in forms])


def _also_from(con: Connection, num: int, arrival: Arrival, done: Added, at: str, by: str) -> None:
    given = arrival.report
    told = and_(
        source.c.report_num == num, source.c.doc_id == given.doc_id, source.c.file == arrival.file,
        *(source.c[name].is_not_distinct_from(getattr(given, name)) for name in (*_META, "sha256")),
    )  # fmt: skip
    done.known += 1
    if con.scalar(select(source.c.num).where(told).limit(1)) is None:
        _put_source(con, num, arrival, at, by)
        done.sources += 1


def _put_source(con: Connection, num: int, arrival: Arrival, at: str, by: str) -> None:
    given = arrival.report
    row = {name: getattr(given, name) for name in ("doc_id", *_META, "sha256", "reader")}
    con.execute(
        insert(source).values(**row, report_num=num, file=arrival.file, line=arrival.line, added_at=at, added_by=by)
    )


# ---------------------------------------------------------------------- looking


def report_of(con: Connection, doc_id: str) -> StoredReport:
    """The report of this id as it stands now; an id under which its text came once more leads to it as well.

    Raises:
        UsageError: there is none.
    """
    num = con.scalar(select(doc.c.report_num).where(doc.c.doc_id == doc_id))
    if num is None:
        num = con.scalar(select(source.c.report_num).where(source.c.doc_id == doc_id).order_by(source.c.num.desc()))
    if num is None:
        raise UsageError(f"no report {doc_id!r} in the register")
    return report_by_num(con, num)


def report_by_num(con: Connection, num: int) -> StoredReport:
    """The report of this number, whatever revision it is.

    Raises:
        UsageError: there is none.
    """
    row = con.execute(select(report).where(report.c.num == num)).first()
    if row is None:
        raise UsageError(f"no report number {num} in the register")
    current = con.scalar(select(doc.c.report_num).where(doc.c.doc_id == row.doc_id))
    told = con.execute(select(source).where(source.c.report_num == num).order_by(source.c.num))
    return StoredReport(
        num=row.num, revision=row.revision, report=_report(row), text_sha256=row.text_sha256, added_at=row.added_at,
        current=current == num,
        sources=tuple(Source(**{k: v for k, v in s._mapping.items() if k not in {"num", "report_num"}}) for s in told),
    )  # fmt: skip


def _report(row: Row[tuple[object, ...]]) -> Report:
    return Report(**{name: getattr(row, name) for name in _REPORT})


def texts_of(con: Connection, nums: Iterable[int]) -> dict[int, str]:
    """The texts of reports by their numbers."""
    found: dict[int, str] = {}
    for some in in_lots(sorted(set(nums))):
        found |= {r.num: r.text for r in con.execute(select(report.c.num, report.c.text).where(report.c.num.in_(some)))}
    return found


def reports_of(con: Connection, nums: Iterable[int]) -> dict[int, Report]:
    """Reports by their numbers, without where they came from."""
    found: dict[int, Report] = {}
    for some in in_lots(sorted(set(nums))):
        found |= {r.num: _report(r) for r in con.execute(select(report).where(report.c.num.in_(some)))}
    return found


def each_report(con: Connection) -> Iterator[tuple[int, Report]]:
    """Number and report of every report that stands now, in the order in which they came."""
    return each_of(con, select(report).join(doc, doc.c.report_num == report.c.num))


def each_of(con: Connection, query: Select[Any], limit: int | None = None) -> Iterator[tuple[int, Report]]:
    """Number and report of each row of a query over the table ``report``, in the order in which they came."""
    rows = con.execute(query.order_by(report.c.num).limit(limit), execution_options={"yield_per": 200})
    for row in rows:
        yield row.num, _report(row)


def count_reports(con: Connection) -> int:
    """How many reports stand now."""
    return con.scalar(select(func.count()).select_from(doc)) or 0
