"""Real processes of others (Camunda 7) import, where the conformance material is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.functions import FUNCTIONS
from engine.importing import translate
from engine.importing.stand_ins import missing, stand_ins
from engine.kernel.deployment import build

ROOT = Path(__file__).parents[3] / "shared" / "conformance"
#: Files that the engine refuses after translation, and why that is right.
REFUSED = {
    "order-handling.bpmn": {"start-unsupported", "timer-invalid"},  # begins by a cron timer
    "COMP2_EXGRATIA_QA.bpmn": {"unreachable"},
}
FILES = sorted(
    path
    for folder in ("digiwf-munich", "camunda-examples", "hocs-workflow")
    for path in (ROOT / folder).rglob("*.bpmn")
)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_real_process_imports(path: Path) -> None:
    data = translate(path.read_bytes(), path.name).data
    files = {path.name: data}
    _, findings = build(files | stand_ins(missing(files)), FUNCTIONS)
    errors = {finding.code for finding in findings if finding.severity == "error"}
    assert errors == REFUSED.get(path.name, set())
