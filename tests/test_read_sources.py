"""Stretches of files read apart give what the whole file gives; Parquet rows are reports as lines of JSON are."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from sijill.read import Read, Reject, Source, read_all, read_sources, sources_of

TEXT = "قتل جنديان في انفجار لغم قرب بلدة أم الورد أمس."


def lines(count: int) -> bytes:
    rows = [json.dumps({"doc_id": f"r{n}", "text": f"{TEXT} {n}"}, ensure_ascii=False).encode() for n in range(count)]
    rows[2] = b"{broken"
    rows.insert(4, b"")
    return b"\n".join(rows) + b"\n"


def told(items: list[Read | Reject]) -> list[str | None]:
    return [i.report.doc_id if isinstance(i, Read) else i.reason.partition(":")[0] for i in items]


def test_stretches_of_a_file_of_lines_make_up_the_whole(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_bytes(lines(9))
    data = path.read_bytes()
    ends = [n + 1 for n, byte in enumerate(data) if byte == 10]
    whole = list(read_all([str(path)]))
    for cut in ends:
        parts = [Source(str(path), "in", "in", 0, cut), Source(str(path), "in", "in", cut, len(data))]
        assert told(list(read_sources(parts))) == told(whole)


def test_sources_of_a_folder_keep_its_order_and_ids(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for name in ("b/z.txt", "a.txt", "c.jsonl"):
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    assert [(Path(s.path).name, s.doc_id) for s in sources_of([str(tmp_path)])] == [
        ("a.txt", "a"), ("c.jsonl", "c.jsonl"), ("z.txt", "b/z"),
    ]  # fmt: skip


def test_rows_of_parquet_are_reports(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    pq = pytest.importorskip("pyarrow.parquet")
    rows = [
        {"doc_id": "a", "text": TEXT, "published": date(2016, 5, 4), "more": 1},
        {"doc_id": "b", "text": None, "published": None, "more": 2},
        {"doc_id": "c", "text": "no Arabic", "published": date(2016, 5, 4), "more": 3},
        {"doc_id": "d", "text": TEXT, "published": None, "more": 4},
    ]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "in.parquet", row_group_size=1)
    a, b, c, d = read_all([str(tmp_path)])
    assert isinstance(a, Read)
    assert isinstance(d, Read)
    assert (a.report.published, d.report.published, d.line) == ("2016-05-04", None, 4)
    assert isinstance(b, Reject)
    assert isinstance(c, Reject)
    assert (b.line, c.doc_id, c.line) == (2, "c", 3)
    path = str(tmp_path / "in.parquet")
    part = list(read_sources([Source(path, path, "in", 2, 4)]))
    assert part == [c, d]


def test_what_is_no_parquet_is_a_reject(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    pq = pytest.importorskip("pyarrow.parquet")
    (tmp_path / "a.parquet").write_bytes(b"PAR1 nothing")
    pq.write_table(pa.table({"doc_id": ["a"]}), tmp_path / "b.parquet")
    first, second = read_all([str(tmp_path)])
    assert isinstance(first, Reject)
    assert isinstance(second, Reject)
    assert "not Parquet" in first.reason
    assert "no column text" in second.reason
