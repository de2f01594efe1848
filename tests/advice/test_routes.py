"""Advice over HTTP: everybody may ask the tables and read; clerks fill templates for their cases."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from store import MemoryStore

from ..status.conftest import Office, built

PLAN = {
    "purpose": "FG1",
    "nationality": "436",
    "site": "DD",
    "inside": True,
    "title": "VISA_D",
    "offer": True,
    "isco": "2512",
    "gross": 52000,
    "qualification": "DEGREE",
    "qualifiedIn": "436",
    "recognition": "ANABIN_H_PLUS",
}


@pytest.fixture
def office(memory_store: MemoryStore) -> Office:
    return built(memory_store)


@pytest.fixture
def anybody(office: Office) -> TestClient:
    return TestClient(office.app, raise_server_exceptions=False)


def test_a_plan_is_answered_from_the_deployed_tables(anybody: TestClient) -> None:
    told = anybody.post("/advice/check?lang=uk", json=PLAN).json()
    assert [basis["row"] for basis in told["bases"]][:2] == ["R01", "R06"]
    assert "підпис" in told["bases"][0]["documents"][0]["name"].lower()


def test_asking_leaves_nothing_in_the_store(office: Office, anybody: TestClient) -> None:
    before = office.house.read.cases(1, limit=10).items
    anybody.post("/advice/check", json=PLAN)
    assert office.house.read.cases(1, limit=10).items == before == ()


def test_an_answer_that_names_a_person_is_refused(anybody: TestClient) -> None:
    assert anybody.post("/advice/check", json={**PLAN, "familyName": "Muster"}).status_code == 422


def test_who_asks_too_often_has_to_wait(anybody: TestClient) -> None:
    codes = [anybody.post("/advice/check", json={**PLAN, "purpose": "FG9"}).status_code for _ in range(45)]
    assert 429 in codes


def test_every_page_comes_in_the_language_asked_for(anybody: TestClient) -> None:
    costs = anybody.get("/advice/pages/costs?lang=vi").json()
    family = anybody.get("/advice/pages/family?lang=vi").json()
    assert (costs["language"], costs["machine"], family["language"]) == ("vi", True, "vi")


def test_a_page_that_is_not_there_is_not_found(anybody: TestClient) -> None:
    assert anybody.get("/advice/pages/xyz").status_code == 404


def test_a_template_is_filled_for_a_case_in_the_applicants_language(office: Office) -> None:
    office.applies(applicant={"contactLang": "ru"})
    ask = office.as_person("anna")
    filled = ask("POST", f"/cases/{office.reference}/answers", {"template": "documents.missing"}).json()
    assert (filled["language"], filled["open"]) == ("ru", ["items", "date"])
    assert office.reference in filled["text"]
    assert "{" not in filled["subject"]


def test_what_the_clerk_fills_in_is_not_open_any_more(office: Office) -> None:
    office.applies()
    wanted = {"template": "documents.missing", "language": "en", "values": {"items": "passport", "date": "10.12.2026"}}
    filled = office.as_person("anna")("POST", f"/cases/{office.reference}/answers", wanted).json()
    assert filled["open"] == []
    assert "Guten Tag" in filled["german"]


def test_the_contact_of_a_case_is_the_team_of_its_site(office: Office) -> None:
    office.applies()
    told = office.as_person("anna")("GET", f"/cases/{office.reference}/contact").json()
    assert told["shown"] == "Ausländerbehörde Dresden"


def test_answer_templates_are_for_clerks(office: Office, anybody: TestClient) -> None:
    assert anybody.get("/answer-templates").status_code == 401
    items = office.as_person("anna")("GET", "/answer-templates").json()["items"]
    assert {"documents", "fees"} <= {item["topic"] for item in items}
