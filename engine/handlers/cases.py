"""Cases: start, cancel, suspend, resume, set variables, move tokens, go on with a long step."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from .. import commands as c
from ..errors import Conflict, Invalid
from ..kernel.case_run import CaseRun
from ..kernel.values import checked, named
from ..model import Case, CaseStatus, Definition
from ..ports import UnitOfWork
from .results import Done, Started
from .work import GIVEN, House, Opened, given, open_case, require_moving


def start(house: House, work: UnitOfWork, command: c.StartCase) -> Started:
    """Start a case of the newest or the given version."""
    definition = work.definition(command.tenant, command.process_id, command.version)
    return begin(house, work, command, definition, start_event=command.start_event, payload={})


def begin(
    house: House,
    work: UnitOfWork,
    command: c.Command,
    definition: Definition,
    *,
    start_event: str | None,
    payload: Any,
) -> Started:
    """Insert a new case of a definition and move it to its first wait states."""
    now = house.clock.now()
    variables = named(getattr(command, "variables", {}))
    told = payload if isinstance(payload, dict) else {}
    site = getattr(command, "site", "") or _text(variables, "site") or _text(told, "site")
    business_key = getattr(command, "business_key", None)
    if not business_key:
        series = f"AKZ-{site}-{now.astimezone(ZoneInfo('Europe/Berlin')).year}" if site else "AKZ"
        business_key = f"{series}-{work.next_number(command.tenant, series):06d}"
    case = Case(
        id=house.ids.case_id(now),
        tenant=command.tenant,
        definition_id=definition.id,
        deployment_id=definition.deployment_id,
        process_id=definition.process_id,
        business_key=business_key,
        site=site,
        status=CaseStatus.RUNNING,
        version=0,
        state=b"",
        state_format=0,
        checksum=b"",
        history_seq=0,
        history_head=b"",
        created_at=now,
        updated_at=now,
    )
    library = house.library(work, definition.deployment_id)
    process = library.bundle.processes[definition.process_id]
    if start_event is not None and start_event not in library.bundle.starts_of(process):
        raise Invalid(f"{definition.process_id} has no start event {start_event}")
    if start_event is None and not process.root.starts and library.bundle.starts_of(process):
        raise Invalid(f"{definition.process_id} begins by {', '.join(sorted(library.bundle.starts_of(process)))}")
    run = CaseRun(library, case, now, house.ids.key)
    content = checked(payload)
    run.start(variables, start_event, content)
    detail: dict[str, Any] = {
        "process": definition.process_id,
        "version": definition.version,
        "businessKey": business_key,
        GIVEN: given(variables or content),
    }
    if start_event is not None:
        detail["start"] = start_event
    done = Opened(house, work, case, run, new=True).save(command, detail)
    return Started(case.id, business_key, done.version, done.status)


def _text(variables: Any, name: str) -> str:
    value = variables.get(name)
    if isinstance(value, dict):
        value = value.get("code")
    return value if isinstance(value, str) and len(value) <= 20 else ""


def cancel(house: House, work: UnitOfWork, command: c.CancelCase) -> Done:
    """End a case by hand."""
    entered = open_case(house, work, command, command.case_id)
    entered.run.cancel()
    return entered.save(command, {"reason": command.reason})


def suspend(house: House, work: UnitOfWork, command: c.SuspendCase) -> Done:
    """Stop a case; what comes in meanwhile is held."""
    entered = open_case(house, work, command, command.case_id)
    require_moving(entered.case)
    before = entered.case.status.value
    entered.run.case = replace(entered.run.case, status=CaseStatus.SUSPENDED, before_suspension=before)
    return entered.save(command, {"reason": command.reason})


def resume(house: House, work: UnitOfWork, command: c.ResumeCase) -> Done:
    """Let a suspended case go on, with what came in meanwhile first."""
    entered = open_case(house, work, command, command.case_id)
    if entered.case.status is not CaseStatus.SUSPENDED:
        raise Conflict("the case is not suspended")
    entered.run.case = replace(entered.run.case, status=CaseStatus.RUNNING, before_suspension=None)
    entered.run.release()
    entered.take_up(entered.run.message_waits())
    return entered.save(command, {})


def set_variables(house: House, work: UnitOfWork, command: c.SetVariables) -> Done:
    """Change variables by hand."""
    entered = open_case(house, work, command, command.case_id)
    require_moving(entered.case)
    variables = named(command.variables)
    entered.run.set_variables(variables)
    detail = {"names": sorted(command.variables), "reason": command.reason}
    return entered.save(command, {**detail, GIVEN: given(variables)})


def modify(house: House, work: UnitOfWork, command: c.ModifyCase) -> Done:
    """Move tokens by hand."""
    entered = open_case(house, work, command, command.case_id)
    require_moving(entered.case)
    variables = named(command.variables)
    entered.run.modify(command.cancel, command.start, variables)
    detail = {"cancel": list(command.cancel), "start": list(command.start), "reason": command.reason}
    return entered.save(command, {**detail, GIVEN: given(variables)})


def go_on(house: House, work: UnitOfWork, command: c.ContinueCase) -> Done:
    """Go on with a step that had used up its budget."""
    entered = open_case(house, work, command, command.case_id)
    if command.fence is not None:
        work.finish_job(f"{command.case_id}.{command.activation}.continue", command.fence)
    if entered.case.status is CaseStatus.SUSPENDED:
        return Done(entered.case.id, entered.case.version, entered.case.status)
    entered.run.go_on()
    entered.take_up(entered.run.message_waits())  # the step may have ended because there were too many messages
    return entered.save(command, {})
