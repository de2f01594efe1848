"""The server and form-js 1.23.0 itself, under node, judge the same answers alike."""

from __future__ import annotations

import json
from typing import Any

import pytest

from engine.feel import to_json
from engine.forms import validate
from tests.forms import formjs, generated

FORMS = 260
ANSWERS_EACH = 4


def server(case: dict[str, Any]) -> tuple[list[str], Any]:
    """The pointers the server refuses, and the data it would store as JSON."""
    found = validate(case["schema"], case["answers"], context=case["context"])
    data = json.loads(json.dumps(to_json(found.data), default=lambda value: float(value)))
    return sorted({each.pointer for each in found.errors}), data


def choices_of(schema: dict[str, Any]) -> set[str]:
    """Keys of fields whose value is a list of choices: there an empty list is a value."""
    found = {schema["key"]} if schema.get("type") in ("checklist", "taglist") else set()
    return found.union(*(choices_of(child) for child in schema.get("components", ())))


def comparable(data: Any, choices: set[str]) -> Any:
    """Data without empty items and lists of them, which form-js forgets to submit, or leaves as holes.

    The server keeps them: an emptied list that is not submitted would leave the old list in the case.
    """
    if isinstance(data, dict):
        kept = {key: comparable(value, choices) for key, value in data.items()}
        return {key: value for key, value in kept.items() if key in choices or value not in ([], {})}
    if isinstance(data, list):
        items = [comparable(item, choices) if item is not None else {} for item in data]
        while items and items[-1] == {}:
            items.pop()
        return items
    return data


@pytest.fixture(scope="session")
def judged() -> list[tuple[dict[str, Any], dict[str, Any]]]:
    cases = [case for seed in range(FORMS) for case in generated.cases(seed, ANSWERS_EACH)]
    return list(zip(cases, formjs.verdicts(cases), strict=True))


def test_form_js_judged_at_least_a_thousand_answers_of_both_kinds(judged):
    accepted = [theirs for _, theirs in judged if theirs["errors"] == []]

    assert len(judged) >= 1_000
    assert 100 <= len(accepted) <= len(judged) - 100


def test_the_server_refuses_the_same_fields_as_form_js(judged):
    differences = []
    for case, theirs in judged:
        mine, _ = server(case)
        if mine != theirs["errors"]:
            differences.append((case, mine, theirs["errors"]))

    assert differences == []


def test_the_server_stores_what_form_js_submits(judged):
    differences = []
    for case, theirs in judged:
        mine, data = server(case)
        choices = choices_of(case["schema"])
        if not mine and comparable(data, choices) != comparable(theirs["data"], choices):
            differences.append((case, data, theirs["data"]))

    assert differences == []
