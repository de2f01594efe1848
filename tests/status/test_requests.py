"""The applicant's view over HTTP on the real procedure: in by reference and code, read, hand in, and the case goes on."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from io import BytesIO
from tempfile import TemporaryFile

from pypdf import PdfReader

from akzess.house import TENANT
from documents.model import Source
from documents.registry import Upload
from store.evidence import Keyring
from store.filing import Files

from .conftest import PDF, Office


def test_the_applicant_hands_in_what_was_asked_for_and_the_clock_resumes(stored_office: Office) -> None:
    office = stored_office
    office.applies()
    office.asks_for("DEG_CERTIFICATE", "DEG_ANABIN")
    applicant = office.entered()
    assert applicant.sees()["clockStopped"]
    office.passes(days=4)
    applicant = office.entered()

    first = applicant.hands_in("DEG_CERTIFICATE")
    assert (first.status_code, first.json()["complete"]) == (201, False)
    assert office.clock["pausen"][0]["bis"] is None
    last = applicant.hands_in("DEG_ANABIN")
    office.house.timeline.quiet()

    assert (last.status_code, last.json()["complete"]) == (201, True)
    assert office.clock["pausen"] == [{"grund": "P82", "von": "2026-10-21", "bis": "2026-10-25"}]
    assert office.open_elements() == {"UT-COMPL"}


def test_what_was_handed_in_lies_in_the_case_for_the_clerk(stored_office: Office) -> None:
    office = stored_office
    office.applies()
    office.asks_for("DEG_CERTIFICATE")
    filed = office.entered().hands_in("DEG_CERTIFICATE").json()
    office.house.timeline.quiet()

    docs = office.house.engine.variables(office.case_id)["docs"]
    assert [doc["code"] for doc in docs][-1:] == [filed["code"]]


def test_the_same_upload_twice_counts_once(stored_office: Office) -> None:
    office = stored_office
    office.applies()
    office.asks_for("DEG_CERTIFICATE", "DEG_ANABIN")
    applicant = office.entered()

    for _ in range(2):
        assert applicant.hands_in("DEG_CERTIFICATE", key="the-same-key-again").status_code == 201

    assert [len(item["uploaded"]) for item in applicant.sees()["requestedDocuments"]] == [1, 0]


def test_the_last_upload_repeated_after_the_case_went_on_gets_its_answer(office: Office) -> None:
    office.applies()
    office.asks_for("DEG_CERTIFICATE")
    applicant = office.entered()
    first = applicant.hands_in("DEG_CERTIFICATE", key="the-same-key-again")
    office.house.timeline.quiet()

    again = applicant.hands_in("DEG_CERTIFICATE", key="the-same-key-again")

    assert (again.status_code, again.json()) == (201, first.json())


def test_a_request_that_names_nothing_ends_when_the_applicant_says_so(office: Office) -> None:
    office.applies()
    office.asks_for()
    applicant = office.entered()
    applicant.hands_in("OTHER")
    assert applicant.sees()["finishable"]

    assert applicant.finishes().status_code == 204
    office.house.timeline.quiet()

    assert office.open_elements() == {"UT-COMPL"}


def test_nothing_is_finished_before_something_was_handed_in(office: Office) -> None:
    office.applies()
    office.asks_for()

    assert office.entered().finishes().json()["code"] == "nothing-awaited"


def test_when_the_deadline_is_over_nothing_is_awaited_any_more(office: Office) -> None:
    office.applies()
    office.asks_for("DEG_CERTIFICATE")
    office.passes(days=25)
    applicant = office.entered()

    assert applicant.sees()["requestedDocuments"] == []
    assert applicant.hands_in("DEG_CERTIFICATE").json()["code"] == "nothing-awaited"


def test_documents_nobody_asked_for_are_refused(office: Office) -> None:
    office.applies()
    office.asks_for("DEG_CERTIFICATE")

    assert office.entered().hands_in("BASE_PHOTO").json()["code"] == "nothing-awaited"


def test_a_file_that_is_something_else_is_refused_and_the_case_waits(office: Office) -> None:
    office.applies()
    office.asks_for("DEG_CERTIFICATE")
    answer = office.entered().hands_in("DEG_CERTIFICATE", content=b"MZ\x90\x00" + bytes(200), name="a.pdf")

    assert (answer.status_code, answer.json()["code"]) == (422, "upload-type-mismatch")
    assert office.clock["pausen"][0]["bis"] is None


def test_the_page_says_what_is_missing_and_until_when(office: Office) -> None:
    office.applies()
    office.asks_for("DEG_CERTIFICATE")
    page = office.entered().sees()

    assert page["step"]["text"] == "Bitte reichen Sie bis 09.11.2026 nach: Hochschulabschluss mit Fächerübersicht"
    assert page["notices"] == [
        {"kind": "PAUSE", "text": "Wir warten auf: Unterlagen von Ihnen. Die Frist läuft nicht."}
    ]


def test_the_same_page_in_arabic_runs_from_right_to_left(office: Office) -> None:
    office.applies()
    office.asks_for("DEG_CERTIFICATE")
    page = office.entered().sees("ar")

    assert (page["dir"], page["requestedDocuments"][0]["name"]) == ("rtl", "شهادة جامعية مع كشف المواد")


def test_an_unknown_language_gets_that_of_the_application(office: Office) -> None:
    office.applies(applicant={"contactLang": "uk"})

    assert office.entered().sees("xx")["language"] == "uk"


def test_after_the_file_is_complete_the_target_date_is_told(office: Office) -> None:
    office.applies()
    office.completes("UT-COMPL", result="COMPLETE")

    assert office.entered().sees()["targetDate"] == "2026-11-19"


def test_nothing_that_must_not_be_told_is_in_any_answer_of_a_whole_procedure(office: Office) -> None:
    office.applies(applicant={"familyName": "SICHERHEIT-Muster"})
    applicant = office.entered()
    told: list[str] = []
    office.completes("UT-COMPL", result="COMPLETE")
    for _ in range(40):
        open_tasks = office.house.open_tasks(office.case_id)
        office.house.timeline.quiet()
        if not office.house.case(office.case_id).status.open:
            break
        if applicant.client.get("/status/case").status_code == 401:
            applicant = office.entered()
        told += [json.dumps(applicant.sees(language), ensure_ascii=False) for language in ("de", "en", "uk", "ar")]
        if open_tasks:
            extra = {"securityRequired": True} if open_tasks[0].element_id == "UT-LEGAL" else {}
            office.completes(open_tasks[0].element_id, **extra)
        else:
            office.passes(days=3)

    everything = " ".join(told).lower()
    assert [
        word
        for word in ("azr", "sicherheit", "security", "bva", "anna", "clara", "beispiel")
        if re.search(rf"(?<![a-z0-9_-]){word}", everything)  # a random token may have three of these letters inside
    ] == []


def test_the_words_of_the_page_come_before_the_login(office: Office) -> None:
    page = office.applicant().client.get("/status/texts", params={"lang": "ar"}).json()

    assert (page["dir"], page["machine"], page["texts"]["page.title"]) == ("rtl", True, "حالة طلبكم")


def test_letters_are_told_by_title_and_day_only(office: Office) -> None:
    office.applies()

    assert all(set(letter) == {"title", "at"} for letter in office.entered().sees()["letters"])


def test_a_clerk_of_the_site_gives_the_applicant_a_new_code(office: Office) -> None:
    office.applies()
    old = office.code()
    office.passes(minutes=1)

    answer = office.as_person("anna")(
        "POST", f"/cases/{office.case_id}/access-code", Idempotency_Key="0123456789abcdef"
    )

    assert office.applicant().enters(office.reference, old).status_code == 401
    assert office.applicant().enters(office.reference, answer.json()["code"]).status_code == 200


def test_a_clerk_of_another_site_gets_no_code(office: Office) -> None:
    office.applies()

    answer = office.as_person("axel")(
        "POST", f"/cases/{office.case_id}/access-code", Idempotency_Key="0123456789abcdef"
    )

    assert answer.status_code == 404


def test_the_code_in_the_letter_of_receipt_opens_the_case(office: Office) -> None:
    office.applies()
    cabinet = Files(office.house.store, Keyring([bytes(range(32))]), office.house.moving)
    letters = [d for d in cabinet.of_case(TENANT, office.case_id, limit=100) if d.letter is not None]
    (receipt,) = [d for d in letters if d.letter is not None and d.letter.template == "receipt"]
    pages = PdfReader(BytesIO(b"".join(cabinet.content(receipt.version)))).pages
    text = "\n".join(page.extract_text() for page in pages)
    found = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", text.replace(office.reference, ""))
    assert found is not None, text

    assert office.applicant().enters(office.reference, found[0]).status_code == 200


def test_an_upload_that_was_kept_before_a_crash_still_lets_the_case_go_on(stored_office: Office) -> None:
    office = stored_office
    office.applies()
    office.asks_for("DEG_CERTIFICATE")
    applicant = office.entered()
    registry = office.app.state.context.documents
    upload = Upload(1, office.case_id, "a.pdf", "application/pdf", Source.APPLICANT, "applicant", "", "p", "k" * 16)
    with TemporaryFile() as file:
        file.write(PDF)
        registry.accept(replace(upload, code="DEG_CERTIFICATE"), file)
    assert office.clock["pausen"][0]["bis"] is None

    applicant.sees()
    office.quiet()

    assert office.clock["pausen"][0]["bis"] == "2026-10-21"
