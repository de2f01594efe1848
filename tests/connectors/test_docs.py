"""docs/connectors.md says what the code does."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from akzess.commands.connectors import _row, as_markdown
from connectors.registry import discover

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "connectors.md").read_text(encoding="utf-8")
OPERATIONS = [(name, operation) for name, agency in discover().items() for operation in agency.connector.operations]


def section(title: str) -> str:
    """The text below a heading that begins so, up to the next heading."""
    found = re.search(rf"^#+ {re.escape(title)}(?!\w).*?(?=^#|\Z)", PAGE, re.M | re.S)
    assert found, f"no section {title}"
    return found.group()


def names(schema: dict[str, Any]) -> set[str]:
    """All field names of a schema, however deep."""
    found: set[str] = set(schema.get("properties", ()))
    for inner in [*schema.get("properties", {}).values(), *schema.get("anyOf", ())]:
        found |= names(inner)
    return found | (names(schema["items"]) if "items" in schema else set())


@pytest.mark.parametrize(("agency", "operation"), OPERATIONS)
def test_an_operation_is_documented_with_class_inputs_and_errors(agency: str, operation: str) -> None:
    declared = discover()[agency].connector.operations[operation]

    text = section(f"{agency}.{operation}")
    if "(as above)" in text:
        text += section("bundesagentur.submitApprovalRequest")

    assert re.search(rf"\((class )?{declared.delivery}\b", text)
    words = set(re.findall(r"\w+", text))
    assert names(dict(declared.input)) - words - {"clerk", "clerkPhone"} == set()
    general = {"SCHEMA_INVALID", "VALIDATION", "DUPLICATE"}
    missing = {code for code in declared.errors if code not in words and code not in general}
    assert {code for code in missing if not (code.startswith("ANHANG_") and "ANHANG_" in text)} == set()


@pytest.mark.parametrize(("agency", "operation"), OPERATIONS)
def test_an_operations_result_is_documented(agency: str, operation: str) -> None:
    declared = discover()[agency].connector.operations[operation]
    text = section(f"{agency}.{operation}")
    if "decision payload below" in text:
        text += section("message `bundesagentur.decision`")
    if "out as createOpinionRequest" in text:
        text += section("kammern.createOpinionRequest")

    missing = [name for name in declared.output["properties"] if not re.search(rf"\b{name}\b", text)]

    assert missing == []


@pytest.mark.parametrize("agency", [name for name, agency in discover().items() if agency.connector.messages])
def test_a_message_is_documented_with_key_and_payload(agency: str) -> None:
    for name, kind in discover()[agency].connector.messages.items():
        text = section(f"message `{name}`")

        assert f"key = {kind.correlation_key}" in text
        assert set(kind.payload["properties"]) - set(re.findall(r"\w+", text)) == set()


def test_the_table_of_agencies_is_what_the_command_prints() -> None:
    shown = re.search(r"<!-- agencies -->\n(.*)<!-- end of agencies -->", PAGE, re.S)

    assert shown is not None
    assert shown.group(1) == as_markdown([_row(agency) for _, agency in sorted(discover().items())])
