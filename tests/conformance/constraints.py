"""How many of the 439 files of the conformance material are judged as their label says: `python -m tests.conformance.constraints`.

Two questions, counted apart. Is the file BPMN 2.0 (schema, ids, the rules of `engine.kernel.lint_standard`, all of them)?
That is what the labels are about. And would it be deployed here (everything that a deployment asks, after import)? There a
valid file may be refused for a reason of ours, and those reasons are listed.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnValidator

from engine.functions import FUNCTIONS
from engine.importing import translate
from engine.importing.encodings import as_utf8
from engine.kernel.deployment import build
from engine.kernel.documents import BadDocument, parse
from engine.kernel.lint_standard import check_standard

ROOT = Path(__file__).parents[3] / "shared" / "conformance" / "constraints"


@dataclass(frozen=True, slots=True)
class Judged:
    """One file: what its label says, the codes that say it is no BPMN, and those that would stop a deployment."""

    file: str
    valid: bool
    breaches: tuple[str, ...]
    refusals: tuple[str, ...]

    @property
    def right(self) -> bool:
        """True when the question "is it BPMN?" is answered as the label has it."""
        return self.valid is not bool(self.breaches)


def judged() -> Iterator[Judged]:
    """Every labelled file."""
    validator = BpmnValidator()
    for label in json.loads((ROOT / "labels.json").read_text()):
        path = ROOT / label["file"]
        yield Judged(label["file"], label["verdict"] == "accept", _breaches(validator, path), _refusals(path))


def _breaches(validator: BpmnValidator, path: Path) -> tuple[str, ...]:
    try:
        document = parse(as_utf8(path.read_bytes(), path.name)[0], path.name)
    except BadDocument as bad:
        return (bad.finding.code,)
    codes = {finding.code for finding in check_standard(document, path.name, strict=True)}
    ids = Counter(item.get("id") for item in document.iter(etree.Element) if item.get("id"))
    if any(count > 1 for count in ids.values()):
        codes.add("duplicate-id")
    validator.preprocess(document)
    if not validator.validator.validate(document):
        codes.add("bpmn-schema")
    return tuple(sorted(codes))


def _refusals(path: Path) -> tuple[str, ...]:
    data = translate(path.read_bytes(), path.name).data
    _, findings = build({path.name: data}, FUNCTIONS)
    return tuple(sorted({finding.code for finding in findings if finding.severity == "error"}))


def main() -> None:
    """Print the figures."""
    files = list(judged())
    right = [one for one in files if one.right]
    print(f"BPMN or not, as the label says: {len(right)} of {len(files)}")
    for one in files:
        if not one.right:
            print(f"  {'valid, but ' + ', '.join(one.breaches) if one.valid else 'invalid, not noticed'}: {one.file}")
    print(f"deployment: {sum(bool(one.refusals) for one in files if not one.valid)} of "
          f"{sum(not one.valid for one in files)} invalid ones refused")  # fmt: skip
    print(f"deployment: {sum(not one.refusals for one in files if one.valid)} of "
          f"{sum(one.valid for one in files)} valid ones accepted; the others are refused for")  # fmt: skip
    reasons = Counter(code for one in files if one.valid for code in one.refusals)
    for code, count in reasons.most_common():
        print(f"  {code}: {count}")


if __name__ == "__main__":
    main()
