"""What a clerk does all day: lists, counts, drafts, follow-ups, many tasks at once, views, comments."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from .conftest import Office


def _ids(office: Office, query: str = "", who: str = "anna") -> list[str]:
    answer = office.get(f"/tasks?{query}", who=who)
    assert answer.status_code == 200, answer.text
    return [row["id"] for row in answer.json()["items"]]


def _row(office: Office, task: str, who: str = "anna") -> dict[str, Any]:
    found: dict[str, Any] = office.get(f"/tasks/{task}", who=who).json()
    return found


def test_mine_is_what_is_with_me_and_the_teams_what_is_offered_to_us(desk: Office) -> None:
    first, second = (desk.task(desk.case()) for _ in range(2))
    desk.post(f"/tasks/{first}/claim")

    assert (_ids(desk, "scope=mine"), set(_ids(desk))) == ([first], {first, second})


def test_a_task_of_another_site_is_in_nobody_elses_list(desk: Office) -> None:
    desk.case()

    assert (_ids(desk, who="axel"), _ids(desk, "scope=all", who="axel")) == ([], [])


def test_a_list_goes_on_where_the_page_before_ended(desk: Office) -> None:
    every = {desk.task(desk.case()) for _ in range(3)}

    first = desk.get("/tasks?limit=2").json()
    second = desk.get("/tasks", params={"limit": 2, "after": first["next"]}).json()

    assert {row["id"] for row in first["items"] + second["items"]} == every
    assert second["next"] is None


@pytest.mark.parametrize(
    "query",
    [
        "sort=id;drop",
        "limit=0",
        "limit=1000000000",
        "offset=1000000000000",
        "after=forged",
        "after=WzEsMl0",
        "scope=others",
        "dueBefore=2027-02-29T00:00:00Z",
        "dueBefore=2026-10-21",
        "dueBefore=1700000000",
        "limit=1&limit=2",
    ],
)
def test_a_list_that_there_is_not_is_refused(office: Office, query: str) -> None:
    assert office.get(f"/tasks?{query}").status_code == 422


def test_counts_say_what_is_there(desk: Office) -> None:
    task = desk.task(desk.case())
    desk.case()
    desk.post(f"/tasks/{task}/claim")

    counts = desk.get("/tasks/counts").json()

    assert {name: entry["value"] for name, entry in counts.items()} == {
        "mine": 1,
        "team": 2,
        "deputies": 0,
        "overdue": 0,
        "dueToday": 0,
        "followUpDue": 0,
    }


def test_a_draft_is_told_with_its_time_and_can_be_thrown_away(desk: Office) -> None:
    task = desk.task(desk.case())
    saved = desk.put(f"/tasks/{task}/draft", {"answers": {"result": "COM"}}).json()

    assert _row(desk, task)["draft"] == {"answers": {"result": "COM"}, "savedAt": saved["savedAt"]}
    assert desk.get("/tasks").json()["items"][0]["hasDraft"] is True
    assert desk.delete(f"/tasks/{task}/draft").json()["task"]["hasDraft"] is False


def test_the_slower_clerk_keeps_the_text_as_a_draft(desk: Office) -> None:
    task = desk.task(desk.case())
    desk.post(f"/tasks/{task}/claim")
    seen = {"If-Match": desk.get(f"/tasks/{task}").headers["etag"]}
    desk.post(f"/tasks/{task}/complete", {"answers": {"result": "COMPLETE"}})

    slower = desk.post(f"/tasks/{task}/complete", {"answers": {"result": "mine"}}, who="arno", headers=seen)

    assert (slower.status_code, slower.json()["completedBy"]["name"], slower.json()["draftKept"]) == (409, "Anna", True)
    assert _row(desk, task, "arno")["draft"]["answers"] == {"result": "mine"}


def test_a_follow_up_hides_the_task_until_then(desk: Office) -> None:
    task = desk.task(desk.case())
    later = (desk.clock.now() + timedelta(days=2)).isoformat()

    answer = desk.post(f"/tasks/{task}/follow-up", {"at": later, "note": "Kammer anrufen"})

    assert answer.json()["task"]["followUpNote"] == "Kammer anrufen"
    assert (_ids(desk, "followUp=hidden"), _ids(desk, "followUp=due"), _ids(desk)) == ([], [], [task])
    desk.clock.advance(timedelta(days=2))
    assert (_ids(desk, "followUp=hidden"), _ids(desk, "followUp=due")) == ([task], [task])


def test_a_lead_says_what_is_urgent_and_why(desk: Office) -> None:
    task = desk.task(desk.case())
    body = {"priority": 90, "reason": "Visum läuft ab"}

    refused, done = (desk.post(f"/tasks/{task}/priority", body, who=who) for who in ("anna", "clara"))

    assert (refused.status_code, done.json()["task"]["priority"]) == (403, 90)
    assert _ids(desk, "priorityMin=90") == [task]


def test_the_next_task_of_the_list_comes_with_the_answer(desk: Office) -> None:
    first, second = (desk.task(desk.case()) for _ in range(2))
    desk.post(f"/tasks/{first}/claim")

    answer = desk.post(
        f"/tasks/{first}/complete?next=scope%3Dteam%26element%3DUT-COMPL", {"answers": {"result": "COMPLETE"}}
    )

    assert answer.json()["next"]["id"] == second


def test_a_next_list_that_there_is_not_completes_nothing(office: Office) -> None:
    task = office.task(office.case())
    office.post(f"/tasks/{task}/claim")

    answer = office.post(f"/tasks/{task}/complete?next=scope%3Dothers", {"answers": {}})

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/next/scope")
    assert _row(office, task)["state"] == "OPEN"


def test_many_tasks_are_taken_at_once_each_with_its_own_result(desk: Office) -> None:
    rows = [_row(desk, desk.task(desk.case())) for _ in range(3)]
    desk.post(f"/tasks/{rows[1]['id']}/assign", {"assignee": "bela"}, who="clara")
    wanted = [{"id": row["id"], "version": row["version"]} for row in rows]

    results = desk.post("/tasks/bulk", {"action": "claim", "tasks": [*wanted, {"id": "x.1", "version": 0}]}).json()[
        "results"
    ]

    assert [(row["ok"], (row["problem"] or {}).get("code")) for row in results] == [
        (True, None),
        (False, "stale-version"),
        (True, None),
        (False, "not-found"),
    ]


def test_a_bulk_act_that_is_repeated_under_its_key_says_the_same(desk: Office) -> None:
    row = _row(desk, desk.task(desk.case()))
    body = {"action": "claim", "tasks": [{"id": row["id"], "version": row["version"]}]}
    headers = {"Idempotency-Key": "0123456789abcdef"}

    first, second = (desk.post("/tasks/bulk", body, headers=headers).json() for _ in range(2))

    assert first == second == {"results": [{"id": row["id"], "ok": True, "problem": None}]}


@pytest.mark.parametrize(
    "body",
    [
        {"action": "claim", "tasks": []},
        {"action": "claim", "tasks": [{"id": "a.1", "version": 0}] * 2},
        {"action": "claim", "tasks": [{"id": f"a.{n}", "version": 0} for n in range(201)]},
        {"action": "assign", "tasks": [{"id": "a.1", "version": 0}]},
        {"action": "priority", "tasks": [{"id": "a.1", "version": 0}], "priority": 1},
        {"action": "complete", "tasks": [{"id": "a.1", "version": 0}]},
    ],
)
def test_a_bulk_act_that_makes_no_sense_is_refused(office: Office, body: dict[str, Any]) -> None:
    assert office.post("/tasks/bulk", body).status_code == 422


VIEW = {"name": "Neues", "query": "scope=team&sort=created", "columns": ["businessKey", "applicant"], "position": 1}


def test_a_view_is_shared_with_the_team_of_the_site(desk: Office) -> None:
    made = desk.post("/views", VIEW | {"shared": {"group": "akz-clerk", "site": "DD"}})

    assert (made.status_code, made.headers["location"]) == (201, f"/views/{made.json()['id']}")
    assert [[v["name"] for v in desk.get("/views", who=who).json()["items"]] for who in ("anna", "axel", "bela")] == [
        ["Neues"],
        [],
        [],
    ]


def test_a_view_is_changed_and_deleted_by_whom_it_belongs_to(desk: Office) -> None:
    view = desk.post("/views", VIEW | {"shared": {"site": "DD"}}).json()["id"]

    others = [desk.put(f"/views/{view}", VIEW, who=who).status_code for who in ("bela", "axel")]
    changed = desk.put(f"/views/{view}", VIEW | {"name": "Altes"})

    assert (others, changed.json()["name"], changed.json()["shared"]) == ([403, 404], "Altes", None)
    assert desk.delete(f"/views/{view}").status_code == 200
    assert desk.get("/views").json()["items"] == []


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"query": "scope=others"}, "/query/scope"),
        ({"query": "drop=1"}, "/query/drop"),
        ({"columns": ["password"]}, "/columns/0"),
        ({"shared": {"group": "akz-lead"}}, "/shared/group"),
        ({"shared": {"site": "L"}}, "/shared/site"),
        ({"shared": {}}, "/shared"),
    ],
)
def test_a_view_of_something_that_there_is_not_is_refused(office: Office, change: dict[str, Any], pointer: str) -> None:
    answer = office.post("/views", VIEW | change)

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


def test_a_comment_is_changed_by_its_author_on_its_day(desk: Office) -> None:
    case = desk.case()["id"]
    path = f"/cases/{case}/comments/{desk.post(f'/cases/{case}/comments', {'text': 'eins'}).json()['id']}"

    others = desk.put(path, {"text": "fremd"}, who="clara").status_code
    own = desk.put(path, {"text": "zwei"}).json()
    desk.clock.advance(timedelta(days=1))
    late = desk.put(path, {"text": "drei"}).status_code

    assert (others, own["text"], late) == (403, "zwei", 409)
    assert [row["text"] for row in desk.get(f"/cases/{case}/comments").json()["items"]] == ["zwei"]


def test_what_a_comment_said_before_stays_on_record(desk: Office) -> None:
    case = desk.case()["id"]
    path = f"/cases/{case}/comments/{desk.post(f'/cases/{case}/comments', {'text': 'eins'}).json()['id']}"

    desk.put(path, {"text": "zwei"})
    desk.delete(path)

    kept = desk.house.read.comments(1, case).items
    assert sorted((row.text, row.deleted_at is not None) for row in kept) == [("eins", True), ("zwei", True)]


def test_the_form_says_on_which_law_it_rests_and_who_has_to_be_another_person(office: Office) -> None:
    task = office.task(office.case())

    found = _row(office, task)

    assert (found["fourEyes"], found["completedBy"], found["dueLight"]) == (None, None, "none")
