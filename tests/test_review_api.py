"""The API keeps to its own description: what it takes, what it answers, and what it says of failures."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from reviewing import KEY, PASSWORD, again, copy_of_register, local, served

from sijill.register import Register

BEARER = {"authorization": f"Bearer {KEY}"}


class Described:
    """A client that holds every answer against the description of its route."""

    def __init__(self, register: Register, who: str = "salma"):
        self.client = again(local(register, who=who))
        self.told: dict[str, Any] = self.client.get("/api/v1/openapi.json", headers=BEARER).json()
        self.seen: set[tuple[str, str]] = set()

    def __call__(self, method: str, path: str, status: int = 200, **more: Any) -> Any:
        headers = BEARER | {"content-type": "application/json"}
        answer = self.client.request(method, f"/api/v1{path}", headers=headers, **more)
        assert answer.status_code == status, answer.text
        route = self._route(f"/api/v1{path.partition('?')[0]}", method)
        self.seen.add((method, route))
        told = self.told["paths"][route][method.lower()]["responses"]
        assert str(status) in told, f"{method} {route} does not say that it answers {status}"
        schema = told[str(status)]["content"]["application/json"]["schema"]
        Draft202012Validator({**schema, "components": self.told["components"]}).validate(answer.json())
        return answer.json()

    def _route(self, path: str, method: str) -> str:
        def fits(route: str) -> bool:
            mine, theirs = path.split("/"), route.split("/")
            if theirs[-1] == "{doc_id}":
                return mine[: len(theirs) - 1] == theirs[:-1]
            return len(mine) == len(theirs) and all(
                b.startswith("{") or a == b for a, b in zip(mine, theirs, strict=True)
            )

        return next(r for r, verbs in self.told["paths"].items() if method.lower() in verbs and fits(r))


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    with copy_of_register(tmp_path) as opened:
        yield opened


def test_the_description_is_whole(register: Register) -> None:
    told = Described(register).told
    assert told["openapi"].startswith("3.1")
    refs = set()

    def walk(node: object) -> None:
        if isinstance(node, dict):
            refs.update(v for k, v in node.items() if k == "$ref")
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk(told)
    assert {r.removeprefix("#/components/schemas/") for r in refs} <= told["components"]["schemas"].keys()
    for path, verbs in told["paths"].items():
        for verb, route in verbs.items():
            assert route.get("summary"), f"{verb} {path} says nothing of itself"
            assert not path.startswith("/api/v1/openapi")


def test_every_route_answers_as_it_says(register: Register) -> None:
    call = Described(register)
    page = call("GET", "/queue?status=all&limit=2")
    event = next(r["event"] for r in call("GET", "/queue?status=all")["rows"] if r["event"]["doc_id"] == "agency/1")
    assert call("GET", f"/queue?after={page['next']}")["rows"][0] not in page["rows"]
    assert call("GET", "/me") == {"name": "salma", "role": "editor"}
    assert call("GET", "/queue?box=40,30,50,40&status=standing")["total"] >= 1
    report = call("GET", "/reports/agency/1")
    assert report["report"]["report"]["outlet"] == "news agency (invented)"
    record = call("GET", f"/events/{event['id']}")
    incident = call("GET", f"/incidents/{record['row']['incident_id']}")
    assert len(incident["events"]) == 2
    assert call("GET", "/incidents?conflict=1&since=2031-01-01") is not None
    found = call("GET", "/search?q=الكركوك")
    assert {hit["doc_id"] for hit in found["hits"]} == {"agency/1", "daily/2"}
    assert call("GET", "/map?box=-180,-90,180,90&zoom=5")["spots"]
    bins = call("GET", "/timeline")["bins"]
    assert next(b["since"] for b in bins if b["events"]) == "2031-03-03"
    assert call("GET", f"/count?report={report['report']['num']}&start=0&end=5") == {"low": None, "high": None}
    decided = call(
        "POST", f"/events/{event['id']}/decisions", json={"kind": "accept", "version": record["row"]["version"]}
    )
    assert decided["event"]["row"]["status"] == "accepted"
    stale = call(
        "POST", f"/events/{event['id']}/decisions", 409, json={"kind": "reject", "version": record["row"]["version"]}
    )
    assert stale["theirs"]["row"]["status"] == "accepted"
    assert [e["kind"] for e in call("GET", f"/history/{event['id']}")] == ["accept", "stale"]
    call("POST", f"/decisions/{decided['entries'][0]}/undo", json={"note": "by mistake"})
    assert call("GET", f"/events/{event['id']}")["row"]["status"] == "open"
    added = call("POST", f"/reports/{report['report']['num']}/events", 201, json={"passage": [3, 20], "type": "Other"})
    assert added["row"]["status"] == "edited"
    ids = incident["incident"]["events"]
    seen = {e["row"]["id"]: call("GET", f"/events/{e['row']['id']}")["row"]["version"] for e in incident["events"]}
    apart = call("POST", "/pairs", json={"kind": "different", "events": ids, "seen": seen})
    assert apart["incident"]
    assert call("GET", "/agreement?a=salma&b=omar")[0]["field"] == "is an event"
    call("POST", "/login", json={"name": "", "password": KEY})
    routes = {(verb.upper(), path) for path, verbs in call.told["paths"].items() for verb in verbs}
    assert routes == call.seen


@pytest.mark.parametrize(
    ("method", "path", "status", "body"),
    [
        ("GET", "/events/none", 404, None),
        ("GET", "/incidents/none", 404, None),
        ("GET", "/reports/none", 404, None),
        ("GET", "/count?report=999&start=0&end=1", 404, None),
        ("GET", "/queue?limit=100000", 422, None),
        ("GET", "/queue?status=nothing", 422, None),
        ("GET", "/queue?since=yesterday", 422, None),
        ("GET", "/queue?type=Battle", 400, None),
        ("GET", "/queue?after=x", 400, None),
        ("GET", "/map?box=1,2,3", 400, None),
        ("GET", "/map?box=a,b,c,d", 400, None),
        ("GET", "/map?box=nan,nan,nan,nan", 400, None),
        ("POST", "/events/none/decisions", 404, {"kind": "accept", "version": 1}),
        ("POST", "/decisions/d99999/undo", 404, {}),
        ("POST", "/decisions/x/undo", 404, {}),
        ("POST", "/reports/999/events", 404, {"passage": [0, 3], "type": "Attack"}),
        ("POST", "/reports/1/events", 422, {"passage": [0, 3], "type": "Attack", "more": 1}),
        ("POST", "/reports/1/events", 422, {"passage": [0, 10**7], "type": "Attack"}),
        ("POST", "/reports/1/events", 422, {"passage": [-1, 3], "type": "Attack"}),
        ("POST", "/reports/1/events", 422, {"passage": [0, 3], "type": "Battle"}),
        ("POST", "/pairs", 400, {"kind": "same", "events": ["EVENT"], "seen": {}}),
        ("POST", "/pairs", 404, {"kind": "same", "events": ["none", "other"], "seen": {}}),
        ("POST", "/events/EVENT/decisions", 400, {"kind": "field", "version": 1}),
        ("POST", "/events/EVENT/decisions", 422,
         {"kind": "field", "version": 1, "fields": [{"field": "id", "value": 1}]}),
        ("POST", "/events/EVENT/decisions", 422,
         {"kind": "field", "version": 1, "fields": [{"field": "time", "value": {"a": 1}}]}),
        ("POST", "/events/EVENT/decisions", 422,
         {"kind": "field", "version": 1, "fields": [{"field": "time", "value": "12:00", "spans": [[5, 99999]]}]}),
        ("POST", "/events/EVENT/decisions", 422,
         {"kind": "field", "version": 1, "fields": [{"field": "claim", "value": {"kind": "party", "by": "\ud800"}}]}),
        ("POST", "/login", 401, {"name": "x", "password": "a guess"}),
    ],
)  # fmt: skip
def test_failures_are_told_as_described_and_change_nothing(
    register: Register, method: str, path: str, status: int, body: Any
) -> None:
    call = Described(register)
    event = call("GET", "/queue")["rows"][0]["event"]["id"]
    before = call("GET", "/queue?status=all")
    if isinstance(body, dict) and body.get("events") == ["EVENT"]:
        body = body | {"events": [event]}
    told = call(method, path.replace("EVENT", event), status, **({} if body is None else {"content": json.dumps(body)}))
    assert told["detail"]
    assert call("GET", "/queue?status=all") == before


def test_a_token_opens_the_api_where_there_are_accounts(register: Register) -> None:
    client = served(register)
    token = client.post("/api/v1/login", json={"name": "salma", "password": PASSWORD}).json()["token"]
    headers = {"authorization": f"Bearer {token}"}
    assert client.get("/api/v1/me", headers=headers).json() == {"name": "salma", "role": "coder"}
    event = client.get("/api/v1/queue", headers=headers).json()["rows"][0]["event"]
    done = client.post(
        f"/api/v1/events/{event['id']}/decisions", json={"kind": "accept", "version": event["version"]}, headers=headers
    )
    assert done.status_code == 200
    assert client.get("/api/v1/audit", headers=headers).status_code == 404
    assert client.get("/api/v1/me").status_code == 401


def test_a_second_reader_is_blind_and_is_counted_for_agreement(register: Register) -> None:
    first, second = Described(register, "salma"), Described(register, "omar")
    event = next(r["event"] for r in first("GET", "/queue")["rows"] if r["event"]["doc_id"] == "agency/1")
    path, version = f"/events/{event['id']}/decisions", event["version"]
    coded = first("GET", f"/events/{event['id']}")["event"]["type"]
    mine = {"kind": "field", "version": version, "fields": [{"field": "type", "value": "Grenade"}]}
    version = first("POST", path, json=mine)["event"]["row"]["version"]
    first("POST", path, json={"kind": "accept", "version": version})
    version += 1
    page = second.client.get("/reports/agency/1?second=1", headers=BEARER).text
    assert 'data-aside="1"' in page
    theirs = second("POST", path, json={"kind": "accept", "version": version, "aside": True})
    assert theirs["event"]["event"]["type"] == coded
    assert theirs["event"]["row"]["status"] == "accepted"
    assert first("GET", f"/events/{event['id']}")["event"]["type"] == "Grenade"
    rows = {row["field"]: row for row in first("GET", "/agreement?a=omar&b=salma")}
    assert (rows["type"]["events"], rows["type"]["same"]) == (1, 0)
    assert (rows["date"]["same"], rows["date"]["f1"]) == (1, 1.0)
    page = first.client.get("/agreement", headers=BEARER).text
    assert event["id"] in page
    assert "0.00" in page
