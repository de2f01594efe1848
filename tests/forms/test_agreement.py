"""The server and form-js 1.23.0 itself, under node, judge the same answers alike."""

from __future__ import annotations

import json
from typing import Any

import pytest

from engine.feel import to_json
from engine.forms import validate
from tests.forms import formjs, generated

FORMS = 252
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


def of(*components: dict[str, Any]) -> dict[str, Any]:
    return {"type": "default", "id": "Form_1", "components": [{"id": f"F{n}", **c} for n, c in enumerate(components)]}


WRITTEN: list[tuple[str, dict[str, Any], dict[str, Any], dict[str, Any]]] = [
    (
        "what a hidden group holds is not seen by others",
        of(
            {"type": "checkbox", "key": "c"},
            {
                "type": "group",
                "conditional": {"hide": "=c"},
                "components": [{"type": "textfield", "key": "x", "id": "X"}],
            },
            {"type": "textfield", "key": "y", "validate": {"required": True}, "conditional": {"hide": '=x = "geheim"'}},
        ),
        {},
        {"c": True, "x": "geheim", "y": ""},
    ),
    (
        "a field may be called like a special name, which underscores still reach",
        of(
            {"type": "number", "key": "i"},
            {"type": "textfield", "key": "a", "validate": {"required": True}, "conditional": {"hide": "=i = 5"}},
            {
                "type": "textfield",
                "key": "b",
                "validate": {"required": True},
                "conditional": {"hide": "=count(_i_) = 0"},
            },
        ),
        {},
        {"i": 5, "a": "", "b": ""},
    ),
    (
        "an item sees the item around it",
        of(
            {
                "type": "dynamiclist",
                "path": "outer",
                "components": [
                    {"type": "number", "key": "n", "id": "N"},
                    {
                        "type": "dynamiclist",
                        "path": "inner",
                        "id": "I",
                        "components": [
                            {
                                "type": "textfield",
                                "key": "t",
                                "id": "T",
                                "validate": {"required": True},
                                "conditional": {"hide": "=parent.n = 1"},
                            },
                            {"type": "expression", "key": "place", "id": "P", "expression": '=string join(for x in i return string(x), ".")'},
                        ],
                    },
                ],
            }
        ),
        {},
        {"outer": [{"n": 1, "inner": [{"t": ""}]}, {"n": 2, "inner": [{"t": ""}, {"t": "x"}]}]},
    ),
    (
        "a chosen value is kept only while it is offered",
        of(
            {"type": "checkbox", "key": "c"},
            {"type": "select", "key": "s", "valuesExpression": '=if c then ["a"] else ["b"]'},
            {"type": "checklist", "key": "m", "valuesExpression": '=if c then ["a"] else ["b"]'},
        ),
        {"s": "b", "m": ["b", "a"]},
        {"c": True},
    ),
    (
        "an entered default may be cleared",
        of({"type": "textfield", "key": "a", "defaultValue": "vorgabe"}, {"type": "number", "key": "n", "defaultValue": 4}),
        {},
        {"a": "", "n": None},
    ),
    (
        "date and time together",
        of({"type": "datetime", "key": "d", "subtype": "datetime", "validate": {"required": True}}),
        {},
        {"d": "2026-11-18T10:15"},
    ),
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(WRITTEN)), ids=[row[0] for row in WRITTEN])
def test_the_server_agrees_on_forms_written_to_be_difficult(number, written):
    _, schema, context, answers = WRITTEN[number]

    mine, data = server({"schema": schema, "context": context, "answers": answers})

    assert mine == written[number]["errors"]
    assert comparable(data, choices_of(schema)) == comparable(written[number]["data"], choices_of(schema))


@pytest.fixture(scope="session")
def written() -> list[dict[str, Any]]:
    return formjs.verdicts(
        [{"schema": schema, "context": context, "answers": answers} for _, schema, context, answers in WRITTEN]
    )
