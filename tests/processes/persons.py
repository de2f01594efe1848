"""Synthetic applications and one way to ask a decision, for the tests of the tables."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from datetime import date
from functools import cache
from typing import Any

from engine.dmn import Model, load
from processes import AKZESS, Parameters, load_parameters

DAY = date(2026, 10, 21)

ENGINEER: dict[str, Any] = {
    "applicant": {
        "familyName": "Muster",
        "givenNames": "Asha",
        "birthDate": "1992-05-04",
        "nationality": ["436"],
        "residenceCountry": "000",
        "address": {"street": "Prager Straße", "houseNo": "1", "plz": "01069", "city": "Dresden"},
        "currentTitle": {"kind": "VISA_D"},
        "entryTitle": "VISA_D",
        "entryDate": "2026-10-01",
    },
    "purpose": "FG1",
    "processType": "ERSTERTEILUNG",
    "applicationDate": "2026-10-21",
    "decisionDate": None,
    "job": {"title": "Softwareentwicklerin", "isco": "2512", "kldb": "43414", "start": "2026-12-01", "end": None},
    "pay": {"annualGross": 52000},
    "qualification": [
        {"kind": "HOCHSCHULE", "country": "436", "recognised": "JA", "obtainedOn": "2015-07-01"},
    ],
}
"""A1: an Indian IT engineer, 52,000 EUR in 2026."""


def application(*changes: Mapping[str, Any], base: Mapping[str, Any] = ENGINEER) -> dict[str, Any]:
    """`base` with `changes` merged in; dotted names reach into it and lists are replaced."""
    result = deepcopy(dict(base))
    for change in changes:
        for name, value in change.items():
            *path, leaf = name.split(".")
            node = result
            for step in path:
                node = node.setdefault(step, {})
            node[leaf] = deepcopy(value)
    return result


@cache
def parameters() -> Parameters:
    return load_parameters()


@cache
def model(decision: str) -> Model:
    """The model that holds `decision`."""
    for path in sorted(AKZESS.glob("*.dmn")):
        found = load(path.read_bytes())
        if decision in found.decisions:
            return found
    raise LookupError(decision)


@cache
def _parameter(day: date) -> dict[str, Any]:
    return parameters().at(day)


def decide(decision: str, inputs: Mapping[str, Any], *, day: date = DAY) -> Any:
    """What `decision` says about `inputs` with the parameters of `day`."""
    result = model(decision).evaluate(decision, {"parameter": _parameter(day), **inputs})
    assert not result.errors, result.errors
    return result.value


def rows(inputs: Mapping[str, Any], *, day: date = DAY) -> list[str]:
    """The rows of D2 that match, in the order of their rank."""
    return [option["row"] for option in decide("D2_LegalBasis", inputs, day=day)]


def chosen(row: str, inputs: Mapping[str, Any], *, day: date = DAY) -> dict[str, Any]:
    """`inputs` as they stand after the clerk chose `row`."""
    option = next(o for o in decide("D2_LegalBasis", inputs, day=day) if o["row"] == row)
    return {**inputs, "legal": option}
