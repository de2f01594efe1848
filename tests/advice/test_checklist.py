"""The checklist: answers go through the deployed tables, nobody says who he is, nothing is kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from akzess.procedure import constants
from authority.advice import Asked, as_application
from engine.dmn import load
from processes import AKZESS
from service.advice.checking import Tables
from service.advice.desk import Advice
from service.resources.advice import AdviceAnswer

NOW = datetime(2026, 10, 21, 9, tzinfo=UTC)
ENGINEER: dict[str, Any] = {
    "purpose": "FG1",
    "process_type": "ERSTERTEILUNG",
    "site": "DD",
    "nationality": "436",
    "age": 34,
    "inside": True,
    "title": "VISA_D",
    "offer": True,
    "isco": "2512",
    "gross": Decimal(52000),
    "qualification": "DEGREE",
    "qualified_in": "436",
    "recognition": "ANABIN_H_PLUS",
}
FILES = {path.name: path.read_bytes() for path in AKZESS.glob("*.dmn")}


class Deployed:
    """The read side of a store that holds one version of the procedure."""

    def __init__(self, files: Mapping[str, bytes] = FILES, number: int = 1) -> None:
        self.files, self.number = files, number

    def definitions(self, tenant: int, *, newest_only: bool = False) -> list[Any]:
        return [SimpleNamespace(process_id="akzess-main", deployment_id=self.number, version=self.number)]

    def resources(self, tenant: int, deployment_id: int) -> Mapping[str, bytes]:
        return self.files


@pytest.fixture(scope="module")
def advice() -> Advice:
    return Advice(1, constants)


def answer(advice: Advice, language: str = "de", read: Any = None, **changes: Any) -> AdviceAnswer:
    asked = Asked(**{**ENGINEER, **changes})
    reading: Any = read or Deployed()
    return advice.check(reading, asked, advice.language(language), NOW)


@pytest.mark.parametrize(
    ("changes", "rows"),
    [
        ({}, ["R01", "R06"]),
        ({"gross": Decimal(46000)}, ["R02", "R06"]),
        ({"gross": Decimal(45900)}, ["R06"]),
        ({"purpose": "FG2", "offer": False, "business": "HANDWERK", "crafts": "HWO_A"}, ["R29"]),
        ({"purpose": "FG4", "offer": False, "enrolled": True}, ["R21"]),
        ({"purpose": "FG5", "offer": False, "hosting_agreement": True, "institution_recognised": True}, ["R09"]),
        ({"purpose": "FG6", "offer": False, "relation": "SPOUSE", "sponsor_title": "P18G", "sponsor_group": "FG1"}, ["R35"]),
    ],
)  # fmt: skip
def test_the_tables_name_the_legal_bases(advice: Advice, changes: dict[str, Any], rows: list[str]) -> None:
    assert [basis.row for basis in answer(advice, **changes).bases] == rows


def test_a_job_that_is_only_described_counts_like_one_with_an_occupation(advice: Advice) -> None:
    trained = {"qualification": "TRAINING", "recognition": "EQUIVALENT", "isco": "", "level": "TRAINING"}
    assert [basis.row for basis in answer(advice, gross=Decimal(36000), **trained).bases] == ["R07"]


def test_the_blue_card_costs_100_euro_and_needs_no_approval(advice: Advice) -> None:
    card = answer(advice).bases[0]
    assert card.fee is not None
    assert (int(card.fee.total), card.approval, card.decision_weeks) == (100, "NONE", 4)


def test_documents_are_named_in_the_language_of_the_reader(advice: Advice) -> None:
    names = {one.code: one.name for one in answer(advice, "vi").bases[0].documents}
    assert names["BASE_INSURANCE"] == "Chứng minh bảo hiểm y tế"


def test_a_union_citizen_is_told_that_no_title_is_needed_and_gets_no_list(advice: Advice) -> None:
    told = answer(advice, nationality="129")
    assert (told.eligible, told.bases) == ("NOT_ELIGIBLE", [])
    assert "keinen Aufenthaltstitel" in str(told.eligible_text)


def test_over_45_the_pension_row_counts_as_a_note(advice: Advice) -> None:
    assert answer(advice, age=46, gross=Decimal(54000)).notes == ["R08"]


def test_a_new_version_of_the_tables_is_asked_at_once() -> None:
    tables = Tables(1, constants)
    application = as_application(Asked(**ENGINEER), NOW.date(), tables.parameter(NOW)["sites"])
    before = tables.check(Deployed(), application, NOW)
    dearer = FILES["D2_LegalBasis.dmn"].replace(b"<text>parameter.bc.regular</text>", b"<text>99999</text>")
    dearer = dearer.replace(b"&gt;= parameter.bc.regular", b"&gt;= 99999")
    assert load(dearer).decisions
    after = tables.check(Deployed({**FILES, "D2_LegalBasis.dmn": dearer}, 2), application, NOW)
    assert (before.version, after.version) == (1, 2)


def test_without_a_deployed_procedure_there_is_no_answer_and_no_fault(advice: Advice) -> None:
    empty = Deployed(files={}, number=3)
    assert answer(advice, read=empty).bases == []


def test_the_answers_hold_no_field_that_says_who_asks() -> None:
    told = set(Asked.__dataclass_fields__)
    assert not told & {"name", "family_name", "given_names", "birth_date", "email", "phone", "address", "passport"}


def test_the_rules_are_asked_and_not_copied() -> None:
    code = "".join(
        Path(__file__).parents[2].joinpath(folder, file).read_text(encoding="utf-8")
        for folder, file in (("authority/advice", "application.py"), ("service/advice", "checking.py"))
    )
    assert not [threshold for threshold in ("50700", "45934", "55770", "45630", "R01") if threshold in code]
