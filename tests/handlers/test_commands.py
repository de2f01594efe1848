"""Commands as units of work: who may, what repeats, what waits, what is refused — on every store."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from engine import commands as c
from engine.errors import Conflict, Invalid, MessageMismatch, NotFound, StaleVersion, Undeployable
from tests.kernel.diagrams import boundary, element, end, flows, message, on_message, on_timer, process, start, user
from tests.kernel.office import Office

from .diagrams import DESK

KEY = "0123456789abcdef-key"


# -- deploying


def test_the_same_content_deployed_twice_is_one_version(office: Office) -> None:
    first, again = office.deploy(DESK), office.deploy(DESK)
    assert (first.created, again.created) == (True, False)
    assert first.definitions == again.definitions


def test_running_cases_stay_on_their_version(office: Office) -> None:
    old = office.runs(DESK)
    office.deploy(DESK.replace(b'"b"', b'"z"').replace(b"f-b-end", b"f-z-end"))
    new = office.starts()
    office.case_id = old
    office.completes("a")
    assert office.open(old) == ["b"]
    office.case_id = new
    office.completes("a")
    assert office.open(new) == ["z"]


def test_a_refused_deployment_leaves_nothing(office: Office) -> None:
    with pytest.raises(Undeployable):
        office.deploy(
            DESK, odd_bpmn=process(start(), element("complexGateway", "x"), flows("start -> x"), process_id="q")
        )
    with pytest.raises(NotFound):
        office.starts()


# -- repeats


def test_a_command_with_a_key_takes_effect_once(office: Office) -> None:
    office.deploy(DESK)
    first = office.engine.handle(c.StartCase(process_id="p", request_key=KEY))
    again = office.engine.handle(c.StartCase(process_id="p", request_key=KEY))
    assert first == again
    with pytest.raises(Conflict) as refused:
        office.engine.handle(c.StartCase(process_id="p", variables={"x": 1}, request_key=KEY))
    assert refused.value.code == "idempotency-key-reuse"


def test_a_refused_command_keeps_no_key(office: Office) -> None:
    with pytest.raises(NotFound):
        office.engine.handle(c.StartCase(process_id="p", request_key=KEY))
    office.deploy(DESK)
    assert office.engine.handle(c.StartCase(process_id="p", request_key=KEY)).case_id


def test_a_caller_with_an_old_version_is_told(office: Office) -> None:
    case_id = office.runs(DESK)
    with pytest.raises(StaleVersion):
        office.engine.handle(c.SetVariables(case_id=case_id, variables={"x": 1}, expected_version=0))
    office.engine.handle(c.SetVariables(case_id=case_id, variables={"x": 1}, expected_version=1))
    assert office.variables() == {"x": 1}


# -- messages

WAITING = process(start(), element("intermediateCatchEvent", "m", on_message("answer")), user("z"), end(),
                  flows("start -> m -> z -> end"), tops=message("answer", "=ref"))  # fmt: skip


def test_a_letter_that_arrives_twice_counts_once(office: Office) -> None:
    office.runs(WAITING, ref="r1")
    first = office.receives("answer", key="r1", message_id="one", n=1)
    again = office.receives("answer", key="r1", message_id="one", n=1)
    assert first == again
    assert office.open() == ["z"]
    with pytest.raises(MessageMismatch):
        office.receives("answer", key="r1", message_id="one", n=2)


RUNG = process(element("startEvent", "s", '<bpmn:signalEventDefinition signalRef="bell" />'), user("z"), flows("s -> z"),
               tops='<bpmn:signal id="bell" name="bell" />')  # fmt: skip
LISTENING = process(
    start(), element("intermediateCatchEvent", "first", '<bpmn:signalEventDefinition signalRef="bell" />'),
    element("intermediateCatchEvent", "second", '<bpmn:signalEventDefinition signalRef="bell" />'), user("z"),
    flows("start -> first -> second -> z"), tops='<bpmn:signal id="bell" name="bell" />',
)  # fmt: skip


def test_a_signal_that_comes_twice_under_one_key_starts_one_case(office: Office) -> None:
    office.deploy(RUNG)
    bell = c.BroadcastSignal(name="bell", request_key=KEY)
    assert office.engine.handle(bell) == office.engine.handle(bell)
    assert len(office.store.read().cases(1).items) == 1


def test_a_signal_that_comes_twice_under_one_key_is_heard_once(office: Office) -> None:
    case_id = office.runs(LISTENING)
    for _ in range(2):
        office.engine.handle(c.BroadcastSignal(name="bell", request_key=KEY))
    assert [wait.element_id for wait in office.store.read().open_rows(1, case_id).subscriptions] == ["second"]


def test_a_signal_under_a_key_is_for_those_who_waited_when_it_came_first(office: Office) -> None:
    office.deploy(LISTENING)
    office.engine.handle(c.BroadcastSignal(name="bell", request_key=KEY))
    late = office.starts()
    office.engine.handle(c.BroadcastSignal(name="bell", request_key=KEY))
    assert [wait.element_id for wait in office.store.read().open_rows(1, late).subscriptions] == ["first"]


def test_of_several_receivers_the_oldest_gets_the_message(office: Office) -> None:
    first = office.runs(WAITING, ref="r1")
    office.clock.moment += timedelta(minutes=1)
    second = office.starts(ref="r1")
    office.receives("answer", key="r1")
    assert (office.open(first), office.open(second)) == (["z"], [])
    office.receives("answer", key="r1")
    assert office.open(second) == ["z"]


def test_an_early_message_waits_thirty_days_and_is_then_parked(office: Office) -> None:
    office.deploy(WAITING)
    office.receives("answer", key="r1")
    office.receives("answer", key="r2")
    office.clock.moment += timedelta(days=29)
    office.starts(ref="r1")
    assert office.open() == ["z"]
    office.clock.moment += timedelta(days=2)
    assert office.store.expire_messages(now=office.clock.now()) == 1
    office.starts(ref="r2")
    assert office.open() == []


# -- timers


def test_a_timer_fires_once_and_never_before_its_time(office: Office) -> None:
    office.runs(
        process(
            start(),
            user("a"),
            boundary("late", "a", on_timer("PT1H"), interrupting=False),
            user("n"),
            flows("start -> a", "late -> n"),
        )
    )
    (timer,) = office.store.due_timers(now=office.clock.now() + timedelta(hours=2), limit=9)
    fire = c.FireTimer(case_id=timer.case_id, activation=timer.activation, element_id="late", cycle=timer.cycle)
    office.engine.handle(fire)
    assert office.open() == ["a"]
    office.clock.moment += timedelta(hours=1)
    office.engine.handle(fire)
    office.engine.handle(fire)
    assert office.open() == ["a", "n"]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800", {1: 2}, object()])
def test_values_that_are_no_json_are_refused(office: Office, value: object) -> None:
    office.deploy(DESK)
    with pytest.raises(Invalid):
        office.starts(x=value)


# -- history


def test_the_history_chain_shows_every_change(office: Office) -> None:
    office.runs(DESK)
    office.completes("a")
    office.completes("b")
    assert office.engine.verify_history(office.case_id).ok
    with office.store.unit_of_work() as work:
        lines = list(work.history(1, office.case_id))
        case = work.lock_case(1, office.case_id)
    from engine.handlers.chain import verify

    tampered = [
        [*lines[:2], replace(lines[2], actor="somebody"), *lines[3:]],  # changed
        lines[:-1],  # cut off
        [*lines[:1], *lines[2:]],  # left out
        [lines[1], lines[0], *lines[2:]],  # reordered
        [*lines, replace(lines[-1], seq=len(lines) + 1)],  # added
    ]
    assert [verify(case, wrong).ok for wrong in tampered] == [False] * 5


def test_constants_of_the_house_are_seen_by_every_case_and_stored_in_none(office: Office) -> None:
    from engine.handlers import Engine
    from engine.handlers.deployments import read_here
    from tests.kernel.office import CountedIds

    def constants(now: object) -> dict[str, object]:
        return {"parameter": {"fee": 100, "day": str(now)[:10]}}

    office.engine = Engine(office.store, office.clock, CountedIds(), constants=constants, read_bundle=read_here)
    script = element(
        "scriptTask", "s", extension='<zeebe:script expression="=parameter.fee * 2" resultVariable="due" />'
    )
    office.runs(process(start(), script, user("a"), flows("start -> s -> a")))
    assert office.variables() == {"due": 200}
    assert office.engine.task_view(office.task("a").id).variables["parameter"]["fee"] == 100


def test_a_case_that_a_message_begins_is_at_the_site_that_the_message_names(office: Office) -> None:
    asked = message("ask", key='"desk"')
    begins = element("startEvent", "s", on_message("ask"))
    office.deploy(process(begins, user("a"), end(), flows("s -> a -> end"), tops=asked))
    office.receives("ask", key="desk", site="DD")
    (case,) = office.store.read().cases(1, limit=2, after=None).items
    assert (case.site, case.business_key) == ("DD", "AKZ-DD-2026-000001")
