"""Finding things in a register: the queue and its pages, filters, map and timeline, search whatever the spelling."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from register_world import FIRST, SECOND, TEXT, THIRD, add, coded, new_register, report, run, say

from sijill.errors import UsageError
from sijill.model import Date, Place
from sijill.register import (
    STANDING,
    Filter,
    Register,
    count,
    events_of_report,
    facets,
    listing,
    points,
    queue,
    records_of,
    search,
    timeline,
)
from sijill.register.atlas import spots
from sijill.register.view import need_of
from sijill.register.words import index_words, near, readings, skeleton
from sijill.text import fold

TOWNS = (
    ("XF", "Safa", "Tell Zaytun", 12.5, 41.25),
    ("XF", "Hur", "Umm Nakhl", 13.5, 42.25),
    ("XG", "Wadi", "Jisr", 2.5, 4.25),
)


@pytest.fixture
def register(target: str) -> Iterator[Register]:
    """Ten reports of three events each, which differ in place, day, toll and confidence."""
    with new_register(target) as made:
        add(made, *(report(f"r{n}", text=f"{TEXT} العدد {n}") for n in range(10)))
        run(made, {f"r{n}": _events(n) for n in range(10)})
        yield made


def _events(n: int) -> list:
    text = f"{TEXT} العدد {n}"
    made = []
    for k, sentence in enumerate((FIRST, SECOND, THIRD)):
        country, admin1, name, lat, lon = TOWNS[(n + k) % 3]
        place = Place(country=country, admin1=admin1, name=name, lat=lat + n / 10, lon=lon, precision=1 + (n + k) % 4)
        day = f"2031-0{1 + k}-{10 + n}"
        made.append(
            coded(
                sentence, text=text, doc_id=f"r{n}", killed=n if k == 0 else None, place=place,
                date=Date(start=day, end=day, precision=1), confidence={"place": 0.5 + n / 20},
            )
        )  # fmt: skip
    return made


@pytest.mark.parametrize("sort", ["need", "day"])
def test_pages_hold_every_event_once_in_one_order(register: Register, sort) -> None:
    with register.read() as con:
        everything = queue(con, sort=sort, limit=100).rows
        rows, after = [], None
        while True:
            page = queue(con, sort=sort, after=after, limit=7)
            rows += page.rows
            if page.next is None:
                break
            after = page.next
        with pytest.raises(UsageError, match="no such page"):
            queue(con, after="nonsense")
    assert tuple(rows) == everything
    assert len({row.id for row in rows}) == 30
    if sort == "need":
        assert [row.need for row in rows] == sorted((row.need for row in rows), reverse=True)
    else:
        assert [row.day for row in rows] == sorted((row.day for row in rows), reverse=True)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Filter(), 30),
        (Filter(country="XG"), 10),
        (Filter(country="XF", admin1="Hur"), 10),
        (Filter(day_from="2031-02-01"), 20),
        (Filter(day_from="2031-02-12", day_to="2031-02-14"), 3),
        (Filter(precision=(1, 2)), 15),
        (Filter(confidence_below=0.6), 6),
        (Filter(killed_from=8), 2),
        (Filter(conflict=True), 0),
        (Filter(conflict=False), 30),
        (Filter(status=("accepted",)), 0),
        (Filter(doc_id="r3"), 3),
        (Filter(type="Armed clash"), 0),
        (Filter(text="العدد 7"), 3),
        (Filter(text="لا شيء من هذا"), 0),
        (Filter(by="salma"), 0),
    ],
)
def test_a_filter_leaves_what_it_says(shared: Register, wanted: Filter, expected: int) -> None:
    with shared.read() as con:
        assert count(con, wanted) == expected
        assert len(queue(con, wanted, limit=100).rows) == expected


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    with new_register(str(tmp_path_factory.mktemp("shared") / "t.sijill")) as made:
        add(made, *(report(f"r{n}", text=f"{TEXT} العدد {n}") for n in range(10)))
        run(made, {f"r{n}": _events(n) for n in range(10)})
        yield made


WINDOWS = [(a, b) for a in (None, "2031-01-05", "2031-01-08", "2031-01-31") for b in (None, "2031-01-08", "2031-01-20")]


@pytest.mark.parametrize("few", [0, 1500])
def test_days_are_found_alike_whether_few_or_many(target: str, few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nights, weeks, months and what nobody knows the beginning of: by either way the events that touch the days."""
    monkeypatch.setattr(listing, "_FEW", few)
    dates = [(None, None), (None, "2031-01-10"), ("2031-01-08", None), ("2031-01-05", "2031-01-06")]
    dates += [("2031-01-01", "2031-01-31"), ("2031-01-08", "2031-01-08"), ("2030-12-30", "2031-01-04")]
    with new_register(target) as made:
        for n, (start, end) in enumerate(dates):
            text = f"{FIRST} العدد {n}"
            add(made, report(f"r{n}", text=text))
            run(made, {f"r{n}": [coded(FIRST, text=text, doc_id=f"r{n}", date=Date(start=start, end=end))]})
        say(made, "reject", coded(FIRST, text=f"{FIRST} العدد 5", doc_id="r5").id)
        with made.read() as con:
            for first, last in WINDOWS:
                wanted = {
                    f"r{n}" for n, (start, end) in enumerate(dates)
                    if n != 5 and (first is None or ((end or start) is not None and (end or start or "") >= first))
                    and (last is None or (start is not None and start <= last))
                }  # fmt: skip
                page = queue(con, Filter(day_from=first, day_to=last))
                assert {row.doc_id for row in page.rows} == wanted, (first, last)
                assert [row.need for row in page.rows] == sorted((row.need for row in page.rows), reverse=True)
                assert count(con, Filter(day_from=first, day_to=last, status=("rejected",))) == (
                    (first or "") <= "2031-01-08" <= (last or "9")
                )


def test_a_map_of_the_world_counts_every_event_once(register: Register) -> None:
    with register.read() as con:
        for cell in (0.5, 2.0, 60.0):
            found = spots(con, Filter(status=STANDING), box=(-180.0, -90.0, 180.0, 90.0), cell=cell)
            assert sum(spot.events for spot in found) == 30
            assert {spot.precision for spot in found} == {1, 2, 3, 4}
            assert [spot.events for spot in found] == sorted((spot.events for spot in found), reverse=True)
        for spot in found:
            mine = [r for r in queue(con, Filter(precision=(spot.precision,)), limit=99).rows if r.lat is not None]
            near = [r for r in mine if int(r.lat or 0) // 60 == int(spot.lat) // 60]
            assert spot.events == len(near)
            assert spot.lat == pytest.approx(sum(r.lat or 0 for r in near) / len(near))
            assert spot.label.endswith(f"+{len({r.place for r in near}) - 1}") or spot.label in {r.place for r in near}


def test_facets_map_and_timeline_count_the_same_events(register: Register) -> None:
    with register.read() as con:
        name = queue(con).rows[0].id
    say(register, "reject", name)
    standing = Filter(status=STANDING)
    with register.read() as con:
        assert sum(facets(con, "country", standing).values()) == 29
        assert len(points(con)) == 29
        assert sum(p.events for p in points(con, cell=1.0)) == 29
        assert sum(p.events for p in points(con, box=(40.0, 12.0, 43.0, 15.0))) == count(
            con, Filter(country="XF", status=STANDING)
        )
        assert sum(bar.events for bar in timeline(con)) == 29
        assert [bar.day for bar in timeline(con)] == ["2031-01", "2031-02", "2031-03"]
        assert sum(bar.killed for bar in timeline(con, by="day")) == sum(
            r.killed or 0 for r in queue(con, standing, limit=99).rows
        )
        with pytest.raises(UsageError, match="no facet"):
            facets(con, "json")


def test_a_report_page_is_its_events_with_all_that_is_known(register: Register) -> None:
    with register.read() as con:
        records = records_of(con, events_of_report(con, "r4"))
    assert [r.event.passage for r in records] == sorted(r.event.passage for r in records)
    assert all(r.event == r.coded and r.latest is None and r.edited == () for r in records)


def test_what_needs_a_person_most_comes_first() -> None:
    plain = coded(FIRST, killed=None, confidence={})
    order = [
        need_of(plain, status="changed", conflict=False),
        need_of(plain, status="open", conflict=True),
        need_of(coded(FIRST, killed=200, confidence={}), status="open", conflict=False),
        need_of(plain, status="edited", conflict=False),
        need_of(msgspec.structs.replace(plain, place=Place()), status="open", conflict=False),
        need_of(coded(FIRST, killed=2, confidence={}), status="open", conflict=False),
        need_of(msgspec.structs.replace(plain, date=Date()), status="open", conflict=False),
        need_of(plain, status="open", conflict=False),
    ]
    assert order == sorted(order, reverse=True)
    assert len(set(order)) == len(order)


# ---------------------------------------------------------------------- search


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("قذيفة", True),
        ("بالقذيفة", True),
        ("والقذيفه", True),
        ("قذائف", True),  # a broken plural that no report has is taken for a slip
        ("القَذِيفَة", True),
        ("مدني", True),
        ("المدنيون", True),
        ("للسوق", True),
        ("سوق الزيتون", True),
        ("سوق الرمان", False),
        ("ام النخل", True),
        ("النخلل", True),  # a slip of the key
        ("الزيطون", True),  # a letter for another
        ("1.5", False),
        ("o'neil", False),
        ("", False),
        ("«»", False),
        ('" OR 1', False),
        ("*", False),
    ],
)
def test_search_knows_clitics_spellings_and_slips(shared: Register, query: str, found: bool) -> None:
    with shared.read() as con:
        hits = search(con, query).hits
    assert bool(hits) is found
    for hit in hits:
        assert hit.spans or query in {"العدد"}
        assert all(0 <= s < e <= len(TEXT) + 12 for s, e in hit.spans)


def test_search_pages_and_shows_where(register: Register) -> None:
    with register.read() as con:
        first = search(con, "وقتل", limit=4)
        rest = search(con, "وقتل", before=first.next, limit=20)
        other = search(con, "النخلل")
    assert [h.doc_id for h in (*first.hits, *rest.hits)] == [f"r{n}" for n in range(9, -1, -1)]
    assert rest.next is None
    hit = first.hits[0]
    assert (TEXT[slice(*hit.spans[0])], hit.events, hit.outlet) == ("وقتل", 3, "Wadi News")
    assert hit.around[0] <= hit.spans[0][0] < hit.around[1]
    assert other.instead == {"النخلل": ("النخل",)}


def test_a_revised_text_is_found_by_its_new_words_only(register: Register) -> None:
    add(register, report("r3", text="هدوء تام في الميناء ولم يقع شيء من ذلك."))
    with register.read() as con:
        assert [h.doc_id for h in search(con, "الميناء").hits] == ["r3"]
        assert "r3" not in {h.doc_id for h in search(con, "قذيفة").hits}


_WORDS = st.text(alphabet="ابتجدرسعفقكلمنهويةأإآىئ", min_size=1, max_size=9)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(_WORDS, st.sampled_from(["", "و", "ال", "بال", "وال", "لل", "ف"]))
def test_a_word_is_found_behind_any_clitic(word: str, clitic: str) -> None:
    if len(fold(word)) >= 3:
        assert not set(readings(fold(word))).isdisjoint(index_words(clitic + word))


def test_near_words_are_a_slip_away() -> None:
    assert near("انفجارر", ["انفجار", "انتظار", "فجر"]) == ["انفجار"]
    assert skeleton("زيتون") == skeleton("زيطون")
