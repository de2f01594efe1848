"""What is asked wrongly is refused in the API's own words and changes nothing; what later versions add is passed over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from camunda_orchestration_sdk import CamundaClient

from engine.model import CaseStatus

from .conftest import PASSWORD, Platform
from .diagrams import BEGUN, CHARGE, LETTER, WORK

ASK = {"type": "desk.work", "timeout": 1_000, "maxJobsToActivate": 1, "requestTimeout": -1}

WRONG: list[tuple[str, str, Any]] = [
    ("POST", "/jobs/activation", {}),
    ("POST", "/jobs/activation", ASK | {"timeout": "soon"}),
    ("POST", "/jobs/activation", ASK | {"timeout": 0}),
    ("POST", "/jobs/activation", ASK | {"maxJobsToActivate": 0}),
    ("POST", "/jobs/activation", ASK | {"maxJobsToActivate": "1"}),
    ("POST", "/jobs/activation", ASK | {"type": ""}),
    ("POST", "/jobs/activation", ASK | {"tenantIds": ["other"]}),
    ("POST", "/jobs/activation", [ASK]),
    ("POST", "/jobs/1/completion", {"variables": []}),
    ("POST", "/jobs/1/failure", {"retries": -1}),
    ("POST", "/jobs/1/error", {}),
    ("PATCH", "/jobs/1", {"changeset": {}}),
    ("PATCH", "/jobs/1", {"changeset": {"retries": 0}}),
    ("PATCH", "/jobs/1", {"changeset": {"priority": 1}}),
    ("POST", "/process-instances", {"variables": {}}),
    ("POST", "/process-instances", {"processDefinitionId": "p", "processDefinitionKey": "1"}),
    ("POST", "/process-instances", {"processDefinitionId": "p", "tenantId": "other"}),
    ("POST", "/process-instances", {"processDefinitionId": "p", "variables": "no"}),
    ("POST", "/messages/publication", {"name": ""}),
    ("POST", "/messages/publication", {"name": "m", "timeToLive": -5}),
    ("POST", "/messages/correlation", {"correlationKey": "k"}),
    ("POST", "/signals/broadcast", {"name": "s"}),
    ("POST", "/user-tasks/search", {"filter": []}),
    ("POST", "/user-tasks/search", {"filter": {"processInstanceVariables": [{"name": "a", "value": "1"}]}}),
    ("POST", "/user-tasks/search", {"filter": {"name": {"$unknown": 1}}}),
    ("POST", "/user-tasks/search", {"sort": [{"field": "shoeSize"}]}),
    ("POST", "/user-tasks/search", {"sort": [{"field": "name", "order": "SIDEWAYS"}]}),
    ("POST", "/user-tasks/search", {"page": {"limit": -1}}),
    ("POST", "/user-tasks/search", {"page": {"after": "!"}}),
    ("POST", "/variables/search", {"filter": {"name": "a"}}),
    ("PUT", "/element-instances/1/variables", {}),
]

UNKNOWN = [
    ("POST", "/jobs/1/completion", {}),
    ("POST", "/jobs/99999999999999999999999/completion", {}),
    ("POST", "/jobs/abc/failure", {}),
    ("POST", "/jobs/1/error", {"errorCode": "E"}),
    ("PATCH", "/jobs/1", {"changeset": {"retries": 1}}),
    ("GET", "/process-instances/1", None),
    ("POST", "/process-instances/1/cancellation", None),
    ("POST", "/process-instances", {"processDefinitionId": "nobody"}),
    ("POST", "/process-instances", {"processDefinitionKey": "77"}),
    ("GET", "/process-definitions/77", None),
    ("GET", "/process-definitions/x/xml", None),
    ("GET", "/user-tasks/1", None),
    ("POST", "/user-tasks/1/completion", {}),
    ("DELETE", "/user-tasks/1/assignee", None),
    ("GET", "/incidents/1", None),
    ("POST", "/incidents/1/resolution", None),
    ("PUT", "/element-instances/1/variables", {"variables": {}}),
    ("POST", "/messages/correlation", {"name": "nobody"}),
    ("GET", "/batch-operations/1", None),
    ("POST", "/decision-definitions/evaluation", {}),
]

FORBIDDEN = [
    ("POST", "/process-instances/1/cancellation", None, "till"),
    ("POST", "/incidents/1/resolution", None, "till"),
    ("POST", "/variables/search", {"filter": {"processInstanceKey": "1"}}, "till"),
    ("PUT", "/element-instances/1/variables", {"variables": {}}, "till"),
    ("POST", "/jobs/activation", ASK, "anna"),
    ("POST", "/jobs/1/completion", {}, "anna"),
    ("POST", "/deployments", None, "till"),
    ("POST", "/signals/broadcast", {"signalName": "s"}, "anna"),
]


def is_problem(answer: Any, status: int, title: str) -> None:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("application/problem+json")
    body = answer.json()
    assert set(body) == {"type", "title", "status", "detail", "instance"}
    assert (body["status"], body["title"]) == (status, title)
    assert body["detail"]


def test_wrong_requests_are_problems_that_say_where(platform: Platform) -> None:
    for method, path, body in WRONG:
        is_problem(platform.call(method, path, body), 400, "INVALID_ARGUMENT")


def test_unknown_things_are_not_found(platform: Platform) -> None:
    for method, path, body in UNKNOWN:
        is_problem(platform.call(method, path, body), 404, "NOT_FOUND")


def test_a_role_may_do_what_it_is_for(platform: Platform) -> None:
    for method, path, body, who in FORBIDDEN:
        is_problem(platform.call(method, path, body, who=who), 403, "FORBIDDEN")


def test_nobody_comes_in_without_an_account(platform: Platform) -> None:
    for path in ("/jobs/activation", "/process-instances", "/user-tasks/search", "/deployments"):
        is_problem(platform.http.post(f"{platform.url}/v2{path}", json=ASK), 401, "UNAUTHORIZED")
    answer = platform.http.get(f"{platform.url}/v2/topology", auth=("till", "wrong"))
    is_problem(answer, 401, "UNAUTHORIZED")


def test_text_that_is_no_json_is_a_problem(platform: Platform) -> None:
    headers = {"Content-Type": "application/json"}
    for text in (b"{", b'{"a": NaN}', b'{"a": 1, "a": 2}', b"\xff"):
        is_problem(platform.post("/jobs/activation", content=text, headers=headers), 400, "INVALID_ARGUMENT")
    is_problem(platform.post("/jobs/activation", content=b"type=x"), 415, "UNSUPPORTED_MEDIA_TYPE")


def test_fields_of_later_versions_are_passed_over(platform: Platform) -> None:
    platform.deploys(p=WORK)
    assert (
        platform.post("/process-instances", {"processDefinitionId": "p", "fromTheFuture": {"x": 1}}).status_code == 200
    )
    job = platform.take(fromTheFuture=True)
    body = {"variables": None, "fromTheFuture": 1}
    assert platform.post(f"/jobs/{job['jobKey']}/completion", body, who="till").status_code == 204


def test_long_numbers_may_be_written_as_text(platform: Platform) -> None:
    """Some versions of the JavaScript client do."""
    platform.deploys(p=WORK)
    platform.starts()
    assert platform.take(timeout="60000", requestTimeout="-1")["retries"] == 12


def test_a_diagram_that_cannot_run_is_refused_with_every_finding(platform: Platform) -> None:
    broken = WORK.replace(b"serviceTask", b"adHocSubProcess")
    answer = platform.post("/deployments", files=[("resources", ("p.bpmn", broken))])
    is_problem(answer, 400, "INVALID_ARGUMENT")
    assert "p.bpmn" in answer.json()["detail"]
    assert "work" in answer.json()["detail"]
    form = {"tenantId": "<default>"}
    is_problem(platform.post("/deployments", data=form), 415, "UNSUPPORTED_MEDIA_TYPE")
    twice = [("resources", ("p.bpmn", WORK)), ("resources", ("p.bpmn", CHARGE))]
    is_problem(platform.post("/deployments", files=twice), 400, "INVALID_ARGUMENT")
    assert platform.finds("process-definitions") == []


def test_a_business_id_makes_a_start_that_is_sent_twice_one(platform: Platform) -> None:
    platform.deploys(p=WORK)
    body = {"processDefinitionId": "p", "businessId": "order-7", "variables": {"n": 1}}
    answers = [platform.post("/process-instances", body).json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert answers[0]["businessId"] == "order-7"
    is_problem(platform.post("/process-instances", body | {"variables": {"n": 2}}), 409, "ALREADY_EXISTS")
    assert len(platform.finds("process-instances")) == 1


def test_a_start_may_wait_for_the_end(platform: Platform) -> None:
    platform.deploys(
        p=WORK.replace(b"serviceTask", b"manualTask").replace(b'<zeebe:taskDefinition type="desk.work" />', b"")
    )
    body = {"processDefinitionId": "p", "variables": {"a": 1, "b": 2}, "awaitCompletion": True, "fetchVariables": ["b"]}
    assert platform.post("/process-instances", body).json()["variables"] == {"b": 2}
    platform.deploys(p=WORK)
    is_problem(platform.post("/process-instances", body | {"requestTimeout": 1}), 504, "DEADLINE_EXCEEDED")


def test_a_message_can_begin_an_instance_and_says_which(platform: Platform) -> None:
    platform.deploys(p=BEGUN)
    answer = platform.post("/messages/correlation", {"name": "application", "variables": {"who": "M"}}, who="till")
    assert platform.state(answer.json()["processInstanceKey"]) == "ACTIVE"
    assert platform.take()["variables"]["who"] == "M"


def test_a_message_id_stands_for_one_content(platform: Platform) -> None:
    body = {"name": "m", "correlationKey": "k", "messageId": "1", "timeToLive": 60_000, "variables": {"a": 1}}
    assert platform.post("/messages/publication", body).status_code == 200
    assert platform.post("/messages/publication", body | {"correlationKey": "other"}).status_code == 200
    is_problem(platform.post("/messages/publication", body | {"variables": {"a": 2}}), 409, "ALREADY_EXISTS")


def test_a_message_without_time_to_live_waits_for_nobody(platform: Platform) -> None:
    platform.deploys(p=LETTER)
    platform.post("/messages/publication", {"name": "paid", "correlationKey": "O"})
    platform.starts(order="O")
    assert platform.finds("user-tasks") == []


def test_results_come_filtered_sorted_and_page_by_page(platform: Platform) -> None:
    platform.deploys(p=WORK)
    keys = [platform.starts() for _ in range(5)]
    body: dict[str, Any] = {"sort": [{"field": "processInstanceKey", "order": "DESC"}], "page": {"limit": 2}}
    seen: list[str] = []
    while items := (answer := platform.post("/process-instances/search", body).json())["items"]:
        assert answer["page"]["totalItems"] == 5
        seen += [item["processInstanceKey"] for item in items]
        body["page"] = {"limit": 2, "after": answer["page"]["endCursor"]}
    assert seen == sorted(keys, reverse=True)
    some = platform.finds("process-instances", processInstanceKey={"$in": keys[:2]}, state={"$like": "ACT*"})
    assert {item["processInstanceKey"] for item in some} == set(keys[:2])
    either = {"$or": [{"processInstanceKey": keys[0]}, {"businessId": {"$like": "*-00000?"}}]}
    assert len(platform.finds("process-instances", **either)) == 5
    assert platform.finds("process-instances", startDate={"$gt": "2199-01-01T00:00:00Z"}) == []


def test_a_key_that_does_not_fit_the_site_does_not_exist(platform: Platform) -> None:
    platform.deploys(p=WORK)
    platform.post("/process-instances", {"processDefinitionId": "p", "variables": {"site": "L"}})
    (item,) = platform.finds("process-instances")
    is_problem(platform.call("GET", f"/process-instances/{item['processInstanceKey']}", who="anna"), 404, "NOT_FOUND")
    assert platform.post("/process-instances/search", {}, who="anna").json()["items"] == []


@pytest.fixture
def oauth(platform: Platform) -> Iterator[CamundaClient]:
    settings = {
        "CAMUNDA_REST_ADDRESS": f"{platform.url}/v2",
        "CAMUNDA_AUTH_STRATEGY": "OAUTH",
        "CAMUNDA_OAUTH_URL": f"{platform.url}/v2/oauth/token",
        "CAMUNDA_CLIENT_ID": "till",
        "CAMUNDA_CLIENT_SECRET": PASSWORD,
    }
    with CamundaClient(configuration=settings) as client:
        yield client


def test_client_credentials_are_an_account_too(oauth: CamundaClient) -> None:
    assert oauth.get_authentication().username == "till"


def test_wrong_client_credentials_get_no_token(platform: Platform) -> None:
    url = f"{platform.url}/v2/oauth/token"
    form = {"grant_type": "client_credentials", "client_id": "till", "client_secret": "wrong"}
    answer = platform.http.post(url, data=form)
    assert (answer.status_code, answer.json()) == (401, {"error": "invalid_client"})
    answer = platform.http.post(url, data=form | {"grant_type": "password"})
    assert (answer.status_code, answer.json()) == (400, {"error": "unsupported_grant_type"})


def test_a_task_whose_answers_are_refused_stays_with_nobody(platform: Platform) -> None:
    platform.deploys(p=LETTER)
    platform.starts(order="O")
    platform.post("/messages/correlation", {"name": "paid", "correlationKey": "O"})
    (task,) = platform.finds("user-tasks", state="CREATED")
    path = f"/user-tasks/{task['userTaskKey']}"
    is_problem(platform.post(f"{path}/completion", {"variables": {"": {"deep": 1}}}, who="till"), 403, "FORBIDDEN")
    assert platform.call("GET", path).json()["assignee"] is None
    assert platform.call("GET", f"{path}/form").status_code == 204
    names = {item["name"] for item in platform.post(f"{path}/variables/search", {}).json()["items"]}
    assert "order" in names
    assert platform.status() is CaseStatus.RUNNING
