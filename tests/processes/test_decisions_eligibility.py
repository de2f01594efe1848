"""Who is an AKZESS case, at which site, and who may apply from inside Germany."""

from __future__ import annotations

from typing import Any

import pytest

from processes import load_parameters
from tests.processes.persons import DAY, application, decide

Change = dict[str, Any]
VISITOR: Change = {"applicant.currentTitle": {"kind": "NONE"}, "applicant.entryTitle": "VISA_FREE"}


def eligibility(*changes: Change) -> tuple[str, str | None]:
    person = application(*changes)
    person["site"] = decide("D0_Site", person)
    answer = decide("D1_AkzessEligible", person)
    return answer["result"], answer["reason"]


@pytest.mark.parametrize(
    ("change", "result", "reason"),
    [
        ({}, "ELIGIBLE", None),
        ({"applicant.nationality": ["129"]}, "NOT_ELIGIBLE", "FREIZUEGIGKEIT"),
        ({"applicant.nationality": ["436", "000"]}, "NOT_ELIGIBLE", "FREIZUEGIGKEIT"),
        ({"applicant.nationality": ["158"]}, "NOT_ELIGIBLE", "FREIZUEGIGKEIT"),
        ({"applicant.nationality": "129"}, "NOT_ELIGIBLE", "FREIZUEGIGKEIT"),
        ({"applicant.euFamily": True}, "NOT_ELIGIBLE", "FREIZUEG_FAMILIE"),
        ({"applicant.address.plz": "10115"}, "NOT_ELIGIBLE", "UNZUSTAENDIG"),
        ({"applicant.currentTitle": {"kind": "DULDUNG"}, "purpose": "ASYL"}, "NOT_ELIGIBLE", "HUMANITAER"),
        ({"applicant.currentTitle": {"kind": "ABSCHNITT5"}, "purpose": "ASYL"}, "NOT_ELIGIBLE", "HUMANITAER"),
        ({"applicant.currentTitle": {"kind": "DULDUNG"}}, "MANUAL", "DULDUNG_GESTATTUNG"),
        ({"applicant.currentTitle": {"kind": "GESTATTUNG"}}, "MANUAL", "DULDUNG_GESTATTUNG"),
        ({"applicant.currentTitle": {"kind": "DULDUNG"}, "purpose": "FG2"}, "ELIGIBLE", None),
        ({"applicant.nationality": ["998"]}, "MANUAL", "STAATSANGEHOERIGKEIT_UNGEKLAERT"),
        ({"purpose": "FG6"}, "ELIGIBLE", None),
        ({"purpose": "FG7"}, "MANUAL", "SONSTIGES"),
        ({"purpose": "TOURISM"}, "MANUAL", "SONSTIGES"),
        ({**VISITOR, "purpose": "FG6"}, "MANUAL", "ANSPRUCH_PRUEFEN"),
        ({**VISITOR, "purpose": "TOURISM"}, "MANUAL", "SONSTIGES"),
        ({**VISITOR, "purpose": "FG1"}, "NOT_ELIGIBLE", "EINREISE_VISUM"),
        ({**VISITOR, "applicant.claimAfterEntry": True}, "ELIGIBLE", None),
        ({**VISITOR, "applicant.visaWaived": True}, "ELIGIBLE", None),
    ],
)
def test_the_first_rule_that_holds_decides(change: Change, result: str, reason: str | None) -> None:
    assert eligibility(change) == (result, reason)


def test_freedom_of_movement_goes_before_every_other_reason() -> None:
    assert eligibility({"applicant.nationality": ["152"], "applicant.address.plz": "10115"})[1] == "FREIZUEGIGKEIT"


@pytest.mark.parametrize("key", load_parameters().at(DAY)["codes"]["exclusion"])
def test_no_state_of_the_exclusion_list_is_eligible(key: str) -> None:
    assert eligibility({"applicant.nationality": [key]})[0] == "NOT_ELIGIBLE"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"applicant.address.plz": "01328"}, "DD"),
        ({"applicant.address.plz": "09599"}, "FG"),
        ({"applicant.address.plz": "09111"}, "C"),
        ({"applicant.address.plz": "04109"}, "L"),
        ({"applicant.address.plz": "01068"}, None),
        ({"applicant.address": {"plz": "01069", "ags": ""}}, "DD"),
        (
            {
                "applicant.residenceCountry": "436",
                "employer": {"address": {"plz": "04103", "ags": ""}},
                "job.workPlace": {"plz": "", "ags": ""},
            },
            "L",
        ),
        ({"applicant.address": {"plz": "01069", "ags": "14522180"}}, "FG"),
        ({"applicant.residenceCountry": "436", "employer": {"address": {"plz": "04103"}}}, "L"),
        (
            {
                "applicant.residenceCountry": "436",
                "employer": {"address": {"plz": "04103"}},
                "job.workPlace": {"plz": "09247"},
            },
            "C",
        ),
        ({"applicant.residenceCountry": "436", "business": {"locationAgs": "14713000"}}, "L"),
        ({"applicant.residenceCountry": "436"}, None),
    ],
)
def test_the_site_is_that_of_the_home_or_from_abroad_of_the_work(change: Change, code: str | None) -> None:
    site = decide("D0_Site", application(change))
    assert (site["code"] if site else None) == code


@pytest.mark.parametrize(
    ("change", "result"),
    [
        ({}, "ALLOWED"),
        ({"applicant.currentTitle": {"kind": "P16B"}}, "ALLOWED"),
        ({"applicant.currentTitle": {"kind": "FAMILY"}}, "ALLOWED"),
        ({"applicant.currentTitle": {"kind": "P20A1"}}, "ALLOWED"),
        ({"applicant.currentTitle": {"kind": "SEASONAL"}}, "ALLOWED"),
        ({"applicant.residenceCountry": "436", **VISITOR}, "ALLOWED"),
        ({**VISITOR}, "NOT_ALLOWED"),
        ({**VISITOR, "applicant.claimAfterEntry": False, "purpose": "FG6"}, "NOT_ALLOWED"),
        ({**VISITOR, "applicant.claimAfterEntry": True, "purpose": "FG4", "study": {"enrolled": True}}, "NOT_ALLOWED"),
        ({**VISITOR, "applicant.entryTitle": "TITLE_OTHER_SCHENGEN", "applicant.claimAfterEntry": True}, "ALLOWED"),
        ({**VISITOR, "applicant.nationality": ["368"], "applicant.entryDate": "2026-07-23"}, "ALLOWED"),
        ({**VISITOR, "applicant.nationality": ["368"], "applicant.entryDate": "2026-07-22"}, "FOUR_EYES"),
        (
            {"applicant.currentTitle": {"kind": "BLUE_CARD_OTHER_EU"}, "applicant.entryDate": "2026-09-21"},
            "ALLOWED",
        ),
        (
            {"applicant.currentTitle": {"kind": "BLUE_CARD_OTHER_EU"}, "applicant.entryDate": "2026-09-20"},
            "FOUR_EYES",
        ),
        ({"applicant.currentTitle": {"kind": "DULDUNG"}}, "FOUR_EYES"),
        ({"applicant.currentTitle": {"kind": "DULDUNG"}, "purpose": "FG6"}, "FOUR_EYES"),
        ({"applicant.currentTitle": {"kind": "DULDUNG"}, "applicant.claimAfterEntry": True}, "FOUR_EYES"),
        ({"applicant.currentTitle": {"kind": "DULDUNG"}, "applicant.nationality": ["368"]}, "FOUR_EYES"),
        (
            {"applicant.currentTitle": {"kind": "DULDUNG"}, "purpose": "FG4", "study": {"enrolled": True}},
            "FOUR_EYES",
        ),
        ({**VISITOR, "applicant.claimAfterEntry": True, "study": {"enrolled": True}}, "ALLOWED"),
        ({**VISITOR, "applicant.claimAfterEntry": True, "purpose": "FG4"}, "ALLOWED"),
        (
            {
                **VISITOR,
                "applicant.nationality": ["368"],
                "applicant.entryTitle": "VISA_SCHENGEN",
                "applicant.entryDate": "2026-01-01",
            },
            "NOT_ALLOWED",
        ),
        ({"purpose": "FG8", "applicant.currentTitle": {"kind": "P16B"}}, "ALLOWED"),
        ({"purpose": "FG8", "applicant.currentTitle": {"kind": "FAMILY"}}, "NOT_ALLOWED"),
        ({"applicant.currentTitle": {"kind": "NONE"}, "applicant.entryTitle": "BIRTH"}, "ALLOWED"),
        ({"applicant.currentTitle": None, "applicant.entryTitle": None}, "FOUR_EYES"),
    ],
)
def test_the_change_of_status_follows_the_matrix(change: Change, result: str) -> None:
    assert decide("D9_StatusChange", application(change))["result"] == result
