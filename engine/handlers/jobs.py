"""Jobs: results, refusals and failures that workers report under the fence of their lease."""

from __future__ import annotations

from .. import commands as c
from ..errors import NotFound
from ..kernel.values import checked
from ..model import CaseStatus, JobState
from ..ports import UnitOfWork
from . import afterwards
from .results import Done
from .work import GIVEN, House, given, opened


def _parts(job_id: str) -> tuple[str, int]:
    case_id, _, rest = job_id.partition(".")
    number = rest.partition(".")[0]
    if not number.isdigit():
        raise NotFound(f"no job {job_id[:80]}")
    return case_id, int(number)


def complete(house: House, work: UnitOfWork, command: c.CompleteJob) -> Done:
    """A job is done: close it under its fence, hand the result to the case and go on."""
    case_id, number = _parts(command.job_id)
    case = work.lock_case(command.tenant, case_id)
    job = work.finish_job(command.job_id, command.fence)
    if job.kind != "service" or not case.status.open:
        return Done(case.id, case.version, case.status)
    entered = opened(house, work, command, case)
    result = checked(command.variables)
    if case.status is CaseStatus.SUSPENDED:
        entered.run.hold("complete_job", number, result)
    else:
        entered.run.complete_job(number, result)
    return entered.save(
        command, {"job": job.type, "element": job.element_id, "attempt": job.attempts, GIVEN: given(result)}
    )


def throw_error(house: House, work: UnitOfWork, command: c.ThrowJobError) -> Done:
    """The agency said no: a BPMN error at the service task, with its code and message for the mappings."""
    case_id, number = _parts(command.job_id)
    case = work.lock_case(command.tenant, case_id)
    job = work.finish_job(command.job_id, command.fence)
    entered = opened(house, work, command, case)
    variables = {**checked(command.variables), "errorMessage": command.message}
    if case.status is CaseStatus.SUSPENDED:
        entered.run.hold("throw_error", number, command.error_code, variables)
    else:
        entered.run.throw_error(number, command.error_code, variables)
    detail = {"job": job.type, "element": job.element_id, "error": command.error_code}
    return entered.save(command, {**detail, GIVEN: given(variables)})


def fail(house: House, work: UnitOfWork, command: c.FailJob) -> Done:
    """The job did not work: give it back for later, or open an incident when there is no later."""
    case_id, number = _parts(command.job_id)
    case = work.lock_case(command.tenant, case_id)
    job = work.release_job(
        command.job_id,
        command.fence,
        reason=command.reason,
        retry_at=command.retry_at,
        burn_attempt=command.burn_attempt,
    )
    if job.state is not JobState.INCIDENT:
        return Done(case.id, case.version, case.status)
    if not case.status.open:
        return afterwards.open_incident(house, work, command, case, job)
    entered = opened(house, work, command, case)
    entered.run.fail(number, job.element_id, command.code, command.reason)
    return entered.save(command, {"job": job.type, "element": job.element_id, "code": command.code})
