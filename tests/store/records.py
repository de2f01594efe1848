"""Cases, tasks and jobs with sensible defaults for the stories about the store."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from engine.model import (
    Case,
    CaseStatus,
    Changes,
    Deployment,
    HistoryLine,
    InboundMessage,
    Incident,
    Job,
    JobState,
    MessageState,
    StartSubscription,
    Subscription,
    Task,
    TaskState,
    Timer,
)
from store import SqlStore
from store.tables import metadata

NOON = datetime(2026, 3, 2, 12, 0, 0, 123456, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def deployment(name: str = "akzess", tenant: int = 1, content: bytes = b"<bpmn/>") -> Deployment:
    return Deployment(
        id=0,
        tenant=tenant,
        hash=sha256(name.encode() + content).hexdigest(),
        resources={f"{name}.bpmn": content, "zoll/fee.dmn": b"<dmn/>"},
        compiled=b"compiled",
        deployed_at=NOON,
        deployed_by="admin",
    )


def deployed(store: Any, name: str = "akzess", tenant: int = 1, content: bytes = b"<bpmn/>") -> int:
    """The id of a definition of a fresh or known deployment."""
    with store.unit_of_work() as unit:
        bundle = deployment(name, tenant, content)
        known = unit.deployment_by_hash(tenant, bundle.hash)
        if known is not None:
            return int(unit.definitions_of(known.id)[0].id)
        made = unit.add_deployment(bundle, [(name, f"Process {name}")], [])
        unit.commit()
        return int(made[0].id)


def case(case_id: str = "c1", definition_id: int = 1, **other: Any) -> Case:
    fields: dict[str, Any] = {
        "id": case_id,
        "tenant": 1,
        "definition_id": definition_id,
        "deployment_id": 1,
        "process_id": "akzess",
        "business_key": f"AKZ-{case_id}",
        "site": "DD",
        "status": CaseStatus.RUNNING,
        "version": 1,
        "state": b"state-1",
        "state_format": 1,
        "checksum": sha256(b"state-1").digest(),
        "history_seq": 0,
        "history_head": b"",
        "created_at": NOON,
        "updated_at": NOON,
    }
    return Case(**(fields | other))


def later(before: Case, **other: Any) -> Case:
    """The same case one version on."""
    fields: dict[str, Any] = {"version": before.version + 1, "updated_at": before.updated_at + MINUTE}
    return replace(before, **(fields | other))


def task(case_id: str = "c1", activation: int = 1, **other: Any) -> Task:
    fields: dict[str, Any] = {
        "case_id": case_id,
        "activation": activation,
        "tenant": 1,
        "element_id": "Check",
        "name": "Vollständigkeit prüfen",
        "form_id": "check",
        "assignee": None,
        "groups": ("akz",),
        "users": (),
        "priority": 50,
        "due_at": NOON + 60 * MINUTE,
        "follow_up_at": None,
        "site": "DD",
        "state": TaskState.OPEN,
        "created_at": NOON,
        "business_key": f"AKZ-{case_id}",
        "process_id": "akzess",
    }
    return Task(**(fields | other))


def job(case_id: str = "c1", activation: int = 2, kind: str = "service", **other: Any) -> Job:
    fields: dict[str, Any] = {
        "case_id": case_id,
        "activation": activation,
        "kind": kind,
        "tenant": 1,
        "queue": "bundesagentur",
        "type": "bundesagentur.request",
        "element_id": "Ask",
        "state": JobState.READY,
        "run_at": NOON,
        "max_attempts": 3,
        "key": f"key-{case_id}-{activation}",
        "payload": {"name": "Ünal"},
    }
    return Job(**(fields | other))


def timer(case_id: str = "c1", activation: int = 3, element_id: str = "Wait", cycle: int = 0, **other: Any) -> Timer:
    fields: dict[str, Any] = {"tenant": 1, "fire_at": NOON + MINUTE, "tz": "Europe/Berlin", "spec": "PT1M"}
    return Timer(case_id, activation, element_id, cycle, **(fields | other))


def subscription(case_id: str = "c1", activation: int = 4, element_id: str = "Answer", **other: Any) -> Subscription:
    fields: dict[str, Any] = {"tenant": 1, "kind": "message", "name": "answer", "key": "K1", "created_at": NOON}
    return Subscription(case_id, activation, element_id, **(fields | other))


def start(process_id: str = "akzess", element_id: str = "Start", **other: Any) -> StartSubscription:
    fields: dict[str, Any] = {"tenant": 1, "definition_id": 0, "kind": "message", "name": "application"}
    return StartSubscription(process_id=process_id, element_id=element_id, **(fields | other))


def line(case_id: str = "c1", seq: int = 1, **other: Any) -> HistoryLine:
    fields: dict[str, Any] = {"tenant": 1, "at": NOON, "actor": "erika", "event": "StartCase", "hash": b"h" * 32}
    return HistoryLine(case_id=case_id, seq=seq, **(fields | other))


def incident(case_id: str = "c1", activation: int = 2, **other: Any) -> Incident:
    fields: dict[str, Any] = {
        "tenant": 1,
        "element_id": "Ask",
        "code": "job-failed",
        "message": "no",
        "opened_at": NOON,
    }
    return Incident(case_id, activation, **(fields | other))


def message(message_id: str = "m1", **other: Any) -> InboundMessage:
    fields: dict[str, Any] = {
        "tenant": 1,
        "source": "bundesagentur",
        "message_id": message_id,
        "name": "answer",
        "key": "K1",
        "payload": {"consent": True},
        "body_sha256": sha256(message_id.encode()).digest(),
        "received_at": NOON,
        "expires_at": NOON + 60 * MINUTE,
        "state": MessageState.BUFFERED,
    }
    return InboundMessage(**(fields | other))


def started(store: Any, case_id: str = "c1", changes: Changes | None = None, **other: Any) -> Case:
    """A committed new case with these changes."""
    made = case(case_id, deployed(store), **other)
    with store.unit_of_work() as unit:
        unit.insert_case(made, changes or Changes())
        unit.commit()
    return made


def in_one_unit(store: Any, work: Callable[[Any], object]) -> None:
    """Do this and commit."""
    with store.unit_of_work() as unit:
        work(unit)
        unit.commit()


#: Names of the tables that hold a row, or whose ids have begun to count.
_USED = " UNION ".join(
    [
        *(f"SELECT '{one}' WHERE EXISTS (SELECT FROM {one})" for one in metadata.tables),
        "SELECT d.refobjid::regclass::text FROM pg_sequences s JOIN pg_depend d ON d.deptype IN ('a', 'i')"
        " AND d.classid = 'pg_class'::regclass AND d.objid = quote_ident(s.sequencename)::regclass"
        " WHERE s.last_value IS NOT NULL",
    ]
)


def emptied(store: SqlStore) -> None:
    """Delete every row; ids count from 1 again. Tables that nobody used are left alone: each would cost a new file."""
    with store.engine.begin() as connection:
        names = ", ".join(connection.exec_driver_sql(_USED).scalars())
        if names:
            connection.exec_driver_sql(f"TRUNCATE {names} RESTART IDENTITY CASCADE")


def plain_url(store: SqlStore) -> str:
    """The address of a store's database, for a connection that is not the store's."""
    return store.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)


def everything() -> Changes:
    """Rows of every kind that hangs on a case, two of most."""
    return Changes(
        tasks=(task(), task(activation=11, assignee="erika", users=("erika", "o'brien"), groups=("akz", "hh,\"'"))),
        jobs=(job(), job(activation=12, kind="continue")),
        timers=(timer(), timer(activation=13, tz="Europe/Berlin", spec="R/P1W", cycle=2)),
        subscriptions=(subscription(), subscription(activation=14, kind="signal", key="")),
        incidents=(incident(), incident(activation=15)),
        history=(line(), line(seq=2, event="element", element_id="Check", started_at=NOON)),
    )
