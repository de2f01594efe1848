"""At each element one knows what has been written by then, and what may have been."""

from __future__ import annotations

import orjson
import pytest

from engine.analysis import known_at, read
from engine.functions import FUNCTIONS
from tests.kernel.diagrams import element, end, flows, process, service, several, start, user
from tests.linting.conftest import AROUND, Check

CLERK = '<zeebe:assignmentDefinition candidateGroups="akz-clerk"/>'


def script(name: str, expression: str, result: str) -> str:
    """A script task that writes one variable."""
    return element("scriptTask", name, extension=f"<zeebe:script expression='{expression}' resultVariable='{result}'/>")


def branches(kind: str) -> bytes:
    """Two branches that write `one` and `two`, and a script behind their join."""
    return process(
        start(),
        element(f"{kind}Gateway", "split", **({"default": "f-split-a"} if kind == "exclusive" else {})),
        script("a", "=1", "one"),
        script("b", "=2", "two"),
        element(f"{kind}Gateway", "join"),
        script("last", "=3", "three"),
        end(),
        flows("start -> split -> a -> join -> last -> end", "b -> join",
              "split -> b" + (" : =x" if kind == "exclusive" else "")),
    )  # fmt: skip


@pytest.mark.parametrize(("kind", "certain"), [("parallel", True), ("exclusive", False)])
def test_what_a_branch_writes_is_certain_where_every_branch_has_come(kind: str, certain: bool) -> None:
    bundle, _ = read({"p.bpmn": branches(kind)}, FUNCTIONS)
    known = {one.name: one for one in known_at(bundle, "last")}
    assert (known["one"].certain, known["two"].certain) == (certain, certain)


def test_what_is_written_later_is_not_known_yet() -> None:
    bundle, _ = read({"p.bpmn": branches("parallel")}, FUNCTIONS)
    assert "three" not in {one.name for one in known_at(bundle, "a")}


def test_one_is_told_who_wrote_it() -> None:
    bundle, _ = read({"p.bpmn": branches("parallel")}, FUNCTIONS)
    assert next(one.written for one in known_at(bundle, "last") if one.name == "two") == ("b",)


def test_a_called_process_knows_what_is_handed_in_and_no_more() -> None:
    call = element(
        "callActivity",
        "call",
        extension='<zeebe:calledElement processId="inner"/><zeebe:ioMapping><zeebe:input source="=applicant" target="person"/>'
        "</zeebe:ioMapping>",
    )
    data = several(
        ("p", start() + script("w", "=1", "outer") + call + end() + flows("start -> w -> call -> end")),
        ("inner", start("s") + script("i", "=2", "mine") + end("e") + flows("s -> i -> e", prefix="g")),
    )
    bundle, _ = read({"p.bpmn": data}, FUNCTIONS)
    names = {one.name for one in known_at(bundle, "i", AROUND)}
    assert ("person" in names, "outer" in names) == (True, False)


def test_a_name_that_nobody_writes_is_told(check: Check) -> None:
    (finding,) = check(
        start(), script("a", "=1", "amount"), script("b", "=amuont + 1", "sum"), end(), flows("start -> a -> b -> end"),
        rules=("name-unknown",),
    )  # fmt: skip
    assert "Gemeint ist wohl „amount“" in finding.message


def test_an_agencys_answer_is_known_behind_its_task(check: Check) -> None:
    parts = (start(), service("q", job="azr.query"), script("b", "=found", "x"), end(), flows("start -> q -> b -> end"))
    assert check(*parts, rules=("name-unknown",)) == []


def test_a_name_that_an_unknown_worker_may_write_is_not_told(check: Check) -> None:
    parts = (start(), service("q", job="own.work"), script("b", "=found", "x"), end(), flows("start -> q -> b -> end"))
    assert check(*parts, rules=("name-unknown",)) == []


def test_a_parameter_that_does_not_exist_is_told(check: Check) -> None:
    parts = (start(), script("b", "=parameter.timer.T99.duration", "x"), end(), flows("start -> b -> end"))
    assert [finding.code for finding in check(*parts, rules=("parameter-unknown",))] == ["parameter-unknown"]


def test_a_loop_knows_its_item(check: Check) -> None:
    loop = (
        "<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements>"
        '<zeebe:loopCharacteristics inputCollection="=applicant.docs" inputElement="doc"/>'
        "</bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>"
    )
    task = user("t", CLERK + '<zeebe:taskSchedule dueDate="=doc.due"/>', loop)
    assert check(start(), task, end(), flows("start -> t -> end"), rules=("name-unknown",)) == []


@pytest.mark.parametrize(("looks_at", "told"), [("own", False), ("applicant", False), ("aplicant2", True)])
def test_a_field_that_looks_at_a_name_nobody_writes_is_told(looks_at: str, told: bool) -> None:
    form = {"id": "ut", "type": "default", "components": [
        {"type": "textfield", "id": "a", "key": "own"},
        {"type": "textfield", "id": "b", "key": "more", "conditional": {"hide": f"={looks_at} = null"}},
    ]}  # fmt: skip
    task = user("t", CLERK + '<zeebe:formDefinition formId="ut"/>')
    files = {"p.bpmn": process(start(), task, end(), flows("start -> t -> end")), "ut.form": orjson.dumps(form)}
    _, found = read(files, FUNCTIONS, AROUND)
    assert ("form-name-unknown" in {finding.code for finding in found}) is told
