"""What a clerk reads on top of the case page: stages, who waits for whom, the clock, tasks, family."""

from __future__ import annotations

from typing import Any

import yaml

from akzess import bundle
from engine.handlers.deployments import read_here
from engine.kernel.bundle import Bundle
from processes import AKZESS
from service.casefile.guide import guide

from .conftest import Play


def states(overview: Any) -> dict[str, str]:
    return {stage["key"]: stage["state"] for stage in overview["stages"]}


def waits(overview: Any) -> dict[str, str]:
    return {wait["elementId"]: wait["whom"]["de"] for wait in overview["waiting"]}


def test_a_new_application_stands_at_its_documents(play: Play) -> None:
    found = states(play("a05", 0).read("overview"))
    assert (found["eingang"], found["unterlagen"], found["beteiligung"]) == ("done", "current", "ahead")


def test_a_refusal_has_no_card_but_a_legal_remedy(play: Play) -> None:
    played = play("a20", 6, fresh=True)
    played.goes_on({"default": {"until": "UT-DECIDE"}}, {"completes": "UT-DECIDE"}, {"hours": 1})
    found = states(played.read("overview", "clara"))
    assert (found["karte"], found["rechtsbehelf"]) == ("skipped", "current")


def test_an_ended_case_has_every_stage_behind_it(play: Play) -> None:
    overview = play("a05").read("overview")
    assert set(states(overview).values()) == {"done"}
    assert overview["waiting"] == []


def test_the_case_says_for_whom_it_waits_and_until_when(play: Play) -> None:
    overview = play("a05", 2).read("overview")
    assert waits(overview)["EG-BA"] == "Bundesagentur für Arbeit"
    assert waits(overview)["UT-FEE"] == "Sachbearbeitung"
    due = next(wait["dueAt"] for wait in overview["waiting"] if wait["elementId"] == "EG-BA")
    assert due.startswith("2026-11-04T23:00")  # two weeks, the end of 4 November


def test_what_is_late_comes_first(play: Play) -> None:
    overview = play("a05", 3).read("overview")  # five days later the fee notice is overdue
    first = overview["waiting"][0]
    assert (first["elementId"], first["overdue"]) == ("UT-FEE", True)


def test_a_task_that_somebody_took_waits_for_that_person_by_name(play: Play) -> None:
    played = play("a05", 2, fresh=True)
    task = next(task for task in played.read("overview")["tasks"] if task["elementId"] == "UT-FEE")
    played.client.post(
        f"/tasks/{task['id']}/claim",
        auth=("anna", "ein langes Passwort"),
        headers={"Idempotency-Key": "take-the-fee-notice", "If-Match": f'"{task["version"]}"'},
    )
    assert waits(played.read("overview"))["UT-FEE"] == "Anna Beispiel"


def test_the_target_date_says_how_it_came_about(play: Play) -> None:
    clock = play("a05", 3).read("overview")["clock"]
    assert (clock["state"], clock["netDays"], clock["targetDate"]) == ("running", 5, "2026-11-19")
    assert "Buß- und Bettag" in clock["steps"][-1]["de"]


def test_while_documents_are_awaited_the_clock_stands_and_the_date_is_open(play: Play) -> None:
    clock = play("a13", 2).read("overview")["clock"]
    (pause,) = clock["pauses"]
    assert (pause["kind"], pause["to"], clock["targetDate"]) == ("P82", None, None)


def test_a_pause_that_stops_nothing_is_told_as_such(play: Play) -> None:
    clock = play("a05", 8).read("overview")["clock"]
    (pause,) = clock["pauses"]
    assert (pause["kind"], pause["counts"], clock["state"]) == ("PEMP", False, "running")


def test_a_missed_four_weeks_is_red_and_escalated(play: Play) -> None:
    played = play("a05", 8, fresh=True)
    played.goes_on({"until": "2026-11-20T09:00"})
    overview = played.read("overview")
    assert (overview["clock"]["light"], overview["escalation"]["level"]) == ("red", "E4")


def test_a_member_of_the_family_is_named_with_its_case(play: Play) -> None:
    played = play("a12", 0, fresh=True)
    sponsor = played.house.start(played.player.scenario.application, site="DD")
    family = {"sponsor": {"appliesTogether": True, "caseRef": sponsor.business_key}}
    spouse = played.house.start({**played.player.scenario.application, "family": family}, site="DD")
    played.case_id = spouse.case_id
    (relative,) = played.read("overview")["family"]
    assert (relative["businessKey"], relative["relation"]) == (sponsor.business_key, "sponsor")


def test_a_case_of_another_site_is_not_even_named_as_family(play: Play) -> None:
    played = play("a12", 0, fresh=True)
    sponsor = played.house.start(played.player.scenario.application, site="L")
    family = {"sponsor": {"appliesTogether": True, "caseRef": sponsor.business_key}}
    spouse = played.house.start({**played.player.scenario.application, "family": family}, site="DD")
    played.case_id = spouse.case_id
    assert played.read("overview")["family"] == []


def test_a_case_of_another_site_does_not_exist(play: Play) -> None:
    played = play("a05", 0)
    assert {part: played.answer(part, "axel").status_code for part in ("overview", "timeline", "diagram")} == {
        "overview": 404,
        "timeline": 404,
        "diagram": 404,
    }


def test_only_those_who_may_are_offered_to_cancel(play: Play) -> None:
    played = play("a05", 0)
    offered = {who: played.read("overview", who)["permissions"]["case.cancel"] for who in ("anna", "clara")}
    assert offered == {"anna": False, "clara": True}


def test_who_files_documents_is_told_of_which_kinds_the_case_asks_for(play: Play) -> None:
    kinds = play("a05", 2).read("overview")["documentKinds"]
    assert {
        "code": "EZB",
        "name": {"de": "Erklärung zum Beschäftigungsverhältnis", "en": "Declaration of employment"},
    } in kinds
    assert play("a05", 2).read("overview", "clara")["documentKinds"] == []


def test_a_security_query_looks_the_same_whatever_came_of_it(play: Play) -> None:
    played = play("a20", 3)  # concerns came back; the lead has a task that would say so
    overview = played.read("overview")
    assert waits(overview)["CA-SEC"] == "Verschlossener Teil der Akte"
    assert not any("SEC" in task["elementId"] for task in overview["tasks"])


# -- the guide's data


def test_every_element_of_the_main_flow_belongs_to_one_stage() -> None:
    compiled, _ = read_here(bundle.read(bundle.AKZESS))
    processes = Bundle.from_json(compiled, {}).processes
    found = guide()
    missing = []
    for process_id, rules in found.stages.items():
        process = processes[process_id]
        told = {element for rule in rules for element in rule.elements} | found.beside
        for node in process.nodes.values():
            events = node.type in ("process", "subProcess", "eventSubProcess")
            inside = process.nodes[node.parent].type == "eventSubProcess" if node.parent else False
            if not events and not inside and node.id not in told:
                missing.append(node.id)
    assert missing == []


def test_the_guide_names_nothing_that_the_diagrams_do_not_have() -> None:
    compiled, _ = read_here(bundle.read(bundle.AKZESS))
    processes = Bundle.from_json(compiled, {}).processes
    known = {node.id for process in processes.values() for node in process.nodes.values()}
    raw = yaml.safe_load((AKZESS / "stages.yaml").read_text(encoding="utf-8"))
    named = {element for stages in raw["stages"].values() for stage in stages for element in stage["elements"]}
    named |= {*raw["beside"], *raw["timeline"], *raw["quiet"], *raw["clockTimers"]}
    assert sorted(named - known) == []


def test_every_text_of_the_guide_is_there_in_both_languages() -> None:
    lacking = []

    def look(place: str, value: Any) -> None:
        if isinstance(value, dict):
            if "de" in value and not (value.get("en") and value["de"]):
                lacking.append(place)
            for name, inner in value.items():
                look(f"{place}.{name}", inner)
        elif isinstance(value, list):
            for number, inner in enumerate(value):
                look(f"{place}[{number}]", inner)

    look("", yaml.safe_load((AKZESS / "stages.yaml").read_text(encoding="utf-8")))
    assert lacking == []


def test_before_a_refusal_is_notified_the_office_reads_that_no_period_for_an_objection_runs(play: Play) -> None:
    waiting = {one["elementId"]: one for one in play("b76", 4).read("overview", "clara")["waiting"]}

    told = [(waiting[name]["what"]["en"], waiting[name]["dueAt"]) for name in ("EG-OBJ", "EG-RETRIEVAL")]

    assert told == [
        ("notification of the decision (retrieval or letter); before it, no period for an objection runs", None),
        ("retrieval of the decision", "2026-11-20T23:00:00+00:00"),
    ]


def test_the_timeline_tells_that_a_decision_was_made_available_and_retrieved(play: Play) -> None:
    told = [one["title"]["en"] for one in play("b76", 6).read("timeline", "clara")["items"]]

    assert {
        "Decision made available for retrieval (sec. 41(2a) VwVfG)",
        "Decision retrieved electronically (sec. 41(2a) VwVfG)",
        "Decision notified by retrieval; no letter needed",
    } <= set(told)
