"""Tasks and loops, element by element, as BPMN 2.0 says (named in engine.kernel.proven)."""

from __future__ import annotations

import pytest

from engine.errors import Conflict
from engine.model import CaseStatus
from tests.kernel.diagrams import element, end, flows, message, process, service, several, start, user
from tests.kernel.office import Office

MAPPING = "<zeebe:ioMapping>{}</zeebe:ioMapping>"


def test_a_task_follows_the_start(office: Office) -> None:
    office.runs(process(start(), user("a"), end(), flows("start -> a -> end")))
    assert office.open() == ["a"]
    office.completes("a", good=True)
    assert office.status is CaseStatus.COMPLETED
    assert office.history() == ["start", "a", "end", "p"]


def test_a_plain_task_is_passed(office: Office) -> None:
    office.runs(process(start(), element("task", "t"), end(), flows("start -> t -> end")))
    assert office.status is CaseStatus.COMPLETED


def test_a_manual_task_is_passed(office: Office) -> None:
    office.runs(process(start(), element("manualTask", "t"), end(), flows("start -> t -> end")))
    assert office.status is CaseStatus.COMPLETED


def test_a_service_task_becomes_a_job(office: Office) -> None:
    mapping = MAPPING.format(
        '<zeebe:input source="=x + 1" target="n" /><zeebe:output source="=answer" target="result.value" />'
    )
    office.runs(process(start(), service("s", mapping), end(), flows("start -> s -> end")), x=1)
    job = office.works("s", answer=42)
    assert (job.type, job.queue, job.payload["input"]) == ("desk.work", "desk", {"n": 2})
    assert office.variables() == {"x": 1, "result": {"value": 42}}


def test_a_send_task_becomes_a_job(office: Office) -> None:
    send = element("sendTask", "s", extension='<zeebe:taskDefinition type="post.send" />')
    office.runs(process(start(), send, end(), flows("start -> s -> end")))
    assert office.works("s").type == "post.send"
    assert office.status is CaseStatus.COMPLETED


def test_a_send_task_publishes_its_message(office: Office) -> None:
    send = element("sendTask", "s", messageRef="hello")
    wait = element("receiveTask", "r", messageRef="hello")
    both = flows("start -> fork -> s -> join", "fork -> r -> join -> end")
    gates = element("parallelGateway", "fork") + element("parallelGateway", "join")
    office.runs(process(start(), gates, send, wait, end(), both, tops=message("hello")))
    office.relays()
    assert office.status is CaseStatus.COMPLETED


def test_a_receive_task_waits_for_its_message(office: Office) -> None:
    wait = element("receiveTask", "r", messageRef="hello")
    office.runs(process(start(), wait, end(), flows("start -> r -> end"), tops=message("hello")))
    office.receives("hello", text="hi")
    assert office.variables() == {"text": "hi"}
    assert office.status is CaseStatus.COMPLETED


def test_a_script_is_feel(office: Office) -> None:
    script = element("scriptTask", "s", extension='<zeebe:script expression="=x * 1.1" resultVariable="y" />')
    office.runs(process(start(), script, end(), flows("start -> s -> end")), x=3)
    assert office.variables() == {"x": 3, "y": 3.3}


DECISION = """<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" id="d" name="d" namespace="urn:d">
 <inputData id="i" name="age"><variable name="age"/></inputData>
 <decision id="D" name="D"><variable name="D"/><informationRequirement><requiredInput href="#i"/></informationRequirement>
 <decisionTable id="T" hitPolicy="UNIQUE"><input id="in"><inputExpression id="ie"><text>age</text></inputExpression></input>
 <output id="o"/>
 <rule id="young"><inputEntry id="e1"><text>&lt; 18</text></inputEntry><outputEntry id="o1"><text>"no"</text></outputEntry></rule>
 <rule id="old"><inputEntry id="e2"><text>&gt;= 18</text></inputEntry><outputEntry id="o2"><text>"yes"</text></outputEntry></rule>
 </decisionTable></decision></definitions>"""


def test_a_decision_is_asked(office: Office) -> None:
    rule = element("businessRuleTask", "b", extension='<zeebe:calledDecision decisionId="D" resultVariable="may" />')
    office.deploy(process(start(), rule, end(), flows("start -> b -> end")), d_dmn=DECISION.encode())
    office.starts(age=20)
    assert office.variables()["may"] == "yes"
    with office.store.unit_of_work() as work:
        line = next(line for line in work.history(1, office.case_id) if line.element_id == "b")
    assert line.detail["decision"]["rules"][0]["matched"] == [2]


def test_a_result_that_is_kept_is_handed_out_beside_the_outputs(office: Office) -> None:
    mapping = (
        '<zeebe:ioMapping akzess:keepResult="true"><zeebe:input source="=1" target="own" />'
        '<zeebe:output source="=a + 1" target="b" /></zeebe:ioMapping>'
    )
    office.runs(process(start(), user("u", mapping), end(), flows("start -> u -> end")))
    office.completes("u", a=1, own=2)
    assert office.variables() == {"a": 1, "b": 2}


def test_a_called_process_has_its_own_scope(office: Office) -> None:
    mapping = MAPPING.format('<zeebe:input source="=x" target="given" /><zeebe:output source="=made" target="taken" />')
    call = element("callActivity", "c", extension=f'<zeebe:calledElement processId="q" />{mapping}')
    script = element("scriptTask", "s", extension='<zeebe:script expression="=[given, x]" resultVariable="made" />')
    office.runs(
        several(
            ("p", start() + call + end() + flows("start -> c -> end")),
            ("q", start("s2") + script + end("e2") + flows("s2 -> s -> e2", prefix="g")),
        ),
        x=5,
    )
    assert office.variables() == {"x": 5, "taken": [5, None]}  # with inputs, the called process sees nothing else


def test_a_called_process_sees_everything_beside_its_inputs_when_the_call_says_so(office: Office) -> None:
    called = '<zeebe:calledElement processId="q" propagateAllParentVariables="true" />'
    mapping = MAPPING.format('<zeebe:input source="=x" target="given" /><zeebe:output source="=made" target="taken" />')
    script = element("scriptTask", "s", extension='<zeebe:script expression="=[given, x]" resultVariable="made" />')
    office.runs(
        several(
            (
                "p",
                start() + element("callActivity", "c", extension=called + mapping) + end() + flows("start -> c -> end"),
            ),
            ("q", start("s2") + script + end("e2") + flows("s2 -> s -> e2", prefix="g")),
        ),
        x=5,
    )
    assert office.variables()["taken"] == [5, 5]


def test_a_called_process_that_writes_into_a_context_keeps_its_other_entries(office: Office) -> None:
    call = element("callActivity", "c", extension='<zeebe:calledElement processId="q" />')
    mapping = MAPPING.format('<zeebe:output source="=2" target="data.b" />')
    office.runs(
        several(
            ("p", start() + call + end() + flows("start -> c -> end")),
            ("q", start("s2") + user("a", mapping) + end("e2") + flows("s2 -> a -> e2", prefix="g")),
        ),
        data={"a": 1},
    )
    office.completes("a")
    assert office.variables() == {"data": {"a": 1, "b": 2}}


# -- loops


def test_a_standard_loop_repeats_while_its_condition_holds(office: Office) -> None:
    loop = '<bpmn:standardLoopCharacteristics loopMaximum="5"><bpmn:loopCondition>=not(enough = true)</bpmn:loopCondition></bpmn:standardLoopCharacteristics>'
    office.runs(process(start(), user("a", inner=loop), end(), flows("start -> a -> end")))
    office.completes("a", enough=False)
    assert office.open() == ["a"]
    office.completes("a", enough=True)
    assert office.status is CaseStatus.COMPLETED


def many(kind: str, condition: str = "") -> str:
    done = f"<bpmn:completionCondition>{condition}</bpmn:completionCondition>" if condition else ""
    sequential = "true" if kind == "sequential" else "false"
    collection = (
        '<zeebe:loopCharacteristics inputCollection="=items" inputElement="item" outputCollection="results"'
        ' outputElement="=item + r" />'
    )
    return (
        f'<bpmn:multiInstanceLoopCharacteristics isSequential="{sequential}"><bpmn:extensionElements>{collection}'
        f"</bpmn:extensionElements>{done}</bpmn:multiInstanceLoopCharacteristics>"
    )


def test_sequential_instances_run_one_after_another(office: Office) -> None:
    office.runs(
        process(start(), user("a", inner=many("sequential")), end(), flows("start -> a -> end")), items=[1, 2, 3]
    )
    for number in range(3):
        assert len(office.tasks()) == 1
        office.completes("a", r=number * 10)
    assert office.variables()["results"] == [1, 12, 23]


def test_parallel_instances_collect_in_input_order(office: Office) -> None:
    office.runs(
        process(start(), service("s", inner=many("parallel")), end(), flows("start -> s -> end")), items=[1, 2, 3]
    )
    jobs = office.store.claim_jobs(queues=None, limit=10, now=office.clock.now(), lease_seconds=60, worker="w")
    from engine.commands import CompleteJob

    for job in reversed(jobs):
        office.engine.handle(
            CompleteJob(job_id=job.id, fence=job.fence, variables={"r": job.payload["input"]["item"] * 10})
        )
    assert office.variables()["results"] == [11, 22, 33]


def test_a_completion_condition_withdraws_the_rest(office: Office) -> None:
    condition = "=numberOfCompletedInstances = 2"
    office.runs(
        process(start(), user("a", inner=many("parallel", condition)), end(), flows("start -> a -> end")),
        items=[1, 2, 3],
    )
    office.completes("a", r=0)
    office.completes("a", r=0)
    assert office.status is CaseStatus.COMPLETED
    assert office.open() == []


def test_a_loop_over_nothing_is_complete_at_once(office: Office) -> None:
    office.runs(process(start(), user("a", inner=many("parallel")), end(), flows("start -> a -> end")), items=[])
    assert office.variables()["results"] == []
    assert office.status is CaseStatus.COMPLETED


@pytest.mark.parametrize("items", [5, None, "abc", {"a": 1}])
def test_a_loop_over_no_list_is_an_incident(office: Office, items: object) -> None:
    office.runs(process(start(), user("a", inner=many("parallel")), end(), flows("start -> a -> end")), items=items)
    assert office.status is CaseStatus.INCIDENT
    assert office.incidents() == ["collection-invalid"]


def test_a_task_cannot_be_completed_twice(office: Office) -> None:
    office.runs(process(start(), user("a"), user("b"), end(), flows("start -> a -> b -> end")))
    task = office.task("a")
    office.completes("a")
    from engine.commands import CompleteTask
    from engine.model import Actor

    with pytest.raises(Conflict) as refused:
        office.engine.handle(CompleteTask(task_id=task.id, actor=Actor("berta")))
    assert refused.value.code == "task-already-completed"
    assert refused.value.by == "anna"
