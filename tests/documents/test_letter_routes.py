"""A clerk looks at a letter before it goes: from the case's data, and nothing of it is filed."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from pypdf import PdfReader

from akzess import paperwork
from akzess.house import TENANT, VirtualHouse
from engine.handlers.deployments import read_here
from service.app import create_app
from service.identity import Accounts
from workers.letters import writer

from ..service.conftest import ACCOUNTS, BUNDLE, PASSWORD
from .test_letters import AT, text_of


class Desk:
    """The application with one case in Dresden."""

    def __init__(self, store: Any) -> None:
        self.house = VirtualHouse(store, AT, read_bundle=read_here)
        self.house.deploy({"small.bpmn": (BUNDLE / "small.bpmn").read_bytes()})
        clock = self.house.moving
        app = create_app(
            self.house.engine,
            store,
            self.house.agencies.by_name,
            Accounts(ACCOUNTS, clock),
            clock,
            self.house.worker.wake,
            documents=self.house.documents,
            letters=writer(),
        )
        self.client = TestClient(app, raise_server_exceptions=False)
        variables = {
            "applicant": {"givenNames": "Anjali", "familyName": "Mustermann-Rao", "address": {"city": "Dresden"}},
            "applicationDate": "2026-11-20",
        }
        body = {"processId": "small", "site": "DD", "businessKey": "AKZ-DD-2026-000042", "variables": variables}
        self.case = self.post("/cases", body).json()["id"]

    def post(self, path: str, body: Any, who: str = "anna") -> Any:
        return self.client.post(path, json=body, headers={"Idempotency-Key": str(uuid4())}, auth=(who, PASSWORD))

    def previews(self, body: Any, who: str = "anna") -> Any:
        return self.post(f"/cases/{self.case}/letters/preview", body, who)


@pytest.fixture
def desk(store: Any) -> Iterator[Desk]:
    made = Desk(store)
    yield made
    made.house.close()


def test_every_letter_is_listed_with_its_places(desk: Desk) -> None:
    items = desk.client.get("/letters/templates", auth=("anna", PASSWORD)).json()["items"]
    request = next(item for item in items if item["key"] == "document-request")
    assert len(items) == len(writer().book.templates)
    assert [place["name"] for place in request["placeholders"] if place["required"]] == ["deadline"]
    assert sorted(request["languages"]) == ["ar", "de", "de-simple", "en", "es", "ru", "tr", "uk", "vi"]


def test_a_preview_is_the_letter_of_this_case_and_files_nothing(desk: Desk) -> None:
    answer = desk.previews({"template": "receipt", "language": "en"})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    shown = text_of(answer.content)
    assert "Anjali Mustermann-Rao" in shown
    assert "20.11.2026" in shown
    assert len(PdfReader(io.BytesIO(answer.content)).pages) == 2
    assert list(desk.house.documents.cabinet.of_case(TENANT, desk.case, limit=9)) == []


def test_letters_and_documents_of_the_catalogue_are_named_in_english_too(desk: Desk) -> None:
    for title in ("Eingangsbestätigung", "Erklärung zum Beschäftigungsverhältnis", "Zeugnis von Anjali"):
        paperwork.files(desk.house.documents, desk.case, {"code": "X", "title": title})
    items = desk.client.get(f"/cases/{desk.case}/documents", auth=("anna", PASSWORD)).json()["items"]
    named = {item["titleEn"] for item in items}
    assert named == {"Acknowledgement of receipt", "Declaration of employment", "Zeugnis von Anjali"}


def test_what_is_not_known_yet_stands_in_brackets_until_somebody_says_it(desk: Desk) -> None:
    assert "[Frist]" in text_of(desk.previews({"template": "document-request"}).content)
    given = {"template": "document-request", "values": {"deadline": "2026-12-24"}}
    assert "24.12.2026" in text_of(desk.previews(given).content)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"template": "no-such-letter"}, "validation-failed"),
        ({"template": "receipt", "values": {"x": "y"}}, "unknown-field"),
        ({"template": "receipt", "sql": 1}, "unknown-field"),
        ({"template": "receipt", "language": "../"}, "validation-failed"),
    ],
)
def test_an_order_that_makes_no_sense_is_refused(desk: Desk, body: Any, code: str) -> None:
    answer = desk.previews(body)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


@pytest.mark.parametrize(("who", "status"), [("axel", 404), ("bela", 403)])
def test_who_does_not_work_on_the_case_sees_no_letter(desk: Desk, who: str, status: int) -> None:
    assert desk.previews({"template": "receipt"}, who).status_code == status
