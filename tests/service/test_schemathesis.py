"""A stranger reads the description of the API and tries everything that it says: no answer may contradict it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from akzess.house import VirtualHouse
from engine.handlers.deployments import read_here
from service.app import create_app
from service.identity import Accounts
from service.openapi import operations, text
from store import MemoryStore

from .conftest import ACCOUNTS, BUNDLE, PASSWORD

EXAMPLES = 5
CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
    negative_data_rejection,
    unsupported_method,
)


@pytest.fixture(scope="module")
def world() -> Iterator[Any]:
    house = VirtualHouse(MemoryStore(), datetime(2026, 10, 19, 7, 0, tzinfo=UTC), read_bundle=read_here)
    house.deploy({"small.bpmn": (BUNDLE / "small.bpmn").read_bytes()})
    app = create_app(
        house.engine,
        house.store,
        house.agencies.by_name,
        Accounts(ACCOUNTS, house.moving),
        house.moving,
        house.worker.wake,
    )
    started = [house.start({"request": {}}, process="small", site="DD") for _ in range(3)]
    app.state.known = {
        "case": [one.case_id for one in started],
        "task": [house.open_tasks(one.case_id)[0].id for one in started],
        "process_id": ["small"],
        "version": [1],
        "name": ["small.bpmn"],
    }
    app.state.context.feed.close()  # lines of events end at once: nobody here listens for what happens later
    app.state.count = 0
    yield app
    print(f"\nschemathesis: {app.state.count} requests to {len(LABELS)} operations")
    house.close()


@pytest.fixture(scope="module")
def api(world: Any) -> Any:
    return schemathesis.openapi.from_asgi("/openapi.json", world)


LABELS = [f"{method.upper()} {path}" for path, method, _ in operations(json.loads(text()))]


@pytest.mark.parametrize("label", LABELS)
def test_every_answer_is_as_described(label: str, api: Any, world: Any) -> None:
    method, _, path = label.partition(" ")
    operation = api[path][method]
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
        _try(operation, mode, world)


def _try(operation: Any, mode: GenerationMode, world: Any) -> None:
    """So many requests that the description allows, or does not allow; every answer is checked."""

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def one(case: Case) -> None:
        for name, values in world.state.known.items():
            text_ = str((case.path_parameters or {}).get(name, ""))
            if mode is GenerationMode.POSITIVE and text_ and len(text_) % 3:
                case.path_parameters[name] = values[len(text_) % len(values)]
        if case.path == "/v2/jobs/activation" and isinstance(case.body, dict):
            case.body["requestTimeout"] = -1  # whoever asks for nothing would wait for hours of our virtual time
        case.call_and_validate(checks=CHECKS, auth=("lore", PASSWORD))
        world.state.count += 1

    try:
        one()
    except Unsatisfiable:
        assert mode is GenerationMode.NEGATIVE  # nothing about this operation can be wrong
