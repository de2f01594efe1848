"""Processes that want everything (K29): refused when deployed, or stopped by a budget; other cases and the worker live on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.errors import Invalid, Undeployable
from engine.model import CaseStatus
from tests.kernel.diagrams import element, end, flows, process, start, user
from tests.kernel.office import Office

MOST_MEGABYTES = 200
EACH = (
    '<bpmn:multiInstanceLoopCharacteristics isSequential="false"><bpmn:extensionElements><zeebe:loopCharacteristics'
    ' inputCollection="=items" inputElement="item" /></bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>'
)
CALL = '<zeebe:calledElement processId="{}" />'
ENDLESS = process(
    start(),
    element("exclusiveGateway", "again"),
    element("task", "turn"),
    element("exclusiveGateway", "on", default="f-on-end"),
    end(),
    flows("start -> again -> turn -> on", "on -> again : =true", "on -> end"),
)
#: Every round makes two tokens of one, for ever.
EXPLOSION = process(
    start(),
    element("exclusiveGateway", "again"),
    element("parallelGateway", "two"),
    flows("start -> again -> two -> again"),
    '<bpmn:sequenceFlow id="second" sourceRef="two" targetRef="again" />',
)
SELF_CALL = process(
    start(), element("callActivity", "me", extension=CALL.format("p")), end(), flows("start -> me -> end")
)
MANY = process(start(), user("each", inner=EACH), end(), flows("start -> each -> end"))
GOOD = process(start(), user("check"), end(), flows("start -> check -> end"), process_id="good")


def megabytes(*, anew: bool = False) -> float:
    """The most that this process has held; `anew`: from now on (otherwise a greedy test before this one would hide all)."""
    if anew:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    found = re.search(r"^VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="utf-8"), re.M)
    assert found is not None
    return int(found[1]) / 1024


@pytest.mark.parametrize(
    ("hostile", "code"),
    [(ENDLESS, "loop-without-wait"), (EXPLOSION, "loop-without-wait"), (SELF_CALL, "call-cycle")],
    ids=["endless loop", "token explosion", "calls itself"],
)
def test_k29_what_can_be_seen_in_the_diagram_is_refused(office: Office, hostile: bytes, code: str) -> None:
    with pytest.raises(Undeployable) as refused:
        office.deploy(hostile)

    assert code in {finding.code for finding in refused.value.findings}


@pytest.mark.parametrize("count", [2_000, 9_000])
def test_k29_more_instances_than_a_case_may_have_are_an_incident_and_others_go_on(office: Office, count: int) -> None:
    office.deploy(MANY, GOOD)
    before = megabytes(anew=True)
    office.starts(items=list(range(count)))
    assert (office.status, office.incidents()) == (CaseStatus.INCIDENT, ["budget-exceeded"])

    office.starts("good")
    office.completes("check")

    assert office.status is CaseStatus.COMPLETED
    assert megabytes() - before < MOST_MEGABYTES


def test_k29_a_hundred_thousand_values_are_refused_before_anything_begins(office: Office) -> None:
    office.deploy(MANY)

    with pytest.raises(Invalid):
        office.starts(items=list(range(100_000)))

    assert office.store.read().cases(1).items == ()
