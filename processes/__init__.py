"""Reads what the authority does from the data files of a procedure: parameters, code lists, sites and texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from .languages import Languages, load_languages
from .reviews import load_reviews

__all__ = [
    "AKZESS",
    "Parameter",
    "ParameterError",
    "Parameters",
    "Texts",
    "Validity",
    "files",
    "load_listing",
    "load_parameters",
    "load_statistics",
    "load_texts",
]

AKZESS = Path(__file__).parent / "akzess"
"""Folder of the procedure AKZESS."""

_LABELS = "labels"
_DIAGRAMS = ("*.bpmn", "*.dmn", "forms/*.form")


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


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts of one procedure by language and key; what a language lacks falls back as languages.yaml says.

    `review` names the languages translated by machine (`review: true` on top of the file) of which not every text has
    been read by a person (reviews.yaml).
    """

    languages: Mapping[str, Mapping[str, str]]
    review: frozenset[str] = frozenset()
    offered: Languages = field(default_factory=load_languages)

    def get(self, key: str, language: str = "de") -> str:
        """The text of `key` (placeholders `{name}` unfilled). KeyError if no language has it (spec section 9.1)."""
        for name in self.offered.chain(language):
            text = self.languages.get(name, {}).get(key)
            if text is not None:
                return text
        raise KeyError(key)

    @property
    def names(self) -> frozenset[str]:
        """Every key of every language."""
        return frozenset(key for texts in self.languages.values() for key in texts)


def load_parameters(folder: Path = AKZESS) -> Parameters:
    """Read parameters.yaml, sites.yaml and codes/*.yaml. ParameterError names gaps, overlaps and doubled ids."""
    findings: list[str] = []
    items: dict[str, Parameter] = {}
    entries = list(_read(folder / "parameters.yaml") or [])
    for path in sorted((folder / "codes").glob("*.yaml")):
        entries.extend(_read(path) or [])
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
        items["sites"] = _sites(_read(sites), by_site, findings)
    if findings:
        raise ParameterError(findings)
    return Parameters(items)


def load_texts(folder: Path = AKZESS) -> Texts:
    """Read texts/<language>.yaml. ParameterError if a text is not a string."""
    languages: dict[str, dict[str, str]] = {}
    review: set[str] = set()
    findings: list[str] = []
    for path in sorted((folder / "texts").glob("*.yaml")):
        texts = _read(path) or {}
        if texts.pop("review", False) is True:
            review.add(path.stem)
        findings.extend(f"{path.name}: {key} is no text" for key, text in texts.items() if not isinstance(text, str))
        languages[path.stem] = texts
    if findings:
        raise ParameterError(findings)
    reviews, leading = load_reviews(folder), languages.get("de", {})
    unread = frozenset(code for code in review if reviews.unread("texts", code, leading, languages[code]))
    return Texts(languages, unread, load_languages(folder))


def load_listing(folder: Path = AKZESS) -> Mapping[str, Any]:
    """Read listing.yaml: what lists show of a case and what one finds it by; {} for a procedure without one."""
    path = folder / "listing.yaml"
    return (_read(path) or {}) if path.exists() else {}


def load_statistics(folder: Path = AKZESS) -> Mapping[str, Any]:
    """Read statistics.yaml: what the statistics keep of a case that ends; {} for a procedure without one."""
    path = folder / "statistics.yaml"
    return (_read(path) or {}) if path.exists() else {}


def files(folder: Path = AKZESS) -> dict[str, bytes]:
    """Diagrams, tables and forms that are deployed together as one version: relative name to content."""
    found = sorted(path for pattern in _DIAGRAMS for path in folder.glob(pattern))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


class _Exact(yaml.CSafeLoader):
    """YAML whose fractions are decimals: a fee of 93.10 must not become 93.099999. In C: designers wait for it."""


def _decimal(loader: yaml.CSafeLoader, node: yaml.ScalarNode) -> Decimal:
    return Decimal(str(loader.construct_scalar(node)))


_Exact.add_constructor("tag:yaml.org,2002:float", _decimal)


def _read(path: Path) -> Any:
    loader = _Exact(path.read_text(encoding="utf-8"))
    try:
        return loader.get_single_data()
    finally:
        loader.dispose()


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
