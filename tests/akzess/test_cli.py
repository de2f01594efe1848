"""Each command as a person and as a machine uses it, and the number it ends with."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import SMALL, Shell

COMMANDS = (
    ["run"], ["demo"], ["start"], ["tasks"], ["complete"], ["deliver"], ["show"], ["deploy"], ["lint"],
    ["db", "upgrade"], ["verify-audit"], ["test"],
)  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_explains_itself_with_an_example_and_knows_json(akzess: Shell, command: list[str]) -> None:
    akzess(*command, "--help", database=False)

    assert akzess.code == 0
    assert re.search(r"Examples?:", akzess.out)
    assert "--json" in akzess.out


def test_no_command_at_all_shows_what_there_is(akzess: Shell) -> None:
    akzess(database=False)

    assert all(command[0] in akzess.out + akzess.err for command in COMMANDS)


def test_wrong_usage_ends_with_2(akzess: Shell) -> None:
    assert akzess("complete", database=False).code == 2
    assert akzess("start", "--data", "{not json").code == 2
    assert akzess("no-such-command", database=False).code == 2


def test_deploying_the_same_folder_twice_makes_one_version(akzess: Shell) -> None:
    first = akzess("deploy", str(SMALL), "--json").json
    second = akzess("deploy", str(SMALL), "--json").json

    assert (first["created"], second["created"]) == (True, False)
    assert [d["version"] for d in second["definitions"]] == [1]


def test_a_model_with_a_mistake_is_named_with_element_and_ends_with_4(akzess: Shell, tmp_path: Path) -> None:
    text = (SMALL / "small.bpmn").read_text().replace("=result", "=result +")
    (tmp_path / "bad.bpmn").write_text(text)

    assert akzess("deploy", str(tmp_path)).code == 4
    assert "UT-COMPL" in akzess.err
    assert akzess("lint", str(tmp_path), "--json", database=False).code == 4
    assert any(finding["elementId"] == "UT-COMPL" for finding in akzess.json["findings"])


def test_a_finding_stands_on_one_line_behind_its_file_and_line(akzess: Shell, tmp_path: Path) -> None:
    (tmp_path / "bad.bpmn").write_text((SMALL / "small.bpmn").read_text().replace("=result", "=result +"))

    said = akzess("lint", str(tmp_path), database=False).out

    assert re.search(r"^bad\.bpmn:\d+  UT-COMPL  error: .+ \[expression-forbidden\]$", said, re.MULTILINE)


def test_a_good_model_passes_the_lint(akzess: Shell) -> None:
    assert akzess("lint", str(SMALL), database=False).code == 0


def test_a_folder_without_models_ends_with_7(akzess: Shell, tmp_path: Path) -> None:
    assert akzess("lint", str(tmp_path), database=False).code == 7


def test_a_case_is_started_shown_and_worked_on(akzess: Shell, small_case: Callable[[], str]) -> None:
    number = small_case()

    assert akzess("tasks", "--group", "akz-clerk", "--json").json["items"][0]["businessKey"] == number
    assert "UT-COMPL" in akzess("tasks", "--as", "anna.dd").out
    done = akzess("complete", f"{number}:UT-COMPL", "--as", "anna.dd", "--data", '{"result": "COMPLETE"}', "--json")
    assert (done.code, done.json["status"]) == (0, "RUNNING")
    shown = akzess("show", number, "--history", "--variables", "--json").json
    assert shown["variables"]["complete"] == "COMPLETE"
    assert shown["jobs"][0]["type"] == "bundesagentur.submitApprovalRequest"
    assert [line["event"] for line in shown["history"] if line["event"] != "element"] == ["StartCase", "CompleteTask"]


def test_people_read_tables(akzess: Shell, small_case: Callable[[], str]) -> None:
    number = small_case()

    text = akzess("show", number, "--history", "--variables").out

    assert "Offene Aufgaben" in text
    assert "StartCase" in text
    assert number in text


def test_tasks_of_one_case_can_be_asked_for(akzess: Shell, small_case: Callable[[], str]) -> None:
    number = small_case()

    assert [t["elementId"] for t in akzess("tasks", "--case", number, "--json").json["items"]] == ["UT-COMPL"]
    assert akzess("tasks", "--as", "axel.l", "--json").json["items"] == []


def test_an_application_of_the_scenarios_starts_the_procedure(akzess: Shell) -> None:
    found = akzess("start", "engineer", "--json")

    assert (found.code, found.json["businessKey"][:7]) == (0, "AKZ-DD-")
    assert akzess("start", "nobody").code == 2


def test_data_may_come_from_a_file(akzess: Shell, tmp_path: Path) -> None:
    akzess("deploy", str(SMALL))
    (tmp_path / "antrag.yaml").write_text("request: {procedure: X}\n", encoding="utf-8")

    case = akzess("start", "--process", "small", "--file", str(tmp_path / "antrag.yaml"), "--json").json["id"]

    assert akzess("show", case, "--variables", "--json").json["variables"]["request"] == {"procedure": "X"}


def test_a_message_with_the_same_id_has_one_receipt(akzess: Shell, small_case: Callable[[], str]) -> None:
    number = small_case()
    line = ("deliver", "antrag.ruecknahme", "--key", number, "--id", "w-1", "--json")

    assert akzess(*line).json == akzess(*line).json
    assert akzess("show", number, "--json").json["status"] == "COMPLETED"
    assert akzess("deliver", "antrag.ruecknahme", "--key", "other", "--id", "w-1").code == 1


def test_what_is_refused_ends_with_1_and_says_why(akzess: Shell, small_case: Callable[[], str]) -> None:
    number = small_case()

    akzess("complete", f"{number}:UT-COMPL", "--as", "bela.dd", "--json")

    assert (akzess.code, akzess.json["error"]) == (1, "forbidden")
    akzess("complete", f"{number}:UT-COMPL", "--as", "bela.dd")
    assert akzess.err.startswith("forbidden:")


def test_what_does_not_exist_ends_with_3(akzess: Shell, small_case: Callable[[], str]) -> None:
    number = small_case()

    for line in (("show", "AKZ-DD-2026-999999"), ("complete", f"{number}:UT-DECIDE", "--as", "anna.dd"), ("start",)):
        assert akzess(*line, *(("--process", "nothing") if line == ("start",) else ())).code == 3


def test_a_person_nobody_knows_is_wrong_usage(akzess: Shell, small_case: Callable[[], str]) -> None:
    assert akzess("complete", f"{small_case()}:UT-COMPL", "--as", "niemand").code == 2


def test_the_database_is_brought_up_to_date(akzess: Shell, tmp_path: Path) -> None:
    akzess("db", "upgrade", "--database", f"sqlite:///{tmp_path}/new.db", "--json", database=False)

    assert (akzess.code, akzess.json) == (0, {"upgraded": True})


def test_a_database_that_cannot_be_opened_ends_with_7(akzess: Shell) -> None:
    assert akzess("tasks", "--database", "sqlite:////proc/nowhere/a.db", database=False).code == 7


def test_whole_histories_verify(akzess: Shell, small_case: Callable[[], str]) -> None:
    small_case()

    found = akzess("verify-audit", "--json")

    assert (found.code, found.json["cases"], found.json["broken"]) == (0, 1, [])


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE history SET actor = 'somebody else' WHERE seq = 1",
        "DELETE FROM history WHERE seq = 2",
        "DELETE FROM history WHERE seq = (SELECT max(seq) FROM history)",
        "UPDATE history SET detail = '{}' WHERE seq = 1",
    ],
)
def test_a_history_that_was_changed_is_found_and_ends_with_5(
    akzess: Shell, small_case: Callable[[], str], change: str
) -> None:
    number = small_case()
    path = akzess.database.removeprefix("sqlite:///")
    with sqlite3.connect(path) as connection:
        connection.execute(change)
    connection.close()

    akzess("verify-audit", "--json")

    assert (akzess.code, [b["businessKey"] for b in akzess.json["broken"]]) == (5, [number])
    assert number in akzess("verify-audit").out


def test_a_demo_ends_with_its_table_and_0(akzess: Shell) -> None:
    akzess("demo", "--cases", "6", "--seed", "3", database=False)

    assert akzess.code == 0
    assert all(word in akzess.out for word in ("FG", "alle", "K1b", "Vorgänge je Sekunde"))


def test_the_demo_tells_machines_everything(akzess: Shell) -> None:
    akzess("demo", "--cases", "6", "--seed", "3", "--json", database=False)

    found = json.loads(akzess.out)
    assert (found["ended"], found["open"], found["incidents"], found["brokenHistories"]) == (6, 0, 0, [])


def test_scenarios_are_played_and_a_failed_one_ends_with_6(akzess: Shell, tmp_path: Path) -> None:
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "small.bpmn").write_bytes((SMALL / "small.bpmn").read_bytes())
    scenario = tmp_path / "scenarios" / "s1.yaml"
    text = (
        "id: S1\ntitle: {de: Rücknahme, en: Withdrawal}\n"
        "given: {at: 2026-10-21T09:00, process: small}\n"
        "steps:\n- waits: {task: UT-COMPL, group: akz-clerk}\n- receives: {message: antrag.ruecknahme}\n"
        "then: {status: COMPLETED, visited: [E-WITHDRAW], notVisited: [UT-DECIDE]}\n"
    )
    scenario.write_text(text, encoding="utf-8")
    assert akzess("test", str(scenario), "--json", database=False).json["passed"] == 1

    scenario.write_text(text.replace("[UT-DECIDE]", "[E-WITHDRAW]"), encoding="utf-8")

    assert akzess("test", str(scenario), database=False).code == 6
    assert "E-WITHDRAW was visited" in akzess.out
