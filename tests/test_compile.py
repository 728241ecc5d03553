"""What ``tools/compile.py`` does to the sources, and what modules that it compiles must keep from."""

from __future__ import annotations

import ast
import importlib.util
import re
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
spec = importlib.util.spec_from_file_location("sijill_compile", ROOT / "tools" / "compile.py")
assert spec is not None
assert spec.loader is not None
tool = importlib.util.module_from_spec(spec)
spec.loader.exec_module(tool)

SOURCES = sorted(p for pattern in tool.MODULES for p in (ROOT / "src" / "sijill").glob(pattern))
HEAD = "from __future__ import annotations\n"


def test_constants_become_final_and_records_take_their_options_from_a_base() -> None:
    bases: dict[str, str] = {}
    source = HEAD + (
        "_REACH = 3\nMANY: dict[str, int] = {}\nT = TypeVar('T')\n_Row = tuple[str]\nlater = 1\n"
        "class A(msgspec.Struct, frozen=True):\n    _INNER = 1\n"
        "class B(msgspec.Struct, kw_only=True):\n    b: int\n"
        "class C(msgspec.Struct, frozen=True, kw_only=True):\n    c: int\n"
    )
    assert tool.prepare(source, bases) == HEAD + (
        "from typing import Final\nfrom sijill.struct_bases import Base0\n"
        "_REACH: Final = 3\nMANY: Final[dict[str, int]] = {}\nT = TypeVar('T')\n_Row = tuple[str]\nlater = 1\n"
        "class A(Base0):\n    _INNER = 1\n"
        "class B(msgspec.Struct):\n    b: int\n"
        "class C(Base0):\n    c: int\n"
    )
    assert bases == {"frozen=True": "Base0"}


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: f"{p.parent.name}.{p.stem}")
def test_a_compiled_module_keeps_from_what_the_compiler_drops(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    prepared = tool.prepare(source, {})
    assert "cached_property" not in source, "compiled, it is made anew at every use: make it in __init__"
    assert not re.search(r"msgspec\.convert|json\.(decode|Decoder)", source), "compiled records forget their types"
    for node in ast.walk(ast.parse(prepared)):
        if not isinstance(node, ast.ClassDef):
            continue
        assert not node.keywords, f"{node.name}: compiled, its options are lost; write them in one line"
        fields = [n.value is None for n in node.body if isinstance(n, ast.AnnAssign)]
        first_optional = [later and not needed for needed, later in pairwise(fields)]
        assert not any(first_optional), f"{node.name}: a field with no default stands behind one that has it"
