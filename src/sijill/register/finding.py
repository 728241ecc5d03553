"""Search: the reports that have all words of a query, whatever clitics and spellings they come in."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Select, column, false, func, literal_column, select, table, text

from sijill.model import Span
from sijill.register.engines import SQLITE
from sijill.register.reports import texts_of
from sijill.register.schema import doc, event, report, word
from sijill.register.words import near, readings, skeleton, spans_of, words_of

_WORDS = 12  # of a query; what is behind them is passed over
_LAST = 600  # reports, of which a common word has a page's worth
_NEAR = 400  # words of one skeleton that are looked at


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """A report that was found.

    Attributes:
        spans: where the words stand in its text, the first few.
        around: a stretch of the text with the first of them, to show.
        events: how many events it has that are not gone.
    """

    doc_id: str
    num: int
    events: int
    spans: tuple[Span, ...]
    around: Span
    published: str | None = None
    outlet: str | None = None
    title: str | None = None


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A page of hits, the last added first. ``instead`` tells which unknown words were taken for which known ones."""

    hits: tuple[Hit, ...]
    next: int | None = None
    instead: dict[str, tuple[str, ...]] = {}


class Query(msgspec.Struct, frozen=True):
    """The words of a query: for each the forms that will do."""

    terms: tuple[frozenset[str], ...]
    instead: dict[str, tuple[str, ...]]


def read_query(con: Connection, written: str) -> Query:
    """The words of a query; one that no report has is replaced by those that are a slip away."""
    terms, instead = [], {}
    for form in dict.fromkeys(words_of(written)[:_WORDS]):
        forms = readings(form)
        known = con.scalars(select(word.c.form).where(word.c.form.in_(forms))).all()
        if not known:
            alike = select(word.c.form).where(word.c.skeleton.in_({skeleton(f) for f in forms})).order_by(word.c.form)
            others = list(con.scalars(alike.limit(_NEAR)))
            found = near(form, others) or near(forms[-1], others)
            if found:
                instead[form] = tuple(found)
                forms = (*forms, *found)
        terms.append(frozenset(forms))
    return Query(tuple(terms), instead)


def matching(con: Connection, written: str) -> Select[Any]:
    """Numbers of the reports that have every word of a query, as a subquery."""
    return _matching(con, read_query(con, written))


def _matching(con: Connection, query: Query) -> Select[Any]:
    """The numbers under the name ``num``."""
    if con.dialect.name == SQLITE:
        words = table("report_words", column("rowid"))
        found = select(words.c.rowid.label("num"))
        asked = " AND ".join("(" + " OR ".join(sorted(f'"{form}"' for form in term)) + ")" for term in query.terms)
        return found.where(literal_column("report_words").op("MATCH")(asked)) if asked else found.where(false())
    words = table("report_words", column("num"), column("words"))
    asked = _tsquery(query)
    found = select(words.c.num)
    return (
        found.where(text("words @@ CAST(:asked AS tsquery)").bindparams(asked=asked)) if asked else found.where(false())
    )


def search(con: Connection, written: str, *, before: int | None = None, limit: int = 20) -> Found:
    """Reports with all words of a query in text or title.

    Clitics (و ف ب ل ك س ال and pronouns), common endings, vowel signs and letters' variants make no difference. A word
    that no report has stands for those a slip or two away. Superseded revisions are not found.

    Args:
        con: a transaction.
        written: the query; an empty one finds nothing.
        before: the ``next`` of the page before.
        limit: hits a page.
    """
    query = read_query(con, written)
    nums = _newest(con, query, before, limit + 1)
    events = (
        select(func.count()).select_from(event).where(event.c.doc_id == report.c.doc_id, event.c.status != "gone")
    ).scalar_subquery()
    rows = select(
        report.c.num, report.c.doc_id, report.c.published, report.c.outlet, report.c.title, events.label("events")
    ).where(report.c.num.in_(nums[:limit]))
    texts = texts_of(con, nums[:limit])
    hits = []
    for r in con.execute(rows.order_by(report.c.num.desc())):
        spans = spans_of(texts[r.num], query.terms, 8)
        first = spans[0] if spans else (0, 0)
        around = (max(0, first[0] - 80), min(len(texts[r.num]), first[1] + 160))
        hits.append(
            Hit(doc_id=r.doc_id, num=r.num, events=r.events, spans=tuple(spans), around=around, published=r.published,
                outlet=r.outlet, title=r.title)
        )  # fmt: skip
    return Found(hits=tuple(hits), next=nums[limit - 1] if len(nums) > limit else None, instead=query.instead)


def _recent(con: Connection, query: Query, before: int | None, wanted: int) -> list[int]:
    """Those among the last few hundred reports: of a common word the index would give PostgreSQL half of them all."""
    words = table("report_words", column("num"), column("words"))
    last = select(words).order_by(words.c.num.desc()).limit(_LAST)
    some = (last if before is None else last.where(words.c.num < before)).subquery()
    asked = _tsquery(query)
    found = select(some.c.num).where(text("words @@ CAST(:asked AS tsquery)").bindparams(asked=asked))
    return list(con.scalars(found.order_by(some.c.num.desc()).limit(wanted))) if asked else []


def _tsquery(query: Query) -> str:
    return " & ".join("(" + " | ".join(sorted(f"'{form}'" for form in term)) + ")" for term in query.terms)


def _newest(con: Connection, query: Query, before: int | None, wanted: int) -> list[int]:
    """Numbers of the last reports with all words, no superseded ones; the index is read no further than needed."""
    sqlite = con.dialect.name == SQLITE
    named: ColumnElement[int] = literal_column("rowid" if sqlite else "num")
    # PostgreSQL would go through all reports by their numbers, were it told that this is the order of an index.
    order = named if sqlite else named + 0
    found: list[int] = []
    while len(found) < wanted:
        some = [] if sqlite else _recent(con, query, before, wanted)
        if len(some) < wanted:
            asked = _matching(con, query).order_by(order.desc()).limit(wanted)
            some = list(con.scalars(asked if before is None else asked.where(named < before)))
        stand = set(con.scalars(select(doc.c.report_num).where(doc.c.report_num.in_(some))))
        found += [num for num in some if num in stand]
        if len(some) < wanted:
            break
        before = some[-1]
    return found[:wanted]
