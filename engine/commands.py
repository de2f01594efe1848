"""The verbs of the engine: each command is one intention and becomes one unit of work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .model import SYSTEM, Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What every command carries: who, for which tenant, and (optionally) an idempotency key of the caller."""

    actor: Actor = SYSTEM
    tenant: int = 1
    request_key: str | None = None
    expected_version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deploy(Command):
    """Deploy a bundle of BPMN, DMN and form files by name; the same content again gives the same version."""

    resources: Mapping[str, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class StartCase(Command):
    """Start a case of the newest (or the given) version; the business key is allocated when none is given."""

    process_id: str
    variables: Mapping[str, Any] = field(default_factory=dict)
    site: str = ""
    business_key: str | None = None
    version: int | None = None
    start_event: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimTask(Command):
    """Take an open task of one of the actor's groups; claiming one's own task again is no error."""

    task_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnclaimTask(Command):
    """Give a task back to its group."""

    task_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignTask(Command):
    """Give a task to a person (by a lead, or by the assignee)."""

    task_id: str
    assignee: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpTask(Command):
    """Put a task back until an instant (None: no longer), with a note; it stays where it is."""

    task_id: str
    at: datetime | None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrioritiseTask(Command):
    """Say how urgent a task is (0 to 100); the reason is recorded."""

    task_id: str
    priority: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveDraft(Command):
    """Keep what was typed so far."""

    task_id: str
    answers: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscardDraft(Command):
    """Throw away what was typed so far."""

    task_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteTask(Command):
    """Complete a task that the actor has claimed; the answers are checked against the task's form."""

    task_id: str
    answers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteJob(Command):
    """Report the result of a job under the fence of its lease."""

    job_id: str
    fence: int
    variables: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class FailJob(Command):
    """Report that a job did not work: try again at `retry_at`, or (None, or attempts used up) open an incident."""

    job_id: str
    fence: int
    reason: str
    code: str = "job-failed"
    retry_at: datetime | None = None
    burn_attempt: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ThrowJobError(Command):
    """Report that the agency refused: a BPMN error with `error_code` is thrown at the service task."""

    job_id: str
    fence: int
    error_code: str
    message: str = ""
    variables: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverMessage(Command):
    """Deliver a message to exactly one receiver, or buffer it until `ttl_seconds` have passed."""

    source: str
    message_id: str
    name: str
    key: str
    payload: Mapping[str, Any] = field(default_factory=dict)
    sequence: int | None = None
    ttl_seconds: int = 30 * 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviveMessage(Command):
    """Give a parked message to whoever waits for it now, or let it wait again until `ttl_seconds` have passed.

    `message` is the number under which the store keeps it.
    """

    message: int
    reason: str
    ttl_seconds: int = 30 * 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class SetMessageAside(Command):
    """Nobody needs this parked message: it leaves the list of operators, and its content is taken out."""

    message: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FireTimer(Command):
    """Fire one due timer; a timer that was cancelled meanwhile is a recorded no-op."""

    case_id: str
    activation: int
    element_id: str
    cycle: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BroadcastSignal(Command):
    """Deliver a signal to every case that waits for it now, and start processes that begin with it."""

    name: str
    payload: Mapping[str, Any] = field(default_factory=dict)
    origin: str | None = None  # the case that threw it and has already heard it


@dataclass(frozen=True, slots=True, kw_only=True)
class ContinueCase(Command):
    """Go on with a case that used up its step budget in the last unit of work."""

    case_id: str
    activation: int = 0
    fence: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelCase(Command):
    """End a case by hand; everything open in it is withdrawn."""

    case_id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspendCase(Command):
    """Stop a case: nothing moves until it is resumed; messages are buffered, timers wait."""

    case_id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeCase(Command):
    """Let a suspended case go on."""

    case_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryIncident(Command):
    """Try the stuck activation again."""

    case_id: str
    activation: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolveIncident(Command):
    """Go on as if the stuck activation had succeeded with these variables; a reason is recorded."""

    case_id: str
    activation: int
    reason: str
    variables: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetVariables(Command):
    """Change variables of the case by hand; a reason is recorded."""

    case_id: str
    variables: Mapping[str, Any]
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModifyCase(Command):
    """Move tokens by hand: withdraw activations and/or start elements; a reason is recorded."""

    case_id: str
    reason: str
    cancel: tuple[int, ...] = ()
    start: tuple[str, ...] = ()
    variables: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class MigrateCase(Command):
    """Move a running case to another deployment of its procedure; a case that is there already stays as it is.

    `mapping`: "element" or "process/element" of the version it is on → element of the other one ("": none); all others
    are found by their ids. `renew`: timers of the other version to be computed anew ("*": all); the others keep their due
    date. `from_deployment`: refuse the case when it is on another one than the caller thinks.
    """

    case_id: str
    deployment_id: int
    mapping: Mapping[str, str] = field(default_factory=dict)
    renew: tuple[str, ...] = ()
    reason: str = ""
    from_deployment: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoMigration(Command):
    """Put a case back onto the version it was moved from, exactly as it was, while nothing has happened to it since."""

    case_id: str
    reason: str = ""
