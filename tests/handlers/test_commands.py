"""Commands as units of work: who may, what repeats, what waits, what is refused — on every store."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from engine import commands as c
from engine.errors import Conflict, Forbidden, FourEyes, Invalid, MessageMismatch, NotFound, StaleVersion, Undeployable
from engine.model import Actor, CaseStatus, TaskState
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
    start,
    user,
)
from tests.kernel.office import Office

GROUP = '<zeebe:assignmentDefinition candidateGroups="clerk" />'
DESK = process(start(), user("a", GROUP), user("b", GROUP), end(), flows("start -> a -> b -> end"))
ANNA = Actor("anna", "anna", frozenset({"clerk"}))
BERTA = Actor("berta", "berta", frozenset({"clerk"}))
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


# -- tasks


def test_only_the_group_may_take_a_task(office: Office) -> None:
    office.runs(DESK)
    task = office.task("a")
    with pytest.raises(Forbidden):
        office.engine.handle(c.ClaimTask(task_id=task.id, actor=Actor("carla", "carla", frozenset({"lead"}))))
    office.engine.handle(c.ClaimTask(task_id=task.id, actor=ANNA))
    with pytest.raises(Conflict):
        office.engine.handle(c.ClaimTask(task_id=task.id, actor=BERTA))
    office.engine.handle(c.ClaimTask(task_id=task.id, actor=ANNA))
    assert office.task("a").assignee == "anna"


def test_a_task_must_be_claimed_before_it_is_completed(office: Office) -> None:
    office.runs(DESK)
    with pytest.raises(Conflict):
        office.engine.handle(c.CompleteTask(task_id=office.task("a").id, actor=ANNA))
    assert office.open() == ["a"]


def test_a_task_given_back_can_be_taken_by_somebody_else(office: Office) -> None:
    office.runs(DESK)
    task = office.task("a")
    office.engine.handle(c.ClaimTask(task_id=task.id, actor=ANNA))
    with pytest.raises(Forbidden):
        office.engine.handle(c.UnclaimTask(task_id=task.id, actor=BERTA))
    office.engine.handle(c.UnclaimTask(task_id=task.id, actor=ANNA))
    office.engine.handle(c.AssignTask(task_id=task.id, actor=ANNA, assignee="berta"))
    assert office.task("a").assignee == "berta"


def test_a_draft_is_there_until_its_task_is_completed(office: Office) -> None:
    office.runs(DESK)
    task = office.task("a")
    office.engine.handle(c.SaveDraft(task_id=task.id, actor=ANNA, answers={"text": "half"}))
    office.engine.handle(c.SaveDraft(task_id=task.id, actor=ANNA, answers={"text": "half a sentence"}))
    view = office.engine.task_view(task.id, person="anna")
    assert view.draft is not None
    assert view.draft.answers == {"text": "half a sentence"}
    office.completes("a")
    assert office.engine.task_view(task.id, person="anna").draft is None


def test_a_person_who_has_acted_cannot_confirm(office: Office) -> None:
    confirm = user("b", GROUP + '<akzess:separation from="a" />')
    office.runs(process(start(), user("a", GROUP), confirm, end(), flows("start -> a -> b -> end")))
    office.completes("a", person="anna")
    with pytest.raises(FourEyes):
        office.completes("b", person="anna")
    assert office.task("b").assignee is None  # nobody holds what they cannot finish
    deputy = replace(ANNA, on_behalf_of="berta")
    with pytest.raises(FourEyes):
        office.engine.handle(c.ClaimTask(task_id=office.task("b").id, actor=deputy))
    with pytest.raises(FourEyes):
        office.engine.handle(c.AssignTask(task_id=office.task("b").id, actor=BERTA, assignee="anna"))
    office.completes("b", person="berta")
    assert office.status is CaseStatus.COMPLETED


FORM = b'{"id": "f", "type": "default", "schemaVersion": 16, "components": [{"type": "textfield", "key": "reason", "id": "x1", "label": "Grund", "validate": {"required": true, "minLength": 5}}]}'


def test_answers_are_checked_against_the_form(office: Office) -> None:
    formed = user("a", GROUP + '<zeebe:formDefinition formId="f" />')
    office.deploy(process(start(), formed, end(), flows("start -> a -> end")), f_form=FORM)
    office.starts()
    with pytest.raises(Invalid) as refused:
        office.completes("a", reason="no")
    assert [problem.pointer for problem in refused.value.problems] == ["/reason"]
    assert office.open() == ["a"]
    office.completes("a", reason="long enough")
    assert office.variables() == {"reason": "long enough"}


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


# -- by hand


def test_a_suspended_case_loses_nothing_that_comes_in(office: Office) -> None:
    gates = element("parallelGateway", "fork")
    late = boundary("late", "a", on_timer("PT1H"), interrupting=False)
    way = flows("start -> fork -> a", "fork -> s -> x", "fork -> m -> z", "late -> n")
    catch = element("intermediateCatchEvent", "m", on_message("answer"))
    office.runs(
        process(
            start(),
            gates,
            user("a"),
            late,
            service("s"),
            catch,
            *(user(name) for name in "xzn"),
            way,
            tops=message("answer", "=ref"),
        ),
        ref="r",
    )
    job = office.takes("s")
    office.engine.handle(c.SuspendCase(case_id=office.case_id, reason="court"))
    with pytest.raises(Conflict):
        office.completes("a")
    office.engine.handle(c.CompleteJob(job_id=job.id, fence=job.fence or 0))
    office.receives("answer", key="r")
    assert office.passes(hours=2) == 0
    assert office.open() == ["a"]
    office.engine.handle(c.ResumeCase(case_id=office.case_id))
    assert office.open() == ["a", "x", "z"]
    assert office.passes(seconds=1) == 1
    assert office.open() == ["a", "n", "x", "z"]
    assert office.status is CaseStatus.RUNNING


def test_a_cancelled_case_has_nothing_open(office: Office) -> None:
    office.runs(
        process(
            start(), user("a"), boundary("late", "a", on_timer("PT1H")), service("s"), flows("start -> a", "start -> s")
        )
    )
    task = office.task("a")
    office.engine.handle(c.CancelCase(case_id=office.case_id, reason="mistake"))
    assert office.status is CaseStatus.CANCELLED
    assert office.passes(hours=2) == 0
    assert office.store.claim_jobs(queues=None, limit=9, now=office.clock.now(), lease_seconds=9, worker="w") == []
    assert office.engine.task_view(task.id).task.state is TaskState.CANCELLED
    with pytest.raises(Conflict):
        office.engine.handle(c.CancelCase(case_id=office.case_id, reason="again"))


def test_a_token_is_moved_by_hand(office: Office) -> None:
    office.runs(DESK)
    office.engine.handle(
        c.ModifyCase(case_id=office.case_id, reason="skip", cancel=(office.task("a").activation,), start=("b",))
    )
    assert office.open() == ["b"]
    with pytest.raises(Conflict):
        office.engine.handle(c.ModifyCase(case_id=office.case_id, reason="x", start=("nowhere",)))


def test_a_job_that_gave_up_is_tried_again_with_its_old_key(office: Office) -> None:
    office.runs(process(start(), service("s"), user("z"), flows("start -> s -> z")))
    job = office.takes("s")
    office.engine.handle(c.FailJob(job_id=job.id, fence=job.fence or 0, reason="down", code="unavailable"))
    assert office.status is CaseStatus.INCIDENT
    stuck = next(a.id for a in office.state().live.values() if "stuck" in a.x)
    office.engine.handle(c.RetryIncident(case_id=office.case_id, activation=stuck))
    again = office.takes("s")
    assert (again.key, office.status) == (job.key, CaseStatus.RUNNING)
    office.engine.handle(c.FailJob(job_id=again.id, fence=again.fence or 0, reason="down", code="unavailable"))
    office.engine.handle(
        c.ResolveIncident(case_id=office.case_id, activation=stuck, reason="by phone", variables={"x": 1})
    )
    assert (office.open(), office.variables()) == (["z"], {"x": 1})
    assert office.store.claim_jobs(queues=None, limit=9, now=office.clock.now(), lease_seconds=9, worker="w") == []


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


# -- what a case threw, after its end

THROWING = process(start(), end("e", on_message("bye")), flows("start -> e"), tops=message("bye"))


def _gave_up(office: Office) -> c.RetryIncident:
    """A case has ended, and the message that it threw last cannot be delivered; the command that tries it again."""
    case_id = office.runs(THROWING)
    (job,) = office.store.claim_jobs(queues=["engine"], limit=1, now=office.clock.now(), lease_seconds=60, worker="w")
    office.engine.handle(c.FailJob(job_id=job.id, fence=job.fence or 0, reason="refused", code="no"))
    return c.RetryIncident(case_id=case_id, activation=job.activation)


def test_what_an_ended_case_threw_and_cannot_be_delivered_is_shown_to_a_person(office: Office) -> None:
    again = _gave_up(office)
    assert [incident.code for incident in office.store.read().open_rows(1, again.case_id).incidents] == ["no"]


def test_it_can_be_tried_again_and_the_case_stays_ended(office: Office) -> None:
    again = _gave_up(office)
    before = office.store.read().case(1, again.case_id)
    office.engine.handle(again)
    after = office.store.read().case(1, again.case_id)
    assert (office.relays(), after.status, after.ended_at) == (1, before.status, before.ended_at)


def test_or_left_as_it_is(office: Office) -> None:
    again = _gave_up(office)
    office.engine.handle(c.ResolveIncident(case_id=again.case_id, activation=again.activation, reason="by telephone"))
    assert office.store.read().open_rows(1, again.case_id).incidents == ()
    assert office.engine.verify_history(again.case_id).ok
