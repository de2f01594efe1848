"""What leaves for the agency is what lies in the file of the case, and nothing else."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from fastapi.testclient import TestClient

from akzess.paperwork import files
from connectors.bundesagentur.rulebook import NS
from documents.model import Filing, Folder, Scan, Source
from service.context import TENANT

from ..documents.files import pdf
from ..status.conftest import PASSWORD
from .conftest import Town, asked_by_the_agency_itself, invited_by_the_applicant
from .people import DECLARATION

NAMED = {"code": "JOB", "documentId": "00000000-0000-4000-8000-000000000077"}


def _at_the_agency(town: Town) -> Any:
    return next(iter(town.office.house.town.simulators["bundesagentur"].cases.values()))


def _request_of(town: Town) -> Any:
    """What the agency holds of the present case."""
    cases = town.office.house.town.simulators["bundesagentur"].cases.values()
    return next(one.request for one in cases if one.case_ref == town.office.reference)


def _contents(request: Any) -> list[bytes]:
    return [base64.b64decode(node.text) for node in request.iterfind(f"{NS}document/{NS}content")]


def _filed(town: Town, code: str) -> Any:
    cabinet = town.app.state.context.documents.cabinet
    found = [one for one in cabinet.of_case(TENANT, town.office.case_id, limit=50) if one.code == code]
    return b"".join(cabinet.content(found[0].version))


def test_the_employers_own_answer_reaches_the_agency_as_it_lies_in_the_file(stored_town: Town) -> None:
    asked_by_the_agency_itself(stored_town)
    _, employer = invited_by_the_applicant(stored_town)

    employer.answers({"answer": "Es gilt der Haustarifvertrag."})
    stored_town.office.quiet()

    assert _contents(_at_the_agency(stored_town).supplement) == [_filed(stored_town, "BA_INFO")]


def test_what_an_employer_declares_in_the_running_case_reaches_the_agency(stored_town: Town) -> None:
    office = stored_town.office
    office.applies(docs=[], employer={"betriebsnummer": None}, pay={"gross": 3833.34, "annualGross": 46000})
    office.completes("UT-COMPL", result="COMPLETE")
    office.completes("UT-LEGAL")
    office.task("UT-BA")
    _, employer = invited_by_the_applicant(stored_town)

    employer.answers(DECLARATION)
    office.quiet()

    assert _contents(_request_of(stored_town)) == [_filed(stored_town, "EZB")]


def test_what_a_clerk_files_by_its_kind_bears_its_name_and_reaches_the_agency(stored_town: Town) -> None:
    office = stored_town.office
    office.applies(docs=[], pay={"gross": 3833.34, "annualGross": 46000})
    filed = TestClient(stored_town.app).post(
        f"/cases/{office.case_id}/documents",
        data={"code": "EZB"},
        files={"file": ("scan-0042.pdf", pdf(), "application/pdf")},
        auth=("anna", PASSWORD),
        headers={"Idempotency-Key": "scan-0042-of-the-morning"},
    )
    office.completes("UT-COMPL", result="COMPLETE")
    office.completes("UT-LEGAL")

    assert filed.json()["title"] == "Erklärung zum Beschäftigungsverhältnis"
    assert _contents(_request_of(stored_town)) == [_filed(stored_town, "EZB")]


def test_a_repaired_request_leaves_with_what_lies_in_the_file_then(stored_town: Town) -> None:
    office = stored_town.office
    office.applies(docs=[{**NAMED, "code": "EZB"}], pay={"gross": 3833.34, "annualGross": 46000})
    office.completes("UT-COMPL", result="COMPLETE")
    office.completes("UT-LEGAL")
    office.task("UT-BA-REPAIR")
    files(stored_town.app.state.context.documents, office.case_id, {"code": "EZB", "content": "%PDF-1.7 anew"})

    office.completes("UT-BA-REPAIR", action="RESEND")

    assert _contents(_request_of(stored_town)) == [b"%PDF-1.7 anew"]


def test_a_document_that_is_not_in_the_file_is_a_task_for_the_clerk(stored_town: Town) -> None:
    office = stored_town.office
    docs = [{"code": "EZB", "documentId": NAMED["documentId"], "content": "JVBERi0xLjQK"}, NAMED]
    office.applies(docs=docs, pay={"gross": 3833.34, "annualGross": 46000})
    office.completes("UT-COMPL", result="COMPLETE")
    office.completes("UT-LEGAL")

    seen = office.house.engine.task_view(office.task("UT-BA-REPAIR").id).variables

    assert seen["fehler"]["code"] == "ANHANG_FEHLT"


def _self_employed(town: Town, content: bytes) -> None:
    """A craftswoman applies, and her business plan lies in the file of her case."""
    office = town.office
    office.applies("craftswoman", docs=[{"code": "BIZ_PLAN", "documentId": NAMED["documentId"]}])
    cabinet, now = town.app.state.context.documents.cabinet, office.house.clock.now()
    if content:
        filing = Filing(
            document_id=NAMED["documentId"], tenant=TENANT, case_id=office.case_id, folder=Folder.NACHWEISE,
            code="BIZ_PLAN", title="Businessplan", source=Source.APPLICANT, file_name="plan.pdf",
            media_type="application/pdf", blob=cabinet.keep(TENANT, office.case_id, iter([content])),
            scan=Scan.NOT_SCANNED, at=now, by="applicant", by_name="", key="plan",
        )  # fmt: skip
        cabinet.file(filing)
    office.completes("UT-COMPL", result="COMPLETE")
    office.completes("UT-LEGAL")


def _at_the_chamber(town: Town) -> list[tuple[str, str]]:
    office = town.office
    requests = office.house.town.simulators["kammern"].files.values()
    (ours,) = [one for one in requests if one.body["caseRef"] == office.reference]
    return [(one["type"], one["sha256"]) for one in ours.documents]


def test_the_chamber_gets_the_business_plan_that_lies_in_the_file(stored_town: Town) -> None:
    plan = b"%PDF-1.7 the plan"

    _self_employed(stored_town, plan)

    assert _at_the_chamber(stored_town) == [("BUSINESSPLAN", hashlib.sha256(plan).hexdigest())]


def test_a_business_plan_that_is_not_in_the_file_never_leaves_as_something_else(stored_town: Town) -> None:
    _self_employed(stored_town, b"")

    office = stored_town.office
    stuck = office.house.store.read().open_rows(TENANT, office.case_id).incidents
    assert (_at_the_chamber(stored_town), [one.code for one in stuck]) == ([], ["enclosure-missing"])
