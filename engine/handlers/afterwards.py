"""What happens to a case that has ended: a message or signal that it threw gave up on its way, and a person decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from .. import commands as c
from ..errors import NotFound
from ..model import Case, Changes, Incident, Job
from ..ports import UnitOfWork
from . import chain
from .results import Done
from .work import House


def open_incident(house: House, work: UnitOfWork, command: c.FailJob, case: Case, job: Job) -> Done:
    """Ask a person to look: nothing that was thrown is lost in silence because its case is over."""
    incident = Incident(
        case_id=case.id,
        activation=job.activation,
        tenant=case.tenant,
        element_id=job.element_id,
        code=command.code,
        message=command.reason[:2000],
        opened_at=house.clock.now(),
    )
    detail = {"job": job.type, "element": job.element_id, "code": command.code}
    return _noted(house, work, command, case, detail, Changes(incidents=(incident,)))


def retry(house: House, work: UnitOfWork, command: c.RetryIncident, case: Case) -> Done:
    """Send it on its way again, with fresh attempts under its old key."""
    if not work.reopen_job(case.id, command.activation, house.clock.now()):
        raise NotFound(f"activation {command.activation} has no job to try again")
    return _closed(house, work, command, case, command.activation, {})


def resolve(house: House, work: UnitOfWork, command: c.ResolveIncident, case: Case) -> Done:
    """Leave it as it is: a person has seen to it in another way."""
    return _closed(house, work, command, case, command.activation, {"reason": command.reason})


def _closed(
    house: House, work: UnitOfWork, command: c.Command, case: Case, activation: int, detail: Mapping[str, Any]
) -> Done:
    told = {"activation": activation, **detail}
    return _noted(house, work, command, case, told, Changes(closed_incidents=(activation,)))


def _noted(
    house: House, work: UnitOfWork, command: c.Command, case: Case, detail: Mapping[str, Any], changes: Changes
) -> Done:
    """A line of history and a version more; the case stays ended as it was."""
    now = house.clock.now()
    after = replace(case, version=case.version + 1, updated_at=now)
    key = work.history_key(case.tenant, case.id)
    row, history = chain.append(after, command.actor, type(command).__name__, detail, now, key)
    work.save_case(row, replace(changes, history=history))
    return Done(row.id, row.version, row.status)
