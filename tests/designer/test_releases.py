"""What is proposed is what is deployed; a second person where that is wanted; older content comes back as a new version."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from store import MemoryStore

from .conftest import SMALL, Workshop

EDITED = SMALL.replace("Vollständigkeit prüfen".encode(), "Unterlagen prüfen".encode())


@pytest.fixture
def two(opened: Callable[..., Workshop]) -> Workshop:
    """A workshop in which nobody deploys alone."""
    return opened(MemoryStore(), two_persons=True)


def proposed(workshop: Workshop, data: bytes = EDITED) -> str:
    draft = workshop.draft()
    workshop.save(draft, "small.bpmn", data, 1)
    return str(workshop.post(f"/drafts/{draft}/proposals", {"reason": "Absprache vom 12.10."})["id"])


def test_a_proposal_with_errors_is_refused_with_its_findings(workshop: Workshop) -> None:
    draft = workshop.draft()
    workshop.save(draft, "small.bpmn", SMALL.replace(b'type="bundesagentur.submitApprovalRequest"', b""), 1)

    answer = workshop.ask("POST", f"/drafts/{draft}/proposals", json={"reason": "x"})

    assert (answer.status_code, bool(answer.json()["errors"])) == (422, True)


def test_nobody_deploys_alone_what_they_proposed(two: Workshop) -> None:
    proposal = proposed(two)

    answers = [two.ask("POST", f"/proposals/{proposal}/approval", who) for who in ("olga", "otto")]

    assert [(one.status_code, one.json().get("code", one.json().get("state"))) for one in answers] == [
        (403, "four-eyes"),
        (200, "deployed"),
    ]


def test_a_deployment_says_who_and_why(two: Workshop) -> None:
    two.post(f"/proposals/{proposed(two)}/approval", who="otto")

    newest: dict[str, Any] = two.get("/deployments")["items"][0]

    assert (newest["deployedBy"], newest["proposedBy"], newest["reason"], newest["processes"]) == (
        "otto",
        "olga",
        "Absprache vom 12.10.",
        [{"processId": "small", "version": 2, "name": {"de": "Kleiner Antrag", "en": "Kleiner Antrag"}}],
    )


def test_what_is_saved_after_a_proposal_is_not_deployed_with_it(workshop: Workshop) -> None:
    draft = workshop.draft()
    workshop.save(draft, "small.bpmn", EDITED, 1)
    proposal = workshop.post(f"/drafts/{draft}/proposals", {"reason": "x"})["id"]
    workshop.save(draft, "small.bpmn", SMALL, 2)

    number = workshop.post(f"/proposals/{proposal}/approval")["deploymentId"]

    assert workshop.house.read.resources(1, number)["small.bpmn"] == EDITED


def test_a_proposal_is_deployed_once(workshop: Workshop) -> None:
    proposal = proposed(workshop)
    workshop.post(f"/proposals/{proposal}/approval")

    again = workshop.ask("POST", f"/proposals/{proposal}/approval", "otto")

    assert (again.status_code, len(workshop.get("/deployments")["items"])) == (409, 2)


def test_older_content_comes_back_as_a_new_version(workshop: Workshop) -> None:
    workshop.post(f"/proposals/{proposed(workshop)}/approval")

    workshop.post("/deployments/1/again", {"reason": "Fehler in der neuen Fassung"})

    newest = workshop.get("/deployments")["items"][0]
    difference = workshop.get(f"/differences?from=1&to={newest['id']}")
    assert (newest["againOf"], newest["processes"][0]["version"], difference["files"]) == (1, 3, [])


def test_going_back_needs_a_second_person_too(two: Workshop) -> None:
    two.post(f"/proposals/{proposed(two)}/approval", who="otto")

    back = two.post("/deployments/1/again", {"reason": "Fehler"})
    (seen,) = [one for one in two.get("/proposals", "otto")["items"] if one["id"] == back["id"]]

    assert (back["state"], back["mayApprove"], seen["mayApprove"]) == ("open", False, True)


def test_changed_texts_are_named_because_they_wait_for_a_release(workshop: Workshop) -> None:
    draft = workshop.draft()
    workshop.save(draft, "small.bpmn", EDITED, 1)
    workshop.save(draft, "texts/de.yaml", b"status.open: Wird bearbeitet\n", 1)

    made = workshop.post(f"/drafts/{draft}/proposals", {"reason": "x"})

    assert made["withRelease"] == ["texts/de.yaml"]


def test_the_next_draft_has_the_texts_that_were_approved(workshop: Workshop) -> None:
    draft = workshop.draft()
    workshop.save(draft, "small.bpmn", EDITED, 1)
    workshop.save(draft, "texts/de.yaml", b"status.open: Wird bearbeitet\n", 1)
    proposal = workshop.post(f"/drafts/{draft}/proposals", {"reason": "x"})["id"]
    workshop.post(f"/proposals/{proposal}/approval")

    assert workshop.file(workshop.draft(), "texts/de.yaml") == b"status.open: Wird bearbeitet\n"


def test_a_proposal_can_be_taken_back(workshop: Workshop) -> None:
    proposal = proposed(workshop)
    workshop.ask("DELETE", f"/proposals/{proposal}")

    assert workshop.ask("POST", f"/proposals/{proposal}/approval").status_code == 409


def test_the_difference_names_the_element_and_what_changed(workshop: Workshop) -> None:
    draft = workshop.draft()
    workshop.save(draft, "small.bpmn", EDITED, 1)

    (file,) = workshop.get(f"/drafts/{draft}/difference")["files"]

    assert [(one["id"], one["state"], one["changes"]) for one in file["elements"]] == [
        ("UT-COMPL", "changed", [{"what": "name", "before": "Vollständigkeit prüfen", "after": "Unterlagen prüfen"}])
    ]


def test_a_deployment_whose_reason_was_lost_in_a_crash_gets_it_when_it_is_approved_again(workshop: Workshop) -> None:
    proposal = proposed(workshop)
    number = workshop.house.deploy({"small.bpmn": EDITED}).deployment_id  # and then the process died

    done = workshop.post(f"/proposals/{proposal}/approval")

    newest = workshop.get("/deployments")["items"][0]
    assert (done["deploymentId"], newest["reason"]) == (number, "Absprache vom 12.10.")


def test_who_agrees_sees_what_the_proposal_changes(two: Workshop) -> None:
    proposal = proposed(two)

    (file,) = two.get(f"/proposals/{proposal}/difference", "otto")["files"]

    assert (file["path"], [one["id"] for one in file["elements"]]) == ("small.bpmn", ["UT-COMPL"])


def test_a_deployment_names_who_proposed_it(two: Workshop) -> None:
    two.post(f"/proposals/{proposed(two)}/approval", who="otto")

    newest = two.get("/deployments")["items"][0]

    assert (newest["proposedByName"], newest["deployedByName"]) == ("Olga Muster", "Otto Muster")


def _by_itself(workshop: Workshop, data: bytes) -> int:
    """What an administrator's program gets that deploys without the workshop: as a bundle, and as Camunda's clients do."""
    headers = {"Authorization": workshop.tokens["root"], "Idempotency-Key": f"k-{hash(data)}"}
    whole = workshop.client.post("/definitions", headers=headers, json={"resources": {"small.bpmn": data.decode()}})
    parts = workshop.client.post("/v2/deployments", headers=headers, files={"resources": ("small.bpmn", data)})
    assert (whole.status_code == 403) is (parts.status_code == 403)
    return int(whole.status_code)


def test_where_two_persons_deploy_no_other_door_is_open_to_one(two: Workshop) -> None:
    assert _by_itself(two, EDITED) == 403


def test_what_is_deployed_already_may_be_deployed_again_by_one(two: Workshop) -> None:
    assert _by_itself(two, SMALL) == 200
