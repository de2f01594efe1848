"""A client of that API that nobody here wrote (camunda-orchestration-sdk, unchanged) works with the platform."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from camunda_orchestration_sdk import CamundaAsyncClient, CamundaClient, ConsistencyOptions, WorkerConfig
from camunda_orchestration_sdk import models as m
from camunda_orchestration_sdk.errors import ConflictError, NotFoundError
from camunda_orchestration_sdk.runtime.job_worker import JobError, JobFailure
from camunda_orchestration_sdk.semantic_types import (
    ElementId,
    ElementInstanceKey,
    IncidentKey,
    JobKey,
    ProcessDefinitionId,
    ProcessDefinitionKey,
    ProcessInstanceKey,
    UserTaskKey,
)

from engine.model import CaseStatus

from .conftest import Platform
from .diagrams import CHARGE, LETTER, WORK

AT_ONCE = ConsistencyOptions(wait_up_to_ms=0)


@pytest.fixture
def client(platform: Platform) -> Iterator[CamundaClient]:
    with CamundaClient(configuration=platform.settings()) as found:
        yield found


def deploys(client: CamundaClient, folder: Path, content: bytes) -> Any:
    path = folder / "p.bpmn"
    path.write_bytes(content)
    return client.deploy_resources_from_files([path])


def starts(client: CamundaClient, **variables: Any) -> ProcessInstanceKey:
    given = m.ProcessInstanceCreationInstructionBaseVariables.from_dict(variables)
    data = m.ProcessCreationById(process_definition_id=ProcessDefinitionId("p"), variables=given)
    return client.create_process_instance(data=data).process_instance_key


def activates(client: CamundaClient, job_type: str = "desk.work", **more: Any) -> Any:
    data = m.JobActivationRequest(
        type_=job_type, timeout=60_000, max_jobs_to_activate=5, request_timeout=-1, worker="w", **more
    )
    return client.activate_jobs(data=data).jobs


def own(job: Any) -> dict[str, Any]:
    """A job's variables without those that the platform gives to every case."""
    return {k: v for k, v in job.variables.to_dict().items() if k not in ("caseId", "caseRef", "startedAt")}


def instance(client: CamundaClient, key: ProcessInstanceKey) -> Any:
    return client.get_process_instance(process_instance_key=key, consistency=AT_ONCE)


def test_the_client_finds_a_cluster(client: CamundaClient) -> None:
    assert client.get_topology().brokers[0].partitions[0].health == m.PartitionHealth.HEALTHY
    assert client.get_license().valid_license
    assert client.get_authentication().username == "lore"
    client.get_status()


def test_what_was_deployed_can_be_found_and_read_back(client: CamundaClient, tmp_path: Path) -> None:
    deployed = deploys(client, tmp_path, WORK)
    again = deploys(client, tmp_path, WORK)
    assert again.deployment_key == deployed.deployment_key
    (process,) = deployed.processes
    assert (process.process_definition_id, process.process_definition_version) == ("p", 1)
    assert process.resource_name == "p.bpmn"
    found = client.search_process_definitions(data=m.ProcessDefinitionSearchQuery(), consistency=AT_ONCE).items
    assert [row.process_definition_key for row in found] == [process.process_definition_key]
    key = ProcessDefinitionKey(process.process_definition_key)
    xml = client.get_process_definition_xml(process_definition_key=key, consistency=AT_ONCE)
    assert str(xml).encode() == WORK


def test_a_worker_sees_input_headers_and_case_and_its_result_arrives(client: CamundaClient, tmp_path: Path) -> None:
    deploys(client, tmp_path, CHARGE)
    key = starts(client, amount=41)
    (job,) = activates(client, "till.charge")
    assert own(job) == {"amount": 41, "sum": 42}
    assert job.custom_headers.to_dict() == {"currency": "EUR"}
    assert (job.element_id, job.process_instance_key, job.worker) == ("charge", key, "w")
    result = m.JobCompletionRequestVariables.from_dict({"receipt": "R-1", "noise": 1})
    client.complete_job(job_key=job.job_key, data=m.JobCompletionRequest(variables=result))
    assert instance(client, key).state == m.ProcessInstanceStateEnum.COMPLETED
    filters = m.VariableSearchQueryFilter(process_instance_key=key)
    found = client.search_variables(data=m.VariableSearchQuery(filter_=filters), consistency=AT_ONCE).items
    assert {row.name: row.value for row in found if row.name != "startedAt"} == {"amount": "41", "receipt": '"R-1"'}


def test_only_the_variables_that_are_asked_for_are_fetched(client: CamundaClient, tmp_path: Path) -> None:
    deploys(client, tmp_path, CHARGE)
    starts(client, amount=1, secret="s")
    (job,) = activates(client, "till.charge", fetch_variable=["sum"])
    assert job.variables.to_dict() == {"sum": 2}


def test_a_failed_job_comes_again_and_then_becomes_an_incident_that_can_be_resolved(
    client: CamundaClient, tmp_path: Path, platform: Platform
) -> None:
    deploys(client, tmp_path, WORK)
    key = starts(client)
    (first,) = activates(client)
    failure = m.JobFailRequest(retries=1, error_message="printer on fire", retry_back_off=60_000)
    client.fail_job(job_key=first.job_key, data=failure)
    assert activates(client) == []
    platform.clock.ahead += timedelta(seconds=61)
    (second,) = activates(client)
    assert second.retries == 1
    assert second.element_instance_key == first.element_instance_key
    client.fail_job(job_key=second.job_key, data=m.JobFailRequest(retries=0, error_message="still on fire"))
    assert instance(client, key).has_incident
    found = client.search_incidents(data=m.IncidentSearchQuery(), consistency=AT_ONCE).items
    (incident,) = found
    assert (incident.error_message, incident.error_type.value) == ("still on fire", "JOB_NO_RETRIES")
    changes = m.JobUpdateRequest(changeset=m.JobChangeset(retries=3))
    client.update_job(job_key=JobKey(str(incident.job_key)), data=changes)
    client.resolve_incident(incident_key=IncidentKey(incident.incident_key))
    (third,) = activates(client)
    assert third.retries == 3
    client.complete_job(job_key=third.job_key)
    assert platform.status() is CaseStatus.COMPLETED


def test_a_business_error_takes_the_way_of_the_diagram_to_a_person(client: CamundaClient, tmp_path: Path) -> None:
    deploys(client, tmp_path, CHARGE)
    key = starts(client, amount=1)
    (job,) = activates(client, "till.charge")
    client.throw_job_error(job_key=job.job_key, data=m.JobErrorRequest(error_code="REFUSED", error_message="no money"))
    filters = m.UserTaskSearchQueryFilter(process_instance_key=key)
    search = m.UserTaskSearchQuery(filter_=filters)
    (task,) = client.search_user_tasks(data=search, consistency=AT_ONCE).items
    assert (task.name, task.candidate_groups) == ("Talk", ["akz-clerk"])


def test_a_message_is_kept_for_whoever_waits_later_and_counts_once(client: CamundaClient, tmp_path: Path) -> None:
    deploys(client, tmp_path, LETTER)
    data = m.MessagePublicationRequest(
        name="paid",
        correlation_key="O-1",
        message_id="one",
        time_to_live=3_600_000,
        variables=m.MessagePublicationRequestVariables.from_dict({"paid": 10}),
    )
    first = client.publish_message(data=data)
    assert client.publish_message(data=data).message_key == first.message_key
    one = starts(client, order="O-1")
    other = starts(client, order="O-1")
    search = m.UserTaskSearchQuery(filter_=m.UserTaskSearchQueryFilter(element_id=ElementId("check")))
    tasks = client.search_user_tasks(data=search, consistency=AT_ONCE).items
    assert [task.process_instance_key for task in tasks] == [one]
    correlated = client.correlate_message(data=m.MessageCorrelationRequest(name="paid", correlation_key="O-1"))
    assert correlated.process_instance_key == other
    with pytest.raises(NotFoundError):
        client.correlate_message(data=m.MessageCorrelationRequest(name="paid", correlation_key="O-1"))


def test_a_clerk_finds_takes_gives_back_and_completes_a_task(platform: Platform, tmp_path: Path) -> None:
    with CamundaClient(configuration=platform.settings()) as admin:
        deploys(admin, tmp_path, LETTER)
        starts(admin, order="O-2")
        admin.correlate_message(data=m.MessageCorrelationRequest(name="paid", correlation_key="O-2"))
    with CamundaClient(configuration=platform.settings("anna")) as clerk:
        state = m.UserTaskSearchQueryFilter(assignee=m.AdvancedStringFilter(exists=False))
        search = m.UserTaskSearchQuery(filter_=state)
        (task,) = clerk.search_user_tasks(data=search, consistency=AT_ONCE).items
        key = UserTaskKey(task.user_task_key)
        clerk.assign_user_task(user_task_key=key, data=m.UserTaskAssignmentRequest(assignee="anna"))
        assert clerk.get_user_task(user_task_key=key, consistency=AT_ONCE).assignee == "anna"
        clerk.unassign_user_task(user_task_key=key)
        answers = m.UserTaskCompletionRequestVariables.from_dict({"fine": True})
        clerk.complete_user_task(user_task_key=key, data=m.UserTaskCompletionRequest(variables=answers))
        with pytest.raises(ConflictError):
            clerk.complete_user_task(user_task_key=key, data=m.UserTaskCompletionRequest())
    assert platform.status() is CaseStatus.COMPLETED


def test_a_cancelled_instance_is_terminated_and_its_job_is_gone(client: CamundaClient, tmp_path: Path) -> None:
    deploys(client, tmp_path, WORK)
    key = starts(client)
    (job,) = activates(client)
    client.cancel_process_instance(process_instance_key=key, data=None)
    assert instance(client, key).state == m.ProcessInstanceStateEnum.TERMINATED
    with pytest.raises(NotFoundError):
        client.complete_job(job_key=job.job_key)
    with pytest.raises(NotFoundError):
        client.cancel_process_instance(process_instance_key=key, data=None)


def test_variables_are_set_from_outside_and_seen_by_the_next_worker(client: CamundaClient, tmp_path: Path) -> None:
    deploys(client, tmp_path, WORK)
    key = starts(client, a=1)
    changes = m.SetVariableRequest(variables=m.SetVariableRequestVariables.from_dict({"b": {"c": [1, 2]}}))
    client.create_element_instance_variables(element_instance_key=ElementInstanceKey(key), data=changes)
    (job,) = activates(client)
    assert own(job) == {"a": 1, "b": {"c": [1, 2]}}


def test_instances_are_found_by_what_is_known_of_them(client: CamundaClient, tmp_path: Path) -> None:
    deploys(client, tmp_path, WORK)
    given = [starts(client, n=n) for n in range(3)]
    client.cancel_process_instance(process_instance_key=given[1], data=None)
    query = m.ProcessInstanceSearchQuery(
        filter_=m.ProcessInstanceSearchQueryFilter(state=m.ProcessInstanceStateExactMatch("ACTIVE"))
    )
    found = client.search_process_instances(data=query, consistency=AT_ONCE)
    assert {row.process_instance_key for row in found.items} == {given[0], given[2]}
    assert found.page.total_items == 2


def test_a_worker_of_the_client_completes_fails_and_refuses_jobs(platform: Platform, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []

    async def charge(job: Any) -> dict[str, Any]:
        amount = job.variables.to_dict()["amount"]
        told.append((amount, job.retries))
        if amount == 1 and len([one for one, _ in told if one == 1]) == 1:
            raise JobFailure("not yet", retry_back_off=0)
        if amount == 2:
            raise JobError("REFUSED", "no money")
        return {"receipt": f"R-{amount}"}

    async def story() -> None:
        async with CamundaAsyncClient(configuration=platform.settings("till")) as worker:
            config = WorkerConfig(
                job_type="till.charge",
                job_timeout_milliseconds=60_000,
                request_timeout_milliseconds=2_000,
                with_lease=True,
            )
            running = worker.create_job_worker(config, charge)
            query = m.ProcessInstanceSearchQuery()
            ended = ConsistencyOptions(
                wait_up_to_ms=20_000,
                poll_interval_ms=100,
                predicate=lambda page: sum(row.end_date is not None for row in page.items) == 2,
            )
            async with CamundaAsyncClient(configuration=platform.settings()) as admin:
                await admin.search_process_instances(data=query, consistency=ended)
                asking = m.UserTaskSearchQuery()
                waits = ConsistencyOptions(wait_up_to_ms=20_000, poll_interval_ms=100)
                tasks = await admin.search_user_tasks(data=asking, consistency=waits)
            assert [task.name for task in tasks.items] == ["Talk"]
            await running.aclose()

    with CamundaClient(configuration=platform.settings()) as client:
        deploys(client, tmp_path, CHARGE)
        for amount in (1, 2, 3):
            starts(client, amount=amount)
    asyncio.run(story())
    assert sorted(told) == [(1, 11), (1, 12), (2, 12), (3, 12)]
