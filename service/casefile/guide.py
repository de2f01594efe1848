"""Reads stages.yaml and the English of decision tables: stages, who is waited for, sentences of the timeline, what is sealed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from engine import feel
from processes import AKZESS, load_parameters

from ..resources.casefile import Kind
from .words import Words, words


@dataclass(frozen=True, slots=True)
class StageRule:
    """One stage as data: the elements whose tokens make it the current one, and FEEL over the case's variables."""

    key: str
    name: Words
    elements: frozenset[str]
    reached: feel.Expression
    done: feel.Expression | None = None
    never: feel.Expression | None = None
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Awaited:
    """Who sends a message that a case waits for, and what is in it; `undated` is said instead while no day ends the wait."""

    whom: Words
    what: Words
    undated: Words | None = None


@dataclass(frozen=True, slots=True)
class Partner:
    """A connector's partner; `reads` is the class of data (domain document 7.4) that its traffic belongs to."""

    name: Words
    reads: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """What the timeline says of an element, and of which kind the line is."""

    kind: Kind
    text: Words


@dataclass(frozen=True, slots=True)
class Kin:
    """A variable that holds the number of another case, and how that case belongs to this one."""

    path: tuple[str, ...]
    key: str
    name: Words


@dataclass(frozen=True, slots=True)
class Guide:
    """Everything in stages.yaml."""

    stages: Mapping[str, tuple[StageRule, ...]]
    beside: frozenset[str]
    groups: Mapping[str, Words]
    partners: Mapping[str, Partner]
    messages: Mapping[str, Awaited]
    sealed: Mapping[str, str]
    told: Mapping[str, str]
    sealed_inputs: Mapping[str, tuple[str, ...]]
    pauses: Mapping[str, Words]
    clock_timers: frozenset[str]
    family: tuple[Kin, ...]
    timeline: Mapping[str, Sentence]
    quiet: frozenset[str]
    by_element: Mapping[tuple[str, str], int] = field(default_factory=dict)
    tables: Mapping[str, str] = field(default_factory=dict)
    """What decision tables say of themselves, and names of letters and documents: German as it stands there, and English."""

    def of_table(self, text: str) -> Words:
        """A label or a sentence of a decision table, or a document's title; what has no English is told in German."""
        return Words(text, self.tables.get(text, text))

    def group(self, name: str) -> Words:
        """What a role is called; an unknown one under its own name."""
        return self.groups.get(name, Words(name, name))

    def partner(self, name: str) -> Words:
        """What a partner is called; an unknown one under the name of its connector."""
        found = self.partners.get(name)
        return found.name if found else Words(name, name)


@cache
def guide(folder: Path = AKZESS) -> Guide:
    """The procedure's guide, read once. Errors: OSError, KeyError, feel.FeelSyntaxError when the file is wrong."""
    raw = yaml.safe_load((folder / "stages.yaml").read_text(encoding="utf-8"))
    stages = {process: tuple(_stage(entry) for entry in entries) for process, entries in raw["stages"].items()}
    return Guide(
        stages=stages,
        beside=frozenset(raw["beside"]),
        groups={name: words(entry) for name, entry in raw["groups"].items()},
        partners={name: Partner(words(entry), entry["class"]) for name, entry in raw["partners"].items()},
        messages={name: _awaited(entry) for name, entry in raw["messages"].items()},
        sealed=dict(raw["sealed"]),
        told=dict(raw["told"]),
        sealed_inputs={name: tuple(entry) for name, entry in raw["sealedInputs"].items()},
        pauses={**_pause_labels(folder), **{name: words(entry) for name, entry in raw["pauses"].items()}},
        clock_timers=frozenset(raw["clockTimers"]),
        family=tuple(Kin(tuple(entry["path"].split(".")), entry["key"], words(entry)) for entry in raw["family"]),
        timeline={name: Sentence(entry["kind"], words(entry)) for name, entry in raw["timeline"].items()},
        quiet=frozenset(raw["quiet"]),
        by_element={
            (process, element): number
            for process, rules in stages.items()
            for number, rule in enumerate(rules)
            for element in rule.elements
        },
        tables=_tables(folder),
    )


def _tables(folder: Path) -> Mapping[str, str]:
    found = _read(folder / "texts" / "tables" / "en.yaml")
    letters = _read(folder / "letters" / "letters.yaml").get("letters", {})
    return {**{one["name"]["de"]: one["name"]["en"] for one in letters.values()}, **found}


def _read(path: Path) -> dict[str, Any]:
    return dict(yaml.safe_load(path.read_text(encoding="utf-8"))) if path.exists() else {}


def _awaited(entry: Mapping[str, Any]) -> Awaited:
    undated = entry.get("undated")
    return Awaited(words(entry["whom"]), words(entry), words(undated) if undated else None)


def _stage(entry: Mapping[str, Any]) -> StageRule:
    return StageRule(
        key=entry["key"],
        name=words(entry),
        elements=frozenset(entry["elements"]),
        reached=feel.compile(entry["reached"]),
        done=feel.compile(entry["done"]) if "done" in entry else None,
        never=feel.compile(entry["never"]) if "never" in entry else None,
        optional=bool(entry.get("optional")),
    )


def _pause_labels(folder: Path) -> dict[str, Words]:
    parameters = load_parameters(folder)
    newest = next(item for item in parameters if item.id == "labels.pauseReason").values[-1]
    return {entry["key"]: words(entry) for entry in newest.value}
