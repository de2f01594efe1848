"""A form of some components, a text field, and what the server refuses of answers to it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from engine.forms import validate

NOW = datetime.fromisoformat("2026-11-18T00:30:00+01:00")


def form(*components: dict[str, Any]) -> dict[str, Any]:
    return {"type": "default", "id": "Form_1", "components": [{"id": f"F{n}", **c} for n, c in enumerate(components)]}


def text(key: str = "a", **attributes: Any) -> dict[str, Any]:
    return {"type": "textfield", "key": key, **attributes}


def refusals(schema: dict[str, Any], answers: Any, **context: Any) -> list[tuple[str, str]]:
    return [(each.pointer, each.code) for each in validate(schema, answers, context=context, now=NOW).errors]


def one(component: dict[str, Any], value: Any, **context: Any) -> list[str]:
    """The refusal codes of one field with one value."""
    return [code for _, code in refusals(form(component), {component["key"]: value}, **context)]


COMPLETENESS = form(
    {"type": "radio", "key": "result", "validate": {"required": True},
        "values": [{"label": "vollständig", "value": "COMPLETE"}, {"label": "unvollständig", "value": "INCOMPLETE"}]},
    {"type": "number", "key": "deadlineDays", "defaultValue": 14, "decimalDigits": 0,
        "validate": {"required": True, "min": 7, "max": 42}, "conditional": {"hide": '=result != "INCOMPLETE"'}},
    {"type": "textarea", "key": "missingText", "validate": {"required": True, "minLength": 20},
        "conditional": {"hide": '=result != "INCOMPLETE"'}},
)  # fmt: skip


FAMILY = form(
    {"type": "dynamiclist", "path": "family", "validate": {"maxItems": 3}, "components": [
        {"type": "textfield", "key": "name", "id": "N", "validate": {"required": True}},
        {"type": "number", "key": "age", "id": "A"},
        {"type": "textfield", "key": "guardian", "id": "G", "validate": {"required": True},
            "conditional": {"hide": "=this.age = null or this.age >= 18"}},
        {"type": "dynamiclist", "path": "titles", "id": "T", "components": [
            {"type": "textfield", "key": "no", "id": "NO", "validate": {"minLength": "=parent.age"}},
        ]},
    ]},
)  # fmt: skip
