"""Cases in the middle of loops, calls, compensations, gateways: they go on in the newer version where they stood."""

from __future__ import annotations

import pytest

from engine.errors import Conflict, FourEyes
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
    several,
    start,
    user,
)

from .moving import MovingOffice

STOP = message("stop") + message("halt")
EACH = (
    '<bpmn:multiInstanceLoopCharacteristics isSequential="true"><bpmn:extensionElements>'
    '<zeebe:loopCharacteristics inputCollection="=[1, 2, 3]" inputElement="item"'
    ' outputCollection="found" outputElement="=answer" /></bpmn:extensionElements>'
    "</bpmn:multiInstanceLoopCharacteristics>"
)


def test_a_loop_goes_on_with_its_next_round(desk: MovingOffice) -> None:
    def looping(name: str) -> bytes:
        return process(start(), user(name, inner=EACH), user("after"), end(), flows(f"start -> {name} -> after -> end"))

    desk.runs(looping("a"))
    desk.completes("a", answer="x")
    desk.moves(desk.deploys(looping("b")), a="b")
    desk.completes("b", answer="y")
    desk.completes("b", answer="z")

    assert (desk.open(), desk.variables()["found"]) == (["after"], ["x", "y", "z"])


def test_a_called_process_goes_on_under_another_name(desk: MovingOffice) -> None:
    def calling(inner: str) -> bytes:
        call = element("callActivity", "call", "", f'<zeebe:calledElement processId="{inner}" />')
        outer = start() + call + user("after") + end() + flows("start -> call -> after -> end")
        body = start("s") + user("a") + end("e") + flows("s -> a -> e", prefix="i")
        return several(("p", outer), (inner, body))

    desk.runs(calling("q"))
    desk.moves(desk.deploys(calling("r")), q="r")
    assert desk.task("a").process_id == "r"
    desk.completes("a")

    assert desk.open() == ["after"]


def test_what_was_done_is_undone_by_the_newer_handler(desk: MovingOffice) -> None:
    def booked(handler: str) -> bytes:
        undo = (
            boundary("undo", "book", "<bpmn:compensateEventDefinition />")
            + element("userTask", handler, isForCompensation="true")
            + f'<bpmn:association id="tie" associationDirection="One" sourceRef="undo" targetRef="{handler}" />'
        )
        back = element("intermediateThrowEvent", "back", "<bpmn:compensateEventDefinition />")
        path = flows("start -> book -> wait -> back -> end")
        return process(start(), user("book"), user("wait"), back, end(), path, undo)

    desk.runs(booked("cancel"))
    desk.completes("book")
    desk.moves(desk.deploys(booked("storno")), cancel="storno")
    desk.completes("wait")

    assert desk.open() == ["storno"]


def test_something_done_inside_a_room_that_could_not_be_undone_any_more(desk: MovingOffice) -> None:
    def booked(*, undoable: bool) -> bytes:
        undo = (
            boundary("undo", "book", "<bpmn:compensateEventDefinition />")
            + element("userTask", "cancel", isForCompensation="true")
            + '<bpmn:association id="tie" associationDirection="One" sourceRef="undo" targetRef="cancel" />'
        )
        inner = start("s") + user("book") + end("e") + flows("s -> book -> e", prefix="i") + (undo if undoable else "")
        path = flows("start -> room -> wait -> end")
        return process(start(), element("subProcess", "room", inner), user("wait"), end(), path)

    desk.runs(booked(undoable=True))
    desk.completes("book")

    assert desk.refuses_to_move(desk.deploys(booked(undoable=False))) == ["compensation-gone"]


def test_a_gateway_waits_for_the_events_of_the_newer_version(desk: MovingOffice) -> None:
    def waiting(*names: str) -> bytes:
        catches = "".join(element("intermediateCatchEvent", f"on-{name}", on_message(name)) for name in names)
        paths = flows("start -> which", *(f"which -> on-{name} -> end" for name in names))
        late = element("intermediateCatchEvent", "late", on_timer("P30D")) + flows("which -> late -> end")
        return process(start(), element("eventBasedGateway", "which"), catches, late, end(), paths, tops=STOP)

    desk.runs(waiting("stop"))
    due = desk.timers()
    desk.moves(desk.deploys(waiting("halt")))

    assert [wait[0] for wait in desk.waits()] == ["on-halt"]
    assert desk.timers() == due
    desk.receives("halt")
    assert desk.status is CaseStatus.COMPLETED


def test_an_event_sub_process_of_the_newer_version_stands_ready(desk: MovingOffice) -> None:
    def with_(inner: str) -> bytes:
        return process(start(), user("a"), end(), flows("start -> a -> end"), inner, tops=STOP)

    begin = element("startEvent", "begin", on_message("stop"), isInterrupting="true")
    inside = begin + user("withdraw") + end("e") + flows("begin -> withdraw -> e", prefix="i")
    desk.runs(with_(""))
    desk.moves(desk.deploys(with_(element("subProcess", "es", inside, triggeredByEvent="true"))))
    desk.receives("stop")

    assert desk.open() == ["withdraw"]


def test_a_condition_that_has_fired_does_not_fire_again_by_moving(desk: MovingOffice) -> None:
    def watching(more: str = "") -> bytes:
        condition = (
            '<bpmn:conditionalEventDefinition><bpmn:condition xsi:type="bpmn:tFormalExpression">=x = 1'
            "</bpmn:condition></bpmn:conditionalEventDefinition>"
        )
        watch = boundary("watch", "a", condition, interrupting=False) + user("seen") + flows("watch -> seen")
        return process(start(), user("a"), watch, end(), flows("start -> a -> end"), more)

    desk.runs(watching(), x=1)
    assert desk.open() == ["a", "seen"]
    desk.moves(desk.deploys(watching(user("spare") + flows("seen -> spare"))))

    assert desk.open() == ["a", "seen"]


def test_a_timer_that_stood_still_with_a_clock_is_armed_when_it_follows_none_any_more(desk: MovingOffice) -> None:
    def timed(value: str, follows: str = "") -> bytes:
        definition = on_timer(value, "timeDate")
        late = boundary("late", "a", definition, interrupting=False, extension=follows)
        return process(start(), user("a"), late, end("told"), end(), flows("start -> a -> end", "late -> told"))

    desk.runs(timed("=due", '<akzess:follows variable="due" />'), due=None, later="2026-11-30T00:00:00Z")
    assert (desk.timers(), desk.incidents()) == ({}, [])
    desk.moves(desk.deploys(timed("=later")))

    assert desk.timers() == {"late": "2026-11-30T00:00:00+00:00"}


def test_a_move_that_moves_a_token_has_no_way_back(desk: MovingOffice) -> None:
    desk.runs(process(start(), user("a"), end(), flows("start -> a -> end"), tops=STOP))
    desk.receives("stop")
    call = boundary("on-stop", "a", on_message("stop"), interrupting=False) + user("call") + flows("on-stop -> call")
    desk.moves(desk.deploys(process(start(), user("a"), call, end(), flows("start -> a -> end"), tops=STOP)))
    assert desk.open() == ["a", "call"]

    with pytest.raises(Conflict, match="no migration"):
        desk.undoes()


def test_who_has_signed_is_known_under_the_new_name_of_the_task(desk: MovingOffice) -> None:
    def signed(first: str) -> bytes:
        path = flows(f"start -> {first} -> second -> end")
        return process(start(), user(first), user("second", f'<akzess:separation from="{first}" />'), end(), path)

    desk.runs(signed("check"))
    desk.completes("check", person="anna")
    desk.moves(desk.deploys(signed("review")), check="review")

    with pytest.raises(FourEyes):
        desk.completes("second", person="anna")
