"""The pages in a real browser: decide by keys and by selecting words, two at once, an export that has it."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from browser import MISSING, Browser, browsers
from reviewing import HOSTS, KEY, REPORTS, copy_of_register, radius

from sijill.export import FORMATS
from sijill.model import Decision, Report
from sijill.pipeline import Settings, load_coder
from sijill.read import Read
from sijill.register import Register, decide, events_of_report, incident_of, record_of
from sijill.review.app import create_app
from sijill.review.doors import LocalDoor
from sijill.review.site import Site
from sijill.run.register import add_to, export_incidents, export_register, rewrite_stale, run_register

pytestmark = pytest.mark.skipif(bool(MISSING), reason=MISSING)
Opener = Callable[..., Browser]


@contextmanager
def serving(register: Register, who: str = "salma") -> Iterator[str]:
    """A server of its own; its address."""
    coder = load_coder((), None)

    def count(report: Report, span: tuple[int, int]) -> tuple[int | None, int | None] | None:
        chart = coder.chart(Report(doc_id="x", text=report.text[slice(*span)]))
        return next(((f.value.low, f.value.high) for f in chart.all("party")), None)

    site = Site(register, LocalDoor(who, KEY), radius, count=count, rewrite=rewrite_stale)
    config = uvicorn.Config(create_app(site, hosts=HOSTS), host="127.0.0.1", port=0, log_level="error", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="module")
def opener(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opener]:
    with browsers(tmp_path_factory.mktemp("browser")) as window:
        yield window


def enter(browser: Browser, address: str) -> None:
    browser.go(f"{address}/enter?key={KEY.replace(' ', '%20')}")


def write(browser: Browser, field: str, words: str) -> None:
    """Write into a field of a form, as somebody who types would leave it."""
    browser.run(
        "const el = document.querySelector(arguments[0]); el.value = arguments[1];"
        "el.dispatchEvent(new Event('input', {bubbles: true}))",
        field,
        words,
    )


def select(browser: Browser, words: str) -> None:
    """Select words of the text as a mouse does."""
    browser.run(
        """const words = arguments[0], pieces = [...document.querySelectorAll("#text [data-s]")];
        const whole = pieces.map(p => p.textContent).join(""), at = whole.indexOf(words);
        const place = units => { for (const p of pieces) { if (units <= p.textContent.length) return [p.firstChild, units]; units -= p.textContent.length; } };
        getSelection().setBaseAndExtent(...place(at), ...place(at + words.length));""",  # noqa: E501
        words,
    )
    browser.until("return !document.querySelector('#picked').hidden")


def first_event(register: Register, doc_id: str) -> str:
    with register.read() as con:
        rows = events_of_report(con, doc_id)
    return rows[0].id


def test_code_review_correct_accept_run_again_export(opener: Opener, tmp_path: Path) -> None:
    with copy_of_register(tmp_path) as register, serving(register) as address:
        browser = opener()
        enter(browser, address)
        assert "/queue" in browser.run("return location.pathname")
        browser.keys("j", "Enter")
        browser.until("return document.body.dataset.page === 'report'")
        browser.go(f"{address}/reports/agency/1")
        event = first_event(register, "agency/1")
        # The toll: the words of the wounded are taken for the killed, by selecting them; the number comes with them.
        browser.run("document.querySelector('.row[data-field=casualties]').focus()")
        browser.keys("e")
        browser.until("return document.querySelector('.editor .rowed.aimed')")
        select(browser, "7 آخرون")
        browser.click("#picked-use")
        browser.until("return document.querySelector('.editor .rowed.aimed [name=low]').value === '7'")
        select(browser, "خمسة جنود")
        browser.click("#picked-use")
        browser.until("return document.querySelector('.editor .rowed.aimed [name=low]').value === '5'")
        write(browser, ".editor [name=low]", "4")
        write(browser, ".editor [name=note]", "a later report says four")
        browser.click(".editor [data-do=save]")
        browser.until("return document.querySelector('.card.is-edited .row.edited[data-field=casualties]')")
        browser.keys("a")
        browser.until("return document.querySelector('.card.is-accepted')")
        assert browser.messages() == []

        with register.read() as con:
            kept = record_of(con, event)
        text = REPORTS[0].text
        assert (kept.event.casualties[0].low, kept.event.casualties[0].high) == (4, 5)
        words = [text[slice(*b.span)] for b in kept.event.because["casualties"]]
        assert words == ["7 آخرون", "خمسة جنود"]

        more = Report(doc_id="later", published="2031-03-06", text="قتل جنديان في انفجار لغم قرب كركوك أمس.")
        add_to(register, [Read(report=more, file="later.jsonl", line=1)], by="t")
        run_register(register, Settings())
        with register.read() as con:
            assert record_of(con, event).event.casualties == kept.event.casualties
            assert record_of(con, event).row.status == "accepted"
        out = tmp_path / "events.jsonl"
        export_register(register, [(str(out), FORMATS["jsonl"])], settings=Settings())
        (row,) = [r for r in map(json.loads, out.read_text("utf-8").splitlines()) if r["id"] == event]
        assert (row["casualties"][0]["low"], row["casualties"][0]["high"]) == (4, 5)


def test_everything_by_keys(opener: Opener, tmp_path: Path) -> None:
    with copy_of_register(tmp_path) as register, serving(register) as address:
        browser = opener()
        enter(browser, address)
        browser.keys("?")
        browser.until("return document.querySelector('#keys').open")
        browser.keys("Escape")
        browser.until("return !document.querySelector('#keys').open")
        browser.go(f"{address}/reports/daily/2")
        before = browser.run("return document.querySelectorAll('.card').length")
        browser.keys("j", "Down", "Down")
        field = browser.run("return document.activeElement.dataset.field")
        lit = browser.run("return [...document.querySelectorAll('#text .lit')].map(e => e.textContent).join('')")
        assert field == "place"
        assert "كركوك" in lit
        # Word by word through the text, some more, and an event out of them.
        browser.keys("w", "Left", "Left", "Left", "Shift+Left")
        assert browser.run("return String(getSelection())") == "بمقتل ستة"
        browser.keys("+")
        browser.until("return document.querySelector('#new-event').open")
        browser.run("document.querySelector('#new-event [name=type]').value = 'Armed clash'")
        browser.click("#new-event button[value=add]")
        browser.until("return document.querySelectorAll('.card').length === arguments[0]", before + 1)
        made = browser.run("return document.activeElement.closest('.card').dataset.id")
        with register.read() as con:
            found = record_of(con, made)
        assert REPORTS[1].text[slice(*found.event.passage)] == "بمقتل ستة"
        browser.keys("x")
        browser.until("return document.querySelector('.card.is-rejected')")
        browser.run("document.getElementById(arguments[0]).querySelector('.row').focus()", made)
        browser.keys("u")
        browser.until("return !document.querySelector('.card.is-rejected')")
        assert browser.messages() == []


def test_the_second_to_save_sees_both_and_loses_nothing(opener: Opener, tmp_path: Path) -> None:
    with copy_of_register(tmp_path) as register, serving(register) as address:
        one, other = opener(), opener()
        for browser in (one, other):
            enter(browser, address)
            browser.go(f"{address}/reports/agency/1")
            browser.run("document.querySelector('.row[data-field=claim]').focus()")
            browser.keys("e")
            browser.until("return document.querySelector('.editor [name=by]')")
        for browser, name in ((one, "A Spokesman"), (other, "A Ministry")):
            write(browser, ".editor [name=by]", name)
            browser.click(".editor [data-do=save]")
            if browser is one:
                browser.until("return document.querySelector('.card.is-edited')")
        other.until("return document.querySelector('#clash').open")
        shown = other.run("return document.querySelector('#clash').textContent")
        assert "A Ministry" in shown
        assert "A Spokesman" in shown
        assert other.run("return document.querySelector('.editor [name=by]').value") == "A Ministry"
        # Closing the page loses nothing either: the draft is open again.
        other.go(f"{address}/reports/agency/1")
        other.until("return document.querySelector('.editor [name=by]')?.value === 'A Ministry'")
        other.click(".editor [data-do=save]")
        other.until(
            "return document.querySelector('.row.edited[data-field=claim]') && !document.querySelector('.editor')"
        )
        with register.read() as con:
            assert record_of(con, first_event(register, "agency/1")).event.claim.by == "A Ministry"


def test_a_telling_is_chosen_by_keys_and_the_next_run_keeps_it(opener: Opener, tmp_path: Path) -> None:
    with copy_of_register(tmp_path) as register, serving(register) as address:
        browser = opener()
        enter(browser, address)
        for doc, number in (("agency/1", 5), ("daily/2", 6)):
            name = first_event(register, doc)
            toll = [{"group": "Military Forces of Iraq", "outcome": "killed", "low": number, "high": number}]
            change = Decision(kind="field", by="salma", events=(name,), field="casualties", value=json.dumps(toll))
            with register.read() as con:
                seen = {name: record_of(con, name).row.version}
            decide(register, change, seen=seen, rewrite=rewrite_stale)
        with register.read() as con:
            home = record_of(con, first_event(register, "agency/1")).row.incident_id or ""
            before = {c.about for c in incident_of(con, home)[1].open_conflicts}
        assert "casualties" in before
        browser.go(f"{address}/incidents/{home}")
        assert browser.run("return document.querySelector('.conflicts').textContent.includes('killed')")
        take = "[data-field=casualties].take"
        own = f"{take}[data-event={first_event(register, 'daily/2')}]"
        for _ in range(20):
            browser.keys("c")
            if browser.run(f"return document.activeElement === document.querySelector('{own}')"):
                break
        browser.keys("Enter")
        browser.until(f"return document.querySelectorAll('{take}[aria-pressed=true]').length === 1")
        assert browser.messages() == []
        with register.read() as con:
            chosen = incident_of(con, home)[1]
        assert (chosen.casualties[0].low, chosen.casualties[0].high) == (6, 6)
        add_to(register, [Read(report=Report(doc_id="new", text="بيان جديد بلا أحداث.", published="2031-03-06"),
                               file="x", line=1)], by="t")  # fmt: skip
        run_register(register, Settings())
        export_incidents(register, str(tmp_path / "i.jsonl"))
        lines = (tmp_path / "i.jsonl").read_text(encoding="utf-8").splitlines()
        (kept,) = [row for row in map(json.loads, lines) if row["id"] == home]
        assert (kept["casualties"][0]["low"], kept["casualties"][0]["high"]) == (6, 6)
        assert kept["chosen"] == {"casualties": kept["decisions"][0]}
        browser.go(f"{address}/incidents/{home}")
        browser.keys("u")
        browser.until(f"return document.querySelectorAll('{take}[aria-pressed=true]').length === 0")
        with register.read() as con:
            assert {c.about for c in incident_of(con, home)[1].open_conflicts} == before


def test_map_and_incident_in_both_languages_and_on_a_phone(opener: Opener, tmp_path: Path) -> None:
    with copy_of_register(tmp_path) as register, serving(register) as address:
        browser = opener()
        enter(browser, address)
        browser.go(f"{address}/map")
        browser.until("return document.querySelectorAll('#map .reach').length > 0")
        browser.until("return document.querySelectorAll('#timeline .bar-day').length > 0")
        browser.run("document.querySelector('#map .reach').dispatchEvent(new MouseEvent('click', {bubbles: true}))")
        browser.until("return document.querySelectorAll('#spot li a').length > 0")
        assert "undefined" not in browser.run("return document.querySelector('#spot').textContent")
        with register.read() as con:
            incident = record_of(con, first_event(register, "agency/1")).row.incident_id
            members = {record_of(con, first_event(register, doc)).row.incident_id for doc in ("agency/1", "daily/2")}
        assert members == {incident}, "the two tellings were not linked"
        for language, direction in (("ar", "rtl"), ("en", "ltr")):
            browser.go(f"{address}/language/{language}?next=/incidents/{incident}")
            assert browser.run("return document.documentElement.dir") == direction
        assert browser.run("return document.querySelectorAll('#tellings thead th[data-id]').length") == 2
        browser.run("document.querySelector('[name=telling]').click()")
        browser.keys("s")
        browser.until("return !location.pathname.endsWith(arguments[0])", incident)
        with register.read() as con:
            apart = {record_of(con, first_event(register, doc)).row.incident_id for doc in ("agency/1", "daily/2")}
        assert len(apart) == 2
        browser.size(390, 844)
        for path in ("/queue", "/reports/agency/1", "/incidents", "/map", "/search", "/agreement"):
            browser.go(address + path)
            wide = browser.run("return document.documentElement.scrollWidth")
            assert wide <= 390, f"{path} is {wide} pixels wide on a phone"
        assert browser.messages() == []
