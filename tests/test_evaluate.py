"""The scores: equal to the reference scorer where that lies beside the project, and right on small cases by hand."""

from __future__ import annotations

import copy
import importlib.util
import json
import random
from pathlib import Path

import msgspec
import pytest
from gold_events import EXAMPLES, GoldCoder, example_reports

from sijill.errors import InputError, UsageError
from sijill.evaluate import Coded, as_coded, load_coded, load_gold, overlap, score, sounds

REFERENCE = Path(__file__).parents[2] / "shared" / "score.py"


def _coded(events: list[dict]) -> list[Coded]:
    return [msgspec.convert(e, Coded) for e in events]


def _garbled(events: list[dict], rng: random.Random) -> list[dict]:
    """Gold events with the faults that coders make: lost, doubled, shifted, retyped, emptied."""
    out = []
    for event in events:
        e = copy.deepcopy(event)
        fault = rng.randrange(9)
        if fault == 0:
            continue
        if fault == 1:
            out.append(copy.deepcopy(e))
        if fault == 2:
            e["passage"] = [e["passage"][0] + rng.randrange(60), e["passage"][1] + rng.randrange(90)]
        if fault == 3:
            e["type"] = rng.choice(["Attack", "Armed clash", "Other"])
        if fault == 4:
            e["place"] = {"country": "IQ", "admin2": "Nad-e Ali"} if rng.random() < 0.5 else None
        if fault == 5:
            e["casualties"] = [{"group": "Civilians", "outcome": "killed", "low": 1, "high": None}]
        if fault == 6:
            e |= {"claim": None, "initiator": [], "weapon": ["rocket", "rocket"], "date": {"start": "2020-01-01"}}
        out.append(e)
    return out


@pytest.mark.skipif(not REFERENCE.exists(), reason="the reference scorer is not beside the project")
@pytest.mark.parametrize("seed", range(4))
def test_rows_equal_those_of_the_reference_scorer(seed: int) -> None:
    spec = importlib.util.spec_from_file_location("reference_score", REFERENCE)
    assert spec is not None
    assert spec.loader is not None
    reference = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(reference)
    rng = random.Random(seed)
    for folder in [EXAMPLES / "gold", *(REFERENCE.parent / "gold").iterdir()]:
        docs = reference.load_gold(folder)
        predicted = {d["doc_id"]: _garbled(d["events"], rng) for d in docs}
        errors: list[dict] = []
        expected = reference.score(docs, predicted, errors)
        golds = [r.gold for r in load_gold(folder)]
        rows, differences = score(golds, {k: _coded(v) for k, v in predicted.items()})
        assert {k: msgspec.structs.asdict(v) for k, v in rows.items()} == expected
        assert len(differences) == len(errors)


def test_gold_against_itself_is_perfect() -> None:
    coder = GoldCoder()
    coded = {r.doc_id: as_coded(coder.code(r)) for r in example_reports()}
    rows, differences = score([g.gold for g in load_gold(EXAMPLES / "gold")], coded)
    assert rows["event"].f1 == rows["RECORD"].f1 == 1.0
    assert differences == []


def test_nothing_coded_is_nothing_right() -> None:
    rows, _ = score([g.gold for g in load_gold(EXAMPLES / "gold")], {})
    assert rows["event"].r == 0.0
    assert rows["RECORD"].f1 == 0.0


def test_an_invented_event_costs_precision() -> None:
    report = example_reports()[0]
    coded = as_coded(GoldCoder().code(report))
    extra = msgspec.structs.replace(coded[0], passage=(0, 5))
    gold = next(g.gold for g in load_gold(EXAMPLES / "gold") if g.gold.doc_id == report.doc_id)
    rows, differences = score([gold], {report.doc_id: [*coded, extra]})
    assert rows["event"].p == pytest.approx(len(coded) / (len(coded) + 1))
    assert rows["event"].r == 1.0
    assert all(d.gold == () for d in differences)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [((0, 10), (0, 10), 1.0), ((0, 10), (5, 15), 1 / 3), ((0, 4), (6, 10), 0.0), ((3, 3), (3, 3), 0.0)],
)
def test_overlap(a: tuple[int, int], b: tuple[int, int], expected: float) -> None:
    assert overlap(a, b) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("a", "b"), [("Kunduz", "Qunduz"), ("Sheikh Zayed", "Shaykh Zayid"), ("Al Hasakah", "al-Hasaka")]
)
def test_spellings_of_one_name_sound_alike(a: str, b: str) -> None:
    assert sounds(a) == sounds(b)


def test_gold_texts_are_found_beside_or_above() -> None:
    assert all(g.text for g in load_gold(EXAMPLES / "gold"))


def test_faults_of_the_inputs_are_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no gold"):
        load_gold(tmp_path)
    (tmp_path / "a.json").write_text('{"events": 3}', encoding="utf-8")
    with pytest.raises(InputError, match=r"a\.json"):
        load_gold(tmp_path)
    bad = tmp_path / "events.jsonl"
    bad.write_text(json.dumps({"doc_id": "a", "passage": [0, 1]}) + "\n{\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"events\.jsonl:2"):
        load_coded(bad)
    with pytest.raises(UsageError, match="cannot be read"):
        load_coded(tmp_path / "none.jsonl")
