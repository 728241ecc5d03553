"""Packs: linguistic and country knowledge as data, read, checked, overlaid and compiled into one immutable Pack.

A pack folder holds ``lang/<code>/…``, ``country/<iso2>/…`` and ``schemes/…`` as the one inside the package does; a
folder given with ``--packs`` is laid over it: rows with the same id replace, new ids add. Every row is checked on
reading; an unknown column, category, class or key ends in a PackError with file and line.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from sijill.errors import PackError
from sijill.inflect import inflect
from sijill.model import ACTOR_CLASSES
from sijill.text import fold

SHIPPED = Path(__file__).parent / "packs"

# Table name (the file's stem, or its folder for the lexicon) → its columns, the Arabic ones last.
TABLES: dict[str, tuple[str, ...]] = {
    "lexicon": ("id", "cat", "morph", "attrs", "forms"),
    "actors": ("id", "group", "class", "country", "since", "until", "names"),
    "roles": ("id", "role", "group", "class", "since", "until"),
    "epithets": ("id", "speaker", "country", "refers", "note", "names"),
    "outlets": ("id", "country", "side", "kind", "english", "domains", "names"),
    "nationalities": ("id", "iso2", "english", "country_names", "adjectives"),
    "names": ("english", "kind", "arabic"),
}
UNREAD = {"places"}  # tables that only the gazetteer's builder reads


class Row(msgspec.Struct, frozen=True):
    """One row of a table, with where it stands."""

    table: str
    cells: dict[str, str]
    file: str
    line: int

    def error(self, message: str, hint: str | None = None) -> PackError:
        """An error that points at this row."""
        return PackError(message, file=self.file, line=self.line, hint=hint)


class Entry(msgspec.Struct, frozen=True):
    """One sense of a word or phrase: its category and what the pack says of it."""

    id: str
    cat: str
    attrs: dict[str, str]


class Role(msgspec.Struct, frozen=True):
    """What a bare "soldier" or "policeman" of a country is called, and when."""

    id: str
    country: str
    role: str
    group: str
    class_: str
    since: str
    until: str


class Rule(msgspec.Struct, frozen=True):
    """One rule of the grammar as the pack states it (compiled by ``grammar``)."""

    id: str
    kind: str
    pattern: tuple[str, ...]
    make: str
    args: dict[str, Any]
    source: str
    layer: str
    file: str


class Case(msgspec.Struct, frozen=True):
    """One example beside a rule: a text, and the quoted substrings that facts must cover, or nothing."""

    text: str
    expect: dict[str, list[str]]
    values: list[dict[str, Any]]
    rule: str
    kind: str
    published: str | None
    file: str


Sense = tuple[Entry, str]  # an entry, and the inflection of the form that named it ("sg", "past.pl", …)


class Pack(msgspec.Struct, frozen=True):
    """All knowledge of a run: immutable, with a digest over every byte that it was made from.

    Attributes:
        words: folded single word → its senses.
        phrases: folded first word → (further words, senses), longest first.
        groups: canonical group → (class, home country).
    """

    digest: str
    words: dict[str, tuple[Sense, ...]]
    phrases: dict[str, tuple[tuple[tuple[str, ...], tuple[Sense, ...]], ...]]
    rules: tuple[Rule, ...]
    roles: tuple[Role, ...]
    groups: dict[str, tuple[str, str]]
    countries: dict[str, str]
    outlets: dict[str, Entry]
    types: dict[str, str]
    weights: dict[str, dict[str, float]]


def read_table(path: Path, columns: tuple[str, ...], table: str) -> Iterator[Row]:
    """Rows of a TSV with a header; lines that begin with ``#`` and empty lines are skipped.

    Raises:
        PackError: the header or a row does not have just these columns, or the file is not UTF-8.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except UnicodeDecodeError as error:
        raise PackError(f"not UTF-8: {error.reason}", file=str(path), hint="save the table as UTF-8") from error
    header: list[str] | None = None
    for number, raw in enumerate(lines, start=1):
        line = raw.rstrip("\r")
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split("\t")
        if header is None:
            header = cells
            if tuple(header) != columns:
                raise PackError(
                    f"the columns of a table of {table} are {' '.join(columns)}, not {' '.join(header)}",
                    file=str(path), line=number, hint="name them in this order, with tabs between",
                )  # fmt: skip
            continue
        if len(cells) != len(columns):
            raise PackError(
                f"{len(cells)} cells where {len(columns)} columns are",
                file=str(path),
                line=number,
                hint="one tab between cells",
            )
        yield Row(table, dict(zip(columns, (c.strip() for c in cells), strict=True)), str(path), number)


def _attrs(row: Row) -> dict[str, str]:
    out: dict[str, str] = {}
    for part in filter(None, (p.strip() for p in row.cells["attrs"].split(";"))):
        key, eq, value = part.partition("=")
        if not eq:
            raise row.error(f"{part!r} is no key=value", "write attrs as key=value;key=value")
        out[key.strip()] = value.strip()
    if "then" in out:  # words of the text, compared with folded ones
        out["then"] = "/".join(fold(word) for word in out["then"].split("/"))
    return out


def _names(cell: str) -> list[str]:
    return [n for n in (x.strip() for x in cell.split("|")) if n]


def _lexicon_senses(row: Row) -> Iterator[tuple[str, Sense]]:
    entry = Entry(row.cells["id"], row.cells["cat"], _attrs(row))
    try:
        forms = inflect(row.cells["morph"], _names(row.cells["forms"]))
    except (KeyError, IndexError) as error:
        raise row.error(
            f"cannot inflect: {error}", "morph is one of - n nm nf a v na nn, forms are joined by |"
        ) from error
    for form, feat in forms:
        yield form, (entry, feat)


def _named_senses(row: Row) -> Iterator[tuple[str, Sense]]:
    """Senses of actors, epithets and outlets: every name as it stands, the article of later words optional."""
    cells = row.cells
    cat = {"actors": "actor", "epithets": "epithet", "outlets": "outlet"}[row.table]
    attrs = {k: v for k, v in cells.items() if k not in {"id", "names", "note"} and v}
    if row.table == "actors" and cells["class"] not in ACTOR_CLASSES:
        raise row.error(f"unknown class {cells['class']!r}", f"one of: {', '.join(ACTOR_CLASSES)}")
    entry = Entry(cells["id"], cat, attrs)
    for name in _names(cells["names"]):
        form = " ".join(fold(name).split())
        yield form, (entry, "def" if form.startswith("ال") else "" if cat == "outlet" else _member_number(form))


def _member_number(form: str) -> str:
    """The number of a group's members called by its adjective: ``حوثيان`` dual, ``حوثيون`` plural; else nothing."""
    if " " in form:
        return ""
    return "du" if form.endswith("يان") else "pl" if form.endswith("يون") else ""


def _name_senses(row: Row) -> Iterator[tuple[str, Sense]]:
    """Senses of given and family names; they have no id of their own."""
    entry = Entry(f"name/{row.cells['english']}", "name", {"english": row.cells["english"], "kind": row.cells["kind"]})
    for name in _names(row.cells["arabic"]):
        yield " ".join(fold(name).split()), (entry, "")


def _nationality_senses(row: Row) -> Iterator[tuple[str, Sense]]:
    attrs = {"iso2": row.cells["iso2"], "english": row.cells["english"]}
    for name in _names(row.cells["country_names"]):
        yield " ".join(fold(name).split()), (Entry(row.cells["id"], "country", attrs), "")
    for adjective in _names(row.cells["adjectives"]):
        forms = inflect("a", [adjective]) if " " not in adjective else [(fold(adjective), "sg")]
        for form, feat in forms:
            yield form, (Entry(row.cells["id"], "nat", attrs), feat)


_SENSES = {
    "lexicon": _lexicon_senses, "actors": _named_senses, "epithets": _named_senses, "outlets": _named_senses,
    "names": _name_senses, "nationalities": _nationality_senses,
}  # fmt: skip


def _without_article(form: str, own: frozenset[str] = frozenset()) -> str:
    """The key a form is looked up by: the reader peels the article, so the table does as well.

    ``own`` are beginnings whose ال is part of the word (ألفان, ألمانيا), which folding can no longer tell.
    """
    return form[2:] if form.startswith("ال") and len(form) > 4 and form[:_OWN] not in own else form


_OWN = 4  # letters that tell one such word from another


def _own_alef(row: Row) -> frozenset[str]:
    """Folded beginnings of a row's forms that are written with a hamza on their alef, before a ل."""
    cells = (row.cells.get(c, "") for c in ("forms", "names", "country_names", "adjectives"))
    return frozenset(
        fold(n)[:_OWN] for cell in cells for n in _names(cell) if n[0] in "أإآ" and fold(n).startswith("ال")
    )


def _rows(root: Path) -> Iterator[Row]:
    """Rows of all tables under ``lang`` and ``country``; other folders have readers of their own."""
    for path in sorted((*root.glob("lang/**/*.tsv"), *root.glob("country/**/*.tsv"))):
        table = "lexicon" if path.parent.name == "lexicon" else path.stem
        if table in UNREAD or path.parent.name == "model":
            continue
        if table not in TABLES:
            raise PackError(f"no table is called {table}", file=str(path), hint=f"one of: {', '.join(TABLES)}")
        yield from read_table(path, TABLES[table], table)


_RULE_KEYS = {"id", "kind", "pattern", "make", "args", "source", "cases", "layer"}
_CASE_KEYS = {"text", "expect", "values", "published"}


def _rules(root: Path) -> Iterator[tuple[Rule, list[Case]]]:
    import yaml  # noqa: PLC0415 - read once, then the cache has the rules

    for path in sorted(root.rglob("rules/*.yaml")):
        try:
            documents = yaml.load(
                path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)
            )
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            raise PackError(f"not YAML: {error}", file=str(path), line=mark.line + 1 if mark else None) from error
        for item in documents or []:
            unknown = set(item) - _RULE_KEYS
            if unknown or not {"id", "kind", "pattern", "source"} <= set(item):
                raise PackError(f"rule {item.get('id')}: unknown or missing keys {sorted(unknown)}", file=str(path))
            yield _rule(item, path)


def _rule(item: dict[str, Any], path: Path) -> tuple[Rule, list[Case]]:
    patterns = item["pattern"] if isinstance(item["pattern"], list) else [item["pattern"]]
    rule = Rule(
        item["id"], item["kind"], tuple(patterns), item.get("make", ""), item.get("args", {}), item["source"],
        item.get("layer", path.stem), str(path),
    )  # fmt: skip
    cases = []
    for case in item.get("cases", []):
        unknown = set(case) - _CASE_KEYS
        if unknown or "text" not in case:
            raise PackError(f"case of rule {rule.id}: unknown or missing keys {sorted(unknown)}", file=str(path))
        expect = case.get("expect", "nothing")
        cases.append(
            Case(
                case["text"], {} if expect == "nothing" else {rule.kind: [expect]} if isinstance(expect, str)
                else {rule.kind: expect} if isinstance(expect, list) else expect,
                case.get("values", []), rule.id, rule.kind, case.get("published"), str(path),
            )
        )  # fmt: skip
    return rule, cases


def load_cases(*overlays: Path) -> list[Case]:
    """All cases of the shipped packs and of the overlays, in the order of their files."""
    return [case for root in (SHIPPED, *overlays) for _, cases in _rules(root) for case in cases]


def digest_of(roots: tuple[Path, ...]) -> str:
    """A digest over the names and bytes of every pack file."""
    h = hashlib.blake2b(digest_size=8)
    for root in roots:
        for path in sorted(p for p in root.rglob("*") if p.suffix in {".tsv", ".yaml", ".json"}):
            h.update(path.relative_to(root).as_posix().encode())
            h.update(path.read_bytes())
    return h.hexdigest()


def load_pack(*overlays: Path) -> Pack:
    """Read, check and compile the shipped packs with the overlays laid over them, in order.

    Raises:
        PackError: a row or rule is not what its table demands; says file and line.
    """
    for overlay in overlays:
        if not overlay.is_dir():
            raise PackError(
                "no such pack folder", file=str(overlay), hint="give a folder laid out as docs/packs.md says"
            )
    return _compile((SHIPPED, *overlays))


@lru_cache(maxsize=4)
def _compile(roots: tuple[Path, ...]) -> Pack:
    rows: dict[tuple[str, str], Row] = {}
    for root in roots:
        seen: dict[tuple[str, str], Row] = {}
        for row in _rows(root):
            key = (row.table, row.cells.get("id") or "/".join(row.cells.values()))
            if key in seen:
                raise row.error(f"id {key[1]} stands twice", f"first in {seen[key].file}:{seen[key].line}")
            seen[key] = row
        rows |= seen
    rules = {rule.id: rule for root in roots for rule, _ in _rules(root)}
    words, phrases = _tables(rows)
    nations = [r for r in rows.values() if r.table == "nationalities"]
    return Pack(
        digest=digest_of(roots),
        words=words,
        phrases=phrases,
        rules=tuple(rules.values()),
        roles=tuple(_role(r) for r in rows.values() if r.table == "roles"),
        groups={r.cells["group"]: (r.cells["class"], r.cells["country"]) for r in rows.values() if r.table == "actors"},
        countries={r.cells["iso2"]: r.cells["english"] for r in nations},
        outlets=_outlets(rows),
        types=_types(roots),
        weights=_weights(roots),
    )


def _role(row: Row) -> Role:
    c = row.cells
    if c["class"] not in ACTOR_CLASSES:
        raise row.error(f"unknown class {c['class']!r}", f"one of: {', '.join(ACTOR_CLASSES)}")
    return Role(c["id"], Path(row.file).parent.name.upper(), c["role"], c["group"], c["class"], c["since"], c["until"])


def _outlets(rows: dict[tuple[str, str], Row]) -> dict[str, Entry]:
    """Outlets by domain, by folded name and by English name, for the ``outlet`` of a report."""
    out: dict[str, Entry] = {}
    for row in rows.values():
        if row.table == "outlets":
            entry = Entry(
                row.cells["id"], "outlet", {k: v for k, v in row.cells.items() if k not in {"id", "names"} and v}
            )
            for key in (
                *_names(row.cells["domains"]),
                *_names(row.cells["names"]),
                row.cells["english"],
                row.cells["id"],
            ):
                out.setdefault(fold(key), entry)
    return out


def _types(roots: tuple[Path, ...]) -> dict[str, str]:
    """Sub-event type → event type, of the event scheme."""
    out: dict[str, str] = {}
    for root in roots:
        path = root / "schemes" / "acled.tsv"
        if path.exists():
            out |= {
                r.cells["sub_event_type"]: r.cells["event_type"]
                for r in read_table(path, ("id", "event_type", "sub_event_type"), "acled")
            }
    return out


def _weights(roots: tuple[Path, ...]) -> dict[str, dict[str, float]]:
    """Linear models by name, feature → weight; a later root's table replaces an earlier one whole."""
    out: dict[str, dict[str, float]] = {}
    for root in roots:
        for path in sorted(root.glob("lang/*/model/*.tsv")):
            rows = read_table(path, ("id", "weight"), "model")
            try:
                out[path.stem] = {r.cells["id"]: float(r.cells["weight"]) for r in rows}
            except ValueError as error:
                raise PackError(f"a weight is no number: {error}", file=str(path)) from error
    return out


def _tables(rows: dict[tuple[str, str], Row]) -> tuple[
    dict[str, tuple[Sense, ...]], dict[str, tuple[tuple[tuple[str, ...], tuple[Sense, ...]], ...]]
]:  # fmt: skip
    words: dict[str, list[Sense]] = {}
    phrases: dict[tuple[str, ...], list[Sense]] = {}
    for row in rows.values():
        if row.table not in _SENSES:
            continue
        own = _own_alef(row)
        for form, sense in _SENSES[row.table](row):
            add_sense(words, phrases, form, sense, own)
    return freeze_senses(words, phrases)


def add_sense(
    words: dict[str, list[Sense]],
    phrases: dict[tuple[str, ...], list[Sense]],
    form: str,
    sense: Sense,
    own: frozenset[str] = frozenset(),
) -> None:
    """Put one written form into the tables; ``own``: see ``_without_article``."""
    parts = form.split()
    if not parts:
        return
    if len(parts) == 1:
        senses = words.setdefault(_without_article(form, own), [])
        if sense not in senses:
            senses.append(sense)
        return
    key = (_without_article(parts[0], own), *parts[1:])
    senses = phrases.setdefault(key, [])
    if sense not in senses:
        senses.append(sense)


def freeze_senses(words: dict[str, list[Sense]], phrases: dict[tuple[str, ...], list[Sense]]) -> tuple[
    dict[str, tuple[Sense, ...]], dict[str, tuple[tuple[tuple[str, ...], tuple[Sense, ...]], ...]]
]:  # fmt: skip
    """The tables as the matcher wants them."""
    by_first: dict[str, list[tuple[tuple[str, ...], tuple[Sense, ...]]]] = {}
    for (first, *rest), senses in phrases.items():
        by_first.setdefault(first, []).append((tuple(rest), tuple(senses)))
    return (
        {w: tuple(s) for w, s in words.items()},
        {first: tuple(sorted(rows, key=lambda r: (-len(r[0]), r[0]))) for first, rows in by_first.items()},
    )
