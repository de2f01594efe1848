"""Expressions of Camunda 7 say the same in FEEL, or it is said that they do not."""

from __future__ import annotations

import pytest

from engine import feel
from engine.importing.juel import call, expression
from engine.importing.juel_meaning import Call, NotTranslatable


@pytest.mark.parametrize(
    ("juel", "translated"),
    [
        ("akz-clerk", "akz-clerk"),
        ("${azrNummer}", "=azrNummer = true"),
        ('${DIRECTION == "FORWARD"}', '=DIRECTION = "FORWARD"'),
        ("${ok}", "=ok = true"),
        ("${!ok && n >= 3}", "=not(ok = true) and n >= 3"),
        ('${a == "x" || (b && c)}', '=a = "x" or (b = true and c = true)'),
        ('${execution.getVariable("date")}', "=date = true"),
        (
            '${execution.hasVariable("url") ? execution.getVariable("url") : ""}',
            '=(if url != null then url else "") = true',
        ),
        ("${empty list}", '=list = null or list = "" or list = []'),
        ("${name.equals('Ä')}", '=name = "Ä"'),
        ("${(a + b) * 2 gt 7}", "=(a + b) * 2 > 7"),
        ("${a - (b - c) == 1}", "=a - (b - c) = 1"),
        ("${valid == true}", '=string(valid) = "true"'),
        ('${"false" ne valid}', '=string(valid) != "false"'),
        ("${not (a eq b)}", "=not((a = b))"),
        ("${list[0] == 1}", "=list[1] = 1"),
        ("${list.get(2).name == 'b'}", '=list[3].name = "b"'),
        ("${map['ok'] == 1}", '=get value(map, "ok") = 1'),
        ("${nr.matches('[0-9]+|x')}", '=matches(nr, "^([0-9]+|x)$")'),
    ],
)
def test_a_condition_says_the_same(juel: str, translated: str) -> None:
    assert expression(juel, truth=True) == translated


def test_text_around_values_is_put_together() -> None:
    assert (
        expression("Antrag ${nr} von ${execution.processBusinessKey}")
        == '="Antrag " + string(nr) + " von " + string(caseRef)'
    )


@pytest.mark.parametrize(
    ("juel", "variables", "value"),
    [
        ("${ok}", {}, False),
        ("${ok}", {"ok": True}, True),
        ("${!ok}", {}, True),
        ('${a == "x" || b && !c}', {"b": True}, True),
        ("${empty list || list.size() > 1}", {"list": [1, 2]}, True),
        ("${10 - 3 - 2 == 5}", {}, True),
        ("${10 - (3 - 2) == 9}", {}, True),
        ("${n % 3 == 1 ? true : false}", {"n": 7}, True),
        ("${valid == true}", {"valid": "true"}, True),
        ("${valid == true}", {"valid": False}, False),
        ('${back == "true"}', {"back": True}, True),
        ("${valid == false}", {}, False),
        ("${valid != true}", {}, True),
        ("${list[0] == 7}", {"list": [7, 8]}, True),
        ("${list.get(1) == 8}", {"list": [7, 8]}, True),
        ('${map.get("a key") == 1}', {"map": {"a key": 1}}, True),
        ("${map['k'][0] == 1}", {"map": {"k": [1, 2]}}, True),
        ("${nr.matches('a|b')}", {"nr": "xay"}, False),
        ("${nr.matches('A\\\\d{2}')}", {"nr": "A12"}, True),
    ],
)
def test_what_was_translated_computes_what_it_did(juel: str, variables: dict[str, object], value: object) -> None:
    assert feel.compile(expression(juel, truth=True)[1:]).evaluate(variables).value == value


def test_a_call_of_a_bean_is_told_with_its_arguments() -> None:
    text = '${bpmnService.updateValue(execution.getVariable("CaseUUID"), execution.processBusinessKey, "Stage", 2)}'
    assert call(text) == Call("bpmnService", "updateValue", ("CaseUUID", "caseRef", '"Stage"', "2"))


@pytest.mark.parametrize(
    "juel",
    [
        "${bean.isOpen()}",
        "${execution.currentActivityId == 'a'}",
        "${a b}",
        "${a ? b}",
        "${}",
        "${list[i] == 1}",
        "${list.get(key)}",
        "${list[1.5]}",
        "${nr.matches(pattern)}",
        "${nr.matches('(?i)abc')}",
        "${nr.matches('a*+b')}",
        "${nr.matches('(a)\\\\1')}",
    ],
)
def test_what_feel_cannot_say_is_not_guessed(juel: str) -> None:
    with pytest.raises(NotTranslatable):
        expression(juel, truth=True)
