"""Maps the engine's records to rows and back, column by column."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Generic, TypeVar

from engine.model import (
    Case,
    CaseStatus,
    Definition,
    Draft,
    HistoryLine,
    InboundMessage,
    Incident,
    Job,
    JobPhase,
    JobState,
    Listed,
    MessageState,
    StartSubscription,
    Subscription,
    Task,
    TaskState,
    Timer,
    TimerState,
)
from engine.terms import folded

from . import tables
from .codec import Sealed, dumps
from .values import Values

R = TypeVar("R")
Row = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Mapper(Generic[R]):
    """How one kind of record is written to and read from its table; `columns` is the order of both."""

    table: str
    columns: tuple[str, ...]
    encode: Callable[[R, Values], tuple[Any, ...]]
    decode: Callable[[Row, Values], R]

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.columns)


def made(kind: Callable[..., R], *fields: Any, **named: Any) -> R:
    """A record from slices of a row, which a type checker cannot count; the suite reads every kind back."""
    return kind(*fields, **named)


def _columns(name: str) -> tuple[str, ...]:
    return tuple(column.name for column in tables.metadata.tables[name].columns)


def listed_row(listed: Listed) -> tuple[str, ...]:
    """The columns of `tables.listed`; the last is the applicant's name as lists sort it."""
    shown = (listed.applicant, listed.employer, listed.azr_number, listed.case_group, listed.nationality)
    return (*shown, folded(listed.applicant))


def _encode_case(c: Case, v: Values) -> tuple[Any, ...]:
    at = v.instant
    return (
        *(c.id, c.tenant, c.definition_id, c.deployment_id, c.process_id, c.business_key, c.site, c.status.value),
        *(c.version, c.state, c.state_format, c.checksum, c.history_seq, c.history_head),
        *(at(c.created_at), at(c.updated_at), at(c.ended_at), c.before_suspension),
        *(*listed_row(c.listed), c.listed.digest),
    )


#: What a step changes in the row of its case, and how the rest is told apart.
MOVED = (
    *("status", "version", "state", "state_format", "checksum", "history_seq", "history_head"),
    *("updated_at", "ended_at"),
)
unmoved = attrgetter(
    *("definition_id", "deployment_id", "process_id", "business_key", "site", "before_suspension", "listed")
)


def moved(c: Case, v: Values) -> tuple[Any, ...]:
    """Key (id, tenant) and the columns of `MOVED`."""
    return (
        *(c.id, c.tenant, c.status.value, c.version, c.state, c.state_format, c.checksum, c.history_seq),
        *(c.history_head, v.instant(c.updated_at), v.instant(c.ended_at)),
    )


def _decode_case(r: Row, v: Values) -> Case:
    at = v.to_instant
    return made(
        Case,
        *(*r[:7], CaseStatus(r[7]), r[8], bytes(r[9]), r[10], bytes(r[11]), r[12], bytes(r[13])),
        *(at(r[14]), at(r[15]), at(r[16]), r[17], made(Listed, *r[18:23], r[24])),
    )


def _encode_task(t: Task, v: Values) -> tuple[Any, ...]:
    at = v.instant
    return (
        *(t.case_id, t.activation, t.tenant, t.element_id, t.name, t.form_id, t.assignee, v.names(t.groups)),
        *(v.names(t.users), t.priority, at(t.due_at), at(t.follow_up_at), t.site, int(t.state), at(t.created_at)),
        *(t.business_key, t.process_id, t.version, at(t.ended_at), t.ended_by, t.follow_up_note),
        *listed_row(t.listed),
    )


def _decode_task(r: Row, v: Values) -> Task:
    at = v.to_instant
    return made(
        Task,
        *(*r[:7], v.to_names(r[7]), v.to_names(r[8]), r[9], at(r[10]), at(r[11]), r[12], TaskState(r[13])),
        *(at(r[14]), r[15], r[16], r[17], at(r[18]), r[19], r[20], made(Listed, *r[21:26])),
    )


def _encode_job(j: Job, v: Values) -> tuple[Any, ...]:
    return (
        *(j.case_id, j.activation, j.kind, j.tenant, j.queue, j.type, j.element_id, int(j.state), v.instant(j.run_at)),
        *(j.max_attempts, j.key, dumps(j.payload), j.attempts, int(j.phase), j.fence, v.instant(j.lease_until)),
        *(j.worker, j.last_error, j.business_key),
    )


def _decode_job(r: Row, v: Values) -> Job:
    return made(
        Job,
        *(*r[:7], JobState(r[7]), v.to_instant(r[8]), r[9], r[10], v.to_payload(r[11]), r[12], JobPhase(r[13])),
        *(r[14], v.to_instant(r[15]), r[16], r[17], r[18]),
    )


def _encode_timer(t: Timer, v: Values) -> tuple[Any, ...]:
    key = (t.case_id, t.activation, t.element_id, t.cycle)
    return (*key, t.tenant, v.instant(t.fire_at), t.tz, t.spec, int(t.state))


def _decode_timer(r: Row, v: Values) -> Timer:
    return made(Timer, *(*r[:5], v.to_instant(r[5]), r[6], r[7], TimerState(r[8])))


def _encode_subscription(s: Subscription, v: Values) -> tuple[Any, ...]:
    return (s.case_id, s.activation, s.element_id, s.tenant, s.kind, s.name, s.key, v.instant(s.created_at))


def _decode_subscription(r: Row, v: Values) -> Subscription:
    return made(Subscription, *r[:7], v.to_instant(r[7]))


def _encode_message(m: InboundMessage, v: Values) -> tuple[Any, ...]:
    return (
        *(m.tenant, m.source, m.message_id, m.name, m.key, dumps(m.payload), m.body_sha256, v.instant(m.received_at)),
        *(v.instant(m.expires_at), int(m.state), m.sequence, m.consumed_by),
    )


def _decode_message(r: Row, v: Values) -> InboundMessage:
    return made(
        InboundMessage,
        *(*r[:5], v.to_payload(r[5]), bytes(r[6]), v.to_instant(r[7]), v.to_instant(r[8]), MessageState(r[9])),
        id=r[12],
        sequence=r[10],
        consumed_by=r[11],
    )


def _encode_incident(i: Incident, v: Values) -> tuple[Any, ...]:
    at = (v.instant(i.opened_at), v.instant(i.resolved_at))
    return (i.case_id, i.activation, i.tenant, i.element_id, i.code, i.message, *at)


def _decode_incident(r: Row, v: Values) -> Incident:
    return made(Incident, *r[:6], v.to_instant(r[6]), v.to_instant(r[7]))


def _encode_draft(d: Draft, v: Values) -> tuple[Any, ...]:
    return (d.case_id, d.activation, d.tenant, d.person, dumps(d.answers), v.instant(d.saved_at))


def _decode_draft(r: Row, v: Values) -> Draft:
    return made(Draft, *r[:4], v.to_payload(r[4]), v.to_instant(r[5]))


def _encode_history(h: HistoryLine, v: Values) -> tuple[Any, ...]:
    return (
        *(h.case_id, h.tenant, h.seq, v.instant(h.at), h.actor, h.event, h.element_id, h.activation, h.outcome),
        *(v.instant(h.started_at), dumps(h.detail) if h.detail else "{}", h.hash),
    )


def _decode_history(r: Row, v: Values) -> HistoryLine:
    detail = v.to_payload(r[10])
    shut = detail.parts() if isinstance(detail, Sealed) else ()
    at = v.to_instant
    return made(
        HistoryLine,
        *(*r[:3], at(r[3]), *r[4:9], at(r[9]), detail, bytes(r[11])),
        commitment=shut[0] if len(shut) == 2 else b"",
    )


def _encode_definition(d: Definition, _: Values) -> tuple[Any, ...]:
    return (d.id, d.tenant, d.process_id, d.version, d.deployment_id, d.name, d.hash)


def _encode_start(s: StartSubscription, _: Values) -> tuple[Any, ...]:
    return (s.tenant, s.definition_id, s.process_id, s.element_id, s.kind, s.name, s.spec)


# The id of a message comes from the database: written rows have every column but that, read rows have it last.
_MESSAGE = tuple(column for column in _columns("inbound_message") if column != "id")

CASE = Mapper("case_instance", _columns("case_instance"), _encode_case, _decode_case)
TASK = Mapper("task", _columns("task"), _encode_task, _decode_task)
JOB = Mapper("job", _columns("job"), _encode_job, _decode_job)
TIMER = Mapper("timer", _columns("timer"), _encode_timer, _decode_timer)
SUBSCRIPTION = Mapper("subscription", _columns("subscription"), _encode_subscription, _decode_subscription)
MESSAGE_IN = Mapper("inbound_message", _MESSAGE, _encode_message, _decode_message)
MESSAGE = Mapper("inbound_message", (*_MESSAGE, "id"), _encode_message, _decode_message)
INCIDENT = Mapper("incident", _columns("incident"), _encode_incident, _decode_incident)
DRAFT = Mapper("draft", _columns("draft"), _encode_draft, _decode_draft)
HISTORY = Mapper("history", _columns("history"), _encode_history, _decode_history)
DEFINITION = Mapper("definition", _columns("definition"), _encode_definition, lambda r, _: Definition(*r))
START = Mapper("start_subscription", _columns("start_subscription"), _encode_start, lambda r, _: StartSubscription(*r))
