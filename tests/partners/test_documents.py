"""Partners hand documents in with their answer: through the gate of all uploads, into the file, seen by nobody else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.documents import files

from .conftest import Town

GOOD = {"state": "ABGEGEBEN", "ratings": {"overall": "POSITIV"}, "text": "Tragfähig."}


def test_what_a_partner_hands_in_lies_in_the_file_of_the_case(stored_town: Town) -> None:
    stored_town.applies()

    done = stored_town.hands_in("holger", stored_town.request(), files.pdf())

    assert done.status_code == 201, done.text
    listed = stored_town.get(f"/cases/{stored_town.case_id}/documents", "anna").json()["items"]
    assert [(one["id"], one["source"], one["folder"]) for one in listed] == [
        (done.json()["id"], "AGENCY", "SCHRIFTVERKEHR")
    ]


def test_the_opinion_names_the_document_that_came_with_it(town: Town) -> None:
    town.applies()
    made = town.hands_in("holger", town.request(), files.pdf()).json()

    town.answers("holger", GOOD)

    town.house.timeline.quiet()
    assert town.house.engine.variables(town.case_id)["kammer"]["opinion"]["documentId"] == made["id"]


def test_the_clerk_sees_it_beside_the_answer(town: Town) -> None:
    town.applies()
    made = town.hands_in("holger", town.request(), files.pdf()).json()

    rows = town.get(f"/cases/{town.case_id}/consultations", "anna").json()["items"]

    assert [one["id"] for one in rows[0]["handed"]] == [made["id"]]


def test_the_same_upload_again_is_one_document(town: Town) -> None:
    town.applies()
    row = town.request()
    for _ in range(2):
        town.hands_in("holger", row, files.pdf(), key="one-upload-of-holger")

    assert len(town.request().content["handed"]) == 1


@pytest.mark.parametrize("who", ["ines", "hanna", "malte", "anna"])
def test_nobody_else_lays_a_document_beside_a_request(town: Town, who: str) -> None:
    town.applies()

    assert town.hands_in(who, town.request(), files.pdf()).status_code in (403, 404)


def test_what_is_no_document_does_not_come_in(town: Town) -> None:
    town.applies()

    assert town.hands_in("holger", town.request(), b"MZ not a document").status_code == 422


def test_after_the_answer_nothing_is_handed_in(town: Town) -> None:
    town.applies()
    row = town.request()
    town.answers("holger", GOOD, row)

    assert town.hands_in("holger", row, files.pdf()).status_code == 409


def test_no_more_than_twenty_lie_beside_a_request(town: Town) -> None:
    town.applies()
    row = town.request()
    entry = {"id": "x", "name": "x.pdf", "media_type": "application/pdf", "size": 1}
    town.house.store.put(replace(row, content={**row.content, "handed": [entry] * 20}))

    assert town.hands_in("holger", row, files.pdf()).status_code == 409


def test_the_partner_does_not_read_the_file_in_which_it_lies(town: Town) -> None:
    town.applies()
    made = town.hands_in("holger", town.request(), files.pdf()).json()

    assert town.get(f"/documents/{made['id']}", "holger").status_code == 404
