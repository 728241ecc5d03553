"""What ``tools/compile.py`` does to the sources, and what modules that it compiles must keep from."""

from __future__ import annotations

import ast
import bisect
import importlib.util
import random
import re
import shutil
import subprocess
import sysconfig
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


def test_places_in_a_text_and_bits_are_numbers_of_the_machine() -> None:
    source = HEAD + (
        "class A:\n    __slots__ = ('i', 'low', 'marks')\n"
        "    def __init__(self, i: int, low: int, end: int | None = None):\n        self.i = i\n"
        "class B(msgspec.Struct):\n    at: int\n    high: int\n"
        "def f(i: list[int], k: int = 0) -> int:\n    return k\n"
        "def g(n: int) -> int:\n"
        '    """Sum."""\n'
        "    for m in range(n):\n        n += [a for a in range(m)][0]\n    for n in range(3):\n        pass\n"
    )
    prepared = tool.prepare(source)
    assert "    from mypy_extensions import mypyc_attr, i64\n" in prepared
    assert "class A:\n    marks: i64\n    __slots__ = " in prepared
    assert "    def __init__(self, i: i64, low: int, end: int | None = None):" in prepared
    assert "    def __init__(self, at: i64, high: int) -> None:\n        self.at: i64 = at\n" in prepared
    assert "def f(i: list[int], k: i64 = 0) -> i64:" in prepared
    assert 'def g(n: int) -> int:\n    """Sum."""\n    m: i64\n    for m in range(n):' in prepared


# Functions of Python's library that ``inline.h`` stands before, each asked with it and without.
_ASKED = """
#define BOTH(name) static PyObject *name(PyObject *self, PyObject *of) { \\
    PyObject *a, *b, *found; Py_ssize_t at = 0; (void)self; (void)at; \\
    if (!PyArg_ParseTuple(of, "OO|n", &a, &b, &at)) return NULL; found =
#define TRUTH(asked) (at = (asked)) < 0 ? NULL : PyBool_FromLong(at)
#define END ; if (found == NULL && !PyErr_Occurred()) Py_RETURN_NONE; return found; }
BOTH(in_set) TRUTH(PySet_Contains(a, b)) END
BOTH(in_dict) TRUTH(PyDict_Contains(a, b)) END
BOTH(get) Py_XNewRef(PyDict_GetItemWithError(a, b)) END
BOTH(starts) TRUTH(PyUnicode_Tailmatch(a, b, 0, PyUnicode_GET_LENGTH(a), -1)) END
BOTH(ends) TRUTH(PyUnicode_Tailmatch(a, b, 0, PyUnicode_GET_LENGTH(a), 1)) END
BOTH(find) PyLong_FromSsize_t(PyUnicode_Find(a, b, at, PyUnicode_GET_LENGTH(a), 1)) END
BOTH(append) PyList_Append(a, b) ? NULL : Py_NewRef(a) END
BOTH(extend) PyList_SetSlice(a, PY_SSIZE_T_MAX, PY_SSIZE_T_MAX, b) ? NULL : Py_NewRef(a) END
BOTH(listed) PySequence_List(b) END
BOTH(number) PyLong_FromSsize_t(at) END
BOTH(truth) TRUTH(PyObject_IsTrue(b)) END
#define OF(name) {#name, name, METH_VARARGS, NULL}
static PyMethodDef of[] = {OF(in_set), OF(in_dict), OF(get), OF(starts), OF(ends), OF(find), OF(append), OF(extend),
                           OF(listed), OF(number), OF(truth), {NULL, NULL, 0, NULL}};
static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, "asked", NULL, -1, of, NULL, NULL, NULL, NULL};
PyMODINIT_FUNC PyInit_asked(void) { return PyModule_Create(&definition); }
"""


@pytest.mark.skipif(shutil.which("cc") is None, reason="no C compiler")
def test_what_is_answered_in_line_is_what_python_answers(tmp_path: Path) -> None:
    source = tmp_path / "asked.c"
    source.write_text(_ASKED, encoding="utf-8")
    command = [
        "cc",
        "-shared",
        "-fPIC",
        "-O1",
        "-w",
        f"-I{sysconfig.get_path('include')}",
        "-include",
        str(tool.INLINE),
    ]
    subprocess.run([*command, str(source), "-o", str(tmp_path / "asked.so")], check=True)
    found = importlib.util.spec_from_file_location("asked", tmp_path / "asked.so")
    assert found is not None
    assert found.loader is not None
    asked = importlib.util.module_from_spec(found)
    found.loader.exec_module(asked)
    chance = random.Random(7)
    words = ["", "a", "ab", "aé", "éa", "قتل", "وقتل", "قتلى", "ل", "𐤀ق", *(str(n) for n in range(99)), *range(-3, 300)]
    words += [2**40, 1.0, True, (1,), frozenset({"a"}), frozenset({"ب", "a"}), None]
    texts = [w for w in words if isinstance(w, str)]
    for _ in range(3_000):
        some = chance.sample(words, chance.randrange(40))
        gone, word = some[: len(some) // 3], chance.choice(words)
        word = word[:1] + word[1:] if isinstance(word, str) else word  # not the very one that is held
        row, table = set(some), dict.fromkeys(some, word) | {"قتل": 7}
        only_words = {w: len(w) for w in some if isinstance(w, str)}
        for w in gone:
            row.discard(w)
            table.pop(w, None)
            only_words.pop(w, None)
        assert asked.in_set(row, word) == asked.in_set(frozenset(row), word) == (word in row)
        for of in (table, only_words):
            assert asked.in_dict(of, word) == (word in of)
            assert asked.get(of, word) == of.get(word)
        text, part, at = "".join(chance.choices(texts[:10], k=3)), chance.choice(texts), chance.randrange(4)
        assert asked.starts(text, part) == text.startswith(part)
        assert asked.ends(text, part) == text.endswith(part)
        assert asked.find(text, part, at) == text.find(part, at)
        grown = some.copy()
        asked.append(grown, word)
        asked.extend(grown, gone)
        asked.extend(grown, tuple(gone))
        assert grown == [*some, word, *gone, *gone]
        assert asked.listed(None, some) == asked.listed(None, tuple(some)) == some
        number = chance.choice((-1, 0, 7, 256, 257, 2047, 2048, 10**12))
        assert asked.number(None, None, number) == asked.number(None, None, number) == number
        assert asked.truth(None, word) == bool(word)
    with pytest.raises(TypeError):
        asked.in_set(set(), [])
    with pytest.raises(TypeError):
        asked.get({}, [])


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
