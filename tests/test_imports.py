"""Imports run downwards only, and in no circle: the layers of docs/design.md, read off the syntax trees."""

from __future__ import annotations

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "src" / "sijill"

# From the bottom; what shares a line knows nothing of its neighbours.
LAYERS = (
    {"errors"},
    {"model"},
    {"text"},
    {"inflect", "near", "translit"},
    {"pack", "cache"},
    {"spark"},
    {"match", "places"},
    {"grammar"},
    {"facts"},
    {"events", "export", "link", "read", "register"},
    {"pipeline"},
    {"run"},
    {"check", "evaluate", "review", "watch"},
    {"second"},
    {"terminal"},
    {"cli"},
    {"__main__"},
)
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}
MODULES = sorted(p for p in ROOT.rglob("*.py") if p != ROOT / "__init__.py")


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)


NAMES = {name_of(p) for p in MODULES}


def imports_of(path: Path) -> set[str]:
    """Modules of ours that a module imports anywhere, also inside functions and for types only."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            if name.partition(".")[0] == "sijill":
                found.add(_module(name.partition(".")[2]))
    return found - {""}


def _module(name: str) -> str:
    """The longest part of a dotted name that is a module; "" for the root's own names."""
    while name and name not in NAMES:
        name = name.rpartition(".")[0]
    return name


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_imports_only_what_lies_below_it(path: Path) -> None:
    here = name_of(path).partition(".")[0]
    assert here in RANK, f"{here} has no layer: give it one here and in docs/design.md"
    for other in imports_of(path):
        there = other.partition(".")[0]
        assert there == here or RANK[there] < RANK[here], f"{name_of(path)} imports {other} from above or beside it"


def test_no_modules_import_one_another() -> None:
    graph = {name_of(p): imports_of(p) - {name_of(p)} for p in MODULES}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" → ".join(error.args[1]))


def test_only_the_edges_of_the_program_touch_files() -> None:
    """Nothing below the pipeline opens a file but packs, places, readers, exports, the linker and the register."""
    allowed = {"pack", "cache", "translit", "places", "read", "export", "link", "register"}
    for path in MODULES:
        here = name_of(path).partition(".")[0]
        if RANK[here] >= RANK["pipeline"] or here in allowed:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", None) or f".{getattr(node.func, 'attr', '')}"
                assert name not in {"open", ".read_text", ".read_bytes", ".write_text", ".write_bytes"}, name_of(path)
