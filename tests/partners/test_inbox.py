"""A chamber without a system answers in its inbox; what it says reaches the process as its system's message would."""

from __future__ import annotations

import base64
import hashlib
import json
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from authority.partners.answers import event_id, opinion
from connectors.base import Request
from engine.model import Actor
from service.partners.delivering import settle_all
from store.evidence import EvidenceFilter
from store.partners import PartnerDocument, PartnerRequest

from .conftest import Town, built

GOOD = {"state": "ABGEGEBEN", "ratings": {"overall": "POSITIV", "financing": "EHER_POSITIV"}, "text": "Tragfähig."}


def _asked(town: Town) -> PartnerRequest:
    town.applies()
    return town.request()


def test_a_request_to_a_chamber_without_a_system_lies_in_its_inbox(stored_town: Town) -> None:
    _asked(stored_town)

    items = stored_town.get("/partner-requests", "holger").json()["items"]
    assert [(one["businessKey"], one["form"], one["state"]) for one in items] == [
        (stored_town.reference, "opinion", "open")
    ]


def test_the_opinion_of_the_inbox_is_the_message_of_the_connector(stored_town: Town) -> None:
    row = _asked(stored_town)

    answer = stored_town.answers("holger", GOOD)

    assert answer.status_code == 200, answer.text
    stored_town.house.timeline.quiet()
    chamber = stored_town.house.engine.variables(stored_town.case_id)["kammer"]
    assert (chamber["state"], chamber["opinion"]["overall"]) == ("ABGEGEBEN", "POSITIV")
    assert stored_town.ledger.consumer(1, "kammern", event_id(row.id, 1)) == stored_town.case_id


def test_an_answer_that_is_sent_twice_counts_once(town: Town) -> None:
    row = _asked(town)
    first = town.answers("holger", GOOD, row, key="one-intention-of-holger")

    second = town.answers("holger", GOOD, row, key="one-intention-of-holger")

    assert (first.status_code, second.status_code, second.headers["Idempotent-Replayed"]) == (200, 200, "true")
    assert len(town.request().content["answers"]) == 1


def test_an_answer_that_a_crash_left_behind_is_delivered_later(town: Town) -> None:
    row = _asked(town)
    event = opinion(row.id, 1, row.business_key, {"state": "UNZUSTAENDIG"}, town.house.clock.now(), "HWK")
    left = replace(row, content={**row.content, "answers": [event]}, state="answered", settled=False)
    town.house.store.put(left)

    settle_all(town.house.agencies.by_name, town.house.handle, town.house.store, town.house.clock.now(), town.ledger)

    assert town.house.engine.variables(town.case_id)["kammer"]["state"] == "UNZUSTAENDIG"
    assert town.request().settled


def _behind(town: Town, others: int, **changed: Any) -> PartnerRequest:
    """An answer that a crash left behind, after so many others that cannot be delivered."""
    row = _asked(town)
    event = opinion(row.id, 1, row.business_key, {"state": "UNZUSTAENDIG"}, town.house.clock.now(), "HWK")
    left = replace(row, content={**row.content, "answers": [event]}, state="answered", settled=False)
    for number in range(others):
        town.house.store.put(replace(left, **{"id": str(UUID(int=number + 1)), **changed}))
    last = replace(left, id=str(UUID(int=2**128 - 1)))
    town.house.store.put(last)
    return last


def _settled(town: Town, row: PartnerRequest) -> bool:
    return town.house.read.records(PartnerRequest, {"tenant": 1, "id": row.id})[0].settled


def test_answers_for_an_agency_that_is_not_configured_keep_nobody_waiting(stored_town: Town) -> None:
    town = stored_town
    last = _behind(town, 101, agency="unbekannt")

    settle_all(town.house.agencies.by_name, town.house.handle, town.house.store, town.house.clock.now(), town.ledger)

    assert _settled(town, last)


def test_answers_that_cannot_be_delivered_keep_nobody_waiting_for_good(town: Town) -> None:
    last = _behind(town, 12, content={"out": {}, "answers": [{"state": "KEINER"}]})
    begin = town.house.clock.now()

    for minute in range(20):
        with suppress(KeyError):
            now = begin + timedelta(minutes=minute)
            settle_all(town.house.agencies.by_name, town.house.handle, town.house.store, now, town.ledger, limit=3)

    assert _settled(town, last)


def test_a_demand_for_documents_goes_back_to_the_office(town: Town) -> None:
    row = _asked(town)

    town.answers("holger", {"state": "NACHFORDERUNG", "missingItems": ["Finanzplan"]}, row)

    town.house.timeline.quiet()
    assert {task.element_id for task in town.house.open_tasks(town.case_id)} & {"UT-REQ82"}


def test_an_opinion_without_reasons_is_refused(town: Town) -> None:
    row = _asked(town)

    answer = town.answers("holger", {"state": "ABGEGEBEN", "ratings": {"overall": "POSITIV"}, "text": " "}, row)

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/text")


def test_a_request_that_changed_meanwhile_is_not_answered(town: Town) -> None:
    row = _asked(town)

    answer = town.send("POST", f"/partner-requests/{row.id}/answer", "holger", GOOD, version=row.version + 1)

    assert answer.status_code == 412


@pytest.mark.parametrize("who", ["ines", "hanna", "malte", "gerda"])
def test_another_partner_finds_what_nobody_has(town: Town, who: str) -> None:
    row = _asked(town)

    there = town.get(f"/partner-requests/{row.id}", who)
    missing = town.get("/partner-requests/0199f3a2-7c1b-7e4d-9a52-000000000000", who)

    def bare(answer: Any) -> Any:
        return {name: part for name, part in answer.json().items() if name not in ("instance", "traceId")}

    assert (there.status_code, bare(there)) == (404, bare(missing))


def test_a_partner_sees_nothing_of_the_case_but_the_request(town: Town) -> None:
    _asked(town)

    refused = {path: town.get(f"/cases/{town.case_id}{path}", "holger").status_code for path in ("", "/consultations")}
    assert refused == {"": 404, "/consultations": 404}


def test_only_the_fields_of_the_contract_leave(town: Town) -> None:
    row = _asked(town)

    sent = town.get(f"/partner-requests/{row.id}", "holger").json()["sent"]

    assert "azr" not in json.dumps(sent).lower()
    assert {one["path"].split(".")[0] for one in sent} == {
        "chamber", "kind", "dueDate", "consentOrLegalBasis", "person", "business",
    }  # fmt: skip


def test_a_state_is_told_by_its_name_in_both_languages(town: Town) -> None:
    row = _asked(town)

    sent = town.get(f"/partner-requests/{row.id}", "holger").json()["sent"]

    (state,) = [one for one in sent if one["path"] == "person.nationality"]
    assert (state["label"]["de"], state["value"], state["name"]) == (
        "Staatsangehörigkeit",
        "166",
        {"de": "Ukraine", "en": "Ukraine"},
    )


def test_what_a_partner_looked_at_is_in_the_cases_log(town: Town) -> None:
    row = _asked(town)
    town.get(f"/partner-requests/{row.id}", "holger")

    seen = {(one.person, one.purpose) for one in town.house.read.accesses(1, case_id=town.case_id).items}
    assert ("holger", f"partner:HWK_CHEMNITZ:{row.id}") in seen


def test_a_document_that_was_sent_along_is_a_download(town: Town) -> None:
    row = _asked(town)
    documents = town.house.read.records(PartnerDocument, {"tenant": 1, "request_id": row.id})

    answer = town.get(f"/partner-requests/{row.id}/documents/{documents[0].id}", "holger")

    assert (answer.content[:5], answer.headers["content-disposition"][:10]) == (b"%PDF-", "attachment")


def test_a_document_keeps_its_name(town: Town) -> None:
    row = _asked(town)
    one = town.house.read.records(PartnerDocument, {"tenant": 1, "request_id": row.id})[0]
    town.house.store.put(replace(one, name="Geschäftsplan.docx"))

    answer = town.get(f"/partner-requests/{row.id}/documents/{one.id}", "holger")

    assert "Gesch%C3%A4ftsplan.docx" in answer.headers["content-disposition"]


def test_documents_that_are_sent_again_do_not_reopen_what_was_answered(town: Town) -> None:
    row = _asked(town)
    sent = Request(
        "one-job", "uploadDocument", {"requestId": row.id, "chamber": row.partner, **_plan()}, row.business_key
    )
    first = town.house.agencies.by_name["kammern"].send(sent)
    town.answers("holger", GOOD)

    assert town.house.agencies.by_name["kammern"].send(sent) == first


def _plan() -> dict[str, str]:
    content = b"%PDF-1.4 plan"
    return {
        "type": "BUSINESSPLAN",
        "fileName": "plan.pdf",
        "mimeType": "application/pdf",
        "content": base64.b64encode(content).decode(),
        "sha256": hashlib.sha256(content).hexdigest(),
    }


def test_what_lies_at_another_site_pushes_nothing_out_of_the_inbox(town: Town) -> None:
    row = _asked(town)
    for number in range(501):
        elsewhere = replace(row, id=f"{number:04d}-leipzig", site="L", due_on="2026-01-01", key=str(number))
        town.house.store.put(elsewhere)

    items = town.get("/partner-requests", "holger").json()["items"]
    assert [one["id"] for one in items] == [row.id]


def test_what_left_and_what_came_back_is_in_the_evidence(town: Town) -> None:
    row = _asked(town)
    town.answers("holger", GOOD, row)

    kept = town.house.read.evidence(1, filters=EvidenceFilter(key=row.id), limit=20).items

    assert {str(one.part) for one in kept} >= {"message", "acknowledgement"}


def test_the_employment_agency_may_decide_in_an_inbox_too(memory_store: Any) -> None:
    for town in built(memory_store, "BA_AMZ"):
        town.applies("electrician", process="small")
        task = town.house.open_tasks(town.case_id)[0]
        anna = Actor(person="anna", account="anna", groups=frozenset({"akz-clerk"}), sites=frozenset({"C"}))
        town.house.complete(task, anna, {"result": "COMPLETE"})
        town.house.timeline.quiet()
        row = town.request()

        answer = town.answers("gerda", {"state": "ZUGESTIMMT"}, row)

        assert answer.status_code == 200, answer.text
        town.house.timeline.quiet()
        assert town.house.engine.variables(town.case_id)["ba"]["status"] == "ZUGESTIMMT"
