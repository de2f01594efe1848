"""Handles many reports of workers in one unit of work: one commit instead of many, and one by one where that fails."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from .. import commands as c
from .. import failpoints
from ..errors import EngineError
from ..ports import UnitOfWork
from .work import House

#: What may share a unit of work: it is about a case that exists, and nobody waits for its answer.
SHARED = (c.CompleteJob, c.ThrowJobError, c.FailJob, c.FireTimer, c.ContinueCase)
#: Reports that close a job under its fence.
_CLOSING = (c.CompleteJob, c.ThrowJobError)
#: More would hold the locks of their cases for too long; as many as a worker reports together (`workers.batches.MOST`).
MOST = 150

Handler = Callable[[House, UnitOfWork, Any], Any]


def handle_all(
    share: Callable[[Sequence[c.Command]], list[Any]], handle: Callable[[c.Command], Any], commands: Sequence[c.Command]
) -> list[Any]:
    """What each command answers, or the EngineError that it raises, in their order; see `Engine.handle_all`."""
    found: list[Any] = []
    for start in range(0, len(commands), MOST):
        part = commands[start : start + MOST]
        if len(part) > 1 and all(isinstance(one, SHARED) and one.request_key is None for one in part):
            try:
                found += share(part)
                continue
            except EngineError:
                pass  # nothing was written: each by itself, and only those that cannot be are told why
        found += [_alone(handle, one) for one in part]
    return found


def shared(house: House, handlers: Mapping[type[c.Command], Handler], commands: Sequence[c.Command]) -> list[Any]:
    """What each of these commands answers, all in one unit of work. Errors: those of any of them."""
    cases = sorted({(one.tenant, case_of(one)) for one in commands})
    closing = [found for one in commands if (found := _closed_by(one)) is not None]
    with house.store.unit_of_work() as work:
        work.lock_cases(cases, closing)
        done = [handlers[type(one)](house, work, one) for one in commands]
        for one in commands:
            failpoints.passing(one, "before_commit")
        work.commit()
        for one in commands:
            failpoints.passing(one, "after_commit")
        return done


def _closed_by(command: c.Command) -> tuple[str, int] | None:
    """The job (id, fence) that a command closes."""
    if isinstance(command, _CLOSING):
        return command.job_id, command.fence
    if isinstance(command, c.ContinueCase) and command.fence is not None:
        return f"{command.case_id}.{command.activation}.continue", command.fence
    return None


def _alone(handle: Callable[[c.Command], Any], command: c.Command) -> Any:
    try:
        return handle(command)
    except EngineError as error:
        return error


def case_of(command: c.Command) -> str:
    """The id of the case that a command names; "" when it names none."""
    for name in ("case_id", "task_id", "job_id"):
        value = getattr(command, name, None)
        if value:
            return str(value).split(".")[0]
    return ""
