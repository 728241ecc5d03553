"""The article of a page: its headline and paragraphs, without menus, related links, captions and comments.

The page is cut into blocks: lines of text, and what share of each is links. What is marked as something else (by its
tag, by the names of its classes, as hidden) falls away, unless most of the page is in it. The article is the narrowest
element that holds nearly all prose: one that goes by a known name, if it holds enough, else where the weights lead.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from sijill.read import page_words as words
from sijill.read.day import days_told, has_label, published_day
from sijill.text import fold

Element = Any  # lxml has no types

_NEVER, _BLOCKS, _HEADINGS, _ROLES = (words.tags(role) for role in ("never", "block", "heading", "aria"))
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_MEANT = re.compile(r"[.؟?!:؛»\"”…]\s*$")

_PROSE = 40  # characters of a piece of text that count as prose; a block needs twice as many, or half as a sentence
_MOST = 0.4  # of the page's prose: what holds as much is not beside it, whatever it is called
_ENOUGH = 0.3  # of the page's prose in an element that goes by an article's name
_NEARLY_ALL = 0.85  # of the prose: a narrower element must hold so much of it
_LINKS = 0.6  # share of a block's letters inside links, from which on it points elsewhere
_TEASERS = 3  # linked titles: an element of so many is a list of articles
_TEASER_PROSE = 200  # characters to each of them; an article has more between its headings
_TITLE = 15  # characters of a title
_LOOK_BACK = 6  # blocks above a body where its headline may stand
_STAMPS = 8  # lines at the head of a document where its stamp may stand
_ONLY_DAY = 25  # letters that a line may have beside its date and still be no more than that


class Block(NamedTuple):
    """A line of the page: its text, how many of its characters are links, and where it stands.

    ``apart`` is the text with a bar between its pieces: what a page sets apart by style alone is one word without it.
    """

    text: str
    linked: int
    element: Element
    gone: bool
    apart: str

    @property
    def prose(self) -> int:
        """How much it weighs as prose."""
        free = len(self.text) - self.linked
        return free if free >= 2 * _PROSE or (free >= _PROSE // 2 and _MEANT.search(self.text)) else 0

    @property
    def is_link(self) -> bool:
        """Whether it points elsewhere."""
        return self.linked > _LINKS * len(self.text)


class Article(NamedTuple):
    """What a page is about: the headline's element, all blocks, and those of the article."""

    headline: Element | None
    blocks: list[Block]
    chosen: list[int]

    @property
    def text(self) -> str:
        """The headline, an empty line, then a line a paragraph."""
        title = "" if self.headline is None else plain(self.headline)
        lines = [self.blocks[i].text for i in self.chosen]
        if lines and title and fold(lines[0]) == fold(title):
            lines = lines[1:]
        return "\n\n".join(part for part in (title, "\n".join(lines)) if part)


def plain(element: Element) -> str:
    """The words of an element on one line."""
    return " ".join("".join(element.itertext()).split())


def find_article(root: Element) -> Article | None:
    """The article of a page, or None where the page has none: a front page, a list of links, an empty shell."""
    headline = _headline(root)
    titles = _linked_headings(root)
    blocks = _Cutter(headline, titles).cut(root)
    weights = _weights(blocks)
    body = root.find("body") if root.find("body") is not None else root
    named = _best_named(body, weights)
    top = _narrowed(body if named is None else named, weights)
    inside = [i for i, block in enumerate(blocks) if not block.gone and _within(block.element, top)]
    if not inside or (headline is None and _is_teasers(top, titles.get(top, []))):
        return None
    if headline is None:
        headline = _named_headline(blocks, inside[0])
    start = _headline_block(blocks, headline)
    lede = [i for i in range(start + 1, inside[0]) if _is_lede(blocks[i])] if start >= 0 else []
    chosen = [i for i in _article_lines(blocks, [*lede, *inside]) if i > start or start > inside[-1]]
    if not any(blocks[i].prose for i in chosen):
        return None
    return Article(headline, blocks, chosen)


def fragment_lines(root: Element) -> list[str]:
    """The lines of a piece of a page that is all article, as feeds carry it."""
    found = [block for block in _Cutter(None, {}).cut(root) if not block.gone]
    return [b.text for b in found if not b.is_link and not words.is_boilerplate(b.text)]


def _headline(root: Element) -> Element | None:
    """The heading that the page's title repeats most of; the only ``h1`` where the title repeats none."""
    page = root.find(".//title")
    title = set() if page is None else set(fold(plain(page)).split())
    best, most = None, 0.5
    for tag in ("h1", "h2", "h3"):
        for heading in root.iter(tag):
            said = set(fold(plain(heading)).split())
            share = 2 * len(said & title) / (len(said) + len(title)) if said and title else 0.0
            if share > most:
                best, most = heading, share
    firsts = [h for h in root.iter("h1") if plain(h)]
    return firsts[0] if best is None and len(firsts) == 1 else best


class _Cutter:
    """Cuts a page into blocks."""

    def __init__(self, headline: Element | None, titles: dict[Element, list[Element]]):
        self._titles = titles
        self._kept = set() if headline is None else {headline, *headline.iterancestors()}
        self.blocks: list[Block] = []
        self._parts: list[str] = []
        self._linked = 0
        self._owner: Element = None
        self._gone = False

    def cut(self, root: Element) -> list[Block]:
        """The blocks, those that fall away as well, in the page's order."""
        total = sum(len(t.strip()) for t in root.itertext() if len(t.strip()) >= _PROSE) or 1
        # An explicit stack: a page may be nested deeper than Python's own goes.
        stack: list[tuple[Element, bool, bool, bool]] = [(root, False, False, True)]
        while stack:
            element, gone, link, opening = stack.pop()
            if not opening:
                if element.tag in _BLOCKS:
                    self._flush()
                parent = element.getparent()
                self._take(element.tail or "", parent if parent is not None else element, gone, link)
                continue
            if not isinstance(element.tag, str):
                parent = element.getparent()
                self._take(element.tail or "", parent, gone, link)
                continue
            if element.tag in _BLOCKS or element.tag == "br":
                self._flush()
            stack.append((element, gone, link, False))
            if element.tag in {"script", "style", "template", "svg", "head"}:
                continue
            gone = gone or self._falls_away(element, total)
            link = link or element.tag == "a"
            self._take(element.text or "", element, gone, link)
            stack.extend((child, gone, link, True) for child in reversed(element))
        self._flush()
        return self.blocks

    def _falls_away(self, element: Element, total: int) -> bool:
        if element in self._kept:
            return False
        if element.tag in _NEVER or element.get("hidden") is not None or element.get("aria-hidden") == "true":
            return True
        if element.get("role") in _ROLES or _HIDDEN.search(element.get("style") or ""):
            return True
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        if words.names_comments(names):
            return True
        if element.tag in {"header", "form"} or (words.names_boilerplate(names) and not words.names_body(names)):
            links = [a for a in element.iter("a") if len(plain(a)) >= _TITLE]
            return _prose_in(element) <= _MOST * total or _is_teasers(element, links)
        body = words.names_body(names) or element.tag == "article" or element.get("itemprop") == "articleBody"
        if body or element.tag not in _BLOCKS or not self._kept:
            return False
        titles = self._titles.get(element, [])
        spread = len({_branch(title, element) for title in titles}) > 1  # else one of its children may be such a list
        return spread and _is_teasers(element, titles)

    def _take(self, text: str, owner: Element, gone: bool, link: bool) -> None:
        if not text:
            return
        if gone != self._gone:
            self._flush()
        if not self._parts or not any(part.strip() for part in self._parts):
            self._owner, self._gone = owner, gone
        self._parts.append(text)
        self._linked += len(" ".join(text.split())) if link else 0

    def _flush(self) -> None:
        text = " ".join("".join(self._parts).split())
        if text:
            apart = " | ".join(piece for part in self._parts if (piece := " ".join(part.split())))
            self.blocks.append(Block(text, min(len(text), self._linked), self._owner, self._gone, apart))
        self._parts, self._linked = [], 0


def _is_teasers(element: Element, titles: list[Element]) -> bool:
    """Whether an element is a list of other articles: several linked titles, and little prose to each."""
    return len(titles) >= _TEASERS and _prose_in(element) < _TEASER_PROSE * len(titles)


def _linked_headings(root: Element) -> dict[Element, list[Element]]:
    """The headings in each element that are links."""
    found: dict[Element, list[Element]] = {}
    for heading in root.iter(*sorted(_HEADINGS)):
        if _is_linked(heading):
            for element in heading.iterancestors():
                found.setdefault(element, []).append(heading)
    return found


def _is_linked(heading: Element) -> bool:
    if next(heading.iter("a"), None) is not None:
        return True
    return any(e.tag == "a" for e in heading.iterancestors())


def _branch(element: Element, top: Element) -> Element:
    """The child of an element that another one is in."""
    below = element
    while below.getparent() is not top and below is not top:
        below = below.getparent()
    return below


def _prose_in(element: Element) -> int:
    return sum(len(t.strip()) for t in element.itertext() if len(t.strip()) >= _PROSE)


def _weights(blocks: list[Block]) -> dict[Element, int]:
    """Prose in each element and those below it."""
    found: dict[Element, int] = {}
    for block in blocks:
        if block.prose and not block.gone:
            for element in (block.element, *block.element.iterancestors()):
                found[element] = found.get(element, 0) + block.prose
    return found


def _best_named(body: Element, weights: dict[Element, int]) -> Element | None:
    """The element that goes by an article's name, where one holds enough of the page's prose."""
    total = weights.get(body, 0)
    tests = (
        lambda e: "articleBody" in (e.get("itemprop") or ""),
        lambda e: words.names_body(f"{e.get('class') or ''} {e.get('id') or ''}"),
        lambda e: e.tag == "article",
        lambda e: e.tag == "main" or e.get("role") == "main",
    )
    for test in tests:
        found = [e for e in weights if test(e) and weights[e] >= _ENOUGH * total]
        if found:
            return max(found, key=lambda e: (weights[e], len(list(e.iterancestors()))))
    return None


def _narrowed(top: Element, weights: dict[Element, int]) -> Element:
    """The narrowest element below that still holds nearly all of its prose."""
    while True:
        whole = weights.get(top, 0)
        child = max((c for c in top if c in weights), key=lambda c: weights[c], default=None)
        if child is None or child.tag not in _BLOCKS or child.tag == "p" or weights[child] < _NEARLY_ALL * whole:
            return top
        top = child


def _named_headline(blocks: list[Block], first: int) -> Element | None:
    """Above the first block of the body, the nearest that is called a headline."""
    for block in reversed(blocks[max(0, first - _LOOK_BACK) : first]):
        names = f"{block.element.get('class') or ''} {block.element.get('id') or ''}"
        if not block.gone and not block.is_link and len(block.text) >= _TITLE and words.names_headline(names):
            return block.element
    return None


def _is_lede(block: Block) -> bool:
    """Whether a block between the headline and the body is of the article: prose, and no line of names and times."""
    sentence = _MEANT.search(block.text) is not None or block.element.tag in {"p", "strong", "b", *_HEADINGS}
    return not block.gone and len(block.text) - block.linked >= _PROSE and sentence


def _within(element: Element, top: Element) -> bool:
    return element is top or any(e is top for e in element.iterancestors())


def _headline_block(blocks: list[Block], headline: Element | None) -> int:
    if headline is None:
        return -1
    return max((i for i, block in enumerate(blocks) if _within(block.element, headline)), default=-1)


def _article_lines(blocks: list[Block], inside: list[int]) -> list[int]:
    """Of the blocks of the article, those that are its words."""
    chosen: list[int] = []
    in_links = False
    for i in inside:
        block = blocks[i]
        if words.opens_comments(block.text):
            break
        if words.opens_links(block.text):
            in_links = True
            continue
        if in_links and (block.is_link or not block.prose or block.element.tag == "li"):
            continue
        in_links = False
        if not block.is_link and not words.is_boilerplate(block.text) and not is_day_line(block.apart):
            chosen.append(i)
    return chosen


def is_day_line(line: str) -> bool:
    """Whether a line tells a day and hardly anything else: the stamp of the article."""
    if len(line) > 160:
        return False
    told = days_told(line)
    left = fold(line)
    for day in reversed(told):
        left = left[: day.start] + left[day.end :]
    return bool(told) and sum(c.isalpha() for c in left) <= _ONLY_DAY


def stamped_day(lines: list[str]) -> str | None:
    """The day of publication that one of the first or last lines of a document stands for."""
    for line in (*lines[:_STAMPS], *lines[-2:]):
        if len(line) <= 200 and (has_label(line) or is_day_line(line)):
            day = published_day(line)
            if day:
                return day
    return None
