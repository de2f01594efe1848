"""Runs the DMN Technology Compatibility Kit against `engine.dmn`: `python -m tests.conformance.dmn_tck`."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from lxml import etree

from engine.dmn import DmnError, Model, Result, UnknownDecision, load
from engine.feel import compile as compile_feel

ROOT = Path(__file__).resolve().parents[2]
KIT = ROOT.parent / "shared" / "conformance" / "dmn-tck"
NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"


@dataclass(frozen=True, slots=True)
class Case:
    """One test case of the kit: what it gives and, per result node, the expected value or error."""

    level: str
    folder: str
    name: str
    model: Path
    invocable: str
    inputs: dict[str, Any]
    expected: tuple[tuple[str, Any, bool], ...]

    @property
    def expects_value(self) -> bool:
        """Whether some result node expects more than null or an error."""
        return any(value is not None and not error for _, value, error in self.expected)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A case and why it failed; an empty reason means that it passed."""

    case: Case
    reason: str


def cases(kit: Path = KIT) -> Iterator[Case]:
    """All cases of the kit."""
    for path in sorted(kit.glob("*/*/*-test-*.xml")):
        root = etree.parse(path).getroot()
        model = path.parent / (root.findtext("{*}modelName") or "").strip()
        for element in root.iterfind("{*}testCase"):
            inputs = {node.get("name", ""): _value(node) for node in element.iterfind("{*}inputNode")}
            expected = []
            for node in element.iterfind("{*}resultNode"):
                wanted = node.find("{*}expected")
                value = _value(wanted) if wanted is not None else None
                expected.append((node.get("name", ""), value, node.get("errorResult") == "true"))
            level = path.parent.parent.name.removeprefix("compliance-level-")
            invocable = element.get("invocableName", "") if element.get("type") == "decisionService" else ""
            name = element.get("id", "")
            yield Case(level, path.parent.name, name, model, invocable, inputs, tuple(expected))


def _value(element: etree._Element) -> Any:
    """The value in an inputNode, expected, item or component: a scalar, a list or a context."""
    items = element.find("{*}list")
    if items is not None:
        return [_value(item) for item in items.iterfind("{*}item")]
    components = element.findall("{*}component")
    if components:
        return {component.get("name", ""): _value(component) for component in components}
    value = element.find("{*}value")
    if value is None or value.get(f"{_XSI}nil") == "true":
        return None
    kind = (value.get(f"{_XSI}type") or "xsd:string").rpartition(":")[2]
    text = value.text or ""
    if kind == "string":
        return text
    text = text.strip()
    if kind == "boolean":
        return text == "true"
    if kind in ("decimal", "double", "integer", "int", "float", "long"):
        return Decimal(text)
    function = {"date": "date", "time": "time", "dateTime": "date and time", "duration": "duration"}[kind]
    return compile_feel(f"{function}(text)", names=("text",)).evaluate({"text": text}).value


def model_of(path: Path, known: dict[Path, Model | str]) -> Model | str:
    """The model of a file, or why it was refused. Other models of its folder can be imported."""
    if path not in known:
        others = [other.read_bytes() for other in path.parent.glob("*.dmn") if other != path]
        imports = {etree.fromstring(other).get("namespace", ""): other for other in others}
        try:
            known[path] = load(path.read_bytes(), imports=imports, tolerant=True)
        except DmnError as error:
            known[path] = f"refused: {error}"
    return known[path]


def run(case: Case, known: dict[Path, Model | str]) -> Outcome:
    """Evaluates one case and compares every result node."""
    model = model_of(case.model, known)
    if isinstance(model, str):
        return Outcome(case, model)
    for name, wanted, is_error in case.expected:
        try:
            if case.invocable:
                result = model.evaluate_service(case.invocable, case.inputs, now=NOW)
            else:
                result = model.evaluate(name, case.inputs, now=NOW)
        except UnknownDecision as error:
            return Outcome(case, str(error))
        except Exception as error:  # noqa: BLE001  # one crash must not hide the other 2,033 cases
            return Outcome(case, f"crashed: {error!r}")
        value = result.value
        if case.invocable and len(case.expected) > 1 and isinstance(value, dict):
            value = value.get(name)
        if is_error or wanted is None:
            if value is not None:
                return Outcome(case, f"{name}: expected null, got {value!r}")
        elif not same(value, wanted):
            return Outcome(case, f"{name}: expected {wanted!r}, got {value!r}{_why(result)}")
    return Outcome(case, "")


def _why(result: Result) -> str:
    reasons = [error.message for error in result.errors] + [problem.reason for problem in result.problems]
    return f" ({'; '.join(reasons[:2])})" if reasons else ""


def same(value: Any, wanted: Any) -> bool:
    """Whether two FEEL values are equal; numbers to the precision of the kit's doubles (10⁻⁸ relative)."""
    if isinstance(wanted, Decimal):
        if not isinstance(value, Decimal):
            return False
        return abs(value - wanted) <= abs(wanted) * Decimal("1e-8")
    if isinstance(wanted, list):
        return isinstance(value, list) and len(value) == len(wanted) and all(map(same, value, wanted))
    if isinstance(wanted, dict):
        return (
            isinstance(value, dict) and value.keys() == wanted.keys() and all(same(value[k], wanted[k]) for k in wanted)
        )
    return type(value) is type(wanted) and bool(value == wanted)


def outcomes(kit: Path = KIT) -> list[Outcome]:
    """Every case of the kit with its outcome."""
    known: dict[Path, Model | str] = {}
    return [run(case, known) for case in cases(kit)]


def summary(found: list[Outcome]) -> dict[str, dict[str, int]]:
    """Cases, those passed, those that expect a value and how many of them passed, by level and in total."""
    counts: dict[str, Counter[str]] = {}
    for outcome in found:
        for key in (outcome.case.level, "all"):
            count = counts.setdefault(key, Counter())
            passed = not outcome.reason
            count["cases"] += 1
            count["passed"] += passed
            count["expecting a value"] += outcome.case.expects_value
            count["of them passed"] += passed and outcome.case.expects_value
    return {key: dict(counts[key]) for key in sorted(counts)}


def main() -> int:
    """Prints the figures and the failing cases; the exit code is always 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--markdown", action="store_true", help="print docs/conformance-dmn.md")
    options = parser.parse_args()
    if not KIT.is_dir():
        print("The kit is not there: ../shared/conformance/dmn-tck is absent, nothing was measured.")
        return 0
    found = outcomes()
    failing = [outcome for outcome in found if outcome.reason]
    if options.json:
        rows = [{"folder": o.case.folder, "case": o.case.name, "reason": o.reason} for o in failing]
        json.dump({"summary": summary(found), "failing": rows}, sys.stdout, indent=1, ensure_ascii=False)
        return 0
    if options.markdown:
        print(markdown(found, failing))
        return 0
    for level, count in summary(found).items():
        print(f"level {level}: " + ", ".join(f"{value} {key}" for key, value in count.items()))
    for outcome in failing:
        print(f"FAIL {outcome.case.folder} {outcome.case.name}: {outcome.reason[:300]}")
    return 0


def markdown(found: list[Outcome], failing: list[Outcome]) -> str:
    """The figures as a page of the documentation."""
    lines = [
        "# Conformance: DMN Technology Compatibility Kit",
        "",
        "Generated by `python -m tests.conformance.dmn_tck --markdown`; do not edit. A case that expects null or an",
        "error is also passed by answering null to everything, so the cases that expect a value count apart.",
        "",
        "| level | cases | passed | expecting a value | of them passed |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for level, count in summary(found).items():
        lines.append(f"| {level} | " + " | ".join(str(number) for number in count.values()) + " |")
    lines += ["", "## Failing cases", ""]
    if failing:
        lines += ["| case | reason |", "| --- | --- |"]
    for outcome in failing:
        reason = outcome.reason[:300].replace("|", "\\|").replace("\n", " ")
        lines.append(f"| {outcome.case.folder} {outcome.case.name} | {reason} |")
    if not failing:
        lines.append("None.")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
