"""Reads thresholds, fees, periods, code lists and sites, each with the days on which it holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

from .yaml_files import AKZESS, read_exact

__all__ = ["Parameter", "ParameterError", "Parameters", "Validity", "load_parameters"]

_LABELS = "labels"


class ParameterError(ValueError):
    """A data file of the procedure contradicts itself or has no value for a date; `findings` names every place."""

    def __init__(self, findings: list[str]) -> None:
        super().__init__("; ".join(findings))
        self.findings = tuple(findings)


@dataclass(frozen=True, slots=True)
class Validity:
    """One value and the first and the last day on which it holds (`until` None: until further notice)."""

    value: Any
    since: date
    until: date | None

    def holds(self, day: date) -> bool:
        """Whether the value is in force on `day`."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A threshold, fee, period or list with its norm, its source mark and all its values in time."""

    id: str
    unit: str
    norm: str
    source: str
    note: str
    values: tuple[Validity, ...]

    def at(self, day: date) -> Validity | None:
        """The value in force on `day`, or None before the first and after the last one."""
        return next((value for value in self.values if value.holds(day)), None)


@dataclass(frozen=True, slots=True)
class Parameters:
    """All parameters of a procedure; `at` turns them into the FEEL variable `parameter`."""

    items: Mapping[str, Parameter]

    def __iter__(self) -> Iterator[Parameter]:
        return iter(self.items.values())

    def missing(self, day: date) -> tuple[str, ...]:
        """Ids without a value on `day`: what an administrator has to enter before that day."""
        return tuple(item.id for item in self if item.at(day) is None)

    def at(self, day: date, *, partial: bool = False) -> dict[str, Any]:
        """The nested plain dictionary of all values in force on `day` (`parameter.bc.regular`), `labels` left out.

        Numbers are int or Decimal, dates ISO strings. A parameter without a value on `day` raises ParameterError;
        with `partial` it becomes None instead, so that a table does not match rather than use an outdated amount.
        """
        gaps = self.missing(day)
        if gaps and not partial:
            raise ParameterError([f"{name}: no value on {day.isoformat()}" for name in gaps])
        tree: dict[str, Any] = {}
        for item in self:
            *path, leaf = item.id.split(".")
            if path[:1] == [_LABELS]:
                continue
            node = tree
            for name in path:
                node = node.setdefault(name, {})
            valid = item.at(day)
            node[leaf] = None if valid is None else _plain(valid.value)
        return tree

    def labels(self, day: date) -> dict[str, list[Any]]:
        """Code lists that people read (states, causes of a breach, …) with their German and English names.

        They stay out of `at`, because a case that carries them would carry 12 kB in every stored state.
        """
        found = {
            item.id.removeprefix(f"{_LABELS}."): item.at(day) for item in self if item.id.startswith(f"{_LABELS}.")
        }
        return {name: _plain(valid.value) for name, valid in found.items() if valid is not None}


def load_parameters(folder: Path = AKZESS) -> Parameters:
    """Read parameters.yaml, sites.yaml and codes/*.yaml. ParameterError names gaps, overlaps and doubled ids."""
    findings: list[str] = []
    items: dict[str, Parameter] = {}
    entries = list(read_exact(folder / "parameters.yaml") or [])
    for path in sorted((folder / "codes").glob("*.yaml")):
        entries.extend(read_exact(path) or [])
    for entry in entries:
        item = _parameter(entry, findings)
        if item is None:
            continue
        if item.id in items:
            findings.append(f"{item.id}: entered twice")
        items[item.id] = item
    findings.extend(_crossing(items))
    sites = folder / "sites.yaml"
    if sites.exists():
        plz = items.pop("plz", None)
        by_site = dict(plz.values[-1].value) if plz else {}
        items["sites"] = _sites(read_exact(sites), by_site, findings)
    if findings:
        raise ParameterError(findings)
    return Parameters(items)


def _parameter(entry: Any, findings: list[str]) -> Parameter | None:
    if not isinstance(entry, dict) or not isinstance(entry.get("id"), str):
        findings.append(f"{entry!r:.60}: no id")
        return None
    name = entry["id"]
    lacking = [key for key in ("unit", "norm", "source", "values") if not entry.get(key)]
    unknown = sorted(set(entry) - {"id", "unit", "norm", "source", "note", "values"})
    findings.extend(f"{name}: {key} is missing" for key in lacking)
    findings.extend(f"{name}: {key} is unknown" for key in unknown)
    if lacking:
        return None
    values = []
    for row in entry["values"]:
        since, until = row.get("validFrom"), row.get("validTo")
        if "value" not in row or type(since) is not date or not (until is None or type(until) is date):
            findings.append(f"{name}: a value needs value, validFrom and, unless open, validTo as dates")
            return None
        values.append(Validity(row["value"], since, until))
    values.sort(key=lambda value: value.since)
    findings.extend(_periods(name, values))
    unit, norm, source, note = (str(entry.get(key, "")) for key in ("unit", "norm", "source", "note"))
    return Parameter(name, unit, norm, source, note, tuple(values))


def _periods(name: str, values: list[Validity]) -> Iterator[str]:
    for value in values:
        if value.until is not None and value.until < value.since:
            yield f"{name}: validity ends on {value.until} before it begins on {value.since}"
    for earlier, later in pairwise(values):
        if earlier.until is None or earlier.until >= later.since:
            yield f"{name}: values overlap on {later.since}"
        elif earlier.until + timedelta(days=1) != later.since:
            yield f"{name}: no value from {earlier.until + timedelta(days=1)} to {later.since - timedelta(days=1)}"


def _crossing(items: Mapping[str, Parameter]) -> Iterator[str]:
    for name in items:
        steps = name.split(".")
        for depth in range(1, len(steps)):
            parent = ".".join(steps[:depth])
            if parent in items:
                yield f"{name}: {parent} is a value already"


def _sites(entries: Any, by_site: Mapping[str, Any], findings: list[str]) -> Parameter:
    codes = [entry["code"] for entry in entries]
    findings.extend(f"sites: {code} entered twice" for code in set(codes) if codes.count(code) > 1)
    findings.extend(f"plz: {code} is no site" for code in by_site if code not in codes)
    sites = [{**entry, "plz": list(by_site.get(entry["code"], []))} for entry in entries]
    starts = sorted({site["joinedOn"] for site in sites})
    values = [
        Validity(
            [site for site in sites if site["joinedOn"] <= start],
            start,
            following - timedelta(days=1) if following else None,
        )
        for start, following in zip(starts, [*starts[1:], None], strict=True)
    ]
    return Parameter("sites", "list", "AKZESS-Vereinbarung", "[S0], [S1]", "sites.yaml", tuple(values))


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else value
    if isinstance(value, dict):
        return {str(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_plain(entry) for entry in value]
    return value
