"""Which documents are asked for, what the title costs, and when the general conditions are met."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.processes.legal_basis_cases import CASES
from tests.processes.persons import application, chosen, decide

Change = dict[str, Any]
FAMILY: Change = CASES["R35"][0]


def documents(row: str, *changes: Change) -> dict[str, bool]:
    listed = decide("D6_Documents", chosen(row, application(CASES[row][0], *changes)))
    return {item["code"]: item["required"] for item in listed}


BASE = ["BASE_FORM", "BASE_PASSPORT", "BASE_PHOTO", "BASE_INSURANCE", "BASE_LIVELIHOOD", "BASE_REGISTRATION"]


def test_before_the_legal_basis_is_known_only_the_base_is_asked_for() -> None:
    listed = decide("D6_Documents", {**application(), "legal": None})
    assert [item["code"] for item in listed] == [*BASE, "BASE_TITLE"]


def test_a_blue_card_needs_contract_and_degree_but_no_form_of_the_agency() -> None:
    assert documents("R01") == {
        **dict.fromkeys(BASE, True),
        "BASE_TITLE": True,
        "BASE_HOUSING": False,
        "JOB_CONTRACT": True,
        "JOB_DECLARATION": True,
        "DEG_CERTIFICATE": True,
        "DEG_TRANSLATION": False,
        "DEG_ANABIN": True,
    }


@pytest.mark.parametrize("row", [row for row in CASES if row != "R22"])
def test_every_code_of_every_row_yields_documents_in_both_languages(row: str) -> None:
    person = chosen(row, application(CASES[row][0], {"job.licenceRequired": True}))
    listed = decide("D6_Documents", person)
    assert {"BASE", *person["legal"]["docs"]} == {item["group"] for item in listed}
    assert all(item["nameDe"] and item["nameEn"] for item in listed)


@pytest.mark.parametrize(
    ("row", "change", "code", "asked"),
    [
        ("R01", {"job.licenceRequired": True}, "DEG_LICENCE", True),
        ("R01", {}, "DEG_LICENCE", False),
        ("R02", {}, "EZB", True),
        ("R29", {}, "BIZ_PLAN", True),
        ("R29", {"applicant.birthDate": "1981-10-21"}, "PENS", True),
        ("R29", {"applicant.birthDate": "1981-10-22"}, "PENS", False),
        ("R29", {"business.crafts": "HWO_A", "business.kind": "HANDWERK"}, "BIZ_CRAFTS", True),
        ("R29", {}, "BIZ_COMPANY", False),
        ("R29", {"business.legalForm": "GMBH"}, "BIZ_COMPANY", True),
        ("R10", {"research.mainlyPublic": True}, "COST", False),
        ("R10", {}, "COST", True),
        ("R15", {}, "CONF", True),
        ("R15", {"job.isco": "2512", "job.kldb": "43412"}, "CONF", False),
        ("R35", {"family.sponsor.titleKind": "P16B"}, "FAM_S_A1", True),
        ("R35", {}, "FAM_S_A1", False),
        ("R39", {}, "NE_HOUSING", True),
        ("R01", {"applicant.currentTitle": {"kind": "NONE"}}, "BASE_TITLE", False),
    ],
)
def test_a_document_is_asked_for_only_where_it_matters(row: str, change: Change, code: str, asked: bool) -> None:
    listed = decide("D6_Documents", chosen(row, application(CASES[row][0], change)))
    assert (code in {item["code"].replace("-", "_") for item in listed}) is asked


def fee(row: str, *changes: Change) -> tuple[str, Decimal, str]:
    answer = decide("D7_Fee", chosen(row, application(CASES[row][0], *changes)))
    return answer["code"], answer["total"], answer["reduction"]


@pytest.mark.parametrize(
    ("row", "change", "code", "total", "reduction"),
    [
        ("R01", {}, "F1", "100", "NONE"),
        ("R01", {"processType": "VERLAENGERUNG"}, "F2", "93", "NONE"),
        ("R01", {"processType": "VERLAENGERUNG", "extensionMonths": 3}, "F2short", "96", "NONE"),
        ("R01", {"processType": "VERLAENGERUNG", "extensionMonths": 4}, "F2", "93", "NONE"),
        ("R06", {"processType": "ZWECKWECHSEL"}, "F3", "98", "NONE"),
        ("R01", {"processType": "ZWECKWECHSEL"}, "F3", "98", "NONE"),
        ("R01", {"extensionMonths": 3}, "F1", "100", "NONE"),
        ("R23", {"processType": "VERLAENGERUNG"}, "F3", "98", "NONE"),
        ("R23", {"processType": "VERLAENGERUNG", "extensionMonths": 2}, "F3", "98", "NONE"),
        ("R28", {"processType": "ZWECKWECHSEL"}, "F2", "93", "NONE"),
        ("R04", {}, "F0", "0", "NONE"),
        ("R43", {}, "F0", "0", "NONE"),
        ("R14", {}, "F2", "93", "NONE"),
        ("R21", {}, "F1", "100", "NONE"),
        ("R21", {"study.publicScholarship": True}, "F6", "0", "SCHOLARSHIP"),
        ("R23", {}, "F3", "98", "NONE"),
        ("R34", {}, "F5", "50", "NONE"),
        ("R35", {}, "F1", "100", "NONE"),
        ("R36", {}, "F1", "50", "MINOR"),
        ("R36", {"processType": "VERLAENGERUNG"}, "F2", "46.5", "MINOR"),
        ("R37", {"applicant.birthDate": "2026-09-01"}, "F1", "50", "MINOR"),
        ("R39", {}, "F7", "113", "NONE"),
        ("R41", {}, "F8", "147", "NONE"),
        ("R42", {}, "F9", "124", "NONE"),
        ("R44", {}, "F10", "411", "NONE"),
        ("R45", {}, "NONE", "0", "NONE"),
        ("R01", {"applicant.assoc80": True}, "assoc80", "37", "ASSOC80"),
        ("R01", {"applicant.assoc80": True, "applicant.birthDate": "2003-01-01"}, "assoc80Under24", "22.8", "ASSOC80"),
        ("R01", {"applicant.birthDate": "2008-10-21"}, "F1", "100", "NONE"),
        ("R01", {"applicant.birthDate": "2008-10-22"}, "F1", "50", "MINOR"),
        ("R01", {"feeAddOns": ["F11", "F12", "F13"]}, "F1", "163", "NONE"),
        ("R01", {"feeAddOns": ["F15"]}, "F1", "56", "NONE"),
        ("R21", {"study.publicScholarship": True, "feeAddOns": ["F11"]}, "F6", "0", "SCHOLARSHIP"),
    ],
)
def test_the_fee_follows_the_act_and_its_reductions(
    row: str, change: Change, code: str, total: str, reduction: str
) -> None:
    assert fee(row, change) == (code, Decimal(total), reduction)


def test_the_processing_fee_of_a_settlement_permit_is_half() -> None:
    def due(row: str) -> Decimal:
        answer: Decimal = decide("D7_Fee", chosen(row, application(CASES[row][0])))["dueOnApplication"]
        return answer

    assert (due("R01"), due("R39")) == (Decimal(100), Decimal("56.5"))


GOOD: dict[str, Any] = {
    name: {"state": "YES"}
    for name in [
        "livelihood",
        "identity",
        "noExpulsionInterest",
        "noPublicInterest",
        "passport",
        "visa",
        "noMandatoryRefusal",
        "noEntryBan",
        "noProceedings",
        "noSection40",
        "noSection19f",
    ]
}


def general(conditions: Change, row: str = "R01") -> dict[str, Any]:
    answer: dict[str, Any] = decide(
        "D8_General", {**chosen(row, application(CASES[row][0])), "conditions": {**GOOD, **conditions}}
    )
    return answer


@pytest.mark.parametrize(
    ("conditions", "result"),
    [
        ({}, "FULFILLED"),
        ({"identity": {"state": "NOT_RELEVANT"}}, "FULFILLED"),
        ({"passport": {"state": "NO"}}, "NOT_FULFILLED"),
        ({"passport": {}}, "OPEN"),
        ({"passport": {"state": "WAIVED"}}, "OPEN"),
        ({"passport": {"state": "WAIVED", "reason": ""}}, "OPEN"),
        ({"passport": {"state": "WAIVED", "reason": "§ 5 Abs. 3 AufenthG"}}, "FULFILLED"),
        ({"noEntryBan": {"state": "WAIVED", "reason": "nicht verzichtbar"}}, "NOT_FULFILLED"),
        ({"noProceedings": {"state": "NO"}}, "SUSPENDED"),
        ({"noProceedings": {"state": "NO"}, "passport": {"state": "NO"}}, "NOT_FULFILLED"),
    ],
)
def test_every_condition_must_be_met_or_waived_with_a_reason(conditions: Change, result: str) -> None:
    assert general(conditions)["result"] == result


def test_a_waiver_needs_a_second_person() -> None:
    assert general({})["fourEyes"] is False
    assert general({"visa": {"state": "WAIVED", "reason": "Anspruch besteht"}})["fourEyes"] is True


def test_only_the_conditions_of_the_row_are_asked() -> None:
    def asked(row: str) -> set[str]:
        return {item["code"] for item in general({}, row)["items"]} - {
            "livelihood", "identity", "noExpulsionInterest", "passport", "visa",
            "noMandatoryRefusal", "noEntryBan", "noProceedings",
        }  # fmt: skip

    assert asked("R01") == {"noSection40", "noSection19f"}
    assert asked("R02") == {"noSection19f"}
    assert asked("R29") == {"noPublicInterest", "noSection40"}
