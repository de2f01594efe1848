"""Where a case stands and why its decisions came out as they did, read beside those who work — on every store."""

from __future__ import annotations

from typing import Any

import pytest

from engine import commands as c
from engine.errors import NotFound
from engine.handlers.explaining import Explanation
from tests.kernel.diagrams import element, end, flows, process, several, start, user
from tests.kernel.office import Office

CALL = element("callActivity", "call", extension='<zeebe:calledElement processId="q" />')
CALLING = several(
    ("p", start() + CALL + end() + flows("start -> call -> end")),
    ("q", start("s2") + user("inner") + end("e2") + flows("s2 -> inner -> e2", prefix="g")),
)
RULE = element("businessRuleTask", "rule", extension='<zeebe:calledDecision decisionId="D" resultVariable="may" />')
ASKING = process(start(), RULE, user("desk"), end(), flows("start -> rule -> desk -> end"))
TABLE = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" id="d" name="d" namespace="urn:d">
 <inputData id="i" name="age"><variable name="age"/></inputData>
 <decision id="D" name="D"><description>Old enough?</description><variable name="D"/>
 <informationRequirement><requiredInput href="#i"/></informationRequirement>
 <decisionTable id="T" hitPolicy="UNIQUE"><input id="in" label="Age"><inputExpression id="ie"><text>age</text></inputExpression></input>
 <output id="o" name="may"/><annotation name="Norm"/>
 <rule id="young"><inputEntry id="e1"><text>&lt; 18</text></inputEntry><outputEntry id="o1"><text>"no"</text></outputEntry></rule>
 <rule id="old"><inputEntry id="e2"><text>&gt;= 18</text></inputEntry><outputEntry id="o2"><text>"yes"</text></outputEntry>
 <annotationEntry><text>section 2</text></annotationEntry></rule>
 </decisionTable></decision></definitions>"""


def explained(office: Office) -> Explanation:
    case = office.engine.standing(office.case_id).case
    lines = office.store.read().history(1, case.id)
    (found,) = office.engine.explain(case, [line for line in lines if "decision" in line.detail])
    return found


def test_what_a_called_process_does_stands_inside_its_call(office: Office) -> None:
    office.runs(CALLING)
    tokens = {token.activation: token for token in office.engine.standing(office.case_id).tokens}
    inner = next(token for token in tokens.values() if token.element_id == "inner")
    scopes = []
    scope = inner.scope
    while scope is not None:
        scopes.append(tokens[scope].element_id)
        scope = tokens[scope].scope
    assert scopes == ["q", "call", "p"]


def test_an_ended_case_has_no_tokens_but_the_data_it_ended_with(office: Office) -> None:
    office.runs(process(start(), user("a"), end(), flows("start -> a -> end")), x=1)
    office.completes("a")
    found = office.engine.standing(office.case_id)
    assert (found.tokens, found.variables["x"]) == ((), 1)


def test_reading_where_a_case_stands_waits_for_nobody_who_holds_it(office: Office) -> None:
    office.runs(CALLING)
    office.engine.standing(office.case_id)
    with office.store.unit_of_work() as work:
        work.lock_case(1, office.case_id)
        assert office.engine.standing(office.case_id).case.id == office.case_id


def test_a_case_that_does_not_exist_stands_nowhere(office: Office) -> None:
    with pytest.raises(NotFound):
        office.engine.standing("nobody")


def test_the_rule_that_counted_is_told_with_the_value_that_led_to_it(office: Office) -> None:
    office.deploy(ASKING, d_dmn=TABLE)
    office.starts(age=20)
    (table,) = explained(office).tables
    (rule,) = table.rules
    told: Any = [(cell.input, cell.value, cell.test) for cell in rule.conditions]
    assert (rule.number, told, rule.outputs, rule.annotations) == (
        2,
        [("Age", 20, ">= 18")],
        {"may": '"yes"'},
        ("section 2",),
    )


def test_a_value_that_changed_since_is_not_told_as_the_reason(office: Office) -> None:
    office.deploy(ASKING, d_dmn=TABLE)
    office.starts(age=20)
    office.engine.handle(c.SetVariables(case_id=office.case_id, variables={"age": 12}, reason="corrected"))
    found = explained(office)
    (rule,) = found.tables[0].rules
    assert (found.faithful, rule.number, [cell.value for cell in rule.conditions]) == (False, 2, [None])
