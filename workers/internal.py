"""Jobs that the engine leaves for itself: a message or signal thrown to other cases, and cases that go on later."""

from __future__ import annotations

from collections.abc import Sequence

from engine.commands import BroadcastSignal, Command, CompleteJob, ContinueCase, DeliverMessage
from engine.model import Job

#: Kinds of job that no connector serves.
INTERNAL = frozenset({"message", "signal", "continue"})


def commands(job: Job) -> Sequence[Command]:
    """What to hand to the engine, in order; each is harmless when it is repeated after a crash in between.

    A message is unique by the job's key, a signal by its request key; the job itself is closed last.
    """
    fence = job.fence or 0
    if job.kind == "continue":
        return (ContinueCase(tenant=job.tenant, case_id=job.case_id, activation=job.activation, fence=fence),)
    done = CompleteJob(tenant=job.tenant, job_id=job.id, fence=fence)
    payload = job.payload
    if job.kind == "message":
        message = DeliverMessage(
            tenant=job.tenant,
            source=payload.get("source") or "engine",
            message_id=payload.get("message_id") or job.key,
            name=payload["name"],
            key=payload.get("key") or "",
            payload=payload.get("payload") or {},
        )
        return (message, done)
    signal = BroadcastSignal(
        tenant=job.tenant,
        name=payload["name"],
        payload=payload.get("payload") or {},
        origin=payload.get("origin"),
        request_key=f"signal-{job.key}",
    )
    return (signal, done)
