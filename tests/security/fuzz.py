"""Changes bytes of good files at random, with fixed seeds, and reads what comes of it (X14, D-9).

`python -m tests.security.fuzz 10000` tries so many seeds of every reader and prints the seed of each failure.
"""

from __future__ import annotations

import copy
import random
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from lxml import etree

from connectors.envelope import EnvelopeError, parse
from engine import dmn, feel
from engine.functions import FUNCTIONS
from engine.kernel.deployment import build

from ..dmn.models import decision, definitions, input_data, table
from .hostile_models import GOOD


def changed(data: bytes, seed: int) -> bytes:
    """`data` with one to eight bytes flipped, taken out, doubled or put in; the same for the same seed."""
    chance, found = random.Random(seed), bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(found))
        match chance.randrange(4):
            case 0:
                found[at] ^= 1 << chance.randrange(8)
            case 1:
                del found[at : at + chance.randint(1, 20)]
            case 2:
                found[at:at] = found[at : at + chance.randint(1, 40)]
            case _:
                found.insert(at, chance.choice(b"<>&\"'/=\x00\xff]!-"))
    return bytes(found)


_VALUES = (
    "",
    "0",
    "-1",
    "true",
    "nowhere",
    "a",
    "=",
    "=1 +",
    "PT0S",
    "R/PT1S",
    "9" * 40,
    "=__import__('os')",
    "ä" * 300,
    "x y",
    ":",
    "{}",
)


def reshaped(data: bytes, seed: int) -> bytes:
    """The XML file with one to four elements or attributes taken out, doubled, moved or given another value: well-formed
    still, so that what lies behind the parser is reached."""
    chance, root = random.Random(seed), etree.fromstring(data, etree.XMLParser(resolve_entities=False))
    for _ in range(chance.randint(1, 4)):
        elements = [element for element in root.iter(etree.Element) if element is not root]
        if not elements:
            break
        element, other = chance.choice(elements), chance.choice(elements)
        parent = element.getparent()
        match chance.randrange(6):
            case 0 if parent is not None:
                parent.remove(element)
            case 1 if parent is not None:
                parent.append(copy.deepcopy(element))
            case 2:
                other.append(copy.deepcopy(element))
            case 3:
                element.tag = other.tag
            case 4:
                element.text = chance.choice(_VALUES)
            case _:
                name = chance.choice([*element.attrib, "id"])
                element.set(name, chance.choice([*_VALUES, *other.attrib.values()]))
    return etree.tostring(root)


ROOT = Path(__file__).parents[2]
_TABLE = definitions(
    input_data("age", "number")
    + decision("D", table({"age": "number"}, {"fee": "number"}, [["< 18", "1"], [">= 18", "2"]]), inputs=["age"])
)
_TEXT = b'some v in [1, 2.5, -3] satisfies matches(s, "^[a-z]+$") and date("2026-01-01") < today() or {a: v ** 2}.a > 1'


def _bpmn(data: bytes) -> str:
    _, findings = build({"a.bpmn": data}, FUNCTIONS)
    return findings[0].code if findings else "taken"


def _dmn(data: bytes) -> str:
    _, findings = build({"good.bpmn": GOOD, "a.dmn": data}, FUNCTIONS)
    return findings[0].code if findings else "taken"


def _model(data: bytes) -> str:
    try:
        dmn.load(data)
    except dmn.DmnError as error:
        return error.findings[0].code
    return "taken"


def _soap(data: bytes) -> str:
    try:
        parse(data, limit=1_000_000)
    except EnvelopeError as error:
        return error.problem
    return "taken"


def _feel(data: bytes) -> str:
    try:
        feel.compile(data.decode("utf-8", "replace")).evaluate({"s": "a"})
    except (feel.FeelSyntaxError, feel.LimitExceeded) as error:
        return type(error).__name__
    return "taken"


_LETTER = ROOT / "connectors" / "bundesagentur" / "contract" / "samples" / "notifyDecision-zugestimmt.xml"
#: By reader: a good file, and what reads it and says in a word what came of it; whatever it raises is a failure.
READERS: dict[str, tuple[Callable[[], bytes], Callable[[bytes], str]]] = {
    "bpmn": (lambda: GOOD, _bpmn),
    "dmn": (lambda: _TABLE, _dmn),
    "dmn alone": (lambda: _TABLE, _model),
    "soap": (_LETTER.read_bytes, _soap),
    "feel": (lambda: _TEXT, _feel),
}


def run(reader: str, seeds: range) -> tuple[Counter[str], list[str]]:
    """How often each word came, and each failure with its seed."""
    good, read = READERS[reader]
    data, words, failures = good(), Counter[str](), []
    for seed in seeds:
        try:
            change = reshaped if seed % 2 and data.startswith(b"<") else changed
            words[read(change(data, seed))] += 1
        except Exception as error:  # noqa: BLE001  # any is a failure, and the next seed is tried
            failures.append(f"{reader} seed {seed}: {type(error).__name__}: {str(error)[:200]}")
    return words, failures


def main(count: int) -> int:
    """Every reader with so many seeds; 1 when one failed."""
    failed = 0
    for reader in READERS:
        words, failures = run(reader, range(count))
        failed += len(failures)
        print(f"{reader}: {count} seeds, {len(failures)} failures; {dict(words.most_common(6))}")
        print("\n".join(failures[:20]))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000))
