"""Each rule about people, messages, periods and texts finds its fault and leaves what is right alone."""

from __future__ import annotations

import pytest

from akzess import bundle
from akzess.surroundings import around, read
from engine.analysis import NOTHING_KNOWN
from engine.analysis import read as read_models
from engine.functions import FUNCTIONS
from tests.kernel.diagrams import element, end, flows, message, on_message, on_timer, process, service, start, user
from tests.linting.conftest import AROUND, Check

CLERK = '<zeebe:assignmentDefinition candidateGroups="akz-clerk"/>'
PEOPLE = ("group-unstaffed", "task-for-nobody", "four-eyes-missing", "four-eyes-idle", "four-eyes-same-person")


def one(task: str) -> tuple[str, ...]:
    """A process with one task `t`."""
    return start(), task, end(), flows("start -> t -> end")


def two(first: str, second: str) -> tuple[str, ...]:
    """A process with the tasks `t` and `u`, one after the other."""
    return start(), first, second, end(), flows("start -> t -> u -> end")


@pytest.mark.parametrize(
    ("extension", "code"),
    [
        ('<zeebe:assignmentDefinition candidateGroups="akz-clark"/>', "group-unstaffed"),
        (
            '<zeebe:assignmentDefinition candidateGroups="=[&quot;akz-clerk&quot;, &quot;nobody&quot;]"/>',
            "group-unstaffed",
        ),
        ("", "task-for-nobody"),
    ],
)
def test_a_task_that_nobody_can_do_is_told(check: Check, extension: str, code: str) -> None:
    assert [finding.code for finding in check(*one(user("t", extension)), rules=PEOPLE)] == [code]


@pytest.mark.parametrize(
    "extension", [CLERK, '<zeebe:assignmentDefinition candidateGroups="=who"/>', '<zeebe:assignmentDefinition assignee="=who"/>']
)  # fmt: skip
def test_a_task_that_somebody_can_do_is_not(check: Check, extension: str) -> None:
    assert check(*one(user("t", extension)), rules=PEOPLE) == []


def test_without_knowledge_of_groups_nothing_is_told(check: Check) -> None:
    assert check(*one(user("t")), rules=PEOPLE, around=NOTHING_KNOWN) == []


def test_a_second_signature_by_the_first_person_is_told(check: Check) -> None:
    parts = two(user("t", CLERK), user("u", CLERK, name="Vier-Augen-Prüfung"))
    assert [(f.code, f.element_id) for f in check(*parts, rules=PEOPLE)] == [("four-eyes-missing", "u")]


def test_a_second_signature_that_is_kept_apart_is_not(check: Check) -> None:
    parts = two(user("t", CLERK), user("u", CLERK + '<akzess:separation from="t"/>', name="Vier-Augen-Prüfung"))
    assert check(*parts, rules=PEOPLE) == []


def test_four_eyes_of_one_assignee_are_told(check: Check) -> None:
    boss = '<zeebe:assignmentDefinition assignee="boss"/>'
    parts = two(user("t", boss), user("u", boss + '<akzess:separation from="t"/>'))
    assert [f.code for f in check(*parts, rules=PEOPLE)] == ["four-eyes-same-person"]


def test_four_eyes_on_two_ways_of_a_choice_are_told(check: Check) -> None:
    parts = (
        start(), element("exclusiveGateway", "g", default="f-g-t"), user("t", CLERK),
        user("u", CLERK + '<akzess:separation from="t"/>'), end(),
        flows("start -> g -> t -> end", "g -> u : =x = 1", "u -> end"),
    )  # fmt: skip
    assert [f.code for f in check(*parts, rules=PEOPLE)] == ["four-eyes-idle"]


@pytest.mark.parametrize(("name", "told"), [("letter.came", []), ("leter.came", ["message-not-sent"])])
def test_a_message_that_nobody_sends_is_told(check: Check, name: str, told: list[str]) -> None:
    catch = element("intermediateCatchEvent", "t", on_message(name))
    assert [f.code for f in check(*one(catch), rules=("message-not-sent",), tops=message(name))] == told


def test_a_message_thrown_inside_is_sent(check: Check) -> None:
    throw = element("intermediateThrowEvent", "t", on_message("own"))
    catch = element("intermediateCatchEvent", "u", on_message("own"))
    rules = ("message-not-sent", "message-not-received")
    assert check(*two(throw, catch), rules=rules, tops=message("own")) == []


def test_a_message_that_nobody_receives_is_told(check: Check) -> None:
    throw = element("intermediateThrowEvent", "t", on_message("own"))
    found = check(*one(throw), rules=("message-not-received",), tops=message("own"))
    assert [f.element_id for f in found] == ["t"]


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("P7D", True),
        ("P2W", False),
        ("P1M", False),
        ('=today() + duration("P13D")', True),
        ("=today() + duration(parameter.timer.T04.duration)", False),
    ],
)
def test_a_timer_shorter_than_the_law_is_told(check: Check, value: str, told: bool) -> None:
    timer = element("intermediateCatchEvent", "t", on_timer(value), name="T04: Frist abgelaufen")
    assert bool(check(*one(timer), rules=("timer-below-period",))) is told


def test_a_timer_about_no_period_is_not_told(check: Check) -> None:
    timer = element("intermediateCatchEvent", "t", on_timer("P1D"), name="Ein Tag")
    assert check(*one(timer), rules=("timer-below-period",)) == []


@pytest.mark.parametrize(("key", "languages"), [("status.a", ""), ("status.b", "(en)"), ("status.c", "(de, en)")])
def test_a_missing_text_is_told_with_its_languages(check: Check, key: str, languages: str) -> None:
    found = check(*one(user("t", f'{CLERK}<akzess:applicantText key="{key}"/>')), rules=("text-missing",))
    assert [languages in f.message for f in found] == [True] * bool(languages)


@pytest.mark.parametrize(("mapping", "told"), [('<zeebe:input source="=1" target="person"/>', False), ("", True)])
def test_a_request_that_lacks_what_the_agency_needs_is_told(check: Check, mapping: str, told: bool) -> None:
    task = service("t", f"<zeebe:ioMapping>{mapping}</zeebe:ioMapping>", job="azr.query")
    assert bool(check(*one(task), rules=("operation-input-missing",))) is told


def test_an_unknown_stage_is_told(check: Check) -> None:
    found = check(*one(user("t", f'{CLERK}<akzess:stage key="second"/>')), rules=("stage-unknown",))
    assert [f.element_id for f in found] == ["t"]


def test_a_dead_end_is_told(check: Check) -> None:
    parts = (
        start(), element("exclusiveGateway", "g", default="f-g-t"), user("t", CLERK), user("u", CLERK), end(),
        flows("start -> g -> t -> end", "g -> u : =x = 1"),
    )  # fmt: skip
    assert [f.element_id for f in check(*parts, rules=("bpmn-no-way-out",))] == ["u"]


def test_a_boundary_event_of_a_deleted_task_is_named(check: Check) -> None:
    lost = element("boundaryEvent", "lost", on_timer("P1D"), attachedToRef="gone")
    errors = [f for f in check(*one(user("t", CLERK)), lost) if f.severity == "error"]
    assert [(f.code, f.element_id) for f in errors] == [("boundary-host", "lost")]


def test_every_finding_has_a_sentence_in_both_languages(check: Check) -> None:
    lost = element("boundaryEvent", "lost", on_timer("now"), attachedToRef="t")
    found = check(*two(user("t", name="Vier Augen"), element("intermediateThrowEvent", "u", on_message("own"))), lost,
                  tops=message("own"))  # fmt: skip
    assert [f.code for f in found if not f.message or not f.message_en] == []


def test_the_procedure_itself_has_nothing_to_tell() -> None:
    _, findings = read(bundle.read(bundle.AKZESS))
    assert findings == ()


def test_what_a_draft_says_about_periods_counts_instead_of_what_was_shipped() -> None:
    files = bundle.read(bundle.AKZESS)
    data = (bundle.AKZESS / "texts" / "de.yaml").read_bytes().replace(b"status.pruefung:", b"status.pruefungX:")
    _, findings = read(files | {"texts/de.yaml": data})
    assert {finding.code for finding in findings} == {"text-missing"}


def test_a_data_file_that_cannot_be_read_is_a_finding() -> None:
    _, findings = read(bundle.read(bundle.AKZESS) | {"parameters.yaml": b"- {id: x"})
    assert [finding.code for finding in findings if finding.severity == "error"] == ["data-file"]


def test_what_is_known_comes_through_json_unchanged() -> None:
    known = around()
    assert type(known).of(known.plain()).plain() == known.plain()


SPLIT = (start(), element("exclusiveGateway", "g"), service("t"), service("u"), flows("start -> g -> t -> j -> end"))
STUCK = (*SPLIT, element("parallelGateway", "j"), end(), flows("g -> u -> j"))


WORKLESS = process(start(), element("serviceTask", "x"), end(), flows("start -> x -> end"), process_id="e")


@pytest.mark.parametrize(
    "more", [{"e.dmn": b"<definitions/>"}, {"e.bpmn": b"<"}, {"e.bpmn": WORKLESS}, {"e.form": b"{}"}]
)
def test_an_error_of_one_file_hides_nothing_of_another(more: dict[str, bytes]) -> None:
    _, found = read_models({"p.bpmn": process(*STUCK)} | more, FUNCTIONS)
    assert "deadlock" in {f.code for f in found if f.resource == "p.bpmn"}


def test_what_an_unread_file_may_define_is_not_said_to_be_missing() -> None:
    task = user("t", f'{CLERK}<zeebe:formDefinition formId="f" />')
    _, found = read_models({"p.bpmn": process(*one(task)), "f.form": b"{"}, FUNCTIONS, AROUND)
    assert {f.code for f in found} & {"form-unknown", "form-invalid"} == {"form-invalid"}


def test_an_error_of_a_step_leaves_the_ways_through_its_diagram_explored(check: Check) -> None:
    parts = [part for part in STUCK if "serviceTask" not in part]
    found = check(*parts, element("serviceTask", "t"), element("serviceTask", "u"), rules=("deadlock",))
    assert [(f.element_id, f.path[-2:]) for f in found] == [("j", ("g", "t"))]
