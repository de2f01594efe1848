"""An applicant in a case: messages both ways, decisions to be retrieved (section 41(2a) VwVfG), one's own data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from akzess.statistics_sources import ANSWER_DAYS

from ..status.conftest import Applicant
from .conftest import Town


def _writes(applicant: Applicant, text: str, key: str = "message-of-the-applicant") -> Any:
    headers = {"X-CSRF": applicant.csrf, "Idempotency-Key": key}
    return applicant.client.post("/status/messages", json={"text": text}, headers=headers)


def _messages(applicant: Applicant) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = applicant.client.get("/status/messages").json()["items"]
    return found


def test_the_page_promises_an_answer_in_the_days_that_are_measured() -> None:
    words = Path(__file__).parents[2] / "web" / "src" / "portal" / "words" / "en.json"
    promise = json.loads(words.read_text(encoding="utf-8"))["case.messagesHint"]

    assert f"within {['no', 'one', 'two', 'three'][ANSWER_DAYS]} working days" in promise


def test_a_message_reaches_the_office_and_the_answer_comes_back_without_a_clerks_name(stored_town: Town) -> None:
    office = stored_town.office
    office.applies()
    applicant = office.entered()
    _writes(applicant, "Wann ist mein Termin?")
    anna = office.as_person("anna")
    seen = anna("GET", f"/cases/{office.case_id}/applicant-messages").json()["items"]
    anna(
        "POST",
        f"/cases/{office.case_id}/applicant-messages",
        {"text": "Am Montag."},
        Idempotency_Key="answer-of-the-office",
    )

    answer = _messages(applicant)[0]

    assert ([one["text"] for one in seen], answer["text"], answer["author"]) == (
        ["Wann ist mein Termin?"],
        "Am Montag.",
        None,
    )


def test_a_message_that_is_sent_again_is_one_message(stored_town: Town) -> None:
    stored_town.office.applies()
    applicant = stored_town.office.entered()

    for _ in range(2):
        _writes(applicant, "Einmal.")

    assert len(_messages(applicant)) == 1


def test_a_clerk_of_another_site_reads_no_messages(town: Town) -> None:
    town.office.applies()

    answer = town.office.as_person("axel")("GET", f"/cases/{town.office.case_id}/applicant-messages")

    assert answer.status_code == 404


def _decided(town: Town) -> Applicant:
    """A case that is granted, of somebody who agreed to retrieve the decision."""
    office = town.office
    office.applies()
    applicant = office.entered()
    body = {"language": "ar"}
    answer = applicant.client.post("/status/delivery/consent", json=body, headers={"X-CSRF": applicant.csrf})
    assert answer.status_code == 200, answer.text
    for element in ("UT-COMPL", "UT-LEGAL", "UT-FEE", "UT-BIO"):
        office.completes(element)
    office.passes(days=1)
    for element in ("UT-ASSESS", "UT-DECIDE"):
        office.completes(element)
    office.passes(hours=1)
    return office.entered()


def test_a_decision_is_retrieved_once_it_is_available_and_then_kept(town: Town) -> None:
    applicant = _decided(town)
    document = applicant.client.get("/status/delivery?lang=de").json()["provisions"][0]["document"]
    address = f"/status/delivery/{document}"
    before = applicant.client.get(f"{address}/content").status_code
    found = applicant.client.post(f"{address}/retrieval", headers={"X-CSRF": applicant.csrf}).json()
    after = applicant.client.get(f"{address}/content")
    town.office.applies(applicant={"familyName": "Andere"})
    stranger = town.office.entered()

    refused = stranger.client.post(f"{address}/retrieval", headers={"X-CSRF": stranger.csrf}).status_code

    assert (before, found["state"], after.content[:5], refused) == (409, "RETRIEVED", b"%PDF-", 404)


def test_the_office_sees_until_when_and_that_a_decision_was_retrieved(town: Town) -> None:
    applicant = _decided(town)
    document = applicant.client.get("/status/delivery?lang=de").json()["provisions"][0]["document"]
    address, anna = f"/cases/{town.office.case_id}/delivery", town.office.as_person("anna")
    before = anna("GET", address).json()["provisions"][0]
    applicant.client.post(f"/status/delivery/{document}/retrieval", headers={"X-CSRF": applicant.csrf})

    after = anna("GET", address).json()["provisions"][0]

    assert (before["state"], after["state"], after["knownOn"] > after["retrievedAt"][:10]) == (
        "OPEN",
        "RETRIEVED",
        True,
    )


def test_the_export_has_everything_the_applicant_said_and_nothing_of_the_office(town: Town) -> None:
    town.office.applies()
    applicant = town.office.entered()
    _writes(applicant, "Meine Nachricht.")

    found = applicant.client.get("/status/export").json()

    assert found["application"]["applicant"]["passportNo"] == "Z1234567"
    assert not {"security", "azr", "eligibility", "judgement", "uhr"} & set(found["application"])
    assert found["messages"][0]["text"] == "Meine Nachricht."


def test_the_export_can_be_read_by_people(town: Town) -> None:
    town.office.applies(applicant={"familyName": "<b>Muster</b>"})
    applicant = town.office.entered()

    page = applicant.client.get("/status/export?format=html&lang=de")

    assert "&lt;b&gt;Muster&lt;/b&gt;" in page.text


def test_a_withdrawn_consent_sends_the_decision_by_post_at_once(town: Town) -> None:
    applicant = _decided(town)
    before = town.office.house.engine.variables(town.office.case_id)["abruf"]["state"]

    applicant.client.delete("/status/delivery/consent", headers={"X-CSRF": applicant.csrf})
    town.office.quiet()

    found = applicant.client.get("/status/delivery?lang=de").json()["provisions"][0]
    after = town.office.house.engine.variables(town.office.case_id)["abruf"]
    assert (before, after["state"], found["state"], found["endsOn"]) == (
        "OPEN",
        "POSTED",
        "ENDED",
        after["postedAt"][:10],
    )


def test_the_page_asks_for_the_retrieval_and_says_until_when(town: Town) -> None:
    applicant = _decided(town)
    until = applicant.client.get("/status/delivery?lang=de").json()["provisions"][0]["endsOn"]

    asked = [one for one in applicant.sees("en")["awaiting"] if one["you"]]

    assert [(one["what"], one["until"]) for one in asked] == [
        ("Retrieve the decision; otherwise it comes by post", until)
    ]
