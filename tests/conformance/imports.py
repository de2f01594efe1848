"""Imports of others' diagrams counted: what deploys after translation, and what reference diagrams lose (`python -m …`)."""

from __future__ import annotations

from engine.functions import FUNCTIONS
from engine.importing import translate
from engine.importing.encodings import as_utf8
from engine.importing.stand_ins import missing, stand_ins
from engine.kernel.deployment import build
from tests.conformance.test_miwg import PLAIN, REFERENCE, ROOT, lost


def imported(folder: str) -> None:
    """Say how many files of a folder deploy after translation, and why the others do not."""
    files, refused = sorted((ROOT / folder).rglob("*.bpmn")), []
    for path in files:
        ours = {path.name: translate(path.read_bytes(), path.name).data}
        _, findings = build(ours | stand_ins(missing(ours)), FUNCTIONS)
        errors = sorted({one.code for one in findings if one.severity == "error"})
        refused += [f"  refused: {path.relative_to(ROOT)}: {', '.join(errors)}"] if errors else []
    print(f"{folder}: {len(files) - len(refused)} imported of {len(files)}", *refused, sep="\n")


def compared() -> None:
    """Say how many reference diagrams come back with every element, attribute, text and shape."""
    whole = same = 0
    for path in REFERENCE:
        data, _ = as_utf8(path.read_bytes(), path.name)
        after = translate(data, path.name).data
        same += data == after
        gone = lost(data, after)
        whole += not gone
        for what in sorted(gone):
            print(f"  lost: {path.name}: {what}")
    print(
        f"miwg-reference: {whole} of {len(REFERENCE)} without a loss, {same} byte by byte; {len(PLAIN)} without a dialect"
    )


if __name__ == "__main__":
    for name in ("digiwf-munich", "camunda-examples", "hocs-workflow"):
        imported(name)
    compared()
