"""What ``tools/compile.py`` does to the sources, and what modules that it compiles must keep from."""

from __future__ import annotations

import ast
import bisect
import importlib.util
import re
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
spec = importlib.util.spec_from_file_location("sijill_compile", ROOT / "tools" / "compile.py")
assert spec is not None
assert spec.loader is not None
tool = importlib.util.module_from_spec(spec)
spec.loader.exec_module(tool)

SOURCES = sorted(p for pattern in tool.MODULES for p in (ROOT / "src" / "sijill").glob(pattern))
HEAD = "from __future__ import annotations\n"


def test_constants_become_final_and_sets_amid_the_code_constants() -> None:
    source = HEAD + (
        "_REACH = 3\nMANY: dict[str, int] = {}\nT = TypeVar('T')\n_Row = tuple[str]\nlater = 1\n"
        "def f(x):\n    return {'ب', 'a'} & x and {'a'} <= x and x in {'b'} or x | {'c'} or {'ب', 'a'}.isdisjoint(x)\n"
    )
    assert tool.prepare(source) == HEAD + (
        "from typing import Any, ClassVar, Final\n"
        "_SET_0: Final = frozenset({'ب', 'a'})\n_SET_1: Final = frozenset({'a'})\n"
        "_REACH: Final = 3\nMANY: Final[dict[str, int]] = {}\nT = TypeVar('T')\n_Row = tuple[str]\nlater = 1\n"
        "def f(x):\n    return _SET_0 & x and _SET_1 <= x and x in {'b'} or x | {'c'} or _SET_0.isdisjoint(x)\n"
    )


def test_constants_of_one_line_become_final_one_by_one() -> None:
    prepared = tool.prepare(HEAD + "_NEAR, FAR = 1.5, {'a'}  # how far\na, b = 1, 2\n")
    assert prepared.endswith("Final\n_NEAR: Final = 1.5\nFAR: Final = {'a'}\na, b = 1, 2\n")


def test_rows_of_words_are_of_no_set_length() -> None:
    source = HEAD + "_A = ('a', 'b')\n_B = (\n    'a',\n)\n_C = ('a', 1)\n_D = ('a')\n_E = ()\n"
    prepared = tool.prepare(source)
    assert "_A: Final[tuple[str, ...]] = ('a', 'b')\n_B: Final[tuple[str, ...]] = (\n" in prepared
    assert "_C: Final = ('a', 1)\n_D: Final = ('a')\n_E: Final = ()\n" in prepared


def test_sets_joined_of_constants_are_made_at_the_end() -> None:
    source = HEAD + "_A = frozenset({'a'})\ndef f(x):\n    return x in _A | {'b'} or x in _A - {'a'} or x | _A\n"
    prepared = tool.prepare(source)
    assert prepared.endswith(
        "    return x in _JOINED_1 or x in _JOINED_0 or x | _A\n"
        "_JOINED_0: Final = _A - {'a'}\n_JOINED_1: Final = _A | {'b'}\n"
    )


def test_classes_with_slots_that_none_inherits_from_are_left_out_by_the_collector_of_circles() -> None:
    slots = "    __slots__ = ('a',)\n"
    source = HEAD + f"class A:\n{slots}class B:\n{slots}class C(B):\n{slots}class D:\n    pass\n"
    prepared = tool.prepare(source)
    assert "    from mypy_extensions import mypyc_attr\n@mypyc_attr(acyclic=True)\nclass A:\n" in prepared
    assert prepared.count("acyclic") == 1


MARKED = ("act", "toll", "nat")


@pytest.mark.parametrize(
    ("asked", "of_its_bit"),
    [
        ("'toll' in u.symbols", "(u.marks & 2 != 0)"),
        ("'nat' not in us[k + 1].symbols", "(us[k + 1].marks & 4 == 0)"),
        ("{'act', 'nat'} & u.symbols", "(u.marks & 5)"),
        ("_SOME.isdisjoint(u.symbols)", "(u.marks & 3 == 0)"),
        ("u.symbols.isdisjoint({'nat'})", "(u.marks & 4 == 0)"),
        ("u.reading('act')", "(u.reading('act') if u.marks & 1 else None)"),
        ("u.readings_of('act')", "(u.readings_of('act') if u.marks & 1 else ())"),
        ("'other' in u.symbols", None),
        ("{'act', 'other'} & u.symbols", None),
        ("f().reading('act')", None),
        ("'act' in symbols", None),
    ],
)
def test_units_are_asked_for_marked_categories_by_their_bits(asked: str, of_its_bit: str | None) -> None:
    source = HEAD + "_SOME = frozenset({'act'}) | {'toll'}\ndef f(u, us, k, symbols):\n    return " + asked + "\n"
    prepared = tool.prepare(source, MARKED)
    assert "marks" not in prepared if of_its_bit is None else f"return {of_its_bit}\n" in prepared


def test_records_become_classes_of_the_same_manners() -> None:
    source = HEAD + (
        "import msgspec\n"
        "class A(msgspec.Struct, frozen=True):\n"
        '    """Two."""\n    a: int\n    b: str = "x"\n'
        "    @property\n    def both(self):\n        return self.b * self.a\n"
        "class B(msgspec.Struct, kw_only=True):\n    rows: list[int] = []\n    twice: int = 0\n"
        "    def __post_init__(self):\n        self.twice = 2 * len(self.rows)\n"
        "def changed(a):\n    return msgspec.structs.replace(a, b='y')\n"
    )
    prepared = tool.prepare(source)
    assert "msgspec.Struct" not in prepared
    imported = "from sijill.records_compiled import replace as replace_record"
    assert imported in prepared
    assert prepared.count("@mypyc_attr(acyclic=True)\nclass ") == 2
    prepared = prepared.replace("@mypyc_attr(acyclic=True)\n", "")  # it says nothing to Python
    told: list[tuple[object, ...]] = []
    for text in (source, prepared.replace(imported, f"{tool.REPLACE}\nreplace_record = replace")):
        made: dict[str, Any] = {}
        exec(compile(text.replace(HEAD, ""), "prepared", "exec"), made)
        one, other, rows = made["A"](2), made["A"](2, b="x"), made["B"](rows=[7])
        assert one == other != made["changed"](one)
        assert hash(one) == hash(other)
        assert made["B"]().rows is not made["B"]().rows
        told.append(
            (repr(one), one.both, one == 1, repr(made["changed"](one)), repr(rows), rows == made["B"](rows=[7]))
        )
    assert told[0] == told[1]


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: f"{p.parent.name}.{p.stem}")
def test_a_compiled_module_keeps_from_what_the_compiler_drops(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    prepared = tool.prepare(source, tool._marked((ROOT / "src" / "sijill" / "match.py").read_text(encoding="utf-8")))
    assert "cached_property" not in source, "compiled, it is made anew at every use: make it in __init__"
    assert not re.search(r"msgspec\.convert|json\.(decode|Decoder)", source), "compiled records forget their types"
    for node in ast.walk(ast.parse(prepared)):
        if not isinstance(node, ast.ClassDef):
            continue
        assert not node.keywords, f"{node.name}: compiled, its options are lost; name no base but msgspec.Struct"


def test_what_changes_a_compiled_record_is_compiled_as_well() -> None:
    for path in (ROOT / "src" / "sijill" / "places").glob("*.py"):
        if "structs.replace(" in path.read_text(encoding="utf-8"):
            assert path in SOURCES, f"{path.name}: name it in MODULES of tools/compile.py"


def test_what_stands_in_for_functions_of_the_library_does_the_same() -> None:
    made: dict[str, Any] = {}
    exec(compile(tool.REPLACE, "records_compiled", "exec"), made)
    row = [1, 3, 3, 7]
    for x in range(9):
        assert made["bisect_left"](row, x) == bisect.bisect_left(row, x)
        assert made["bisect_left"](row, x, 2) == bisect.bisect_left(row, x, 2)
        assert made["bisect_right"](row, x) == bisect.bisect_right(row, x)
    assert made["backwards"](row) == list(reversed(row)) == [7, 3, 3, 1]


def test_what_stands_for_type_checkers_alone_gives_way_to_what_python_reads() -> None:
    chosen = "if TYPE_CHECKING:\n    from a import V\nelse:\n    V = TypeVar('V')\n"
    prepared = tool.prepare(f"{HEAD}{chosen}if TYPE_CHECKING:\n    import b\n")
    assert prepared.endswith("Final\nV = TypeVar('V')\nif TYPE_CHECKING:\n    import b\n")
