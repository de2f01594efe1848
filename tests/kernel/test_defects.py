"""SpiffWorkflow 3.2.0's reproduced defects, row by row: put right here, or refused at deployment.

The table in docs/kernel.md names these tests; rows that are proven elsewhere are named there as well.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from engine import commands as c
from engine.errors import Conflict, Undeployable
from engine.kernel import sandbox
from engine.model import CaseStatus
from tests.kernel.diagrams import (
    boundary,
    element,
    end,
    flows,
    message,
    on_message,
    on_timer,
    process,
    service,
    several,
    start,
    user,
)
from tests.kernel.office import Office

LOOP = process(
    start(), element("exclusiveGateway", "enter"), user("a"), element("exclusiveGateway", "again", default="f-again-end"), end(),
    flows("start -> enter -> a -> again", "again -> enter : =more = true", "again -> end"),
)  # fmt: skip


def test_d1_a_loop_of_2000_rounds_is_still_open_and_as_small_as_at_first(office: Office) -> None:
    office.runs(LOOP)
    office.completes("a", more=True)
    size = len(office.case().state)
    for _ in range(1999):
        assert office.status is CaseStatus.RUNNING
        office.completes("a", more=True)
    assert office.open() == ["a"]
    assert len(office.case().state) <= size + 16  # counters grow by digits, nothing else grows
    office.completes("a", more=False)
    assert office.status is CaseStatus.COMPLETED


def test_d1_completed_means_that_nothing_is_alive(office: Office) -> None:
    inside = element("subProcess", "s", start("s1") + user("x") + flows("s1 -> x", prefix="g"))
    office.runs(process(start(), user("a"), inside, end(), flows("start -> a -> end", "start -> s")))
    office.completes("a")
    assert office.status is CaseStatus.RUNNING
    assert office.state().live
    office.completes("x")
    assert office.status is CaseStatus.COMPLETED
    assert not office.state().live


@pytest.mark.parametrize(
    ("code", "diagram"),
    [
        ("bpmn-unsupported", process(start(), element("complexGateway", "x"), end(), flows("start -> x -> end"))),
        ("bpmn-unsupported", process(start(), element("adHocSubProcess", "x"), end(), flows("start -> x -> end"))),
        ("unreachable", process(start(), user("a"), user("x"), user("y"), flows("start -> a", "x -> y", "y -> x"))),
        ("link-target", process(start(), element("intermediateThrowEvent", "x", '<bpmn:linkEventDefinition name="L" />'), flows("start -> x"))),
        ("handler-missing", process(start(), user("a"), boundary("x", "a", "<bpmn:compensateEventDefinition />"), flows("start -> a"))),
        ("bpmn-unsupported", process(start(), element("task", "x", '<bpmn:extensionElements><c:in xmlns:c="urn:c" /></bpmn:extensionElements>'), flows("start -> x"))),
    ],
)  # fmt: skip
def test_d5_what_is_not_executed_is_refused_by_element_id(office: Office, code: str, diagram: bytes) -> None:
    with pytest.raises(Undeployable) as refused:
        office.deploy(diagram)
    assert (code, "x") in [(finding.code, finding.element_id) for finding in refused.value.findings]


def test_d5c_an_interrupting_event_takes_hold_before_the_rest_of_the_subprocess(office: Office) -> None:
    escalation = '<bpmn:escalation id="esc" escalationCode="UP" name="up" />\n'
    definition = '<bpmn:escalationEventDefinition escalationRef="esc" />'
    up = element("intermediateThrowEvent", "up", definition)
    inside = element("subProcess", "s", start("s1") + up + service("late") + flows("s1 -> up -> late", prefix="g"))
    caught = boundary("b", "s", definition)
    office.runs(process(start(), inside, caught, user("z"), flows("start -> s", "b -> z"), tops=escalation))
    assert office.open() == ["z"]
    assert "late" not in office.history()
    assert office.store.claim_jobs(queues=None, limit=9, now=office.clock.now(), lease_seconds=9, worker="w") == []


def test_d6_a_nested_event_subprocess_waits_in_its_own_scope(office: Office) -> None:
    began = element("startEvent", "m", on_message("note"), isInterrupting="false")
    nested = element("subProcess", "e", began + user("n") + flows("m -> n", prefix="h"), triggeredByEvent="true")
    inside = element("subProcess", "s", start("s1") + user("a") + flows("s1 -> a", prefix="g") + nested)
    office.runs(process(start(), inside, user("z"), flows("start -> s -> z"), tops=message("note")))
    office.receives("note")
    office.receives("note")
    assert office.open() == ["a", "n", "n"]
    office.completes("a")
    office.completes("n")
    assert office.open() == ["n"]
    office.completes("n")
    assert office.open() == ["z"]


def test_d6_two_cases_of_one_definition_do_not_share_anything(office: Office) -> None:
    first = office.runs(LOOP)
    second = office.starts()
    office.completes("a", more=False)
    assert office.open(second) == []
    assert office.open(first) == ["a"]


def test_d8_an_error_of_a_service_keeps_its_name_and_message(office: Office) -> None:
    office.runs(process(start(), service("s"), end(), flows("start -> s -> end")))
    job = office.takes("s")
    office.engine.handle(
        c.FailJob(job_id=job.id, fence=job.fence or 0, reason="NameError: employer", code="agency-malformed")
    )
    with office.store.unit_of_work() as work:
        (incident,) = work.open_incidents(office.case_id)
    assert (incident.element_id, incident.code, incident.message) == ("s", "agency-malformed", "NameError: employer")


def test_d12_a_dangling_data_object_reference_does_not_hang_the_parser() -> None:
    dangling = (
        '<bpmn:subProcess id="s"><bpmn:startEvent id="s1" /><bpmn:userTask id="x"><bpmn:dataInputAssociation id="d">'
        "<bpmn:sourceRef>nowhere</bpmn:sourceRef><bpmn:targetRef>x</bpmn:targetRef></bpmn:dataInputAssociation></bpmn:userTask>"
        '<bpmn:sequenceFlow id="g" sourceRef="s1" targetRef="x" /></bpmn:subProcess>'
    )
    table, findings = sandbox.read({"a.bpmn": process(start(), dangling, flows("start -> s"))})
    assert table == b""
    assert "dangling-ref" in {finding.code for finding in findings}


def test_d17_a_finished_or_cancelled_task_cannot_be_run_again(office: Office) -> None:
    office.runs(
        process(
            start(),
            service("s"),
            boundary("b", "s", on_timer("P1D")),
            user("z"),
            end(),
            flows("start -> s -> end", "b -> z"),
        )
    )
    job = office.takes("s")
    office.passes(days=1)
    with pytest.raises(Conflict) as refused:
        office.engine.handle(c.CompleteJob(job_id=job.id, fence=job.fence or 0))
    assert refused.value.code == "stale-lease"
    assert office.open() == ["z"]


def test_d19_calls_without_end_are_refused() -> None:
    call = element("callActivity", "c", extension='<zeebe:calledElement processId="{}" />')
    mutual = several(
        ("p", start() + call.format("q") + flows("start -> c")),
        ("q", start("s2") + call.replace('"c"', '"d"').format("p") + flows("s2 -> d", prefix="g")),
    )
    with pytest.raises(Undeployable) as refused:
        Office().deploy(mutual)
    errors = {finding.code for finding in refused.value.findings if finding.severity == "error"}
    assert errors == {"call-cycle"}


def test_d19_calls_that_only_show_their_depth_at_run_time_become_an_incident(office: Office) -> None:
    call = element("callActivity", "c", extension='<zeebe:calledElement processId="=next" />')
    office.runs(process(start(), call, flows("start -> c")), next="p")
    assert office.incidents() == ["budget-exceeded"]


def test_a_step_that_never_waits_goes_on_in_a_new_unit_of_work_and_ends_as_an_incident(office: Office) -> None:
    inner = element("subProcess", "s", start("s1") + flows())
    gate = element("exclusiveGateway", "g", default="f-g-end")
    office.runs(process(start(), gate, inner, end(), flows("start -> g", "g -> s : =true", "s -> g", "g -> end")))
    assert office.status is CaseStatus.RUNNING
    assert office.relays() > 1
    assert office.incidents() == ["budget-exceeded"]


# -- variables live in scopes


def test_joins_lose_no_update(office: Office) -> None:
    gates = element("parallelGateway", "fork") + element("parallelGateway", "join")
    office.runs(
        process(
            start(),
            gates,
            user("a"),
            user("b"),
            user("z"),
            flows("start -> fork -> a -> join", "fork -> b -> join -> z"),
        ),
        x=1,
    )
    office.completes("a", x=2)
    office.completes("b")
    assert office.variables()["x"] == 2


def test_nested_data_is_not_shared_between_branches(office: Office) -> None:
    def mapped(name: str, value: str) -> str:
        return f'<zeebe:ioMapping><zeebe:output source="={value}" target="{name}" /></zeebe:ioMapping>'

    gates = element("parallelGateway", "fork") + element("parallelGateway", "join")
    tasks = user("a", mapped("data.a", "1")) + user("b", mapped("data.b", "2"))
    office.runs(
        process(start(), gates, tasks, user("z"), flows("start -> fork -> a -> join", "fork -> b -> join -> z")),
        data={"c": 3},
    )
    office.completes("b")
    office.completes("a")
    assert office.variables()["data"] == {"a": 1, "b": 2, "c": 3}


def test_the_name_typename_is_a_name_like_any_other(office: Office) -> None:
    office.runs(process(start(), user("a"), flows("start -> a")), typename="str", data={"typename": "x"})
    assert office.variables() == {"typename": "str", "data": {"typename": "x"}}


# -- code from a diagram never runs

_PAYLOAD = "__import__('os').system('touch /tmp/akzess-pwned')"
_EXPRESSIONS = {
    "condition": process(start(), user("a"), user("b"), flows(f"start -> a : ={_PAYLOAD}==0", "start -> b")),
    "condition without =": process(start(), user("a"), user("b"), flows(f"start -> a : {_PAYLOAD}==0", "start -> b")),
    "script": process(start(), element("scriptTask", "a", f"<bpmn:script>{_PAYLOAD}</bpmn:script>"), flows("start -> a")),
    "zeebe:script": process(start(), element("scriptTask", "a", extension=f'<zeebe:script expression="={_PAYLOAD}" resultVariable="x" />'), flows("start -> a")),
    "timer": process(start(), element("intermediateCatchEvent", "a", on_timer(f"={_PAYLOAD}")), flows("start -> a")),
    "timer text": process(start(), element("intermediateCatchEvent", "a", on_timer(_PAYLOAD)), flows("start -> a")),
    "input": process(start(), service("a", f'<zeebe:ioMapping><zeebe:input source="={_PAYLOAD}" target="x" /></zeebe:ioMapping>'), flows("start -> a")),
    "correlation key": process(start(), element("intermediateCatchEvent", "a", on_message("m")), flows("start -> a"), tops=message("m", f"={_PAYLOAD}")),
    "cardinality": process(start(), user("a", inner=f'<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>={_PAYLOAD}</bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics>'), flows("start -> a")),
    "escape": process(start(), user("a"), user("b"), flows("start -> a : =().__class__.__mro__[1].__subclasses__()", "start -> b")),
}  # fmt: skip


@pytest.mark.parametrize("place", _EXPRESSIONS)
def test_no_python_from_a_diagram_is_accepted(office: Office, place: str) -> None:
    with pytest.raises(Undeployable) as refused:
        office.deploy(_EXPRESSIONS[place])
    assert refused.value.findings[0].severity == "error"


def test_nothing_that_runs_cases_executes_python_from_outside() -> None:
    """An audit hook over the element stories: no exec, no compile, no process, no socket, no file written."""
    root = Path(__file__).parents[2]
    hook = f"""
import sys
sys.path.insert(0, {str(root)!r})
import engine.kernel.sandbox, engine.dmn, engine.forms, engine.kernel.machine
from tests.kernel import diagrams, office
from tests.kernel import test_elements_gateways as g, test_elements_events as e, test_elements_errors as r, test_elements_tasks as t
import decimal, zoneinfo
zoneinfo.ZoneInfo("Europe/Berlin")
stories = [(m, n) for m in (g, e, r, t) for n in dir(m) if n.startswith("test_") and getattr(m, n).__code__.co_argcount == 1]
warm = office.Office(); warm.runs(diagrams.process(diagrams.start(), diagrams.user("a"), diagrams.flows("start -> a")))
seen = []
FORBIDDEN = ("exec", "compile", "os.system", "os.exec", "os.posix_spawn", "subprocess.Popen", "socket.connect", "ctypes.")
def watch(event, args):
    if event.startswith(FORBIDDEN):
        frame = sys._getframe(1)
        while frame is not None:
            if frame.f_code.co_filename.startswith("<frozen importlib"):
                return  # importing one of our own modules for the first time
            frame = frame.f_back
        seen.append((event, str(args)[:120]))
    if event == "open" and isinstance(args[1], str) and set(args[1]) & set("wax+"):
        seen.append((event, str(args)[:120]))
sys.addaudithook(watch)
for module, name in stories:
    getattr(module, name)(office.Office())
print(len(stories), seen)
"""
    done = subprocess.run([sys.executable, "-c", hook], capture_output=True, text=True, timeout=120, check=False)
    assert done.stderr == ""
    count, _, seen = done.stdout.partition(" ")
    assert int(count) > 40
    assert seen.strip() == "[]"
