"""The same model edited as our page does it and by bpmn-moddle without our descriptors: neither loses anything."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from engine.importing.encodings import as_utf8

from .conftest import ROOT, WEB

DIAGRAMS = [
    *sorted((ROOT / "processes" / "akzess").glob("*.bpmn")),
    *sorted((ROOT.parent / "shared" / "conformance" / "miwg-reference").rglob("*.bpmn")),
]
_SPACE = re.compile(r"\s+")


def _node() -> str:
    own = Path(sys.executable).parent / "node"
    found = str(own) if own.exists() else shutil.which("node")
    assert found, "node is needed: make test installs it"
    return found


@pytest.fixture(scope="module")
def edited(built: Path) -> dict[str, tuple[bytes, Any]]:
    """Each diagram as it was, and as the two wrote it after one name was changed."""
    source = (WEB / "src" / "designer" / "bpmn" / "akzess.ts").read_text(encoding="utf-8")
    words = source[source.index("{", source.index("export const AKZESS")) : source.index(" as const")]
    texts = [as_utf8(path.read_bytes(), path.name)[0] for path in DIAGRAMS]
    done = subprocess.run(
        [_node(), str(Path(__file__).with_name("moddle_edit.mjs")), str(WEB), words],
        input=json.dumps([text.decode() for text in texts]),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found = zip(DIAGRAMS, texts, json.loads(done.stdout), strict=True)
    return {path.stem: (text, both) for path, text, both in found}


def _everything(data: bytes) -> Counter[tuple[str, ...]]:
    """Each element, each attribute with its value and each text; whitespace around texts and in them is nobody's."""
    found: Counter[tuple[str, ...]] = Counter()
    for item in etree.fromstring(data).iter(etree.Element):
        found[("element", item.tag)] += 1
        for key, value in item.attrib.items():
            if not str(key).endswith("}schemaLocation"):
                found[("attribute", item.tag, str(key), _plain(str(value)))] += 1
        if item.text and item.text.strip():
            found[("text", item.tag, _plain(item.text))] += 1
    return found


def _plain(text: str) -> str:
    return re.sub(r"^(-?[0-9]+)\.0+$", r"\1", _SPACE.sub(" ", text.strip()))


def _renamed(gone: Counter[tuple[str, ...]]) -> Counter[tuple[str, ...]]:
    """Without the one name that was changed on purpose."""
    for what in [what for what in gone if what[0] == "attribute" and what[2] == "name"][:1]:
        gone[what] -= 1
    return +gone


def test_our_words_cost_no_diagram_anything_that_bpmn_moddle_keeps(edited: dict[str, tuple[bytes, Any]]) -> None:
    lost = {
        name: sorted(_everything(after["plain"]["xml"].encode()) - _everything(after["ours"]["xml"].encode()))
        for name, (_, after) in edited.items()
    }

    assert {name: gone for name, gone in lost.items() if gone} == {}


def test_a_diagram_of_the_procedure_is_written_as_it_was_read(edited: dict[str, tuple[bytes, Any]]) -> None:
    own = {path.stem for path in DIAGRAMS if path.is_relative_to(ROOT)}
    lost = {
        name: sorted(_renamed(_everything(before) - _everything(after["ours"]["xml"].encode())))
        for name, (before, after) in edited.items()
        if name in own
    }

    assert {name: gone for name, gone in lost.items() if gone} == {}
