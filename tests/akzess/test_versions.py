"""Versions on the command line: what changed, what is proposed, who deployed what, what would have gone otherwise."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from store import open_store
from store.drafts import ModelProposal

from .conftest import SMALL, Shell


@pytest.fixture
def edited(tmp_path: Path) -> Path:
    """The small procedure in another folder, with another name for its task."""
    folder = tmp_path / "edited"
    shutil.copytree(SMALL, folder)
    path = folder / "small.bpmn"
    path.write_text(path.read_text("utf-8").replace("Vollständigkeit prüfen", "Unterlagen prüfen"), "utf-8")
    return folder


def test_two_folders_are_compared_without_a_database(akzess: Shell, edited: Path) -> None:
    (file,) = akzess("diff", str(SMALL), str(edited), "--json", database=False).json["files"]

    assert file["elements"] == [
        {
            "id": "UT-COMPL",
            "name": "Unterlagen prüfen",
            "state": "changed",
            "changes": [{"what": "name", "before": "Vollständigkeit prüfen", "after": "Unterlagen prüfen"}],
        }
    ]


def test_a_deployment_is_compared_with_a_folder(akzess: Shell, edited: Path) -> None:
    akzess("deploy", str(SMALL))

    (file,) = akzess("diff", "1", str(edited), "--json").json["files"]

    assert [one["id"] for one in file["elements"]] == ["UT-COMPL"]


def test_a_difference_is_told_line_by_line(akzess: Shell, edited: Path) -> None:
    assert akzess("diff", str(SMALL), str(edited), database=False).out.splitlines() == [
        "~ small.bpmn",
        "  ~ UT-COMPL Unterlagen prüfen",
        "      name: Vollständigkeit prüfen → Unterlagen prüfen",
    ]


def test_a_proposal_from_a_folder_waits_for_somebody_to_agree(akzess: Shell, edited: Path) -> None:
    akzess("deploy", str(SMALL))
    made = akzess("propose", str(edited), "--reason", "Neuer Name", "--json").json

    store = open_store(akzess.database)
    (row,) = store.read().records(ModelProposal, {"tenant": 1})
    store.close()
    assert (row.id, row.state, row.reason, row.proposed_by, row.base) == (
        made["proposal"], "open", "Neuer Name", "olga", 1)  # fmt: skip


def test_there_is_no_proposal_without_a_reason(akzess: Shell, edited: Path) -> None:
    assert akzess("propose", str(edited)).code == 2


def test_what_has_errors_is_not_proposed(akzess: Shell, edited: Path) -> None:
    path = edited / "small.bpmn"
    path.write_text(path.read_text("utf-8").replace('type="bundesagentur.submitApprovalRequest"', ""), "utf-8")

    assert akzess("propose", str(edited), "--reason", "x").code == 4


def test_deployments_say_how_many_cases_run_on_each(akzess: Shell, small_case: Callable[[], str]) -> None:
    small_case()

    assert [(one["id"], one["running"]) for one in akzess("deployments", "--json").json["deployments"]] == [(1, 1)]


def test_an_unchanged_folder_would_have_changed_no_case(akzess: Shell, small_case: Callable[[], str]) -> None:
    small_case()

    found = akzess("replay", str(SMALL), "--json").json

    assert (found["played"], found["same"], found["cases"]) == (1, 1, [])


def test_a_folder_with_more_work_says_which_case_and_whose(
    akzess: Shell, small_case: Callable[[], str], edited: Path
) -> None:
    number = small_case()
    path = edited / "small.bpmn"
    path.write_text(path.read_text("utf-8").replace('candidateGroups="akz-clerk"', 'candidateGroups="akz-second"'))

    (case,) = akzess("replay", str(edited), "--json").json["cases"]

    assert (case["case"], case["tasks"]) == (number, [{"akz-clerk": 1}, {"akz-second": 1}])


def test_where_two_persons_deploy_the_command_line_is_no_way_round(
    akzess: Shell, edited: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = tmp_path / "settings.yaml"
    wanted.write_text("two_persons_deploy: true\n", "utf-8")
    monkeypatch.setenv("AKZESS_SETTINGS", str(wanted))

    codes = [akzess("deploy", str(folder)).code for folder in (SMALL, SMALL, edited)]

    assert codes == [0, 0, 1]


def test_the_figures_at_the_diagram_say_where_cases_wait(akzess: Shell, small_case: Callable[[], str]) -> None:
    small_case()
    small_case()

    found = akzess("live", "small", "--json").json

    assert (found["cases"], {one["elementId"]: one["open"] for one in found["items"]}["UT-COMPL"]) == (2, 2)


def test_the_figures_are_told_to_people_step_by_step(akzess: Shell, small_case: Callable[[], str]) -> None:
    small_case()

    (line,) = [line for line in akzess("live", "small").out.splitlines() if "UT-COMPL" in line]

    assert line.split() == ["UT-COMPL", "1", "0", "0.0", "–", "–", "–", "Vollständigkeit", "prüfen"]


def test_there_are_no_figures_of_a_version_that_never_was(akzess: Shell, small_case: Callable[[], str]) -> None:
    small_case()

    assert akzess("live", "small", "--version", "9").code == 3


def test_older_content_comes_back_as_a_new_version_with_its_reason(akzess: Shell, edited: Path) -> None:
    akzess("deploy", str(SMALL))
    akzess("deploy", str(edited))

    made = akzess("again", "1", "--reason", "Fehler in der neuen Fassung", "--json").json
    (newest, *_) = akzess("deployments", "--json").json["deployments"]
    same = akzess("diff", "1", "3", "--json").json["files"]

    assert (made["deploymentId"], newest["id"], newest["againOf"], newest["reason"], newest["deployedBy"], same) == (
        3, 3, 1, "Fehler in der neuen Fassung", "olga", [])  # fmt: skip


def test_going_back_where_two_persons_deploy_is_a_proposal(
    akzess: Shell, edited: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    akzess("deploy", str(SMALL))
    akzess("deploy", str(edited))
    wanted = tmp_path / "settings.yaml"
    wanted.write_text("two_persons_deploy: true\n", "utf-8")
    monkeypatch.setenv("AKZESS_SETTINGS", str(wanted))

    made = akzess("again", "1", "--reason", "Fehler", "--json").json

    assert (made["deploymentId"], len(akzess("deployments", "--json").json["deployments"])) == (None, 2)


def test_there_is_no_way_back_to_what_is_in_force_or_never_was(akzess: Shell) -> None:
    akzess("deploy", str(SMALL))

    assert [akzess("again", number, "--reason", "x").code for number in ("1", "7")] == [1, 3]
