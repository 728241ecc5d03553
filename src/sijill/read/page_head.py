"""What a page says of itself: title, outlet, address, and the day it was published."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from sijill.read.day import days_told, has_label, is_utc, published_day, stamp_day
from sijill.read.page_text import Article, Element, is_day_line, plain
from sijill.text import fold

_DAYS = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished", "date_published",
    "publishdate", "publish-date", "publish_date", "pubdate", "article.published", "sailthru.date", "parsely-pub-date",
    "cxenseparse:recs:publishtime", "dc.date.issued", "dcterms.issued", "dc.date", "dc.date.created", "dcterms.created",
    "article.created", "rnews:datepublished", "article_date_original", "originalpublicationdate",
)  # fmt: skip
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+)\s*-->")
_URL_DAY = re.compile(r"/((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?=[/\-_]|$)")
_BETWEEN = re.compile(r"\s+[|\-–—:•»]+\s+|\s*[|»]\s*")
_NODES = 2_000  # of linked data
_BEFORE, _AFTER = 8, 4  # blocks about the headline and the first paragraph where a stamp may stand


class Stated(NamedTuple):
    """What a page states in its head and linked data."""

    title: str | None
    outlet: str | None
    url: str | None
    stamp: str | None
    body: str | None


def stated(root: Element, source: str) -> Stated:
    """What the page's meta tags, links and linked data say.

    Args:
        root: of its tree.
        source: its text, for the comment that browsers leave in a saved page.
    """
    metas = _metas(root)
    data = _linked_data(root)
    article = next((node for node in data if node.get("datePublished") or node.get("articleBody")), {})
    publisher = article.get("publisher")
    canonical = next((e.get("href") for e in root.iter("link") if (e.get("rel") or "").lower() == "canonical"), None)
    saved = _SAVED_FROM.search(source[:2_000])
    outlet = _first(
        metas.get("og:site_name"),
        publisher.get("name") if isinstance(publisher, dict) else None,
        metas.get("application-name"),
    )
    return Stated(
        title=_first(metas.get("og:title"), article.get("headline"), metas.get("twitter:title")),
        outlet=outlet,
        url=_first(canonical, metas.get("og:url"), saved[1] if saved else None),
        stamp=_first(*(s for s in (article.get("datePublished"), *(metas.get(n) for n in _DAYS)) if _day_in(s))),
        body=_first(article.get("articleBody")),
    )


def _first(*values: object) -> str | None:
    return next((" ".join(v.split()) for v in values if isinstance(v, str) and v.strip()), None)


def _metas(root: Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        content = meta.get("content")
        if name and content:
            found.setdefault(name.lower(), content)
    return found


def _linked_data(root: Element) -> list[dict[str, Any]]:
    """Every object of the page's JSON-LD, breadth first."""
    queue: list[object] = []
    for script in root.iter("script"):
        if (script.get("type") or "").lower().strip() == "application/ld+json" and script.text:
            try:
                queue.append(json.loads(script.text, strict=False))
            except (ValueError, RecursionError):
                continue
    found: list[dict[str, Any]] = []
    while queue and len(found) < _NODES:
        node = queue.pop(0)
        if isinstance(node, list):
            queue.extend(node[:_NODES])
        elif isinstance(node, dict):
            found.append(node)
            queue.extend(value for key, value in node.items() if key in {"@graph", "mainEntity", "mainEntityOfPage"})
    return found


def headline_of(root: Element, told: Stated, article: Article | None) -> str | None:
    """The title: the headline as printed, else as stated, else the page's title without the outlet's name."""
    if article is not None and article.headline is not None:
        return plain(article.headline)
    if told.title:
        return told.title
    title = root.find(".//title")
    parts = [p for p in _BETWEEN.split(plain(title)) if p.strip()] if title is not None else []
    return max(parts, key=len).strip() if parts else None


def outlet_of(root: Element, told: Stated, title: str | None) -> str | None:
    """The outlet: as stated, else what the page's title adds to the headline."""
    if told.outlet:
        return told.outlet
    whole = root.find(".//title")
    if whole is None or not title:
        return None
    parts = [p.strip() for p in _BETWEEN.split(plain(whole)) if p.strip()]
    rest = [p for p in parts if fold(p) not in fold(title)]
    return rest[-1] if len(parts) > 1 and rest and len(rest[-1]) <= 40 else None


def day_of(root: Element, told: Stated, article: Article | None) -> str | None:
    """The day of publication as an ISO day, or None where the page does not say.

    What it states for machines holds, but a stamp in universal time gives way to the day printed beside the headline
    where they are a day apart. A day of change, and words that count from today, say nothing.
    """
    printed = _printed_day(article) if article is not None else None
    stamp = told.stamp or _time_stamp(root, article)
    machine = _day_in(stamp)
    if machine and printed and is_utc(stamp) and _days_apart(machine, printed) == 1:
        return printed
    if machine or printed:
        return machine or printed
    found = _URL_DAY.search(told.url or "")
    return stamp_day("-".join(found.groups())) if found else None


def _day_in(stamp: object) -> str | None:
    return stamp_day(stamp) or published_day(stamp) if isinstance(stamp, str) else None


def _days_apart(a: str, b: str) -> int:
    return abs((dt.date.fromisoformat(a) - dt.date.fromisoformat(b)).days)


def _time_stamp(root: Element, article: Article | None) -> str | None:
    """The stamp of the article's ``time`` element: one marked as of publication, else one near the headline."""
    times = [t for t in root.iter("time") if _day_in(t.get("datetime"))]
    for time in times:
        if time.get("itemprop") == "datePublished" or time.get("pubdate") is not None:
            return str(time.get("datetime"))
    marked = next((e for e in root.iter() if e.get("itemprop") == "datePublished"), None)
    if marked is not None and _day_in(marked.get("content") or plain(marked)):
        return marked.get("content") or plain(marked)
    if article is None or article.headline is None:
        return str(times[0].get("datetime")) if len(times) == 1 else None
    around = next((e for e in article.headline.iterancestors() if any(t in times for t in e.iter("time"))), None)
    if around is None or around.tag in {"html", "body"}:
        return str(times[0].get("datetime")) if len(times) == 1 else None
    near = [t for t in around.iter("time") if t in times and "updat" not in (t.get("class") or "")]
    return str(near[0].get("datetime")) if near else None


def _printed_day(article: Article) -> str | None:
    """The day printed about the headline, one that is said to be of publication first."""
    lines = [block.apart for block in article.blocks]
    first = article.chosen[0]
    start = next((i for i, b in enumerate(article.blocks) if b.element is article.headline), first)
    # A day above the headline may be today's, which some pages print: what follows the headline goes before it.
    after = lines[start : max(start, first) + _AFTER] + lines[article.chosen[-1] + 1 :][:_AFTER]
    near = [*_days_in(after), *_days_in(lines[max(0, min(start, first) - _BEFORE) : start][::-1])]
    for labelled in (True, False):
        found = [day for day, label in near if label is labelled]
        if found:
            return found[0]
    apart = {day for day, label in _days_in(lines) if label}
    return apart.pop() if len(apart) == 1 else None


def _days_in(lines: list[str]) -> Iterator[tuple[str, bool]]:
    """The days that short lines tell, and whether a line says that it is the day of publication."""
    for line in lines:
        label = len(line) <= 200 and has_label(line)
        if (label or is_day_line(line)) and days_told(line):
            day = published_day(line)
            if day:
                yield day, label
