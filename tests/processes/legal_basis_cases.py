"""For every row of D2_LegalBasis a case that meets it, and the changes that each miss one condition."""

from __future__ import annotations

from typing import Any

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
