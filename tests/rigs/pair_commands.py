"""A case that waits for everything a case can wait for, and each command that changes one, twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from engine import commands as c
from engine.handlers import Engine
from engine.model import Actor as Person
from engine.model import Job
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

NOW = datetime(2026, 10, 21, 8, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=2)

ASSIGNED = '<zeebe:userTask /><zeebe:assignmentDefinition candidateGroups="clerk" />'

#: One case that waits for everything a case can wait for.
DIAGRAM = process(
    start(),
    element("parallelGateway", "split"),
    user("review", ASSIGNED),
    boundary("stop", "review", on_message("stop it")),
    boundary("late", "review", on_timer("P1D")),
    user("check", ASSIGNED),
    service("ask", job="desk.ask"),
    boundary("no", "ask", '<bpmn:errorEventDefinition errorRef="no-error" />'),
    element("intermediateCatchEvent", "answer", on_message("the answer")),
    element("intermediateCatchEvent", "signalled", '<bpmn:signalEventDefinition signalRef="bell" />'),
    service("broken", job="desk.broken"),
    element("parallelGateway", "join"),
    end("stopped"),
    end(),
    flows(
        "start -> split",
        "split -> review -> join",
        "split -> check -> join",
        "split -> ask -> join",
        "split -> answer -> join",
        "split -> signalled -> join",
        "split -> broken -> join",
        "stop -> stopped",
        "late -> join",
        "no -> join",
        "join -> end",
    ),
    tops=message("stop it")
    + message("the answer")
    + '<bpmn:error id="no-error" errorCode="NO" />\n<bpmn:signal id="bell" name="bell" />\n',
)

#: The same with other names: what a migration moves it to.
NAMES = {"check": "verify", "ask": "enquire"}
OTHER = DIAGRAM.replace(b'"check"', b'"verify"').replace(b'"ask"', b'"enquire"')

#: What is deployed and started beside it.
SMALL = process(start(), user("only", ASSIGNED), end(), flows("start -> only -> end"), process_id="q")

ANNA, BERT, CARL, LEAD = (
    Person(name, name, frozenset(groups), frozenset({"DD"}))
    for name, groups in (
        ("anna", {"clerk"}),
        ("bert", {"clerk"}),
        ("carl", {"clerk"}),
        ("lena", {"clerk", "akz-lead", "system-admin"}),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standing:
    """A case as every pair finds it: `review` is Anna's, `check` is nobody's, `ask` is leased, `broken` is stuck."""

    case_id: str
    business_key: str
    number: int
    places: Mapping[str, int]
    job: Job
    version: int  # the newest of the process beside it
    other: int = 0  # the deployment that a migration moves it to
    parked: int = 0  # a message for it that came a month before it

    def task(self, element_id: str) -> str:
        """The id of a user task."""
        return f"{self.case_id}.{self.places[element_id]}"


#: A command of the engine, or something that is done to the store itself.
Act = c.Command | Callable[[Engine], Any]
Make = Callable[[Standing], Act]


def _timer(case: Standing) -> c.FireTimer:
    return c.FireTimer(case_id=case.case_id, activation=case.places["review"], element_id="late", cycle=0)


def _message(name: str, value: int) -> Make:
    return lambda s: c.DeliverMessage(
        source="agency", message_id=f"{s.number}-{name}", name=name, key=s.business_key, payload={"n": value}
    )


#: Each mutating command twice, by two people or with two contents, so that a pair of one kind differs too.
COMMANDS: Mapping[str, tuple[Make, Make]] = {
    "claim": (
        lambda s: c.ClaimTask(actor=BERT, task_id=s.task("check")),
        lambda s: c.ClaimTask(actor=CARL, task_id=s.task("check")),
    ),
    "unclaim": (lambda s: c.UnclaimTask(actor=ANNA, task_id=s.task("review")),) * 2,
    "assign": (
        lambda s: c.AssignTask(actor=LEAD, task_id=s.task("review"), assignee="bert"),
        lambda s: c.AssignTask(actor=LEAD, task_id=s.task("review"), assignee="carl"),
    ),
    "follow-up": (
        lambda s: c.FollowUpTask(actor=ANNA, task_id=s.task("review"), at=LATER, note="one"),
        lambda s: c.FollowUpTask(actor=ANNA, task_id=s.task("review"), at=None),
    ),
    "priority": (
        lambda s: c.PrioritiseTask(actor=LEAD, task_id=s.task("review"), priority=80, reason="r"),
        lambda s: c.PrioritiseTask(actor=LEAD, task_id=s.task("review"), priority=20, reason="r"),
    ),
    "discard": (lambda s: c.DiscardDraft(actor=ANNA, task_id=s.task("review")),) * 2,
    "draft": (
        lambda s: c.SaveDraft(actor=ANNA, task_id=s.task("review"), answers={"n": 1}),
        lambda s: c.SaveDraft(actor=ANNA, task_id=s.task("review"), answers={"n": 2}),
    ),
    "complete": (
        lambda s: c.CompleteTask(actor=ANNA, task_id=s.task("review"), answers={"n": 1}),
        lambda s: c.CompleteTask(actor=ANNA, task_id=s.task("review"), answers={"n": 2}),
    ),
    "report": (
        lambda s: c.CompleteJob(job_id=s.job.id, fence=s.job.fence or 0, variables={"r": 1}),
        lambda s: c.CompleteJob(job_id=s.job.id, fence=s.job.fence or 0, variables={"r": 2}),
    ),
    "fail": (lambda s: c.FailJob(job_id=s.job.id, fence=s.job.fence or 0, reason="no", retry_at=LATER),) * 2,
    "refuse": (lambda s: c.ThrowJobError(job_id=s.job.id, fence=s.job.fence or 0, error_code="NO"),) * 2,
    "retries": (
        lambda s: lambda engine: engine.store.amend_job(s.job.id, s.job.fence, retries=2),
        lambda s: lambda engine: engine.store.amend_job(s.job.id, s.job.fence, retries=3),
    ),
    "answer": (_message("the answer", 1), _message("the answer", 1)),
    "contradiction": (_message("the answer", 1), _message("the answer", 2)),
    "stop": (_message("stop it", 1), _message("stop it", 1)),
    "once more": (lambda s: c.ReviveMessage(actor=LEAD, message=s.parked, reason="r"),) * 2,
    "set aside": (lambda s: c.SetMessageAside(actor=LEAD, message=s.parked, reason="r"),) * 2,
    "timer": (_timer, _timer),
    "signal": (lambda s: c.BroadcastSignal(name="bell", payload={"b": 1}),) * 2,
    "continue": (lambda s: c.ContinueCase(case_id=s.case_id),) * 2,
    "start": (lambda s: c.StartCase(process_id="q", business_key=f"S-{s.number}"),) * 2,
    "deploy": (
        lambda s: c.Deploy(actor=LEAD, resources={"q.bpmn": SMALL + b"<!-- %d a -->" % s.number}),
        lambda s: c.Deploy(actor=LEAD, resources={"q.bpmn": SMALL + b"<!-- %d b -->" % s.number}),
    ),
    "cancel": (lambda s: c.CancelCase(actor=LEAD, case_id=s.case_id, reason="withdrawn"),) * 2,
    "suspend": (lambda s: c.SuspendCase(actor=LEAD, case_id=s.case_id, reason="wait"),) * 2,
    "resume": (lambda s: c.ResumeCase(actor=LEAD, case_id=s.case_id),) * 2,
    "variables": (
        lambda s: c.SetVariables(actor=LEAD, case_id=s.case_id, variables={"v": 1}),
        lambda s: c.SetVariables(actor=LEAD, case_id=s.case_id, variables={"v": 2}),
    ),
    "retry": (lambda s: c.RetryIncident(actor=LEAD, case_id=s.case_id, activation=s.places["broken"]),) * 2,
    "resolve": (
        lambda s: c.ResolveIncident(
            actor=LEAD, case_id=s.case_id, activation=s.places["broken"], reason="seen", variables={"x": 1}
        ),
    )
    * 2,
    "move": (
        lambda s: c.ModifyCase(
            actor=LEAD, case_id=s.case_id, reason="by hand", cancel=(s.places["check"],), start=("review",)
        ),
    )
    * 2,
    "migrate": (
        lambda s: c.MigrateCase(actor=LEAD, case_id=s.case_id, deployment_id=s.other, mapping=NAMES, renew=("late",)),
        lambda s: c.MigrateCase(actor=LEAD, case_id=s.case_id, deployment_id=s.other, mapping=NAMES),
    ),
    "undo": (lambda s: c.UndoMigration(actor=LEAD, case_id=s.case_id),) * 2,
    "same key": (
        lambda s: c.SetVariables(
            actor=LEAD, case_id=s.case_id, variables={"k": 1}, request_key=f"the-same-key-{s.number:06d}"
        ),
    )
    * 2,
}
