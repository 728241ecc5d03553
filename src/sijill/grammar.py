"""The rule engine: patterns over units and facts, applied layer by layer to a fix point; facts keep their parse trees.

A pattern is a row of elements, parted by spaces:

==============  =====================================================================================
``من``          the word itself, with or without و/ف before it; ``(من|عن)`` one of several
``@cat``        a reading of this category; ``@cat{key=value}`` with this attribute, ``{+def}`` with the article,
                ``{-def}`` without, ``{feat=du}`` of this inflection, ``{pro=ب}`` behind this proclitic,
                ``{-enc}`` no suffix
``<kind>``      a fact found before; ``<kind{key=value}>`` whose value says so
``#number``     digits; ``#latin`` a Latin word; any sign stands for itself
``..3``         up to three units of any kind, no sentence end among them
==============  =====================================================================================

``x?`` may be missing, ``x*`` up to six times, ``x+`` once to six times, ``name:x`` is kept under that name for the
maker.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import msgspec

from sijill.errors import PackError
from sijill.match import Doc, Reading, Unit, mark_of
from sijill.model import Span
from sijill.pack import Rule
from sijill.text import WORD, fold

T = TypeVar("T")


if TYPE_CHECKING:  # a fact of which no more is said can have any value
    from typing_extensions import TypeVar as TypeVarWithDefault

    V = TypeVarWithDefault("V", default=Any)
else:
    V = TypeVar("V")


class Fact(Generic[V]):
    """One reading of a stretch of units ``[i, j)``; ``parts`` are the facts it was made from.

    Never changed once it is made; a class of its own and no record, as its compiled fields are read the most of all.
    """

    __slots__ = ("i", "j", "kind", "parts", "rule", "span", "value")

    def __init__(  # noqa: PLR0913, PLR0917 - made for every fact of a text
        self, kind: str, i: int, j: int, span: Span, value: V, rule: str, parts: tuple[Fact[Any], ...] = ()
    ):
        self.kind, self.i, self.j, self.span, self.value, self.rule, self.parts = kind, i, j, span, value, rule, parts

    def holding(self, value: V) -> Fact[V]:
        """The same words with another value."""
        return Fact(self.kind, self.i, self.j, self.span, value, self.rule, self.parts)

    def __repr__(self) -> str:
        return f"Fact({self.kind} [{self.i}, {self.j}) {self.rule}: {self.value})"


class Bound:
    """What one element of a pattern matched: the unit range, and the reading or the fact."""

    __slots__ = ("fact", "i", "j", "reading")

    def __init__(self, i: int, j: int, reading: Reading | None, fact: Fact | None):
        self.i, self.j, self.reading, self.fact = i, j, reading, fact


class Match:
    """A pattern found in a document, as a maker sees it."""

    __slots__ = ("bounds", "chart", "doc", "i", "j", "rule")

    def __init__(self, chart: Chart, rule: Rule, i: int, j: int, bounds: Sequence[tuple[str, Bound]]):
        self.chart, self.doc, self.rule, self.i, self.j, self.bounds = chart, chart.doc, rule, i, j, bounds

    def get(self, name: str) -> Bound | None:
        """The first element kept under this name."""
        return next((b for n, b in self.bounds if n == name), None)

    def all(self, name: str) -> list[Bound]:
        """All elements kept under this name, in order."""
        return [b for n, b in self.bounds if n == name]

    def fact(self, name: str) -> Fact | None:
        """The fact kept under this name."""
        bound = self.get(name)
        return bound.fact if bound else None

    def entry(self, name: str) -> dict[str, str]:
        """The attributes of the lexicon entry kept under this name (empty where it was skipped)."""
        bound = self.get(name)
        return bound.reading.attrs if bound and bound.reading else {}

    @property
    def arg(self) -> dict[str, Any]:
        """The rule's own arguments."""
        return self.rule.args


class Reach(msgspec.Struct, frozen=True):
    """What a maker returns that read further than its pattern: value, end (a unit), and the kind if not the rule's."""

    value: Any
    j: int
    kind: str = ""


Maker = Callable[[Match], Any]


class _Row:
    """The facts of one kind: by the unit where they begin, and in the order of the text with those units beside."""

    __slots__ = ("at", "cover", "facts", "starts")

    def __init__(self) -> None:
        self.at: dict[int, list[Fact]] = {}
        self.facts: list[Fact] = []
        self.starts: list[int] = []
        self.cover: dict[int, Fact] | None = None  # the first fact over each unit, once it is asked for

    def add(self, fact: Fact) -> bool:
        i, j = fact.i, fact.j
        begun = self.at.get(i)
        if begun is None:
            self.at[i] = [fact]
        else:
            for other in begun:
                if other.j == j:
                    return False
            begun.append(fact)
        if not self.starts or i >= self.starts[-1]:
            self.facts.append(fact)
            self.starts.append(i)
            if self.cover is not None:
                self._cover(fact, self.cover)
        else:
            behind = bisect_right(self.starts, i)
            self.facts.insert(behind, fact)
            self.starts.insert(behind, i)
            self.cover = None
        return True

    def over(self, i: int) -> Fact | None:
        cover = self.cover
        if cover is None:
            cover = self.cover = {}
            for fact in self.facts:
                self._cover(fact, cover)
        return cover.get(i)

    @staticmethod
    def _cover(fact: Fact, cover: dict[int, Fact]) -> None:
        for k in range(fact.i, fact.j):
            if k not in cover:
                cover[k] = fact


_YET_TO_MAKE: object = object()
_NO_FACTS: list[Fact] = []  # for whoever asks in vain; nobody changes what the chart gives


class Chart:
    """The facts of a document, by kind and by where they begin."""

    def __init__(self, doc: Doc):
        self.doc = doc
        self._rows: dict[str, _Row] = {}
        self._made: dict[str, Any] = {}

    def kinds(self) -> list[str]:
        """The kinds that were looked for, sorted."""
        return sorted(self._rows)

    def _row(self, kind: str) -> _Row:
        row = self._rows.get(kind)
        if row is None:
            row = self._rows[kind] = _Row()
        return row

    def add(self, fact: Fact) -> bool:
        """Keep a fact, unless the same stretch has one of its kind; among equals the first rule stands."""
        return self._row(fact.kind).add(fact)

    def at(self, kind: str, i: int) -> list[Fact]:
        """Facts of a kind that begin at unit ``i``."""
        row = self._rows.get(kind)
        return row.at.get(i, _NO_FACTS) if row is not None else _NO_FACTS

    def rows(self, kind: str) -> dict[int, list[Fact]]:
        """Facts of a kind by the unit where they begin, those yet to be found too."""
        return self._row(kind).at

    def all(self, kind: str) -> list[Fact]:
        """Facts of a kind, in the order of the text."""
        row = self._rows.get(kind)
        return row.facts.copy() if row is not None else []

    def between(self, kind: str, i: int, j: int) -> list[Fact]:
        """Facts of a kind that begin in the unit range ``[i, j)``."""
        row = self._rows.get(kind)
        if row is None:
            return []
        starts = row.starts
        if not starts or starts[-1] < i or starts[0] >= j:
            return []
        low = bisect_left(starts, i)
        if starts[low] >= j:
            return []
        return row.facts[low : bisect_left(starts, j, low)]

    def over(self, kind: str, i: int) -> Fact | None:
        """The first fact of a kind that covers unit ``i``."""
        row = self._rows.get(kind)
        return row.over(i) if row is not None and row.facts else None

    def once(self, name: str, make: Callable[[Chart], T]) -> T:
        """What is read from the finished chart, made when it is first asked for."""
        found = self._made.get(name, _YET_TO_MAKE)
        if found is _YET_TO_MAKE:
            found = self._made[name] = make(self)
        made: T = found
        return made

    def prune(self, kinds: Sequence[str]) -> None:
        """Of each kind drop what lies inside a longer fact of it."""
        for kind in kinds:
            row = self._rows.get(kind)
            if row is None or not row.facts:
                continue
            longest: list[Fact] = []
            at, reach = -1, -1
            for i in row.starts:
                if i == at:
                    continue
                at, begun = i, row.at[i]
                best = begun[0] if len(begun) == 1 else max(begun, key=_end)
                if best.j > reach:
                    longest.append(best)
                    reach = best.j
            if len(longest) < len(row.facts):
                kept = self._rows[kind] = _Row()
                for fact in longest:
                    kept.add(fact)


def _end(fact: Fact) -> int:
    return fact.j


class _Test:
    """What an element asks of a unit; classes, as calls among them are compiled the best."""

    __slots__ = ()

    def at(self, chart: Chart, i: int) -> tuple[Bound, ...]:
        """All that the element can match at unit ``i``, the best first."""
        raise NotImplementedError

    def can_be(self, unit: Unit) -> bool:  # noqa: ARG002 - as far as the word alone tells, facts apart
        """Whether the element can match at a unit with this word."""
        return True


class _Element:
    """One element of a pattern, which matches ``low`` to ``high`` times; ``first`` are symbols that can open it."""

    __slots__ = ("first", "high", "low", "name", "test")

    def __init__(self, test: _Test, first: tuple[str, ...], low: int, high: int, name: str):
        self.test, self.first, self.low, self.high, self.name = test, first, low, high, name


_ELEMENT = re.compile(r"^(?:(?P<name>[a-z_]+):)?(?P<body>.+?)(?P<times>[?*+])?$")
_TESTED = re.compile(r"^(?P<head>[^{]+)(?:\{(?P<tests>[^}]*)\})?$")
_OF_FORM = frozenset({"+def", "-def", "+enc", "-enc", "feat", "pro", "id"})  # no attribute of the entry


class _Check:
    """One test of a reading, as it stands between the braces."""

    __slots__ = ("_key", "_of_form", "_wanted")

    def __init__(self, test: str):
        self._key, _, value = test.partition("=")
        self._wanted = frozenset(value.split("/"))
        self._of_form = self._key in _OF_FORM

    def passes(self, reading: Reading) -> bool:
        key, wanted = self._key, self._wanted
        if not self._of_form:
            return reading.attrs.get(key) in wanted
        if key == "feat":
            return reading.feat in wanted or reading.feat.split(".")[0] in wanted
        if key == "pro":
            return reading.pro.removesuffix("ال").lstrip("وف") in wanted
        if key == "id":
            return reading.id in wanted
        has = reading.definite if key[1:] == "def" else reading.enc != ""
        return has == (key[0] == "+")


class _Reads(_Test):
    """``@cat{…}``."""

    __slots__ = ("_cat", "_checks", "_mark")

    def __init__(self, cat: str, checks: tuple[_Check, ...]):
        self._cat, self._checks, self._mark = cat, checks, mark_of(cat)

    def at(self, chart: Chart, i: int) -> tuple[Bound, ...]:
        reading = self._of(chart.doc.units[i])
        return () if reading is None else (Bound(i, i + 1, reading, None),)

    def can_be(self, unit: Unit) -> bool:
        return self._of(unit) is not None

    def _of(self, unit: Unit) -> Reading | None:
        if self._mark and not unit.marks & self._mark:
            return None
        for reading in unit.readings_of(self._cat):
            for check in self._checks:
                if not check.passes(reading):
                    break
            else:
                return reading
        return None


class _Holds(_Test):
    """``<kind{…}>``."""

    __slots__ = ("_kind", "_tests")

    def __init__(self, kind: str, tests: list[tuple[str, list[str]]]):
        self._kind, self._tests = kind, tests

    def at(self, chart: Chart, i: int) -> tuple[Bound, ...]:
        facts = chart.at(self._kind, i)
        if not facts:
            return ()
        if len(facts) > 1:
            facts = sorted(facts, key=_shrinking)
        return tuple([Bound(i, fact.j, None, fact) for fact in facts if self._passes(fact)])

    def _passes(self, fact: Fact) -> bool:
        return not self._tests or all(str(getattr(fact.value, k)) in v for k, v in self._tests)


def _shrinking(fact: Fact) -> int:
    return -fact.j


class _Says(_Test):
    """A word itself."""

    __slots__ = ("_form",)

    def __init__(self, form: str):
        self._form = form

    def at(self, chart: Chart, i: int) -> tuple[Bound, ...]:
        unit = chart.doc.units[i]
        return (Bound(i, i + 1, None, None),) if self._form in (unit.bare, unit.form) else ()


class _OneOf(_Test):
    """``(a|b)``."""

    __slots__ = ("_options",)

    def __init__(self, options: list[_Test]):
        self._options = options

    def at(self, chart: Chart, i: int) -> tuple[Bound, ...]:
        found: tuple[Bound, ...] = ()
        for option in self._options:
            found += option.at(chart, i)
        return found

    def can_be(self, unit: Unit) -> bool:
        return any(option.can_be(unit) for option in self._options)


class _Anything(_Test):
    """``..3``."""

    __slots__ = ()

    def at(self, chart: Chart, i: int) -> tuple[Bound, ...]:
        return () if chart.doc.units[i].ends_sentence else (Bound(i, i + 1, None, None),)


_ANYTHING = _Anything()


def _single(body: str) -> tuple[_Test, tuple[str, ...]]:
    if body[0] == "@":
        parsed = _parsed(body[1:])
        checks = [_Check(t.strip()) for t in (parsed["tests"] or "").split(",") if t.strip()]
        return _Reads(parsed["head"], tuple(checks)), (parsed["head"],)
    if body[0] == "<" and body[-1] == ">":
        parsed = _parsed(body[1:-1])
        pairs = (t.partition("=") for t in (parsed["tests"] or "").split(","))
        return _Holds(parsed["head"], [(k, v.split("/")) for k, _, v in pairs if k]), ()
    form = body if body[0] == "#" else fold(body)
    return _Says(form), (form,)


def _parsed(body: str) -> re.Match[str]:
    parsed = _TESTED.match(body)
    if not parsed:
        raise ValueError(body)
    return parsed


def _element(text: str) -> _Element:
    if text.startswith("..") and text[2:].isdigit():
        return _Element(_ANYTHING, (), 0, int(text[2:]), "")
    parsed = _ELEMENT.match(text)
    if not parsed:
        raise ValueError(text)
    body, name = parsed["body"], parsed["name"] or ""
    low, high = {"?": (0, 1), "*": (0, 6), "+": (1, 6), None: (1, 1)}[parsed["times"]]
    if body[0] == "(" and body[-1] == ")":
        options = [_single(b) for b in body[1:-1].split("|")]
        first = tuple(s for _, symbols in options for s in symbols) if all(s for _, s in options) else ()
        return _Element(_OneOf([test for test, _ in options]), first, low, high, name)
    test, first = _single(body)
    return _Element(test, first, low, high, name)


def _search(chart: Chart, elements: tuple[_Element, ...], e: int, i: int, kept: list[tuple[str, Bound]]) -> int | None:
    """Match the elements from ``e`` on at unit ``i``, greedily with backtracking; the end, or None."""
    size = len(chart.doc.units)
    for at in range(e, len(elements)):
        element = elements[at]
        if element.low != 1 or element.high != 1:
            return _repeat(chart, elements, at, i, kept, 0)
        found = element.test.at(chart, i) if i < size else ()
        if len(found) != 1:
            return _either(chart, elements, at, kept, found) if found else None
        kept.append((element.name, found[0]))
        i = found[0].j
    return i


def _either(
    chart: Chart, elements: tuple[_Element, ...], e: int, kept: list[tuple[str, Bound]], found: tuple[Bound, ...]
) -> int | None:
    """Go on behind the first of several matches of an element that the rest fits on to."""
    mark = len(kept)
    for bound in found:
        kept.append((elements[e].name, bound))
        end = _search(chart, elements, e + 1, bound.j, kept)
        if end is not None:
            return end
        del kept[mark:]
    return None


def _repeat(
    chart: Chart, elements: tuple[_Element, ...], e: int, i: int, kept: list[tuple[str, Bound]], done: int
) -> int | None:
    """Match an element that was matched ``done`` times once more, or go on behind it."""
    element, mark = elements[e], len(kept)
    if done < element.high and i < len(chart.doc.units):
        if element.test is _ANYTHING:  # a gap is lazy
            end = _search(chart, elements, e + 1, i, kept) if done >= element.low else None
            if end is not None:
                return end
            del kept[mark:]
        for bound in element.test.at(chart, i):
            kept.append((element.name, bound))
            end = _repeat(chart, elements, e, bound.j, kept, done + 1)
            if end is not None:
                return end
            del kept[mark:]
    return _search(chart, elements, e + 1, i, kept) if done >= element.low else None


class _Compiled:
    """One pattern of a rule, ready to be tried."""

    __slots__ = ("elements", "id", "kind", "maker", "order", "rule")

    def __init__(self, order: int, rule: Rule, elements: tuple[_Element, ...], maker: Maker):
        self.order, self.rule, self.elements, self.maker = order, rule, elements, maker
        self.id, self.kind = rule.id, rule.kind

    def opens(self, unit: Unit) -> bool:
        """Whether it can begin at a unit, as far as the word alone tells."""
        first = self.elements[0]
        return first.low == 0 or first.test.can_be(unit)


_ByLayer = tuple[tuple[int, tuple[_Compiled, ...]], ...]  # number of a layer and its rules, of those that have any
_Openings = list[list[tuple[_Compiled, ...]]]  # of every layer and unit the rules that can begin there
_NO_RULES: tuple[_Compiled, ...] = ()


def _order(compiled: _Compiled) -> int:
    return compiled.order


class Grammar:
    """The rules of a pack, compiled.

    Args:
        rules: the pack's rules, in the order of their files.
        makers: the computations that rules call by name.
        layers: names of the layers in the order they run.

    Raises:
        PackError: a pattern that cannot be read, an unknown maker or layer.
    """

    def __init__(self, rules: Sequence[Rule], makers: Mapping[str, Maker], layers: Sequence[str]):
        self.layers = tuple(layers)
        self._index: dict[str, dict[str, list[_Compiled]]] = {name: {} for name in layers}
        self._kinds: dict[str, set[str]] = {name: set() for name in layers}
        self._recursive: dict[str, bool] = dict.fromkeys(layers, False)
        self._order: list[str] = []
        for rule in rules:
            self._add(rule, makers)

    def _add(self, rule: Rule, makers: Mapping[str, Maker]) -> None:
        if rule.layer not in self._index:
            raise PackError(
                f"rule {rule.id}: no layer {rule.layer!r}", file=rule.file, hint=f"one of: {', '.join(self.layers)}"
            )
        if rule.make not in makers:
            raise PackError(
                f"rule {rule.id}: no computation {rule.make!r}",
                file=rule.file,
                hint=f"one of: {', '.join(sorted(makers))}",
            )
        self._kinds[rule.layer].add(rule.kind)
        for pattern in rule.pattern:
            try:
                elements = tuple(_element(e) for e in pattern.split())
            except (ValueError, KeyError, re.error) as error:
                raise PackError(
                    f"rule {rule.id}: cannot read the pattern {pattern!r}: {error}", file=rule.file
                ) from error
            compiled = _Compiled(len(self._order), rule, elements, makers[rule.make])
            self._order.append(rule.id)
            if f"<{rule.kind}" in pattern:
                self._recursive[rule.layer] = True
            for symbol in self._openers(elements, rule, pattern):
                self._index[rule.layer].setdefault(symbol, []).append(compiled)

    def _openers(self, elements: tuple[_Element, ...], rule: Rule, pattern: str) -> list[str]:
        """Symbols that a match can begin with: those of the first element and of what follows optional ones."""
        out: list[str] = []
        for element, text in zip(elements, pattern.split(), strict=True):
            kinds = re.findall(r"<([a-z_]+)", text)
            if not element.first and not kinds:
                raise PackError(f"rule {rule.id}: a pattern cannot open with {text!r}", file=rule.file)
            out += [*element.first, *(f"<{k}>" for k in kinds)]
            if element.low > 0:
                break
        return list(dict.fromkeys(out))

    def parse(self, chart: Chart) -> None:
        """Run all layers over the document; facts are added to the chart."""
        openings = self._openings(chart)
        for layer in self.layers:
            self.run_layer(chart, layer, openings)

    def run_layer(self, chart: Chart, layer: str, openings: _Openings | None = None) -> None:
        """Run one layer to its fix point, then drop what lies inside longer facts of the same kind.

        Args:
            chart: where the facts go.
            layer: its name.
            openings: of every layer the rules that can begin at a unit, where they are known already.
        """
        kinds = set(self._kinds[layer])
        at = self.layers.index(layer)
        openers = [(chart.rows(s[1:-1]), rules) for s, rules in self._index[layer].items() if s[0] == "<"]
        opened = (self._openings(chart) if openings is None else openings)[at]
        for _ in range(4):
            grown = False
            for i, candidates in enumerate(opened):
                for begun, rules in openers:
                    if begun and i in begun:
                        candidates = tuple(sorted((*candidates, *rules), key=_order))  # noqa: PLW2901 - and these
                if candidates:
                    for compiled in candidates:
                        grown |= self._apply(chart, compiled, i, kinds)
            if not grown or not self._recursive[layer]:
                break
        chart.prune(sorted(kinds))

    def _openings(self, chart: Chart) -> _Openings:
        """Of every layer and unit, the rules that can begin there."""
        out: _Openings = [[_NO_RULES] * len(chart.doc.units) for _ in self.layers]
        for unit in chart.doc.units:
            rows: _ByLayer = unit.word.rules if unit.word.ruler is self else self._candidates(unit)
            for layer, rules in rows:
                out[layer][unit.i] = rules
        return out

    def _candidates(self, unit: Unit) -> _ByLayer:
        """Rules that can begin at a unit with this word, in the order of the pack (sets have none of their own)."""
        rows = [
            sorted((c for s in unit.symbols if s in index for c in index[s] if c.opens(unit)), key=_order)
            for index in self._index.values()
        ]
        found = tuple([(layer, tuple(row)) for layer, row in enumerate(rows) if row])
        unit.word.ruler, unit.word.rules = self, found
        return found

    @staticmethod
    def _apply(chart: Chart, compiled: _Compiled, i: int, kinds: set[str]) -> bool:
        kept: list[tuple[str, Bound]] = []
        end = _search(chart, compiled.elements, 0, i, kept)
        if end is None or end == i:
            return False
        maker, kind = compiled.maker, compiled.kind  # called by a name of its own: a method would be looked up
        value = maker(Match(chart, compiled.rule, i, end, kept))
        if value is None:
            return False
        if isinstance(value, Reach):
            value, end, kind = value.value, value.j, value.kind or kind
            kinds.add(kind)
        parts = tuple(b.fact for _, b in kept if b.fact is not None)
        return chart.add(Fact(kind, i, end, span_of(chart.doc, i, end, kept), value, compiled.id, parts))


def span_of(doc: Doc, i: int, j: int, kept: Sequence[tuple[str, Bound]] = ()) -> Span:
    """The code points of the units ``[i, j)``, without the clitics that were peeled from the first."""
    unit, pro = doc.units[i], ""
    if kept and kept[0][1].reading is not None:
        pro = kept[0][1].reading.pro
    elif unit.kind == WORD and unit.bare != unit.form:
        pro = unit.form[:1]
    pro = pro.removesuffix("ال") if pro != "لل" else ""
    return (doc.inner_start(unit, pro), doc.units[j - 1].end)
