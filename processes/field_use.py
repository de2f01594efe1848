"""Finds what becomes of every field of the forms (Q25): who decides by it, who else gets it, and who does not need it at all."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from lxml import etree

from .yaml_files import read_yaml

_INPUTS = frozenset(
    {"textfield", "textarea", "number", "select", "radio", "checkbox", "checklist", "taglist", "datetime", "filepicker"}
)
#: What decides: tables, conditions of flows, scripts, times, inputs of called decisions.
_STEERING = frozenset(
    {"conditionExpression", "timeDate", "timeDuration", "timeCycle", "script", "inputExpression", "literalExpression",
     "inputEntry", "outputEntry", "loopCharacteristics", "assignmentDefinition", "taskSchedule", "calledDecision"}
)  # fmt: skip


class Use(StrEnum):
    """What a field is good for, the strongest first."""

    DECISION = "decision"  # a table, a condition, a script or a deadline reads it
    PASSED_ON = "passed-on"  # it goes to an agency or a called procedure, by itself or with its whole group
    WRITTEN = "written"  # it stands in a letter, a list or the statistics
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a form: its path ("applicant.birthName"), its label, the strongest use of it."""

    form: str
    path: str
    label: str
    use: Use


def fields(folder: Path) -> list[Field]:
    """Every field of a procedure's forms, by form and path. Errors: OSError and those of the formats."""
    models = [
        etree.fromstring(path.read_bytes(), _parser())
        for path in sorted([*folder.glob("*.bpmn"), *folder.glob("*.dmn")])
    ]
    read = {use: "\n".join(texts) for use, texts in _expressions(folder, models).items()}
    kept = _kept(models)
    found = {}
    for path in sorted((folder / "forms").glob("*.form")):
        form: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        for name, label in _inputs(form.get("components", ()), ()):
            names = [name, *_called(name, kept.get(path.stem, ()))]
            use = min((_use(one, read) for one in names), key=list(Use).index)
            found[path.stem, name] = Field(path.stem, name, label, use)
    return [found[key] for key in sorted(found)]


def _inputs(components: Iterable[Mapping[str, Any]], before: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for one in components:
        here = (*before, *str(one.get("path") or "").split(".")) if one.get("path") else before
        if one.get("type") in _INPUTS and one.get("key") and not one.get("readonly") and not one.get("disabled"):
            yield ".".join((*here, str(one["key"]))), str(one.get("label") or "")
        yield from _inputs(one.get("components", ()), here)


def _kept(models: Iterable[Any]) -> dict[str, list[tuple[str, str]]]:
    """By form: under which name (target) a task keeps what was entered (source)."""
    found: dict[str, list[tuple[str, str]]] = {}
    for root in models:
        for task in root.iter("{*}userTask"):
            outputs = [(str(one.get("source")), str(one.get("target"))) for one in task.iter("{*}output")]
            for form in task.iter("{*}formDefinition"):
                found.setdefault(str(form.get("formId")), []).extend(outputs)
    return found


def _called(path: str, outputs: Iterable[tuple[str, str]]) -> Iterator[str]:
    """The names under which a field is read later: an entry of a context, or the whole target."""
    name = rf"(?<![\w.\"]){re.escape(path)}(?![\w\"])"
    for source, target in outputs:
        entries = re.findall(rf"(\w+)\s*:[^,{{}}]*?{name}", source)
        yield from (f"{target}.{entry}" for entry in entries)
        if not entries and re.search(name, source):
            yield target


def _use(path: str, read: Mapping[Use, str]) -> Use:
    whole = re.compile(rf"(?<![\w.\"]){re.escape(path)}(?!\w)")
    # In an iteration over a list only the last name is written.
    part = re.compile(rf"\.{re.escape(path.rpartition('.')[2])}(?!\w)")
    for use in (Use.DECISION, Use.PASSED_ON, Use.WRITTEN):
        if whole.search(read[use]) or ("." in path and part.search(read[use])):
            return use
    group = path.partition(".")[0]
    alone = re.compile(rf"(?<![\w.\"]){re.escape(group)}(?![\w.\"])")
    return Use.PASSED_ON if "." in path and alone.search(read[Use.PASSED_ON]) else Use.NOBODY


def _expressions(folder: Path, models: Iterable[Any]) -> dict[Use, list[str]]:
    found: dict[Use, list[str]] = {Use.DECISION: [], Use.PASSED_ON: [], Use.WRITTEN: []}
    for root in models:
        _of_model(root, found)
    for name in ("letters/letters.yaml", "statistics.yaml", "listing.yaml"):
        if (folder / name).exists():
            found[Use.WRITTEN] += _texts(read_yaml(folder / name))
    return found


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


def _of_model(root: Any, found: Mapping[Use, list[str]]) -> None:
    for element in root.iter("{*}*"):
        name = element.tag.rpartition("}")[2]
        if name in _STEERING:
            found[Use.DECISION] += [*element.itertext(), *element.attrib.values()]
        elif name == "input" and "source" in element.attrib:
            found[Use.PASSED_ON].append(element.attrib["source"])


def _texts(content: Any) -> Iterator[str]:
    if isinstance(content, str):
        yield content
    elif isinstance(content, Mapping):
        for value in content.values():
            yield from _texts(value)
    elif isinstance(content, list):
        for value in content:
            yield from _texts(value)
