"""The description of the API: current, complete, with examples that are true."""

from __future__ import annotations

import json
from typing import Any

import pytest
from openapi_schema_validator import OAS31Validator

from service.openapi import COMMITTED, operations, text


@pytest.fixture(scope="module")
def told() -> str:
    return text()


@pytest.fixture(scope="module")
def described(told: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(told)
    return found


def _resolved(part: Any, document: dict[str, Any]) -> Any:
    while isinstance(part, dict) and "$ref" in part:
        *_, kind, name = part["$ref"].split("/")
        part = document["components"][kind][name]
    return part


def test_the_committed_description_is_the_one_the_application_gives(told: str) -> None:
    assert COMMITTED.read_text(encoding="utf-8") == told, "run: python -m service.openapi --write"


def test_every_operation_has_a_name_of_its_own(described: dict[str, Any]) -> None:
    names = [operation["operationId"] for _, _, operation in operations(described)]

    assert sorted(names) == sorted(set(names))


def test_every_operation_says_what_it_does_and_which_problems_it_has(described: dict[str, Any]) -> None:
    silent = [
        operation["operationId"]
        for _, _, operation in operations(described)
        if not operation.get("description") or not operation.get("tags") or "500" not in operation["responses"]
    ]

    assert silent == []


def test_every_example_is_what_its_schema_says(described: dict[str, Any]) -> None:
    wrong = []
    for _, _, operation in operations(described):
        bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
        for body in bodies:
            for media in _resolved(body, described).get("content", {}).values():
                if "example" not in media:
                    continue
                schema = {**media["schema"], "components": described["components"]}
                for error in OAS31Validator(schema).iter_errors(media["example"]):
                    wrong.append((operation["operationId"], error.json_path, error.message[:100]))

    assert wrong == []
