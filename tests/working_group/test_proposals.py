"""A change of the standard is proposed by anybody, discussed by all, decided by the coordinator, and linked with what runs."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from authority.working_group import proposals
from engine.commands import Deploy
from engine.model import SYSTEM
from store.drafts import ModelDraft

from .conftest import Group

SMALL = Path(__file__).parent.parent / "town" / "bundle" / "small.bpmn"


def test_a_chamber_proposes_and_a_lead_discusses(stored_group: Group) -> None:
    made = stored_group.proposes()

    path = f"/working-group/proposals/{made['id']}/remarks"
    answer = stored_group.send("POST", path, "carla", {"text": "Das ist zu schaffen."})

    assert [(one["participant"], one["text"]) for one in answer.json()["discussion"]] == [
        ("akz-lead", "Das ist zu schaffen.")
    ]


def test_the_coordinator_decides_with_version_and_day(stored_group: Group) -> None:
    answer = stored_group.decides(stored_group.proposes())

    found = answer.json()
    assert (found["state"], found["standard"], found["validFrom"]) == ("accepted", "2026-2", "2027-01-01")


def test_nobody_else_decides(group: Group) -> None:
    assert group.decides(group.proposes(), who="carla").status_code == 403


def test_a_decision_that_came_second_is_refused(group: Group) -> None:
    made = group.proposes()
    group.decides(made)

    assert group.decides(made, state="declined").status_code == 412


def test_nothing_holds_before_it_was_decided(group: Group) -> None:
    answer = group.decides(group.proposes(), validFrom="2026-01-01")

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/validFrom")


def _deployed(group: Group) -> int:
    resources = {"small.bpmn": SMALL.read_bytes()}
    return int(group.house.engine.handle(Deploy(actor=SYSTEM, resources=resources)).deployment_id)


def test_an_accepted_proposal_is_in_force_with_its_deployment(stored_group: Group) -> None:
    number = _deployed(stored_group)
    accepted = stored_group.decides(stored_group.proposes()).json()

    path = f"/working-group/proposals/{accepted['id']}/deployment"
    answer = stored_group.send("POST", path, "ida", {"deploymentId": number}, version=accepted["version"]).json()

    assert (answer["state"], answer["deployment"]["id"], answer["deployment"]["processes"]) == (
        "in-force",
        number,
        [{"processId": "small", "version": 1}],
    )


def test_whoever_decides_chooses_among_the_deployments_by_what_is_new_with_each(group: Group) -> None:
    number = _deployed(group)

    accepted = group.decides(group.proposes()).json()

    assert [(one["id"], one["processes"][0]["processId"]) for one in accepted["linkable"]] == [(number, "small")]


def test_whoever_does_not_decide_is_offered_no_deployment(group: Group) -> None:
    _deployed(group)
    accepted = group.decides(group.proposes()).json()

    assert group.get(f"/working-group/proposals/{accepted['id']}", "holger").json()["linkable"] == []


def test_a_proposal_names_the_draft_that_shows_it(group: Group) -> None:
    at = group.house.clock.now()
    group.house.store.put(ModelDraft(1, "d-1", "Erinnerung nach zehn Tagen", 0, at, "olga", at, "olga"))

    assert group.proposes(draftId="d-1")["draftName"] == "Erinnerung nach zehn Tagen"


def test_the_list_counts_what_was_said_about_each(stored_group: Group) -> None:
    quiet, loud = stored_group.proposes(), stored_group.proposes()
    for text in ("Ja.", "Nein."):
        stored_group.send("POST", f"/working-group/proposals/{loud['id']}/remarks", "carla", {"text": text})

    found = {one["id"]: one["remarks"] for one in stored_group.get("/working-group/proposals", "ida").json()["items"]}

    assert found == {quiet["id"]: 0, loud["id"]: 2}


def test_a_deployment_that_there_is_not_puts_nothing_into_force(group: Group) -> None:
    accepted = group.decides(group.proposes()).json()

    path = f"/working-group/proposals/{accepted['id']}/deployment"
    assert group.send("POST", path, "ida", {"deploymentId": 99}, version=accepted["version"]).status_code == 422


def test_only_who_proposed_takes_it_back(group: Group) -> None:
    made = group.proposes()
    path = f"/working-group/proposals/{made['id']}/withdrawal"

    outcomes = [group.send("POST", path, who, version=1).status_code for who in ("carla", "holger")]
    assert outcomes == [409, 200]


def test_a_clerk_has_no_part_in_the_working_group(group: Group) -> None:
    assert group.get("/working-group/proposals", "anna").status_code == 403


@pytest.mark.parametrize("state", sorted(proposals.STATES))
def test_what_was_declined_withdrawn_or_is_in_force_stays_so(state: str) -> None:
    onward = {then for then in proposals.STATES if proposals.may_become(state, then)}

    assert bool(onward) is (state in ("open", "accepted"))


def test_whoever_accepts_names_a_version() -> None:
    day = date(2026, 10, 19)
    wrong = proposals.problem("accepted", decision="ja", standard="neu", valid_from=day, decided_on=day)

    assert wrong == "standard"
