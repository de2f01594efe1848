"""Tasks: user tasks become inbox rows, service tasks jobs; scripts and decisions are computed at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ..model import Task, TaskState
from . import events
from .decisions import decide
from .expressions import Stuck
from .state import Activation

if TYPE_CHECKING:
    from .machine import Machine


def enter_user_task(machine: Machine, activation: Activation) -> None:
    """Open a row in the inbox."""
    node, around, evaluator = activation.node, machine.around, machine.evaluator
    view = machine.view(activation)
    assignee = evaluator.value(node.assignee, view) if node.assignee else None
    priority = evaluator.value(node.priority, view) if node.priority else 50
    machine.effects.tasks[activation.id] = Task(
        case_id=around.case_id,
        activation=activation.id,
        tenant=around.tenant,
        element_id=node.id,
        name=node.name or node.id,
        form_id=node.form,
        assignee=assignee if isinstance(assignee, str) and assignee else None,
        groups=evaluator.names(node.groups, view),
        users=evaluator.names(node.users, view),
        priority=max(0, min(100, int(priority))) if str(priority).isdigit() else 50,
        due_at=_instant(machine, node.due, view),
        follow_up_at=_instant(machine, node.follow_up, view),
        site=around.site,
        state=TaskState.OPEN,
        created_at=around.now,
        business_key=around.business_key,
        process_id=node.process.id,
    )


def _instant(machine: Machine, text: str | None, view: Any) -> datetime | None:
    """A due date: a date means the end of that day in the case's time zone."""
    if not text:
        return None
    value = machine.evaluator.value(text, view)
    if value is None:
        return None
    written, _, named = str(value).partition("@")
    try:
        moment = datetime.fromisoformat(written)
        zone = ZoneInfo(named or machine.around.time_zone)
    except (ValueError, OSError, ZoneInfoNotFoundError) as error:
        raise Stuck("date-invalid", f"{text} is {value!r}, not a date") from error
    if len(written) == 10:
        moment = moment.replace(hour=23, minute=59, second=59)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def enter_service_task(machine: Machine, activation: Activation) -> None:
    """Put a job into the outbox; the transaction ends here and the answer comes as CompleteJob."""
    node = activation.node
    job_type = machine.evaluator.text(node.job_type or "", machine.view(activation), "job-type")
    inputs = {target.split(".")[0] for _, target in node.inputs}
    local = activation.vars or {}
    payload: dict[str, Any] = {"input": {name: local[name] for name in inputs if name in local}}
    if not inputs and activation.is_instance and activation.scope is not None and node.loop and node.loop.element:
        payload["input"].setdefault(node.loop.element, local.get(node.loop.element))
    if node.headers:
        payload["headers"] = node.headers
    machine.open_job(activation.id, "service", job_type, node.id, payload, node.retries)


def enter_send_task(machine: Machine, activation: Activation) -> None:
    """With a job type: a job. Otherwise a message to whoever waits inside this house."""
    if activation.node.job_type:
        enter_service_task(machine, activation)
        return
    for event in activation.node.events:
        events.publish(machine, activation, event)
    machine.complete(activation, None)


def enter_script_task(machine: Machine, activation: Activation) -> None:
    """Compute a FEEL expression into its result variable (or, with a job type, leave it to a worker)."""
    node = activation.node
    if node.script is None:
        enter_service_task(machine, activation)
        return
    value = machine.evaluator.value(node.script, machine.view(activation))
    machine.complete(activation, {node.result: value} if node.result else {})


def enter_business_rule_task(machine: Machine, activation: Activation) -> None:
    """Ask a decision of the bundle; which rules led to the answer goes into the history."""
    node = activation.node
    if node.decision is None:
        enter_service_task(machine, activation)
        return
    view = machine.view(activation)
    decision_id = machine.evaluator.text(node.decision, view, "decision-id")
    value, why = decide(machine.bundle, decision_id, view, machine.evaluator)
    machine.complete(activation, {node.result: value} if node.result else {}, {"decision": why})


def enter_receive_task(machine: Machine, activation: Activation) -> None:
    """Wait for the task's message."""
    events.wait(machine, activation)


ENTER: dict[str, Callable[[Machine, Activation], None]] = {
    "userTask": enter_user_task,
    "serviceTask": enter_service_task,
    "sendTask": enter_send_task,
    "scriptTask": enter_script_task,
    "businessRuleTask": enter_business_rule_task,
    "receiveTask": enter_receive_task,
}
