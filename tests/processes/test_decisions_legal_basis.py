"""Every row of D2_LegalBasis matches the case it is made for and misses the case that lacks one condition."""

from __future__ import annotations

from datetime import date

import pytest

from tests.processes.legal_basis_cases import CASES, OTHER_EU, SETTLED, Change
from tests.processes.persons import application, chosen, decide, rows


def test_all_forty_five_rows_have_a_positive_and_a_negative_case() -> None:
    assert list(CASES) == [f"R{number:02d}" for number in range(1, 46)]
    assert all(misses for _, misses in CASES.values())


@pytest.mark.parametrize("row", CASES)
def test_the_row_matches_the_case_it_is_made_for(row: str) -> None:
    assert row in rows(application(CASES[row][0]))


@pytest.mark.parametrize(("row", "change"), [(row, change) for row, (_, misses) in CASES.items() for change in misses])
def test_the_row_misses_a_case_that_lacks_one_condition(row: str, change: Change) -> None:
    assert row not in rows(application(CASES[row][0], change))


@pytest.mark.parametrize(
    ("change", "row", "holds"),
    [
        ({"pay.annualGross": 50700}, "R01", True),
        ({"pay.annualGross": 50699.99}, "R01", False),
        ({"pay.annualGross": 45934.20}, "R02", True),
        ({"pay.annualGross": 45934.19}, "R02", False),
        ({"applicant.birthDate": "1981-10-21", "pay.annualGross": 55769.99}, "R08", True),
        ({"applicant.birthDate": "1981-10-21", "pay.annualGross": 55770}, "R08", False),
        ({"applicant.birthDate": "1981-10-22", "pay.annualGross": 54000}, "R08", False),
        ({**CASES["R15"][0], "pay.annualGross": 45629.99}, "R15", False),
        (
            {**CASES["R15"][0], "pay.annualGross": 1, "pay.boundByTariff": True, "pay.tariffTermsApplied": True},
            "R15",
            True,
        ),
        ({**CASES["R15"][0], "pay.annualGross": 1, "pay.boundByTariff": True}, "R15", False),
        ({"job.end": "2027-05-31"}, "R01", True),
        ({"job.end": "2027-05-30"}, "R01", False),
        (
            {
                "pay.annualGross": 46000,
                "job.isco": "2411",
                "qualification": [
                    {"kind": "HOCHSCHULE", "country": "000", "obtainedOn": "2023-10-21"},
                ],
            },
            "R02",
            True,
        ),
        (
            {
                "pay.annualGross": 46000,
                "job.isco": "2411",
                "qualification": [{"kind": "HOCHSCHULE", "country": "000", "obtainedOn": "2023-10-20"}],
            },
            "R02",
            False,
        ),
        (
            {**OTHER_EU, "applicant.currentTitle.monthsOtherState": 6, "applicant.currentTitle.repeatedMobility": True},
            "R05",
            True,
        ),
        (
            {**OTHER_EU, "applicant.currentTitle.monthsOtherState": 5, "applicant.currentTitle.repeatedMobility": True},
            "R05",
            False,
        ),
        ({**SETTLED, "settlement": {"titleMonths": 24, "pensionMonths": 24, "germanQualification": True}}, "R39", True),
        (
            {**SETTLED, "settlement": {"titleMonths": 23, "pensionMonths": 24, "germanQualification": True}},
            "R39",
            False,
        ),
        ({**CASES["R40"][0], "settlement": {"employmentMonths": 21}, "language": {"german": "B1"}}, "R40", True),
        ({**CASES["R40"][0], "settlement": {"employmentMonths": 20}, "language": {"german": "B1"}}, "R40", False),
    ],
)
def test_a_threshold_counts_from_its_own_value_on(change: Change, row: str, holds: bool) -> None:
    assert (row in rows(application(change))) is holds


def test_a_text_left_empty_in_the_form_is_no_information() -> None:
    assert rows(application({"job.kldb": ""})) == rows(application({"job.kldb": None}))
    assert rows(application({"job": {"title": "", "kldb": "", "isco": ""}})) == []


EMPLOYED = {"FG1", "FG3", "FG4", "FG5"}
PURPOSES: dict[str, set[str]] = {
    **{row: EMPLOYED for row in CASES if row <= "R20" or row == "R43"},
    "R21": {"FG4"},
    "R22": {"FG4"},
    "R23": {"FG3"},
    "R24": {"FG3", "FG5"},
    "R25": {"FG1", "FG3"},
    "R26": {"FG1", "FG3"},
    "R27": {"FG8"},
    "R28": {"FG1", "FG8"},
    **{f"R{number}": {"FG2"} for number in (29, 30, 32, 33, 34)},
    "R31": {"FG2", "FG3"},
    **{f"R{number}": {"FG6"} for number in range(35, 39)},
    **{f"R{number}": {"FG9"} for number in range(39, 43)},
    "R44": {"FG7"},
    "R45": {f"FG{number}" for number in range(1, 10)},
}


@pytest.mark.parametrize("row", CASES)
def test_a_row_stays_inside_the_purpose_applied_for(row: str) -> None:
    matching = {
        purpose
        for purpose in (f"FG{number}" for number in range(1, 10))
        if row in rows(application(CASES[row][0], {"purpose": purpose}))
    }
    assert matching == PURPOSES[row]


def test_an_unanswered_judgement_never_opens_a_row_of_its_own() -> None:
    assert not {"R17", "R41"} & set(rows(application({"judgement": None, "purpose": "FG1"})))


def test_the_rows_come_in_the_order_of_their_rank() -> None:
    options = decide("D2_LegalBasis", application({"judgement": {"publicInterest": True}}))
    assert [int(option["rank"]) for option in options] == sorted(int(option["rank"]) for option in options)
    assert [option["row"] for option in options] == ["R01", "R06", "R17"]


def test_an_option_carries_what_the_case_needs_further_on() -> None:
    option = decide("D2_LegalBasis", application({"pay.annualGross": 46000}))[0]
    assert {**option, "rank": 2} == {
        "row": "R02",
        "rank": 2,
        "legalBasis": "§ 18g Abs. 1 Satz 2 AufenthG (Blaue Karte EU)",
        "code": "18G1S2",
        "baCode": "18G1S2",
        "titleType": "BLUE_CARD",
        "claim": "A",
        "ba": "Y",
        "chamber": "NONE",
        "recognition": "DEGREE",
        "docs": ["JOB", "EZB", "DEG"],
        "feeCodes": ["F1", "F2", "F3"],
        "profile": "P28+BA14",
        "maxValidity": "P4Y",
        "validityNote": "längstens 4 Jahre; bei kürzerem Vertrag dessen Dauer und 3 Monate (§ 18 Abs. 4 AufenthG)",
        "fourEyes": False,
        "selectable": True,
    }


#: row -> columns Cl., BA, Chamber, Docs, Fee, Profile of the domain document (2.3); the rest of each row is prose.
TABLE = """
R01 A N NONE JOB,DEG F1,F2,F3 P28
R02 A Y NONE JOB,EZB,DEG F1,F2,F3 P28+BA14
R03 A Y NONE JOB,EZB,EXP F1,F2,F3 P28+BA14
R04 NONE N NONE JOB,EZB F0 P30J+BA7
R05 A N NONE JOB,BC-EU F1 P30M
R06 A Y NONE JOB,EZB,DEG F1,F2,F3 P28+BA14
R07 A Y NONE JOB,EZB,VOC F1,F2,F3 P28+BA14
R08 NONE NONE NONE PENS - P28
R09 A N NONE HOST F1 P28+P60
R10 A N NONE HOST,COST F1 P28
R11 E Y NONE JOB,EZB F1 P28+BA14
R12 E N NONE JOB F1 P28
R13 E V NONE JOB,EZB F1 P28+BA14
R14 E V NONE JOB,EZB F2 P28+BA14
R15 E Y NONE JOB,EZB,EXP,CONF F1 P28+BA14
R16 E Y NONE JOB,EZB,VOC F1 P28+BA14
R17 E Y O JOB,EZB,PUB F1 P28+BA14
R18 A N NONE APPT F1 P28
R19 S Y NONE JOB,EZB,RECP,LANG-A2 F1 P28+BA14
R20 S N NONE RECP,MEAS F1 P28
R21 A N NONE ENR,FIN F1,F6 P28
R23 A N NONE GRAD,FIN F3 P28
R24 A N NONE RESEND,FIN F3 P28
R25 A N NONE VOC,FIN F3 P28
R26 A N NONE VOC,FIN F3 P28
R27 E N NONE CC,FIN F1,F3 P28
R28 E Y NONE JOB,EZB F2 P28+BA14
R29 E N C BIZ F1 P28+CH
R30 E N O BIZ F1 P28
R31 S N O BIZ-light,DEG F3 P28
R32 E N O STIP F1 P28
R33 E N C BIZ-F,LIC F1 P28+CH
R34 E N O BIZ-light F5 P28
R35 A N NONE FAM-S F1,F2 PFAM
R36 A N NONE FAM-C F1 PFAM
R37 E N NONE BIRTH F1 P28
R38 E N NONE FAM-P,FIN,KV F1 P28
R39 A N NONE NE F7 P28
R40 A N NONE NE F7 P28
R41 S N NONE NE F8 P28
R42 E N O NE,BIZ F9 P28
R43 NONE Y NONE JOB,EZB F0 P28+BA14
R44 NONE Y NONE 81A F10 P81A
R45 NONE NONE NONE - - P31
"""


@pytest.mark.parametrize("line", TABLE.strip().splitlines(), ids=lambda line: line[:3])
def test_the_row_says_what_the_domain_document_says(line: str) -> None:
    row, claim, ba, chamber, docs, fees, profile = line.split()
    option = chosen(row, application(CASES[row][0]))["legal"]
    said = [option[name] for name in ("claim", "ba", "chamber", "profile")]
    assert said == [claim, ba, chamber, profile]
    assert option["docs"] == ([] if docs == "-" else docs.split(","))
    assert option["feeCodes"] == ([] if fees == "-" else fees.split(","))


def test_only_an_add_on_and_a_pointer_cannot_be_chosen() -> None:
    closed = [row for row, (case, _) in CASES.items() if not chosen(row, application(case))["legal"]["selectable"]]
    assert closed == ["R08", "R22"]


def test_public_interest_and_highly_qualified_need_four_eyes() -> None:
    closed = [row for row, (case, _) in CASES.items() if chosen(row, application(case))["legal"]["fourEyes"]]
    assert closed == ["R17", "R41"]


@pytest.mark.parametrize(
    ("change", "points"),
    [
        ({}, 2),
        ({"applicant.birthDate": "1990-10-21"}, 1),
        ({"applicant.birthDate": "1985-10-21"}, None),
        ({"opportunity": {"partialRecognition": True}}, 6),
        ({"language": {"german": "A2"}}, 3),
        ({"language": {"german": "B1"}}, 4),
        ({"language": {"german": "C1", "english": "C1"}}, 6),
        ({"experience": {"relevantYearsLast5": 2}}, 4),
        ({"experience": {"relevantYearsLast5": 5, "relevantYearsLast7": 5}}, 5),
        ({"opportunity": {"shortage": True, "stayMonths": 6, "spouseJoint": True}}, 5),
        ({"opportunity": {"stayMonths": 5}}, 2),
    ],
)
def test_points_count_the_highest_tier_once(change: Change, points: int | None) -> None:
    assert decide("D2_Points", application(change)) == points


@pytest.mark.parametrize(
    ("change", "holds"),
    [
        ({"language": {"german": "B2"}, "opportunity": {"shortage": True}}, True),
        ({"language": {"german": "B1"}, "opportunity": {"shortage": True}}, False),
        ({"language": {"german": "NONE"}, "opportunity": {"partialRecognition": True}}, True),
    ],
)
def test_a_chancenkarte_needs_six_points(change: Change, holds: bool) -> None:
    degree = {"qualification": [{"kind": "HOCHSCHULE", "country": "436", "recognised": "NEIN"}]}
    person = application(CASES["R27"][0], degree, change)
    assert ("R27" in rows(person)) is holds


def test_the_threshold_is_that_of_the_year() -> None:
    person = application({"pay.annualGross": 43800, "applicationDate": "2025-11-03"})
    assert rows(person, day=date(2025, 11, 3)) == ["R02", "R06"]
    assert rows(person, day=date(2026, 1, 5)) == ["R06"]
