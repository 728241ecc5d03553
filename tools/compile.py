"""Compile the coder to machine code: ``tools/compile.py FOLDER`` leaves the whole package there, run by PYTHONPATH.

The sources stay plain Python; a copy is prepared and given to mypyc. Three things are done to the copy that a compiler
can use and a reader does without: constants are declared final (else each use is a look-up by name), sets that stand in
the midst of the code become such constants (else each is made anew), and records become classes with a constructor of
their own, whose fields the compiler knows (of a ``msgspec.Struct`` it looks up each by name).

What is compiled gives the same bytes (``bench/same.py``). ``SIJILL_COMPILE=1 pip install .`` puts it into the wheel.
"""

from __future__ import annotations

import argparse
import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
#: What coding a report runs through. Records that are decoded from JSON need their real annotations: not compiled.
MODULES = (
    "text.py", "match.py", "grammar.py", "translit.py", "places/keys.py", "places/resolve.py", "places/store.py",
    "facts/*.py", "events/*.py",
)  # fmt: skip
RECORDS = "records_compiled"

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
#: What stands in for ``msgspec.structs.replace``: it takes the compiled records as well.
REPLACE = '''"""What compiled records have in place of msgspec's functions."""

from typing import Any, TypeVar

import msgspec

T = TypeVar("T")


def replace(record: T, /, **changes: Any) -> T:
    """A copy of a record with some fields changed."""
    if isinstance(record, msgspec.Struct):
        return msgspec.structs.replace(record, **changes)
    compiled: Any = record
    return compiled.changed_by(changes)
'''


def prepare(source: str) -> str:
    """One module as the compiler gets it."""
    source = _CONSTANT.sub(lambda m: f"{m[1]}: Final{f'[{m[2]}]' if m[2] else ''} = ", source)
    sets = _Sets(source)
    source = "".join(sets.lines)
    tree = ast.parse(source)
    lines = source.splitlines(keepends=True)
    for node in reversed([n for n in tree.body if isinstance(n, ast.ClassDef) and _is_record(n)]):
        lines[node.lineno - 1 : node.end_lineno] = [_record(node, lines)]
    source = "".join(lines).replace("msgspec.structs.replace(", "replace_record(")
    needed = "from typing import Any, ClassVar, Final\n"
    if "replace_record(" in source:
        needed += f"from sijill.{RECORDS} import replace as replace_record\n"
    return source.replace(_HEAD, _HEAD + needed + sets.constants(), 1)


class _Sets:
    """Sets of constants that are made where they are used: each becomes a constant of the module."""

    def __init__(self, source: str):
        self.lines = source.splitlines(keepends=True)
        self._names: dict[str, str] = {}
        found = [s for node in ast.walk(ast.parse(source)) for s in _operands(node) if _constant_set(s)]
        for node in sorted(found, key=lambda n: (-n.lineno, -n.col_offset)):
            if node.lineno == node.end_lineno:
                line = self.lines[node.lineno - 1].encode()
                text = line[node.col_offset : node.end_col_offset].decode()
                name = self._names.setdefault(text, f"_SET_{len(self._names)}")
                line = line[: node.col_offset] + name.encode() + line[node.end_col_offset :]
                self.lines[node.lineno - 1] = line.decode()

    def constants(self) -> str:
        """The constants."""
        return "".join(f"{name}: Final = frozenset({text})\n" for text, name in self._names.items())


def _operands(node: ast.AST) -> list[ast.expr]:
    """Where a set serves as well if it cannot be changed: beside ``&`` and in comparisons, and what is asked of it."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd):
        return [node.left, node.right]
    if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.LtE | ast.GtE):
        return [node.left, *node.comparators]
    if isinstance(node, ast.Attribute) and node.attr in {"isdisjoint", "issuperset", "issubset"}:
        return [node.value]
    return []


def _constant_set(node: ast.expr) -> bool:
    return isinstance(node, ast.Set) and all(isinstance(e, ast.Constant) for e in node.elts)


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
    kept = ", ".join(f"changes.get({n!r}, self.{n})" for n in names)
    out += [
        f"    def changed_by(self, changes: dict[str, Any]) -> {node.name}:\n",
        f"        return {node.name}({kept})\n",
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


def copy(folder: Path) -> list[str]:
    """Copy the package into a folder, prepared; the paths of what to compile, from there."""
    package = folder / "sijill"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ROOT / "src" / "sijill", package, ignore=shutil.ignore_patterns("__pycache__", "*.so"))
    paths = sorted(p for pattern in MODULES for p in package.glob(pattern) if p.name != "__init__.py")
    for path in paths:
        path.write_text(prepare(path.read_text(encoding="utf-8")), encoding="utf-8")
    (package / f"{RECORDS}.py").write_text(REPLACE, encoding="utf-8")
    return [str(p.relative_to(folder)) for p in paths]


def build(folder: Path, level: str = "2") -> list[Path]:
    """Compile a copy of the package in a folder, which is emptied first; what came to be, from there.

    Raises:
        CalledProcessError: mypyc or the C compiler refused; what they said stands on standard error.
    """
    paths = copy(folder)
    flags = {
        "CFLAGS": f"{os.environ.get('CFLAGS', '')} -fvisibility=hidden"
    }  # calls within the one library go straight
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
