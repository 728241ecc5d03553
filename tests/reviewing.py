"""What the tests of review share: a small register of invented reports, coded and linked, and clients to it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest

pytest.importorskip("fastapi")
pytest.importorskip("argon2")

from starlette.testclient import TestClient

from sijill.model import Report
from sijill.pipeline import Settings
from sijill.read import Read
from sijill.register import Register
from sijill.register.accounts import add_account
from sijill.review.app import create_app
from sijill.review.doors import AccountDoor, LocalDoor
from sijill.review.site import Site
from sijill.run.register import add_to, rewrite_stale, run_register

KEY = "the key that the start prints"
PASSWORD = "a long enough password"
HOSTS = ("127.0.0.1", "localhost")
REPORTS = (
    Report(
        doc_id="agency/1", published="2031-03-04", outlet="news agency (invented)", title="انفجار في كركوك",
        text="قال مصدر في الشرطة إن خمسة جنود قتلوا وأصيب 7 آخرون أمس الاثنين في انفجار عبوة ناسفة قرب كركوك.\n"
        "وفي بغداد، اغتال مسلحون مجهولون أستاذا جامعيا في حي العامل.",
    ),
    Report(
        doc_id="daily/2", published="2031-03-04", outlet="daily (invented)", title="قتلى في كركوك",
        text="أفادت مصادر أمنية بمقتل ستة جنود وإصابة 7 آخرين يوم أمس الاثنين بانفجار عبوة ناسفة في كركوك. 👍",
    ),
    Report(doc_id="quiet", published="2031-03-05", text="افتتح وزير الثقافة معرضا للكتاب في البصرة اليوم."),
)  # fmt: skip


def radius(precision: int, _: str | None) -> float:
    return {1: 3.0, 2: 25.0, 3: 30.0, 4: 100.0}.get(precision, 500.0)


@cache
def _made() -> Path:
    """The register, made once."""
    path = Path(mkdtemp(prefix="sijill-review-")) / "made.sijill"
    with Register.create(str(path)) as register:
        add_to(register, (Read(report=r, file="invented.jsonl", line=n) for n, r in enumerate(REPORTS, 1)), by="tests")
        run_register(register, Settings())
        with register.write() as con:
            for name, role in (("rim", "reader"), ("salma", "coder"), ("omar", "coder"), ("nour", "editor")):
                add_account(con, name, role, PASSWORD, at=register.clock(), by="tests")
    return path


@contextmanager
def copy_of_register(folder: Path) -> Iterator[Register]:
    """A register of one's own."""
    path = folder / "own.sijill"
    shutil.copy(_made(), path)
    with Register.open(str(path)) as register:
        yield register


def local(register: Register, *, who: str = "salma") -> TestClient:
    """A client of a register on this machine, that has opened the address with the key."""
    site = Site(register, LocalDoor(who, KEY), radius, rewrite=rewrite_stale)
    client = _client(site)
    assert client.get("/enter", params={"key": KEY}).status_code == 303
    return client


def served(register: Register) -> TestClient:
    """A client of a register that asks for name and password, not logged in."""
    return _client(Site(register, AccountDoor(register), radius, rewrite=rewrite_stale))


def again(client: TestClient) -> TestClient:
    """Another browser at the same application."""
    return TestClient(client.app, base_url="http://127.0.0.1", follow_redirects=False, raise_server_exceptions=False)


def _client(site: Site) -> TestClient:
    app = create_app(site, hosts=HOSTS)
    return TestClient(app, base_url="http://127.0.0.1", follow_redirects=False, raise_server_exceptions=False)


def token_of(page: str) -> str:
    """What the forms of a page carry."""
    found = re.search(r'<meta name="csrf" content="([^"]*)">', page)
    assert found is not None
    return found.group(1)


def log_in(client: TestClient, name: str, password: str = PASSWORD) -> str:
    """Log in by the form; the token of the forms from then on."""
    token = token_of(client.get("/login").text)
    done = client.post("/login", data={"name": name, "password": password, "csrf": token, "next": "/queue"})
    assert done.status_code == 303, done.text
    return token_of(client.get("/queue").text)


def event_ids(client: TestClient, doc_id: str) -> list[str]:
    """The events of a report, in the order of the text."""
    return [e["row"]["id"] for e in client.get(f"/api/v1/reports/{doc_id}").json()["events"]]
