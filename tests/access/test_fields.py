"""Which data of a case somebody sees, after section 7.4 of the domain document."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

import processes
from service.access.fields import FIELDS, Fields, masked

from .office import Office


def seen(office: Office, who: str, case: str) -> set[str]:
    """The variables that somebody reads; empty when refused."""
    answer = office.call(who, "GET", f"/cases/{case}/variables")
    return set(answer.json()) if answer.status_code == 200 else set()


#: Role -> what it reads of the variables of tests/access/office.py at its own site, nothing opened.
MATRIX = {
    "akz-clerk.dd": {"applicant", "azrNumber", "employer", "business", "docs", "decision", "ba", "chamber", "uhr"},
    "akz-second.dd": {"applicant", "azrNumber", "employer", "business", "docs", "decision", "ba", "chamber", "uhr"},
    "akz-lead.dd": {"applicant", "azrNumber", "employer", "business", "docs", "decision", "ba", "chamber", "uhr"},
    "abh-head.dd": {"applicant", "azrNumber", "employer", "business", "docs", "decision", "ba", "chamber", "uhr"},
    "abh-legal.dd": {"applicant", "azrNumber", "employer", "business", "docs", "decision", "ba", "chamber", "uhr"},
    "abh-service.dd": {"applicant", "azrNumber", "employer", "business", "uhr"},
    "ba-amz.dd": {"applicant", "azrNumber", "employer", "docs", "ba"},
    "ihk.dd": set(),
    "employer.dd": set(),
    "applicant.dd": set(),
    "smi-coord.dd": set(),
    "dpo.dd": set(),
    "audit.dd": set(),
    "system-admin.dd": set(),
    "external-worker.dd": set(),
    "akz-clerk.l": set(),
}


@pytest.mark.parametrize("who", sorted(MATRIX))
def test_each_role_reads_what_the_matrix_says(quick: Office, who: str) -> None:
    own = {"applicant", "azrNumber", "employer", "business", "docs", "decision", "convictions", "hardship", "bio", "ba"}

    found = seen(quick, who, quick.case()) & (own | {"chamber", "uhr"})
    assert found == MATRIX[who]


def test_the_agency_sees_of_the_applicant_only_who_it_is(quick: Office) -> None:
    case = quick.case()
    applicant = quick.call("ba-amz.dd", "GET", f"/cases/{case}/variables").json()["applicant"]

    assert set(applicant) == {"familyName", "givenNames", "birthDate", "nationality"}


def test_religion_is_shown_to_nobody(quick: Office) -> None:
    case = quick.case()
    shown = {who: quick.call(who, "GET", f"/cases/{case}/variables").text for who in MATRIX}

    assert [who for who, text in shown.items() if "religion" in text] == []


def test_biometrics_are_for_whoever_takes_them_while_it_is_taken(office: Office) -> None:
    case = office.case()
    before = "bio" in seen(office, "abh-service.dd", case)
    office.assign(case, "UT-BIO", "abh-service.dd")

    assert (before, "bio" in seen(office, "abh-service.dd", case)) == (False, True)


def test_a_form_shows_no_more_than_the_case_does(quick: Office) -> None:
    case = quick.case()
    task = quick.assign(case, "UT-BA", "ba-amz.dd")

    shown = quick.call("ba-amz.dd", "GET", f"/tasks/{task}").json()["variables"]
    assert {"decision", "convictions", "hardship", "bio", "uhr"} & set(shown) == set()


def test_documents_are_not_for_the_counter(quick: Office) -> None:
    case = quick.case()
    document = quick.document(case)

    answers = [quick.call("abh-service.dd", "GET", f"/documents/{document}").status_code,
               quick.call("akz-second.dd", "GET", f"/documents/{document}").status_code]  # fmt: skip
    assert answers == [404, 200]


def test_a_variable_that_nobody_classified_stays_in_the_office() -> None:
    shown = masked({"newThing": 1}, lambda kind: kind == FIELDS.default)
    assert shown == {"newThing": 1}
    assert masked({"newThing": 1}, lambda kind: kind != FIELDS.default) == {}


def test_a_part_can_be_read_where_the_whole_cannot() -> None:
    values = {"applicant": {"familyName": "M", "phone": "0"}}
    assert masked(values, lambda kind: kind == "identity") == {"applicant": {"familyName": "M"}}


@pytest.mark.parametrize(
    "wrong",
    [
        {"classes": {"file": {"read": {"own": ["clark"]}}}},
        {"classes": {"file": {"read": {"nearby": ["akz-clerk"]}}}},
        {"classes": {"file": {"reads": {}}}},
        {"paths": {"x": "nothing"}},
    ],
)
def test_a_typing_error_in_the_file_is_found_at_the_start(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"access\.yaml"):
        Fields({"default": "file", "classes": {"file": {}}, "paths": {}} | wrong)


def test_every_class_is_one_that_somebody_uses() -> None:
    content = yaml.safe_load((processes.AKZESS / "access.yaml").read_text(encoding="utf-8"))
    used = set(content["paths"].values()) | set(content["folders"].values()) | {content["default"], "audit"}

    assert set(content["classes"]) == used
