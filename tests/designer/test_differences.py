"""What differs is told in the terms of each kind of file."""

from __future__ import annotations

import json
from typing import Any

import pytest

import processes
from engine.differences import compare

from .conftest import SMALL

FILES = processes.files()


def told(path: str, old: bytes, new: bytes) -> list[tuple[str, str, list[tuple[str, Any, Any]]]]:
    (file,) = compare({path: old}, {path: new})
    return [(one.id, one.state, [(c.what, c.before, c.after) for c in one.changes]) for one in file.elements]


def edited(data: bytes, old: str, new: str) -> bytes:
    assert old.encode() in data
    return data.replace(old.encode(), new.encode(), 1)


def test_nothing_differs_from_itself() -> None:
    assert compare(FILES, FILES) == []


def test_a_timer_is_told_at_the_event_that_it_belongs_to() -> None:
    path = "ba-approval.bpmn"
    new = edited(FILES[path], 'then "P4D" else "P10D"', 'then "P4D" else "P7D"')

    ((element, state, changes),) = told(path, FILES[path], new)

    assert (element, state, changes[0][0]) == ("T07", "changed", "timerEventDefinition/timeDate")


def test_who_may_do_a_task_is_told_at_the_task() -> None:
    new = edited(SMALL, 'candidateGroups="akz-clerk"', 'candidateGroups="akz-second"')

    assert told("small.bpmn", SMALL, new) == [
        (
            "UT-COMPL",
            "changed",
            [("extensionElements/zeebe:assignmentDefinition/candidateGroups", "akz-clerk", "akz-second")],
        )
    ]


def test_what_is_only_drawn_elsewhere_has_moved() -> None:
    path = "letter.bpmn"
    at = FILES[path].index(b"<dc:Bounds x=") + len(b'<dc:Bounds x="')
    new = FILES[path][:at] + b"9" + FILES[path][at:]

    assert [state for _, state, _ in told(path, FILES[path], new)] == ["moved"]


def test_added_and_removed_elements_are_named() -> None:
    new = SMALL.replace(b'id="END-REPAIR"', b'id="END-OTHER"')

    states = {(name, state) for name, state, _ in told("small.bpmn", SMALL, new)}

    assert {("END-OTHER", "added"), ("END-REPAIR", "removed")} <= states


def test_a_rule_of_a_table_is_told_by_its_cells() -> None:
    path = "D7_Fee.dmn"
    at = FILES[path].index(b"<outputEntry")
    begin = FILES[path].index(b"<text>", at) + len(b"<text>")
    new = FILES[path][:begin] + b"1 + " + FILES[path][begin:]

    ((_, state, changes),) = told(path, FILES[path], new)

    assert (state, "outputEntry" in changes[0][0]) == ("changed", True)


def test_a_field_of_a_form_that_changed_places_has_moved() -> None:
    form = {"id": "f", "components": [{"id": "a", "key": "a", "label": "A"}, {"id": "b", "key": "b", "label": "B"}]}
    turned = {**form, "components": form["components"][::-1]}

    found = told("forms/f.form", json.dumps(form).encode(), json.dumps(turned).encode())

    assert [(name, state) for name, state, _ in found] == [("b", "moved"), ("a", "moved")]


@pytest.mark.parametrize(
    ("path", "old", "new", "expected"),
    [
        ("texts/de.yaml", b"a: Eins\nb: Zwei\n", b"a: Eins\nb: Drei\n", ("b", "changed", [("text", "Zwei", "Drei")])),
        (
            "parameters.yaml",
            b"- {id: fee, values: [{value: 93}]}\n",
            b"- {id: fee, values: [{value: 94}]}\n",
            ("fee", "changed", [("values[1].value", "93", "94")]),
        ),
        ("scenarios/x.yaml", b"a\nb\n", b"a\nc\n", ("line 2", "changed", [("text", "b", "c")])),
    ],
)
def test_data_files_are_told_by_key_and_scenarios_by_line(path: str, old: bytes, new: bytes, expected: Any) -> None:
    assert told(path, old, new) == [expected]


def test_a_file_that_cannot_be_read_is_compared_by_line() -> None:
    assert [state for _, state, _ in told("x.bpmn", b"<a>\n", b"<b>\n")] == ["changed"]


def test_other_bytes_with_the_same_meaning_have_no_elements() -> None:
    (file,) = compare(
        {"small.bpmn": SMALL}, {"small.bpmn": SMALL.replace(b"><bpmn:outgoing>f1", b">\n  <bpmn:outgoing>f1")}
    )

    assert (file.state, file.elements) == ("changed", ())
