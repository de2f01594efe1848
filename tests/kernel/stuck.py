"""The activation that is stuck, and what people do about it, for the stories about incidents."""

from __future__ import annotations

from engine import commands as c
from tests.kernel.office import Office


def stuck(office: Office) -> int:
    """The one activation with an incident."""
    (number,) = (activation.id for activation in office.state().live.values() if "stuck" in activation.x)
    return number


def sets(office: Office, **variables: object) -> None:
    office.engine.handle(c.SetVariables(case_id=office.case_id, variables=variables))


def retries(office: Office) -> None:
    office.engine.handle(c.RetryIncident(case_id=office.case_id, activation=stuck(office)))


def resolves(office: Office, **variables: object) -> None:
    office.engine.handle(
        c.ResolveIncident(case_id=office.case_id, activation=stuck(office), reason="seen", variables=variables)
    )


def gives_up(office: Office, element_id: str) -> None:
    job = office.takes(element_id)
    office.engine.handle(c.FailJob(job_id=job.id, fence=job.fence or 0, reason="no answer"))
