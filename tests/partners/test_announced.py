"""Whatever lays a request into an inbox, opens it again or reminds of it notes down that its partner is to be told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from connectors.base import Request
from store.partners import PartnerNotice

from .conftest import Town


def _kinds(town: Town, partner: str) -> list[str]:
    found = town.house.read.records(PartnerNotice, {"tenant": 1, "partner": partner}, order=("kind",))
    return [one.kind for one in found]


def test_a_request_of_the_procedure_is_to_be_told_of(stored_town: Town) -> None:
    stored_town.applies()

    assert _kinds(stored_town, "HWK_CHEMNITZ") == ["DUE", "NEW"]


def _asked(town: Town) -> str:
    town.applies()
    return str(town.asks("MELDEAMT_ADDRESS").json()["id"])


def _reminded(town: Town) -> None:
    asked = _asked(town)
    done = town.send("POST", f"/cases/{town.case_id}/consultations/{asked}/reminder", "anna")
    assert done.status_code == 200, done.text


@pytest.mark.parametrize(("acts", "kinds"), [(_asked, ["DUE", "NEW"]), (_reminded, ["DUE", "NEW", "REMINDED"])])
def test_a_question_by_hand_and_its_reminder_are_to_be_told_of(
    town: Town, acts: Callable[[Town], Any], kinds: list[str]
) -> None:
    acts(town)

    assert _kinds(town, "MELDEAMT") == kinds


def test_a_request_that_is_open_again_is_to_be_told_of_again(town: Town) -> None:
    town.applies()
    notices = town.house.read.records(PartnerNotice, {"tenant": 1, "partner": "HWK_CHEMNITZ"})
    for one in notices:
        town.house.store.drop(PartnerNotice, 1, one.id)
    asked = {"state": "NACHFORDERUNG", "missingItems": ["Finanzierungsplan"]}
    assert town.answers("holger", asked).status_code == 200
    row = town.request()
    before = _kinds(town, row.partner)

    content = {"type": "BUSINESSPLAN", "mimeType": "application/pdf", "content": "JVBERi0xLjQK"}
    town.house.agencies.by_name["kammern"].send(
        Request(
            "another-job", "uploadDocument", {"requestId": row.id, "chamber": row.partner, **content}, town.reference
        )
    )

    assert (before, _kinds(town, row.partner)) == ([], ["DUE", "NEW"])
