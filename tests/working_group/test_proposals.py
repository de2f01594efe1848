"""A change of the standard is proposed by anybody, discussed by all, decided by the coordinator, and linked with what runs."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from authority.working_group import proposals
from engine.commands import Deploy
from engine.model import SYSTEM

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


def test_an_accepted_proposal_is_in_force_with_its_deployment(group: Group) -> None:
    deployed = group.house.engine.handle(Deploy(actor=SYSTEM, resources={"small.bpmn": SMALL.read_bytes()}))
    accepted = group.decides(group.proposes()).json()

    path = f"/working-group/proposals/{accepted['id']}/deployment"
    answer = group.send(
        "POST", path, "ida", {"deploymentId": deployed.deployment_id}, version=accepted["version"]
    ).json()

    assert (answer["state"], answer["deploymentId"]) == ("in-force", deployed.deployment_id)


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
