"""A client that nobody here wrote (schemathesis) reads the chambers' contract and talks to their simulator."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest
import schemathesis
import yaml
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
)

from connectors.registry import discover
from tests.connectors.stage import stage

AGENCY = discover()["kammern"]
DOCUMENT = yaml.safe_load(next((AGENCY.folder / "contract").glob("*.yaml")).read_text(encoding="utf-8"))
# What the agency is told to call is ours, and tried elsewhere.
schema = schemathesis.openapi.from_dict(DOCUMENT).exclude(path_regex="webhook")
#: The contract names the statuses of success and of some refusals; any other refusal has to be a problem document.
CHECKS = [
    not_a_server_error,
    content_type_conformance,
    response_schema_conformance,
]


@dataclass(frozen=True)
class Visit:
    """Where the simulator is, and the stranger's token."""

    url: str
    token: str


@pytest.fixture(scope="module")
def visit() -> Iterator[Visit]:
    with stage("kammern") as on:
        form = {"grant_type": "client_credentials", "client_secret": on.agency.credentials["client_secret"]}
        url = on.town.url("kammern")
        yield Visit(url, str(httpx2.post(f"{url}/token", data=form).json()["access_token"]))


def refused_as_agreed(_context: Any, response: Any, case: Any) -> None:
    """A status that the contract does not name is a refusal, and says why in a problem document."""
    if str(response.status_code) not in case.operation.responses.status_codes:
        assert 400 <= response.status_code < 500
        assert response.json()["type"].startswith("urn:akzess:problem:")


@schema.parametrize()
@settings(max_examples=6, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))
def test_every_answer_to_a_stranger_is_one_of_the_contract(visit: Visit, case: Any) -> None:
    headers = {"Authorization": f"Bearer {visit.token}"}
    case.call_and_validate(base_url=visit.url, headers=headers, checks=CHECKS, additional_checks=[refused_as_agreed])
