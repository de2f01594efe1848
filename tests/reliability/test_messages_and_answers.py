"""Messages that match nothing or much, answers that come late (K7, K10, K26): recorded, never lost, never a crash."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import commands as c
from engine.errors import StaleLease
from engine.model import CaseStatus
from tests.kernel.diagrams import element, end, flows, message, on_message, process, service, start
from tests.kernel.office import Office

WAITS = process(
    start(),
    element("intermediateCatchEvent", "answer", on_message("the answer")),
    end(),
    flows("start -> answer -> end"),
    tops=message("the answer", key="=ref"),
)
ASKS = process(start(), service("ask"), end(), flows("start -> ask -> end"))


def test_k07_a_message_that_nobody_waits_for_ends_on_the_operators_list(office: Office) -> None:
    office.receives("the answer", key="nobody")

    assert office.store.expire_messages(now=office.clock.now() + timedelta(days=29)) == 0
    assert office.store.expire_messages(now=office.clock.now() + timedelta(days=31)) == 1
    assert [row.message_id for row in office.store.read().parked_messages(1).items] == ["m1"]


def test_k07_of_several_cases_that_wait_the_oldest_gets_the_message(office: Office) -> None:
    office.deploy(WAITS)
    older = office.starts(ref="7")
    office.clock.moment += timedelta(seconds=1)
    younger = office.starts(ref="7")

    office.receives("the answer", key="7")

    assert [office.case(case_id).status for case_id in (older, younger)] == [CaseStatus.COMPLETED, CaseStatus.RUNNING]


def test_k10_an_answer_to_a_case_that_was_cancelled_changes_nothing_and_is_kept(office: Office) -> None:
    office.deploy(WAITS)
    case_id = office.starts(ref="7")
    office.engine.handle(c.CancelCase(case_id=case_id, reason="withdrawn"))
    version = office.case(case_id).version

    first = office.receives("the answer", key="7", message_id="late")
    second = office.receives("the answer", key="7", message_id="late")

    assert first == second
    assert (office.case(case_id).status, office.case(case_id).version) == (CaseStatus.CANCELLED, version)
    assert office.store.expire_messages(now=office.clock.now() + timedelta(days=31)) == 1


def test_k26_a_case_cancelled_while_its_agency_thinks_stays_cancelled(office: Office) -> None:
    office.runs(ASKS)
    job = office.takes("ask")
    office.engine.handle(c.CancelCase(case_id=office.case_id, reason="withdrawn"))
    version = office.case().version

    with pytest.raises(StaleLease):
        office.engine.handle(c.CompleteJob(job_id=job.id, fence=job.fence or 0, variables={"r": 1}))

    assert (office.status, office.case().version) == (CaseStatus.CANCELLED, version)
    assert office.store.claim_jobs(queues=None, limit=9, now=office.clock.now(), lease_seconds=60, worker="w") == []
