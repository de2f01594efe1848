"""Every row of D2_LegalBasis matches the case it is made for and misses the case that lacks one condition."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.processes.persons import application, chosen, decide, rows

Change = dict[str, Any]

NO_DEGREE: Change = {"qualification": [{"kind": "BERUFSERFAHRUNG"}]}
VOCATIONAL: Change = {
    "qualification": [{"kind": "BERUFSAUSBILDUNG", "country": "432", "recognitionStatus": "EQUIVALENT"}]
}
SKILLED_JOB: Change = {"job.kldb": "26302", "job.isco": "7412"}
FAMILY: Change = {"purpose": "FG6", "family": {"relation": "SPOUSE", "sponsor": {"group": "FG1", "titleKind": "P18G"}}}
BUSINESS: Change = {
    "purpose": "FG2",
    "business": {"name": "Beispiel", "kind": "GEWERBE", "legalForm": "EINZEL", "crafts": "NONE", "activity": "Handel"},
}
SETTLED: Change = {
    "purpose": "FG9",
    "applicant.currentTitle": {"kind": "P18B"},
    "settlement": {"titleMonths": 36, "pensionMonths": 36},
    "language": {"german": "B1"},
}
OTHER_EU: Change = {
    "applicant.currentTitle": {"kind": "BLUE_CARD_OTHER_EU", "monthsOtherState": 12},
    "applicant.entryDate": "2026-09-21",
}

#: row -> (what makes it match, each change that alone makes it fail)
CASES: dict[str, tuple[Change, list[Change]]] = {
    "R01": (
        {},
        [
            {"pay.annualGross": 50699},
            {"qualification": [{"kind": "HOCHSCHULE", "country": "436", "recognised": "NEIN"}]},
            {"job.kldb": "43412", "job.isco": "3512"},
            {"judgement": {"jobAdequate": False}},
            {"judgement": {"refusalGround19f": True}},
            {"job.end": "2027-05-30"},
            {"purpose": "FG2"},
        ],
    ),
    "R02": (
        {"pay.annualGross": 46000},
        [
            {"pay.annualGross": 45934},
            {"pay.annualGross": 50700},
            {"judgement": {"jobAdequate": False}},
            {"job.isco": "2411"},
            NO_DEGREE,
        ],
    ),
    "R03": (
        {**NO_DEGREE, "pay.annualGross": 46000, "experience": {"degreeLevelYearsLast7": 3}},
        [
            {"experience": {"degreeLevelYearsLast7": 2}},
            {"job.isco": "2411"},
            {"pay.annualGross": 45934},
            {"qualification": [{"kind": "HOCHSCHULE", "country": "000"}]},
        ],
    ),
    "R04": (
        {
            "processType": "ARBEITGEBERWECHSEL",
            "applicant.currentTitle": {"kind": "P18G", "employmentSince": "2026-01-01"},
        },
        [
            {"processType": "VERLAENGERUNG"},
            {"applicant.currentTitle": {"kind": "P18G", "employmentSince": "2025-10-21"}},
            {"applicant.currentTitle": {"kind": "P18B", "employmentSince": "2026-01-01"}},
        ],
    ),
    "R05": (
        OTHER_EU,
        [
            {"applicant.currentTitle": {"kind": "BLUE_CARD_OTHER_EU", "monthsOtherState": 11}},
            {"applicant.entryDate": "2026-09-20"},
            {"applicant.currentTitle.kind": "P18B"},
            {"judgement": {"jobAdequate": False}},
            {"pay.annualGross": 45934},
            {"pay.annualGross": 46000, "job.isco": "2411"},
        ],
    ),
    "R06": (
        {"pay.annualGross": 40000},
        [NO_DEGREE, {"job.kldb": "43411", "job.isco": "9111"}, {"purpose": "FG6"}],
    ),
    "R07": (
        {**VOCATIONAL, **SKILLED_JOB, "pay.annualGross": 36000},
        [
            {"qualification": [{"kind": "BERUFSAUSBILDUNG", "country": "432", "recognitionStatus": "PARTIAL"}]},
            {"job.kldb": "26301", "job.isco": "9111"},
        ],
    ),
    "R08": (
        {"applicant.birthDate": "1980-02-01", "pay.annualGross": 54000},
        [
            {"applicant.birthDate": "1981-10-22"},
            {"pay.annualGross": 55770},
            {"processType": "VERLAENGERUNG"},
            {"applicant.currentTitle": {"kind": "P18B"}},
            NO_DEGREE,
        ],
    ),
    "R09": (
        {"purpose": "FG5", "research": {"hostingAgreement": True, "institutionRecognised": True}},
        [
            {"research": {"hostingAgreement": False, "institutionRecognised": True}},
            {"research": {"hostingAgreement": True}},
        ],
    ),
    "R10": (
        {"purpose": "FG5", "research": {"hostingAgreement": True, "institutionRecognised": False}},
        [{"research": {"hostingAgreement": True, "institutionRecognised": True}}, {"research": {}}],
    ),
    "R11": ({"job.category": "EXECUTIVE"}, [{"job.category": "REGULAR"}]),
    "R12": ({"job.category": "SCIENCE_TEACHING"}, [{"job.category": None}]),
    "R13": (
        {"applicant.nationality": ["368"], **NO_DEGREE},
        [{"applicant.nationality": ["436"]}, {"job": {}}],
    ),
    "R14": (
        {
            "applicant.nationality": ["150"],
            "applicant.currentTitle": {"kind": "P19C1"},
            "processType": "VERLAENGERUNG",
            **NO_DEGREE,
        },
        [
            {"processType": "ERSTERTEILUNG"},
            {"applicant.nationality": ["436"]},
            {"applicant.currentTitle": {"kind": "P16B"}},
            {"job": {}},
        ],
    ),
    "R15": (
        {
            "qualification": [
                {"kind": "BERUFSAUSBILDUNG", "country": "432", "recognised": "NEIN", "stateRecognised": True}
            ],
            "job.isco": "7412",
            "job.kldb": "26302",
            "pay.annualGross": 45630,
            "experience": {"relevantYearsLast5": 2},
        },
        [
            {"experience": {"relevantYearsLast5": 1.5}},
            {"pay.annualGross": 45629},
            {"qualification": [{"kind": "BERUFSAUSBILDUNG", "country": "432"}]},
        ],
    ),
    "R16": (
        {
            "job.category": "NURSING_ASSISTANT",
            "qualification": [{"kind": "SONSTIGE", "assistant": True, "recognised": "JA"}],
        },
        [
            {"job.category": "REGULAR"},
            {"qualification": [{"kind": "SONSTIGE", "assistant": True, "recognised": "NEIN"}]},
        ],
    ),
    "R17": ({"judgement": {"publicInterest": True}}, [{"judgement": {"publicInterest": None}}, {"judgement": {}}]),
    "R18": ({"job.category": "CIVIL_SERVANT"}, [{"job.category": "REGULAR"}]),
    "R19": (
        {
            "qualification": [{"kind": "BERUFSAUSBILDUNG", "country": "432", "stateRecognised": True}],
            "recognition": {"partnership": True},
            "language": {"german": "A2"},
        },
        [
            {"language": {"german": "A1"}},
            {"recognition": {"partnership": False}},
            {"job": {}},
            {"qualification": [{"kind": "BERUFSAUSBILDUNG", "country": "432"}]},
        ],
    ),
    "R20": (
        {"recognition": {"deficitNotice": True, "measureSuitable": True}},
        [{"recognition": {"deficitNotice": True}}, {"recognition": {"measureSuitable": True}}],
    ),
    "R21": (
        {
            "purpose": "FG4",
            "job": {},
            "study": {"phd": True, "enrolled": True, "fullTime": True, "admissionDate": "2026-09-01"},
        },
        [
            {"study": {"phd": True, "enrolled": False, "fullTime": True, "admissionDate": "2026-09-01"}},
            {"study": {"phd": True, "enrolled": True, "fullTime": True}},
            {"study": {"phd": True, "enrolled": True, "fullTime": False, "admissionDate": "2026-09-01"}},
            {"purpose": "FG3"},
        ],
    ),
    "R22": ({"purpose": "FG4", "study": {"phd": True, "employmentContract": True}}, [{"study": {"phd": True}}]),
    "R23": (
        {"purpose": "FG3", "applicant.currentTitle": {"kind": "P16B"}, "study": {"completed": True}},
        [{"study": {"completed": False}}, {"applicant.currentTitle": {"kind": "P18B"}}],
    ),
    "R24": (
        {"purpose": "FG5", "applicant.currentTitle": {"kind": "P18D"}, "research": {"ended": True}},
        [{"research": {"ended": None}}, {"applicant.currentTitle": {"kind": "P16B"}}],
    ),
    "R25": ({"study": {"trainingCompleted": True}}, [{"study": {"trainingCompleted": False}}, {"purpose": "FG6"}]),
    "R26": ({"study": {"assistantCompleted": True}}, [{"study": {}}]),
    "R27": (
        {"purpose": "FG8", "applicant.currentTitle": {"kind": "P16B"}},
        [{"applicant.currentTitle": {"kind": "FAMILY"}}, NO_DEGREE],
    ),
    "R28": (
        {
            "purpose": "FG8",
            "applicant.currentTitle": {"kind": "P20A1"},
            **NO_DEGREE,
            **SKILLED_JOB,
        },
        [VOCATIONAL, {"job.kldb": "26301", "job.isco": "9111"}, {"applicant.currentTitle": {"kind": "P16B"}}],
    ),
    "R29": (
        BUSINESS,
        [
            {"business.kind": "FREIBERUF"},
            {"business.sideline": True},
            {"judgement": {"economicInterest": False}},
            {"purpose": "FG1"},
        ],
    ),
    "R30": ({**BUSINESS, "business.treaty": True}, [{"business.treaty": False}, {"business.treaty": None}]),
    "R31": (
        {**BUSINESS, "business.linkToStudies": True, "study": {"completed": True}},
        [{"business.linkToStudies": False}, {"study": {"completed": False}}],
    ),
    "R32": ({**BUSINESS, "business.startupStipend": True}, [{"business.startupStipend": None}, NO_DEGREE]),
    "R33": ({**BUSINESS, "business.kind": "FREIBERUF"}, [{"business.kind": "GEWERBE"}, {"business.sideline": True}]),
    "R34": (
        {**BUSINESS, "business.sideline": True, "applicant.currentTitle": {"kind": "P18B"}},
        [{"business.sideline": False}, {"applicant.currentTitle": {"kind": "NONE"}}],
    ),
    "R35": (FAMILY, [{"family.relation": "CHILD"}, {"family.sponsor": {"group": None}}, {"purpose": "FG1"}]),
    "R36": (
        {**FAMILY, "family.relation": "CHILD", "family.unmarried": True, "applicant.birthDate": "2008-10-22"},
        [{"applicant.birthDate": "2008-10-21"}, {"family.unmarried": False}],
    ),
    "R37": ({**FAMILY, "family.relation": "CHILD_BORN_DE"}, [{"family.relation": "CHILD"}]),
    "R38": (
        {**FAMILY, "family.relation": "PARENT", "family.sponsor.firstTitledOn": "2024-03-01"},
        [{"family.sponsor.firstTitledOn": "2024-02-29"}, {"family.relation": "SPOUSE"}],
    ),
    "R39": (
        SETTLED,
        [
            {"settlement": {"titleMonths": 35, "pensionMonths": 36}},
            {"settlement": {"titleMonths": 36, "pensionMonths": 35}},
            {"language": {"german": "A2"}},
            {"applicant.currentTitle": {"kind": "P19C1"}},
        ],
    ),
    "R40": (
        {
            **SETTLED,
            "applicant.currentTitle": {"kind": "P18G"},
            "settlement": {"employmentMonths": 27},
            "language": {"german": "A1"},
        },
        [
            {"settlement": {"employmentMonths": 26}},
            {"language": {"german": "NONE"}},
            {"applicant.currentTitle": {"kind": "P18B"}},
        ],
    ),
    "R41": ({**SETTLED, "judgement": {"highlyQualified": True}}, [{"judgement": {"highlyQualified": None}}]),
    "R42": (
        {
            **SETTLED,
            "applicant.currentTitle": {"kind": "P21"},
            "settlement": {"titleMonths": 36, "businessSuccess": True},
        },
        [
            {"settlement": {"titleMonths": 35, "businessSuccess": True}},
            {"settlement": {"titleMonths": 36}},
            {"applicant.currentTitle": {"kind": "P18B"}},
        ],
    ),
    "R43": (
        {"processType": "ARBEITGEBERWECHSEL", "applicant.currentTitle": {"kind": "P18B"}},
        [{"processType": "VERLAENGERUNG"}, {"applicant.currentTitle": {"kind": "P18G"}}],
    ),
    "R44": ({"purpose": "FG7"}, [{"purpose": "FG1"}]),
    "R45": ({"visa": {"consentRequested": True}}, [{"visa": {"consentRequested": False}}, {"visa": {}}]),
}


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
