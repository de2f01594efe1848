"""The rows A06 to A13 of the corpus: objects, steps and data of others, headers that pretend, frames."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from akzess.clocks import MovableClock
from engine.commands import CancelCase, Deploy, StartCase
from engine.model import SYSTEM
from service.limits import Limits

from ..access.office import ADDRESS, BUNDLE, MORNING, Office, everybody, open_office
from ..access.test_four_eyes import PEOPLE, complete, version
from ..identity.conftest import opened
from ..identity.provider import running
from .corpus_files import added, events, outcome, row

CLERK, LEAD = "akz-clerk.dd", "akz-lead.dd"


@pytest.fixture
def office(store: Any) -> Iterator[Office]:
    with open_office(store) as found:
        yield found


def plain(answer: Any) -> dict[str, Any]:
    """A problem without what differs each time."""
    return {name: value for name, value in answer.json().items() if name not in ("instance", "traceId")}


def asked(office: Office, who: str, line: str, named: dict[str, str]) -> Any:
    method, path = line.split(" ", 1)
    body = None if method == "GET" else {}
    return office.call(who, method, path.format(**named), body)


def objects(office: Office, site: str) -> dict[str, str]:
    case = office.case(site)
    return {"case": case, "task": office.task(case, "UT-FIRST"), "document": office.document(case)}


def nothing(case: str = "0199f3a2-7c1b-7e4d-9a52-000000000000") -> dict[str, str]:
    return {"case": case, "task": f"{case}.7", "document": case}


@pytest.mark.parametrize(("name", "who"), [("A06", LEAD), ("A09", "system-admin.dd")])
def test_somebody_elses_object_is_no_object(office: Office, name: str, who: str) -> None:
    corpus, theirs = row("identity", name), objects(office, "L")
    found = {}
    for line in corpus["variants"]:
        before = events(office.store)
        answer = asked(office, who, line, theirs)
        same = plain(answer) == plain(asked(office, who, line, nothing()))
        found[line] = (outcome(answer), added(before, events(office.store)), same)

    expect = corpus["expect"]
    wanted = ({"status": expect["status"], "code": expect["code"]}, {expect["event"]: 1}, True)
    assert found == dict.fromkeys(corpus["variants"], wanted)


def test_a07_objects_of_another_authority_are_missing(office: Office) -> None:
    engine = office.house.engine
    engine.handle(Deploy(actor=SYSTEM, resources={"desk.bpmn": (BUNDLE / "desk.bpmn").read_bytes()}, tenant=2))
    started = engine.handle(StartCase(actor=SYSTEM, tenant=2, process_id="desk", variables={}, site="DD"))
    task = next(t.id for t in office.store.read().tasks_of(2, started.case_id) if t.element_id == "UT-FIRST")
    bulk = office.call(CLERK, "POST", "/tasks/bulk", {"action": "claim", "tasks": [{"id": task, "version": 0}]})
    message = {"messageId": "m-1", "name": "x", "key": started.case_id}
    parked = office.call(CLERK, "POST", "/messages", message).json()
    found = {
        "task-in-a-bulk-list": {"not-found": "missing"}.get(bulk.json()["results"][0]["problem"]["code"]),
        "case-as-filter": "absent" if not office.call(CLERK, "GET", "/cases").json()["items"] else "there",
        "case-by-business-key": {404: "missing"}.get(
            office.call(CLERK, "GET", f"/cases/{started.business_key}").status_code
        ),
        "case-in-a-stream": "absent" if not office.call(CLERK, "GET", "/tasks?scope=team").json()["items"] else "there",
        "message-key": "parked" if parked["caseId"] is None else "delivered",
    }

    assert found == row("identity", "A07")["variants"]


def test_a08_the_first_person_does_not_sign_second(store: Any) -> None:
    corpus = row("identity", "A08")
    found = {}
    with open_office(store, PEOPLE) as office:
        body = {"deputy": "p-anna", "from": MORNING.isoformat(), "until": "2026-11-01T00:00:00Z", "reason": "x"}
        office.call("bela", "POST", "/deputies", body)
        for name in corpus["variants"]:
            case = office.case("DD")
            complete(office, "anna", office.task(case, "UT-FIRST"))
            task, before = office.task(case, "UT-SECOND"), events(office.store)
            match name:
                case "as-deputy":
                    answer = complete(office, "anna", task, Akzess_On_Behalf_Of="p-bela")
                case "two-windows":
                    seen = {"If-Match": version(office, "anna", task)}
                    answer = office.browser("anna.zwei").post(f"/tasks/{task}/claim", {}, **seen)
                case "assigned-by-somebody":
                    claimed = office.call(
                        "bela", "POST", f"/tasks/{task}/claim", {}, If_Match=version(office, "bela", task)
                    )
                    seen = {"If_Match": claimed.headers["etag"]}
                    answer = office.call("bela", "POST", f"/tasks/{task}/assign", {"assignee": "p-anna"}, **seen)
                case _:
                    answer = complete(office, "anna" if name == "same-account" else "anna.zwei", task)
            found[name] = outcome(answer) | {"event": next(iter(added(before, events(office.store))), "")}

    assert found == dict.fromkeys(corpus["variants"], corpus["expect"])


def test_a10_steps_out_of_turn_change_nothing(office: Office) -> None:
    corpus = row("identity", "A10")["variants"]

    def finish(task: str, etag: str) -> Any:
        return office.call(CLERK, "POST", f"/tasks/{task}/complete", {"answers": {}}, If_Match=etag)

    fresh, done, gone = (office.case() for _ in range(3))
    task = office.task(fresh, "UT-FIRST")
    completed, withdrawn = office.assign(done, "UT-FIRST", CLERK), office.assign(gone, "UT-FIRST", CLERK)
    finish(completed, version(office, CLERK, completed))
    office.house.handle(CancelCase(actor=SYSTEM, case_id=gone, reason="x"))
    found = {
        "later-step": finish(f"{fresh}.999", '"0"'),
        "completed": finish(completed, version(office, CLERK, completed)),
        "withdrawn": finish(withdrawn, version(office, CLERK, withdrawn)),
        "not-claimed": finish(task, version(office, CLERK, task)),
    }

    assert {name: outcome(answer) for name, answer in found.items()} == corpus


def test_a11_no_answer_holds_what_the_role_may_not_see(office: Office) -> None:
    corpus, case = row("identity", "A11"), office.case()
    named = {"case": case, "task": office.task(case, "UT-FIRST")}
    told = [
        (who, line)
        for who in (CLERK, "akz-second.dd", LEAD, "abh-service.dd", "ba-amz.dd", "system-admin.dd", "dpo.dd")
        for line in corpus["variants"]
        if "Kanarienvogel" in asked(office, who, line, named).text
    ]

    assert told == []


def test_a12_headers_that_pretend_are_not_believed(store: Any) -> None:
    corpus = row("identity", "A12")["variants"]

    def guessing(app: Any) -> int:
        client = TestClient(app, base_url=ADDRESS, client=("192.0.2.9", 4711))
        statuses = [
            client.post(
                "/login", json={"account": f"x{n}", "password": "f"}, headers={"X-Forwarded-For": f"198.51.100.{n}"}
            ).status_code
            for n in range(21)
        ]
        return statuses[-1]

    with open_office(store) as office:
        anonymous = TestClient(office.app, base_url=ADDRESS)
        pretends = {"X-Forwarded-User": LEAD, "X-Remote-User": LEAD, "Remote-User": LEAD}
        found = {
            "forwarded-for": guessing(office.app),
            "forwarded-user": anonymous.get("/me", headers=pretends).status_code,
        }
    with open_office(store, everybody(), limits=Limits(rates={}, proxies=("192.0.2.0/24",))) as office:
        found["forwarded-for-through-a-proxy-that-is-believed"] = guessing(office.app)
    with running(MovableClock(MORNING).now) as provider, opened(store, provider) as office:
        provider.now = office.clock.now
        answer = TestClient(office.app, base_url=ADDRESS, follow_redirects=False).get(
            "/login/oidc", headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
        )
        found["host-in-the-way-to-the-provider"] = answer.status_code
        assert "evil" not in answer.headers["location"]

    assert {name: {"status": status} for name, status in found.items()} == corpus


def test_a13_no_frame_and_no_foreign_script(store: Any) -> None:
    with open_office(store) as office:
        browser = office.browser(CLERK)

        def blocked(method: str, origin: str) -> str:
            headers = {"Origin": origin, "Access-Control-Request-Method": "POST"}
            answer = browser.client.request(method, "/cases", headers=headers)
            return "blocked" if "access-control-allow-origin" not in answer.headers else "allowed"

        policy = browser.get("/cases").headers["content-security-policy"]
        found = {
            "frame": next((part.strip() for part in policy.split(";") if "frame-ancestors" in part), ""),
            "cors-evil": blocked("GET", "https://evil.example"),
            "cors-null": blocked("GET", "null"),
            "preflight": blocked("OPTIONS", "https://evil.example"),
        }

    assert found == row("identity", "A13")["variants"]
