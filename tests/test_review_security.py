"""Probes: script in every source, forged forms, roles, foreign hosts, paths, guesses at the door."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from reviewing import HOSTS, KEY, PASSWORD, again, copy_of_register, event_ids, local, log_in, radius, served, token_of
from starlette.routing import Route
from starlette.testclient import TestClient
from typer.testing import CliRunner

from sijill.cli import app
from sijill.errors import UsageError
from sijill.model import Report
from sijill.pipeline import Settings
from sijill.read import Read
from sijill.register import Register
from sijill.register.accounts import Role, account_of, set_disabled, set_role
from sijill.review.access import LEAST, may
from sijill.review.api import deciding, reading
from sijill.review.app import create_app
from sijill.review.doors import COOKIE, AccountDoor, Who
from sijill.review.pages import files, lists, people, records
from sijill.review.security import MAX_BODY, POLICY, file_name, local_path
from sijill.review.serving import Serving, _listen, hosts_of, serve
from sijill.review.site import Site
from sijill.run.register import add_to, run_register

PAGES = (
    "/queue",
    "/incidents",
    "/map",
    "/search?q=كركوك",
    "/agreement",
    "/audit",
    "/reports/agency/1",
    "/reports/quiet",
)


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    with copy_of_register(tmp_path) as opened:
        yield opened


# ---------------------------------------------------------------------- script in what others wrote

EVIL = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}&lt;"


class Tags(HTMLParser):
    """The tags of a page, their attributes, and the words between."""

    def __init__(self, page: str):
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def assert_harmless(page: str) -> None:
    found = Tags(page).tags
    assert all(
        attrs.get("src", "").startswith("/static/")
        for tag, attrs in found
        if tag in {"script", "img", "link"} and "src" in attrs
    )
    assert all("src" in attrs for tag, attrs in found if tag == "script"), "an inline script"
    assert not any(tag in {"style", "img", "iframe", "object", "base"} for tag, _ in found)
    assert not any(name.startswith("on") or name == "style" for _, attrs in found for name in attrs)
    links = [attrs["href"] or "" for tag, attrs in found if tag == "a" and "href" in attrs]
    assert not any(re.match(r"\s*(javascript|data|vbscript):", link, re.IGNORECASE) for link in links)
    assert "49" not in re.findall(r"\{\{7\*7\}\}|>49<", page)


def test_script_in_text_title_outlet_address_id_and_file_name_stays_words(tmp_path: Path) -> None:
    report = Report(
        doc_id=f"x/{EVIL}", title=EVIL, outlet=EVIL, url=f"javascript:alert(3)//{EVIL}", published="2031-03-04",
        text=f"قتل جنديان في انفجار عبوة ناسفة في كركوك أمس {EVIL} بحسب الشرطة {EVIL}.",
    )  # fmt: skip
    with Register.create(str(tmp_path / "evil.sijill")) as register:
        add_to(register, [Read(report=report, file=f"{EVIL}.txt", line=1)], by=EVIL)
        run_register(register, Settings(), link=False)
        client = local(register, who=EVIL)
        token = token_of(client.get("/queue").text.replace("&#34;", '"'))
        first = client.get("/api/v1/queue").json()["rows"][0]
        done = client.post(
            f"/api/v1/events/{first['event']['id']}/decisions", headers={"x-csrf-token": token},
            json={"kind": "field", "version": first["event"]["version"], "note": EVIL,
                  "fields": [{"field": "claim", "value": {"kind": "official", "by": EVIL, "text": None}}]},
        )  # fmt: skip
        assert done.status_code == 200, done.text
        seen = 0
        for path in ("/queue", first["href"].partition("#")[0], f"/history/{first['event']['id']}", "/audit",
                     "/search?q=كركوك", f"/search?q={EVIL}", "/agreement", "/map", "/incidents"):  # fmt: skip
            page = client.get(path)
            assert page.status_code == 200, path
            assert_harmless(page.text)
            seen += page.text.count("&lt;script&gt;")
        assert seen > 10, "the probe never reached the pages"


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_has_its_headers_and_no_inline_script_or_style(register: Register, path: str) -> None:
    answer = local(register).get(path)
    assert answer.headers["content-security-policy"] == POLICY
    assert "unsafe" not in POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["cache-control"] == "no-store"
    assert_harmless(answer.text)


def test_an_error_page_has_the_headers_too_and_tells_nothing_of_the_inside(register: Register) -> None:
    client = local(register)
    for path, status in (("/nowhere", 404), ("/queue?since=yesterday", 400), ("/queue?after=x", 400),
                         ("/reports/none", 404), ("/incidents/none", 404), ("/history/none", 404)):  # fmt: skip
        answer = client.get(path)
        assert answer.status_code == status, path
        assert answer.headers["content-security-policy"] == POLICY
        assert "Traceback" not in answer.text


# ---------------------------------------------------------------------- forms

POSTS = ("/logout", "/users/add", "/users/role", "/users/active", "/users/password", "/api/v1/events/x/decisions",
         "/api/v1/reports/1/events", "/api/v1/decisions/d1/undo", "/api/v1/pairs")  # fmt: skip


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize("token", [None, "", "a token of my own", "x" * 43])
def test_a_post_without_the_token_of_its_session_is_refused(register: Register, path: str, token: str | None) -> None:
    client = served(register)
    log_in(client, "nour")
    given = {} if token is None else {"x-csrf-token": token}
    body = (
        {"json": {}}
        if path.startswith("/api/")
        else {"data": {"csrf": token or "", "name": "rim", "role": "editor", "password": PASSWORD, "active": "0"}}
    )
    answer = client.post(path, headers=given if path.startswith("/api/") else {}, **body)
    assert answer.status_code in {403, 422}, answer.text
    if answer.status_code == 422:  # the body is looked at first; with a good one the token is
        assert path.startswith("/api/")
    with register.read() as con:
        assert client.get("/users").status_code == 200
        assert account_of(con, "rim").role == "reader"


def test_the_token_of_another_session_is_refused(register: Register) -> None:
    client = served(register)
    other = again(client)
    theirs = log_in(other, "salma")
    log_in(client, "nour")
    answer = client.post("/users/role", data={"name": "rim", "role": "editor", "csrf": theirs})
    assert answer.status_code == 403


def test_a_post_from_another_site_is_refused_even_with_the_token(register: Register) -> None:
    client = served(register)
    token = log_in(client, "nour")
    for site in ("cross-site", "same-site"):
        answer = client.post(
            "/users/role", data={"name": "rim", "role": "editor", "csrf": token}, headers={"sec-fetch-site": site}
        )
        assert answer.status_code == 403
    good = client.post(
        "/users/role", data={"name": "rim", "role": "coder", "csrf": token}, headers={"sec-fetch-site": "same-origin"}
    )
    assert good.status_code == 303


def test_cookies_are_for_this_site_and_no_script(register: Register) -> None:
    client = served(register)
    token = token_of(client.get("/login").text)
    answer = client.post("/login", data={"name": "rim", "password": PASSWORD, "csrf": token})
    (cookie,) = (c for c in answer.headers.get_list("set-cookie") if c.startswith(COOKIE))
    assert "HttpOnly" in cookie
    assert "samesite=lax" in cookie.lower()


# ---------------------------------------------------------------------- roles


def test_every_route_has_its_least_role_and_no_other_is_named() -> None:
    modules = (files, people, lists, records, reading, deciding)
    names = {route.name for module in modules for route in module.router.routes if isinstance(route, Route)}
    assert names == set(LEAST)


def test_an_unknown_route_is_closed_to_everybody() -> None:
    assert not may(Who("nour", "editor"), "a route of tomorrow")


BY_ROLE = {
    "rim": {"reader": True, "coder": False, "editor": False},
    "salma": {"reader": True, "coder": True, "editor": False},
    "nour": {"reader": True, "coder": True, "editor": True},
}


@pytest.mark.parametrize("name", BY_ROLE)
def test_a_role_may_do_its_own_and_no_more(register: Register, name: str) -> None:
    client = served(register)
    token = log_in(client, name)
    allowed = BY_ROLE[name]
    event = event_ids(client, "agency/1")[0]
    version = client.get(f"/api/v1/events/{event}").json()["row"]["version"]
    for path in ("/queue", "/reports/agency/1", f"/api/v1/events/{event}"):
        assert client.get(path).status_code == 200
    decided = client.post(
        f"/api/v1/events/{event}/decisions",
        json={"kind": "accept", "version": version},
        headers={"x-csrf-token": token},
    )
    assert decided.status_code == (200 if allowed["coder"] else 403)
    for path in ("/users", "/audit", "/export/csv"):
        assert client.get(path).status_code == (200 if allowed["editor"] else 403), path
    lifted = client.post("/users/role", data={"name": name, "role": "editor", "csrf": token})
    assert lifted.status_code == (400 if allowed["editor"] else 403)  # an editor may not touch the own role
    page = client.get("/reports/agency/1").text
    assert ('data-do="accept"' in page) == allowed["coder"]


@pytest.mark.parametrize("name", [None, *BY_ROLE])
def test_every_route_pages_and_api_alike_holds_to_the_table(register: Register, name: str | None) -> None:
    """Each route, with the right token, by nobody and by each role: let in where its least role says so, else not."""
    client = served(register)
    token = log_in(client, name) if name else token_of(client.get("/login").text)
    who = None if name is None else Who(name, account_role(register, name))
    modules = (files, people, lists, records, reading, deciding)
    routes = [r for module in modules for r in module.router.routes if isinstance(r, Route) and LEAST[r.name]]
    assert len(routes) > 30
    for route in sorted(routes, key=lambda r: r.name == "logout"):
        (method,) = {"GET", "POST"} & (route.methods or set())
        path = re.sub(r"\{[^}]*\}", "1", route.path)
        answer = client.request(method, path, headers={"x-csrf-token": token}, data={} if method == "POST" else None)
        if may(who, route.name):
            assert answer.status_code not in {401, 403}, route.name
            assert not answer.headers.get("location", "").startswith("/login?"), route.name
        elif who is not None:
            assert answer.status_code == 403, route.name
        else:
            assert answer.status_code == (303 if method == "GET" and not path.startswith("/api/") else 401), route.name


def account_role(register: Register, name: str) -> Role:
    with register.read() as con:
        return account_of(con, name).role


def test_a_log_in_makes_a_new_session_and_ends_the_one_before(register: Register) -> None:
    client = served(register)
    client.cookies.set(COOKIE, "planted", domain="127.0.0.1", path="/")
    log_in(client, "salma")
    first = client.cookies[COOKIE]
    assert first != "planted"
    log_in(client, "nour")
    assert client.cookies[COOKIE] != first
    other = again(client)
    other.cookies.set(COOKIE, first, domain="127.0.0.1", path="/")
    assert other.get("/queue").status_code == 303


def test_over_https_cookies_go_no_other_way(register: Register) -> None:
    site = Site(register, AccountDoor(register), radius, secure=True)
    client = TestClient(create_app(site, hosts=HOSTS), base_url="https://127.0.0.1", follow_redirects=False)
    page = client.get("/login")
    assert page.headers["strict-transport-security"].startswith("max-age=")
    form = {"name": "rim", "password": PASSWORD, "csrf": token_of(page.text)}
    answer = client.post("/login", data=form)
    kept = [*page.headers.get_list("set-cookie"), *answer.headers.get_list("set-cookie"),
            *client.get("/language/ar").headers.get_list("set-cookie")]  # fmt: skip
    assert len(kept) >= 4
    assert [c for c in kept if "secure" not in c.lower() and "max-age=0" not in c.lower()] == []
    assert [c for c in kept if "samesite=lax" not in c.lower()] == []


def test_the_queue_answers_at_once() -> None:
    """asyncio sends small answers at once only where it knows a socket for TCP by its protocol."""
    listening = _listen("127.0.0.1", 0)
    assert listening.proto == socket.IPPROTO_TCP
    listening.close()


def test_a_role_that_was_taken_away_is_gone_at_once_and_a_closed_account_is_out(register: Register) -> None:
    client = served(register)
    log_in(client, "nour")
    with register.write() as con:
        set_role(con, "nour", "reader", at=register.clock(), by="t")
    assert client.get("/users").status_code == 403
    with register.write() as con:
        set_disabled(con, "nour", True, at=register.clock(), by="t")
    assert client.get("/queue").status_code == 303


def test_only_an_editor_takes_back_what_another_decided(register: Register) -> None:
    client = served(register)
    token = log_in(client, "salma")
    event = event_ids(client, "agency/1")[0]
    version = client.get(f"/api/v1/events/{event}").json()["row"]["version"]
    made = client.post(
        f"/api/v1/events/{event}/decisions",
        json={"kind": "reject", "version": version},
        headers={"x-csrf-token": token},
    )
    entry = made.json()["entries"][0]
    for name, status in (("omar", 403), ("nour", 200)):
        other = again(client)
        theirs = log_in(other, name)
        assert (
            other.post(f"/api/v1/decisions/{entry}/undo", json={}, headers={"x-csrf-token": theirs}).status_code
            == status
        )


# ---------------------------------------------------------------------- the door


@pytest.mark.parametrize("path", [*PAGES, "/users", "/export/csv"])
def test_nobody_sees_anything_before_the_log_in(register: Register, path: str) -> None:
    client = served(register)
    answer = client.get(path)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/login?next=")
    assert client.get("/api/v1/queue").status_code == 401


def test_guesses_are_slowed_down_and_told_alike(register: Register) -> None:
    client = served(register)
    token = token_of(client.get("/login").text)
    answers = [
        client.post("/login", data={"name": name, "password": "wrong wrong wrong", "csrf": token})
        for name in ("salma", "nobody")
    ]
    assert {a.status_code for a in answers} == {403}
    plain = [re.sub(r"<[^>]+>", "", a.text) for a in answers]
    assert plain[0] == plain[1]
    for _ in range(5):
        last = client.post("/login", data={"name": "salma", "password": "wrong wrong wrong", "csrf": token})
    assert last.status_code == 429
    assert client.post("/login", data={"name": "salma", "password": PASSWORD, "csrf": token}).status_code == 429
    assert client.post("/api/v1/login", json={"name": "salma", "password": PASSWORD}).status_code == 429


def test_a_local_register_opens_with_its_key_alone(register: Register) -> None:
    client = again(local(register))
    assert client.get("/queue").status_code == 303
    assert client.get("/enter", params={"key": "a guess"}).status_code == 403
    assert client.get("/queue").status_code == 303
    assert client.get("/api/v1/queue", headers={"authorization": "Bearer a guess"}).status_code == 401
    assert client.get("/api/v1/queue", headers={"authorization": f"Bearer {KEY}"}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "[::1", "localhost.evil.example:80"])
def test_another_name_for_this_machine_is_not_answered(register: Register, host: str) -> None:
    client = local(register)
    assert client.get("/queue", headers={"host": host}).status_code == 400
    assert client.get("/queue", headers={"host": "LOCALHOST:8017"}).status_code == 200


def test_it_refuses_to_be_open_to_others_without_accounts(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="open to others") as told:
        hosts_of(Serving(host="0.0.0.0", who="me"))
    assert "sijill register user add" in (told.value.hint or "")
    with pytest.raises(UsageError, match="no name"):
        hosts_of(Serving(host="0.0.0.0"))
    assert hosts_of(Serving(host="192.0.2.7")) == ("192.0.2.7",)
    with (
        Register.create(str(tmp_path / "empty.sijill")) as empty,
        pytest.raises(UsageError, match="nobody could log in"),
    ):
        serve(empty, Serving(host="192.0.2.7"), radius=radius, count=None, rewrite=len, say=print)  # type: ignore[arg-type]


def test_users_are_made_on_the_command_line(tmp_path: Path) -> None:
    target = str(tmp_path / "own.sijill")
    Register.create(target).close()

    def run(*args: str, typed: str = "") -> str:
        outcome = CliRunner().invoke(app, ["register", "user", *args], input=typed)
        return f"{outcome.output}{outcome.exception or ''}"

    assert "fewer than" in run("add", target, "salma", typed="short\n")
    run("add", target, "salma", "--role", "editor", typed=f"{PASSWORD}\n")
    assert "already" in run("add", target, "salma", typed=f"{PASSWORD}\n")
    assert "no role" in run("role", target, "salma", "king")
    run("role", target, "salma", "reader")
    run("disable", target, "salma")
    assert run("list", target).split() == ["salma", "reader", "disabled"]
    run("disable", target, "salma", "--enable")
    with Register.open(target) as register:
        log_in(served(register), "salma")
    outcome = CliRunner().invoke(app, ["review", target, "--host", "0.0.0.0"])
    assert "no name" in str(outcome.exception)
    outcome = CliRunner().invoke(app, ["review", target, "--host", "192.0.2.7", "--as", "me"])
    assert "alone" in str(outcome.exception)


# ---------------------------------------------------------------------- paths, sizes, addresses


@pytest.mark.parametrize(
    "path",
    ["/export/../users", "/export/..%2f..%2fetc%2fpasswd", "/export/html", "/export/csv%00", "/static/x/../app.py",
     "/static/x/%2e%2e/app.py", "/static/x/..%2f..%2faccess.py", "/static/x//etc/passwd",
     "/static/x/vendor/../../app.py"],
)  # fmt: skip
def test_no_path_leads_out(register: Register, path: str) -> None:
    answer = local(register).get(path)
    assert answer.status_code in {404, 303}
    assert "import" not in answer.text


def test_exports_have_safe_names(register: Register) -> None:
    client = local(register)
    for form in ("jsonl", "csv", "geojson"):
        answer = client.get(f"/export/{form}")
        assert answer.status_code == 200
        assert re.fullmatch(rf'attachment; filename="[A-Za-z0-9.-]+\.{form}"', answer.headers["content-disposition"])
    assert file_name("../../etc/passwd\r\nX: y", ending="csv") == "etc-passwd-X-y.csv"
    assert file_name("...", ending="csv") == "sijill.csv"


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example/", "/\\evil.example", "\\/evil", "/a\r\nb"])
def test_the_way_back_leads_nowhere_else(register: Register, target: str) -> None:
    assert local_path(target) == "/"
    client = served(register)
    assert client.get("/language/ar", params={"next": target}).headers["location"] == "/"
    token = token_of(client.get("/login").text)
    done = client.post("/login", data={"name": "rim", "password": PASSWORD, "csrf": token, "next": target})
    assert done.headers["location"] == "/"


def test_a_body_that_is_too_large_is_refused(register: Register) -> None:
    client = local(register)
    token = token_of(client.get("/queue").text)
    headers = {"x-csrf-token": token, "content-type": "application/json"}
    assert client.post("/api/v1/pairs", content=b" " * (MAX_BODY + 1), headers=headers).status_code == 413

    def unknown_length() -> Iterator[bytes]:
        for _ in range(MAX_BODY // 1000 + 5):
            yield b" " * 1000

    assert client.post("/api/v1/pairs", content=unknown_length(), headers=headers).status_code >= 400


def test_the_local_person_is_named_in_the_log(register: Register) -> None:
    client: TestClient = local(register, who="salma")
    token = token_of(client.get("/queue").text)
    event = event_ids(client, "agency/1")[0]
    version = client.get(f"/api/v1/events/{event}").json()["row"]["version"]
    client.post(
        f"/api/v1/events/{event}/decisions",
        json={"kind": "accept", "version": version},
        headers={"x-csrf-token": token},
    )
    (entry,) = client.get(f"/api/v1/history/{event}").json()
    assert (entry["by"], entry["kind"]) == ("salma", "accept")
