"""Reports of many jobs in one unit of work: all of them, and never one for another — on every store."""

from __future__ import annotations

from typing import Any

from engine import commands as c
from engine.errors import StaleLease
from engine.model import CaseStatus
from tests.kernel.diagrams import end, flows, process, service, start
from tests.kernel.office import Office

ONE_JOB = process(start(), service("s"), end(), flows("start -> s -> end"))


def leased(office: Office, count: int) -> list[c.CompleteJob]:
    """So many cases, each with a leased job, and the report on it."""
    office.deploy(ONE_JOB)
    for _ in range(count):
        office.starts()
    jobs = office.store.claim_jobs(queues=["desk"], limit=count, now=office.clock.now(), lease_seconds=60, worker="w")
    return [c.CompleteJob(job_id=job.id, fence=job.fence or 0, variables={}) for job in jobs]


def statuses(office: Office, reports: list[c.CompleteJob]) -> set[Any]:
    return {office.case(report.job_id.split(".")[0]).status for report in reports}


def test_reports_of_many_cases_are_taken_together(office: Office) -> None:
    reports = leased(office, 5)
    answers = office.engine.handle_all(list(reversed(reports)))
    assert [answer.case_id for answer in answers] == [report.job_id.split(".")[0] for report in reversed(reports)]
    assert statuses(office, reports) == {CaseStatus.COMPLETED}


def test_a_stale_report_among_fresh_ones_costs_them_nothing(office: Office) -> None:
    reports = leased(office, 4)
    stale = c.CompleteJob(job_id=reports[1].job_id, fence=reports[1].fence + 1_000_000, variables={})
    answers = office.engine.handle_all([reports[0], stale, *reports[2:]])
    assert [isinstance(answer, StaleLease) for answer in answers] == [False, True, False, False]
    assert statuses(office, [reports[0], *reports[2:]]) == {CaseStatus.COMPLETED}
    assert statuses(office, [reports[1]]) == {CaseStatus.RUNNING}


def test_two_reports_on_one_case_follow_each_other(office: Office) -> None:
    fork = process(
        start(), service("s"), service("t"), end(), flows("start -> s", "start -> t", "s -> end", "t -> end")
    )
    office.deploy(fork)
    case_id = office.starts()
    jobs = office.store.claim_jobs(queues=["desk"], limit=2, now=office.clock.now(), lease_seconds=60, worker="w")
    office.engine.handle_all([c.CompleteJob(job_id=job.id, fence=job.fence or 0, variables={}) for job in jobs])
    assert office.case(case_id).status is CaseStatus.COMPLETED
    assert office.engine.verify_history(case_id).ok


def test_what_somebody_waits_for_has_a_unit_of_work_of_its_own(office: Office) -> None:
    reports = leased(office, 1)
    missing = c.ClaimTask(task_id=f"{reports[0].job_id.split('.')[0]}.99")
    answers = office.engine.handle_all([missing, *reports])
    assert statuses(office, reports) == {CaseStatus.COMPLETED}
    assert answers[0].code == "not-found"
