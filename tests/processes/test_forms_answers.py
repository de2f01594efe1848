"""A complete answer is accepted by every form; one that breaks a rule of section 6 is refused where it breaks it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.processes.form_cases import FORMS, filled, refused, verdict

DECIDE = {"outcome": "REFUSE"}
INTAKE: dict[str, Any] = {
    "purpose": "FG1",
    "processType": "ERSTERTEILUNG",
    "applicant": {
        "birthDayUnknown": False,
        "birthDate": "1992-05-04",
        "nationality": ["436"],
        "residenceCountry": "000",
    },
}
OUTCOMES: dict[str, list[dict[str, Any]]] = {
    "ut-intake": [{**INTAKE, "purpose": f"FG{number}"} for number in range(1, 10)],
    "ut-decide": [{"outcome": outcome} for outcome in ("GRANT", "PARTIAL", "REFUSE", "DISCONTINUED")],
    "ut-compl": [{"result": "COMPLETE"}, {"result": "INCOMPLETE"}],
}
#: Here everything may stay empty: the table proposes the fee, and notes are voluntary.
OPTIONAL = {"ut-fee", "ut-ba-info", "ut-ba-remind", "ut-card-late", "ut-eat-data", "ut-legal-risk"}
CASES = [(form, chosen) for form in FORMS for chosen in OUTCOMES.get(form, [{}])]


@pytest.mark.parametrize(("form", "chosen"), CASES)
def test_a_complete_answer_is_accepted(form: str, chosen: dict[str, Any]) -> None:
    answers = filled(form, **chosen)
    assert refused(form, answers) == set()


@pytest.mark.parametrize("form", FORMS)
def test_an_unknown_key_is_refused(form: str) -> None:
    assert any("unbekannt" in where for where, _ in refused(form, {**filled(form), "unbekannt": 1}))


@pytest.mark.parametrize("form", sorted(set(FORMS) - OPTIONAL))
def test_an_empty_answer_is_refused_where_something_is_required(form: str) -> None:
    assert "required" in {code for _, code in refused(form, {})}


@pytest.mark.parametrize(
    ("form", "chosen", "key", "value", "code"),
    [
        ("ut-decide", DECIDE, "reasons", "zu kurz", "min_length"),
        ("ut-decide", DECIDE, "reasons", "x" * 199, "min_length"),
        ("ut-decide", DECIDE, "instruction", "", "required"),
        ("ut-decide", DECIDE, "departureDays", 6, "min"),
        ("ut-decide", DECIDE, "departureDays", 31, "max"),
        ("ut-decide", {"outcome": "GRANT"}, "employmentRemark", "", "required"),
        ("ut-decide", {"outcome": "GRANT"}, "validFrom", None, "required"),
        ("ut-compl", {"result": "INCOMPLETE"}, "deadlineDays", 6, "min"),
        ("ut-compl", {"result": "INCOMPLETE"}, "deadlineDays", 43, "max"),
        ("ut-compl", {"result": "INCOMPLETE"}, "missingText", "", "required"),
        ("ut-compl", {}, "complexity", 4, "max"),
        ("ut-hear", {}, "deadlineDays", 29, "max"),
        ("ut-hear", {}, "grounds", "", "required"),
        ("ut-req82", {}, "deadlineDays", 6, "min"),
        ("ut-fee", {"waiver": True}, "waiverReason", "", "required"),
        ("ut-ba-review", {"action": "OBJECT"}, "newFacts", "", "required"),
        ("ut-escalation", {}, "note", "", "required"),
        ("ut-breach", {}, "cause", "WETTER", "choice"),
        ("ut-legal", {}, "row", "R08", "choice"),
        ("ut-legal", {}, "row", "R46", "choice"),
        ("ut-handout", {}, "fingerprintsDeleted", False, "required"),
    ],
)
def test_a_rule_of_section_6_is_kept(form: str, chosen: dict[str, Any], key: str, value: Any, code: str) -> None:
    assert (f"/{key}", code) in refused(form, {**filled(form, **chosen), key: value})


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("applicant/familyName", "", "required"),
        ("applicant/familyName", "X" * 101, "max_length"),
        ("applicant/familyName", "Muster2", "pattern"),
        ("applicant/nationality", [], "required"),
        ("applicant/nationality", ["996"], "choice"),
        ("applicant/email", "keine Adresse", "email"),
        ("applicant/phone", "0351", "phone"),
        ("applicant/address/plz", "1069", "pattern"),
        ("applicant/sex", "D", "choice"),
        ("employer/betriebsnummer", "9912342", "pattern"),
        ("job/kldb", "43415", "pattern"),
        ("job/hoursPerWeek", 61, "max"),
        ("pay/annualGross", 52000.123, "decimals"),
        ("livelihood/kind", None, "required"),
        ("convictions/answer", None, "required"),
        ("truthDeclaration", False, "required"),
        ("purpose", "FG10", "choice"),
        ("processType", None, "required"),
    ],
)
def test_an_application_with_a_wrong_entry_is_refused_there(path: str, value: Any, code: str) -> None:
    answers = filled("ut-intake", **INTAKE)
    *way, leaf = path.split("/")
    node = answers
    for step in way:
        node = node[step]
    node[leaf] = value
    assert any(where.startswith(f"/{path}") and found == code for where, found in refused("ut-intake", answers))


@pytest.mark.parametrize("name", ["O'Brien-Muster", "Ní Mhurchú", "Nguyễn Thị"])
def test_a_name_may_hold_apostrophes_hyphens_and_accents(name: str) -> None:
    person = {**INTAKE, "applicant": {**INTAKE["applicant"], "familyName": name}}
    assert verdict("ut-intake", filled("ut-intake", **person)).data["applicant"]["familyName"] == name


def test_an_employer_is_asked_of_workers_only() -> None:
    worker, artist = (
        verdict("ut-intake", filled("ut-intake", **{**INTAKE, "purpose": purpose})).data for purpose in ("FG1", "FG2")
    )
    assert worker["employer"]["betriebsnummer"]
    assert "employer" not in artist
    assert artist["business"]["activity"]


def test_a_minor_needs_a_guardian() -> None:
    child = {**INTAKE, "purpose": "FG6", "applicant": {**INTAKE["applicant"], "birthDate": "2010-05-04"}}
    assert ("/legalGuardian", "required") in refused("ut-intake", {**filled("ut-intake", **child), "legalGuardian": ""})
    assert "legalGuardian" not in verdict("ut-intake", filled("ut-intake", **INTAKE)).data


def test_an_unknown_day_of_birth_is_told_in_words() -> None:
    person = {**INTAKE["applicant"], "birthDayUnknown": True}
    del person["birthDate"]
    data = verdict("ut-intake", filled("ut-intake", **{**INTAKE, "applicant": person})).data
    assert data["applicant"]["birthDateText"] == "1990-05-00"
    assert "birthDate" not in data["applicant"]


def test_a_document_that_is_not_needed_wants_a_reason() -> None:
    item = {"code": "BIZ_RENT", "state": "NOT_NEEDED", "source": "APPLICANT"}
    answers = {**filled("ut-compl", result="COMPLETE"), "item": [item]}
    assert ("/item/0/reason", "required") in refused("ut-compl", answers)
    answers["item"] = [{**item, "reason": "keine Räume"}]
    assert refused("ut-compl", answers) == set()


def test_a_condition_that_is_waived_wants_a_reason() -> None:
    answers = filled("ut-assess")
    answers["conditions"]["visa"] = {"state": "WAIVED"}
    assert ("/conditions/visa/reason", "required") in refused("ut-assess", answers)


def test_a_ban_cannot_be_waived() -> None:
    answers = filled("ut-assess")
    answers["conditions"]["noEntryBan"] = {"state": "WAIVED", "reason": "geht nicht"}
    assert ("/conditions/noEntryBan/state", "choice") in refused("ut-assess", answers)


@pytest.mark.parametrize(
    ("rating", "secured", "asked"),
    [("NEGATIV", True, True), ("POSITIV", False, True), ("POSITIV", True, False), ("NEUTRAL", True, False)],
)
def test_deviating_from_the_opinion_wants_a_reason_of_thirty_characters(
    rating: str, secured: bool, asked: bool
) -> None:
    ratings = {"overall": "POSITIV", "financing": rating, "regionalNeed": "POSITIV", "economicEffect": "POSITIV"}
    answers = filled("ut-ch-review", ratings=ratings, financingSecured=secured, regionalNeed=True, positiveEffect=True)
    answers.pop("deviationReason", None)
    assert (("/deviationReason", "required") in refused("ut-ch-review", answers)) is asked
    if asked:
        answers["deviationReason"] = "zu kurz"
        assert ("/deviationReason", "min_length") in refused("ut-ch-review", answers)


def test_a_copied_restriction_cannot_be_edited() -> None:
    answers = {**filled("ut-decide", outcome="GRANT"), "baRestriction": "keine"}
    assert ("/baRestriction", "readonly") in refused("ut-decide", answers, baRestriction="nur Arbeitgeber Beispiel")


def test_the_documents_of_the_case_are_the_choices_of_the_request() -> None:
    documents = [{"code": "EZB", "nameDe": "Erklärung zum Beschäftigungsverhältnis"}]
    answers = {**filled("ut-req82"), "items": ["EZB"]}
    assert refused("ut-req82", answers, documents=documents) == set()
    assert ("/items", "choice") in refused("ut-req82", {**answers, "items": ["PASS"]}, documents=documents)
