"""Incidents: try again, or go on as if it had worked."""

from __future__ import annotations

from .. import commands as c
from ..errors import Conflict, NotFound
from ..kernel.values import checked
from ..ports import UnitOfWork
from . import afterwards
from .results import Done
from .work import GIVEN, House, Opened, given, open_case, require_moving


def _require_incident(work: UnitOfWork, entered: Opened, number: int) -> None:
    """Most incidents are in the state; that of a job which the sweep gave up is a row only."""
    known = entered.run.is_stuck(number)
    if not known and all(incident.activation != number for incident in work.open_incidents(entered.case.id)):
        raise Conflict(f"activation {number} has no open incident")


def retry(house: House, work: UnitOfWork, command: c.RetryIncident) -> Done:
    """Try a stuck activation again; a job that gave up gets fresh attempts under its old key."""
    entered = open_case(house, work, command, command.case_id, ended_ok=True)
    require_moving(entered.case)
    _require_incident(work, entered, command.activation)
    if not entered.case.status.open:
        return afterwards.retry(house, work, command, entered.case)
    phase = entered.run.retry(command.activation)
    if phase == "job" and not work.reopen_job(command.case_id, command.activation, house.clock.now()):
        raise NotFound(f"activation {command.activation} has no job to try again")
    return entered.save(command, {"activation": command.activation})


def resolve(house: House, work: UnitOfWork, command: c.ResolveIncident) -> Done:
    """Go on from a stuck activation with the given variables."""
    entered = open_case(house, work, command, command.case_id, ended_ok=True)
    require_moving(entered.case)
    _require_incident(work, entered, command.activation)
    if not entered.case.status.open:
        return afterwards.resolve(house, work, command, entered.case)
    variables = checked(command.variables)
    entered.run.resolve(command.activation, variables)
    detail = {"activation": command.activation, "reason": command.reason}
    return entered.save(command, {**detail, GIVEN: given(variables)})
