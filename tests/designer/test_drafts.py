"""Drafts keep files byte by byte, with versions, for one writer at a time; on every store."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from akzess import surroundings
from akzess.workbench.glances import Glances
from service.designer.files import LARGEST
from store import MemoryStore

from .conftest import SMALL, Workshop


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def anywhere(request: pytest.FixtureRequest, opened: Callable[..., Workshop]) -> Workshop:
    """The workshop on each kind of store."""
    store = MemoryStore() if request.param == "memory" else request.getfixturevalue(f"{request.param}_store")
    return opened(store)


def test_a_draft_begins_with_the_files_of_the_newest_deployment_and_those_beside_them(anywhere: Workshop) -> None:
    draft = anywhere.post("/drafts", {"name": "Kürzere Erinnerung"})

    files = [(one["path"], one["kind"], one["version"]) for one in draft["files"]]
    assert files == [("parameters.yaml", "parameters", 1), ("small.bpmn", "bpmn", 1), ("texts/de.yaml", "text", 1)]


def test_a_file_comes_back_byte_by_byte(anywhere: Workshop) -> None:
    draft = anywhere.draft()
    data = b'\xef\xbb\xbf<?xml version="1.0"?>\r\n<x  a="1"\tb=\'2\'/>\r\n'

    anywhere.save(draft, "fremd.bpmn", data, 0)

    assert anywhere.file(draft, "fremd.bpmn") == data


def test_who_saves_over_somebody_elses_version_is_told(anywhere: Workshop) -> None:
    draft = anywhere.draft()
    assert anywhere.save(draft, "small.bpmn", SMALL + b"<!-- 1 -->", 1).json()["version"] == 2

    late = anywhere.save(draft, "small.bpmn", SMALL + b"<!-- 2 -->", 1, "otto")

    assert (late.status_code, late.json()["code"]) == (412, "stale-version")


def test_the_same_request_twice_makes_one_version(anywhere: Workshop) -> None:
    draft = anywhere.draft()
    headers = {"If-Match": '"1"', "Idempotency-Key": str(uuid4()), "Content-Type": "application/xml"}

    answers = [anywhere.ask("PUT", f"/drafts/{draft}/files/small.bpmn", content=b"<x/>", headers=headers).json()
               for _ in range(2)]  # fmt: skip

    assert [one["version"] for one in answers] == [2, 2]


def test_earlier_versions_can_be_read_again(anywhere: Workshop) -> None:
    draft = anywhere.draft()
    anywhere.save(draft, "small.bpmn", b"<x/>", 1)

    found = anywhere.get(f"/drafts/{draft}/files/small.bpmn/versions")["items"]
    first = anywhere.ask("GET", f"/drafts/{draft}/files/small.bpmn?version=1")

    assert ([one["version"] for one in found], first.content) == ([2, 1], SMALL)


def test_a_file_that_was_deleted_counts_on_when_it_comes_back(anywhere: Workshop) -> None:
    draft = anywhere.draft()
    anywhere.ask("DELETE", f"/drafts/{draft}/files/small.bpmn", headers={"If-Match": '"1"'})
    assert anywhere.ask("GET", f"/drafts/{draft}/files/small.bpmn").status_code == 404

    assert anywhere.save(draft, "small.bpmn", SMALL, 0).json()["version"] == 3


def test_a_deleted_draft_leaves_nothing(anywhere: Workshop) -> None:
    draft = anywhere.draft()
    anywhere.post(f"/drafts/{draft}/comments", {"path": "small.bpmn", "elementId": "UT-COMPL", "text": "?"})

    anywhere.ask("DELETE", f"/drafts/{draft}")

    assert (anywhere.get("/drafts")["items"], anywhere.ask("GET", f"/drafts/{draft}").status_code) == ([], 404)


def test_comments_are_deleted_by_who_wrote_them(anywhere: Workshop) -> None:
    draft = anywhere.draft()
    made = anywhere.post(f"/drafts/{draft}/comments", {"path": "small.bpmn", "elementId": "UT-COMPL", "text": "Frist?"})

    codes = [anywhere.ask("DELETE", f"/drafts/{draft}/comments/{made['id']}", who).status_code
             for who in ("otto", "olga")]  # fmt: skip

    assert codes == [403, 200]


@pytest.mark.parametrize("path", ["../x.bpmn", "a/../../x", "x y.bpmn", "a/b/c/d/e.form", "x%7F.bpmn"])
def test_a_name_that_is_a_way_somewhere_else_is_refused(workshop: Workshop, path: str) -> None:
    draft = workshop.draft()
    answer = workshop.save(draft, path.replace("/", "%2F").replace(" ", "%20"), b"x", 0)

    assert answer.status_code in (404, 405, 422)


def test_only_so_many_versions_are_kept(workshop: Workshop) -> None:
    draft = workshop.draft()
    for number in range(60):
        workshop.save(draft, "texts/de.yaml", f"a: {number}\n".encode(), number + 1)

    kept = workshop.get(f"/drafts/{draft}/files/texts/de.yaml/versions")["items"]

    assert (kept[0]["version"], len(kept)) == (61, 51)


def test_a_draft_grows_to_its_limit_and_no_further(workshop: Workshop) -> None:
    draft, most = workshop.draft(), LARGEST
    full = [workshop.save(draft, f"codes/{number}.yaml", bytes(most), 0).status_code for number in range(10)]
    smaller = workshop.save(draft, "codes/0.yaml", bytes(most - 1), 1)

    assert (full, smaller.status_code) == ([200] * 9 + [413], 200)


def test_clerks_have_no_business_here(workshop: Workshop) -> None:
    assert workshop.ask("GET", "/drafts", "anna").status_code == 403


def test_check_says_what_deployment_would_say(workshop: Workshop) -> None:
    draft = workshop.draft()
    workshop.save(draft, "small.bpmn", SMALL.replace(b'type="bundesagentur.submitApprovalRequest"', b""), 1)

    found: list[dict[str, Any]] = workshop.post(f"/drafts/{draft}/check")["findings"]

    assert "error" in {one["severity"] for one in found}


def test_a_check_while_one_works_says_what_deployment_says_of_data_files_too(opened: Callable[..., Workshop]) -> None:
    glances = Glances()
    workshop = opened(MemoryStore(), glance=glances.read, read_bundle=surroundings.read)
    draft = workshop.draft()
    workshop.save(draft, "parameters.yaml", b"- id: twice\n- id: twice\n", 1)

    quick = workshop.post(f"/drafts/{draft}/check")["findings"]
    refused = workshop.ask("POST", f"/drafts/{draft}/proposals", json={"reason": "x"}).json()["errors"]
    glances.close()

    assert ({one["code"] for one in quick} & {"data-file"}, len(refused)) == ({"data-file"}, len(quick))


def test_variables_written_before_an_element_are_known_there(workshop: Workshop) -> None:
    draft = workshop.draft()

    found = workshop.get(f"/drafts/{draft}/variables?path=small.bpmn&element=ST-BA")["items"]

    assert "complete" in {one["name"] for one in found}


def test_variables_are_known_while_something_is_still_wrong(opened: Callable[..., Workshop]) -> None:
    glances = Glances()
    workshop = opened(MemoryStore(), glance=glances.read)
    draft = workshop.draft()
    workshop.save(draft, "small.bpmn", SMALL.replace(b'type="bundesagentur.submitApprovalRequest"', b""), 1)

    found = workshop.get(f"/drafts/{draft}/variables?path=small.bpmn&element=ST-BA")["items"]
    glances.close()

    assert "complete" in {one["name"] for one in found}


def test_what_is_wrong_is_not_played(opened: Callable[..., Workshop]) -> None:
    glances, files = Glances(), {"small.bpmn": SMALL.replace(b'type="bundesagentur.submitApprovalRequest"', b"")}
    glances.read("draft", files)
    table, _ = glances.recall(files)
    glances.close()

    assert table == b""


def test_the_digest_of_a_file_of_the_page_is_that_of_other_tools(workshop: Workshop) -> None:
    draft = workshop.draft()

    assert hashlib.sha256(workshop.file(draft, "small.bpmn")).digest() == hashlib.sha256(SMALL).digest()
