"""What keeps a case where it is: said by the dry run and by the command in the same words, and nothing is written."""

from __future__ import annotations

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

from .moving import MovingOffice

THROUGH = "start -> {0} -> end"
EACH = (
    '<bpmn:multiInstanceLoopCharacteristics isSequential="{0}"><bpmn:extensionElements>'
    '<zeebe:loopCharacteristics inputCollection="=[1, 2]" inputElement="item" /></bpmn:extensionElements>'
    "</bpmn:multiInstanceLoopCharacteristics>"
)


def simple(body: str, name: str = "a", tops: str = "") -> bytes:
    return process(start(), body, end(), flows(THROUGH.format(name)), tops=tops)


def inside(scope: str, *body: str) -> str:
    return element("subProcess", scope, "".join(body))


def test_an_element_that_is_gone(desk: MovingOffice) -> None:
    desk.runs(simple(user("a")))

    assert desk.refuses_to_move(desk.deploys(simple(user("b"), "b"))) == ["element-gone"]


def test_an_element_that_a_person_says_has_no_counterpart(desk: MovingOffice) -> None:
    desk.runs(simple(user("a")))

    assert desk.refuses_to_move(desk.deploys(simple(user("a", name="A"))), a="") == ["element-gone"]


def test_an_element_of_another_type(desk: MovingOffice) -> None:
    desk.runs(simple(user("a")))

    assert desk.refuses_to_move(desk.deploys(simple(service("a")))) == ["type-changed"]


def test_an_element_in_another_scope(desk: MovingOffice) -> None:
    desk.runs(simple(user("a")))
    newer = desk.deploys(
        simple(inside("room", start("begin"), user("a"), end("done"), flows("begin -> a -> done", prefix="r")), "room")
    )

    assert desk.refuses_to_move(newer) == ["scope-differs"]


def test_a_way_to_a_join_along_which_something_has_come(desk: MovingOffice) -> None:
    def forked(*ways: str) -> bytes:
        split, join = element("parallelGateway", "split"), element("parallelGateway", "join")
        paths = flows("start -> split", *(f"split -> {way} -> join" for way in ways), "join -> end")
        return process(start(), split, *map(user, ways), join, end(), paths)

    desk.runs(forked("a", "b", "c"))
    desk.completes("a")

    assert desk.refuses_to_move(desk.deploys(forked("b", "c"))) == ["join-flow-gone"]


def test_a_join_that_would_wait_for_a_branch_that_begins_where_the_case_has_passed(desk: MovingOffice) -> None:
    def forked(*ways: str) -> bytes:
        split, join = element("parallelGateway", "split"), element("parallelGateway", "join")
        paths = flows("start -> split", *(f"split -> {way} -> join" for way in ways), "join -> end")
        return process(start(), split, *map(user, ways), join, end(), paths)

    desk.runs(forked("a", "b"))

    assert desk.refuses_to_move(desk.deploys(forked("a", "b", "c"))) == ["join-starved"]


def test_a_join_that_has_everything_in_the_newer_version_goes_on(office: MovingOffice) -> None:
    split, join = element("parallelGateway", "split"), element("parallelGateway", "join")
    tasks = user("a") + user("b") + user("c") + user("after")
    common = flows("start -> split", "split -> a -> join", "split -> b -> join", "split -> c", "join -> after -> end")
    office.runs(process(start(), split, tasks, join, end(), common, flows("c -> join")))
    office.completes("a")
    office.completes("b")
    newer = office.deploys(process(start(), split, tasks, join, end(), end("alone"), common, flows("c -> alone")))

    assert ("goes-on", "") in office.notes(newer)
    office.moves(newer)

    assert office.open() == ["after", "c"]


def test_a_loop_of_another_kind(desk: MovingOffice) -> None:
    desk.runs(simple(user("a", inner=EACH.format("false"))))

    told = desk.refuses_to_move(desk.deploys(simple(user("a", inner=EACH.format("true")))))
    assert set(told) == {"loop-changed"}


def test_an_activity_that_is_no_loop_any_more(desk: MovingOffice) -> None:
    desk.runs(simple(user("a", inner=EACH.format("false"))))

    assert set(desk.refuses_to_move(desk.deploys(simple(user("a"))))) == {"loop-changed"}


def test_something_done_that_could_not_be_undone_any_more(desk: MovingOffice) -> None:
    def booked(*, undoable: bool) -> bytes:
        undo = (
            boundary("undo", "book", "<bpmn:compensateEventDefinition />")
            + element(
                "serviceTask", "cancel", "", '<zeebe:taskDefinition type="desk.cancel" />', isForCompensation="true"
            )
            + '<bpmn:association id="tie" associationDirection="One" sourceRef="undo" targetRef="cancel" />'
        )
        path = flows("start -> book -> wait -> end")
        return process(start(), user("book"), user("wait"), end(), path, undo if undoable else "")

    desk.runs(booked(undoable=True))
    desk.completes("book")

    assert desk.refuses_to_move(desk.deploys(booked(undoable=False))) == ["compensation-gone"]


def test_a_called_process_that_is_missing(desk: MovingOffice) -> None:
    def calling(inner: str) -> bytes:
        call = element("callActivity", "call", "", f'<zeebe:calledElement processId="{inner}" />')
        outer = start() + call + end() + flows("start -> call -> end")
        body = start("s") + user("a") + end("e") + flows("s -> a -> e", prefix="i")
        return several(("p", outer), (inner, body))

    desk.runs(calling("q"))

    assert "called-process-gone" in desk.refuses_to_move(desk.deploys(calling("r")))


def test_an_event_of_another_kind(desk: MovingOffice) -> None:
    stop = message("stop")
    desk.runs(simple(element("intermediateCatchEvent", "a", on_message("stop")), tops=stop))

    newer = desk.deploys(simple(element("intermediateCatchEvent", "a", on_timer("P1D"))))
    assert desk.refuses_to_move(newer) == ["event-changed"]


def test_work_that_is_no_job_any_more(desk: MovingOffice) -> None:
    desk.runs(simple(element("scriptTask", "a", "", '<zeebe:taskDefinition type="desk.script" />')))

    newer = desk.deploys(simple(element("scriptTask", "a", "", '<zeebe:script expression="=1" resultVariable="x" />')))
    assert desk.refuses_to_move(newer) == ["implementation-changed"]


def test_a_timer_that_has_no_value_in_this_case(desk: MovingOffice) -> None:
    desk.runs(simple(user("a")))
    late = boundary("late", "a", on_timer("=unknown")) + end("out") + flows("late -> out")

    assert desk.refuses_to_move(desk.deploys(simple(user("a") + late))) == ["timer-invalid"]
