"""Compile the coder to machine code: ``tools/compile.py FOLDER`` leaves the whole package there, run by PYTHONPATH.

The sources stay plain Python; a copy is prepared and given to mypyc. Done to the copy is what a compiler can use and a
reader does without: constants are declared final, one to a line (else each use is a look-up by name), sets that stand
in the midst of the code become such constants (else each is made anew), rows of words are rows of no set length (else
each is made anew wherever it is handed on), records become classes with a constructor of their own, whose fields the
compiler knows (of a ``msgspec.Struct`` it looks up each by name), and these and all classes with slots are passed over
by the collector of circles; ``bisect`` and ``reversed`` are functions that are compiled along, what stands only for
the checker of types is left out, and what a unit is asked for by the name of a category is asked by its bit
(``sijill.match.MARKED``; else each question is a look-up in a table). Those bits, the steps of ranges, and what an
argument or a field holds that is called like a place in a text are the machine's own numbers. Before the C stands
``inline.h``, which answers most of what is asked of Python's own library.

What is compiled gives the same bytes (``bench/same.py``). ``SIJILL_COMPILE=1 pip install .`` puts it into the wheel.
"""

from __future__ import annotations

import argparse
import ast
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
#: What coding a report runs through. Records that are decoded from JSON need their real annotations: not compiled.
MODULES = (
    "text.py", "match.py", "grammar.py", "translit.py", "places/finder.py", "places/geo.py", "places/keys.py",
    "places/namesakes.py", "places/records.py", "places/resolve.py", "places/store.py", "facts/*.py", "events/*.py",
    "run/gate.py",
)  # fmt: skip
INLINE = Path(__file__).with_name("inline.h")
RECORDS = "records_compiled"
# Of records and of classes with slots none points back at what holds it: the collector of circles need not know them.
_ACYCLIC = "@mypyc_attr(acyclic=True)\n"
# What an argument or a field of this name holds is a place in a text, of units or of code points, never a number of the
# text: a machine's number. So are the bits of categories.
_POSITIONS = frozenset({"at", "begin", "end", "first", "i", "j", "k", "last", "sentence", "start", "unit"})
_BITS = frozenset({"marks", "_mark"})

_CONSTANT = re.compile(r"^(_?[A-Z][A-Z0-9_]*)(?:: ([^=\n]+))? = (?!TypeVar)", re.MULTILINE)
_HEAD = "from __future__ import annotations\n"
# The sources are checked by themselves; what is made of them here need not be as strict.
_CHECKS = ["--config-file=", "--disable-error-code=misc", "--ignore-missing-imports"]
_SETUP = """
import sys
from mypyc.build import mypycify
from setuptools import setup
level, *paths = sys.argv[1:]
made = mypycify(paths, opt_level=level, debug_level="0")
setup(name="sijill", packages=[], ext_modules=made, script_args=["-q", "build_ext", "--inplace"])
"""
#: What stands in for functions that compiled code would call by name: ``msgspec.structs.replace``, which takes the
#: compiled records as well, ``bisect`` and ``reversed``.
REPLACE = '''"""What compiled modules have in place of functions that are not compiled."""

from collections.abc import Sequence
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")
_OF_STRUCTS: Any = type(msgspec.Struct)


def replace(record: T, /, **changes: Any) -> T:
    """A copy of a record with some fields changed."""
    given: Any = record
    return msgspec.structs.replace(given, **changes) if type(type(given)) is _OF_STRUCTS else given.changed_by(changes)


def backwards(row: Sequence[T]) -> list[T]:
    """What ``reversed`` gives; the compiler stumbles over that where it knows no type of what is in the row."""
    out = list(row)
    out.reverse()
    return out


def bisect_left(row: list[int], x: int, low: int = 0) -> int:
    """The first index from ``low`` on whose number is no smaller."""
    high = len(row)
    while low < high:
        middle = (low + high) >> 1
        if row[middle] < x:
            low = middle + 1
        else:
            high = middle
    return low


def bisect_right(row: list[int], x: int) -> int:
    """The first index whose number is larger."""
    return bisect_left(row, x + 1)
'''


def prepare(source: str, marked: Sequence[str] = ()) -> str:
    """One module as the compiler gets it; ``marked``: the categories that a unit has a bit for."""
    source = _native(_one_a_line(_unchecked(_Marks(source, marked).source)))
    rows = _rows_of_words(source)
    source = _CONSTANT.sub(
        lambda m: f"{m[1]}: Final{f'[{kind}]' if (kind := m[2] or rows.get(m[1])) else ''} = ", source
    )
    sets = _Sets(source)
    source = "".join(sets.lines)
    tree = ast.parse(source)
    lines = source.splitlines(keepends=True)
    classes = [n for n in tree.body if isinstance(n, ast.ClassDef)]
    parents = {ast.unparse(base) for node in classes for base in node.bases}
    for node in reversed(classes):
        if _is_record(node):
            lines[node.lineno - 1 : node.end_lineno] = [_ACYCLIC, _record(node, lines)]
        elif not node.bases and node.name not in parents and _has_slots(node):
            lines.insert(node.lineno - 1, _ACYCLIC)
    source = "".join(lines).replace("msgspec.structs.replace(", "replace_record(")
    source = source.replace("\nfrom bisect import ", f"\nfrom sijill.{RECORDS} import ")
    source = source.replace(" in reversed(", " in backwards(")
    needed = "from typing import Any, ClassVar, Final\n"
    imported = [name for name in ("mypyc_attr", "i64") if re.search(rf"\b{name}\b", source)]
    if imported:
        needed += "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n"
        needed += f"    from mypy_extensions import {', '.join(imported)}\n"
    if "replace_record(" in source:
        needed += f"from sijill.{RECORDS} import replace as replace_record\n"
    if " in backwards(" in source:
        needed += f"from sijill.{RECORDS} import backwards\n"
    return source.replace(_HEAD, _HEAD + needed + sets.constants(), 1) + sets.joined()


def _unchecked(source: str) -> str:
    """The same without what type checkers alone should read, where something else stands in its place."""
    lines = source.splitlines(keepends=True)
    for node in reversed(ast.parse(source).body):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING" and node.orelse:
            lines[node.lineno - 1 : node.end_lineno] = [f"{ast.unparse(n)}\n" for n in node.orelse]
    return "".join(lines)


def _native(source: str) -> str:
    """The same with places, bits and the steps of ranges as the machine's own numbers."""
    lines = source.encode().splitlines(keepends=True)
    tree = ast.parse(source)
    functions = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)]
    for kind in sorted(_of_places(tree), key=lambda n: (-n.lineno, -n.col_offset)):
        line = lines[kind.lineno - 1]
        lines[kind.lineno - 1] = line[: kind.col_offset] + b"i64" + line[kind.end_col_offset :]
    told = [(f.body[ast.get_docstring(f, clean=False) is not None :], name) for f in functions for name in _steps(f)]
    told += [([n], name) for c in tree.body if isinstance(c, ast.ClassDef) for n in c.body for name in _bits(n)]
    for body, name in sorted(told, key=lambda t: (-t[0][0].lineno, t[1])):
        line = f"{' ' * body[0].col_offset}{name}: i64\n".encode()
        at = body[0].lineno - 1
        lines[at] = line + lines[at]
    return b"".join(lines).decode()


def _of_places(tree: ast.Module) -> list[ast.Name]:
    """The annotations of what is a place by its name, and of what a function gives that is given a place."""
    found = []
    for node in ast.walk(tree):
        match node:
            case ast.arg(name, ast.Name("int") as kind) | ast.AnnAssign(ast.Name(name), ast.Name("int") as kind):
                found += [kind] if name in _POSITIONS else []
            case ast.FunctionDef(returns=ast.Name("int") as kind):
                found += [kind] if any(a.arg in _POSITIONS for a in node.args.args) else []
    return found


def _bits(node: ast.stmt) -> list[str]:
    """The slots of a class that hold bits of categories."""
    return sorted(_BITS & set(ast.literal_eval(node.value))) if isinstance(node, ast.Assign) and _slots(node) else []


def _steps(function: ast.FunctionDef) -> list[str]:
    """The names that a function gives to nothing but the steps of ranges."""
    ranges = [n for n in _of_scope(function) if isinstance(n, ast.For) and ast.unparse(n.iter).startswith("range(")]
    steps = [n.target for n in ranges if isinstance(n.target, ast.Name)]
    stored = [n for n in _of_scope(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
    others = {n.id for n in stored if n not in steps} | {
        n.arg for n in ast.walk(function.args) if isinstance(n, ast.arg)
    }
    return sorted({n.id for n in steps} - others)


def _of_scope(function: ast.FunctionDef) -> list[ast.AST]:
    """What stands in a function, without what has names of its own in it."""
    found: list[ast.AST] = []
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop()
        found.append(node)
        if not isinstance(
            node, ast.FunctionDef | ast.Lambda | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
        ):
            waiting += ast.iter_child_nodes(node)
    return found


def _one_a_line(source: str) -> str:
    """The same with constants that are told in one line (``A, B = 1, 2``) in a line each."""
    lines = source.splitlines(keepends=True)
    for node in reversed(ast.parse(source).body):
        match node:
            case ast.Assign([ast.Tuple(names)], ast.Tuple(values)) if all(ast.unparse(n).isupper() for n in names):
                told = [f"{ast.unparse(n)} = {ast.unparse(v)}\n" for n, v in zip(names, values, strict=True)]
                lines[node.lineno - 1 : node.end_lineno] = told
    return "".join(lines)


def _rows_of_words(source: str) -> dict[str, str]:
    """The kind of constants that are rows of words: of no set length, else one is made anew wherever it is named."""
    assigned = [node for node in ast.parse(source).body if isinstance(node, ast.Assign)]
    rows = [n for n in assigned if isinstance(n.value, ast.Tuple) and n.value.elts and _constant(n.value.elts)]
    return {ast.unparse(node.targets[0]): "tuple[str, ...]" for node in rows}


class _Marks:
    """Questions for the categories of a unit, put to the bits of its ``marks``.

    ``"act" in unit.symbols`` becomes ``unit.marks & 1 != 0``; likewise a set of categories beside ``&`` or asked if
    it ``isdisjoint``. ``unit.reading("act")`` looks only where the bit is set.
    """

    def __init__(self, source: str, marked: Sequence[str]):
        self._bits = {category: 1 << bit for bit, category in enumerate(marked)}
        tree = ast.parse(source)
        self._sets = _constant_sets(tree)
        lines = source.encode().splitlines(keepends=True)
        nodes = [n for n in ast.walk(tree) if isinstance(n, ast.expr)]
        found = [(node, text) for node in nodes if (text := self._asked(node)) is not None]
        for node, text in sorted(found, key=lambda f: (-f[0].lineno, -f[0].col_offset)):
            if node.lineno == node.end_lineno:
                line = lines[node.lineno - 1]
                lines[node.lineno - 1] = line[: node.col_offset] + text.encode() + line[node.end_col_offset :]
        self.source = b"".join(lines).decode()

    def _asked(self, node: ast.expr) -> str | None:
        match node:
            case ast.Compare(ast.Constant(str() as category), [ast.In() | ast.NotIn() as how], [of]) if _of_unit(of):
                return self._test(of, {category}, "!=" if isinstance(how, ast.In) else "==")
            case ast.BinOp(categories, ast.BitAnd(), of) | ast.BinOp(of, ast.BitAnd(), categories) if _of_unit(of):
                return self._test(of, self._named(categories), "")
            case ast.Call(ast.Attribute(categories, "isdisjoint"), [of]) if _of_unit(of):
                return self._test(of, self._named(categories), "==")
            case ast.Call(ast.Attribute(of, "isdisjoint"), [categories]) if _of_unit(of):
                return self._test(of, self._named(categories), "==")
            case ast.Call(ast.Attribute(unit, "reading" | "readings_of" as asked), [ast.Constant(str() as category)]):
                plain = not any(isinstance(n, ast.Call | ast.NamedExpr) for n in ast.walk(unit))  # named twice below
                if category in self._bits and plain:
                    nothing = "None" if asked == "reading" else "()"
                    return f"({ast.unparse(node)} if {ast.unparse(unit)}.marks & {self._bits[category]} else {nothing})"
        return None

    def _named(self, categories: ast.expr) -> set[str]:
        return _value_of(categories, self._sets) or set()

    def _test(self, symbols: ast.expr, categories: set[str], compared: str) -> str | None:
        if not categories or not categories <= self._bits.keys() or not isinstance(symbols, ast.Attribute):
            return None
        mask = sum(self._bits[c] for c in categories)
        return f"({ast.unparse(symbols.value)}.marks & {mask}{f' {compared} 0' if compared else ''})"


def _of_unit(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "symbols"


def _constant_sets(tree: ast.Module) -> dict[str, set[str]]:
    """The sets of strings that a module's constants are, as far as they can be told from itself."""
    sets: dict[str, set[str]] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            value = _value_of(node.value, sets)
            if value is not None:
                sets[node.targets[0].id] = value
    return sets


def _value_of(node: ast.expr, sets: dict[str, set[str]]) -> set[str] | None:
    match node:
        case ast.Name(name):
            return sets.get(name)
        case ast.Call(ast.Name("frozenset"), [inner]) if not isinstance(inner, ast.Constant | ast.Name):
            return _value_of(inner, sets)
        case ast.BinOp(left, ast.BitOr(), right):
            one, other = _value_of(left, sets), _value_of(right, sets)
            return None if one is None or other is None else one | other
        case ast.Set(parts) | ast.Tuple(parts):
            return {str(p.value) for p in parts if isinstance(p, ast.Constant)} if _constant(parts) else None
    return None


def _constant(parts: Sequence[ast.expr]) -> bool:
    return all(isinstance(p, ast.Constant) and isinstance(p.value, str) for p in parts)


class _Sets:
    """Sets of constants that are made where they are used: each becomes a constant of the module.

    Those that are joined of its constants (``TOWNS | {"camp"}``) stand at its end, where all of these are known.
    """

    def __init__(self, source: str):
        self.lines = source.splitlines(keepends=True)
        self._names: dict[str, str] = {}
        self._joined: dict[str, str] = {}
        tree = ast.parse(source)
        found = [(s, self._names) for node in ast.walk(tree) for s in _operands(node) if _constant_set(s)]
        found += [(node, self._joined) for node in _joins(tree)]
        covered = {id(inner) for node, names in found if names is self._joined for inner in ast.walk(node)}
        found = [(n, names) for n, names in found if names is self._joined or id(n) not in covered]
        for node, names in sorted(found, key=lambda f: (-f[0].lineno, -f[0].col_offset)):
            if node.lineno == node.end_lineno:
                line = self.lines[node.lineno - 1].encode()
                text = line[node.col_offset : node.end_col_offset].decode()
                kind = "SET" if names is self._names else "JOINED"
                name = names.setdefault(text, f"_{kind}_{len(names)}")
                line = line[: node.col_offset] + name.encode() + line[node.end_col_offset :]
                self.lines[node.lineno - 1] = line.decode()

    def constants(self) -> str:
        """The constants."""
        return "".join(f"{name}: Final = frozenset({text})\n" for text, name in self._names.items())

    def joined(self) -> str:
        """Those joined of the module's own."""
        return "".join(f"{name}: Final = {text}\n" for text, name in self._joined.items())


def _joins(tree: ast.Module) -> list[ast.BinOp]:
    """The outermost unions and differences of constants that functions make."""
    found: list[ast.BinOp] = []
    waiting: list[ast.AST] = [f for f in ast.walk(tree) if isinstance(f, ast.FunctionDef)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.BinOp) and _join_of_constants(node) and node not in found:
            found.append(node)
        else:
            waiting += ast.iter_child_nodes(node)
    return found


def _join_of_constants(node: ast.expr) -> bool:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr | ast.Sub):
        return _join_of_constants(node.left) and _join_of_constants(node.right)
    return _constant_set(node) or (isinstance(node, ast.Name) and node.id.isupper())


def _operands(node: ast.AST) -> list[ast.expr]:
    """Where a set serves as well if it cannot be changed: beside ``&`` and in comparisons, and what is asked of it."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd):
        return [node.left, node.right]
    if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.LtE | ast.GtE | ast.Eq | ast.NotEq):
        return [node.left, *node.comparators]
    if isinstance(node, ast.Attribute) and node.attr in {"isdisjoint", "issuperset", "issubset"}:
        return [node.value]
    return []


def _constant_set(node: ast.expr) -> bool:
    return isinstance(node, ast.Set) and all(isinstance(e, ast.Constant) for e in node.elts)


def _slots(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__slots__"


def _has_slots(node: ast.ClassDef) -> bool:
    return any(_slots(n) for n in node.body)


def _is_record(node: ast.ClassDef) -> bool:
    return [ast.unparse(base) for base in node.bases] == ["msgspec.Struct"]


def _record(node: ast.ClassDef, lines: list[str]) -> str:
    """A record as a class that makes itself; its methods stay as they are."""
    options = {k.arg for k in node.keywords if isinstance(k.value, ast.Constant) and k.value.value}
    fields = [n for n in node.body if isinstance(n, ast.AnnAssign) and isinstance(n.target, ast.Name)]
    rest = [n for n in node.body if n not in fields]
    names = [ast.unparse(f.target) for f in fields]
    out = [f"class {node.name}:\n", f"    __match_args__: ClassVar[tuple[str, ...]] = {tuple(names)!r}\n"]
    taken, set_ = ["self"], []
    for name, field in zip(names, fields, strict=True):
        kind = ast.unparse(field.annotation)
        if field.value is None:
            taken.append(f"{name}: {kind}")
            set_.append(f"        self.{name}: {kind} = {name}\n")
        elif isinstance(field.value, ast.List | ast.Dict):  # empty, and its own in each record
            taken.append(f"{name}: {kind} | None = None")
            set_.append(f"        self.{name}: {kind} = {ast.unparse(field.value)} if {name} is None else {name}\n")
        else:
            taken.append(f"{name}: {kind} = {ast.unparse(field.value)}")
            set_.append(f"        self.{name}: {kind} = {name}\n")
    out += [f"    def __init__({', '.join(taken)}) -> None:\n", *set_]
    if any(isinstance(n, ast.FunctionDef) and n.name == "__post_init__" for n in rest):
        out.append("        self.__post_init__()\n")
    out += [
        f"    def changed_by(self, changes: dict[str, Any]) -> {node.name}:\n",
        f"        made = {node.name}({', '.join(f'self.{n}' for n in names)})\n",
        "        for name, value in changes.items():\n",
        "            setattr(made, name, value)\n",
        "        return made\n",
    ]
    same = " and ".join(f"self.{n} == other.{n}" for n in names)
    out += [
        "    def __eq__(self, other: object) -> bool:\n",
        f"        return isinstance(other, {node.name}) and {same}\n",
    ]
    if "frozen" in options:
        out += [
            "    def __hash__(self) -> int:\n",
            f"        return hash(({', '.join(f'self.{n}' for n in names)},))\n",
        ]
    shown = ", ".join(f"{n}={{self.{n}!r}}" for n in names)
    out += ["    def __repr__(self) -> str:\n", f'        return f"{node.name}({shown})"\n']
    for other in rest:
        first = min([other.lineno, *(d.lineno for d in getattr(other, "decorator_list", []))])
        out += lines[first - 1 : other.end_lineno]
    return "".join(out)


def _marked(match: str) -> tuple[str, ...]:
    """The categories that units have a bit for, as the matcher's source lists them."""
    for node in ast.parse(match).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "MARKED":
            return tuple(ast.literal_eval(node.value))
    return ()


def copy(folder: Path) -> list[str]:
    """Copy the package into a folder, prepared; the paths of what to compile, from there."""
    package = folder / "sijill"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ROOT / "src" / "sijill", package, ignore=shutil.ignore_patterns("__pycache__", "*.so"))
    paths = sorted(p for pattern in MODULES for p in package.glob(pattern) if p.name != "__init__.py")
    marked = _marked((package / "match.py").read_text(encoding="utf-8"))
    for path in paths:
        path.write_text(prepare(path.read_text(encoding="utf-8"), marked), encoding="utf-8")
    records = package / f"{RECORDS}.py"
    records.write_text(REPLACE, encoding="utf-8")
    return [str(p.relative_to(folder)) for p in (*paths, records)]


def build(folder: Path, level: str = "2") -> list[Path]:
    """Compile a copy of the package in a folder, which is emptied first; what came to be, from there.

    Raises:
        CalledProcessError: mypyc or the C compiler refused; what they said stands on standard error.
    """
    paths = copy(folder)
    # Calls within the one library go straight.
    flags = {"CFLAGS": f"{os.environ.get('CFLAGS', '')} -fvisibility=hidden -include {shlex.quote(str(INLINE))}"}
    command = [sys.executable, "-c", _SETUP, level, *_CHECKS, *paths]
    subprocess.run(command, cwd=folder, check=True, env=os.environ | flags)
    for left in ("build", ".mypy_cache"):
        shutil.rmtree(folder / left, ignore_errors=True)
    return sorted(p.relative_to(folder) for p in (*folder.rglob("*.so"), folder / "sijill" / f"{RECORDS}.py"))


def main() -> None:
    """Build."""
    ask = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    ask.add_argument("folder", type=Path)
    ask.add_argument("--level", default="2", choices=list("0123"), help="of the C compiler's optimisation")
    args = ask.parse_args()
    build(args.folder.resolve(), args.level)


if __name__ == "__main__":
    main()
