"""A day over HTTP: cases, tasks, messages, models, incidents."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from engine.errors import Finding, NotInTime
from engine.handlers.deployments import read_here
from store import MemoryStore

from .conftest import BUNDLE, Office, opened


def test_a_case_is_started_once_for_each_key(office: Office) -> None:
    body = {"processId": "small", "site": "DD", "variables": {}}
    headers = {"Idempotency-Key": "0123456789abcdef"}

    first, second = (office.post("/cases", body, headers=headers).json() for _ in range(2))

    assert first == second
    assert len(office.get("/cases").json()["items"]) == 1


def test_the_same_key_for_something_else_is_refused(office: Office) -> None:
    headers = {"Idempotency-Key": "0123456789abcdef"}
    office.post("/cases", {"processId": "small", "site": "DD"}, headers=headers)

    answer = office.post("/cases", {"processId": "small", "site": "DD", "variables": {"a": 1}}, headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency-key-reuse")


def test_a_new_case_says_where_it_is(office: Office) -> None:
    answer = office.post("/cases", {"processId": "small", "site": "DD", "variables": {"request": {}}})
    case = answer.json()

    assert answer.headers["location"] == f"/cases/{case['id']}"
    assert office.get(f"/cases/{case['businessKey']}").json()["id"] == case["id"]


def test_decimals_come_back_as_they_were_sent(office: Office) -> None:
    content = b'{"processId":"small","site":"DD","variables":{"a":0.1,"b":93.10,"c":12345678901234567890.123}}'
    answer = office.client.post(
        "/cases",
        content=content,
        auth=("anna", "ein langes Passwort"),
        headers={"Content-Type": "application/json", "Idempotency-Key": "0123456789abcdef"},
    )

    text = office.get(f"/cases/{answer.json()['id']}/variables").text
    for number in ('"a":0.1', '"b":93.1', '"c":12345678901234567890.123'):
        assert number in text


def test_a_clerk_sees_takes_and_completes_a_task(office: Office) -> None:
    case = office.case()
    task = office.get("/tasks").json()["items"][0]["id"]

    assert office.post(f"/tasks/{task}/claim").status_code == 200
    assert office.get("/tasks?scope=mine").json()["items"][0]["assignee"] == "anna"
    assert office.post(f"/tasks/{task}/complete", {"answers": {"result": "COMPLETE"}}).status_code == 200
    assert office.get(f"/cases/{case['id']}/variables").json()["complete"] == "COMPLETE"


def test_the_second_of_two_clerks_is_told_who_was_faster(office: Office) -> None:
    task = office.task(office.case())
    office.complete(task, {"result": "COMPLETE"})

    answer = office.complete(task, {"result": "INCOMPLETE"})

    assert (answer.status_code, answer.json()["code"]) == (409, "task-already-completed")
    assert answer.json()["completedBy"]["name"] == "Anna"


def test_a_task_of_another_group_is_refused(office: Office) -> None:
    task = office.task(office.case())

    assert office.post(f"/tasks/{task}/claim", who="bela").json()["code"] == "forbidden"


def test_a_task_given_back_is_everybodys_again(office: Office) -> None:
    task = office.task(office.case())
    office.post(f"/tasks/{task}/claim")

    office.post(f"/tasks/{task}/unclaim")

    assert office.get(f"/tasks/{task}").json()["assignee"] is None


def test_only_a_lead_gives_a_task_to_somebody(office: Office) -> None:
    task = office.task(office.case())

    assert office.post(f"/tasks/{task}/assign", {"assignee": "bela"}).status_code == 403


def test_a_draft_is_kept_for_whoever_wrote_it(office: Office) -> None:
    task = office.task(office.case())
    office.put(f"/tasks/{task}/draft", {"answers": {"result": "COM"}})

    mine, others = (office.get(f"/tasks/{task}", who=who).json()["draft"] for who in ("anna", "clara"))
    assert (mine["answers"], others) == ({"result": "COM"}, None)


def test_four_eyes_are_refused_in_so_many_words(office: Office) -> None:
    case = office.case(employer="09555556")
    office.complete(office.task(case), {"result": "COMPLETE"})
    office.house.timeline.advance(timedelta(days=15))

    answer = office.post(f"/tasks/{office.task(case)}/claim")

    assert (answer.status_code, answer.json()["code"]) == (403, "four-eyes")


def test_a_change_that_was_overtaken_is_refused(office: Office) -> None:
    case = office.case()
    office.complete(office.task(case), {"result": "COMPLETE"})

    answer = office.post(
        f"/cases/{case['id']}/cancel", {"reason": "Test"}, who="clara", headers={"If-Match": f'"{case["version"]}"'}
    )
    assert (answer.status_code, answer.json()["code"]) == (412, "stale-version")


def test_a_clerk_does_not_cancel_cases_a_lead_does(office: Office) -> None:
    case = office.case()

    statuses = [
        office.post(f"/cases/{case['id']}/cancel", {"reason": "doppelt"}, who=w).status_code for w in ("anna", "clara")
    ]
    assert statuses == [403, 200]
    assert office.get(f"/cases/{case['id']}").json()["status"] == "CANCELLED"


def test_a_case_is_suspended_and_resumed(office: Office) -> None:
    case = office.case()
    office.post(f"/cases/{case['id']}/suspend", {"reason": "Rückfrage"}, who="clara")
    assert office.complete(office.task(case), {"result": "COMPLETE"}).status_code == 409

    office.post(f"/cases/{case['id']}/resume", who="clara")

    assert office.complete(office.task(case), {"result": "COMPLETE"}).status_code == 200


def test_a_message_that_comes_twice_has_one_receipt(office: Office) -> None:
    case = office.case()
    body = {"messageId": "m-1", "name": "antrag.ruecknahme", "key": case["businessKey"]}

    first, second = (office.post("/messages", body) for _ in range(2))

    assert (first.status_code, first.json()) == (202, second.json())
    assert office.get(f"/cases/{case['id']}").json()["status"] == "COMPLETED"


def test_another_message_under_the_same_id_is_refused(office: Office) -> None:
    body = {"messageId": "m-1", "name": "antrag.ruecknahme", "key": "x"}
    office.post("/messages", body)

    answer = office.post("/messages", body | {"key": "y"})

    assert (answer.status_code, answer.json()["code"]) == (409, "message-id-reuse")


def test_the_history_says_what_happened_and_that_nobody_changed_it(office: Office) -> None:
    case = office.case()
    office.complete(office.task(case), {"result": "COMPLETE"})

    found = office.get(f"/cases/{case['id']}/history").json()

    assert found["verified"] is True
    assert [line["event"] for line in found["items"] if line["event"] != "element"] == ["StartCase", "CompleteTask"]


def test_a_stuck_case_is_listed_and_tried_again(office: Office) -> None:
    office.house.town["bundesagentur"].fail_next("html")
    case = office.case()
    office.complete(office.task(case), {"result": "COMPLETE"})
    office.house.timeline.quiet()

    incident = office.get("/incidents").json()["items"][0]
    assert office.get("/incidents", who="axel").json()["items"] == []
    office.post(f"/cases/{case['id']}/incidents/{incident['activation']}/retry", who="clara")
    office.house.timeline.advance(timedelta(minutes=3))

    assert office.get("/incidents").json()["items"] == []
    assert office.get(f"/cases/{case['id']}").json()["tasks"][0]["elementId"] == "UT-DECIDE"


def test_a_stuck_step_is_resolved_by_hand_with_a_reason(office: Office) -> None:
    office.house.town["bundesagentur"].fail_next("html")
    case = office.case()
    office.complete(office.task(case), {"result": "COMPLETE"})
    office.house.timeline.quiet()
    activation = office.get("/incidents").json()["items"][0]["activation"]

    body = {"reason": "telefonisch geklärt", "variables": {"requestMessageId": "r-1", "baReference": "BA-1"}}
    answer = office.post(f"/cases/{case['id']}/incidents/{activation}/resolve", body, who="clara")

    assert answer.status_code == 200
    assert office.get(f"/cases/{case['id']}/variables").json()["ba"]["requestMessageId"] == "r-1"


def test_a_token_is_moved_by_an_operator_only(office: Office) -> None:
    case = office.case()
    activation = int(office.task(case).rsplit(".", 1)[1])
    body = {"reason": "übersprungen", "cancel": [activation], "start": ["UT-DECIDE"]}

    assert office.post(f"/cases/{case['id']}/modify", body, who="clara").status_code == 403
    assert office.post(f"/cases/{case['id']}/modify", body, who="lore").status_code == 200
    assert office.get(f"/cases/{case['id']}").json()["tasks"][0]["elementId"] == "UT-DECIDE"


def test_the_same_model_is_deployed_once(office: Office) -> None:
    text = (BUNDLE / "small.bpmn").read_text().replace("Kleiner Antrag", "Anderer Name")

    first, second = (office.post("/definitions", {"resources": {"a.bpmn": text}}, who="lore") for _ in range(2))

    assert (first.status_code, second.status_code) == (201, 200)
    assert office.get("/definitions").json()["items"][0]["version"] == 2


def test_a_model_that_is_not_right_is_refused_with_element_and_reason(office: Office) -> None:
    text = (BUNDLE / "small.bpmn").read_text().replace("=result", "=result +")

    answer = office.post("/definitions", {"resources": {"a.bpmn": text}}, who="lore")

    assert answer.status_code == 422
    assert any("UT-COMPL" in finding["pointer"] for finding in answer.json()["errors"])


def test_a_model_that_a_busy_machine_had_no_time_to_read_is_to_be_sent_again(memory_store: MemoryStore) -> None:
    def starved(resources: Mapping[str, bytes]) -> tuple[bytes, tuple[Finding, ...]]:
        if "late.bpmn" in resources:
            raise NotInTime
        return read_here(resources)

    with opened(memory_store, starved) as office:
        answer = office.post("/definitions", {"resources": {"late.bpmn": "<a/>"}}, who="lore")

    assert (answer.status_code, answer.json()["retryable"], "retry-after" in answer.headers) == (503, True, True)


def test_a_deployed_model_can_be_read_back(office: Office) -> None:
    answer = office.get("/definitions/small/1/resources/small.bpmn")

    assert answer.content == (BUNDLE / "small.bpmn").read_bytes()
    assert office.get("/definitions/small/1/resources/other.bpmn").status_code == 404


def test_the_bare_address_leads_to_the_desk(office: Office) -> None:
    answer = office.client.get("/", follow_redirects=False)

    assert (answer.status_code, answer.headers["location"]) == (303, "/app/")


def test_the_service_says_that_it_is_well(office: Office) -> None:
    assert office.client.get("/health").json()["status"] == "ok"
