"""Compile the coder to machine code: ``tools/compile.py FOLDER`` leaves the whole package there, run by PYTHONPATH.

The sources stay plain Python; a copy is prepared and given to mypyc. Two things are done to the copy that a compiler
can use and a reader does without: constants are declared final (else each use is a look-up by name), and records take
their options from a base class (mypyc drops ``frozen=True`` and the like from a class's own line).

What is compiled gives the same bytes (``bench/same.py``). ``SIJILL_COMPILE=1 pip install .`` puts it into the wheel.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
#: What coding a report runs through. Records that are decoded from JSON need their real annotations: not compiled.
MODULES = ("text.py", "match.py", "grammar.py", "facts/*.py", "events/*.py")
BASES = "struct_bases"

_CONSTANT = re.compile(r"^(_?[A-Z][A-Z0-9_]*)(?:: ([^=\n]+))? = (?!TypeVar)", re.MULTILINE)
_STRUCT = re.compile(r"\(msgspec\.Struct, ([a-z_=A-Z, ]+)\)")
_HEAD = "from __future__ import annotations\n"
# The sources are checked by themselves; here a subclass of a frozen record does not say again that it is one.
_CHECKS = ["--config-file=", "--disable-error-code=misc", "--ignore-missing-imports"]
_SETUP = """
import sys
from mypyc.build import mypycify
from setuptools import setup
level, *paths = sys.argv[1:]
made = mypycify(paths, opt_level=level, debug_level="0")
setup(name="sijill", packages=[], ext_modules=made, script_args=["-q", "build_ext", "--inplace"])
"""


def prepare(source: str, bases: dict[str, str]) -> str:
    """One module as the compiler gets it; ``bases`` gathers the base classes that are needed, by their options."""

    def constant(found: re.Match[str]) -> str:
        return f"{found[1]}: Final{f'[{found[2]}]' if found[2] else ''} = "

    def record(found: re.Match[str]) -> str:
        options = re.sub(r",? ?kw_only=True", "", found[1])  # only how it is called, and calls are checked by mypy
        return f"({bases.setdefault(options, f'Base{len(bases)}')})" if options else "(msgspec.Struct)"

    source = _STRUCT.sub(record, _CONSTANT.sub(constant, source))
    needed = [name for name in bases.values() if f"({name})" in source]
    imports = "from typing import Final\n" + (f"from sijill.{BASES} import {', '.join(needed)}\n" if needed else "")
    return source.replace(_HEAD, _HEAD + imports, 1)


def copy(folder: Path) -> list[str]:
    """Copy the package into a folder, prepared; the paths of what to compile, from there."""
    package = folder / "sijill"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ROOT / "src" / "sijill", package, ignore=shutil.ignore_patterns("__pycache__", "*.so"))
    paths = sorted(p for pattern in MODULES for p in package.glob(pattern) if p.name != "__init__.py")
    bases: dict[str, str] = {}
    for path in paths:
        path.write_text(prepare(path.read_text(encoding="utf-8"), bases), encoding="utf-8")
    made = [f'class {name}(msgspec.Struct, {options}):\n    """x"""\n' for options, name in bases.items()]
    text = "\n\n".join(['"""Options of records, for the compiled modules."""\n\nimport msgspec\n', *made])
    (package / f"{BASES}.py").write_text(text, encoding="utf-8")
    return [str(p.relative_to(folder)) for p in paths]


def build(folder: Path, level: str = "1") -> list[Path]:
    """Compile a copy of the package in a folder, which is emptied first; what came to be, from there.

    Raises:
        CalledProcessError: mypyc or the C compiler refused; what they said stands on standard error.
    """
    paths = copy(folder)
    subprocess.run([sys.executable, "-c", _SETUP, level, *_CHECKS, *paths], cwd=folder, check=True)
    for left in ("build", ".mypy_cache"):
        shutil.rmtree(folder / left, ignore_errors=True)
    return sorted(p.relative_to(folder) for p in (*folder.rglob("*.so"), folder / "sijill" / f"{BASES}.py"))


def main() -> None:
    """Build."""
    ask = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    ask.add_argument("folder", type=Path)
    ask.add_argument("--level", default="1", choices=list("0123"), help="of the C compiler's optimisation")
    args = ask.parse_args()
    build(args.folder.resolve(), args.level)


if __name__ == "__main__":
    main()
