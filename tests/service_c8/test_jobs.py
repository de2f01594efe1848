"""Leases and fences as external workers meet them over plain HTTP, and the border to the platform's own workers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from engine.commands import CompleteJob
from engine.model import CaseStatus, JobState
from service.orchestration import keys
from workers.agencies import Agencies
from workers.loop import Worker
from workers.sweeper import Sweeper

from .conftest import Platform
from .diagrams import CHARGE, WORK

REPORTS: list[tuple[str, dict[str, Any]]] = [
    ("completion", {"variables": {"late": True}}),
    ("failure", {"retries": 3, "errorMessage": "late"}),
    ("failure", {"retries": 0, "errorMessage": "late"}),
    ("error", {"errorCode": "LATE"}),
]


def lose(platform: Platform) -> None:
    """The lease runs out, the sweeper gives the job back, its pause passes."""
    platform.clock.ahead += timedelta(seconds=61)
    Sweeper(platform.store, platform.clock).sweep()
    platform.clock.ahead += timedelta(hours=2)


def job_row(platform: Platform) -> Any:
    case = platform.store.read().cases(1, limit=1).items[0]
    with platform.store.unit_of_work() as work:
        (found,) = work.jobs_of(case.id)
        return found


@pytest.mark.parametrize(("report", "body"), REPORTS)
def test_whoever_lost_the_lease_to_another_worker_changes_nothing(
    platform: Platform, report: str, body: dict[str, Any]
) -> None:
    platform.deploys(p=WORK)
    platform.starts()
    slow = platform.take(worker="slow")
    lose(platform)
    fast = platform.take(worker="fast")
    before = job_row(platform)
    answer = platform.post(f"/jobs/{slow['jobKey']}/{report}", body, who="till")
    assert (answer.status_code, answer.json()["title"]) == (404, "NOT_FOUND")
    assert job_row(platform) == before
    assert platform.post(f"/jobs/{fast['jobKey']}/completion", {}, who="till").status_code == 204
    assert platform.status() is CaseStatus.COMPLETED


@pytest.mark.parametrize(("report", "body"), REPORTS)
def test_whoever_lost_the_lease_to_nobody_yet_changes_nothing(
    platform: Platform, report: str, body: dict[str, Any]
) -> None:
    platform.deploys(p=WORK)
    platform.starts()
    slow = platform.take()
    lose(platform)
    before = job_row(platform)
    answer = platform.post(f"/jobs/{slow['jobKey']}/{report}", body, who="till")
    assert (answer.status_code, answer.json()["title"]) == (409, "INVALID_STATE")
    assert job_row(platform) == before


def test_the_token_of_another_lease_is_refused(platform: Platform) -> None:
    platform.deploys(p=WORK)
    platform.starts()
    job = platform.take(withLease=True)
    body = {"jobLeaseToken": str(int(job["jobLeaseToken"]) + 1)}
    assert platform.post(f"/jobs/{job['jobKey']}/completion", body, who="till").status_code == 409
    body = {"jobLeaseToken": job["jobLeaseToken"]}
    assert platform.post(f"/jobs/{job['jobKey']}/completion", body, who="till").status_code == 204


def test_a_report_that_comes_twice_counts_once(platform: Platform) -> None:
    platform.deploys(p=WORK)
    platform.starts()
    job = platform.take()
    answers = [platform.post(f"/jobs/{job['jobKey']}/completion", {}, who="till").status_code for _ in range(2)]
    assert answers == [204, 404]


def test_the_element_keeps_its_key_over_all_leases_of_its_job(platform: Platform) -> None:
    platform.deploys(p=WORK)
    platform.starts()
    first = platform.take()
    lose(platform)
    second = platform.take()
    assert first["elementInstanceKey"] == second["elementInstanceKey"]
    assert first["jobKey"] != second["jobKey"]


def test_more_time_keeps_the_lease(platform: Platform) -> None:
    platform.deploys(p=WORK)
    platform.starts()
    job = platform.take()
    assert platform.call("PATCH", f"/jobs/{job['jobKey']}", {"changeset": {"timeout": 7_200_000}}).status_code == 204
    lose(platform)
    assert platform.takes() == []
    assert platform.post(f"/jobs/{job['jobKey']}/completion", {}, who="till").status_code == 204


def test_a_job_whose_workers_all_died_becomes_an_incident(platform: Platform) -> None:
    platform.deploys(p=WORK)
    instance = platform.starts()
    (waiting,) = platform.finds("jobs", processInstanceKey=instance)
    changes = {"changeset": {"retries": 2}}
    assert platform.call("PATCH", f"/jobs/{waiting['jobKey']}", changes).status_code == 204
    for _ in range(2):
        assert len(platform.takes()) == 1
        lose(platform)
    assert platform.takes() == []
    (incident,) = platform.finds("incidents", processInstanceKey=instance)
    assert incident["errorMessage"] == "no answer within the lease, 2 times"


def test_a_request_waits_for_a_job_that_comes_meanwhile(platform: Platform) -> None:
    platform.deploys(p=WORK)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(platform.takes, requestTimeout=20_000)
        platform.starts()
        assert len(waiting.result(timeout=25)) == 1


def test_two_workers_never_get_the_same_job(platform: Platform) -> None:
    platform.deploys(p=WORK)
    for _ in range(12):
        platform.starts()
    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(platform.takes, maxJobsToActivate=3) for _ in range(8)]
        found = [job["elementInstanceKey"] + job["processInstanceKey"] for one in asked for job in one.result()]
    assert (len(found), len(set(found))) == (12, 12)


def test_types_are_told_apart_within_their_queue(platform: Platform) -> None:
    platform.deploys(p=CHARGE)
    platform.starts(amount=1)
    assert platform.takes("till.refund") == []
    assert platform.takes("till") == []
    assert len(platform.takes("till.charge")) == 1


def test_external_workers_get_no_job_of_a_connector(platform: Platform) -> None:
    platform.deploys(p=WORK.replace(b"desk.work", b"bundesagentur.request"))
    instance = platform.starts()
    body = {"type": "bundesagentur.request", "timeout": 1_000, "maxJobsToActivate": 1, "requestTimeout": -1}
    for job_type in ("bundesagentur.request", "engine", "engine.message"):
        assert platform.post("/jobs/activation", body | {"type": job_type}, who="till").status_code == 403
    assert platform.finds("jobs", processInstanceKey=instance) == []
    claimed = platform.store.claim_jobs(
        queues=["bundesagentur"], limit=1, now=platform.clock.now(), lease_seconds=60, worker="ours"
    )
    answer = platform.post(f"/jobs/{keys.of_job(claimed[0])}/completion", {}, who="till")
    assert answer.status_code == 404
    assert job_row(platform).state is JobState.LEASED


def test_workers_of_the_platform_get_no_job_of_external_workers(platform: Platform) -> None:
    platform.deploys(p=WORK)
    platform.starts()
    Worker(platform.engine, platform.store, Agencies([]), platform.clock).run_once()
    assert job_row(platform).state is JobState.READY
    assert len(platform.takes()) == 1


def test_a_job_that_was_done_by_other_means_is_gone(platform: Platform) -> None:
    platform.deploys(p=WORK)
    platform.starts()
    job = platform.take()
    row = job_row(platform)
    platform.engine.handle(CompleteJob(job_id=row.id, fence=row.fence))
    assert platform.post(f"/jobs/{job['jobKey']}/completion", {}, who="till").status_code == 404
