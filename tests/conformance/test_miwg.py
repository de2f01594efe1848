"""What others drew survives import and deployment: every element, attribute, text and shape, where the material is there."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from lxml import etree

from engine.importing import translate
from engine.importing.encodings import as_utf8
from engine.importing.rewriting import AKZESS, SEVENS, ZEEBE
from engine.kernel.bundle import Bundle
from engine.kernel.documents import parse

ROOT = Path(__file__).parents[3] / "shared" / "conformance"
REFERENCE = sorted((ROOT / "miwg-reference").rglob("*.bpmn"))
PLAIN = [path for path in REFERENCE if b"schema/1.0/bpmn" not in path.read_bytes() and b"${" not in path.read_bytes()]
FOREIGN = [path for path in REFERENCE if path not in PLAIN]
FOREIGN += sorted(path for name in ("digiwf-munich", "camunda-examples") for path in (ROOT / name).rglob("*.bpmn"))
OURS = SEVENS | {ZEEBE, AKZESS}
_CAMUNDA = 'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" camunda:diagramRelationId="x" '
#: What translation says otherwise, line by line in its report: expressions, calls, elements of nothing but extensions.
_TRANSLATED = frozenset({"extensionElements", "script"})
_SAID_OTHERWISE = frozenset({"isExecutable", "calledElement", "scriptFormat", "language"})
_EXPRESSIONS = frozenset({"conditionExpression", "condition", "timeDuration", "timeDate", "timeCycle"})


def everything(data: bytes) -> Counter[tuple[str, ...]]:
    """Each element, attribute and text of the standard, counted by tag and what it says."""
    found: Counter[tuple[str, ...]] = Counter()
    for item in parse(data, "x.bpmn").iter(etree.Element):
        name = etree.QName(item)
        if name.namespace in OURS or name.localname in _TRANSLATED:
            continue
        found[("element", item.tag)] += 1
        for key, value in item.attrib.items():
            if etree.QName(str(key)).namespace not in OURS:
                found[("attribute", item.tag, str(key), str(value))] += 1
        if item.text and item.text.strip() and "$" not in item.text:
            found[("text", item.tag, item.text.strip())] += 1
    return found


def lost(before: bytes, after: bytes) -> set[tuple[str, ...]]:
    """What is gone without having been translated."""
    gone = everything(before) - everything(after)
    return {
        what
        for what in gone
        if not (what[0] == "attribute" and what[2] in _SAID_OTHERWISE)
        and not (what[0] == "text" and etree.QName(what[1]).localname in _EXPRESSIONS)
    }


@pytest.mark.parametrize("path", PLAIN, ids=lambda path: path.stem)
def test_a_reference_diagram_comes_back_as_it_was(path: Path) -> None:
    data, _ = as_utf8(path.read_bytes(), path.name)
    assert translate(data, path.name).data == data


@pytest.mark.parametrize("path", PLAIN, ids=lambda path: path.stem)
def test_a_reference_diagram_loses_nothing_when_it_is_rewritten(path: Path) -> None:
    data, _ = as_utf8(path.read_bytes(), path.name)
    touched = data.replace(b"definitions ", b"definitions " + _CAMUNDA.encode(), 1)
    assert lost(data, translate(touched, path.name).data) == set()


@pytest.mark.parametrize("path", FOREIGN, ids=lambda path: path.stem)
def test_an_executable_diagram_of_another_tool_keeps_what_is_not_its_dialect(path: Path) -> None:
    data, _ = as_utf8(path.read_bytes(), path.name)
    assert lost(data, translate(data, path.name).data) == set()


@pytest.mark.parametrize("path", REFERENCE[:3], ids=lambda path: path.stem)
def test_what_is_deployed_is_kept_as_bytes(path: Path) -> None:
    data, _ = as_utf8(path.read_bytes(), path.name)
    bundle = Bundle({}, {}, {}, {path.name: data})
    assert Bundle.from_json(bundle.to_json(), bundle.resources).resources[path.name] == data
