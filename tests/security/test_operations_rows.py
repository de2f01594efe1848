"""Rows of the corpus about output and operations: O01, O04, O10 (the others have files of their own)."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from service.figures.files import as_csv
from service.figures.plain import Plain
from service.limits import Buckets, Limits
from service.routes.well_known import SecurityContact

from ..service.conftest import Office, opened
from .corpus_files import FOLDER


def row(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((FOLDER / "operations" / f"{name}.yaml").read_text(encoding="utf-8"))
    assert found["id"] == name
    return found


@pytest.fixture
def desk(store: Any) -> Iterator[Office]:
    with opened(store) as found:
        yield found


def test_o01_only_statistics_and_survey_answer_with_a_table_for_a_spreadsheet(office: Office) -> None:
    paths = office.client.app.openapi()["paths"]
    found = {
        path
        for path, item in paths.items()
        for operation in item.values()
        for answer in operation["responses"].values()
        if not answer.get("content", {}).keys().isdisjoint(row("O01")["media"])
    }

    assert found == set(row("O01")["routes"])


@pytest.mark.parametrize("text", row("O01")["cases"])
def test_o01_no_cell_begins_as_a_formula(text: str) -> None:
    cells = as_csv([Plain("t", text, [text], [[text]])], [(text, text)]).decode("utf-8-sig")

    assert [cell for line in csv.reader(cells.splitlines(), delimiter=";") for cell in line if cell[:1] in "=+-@"] == []


@pytest.fixture
def office(memory_store: Any) -> Iterator[Office]:
    with opened(memory_store) as found:
        yield found


def test_o04_a_name_is_never_a_template(desk: Office) -> None:
    for name in row("O04")["names"]:
        applicant = {"familyName": name, "givenNames": "Anjali"}
        body = {"processId": "small", "site": "DD", "variables": {"applicant": applicant}}
        case = desk.post("/cases", body).json()["id"]

        assert desk.get(f"/cases/{case}/variables").json()["applicant"]["familyName"] == name


def test_o10_a_flood_by_one_person_is_refused_to_that_person_only() -> None:
    about = row("O10")
    buckets = Buckets(Limits().rates["api"])
    granted, refused = dict.fromkeys(about["people"], 0), dict.fromkeys(about["people"], 0)
    for second in range(about["seconds"]):
        for person, rate in about["people"].items():
            for number in range(rate):
                wait = buckets.take(person, second + number / rate)
                (refused if wait else granted)[person] += 1
    expect = about["expect"]["flooding"]

    assert refused["ordinary"] == about["expect"]["ordinary"]["refused"]
    assert granted["flooding"] <= expect["perSecond"] * about["seconds"] + expect["burst"]
    assert refused["flooding"] > 8 * granted["flooding"]


@pytest.mark.parametrize("path", ["/me", "/cases", "/tasks", "/health", "/nowhere"])
def test_no_answer_is_kept_by_a_browser(path: str, office: Office) -> None:
    assert office.get(path).headers["cache-control"] == "no-store"


def test_whom_to_tell_of_a_weakness_is_said_where_everybody_looks(office: Office) -> None:
    """RFC 9116, once the operator has named somebody."""
    path = "/.well-known/security.txt"
    before = office.client.get(path).status_code
    office.client.app.state.security_contact = SecurityContact("mailto:security@example.org", "https://akzess.example")

    said = office.client.get(path)

    assert (before, said.headers["content-type"]) == (404, "text/plain; charset=utf-8")
    assert said.text.splitlines() == [
        "Contact: mailto:security@example.org",
        "Expires: 2027-04-17T00:00:00+00:00",
        "Preferred-Languages: de, en",
        "Canonical: https://akzess.example/.well-known/security.txt",
    ]
