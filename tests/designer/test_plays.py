"""Plays go forth and back on the real engine, and become scenarios that hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from akzess.workbench.bench import Bench
from akzess.workbench.open_plays import MOST_OF_ONE
from akzess.workbench.trials import scenarios
from connectors.bundesagentur.examples import engineer
from connectors.faults import AFTER, BEFORE, DELIVERY, SMTP_AFTER, SMTP_BEFORE
from engine.handlers.deployments import read_here
from store import MemoryStore

from .conftest import SMALL, Workshop

ROOT = Path(__file__).parent.parent.parent
AT = "2026-10-21T09:00:00+02:00"
SITUATION = {"request": engineer("09912342"), "fee": 93.1, "site": "DD"}


@pytest.fixture
def bench() -> Iterator[Bench]:
    found = Bench(read_here, processes=0)
    yield found
    found.close()


@pytest.fixture
def workshop(opened: Callable[..., Workshop], bench: Bench) -> Workshop:
    """The workshop with somebody who plays."""
    return opened(MemoryStore(), bench=bench)


def begun(workshop: Workshop, **more: Any) -> dict[str, Any]:
    draft = workshop.draft()
    body = {"process": "small", "at": AT, "variables": SITUATION, **more}
    found: dict[str, Any] = workshop.post(f"/drafts/{draft}/plays", body)
    return found


def step(workshop: Workshop, play: dict[str, Any], **what: Any) -> dict[str, Any]:
    found: dict[str, Any] = workshop.post(f"/plays/{play['id']}/steps", what)
    return found


def test_a_play_begins_where_the_case_first_waits(workshop: Workshop) -> None:
    play = begun(workshop)

    assert (play["tokens"], [one["elementId"] for one in play["tasks"]]) == (["UT-COMPL"], ["UT-COMPL"])


def test_a_completed_task_lets_the_case_go_on_and_asks_the_agency(workshop: Workshop) -> None:
    play = step(workshop, begun(workshop), complete={"task": "UT-COMPL", "answers": {"result": "COMPLETE"}})

    assert ("ST-BA" in {one["elementId"] for one in play["path"]}, play["steps"]) == (True, 1)


def test_days_pass_when_they_are_told_to(workshop: Workshop) -> None:
    play = step(workshop, begun(workshop), days=5)

    assert play["now"].startswith("2026-10-26T08:00:00")


def test_a_step_back_leads_to_the_same_as_if_it_had_not_been_made(workshop: Workshop) -> None:
    before = step(workshop, begun(workshop), days=1)
    step(workshop, before, complete={"task": "UT-COMPL", "answers": {"result": "COMPLETE"}})

    after = step(workshop, before, back=1)

    assert {**after, "tasks": []} == {**before, "tasks": []}


def test_a_step_that_fails_leaves_no_trace(workshop: Workshop) -> None:
    play = begun(workshop)
    refused = workshop.ask("POST", f"/plays/{play['id']}/steps", json={"complete": {"task": "UT-NONE"}})

    assert (refused.status_code, workshop.get(f"/plays/{play['id']}")["steps"]) == (422, 0)


def test_a_fault_of_an_agency_delays_its_answer(workshop: Workshop) -> None:
    play = begun(workshop)
    step(workshop, play, agency={"name": "bundesagentur", "fault": "503", "times": 2})

    play = step(workshop, play, complete={"task": "UT-COMPL", "answers": {"result": "COMPLETE"}})

    assert [one["elementId"] for one in play["jobs"]] == ["ST-BA"]


def test_next_goes_to_what_happens_next_by_itself(workshop: Workshop) -> None:
    play = step(workshop, begun(workshop), complete={"task": "UT-COMPL", "answers": {"result": "COMPLETE"}})

    later = step(workshop, play, next=True)

    assert later["now"] > play["now"]


@pytest.mark.parametrize("body", [{}, {"days": 1, "hours": 1}, {"days": 0}, {"next": False}, {"jump": 1}])
def test_a_step_is_exactly_one_thing(workshop: Workshop, body: dict[str, Any]) -> None:
    play = begun(workshop)

    assert workshop.ask("POST", f"/plays/{play['id']}/steps", json=body).status_code == 422


def test_plays_are_somebodys(workshop: Workshop) -> None:
    play = begun(workshop)

    assert workshop.ask("GET", f"/plays/{play['id']}", "otto").status_code == 404


def test_the_oldest_play_makes_room(workshop: Workshop) -> None:
    first = begun(workshop)
    for _ in range(MOST_OF_ONE):
        begun(workshop)

    assert workshop.ask("GET", f"/plays/{first['id']}").status_code == 404


def test_what_was_played_is_saved_as_a_scenario_that_holds(workshop: Workshop) -> None:
    play = begun(workshop)
    step(workshop, play, complete={"task": "UT-COMPL", "answers": {"result": "COMPLETE"}})
    step(workshop, play, days=2)

    workshop.post(f"/plays/{play['id']}/scenario", {"id": "c01-kurz", "title": "Kurz"})

    draft = play["draftId"]
    files = {path: workshop.file(draft, path) for path in ("small.bpmn", "scenarios/c01-kurz.yaml")}
    (result,) = scenarios(files, read_here({"small.bpmn": SMALL})[0], None).results
    assert (result.id, result.problem) == ("c01-kurz", "")


def test_a_saved_scenario_is_listed_and_run_with_its_coverage(workshop: Workshop) -> None:
    play = begun(workshop)
    step(workshop, play, complete={"task": "UT-COMPL", "answers": {"result": "COMPLETE"}})
    workshop.post(f"/plays/{play['id']}/scenario", {"id": "c01", "title": "Kurz"})
    draft = play["draftId"]

    run = workshop.post(f"/drafts/{draft}/scenarios/run", {"paths": ["scenarios/c01.yaml"]})

    assert (workshop.get(f"/drafts/{draft}/scenarios")["items"][0]["title"]["de"], run["coverage"]["flows"]["f2"]) == (
        "Kurz",
        1,
    )


def test_planted_faults_that_no_scenario_notices_are_named(workshop: Workshop) -> None:
    draft = begun(workshop)["draftId"]

    workshop.post(f"/drafts/{draft}/mutants")

    state = workshop.get(f"/drafts/{draft}/mutants")
    assert (state["state"], state["done"] == state["total"] > 0, state["score"]) == ("done", True, 0.0)


def test_a_draft_with_errors_cannot_be_played_and_says_why(workshop: Workshop) -> None:
    draft = workshop.draft()
    workshop.save(draft, "small.bpmn", SMALL.replace(b'type="bundesagentur.submitApprovalRequest"', b""), 1)

    answer = workshop.ask("POST", f"/drafts/{draft}/plays", json={"process": "small", "at": AT})

    assert (answer.status_code, answer.json()["code"], "ST-BA" in answer.json()["detail"]) == (422, "unplayable", True)


def test_a_what_if_over_running_cases_of_an_unchanged_draft_finds_nothing(workshop: Workshop) -> None:
    workshop.house.start({"request": {}}, process="small", site="DD")
    draft = workshop.draft()

    begun_ = workshop.post(f"/drafts/{draft}/replays", {"limit": 10})

    state = workshop.get(f"/replays/{begun_['id']}")
    assert (state["state"], state["done"], state["same"], state["differences"]) == ("done", 1, 1, [])


def test_templates_come_in_both_languages(workshop: Workshop) -> None:
    found = workshop.get("/templates")

    assert {one["id"] for one in found["de"]} == {one["id"] for one in found["en"]} != set()


@pytest.mark.parametrize(
    ("name", "known"), [("faults", BEFORE | AFTER | DELIVERY), ("mailFaults", SMTP_BEFORE | SMTP_AFTER)]
)
def test_every_fault_of_a_simulated_agency_can_be_chosen_in_both_languages(name: str, known: frozenset[str]) -> None:
    words = (ROOT / "web" / "src" / "designer" / "textsTried.ts").read_text(encoding="utf-8")
    lists = re.findall(rf"\b{name}: \{{(.*?)\}}", words, re.DOTALL)

    assert [set(re.findall(r'^\s+"?(\w+)"?: "', found, re.MULTILINE)) for found in lists] == [known, known]


def test_a_play_calls_its_steps_by_name_in_both_languages(opened: Callable[..., Workshop], bench: Bench) -> None:
    head = b'<bpmn:startEvent id="E-WITHDRAW"'
    label = b'<bpmn:extensionElements><akzess:label lang="en">Withdrawn</akzess:label></bpmn:extensionElements>'
    before, _, after = SMALL.partition(head)
    tag, _, rest = after.partition(b">")
    workshop = opened(MemoryStore(), files={"small.bpmn": before + head + tag + b">" + label + rest}, bench=bench)

    assert begun(workshop)["names"]["E-WITHDRAW"] == {"de": "Antrag zurückgenommen", "en": "Withdrawn"}
