"""Acceptance scenarios A1–A4, A7–A12 and A14–A19 of the domain document, as far as tables decide them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from engine import feel
from engine.functions import FUNCTIONS
from tests.processes.legal_basis_cases import CASES
from tests.processes.persons import application, chosen, decide, parameters, rows


def test_a1_an_engineer_above_the_threshold_needs_no_approval_and_pays_100_euro() -> None:
    person = chosen(rows(application())[0], application())
    assert person["legal"]["row"] == "R01"
    assert decide("D3_BaApproval", person)["requirement"] == "NONE"
    assert decide("D7_Fee", person)["total"] == Decimal(100)


def test_a2_in_a_shortage_occupation_46_000_euro_suffice_with_approval() -> None:
    person = application({"pay.annualGross": 46000})
    assert rows(person)[0] == "R02"
    answer = decide("D3_BaApproval", chosen("R02", person))
    assert (answer["requirement"], answer["weeks"]) == ("REQUIRED", 2)


def test_a3_with_45_900_euro_the_engineer_falls_back_to_18b() -> None:
    person = application({"pay.annualGross": 45900})
    assert rows(person) == ["R06"]
    assert decide("D3_BaApproval", chosen("R06", person))["requirement"] == "REQUIRED"


def test_a4_the_same_salary_counts_differently_in_the_next_year() -> None:
    person = application({"pay.annualGross": 43800, "applicationDate": "2025-12-01"})
    assert rows(person, day=date(2025, 12, 1))[0] == "R02"
    assert rows(person, day=date(2026, 1, 2))[0] == "R06"


def test_a7_agency_work_must_be_refused() -> None:
    person = chosen("R06", application({"pay.annualGross": 45000, "job.agencyWork": True}))
    answer = decide("D3_BaApproval", person)
    assert (answer["requirement"], answer["reason"]) == ("MUST_REFUSE", "P40_1")


def test_a8_a_craft_in_freiberg_goes_to_the_chamber_of_crafts_and_the_trade_office() -> None:
    craft = {"applicant.address.plz": "09599", "business.kind": "HANDWERK", "business.crafts": "HWO_A"}
    person = chosen("R29", application(CASES["R29"][0], craft))
    person["site"] = decide("D0_Site", person)
    assert [body["body"] for body in decide("D4_ChamberOpinion", person)] == ["HWK", "GEWERBEAMT"]


def test_a9_a_freelance_artist_meets_neither_chamber_nor_agency() -> None:
    artist = {"business.kind": "FREIBERUF", "business.liberalProfession": "NO_CHAMBER"}
    person = chosen("R33", application(CASES["R29"][0], artist))
    person["site"] = decide("D0_Site", person)
    assert rows(person) == ["R33"]
    assert not [body for body in decide("D4_ChamberOpinion", person) if body["mandatory"] or body["chamber"]]
    assert decide("D3_BaApproval", person)["requirement"] == "NONE"


def test_a10_a_phd_student_with_a_public_scholarship_pays_nothing() -> None:
    person = chosen("R21", application(CASES["R21"][0], {"study.publicScholarship": True}))
    answer = decide("D7_Fee", person)
    assert (rows(person)[0], answer["code"], answer["total"]) == ("R21", "F6", 0)


def test_a11_a_researcher_has_sixty_days_and_no_agency() -> None:
    person = chosen("R09", application(CASES["R09"][0]))
    assert "P60" in person["legal"]["profile"]
    assert parameters().at(date(2026, 10, 21))["timer"]["T15"]["duration"] == "P60D"
    assert decide("D3_BaApproval", person)["requirement"] == "NONE"


def test_a12_the_family_of_a_blue_card_holder_is_decided_together_without_language_housing_or_agency() -> None:
    person = chosen("R35", application(CASES["R35"][0]))
    asked = {item["code"] for item in decide("D6_Documents", person)}
    assert person["legal"]["profile"] == "PFAM"
    assert not {code for code in asked if "A1" in code or "HOUSING" in code}
    assert decide("D3_BaApproval", person)["requirement"] == "NONE"


def test_a14_a_file_complete_on_a_saturday_is_due_on_the_first_working_day_after_four_weeks() -> None:
    period = parameters().at(date(2026, 10, 3))["timer"]["T01"]["duration"]
    context = {"complete": "2026-10-03", "period": period}
    due = feel.compile("frist ende(complete, period)", names=tuple(context), functions=FUNCTIONS)
    assert due.evaluate(context, functions=FUNCTIONS).value == date(2026, 11, 2)


def test_a15_a_brazilian_without_a_visa_cannot_apply_from_inside() -> None:
    visitor = {
        "applicant.nationality": ["327"],
        "applicant.currentTitle": {"kind": "NONE"},
        "applicant.entryTitle": "VISA_FREE",
    }
    person = application(visitor)
    person["site"] = decide("D0_Site", person)
    answer = decide("D1_AkzessEligible", person)
    assert (answer["result"], answer["reason"]) == ("NOT_ELIGIBLE", "EINREISE_VISUM")
    assert "§ 41 Abs. 2" in decide("D9_StatusChange", person)["norm"]


def test_a16_a_46_year_old_below_the_age_threshold_needs_a_pension() -> None:
    person = application(
        {"applicant.birthDate": "1980-03-01", "pay.annualGross": 54000, "job.kldb": "43413", "job.isco": "3512"}
    )
    assert rows(person) == ["R06", "R08"]
    assert [i["group"] for i in decide("D6_Documents", chosen("R08", person)) if i["group"] != "BASE"] == ["PENS"]
    exception = application(person, {"judgement": {"age45Exception": True}})
    assert chosen("R08", exception)["legal"]["fourEyes"] is True


def test_a17_a_kosovo_national_has_no_row_for_a_first_unskilled_job() -> None:
    job = {"title": "Helfer", "kldb": "51311", "isco": "9333", "start": "2026-12-01"}
    person = application({"applicant.nationality": ["150"], "qualification": [], "job": job, "pay.annualGross": 30000})
    assert rows(person) == []


def test_a18_a_student_becomes_a_blue_card_holder_at_the_configured_fee() -> None:
    student = {
        "applicant.currentTitle": {"kind": "P16B"},
        "processType": "ZWECKWECHSEL",
        "qualification": [{"kind": "HOCHSCHULE", "country": "000", "obtainedOn": "2026-09-30"}],
    }
    person = chosen("R01", application(student))
    assert rows(person)[0] == "R01"
    assert decide("D9_StatusChange", person)["result"] == "ALLOWED"
    assert decide("D7_Fee", person)["code"] == "F3"
    configured = parameters().at(date(2026, 10, 21))
    configured["fee"] = {**configured["fee"], "blueCardChange": "F1"}
    assert decide("D7_Fee", {**person, "parameter": configured})["total"] == Decimal(100)
    other = {**chosen("R06", application(student)), "parameter": configured}
    assert decide("D7_Fee", other)["code"] == "F3"


def test_a19_an_eu_citizen_is_told_that_no_title_is_needed() -> None:
    person = application({"applicant.nationality": ["129"]})
    person["site"] = decide("D0_Site", person)
    answer = decide("D1_AkzessEligible", person)
    assert (answer["rule"], answer["textKey"]) == ("1", "eligibility.freizuegigkeit")
