"""What a store promises about deployments, process versions, start events and number series."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engine.errors import NotFound
from store import AlreadyThere

from .records import deployment, start


def deploy(store: Any, content: bytes = b"1", *processes: str, starts: Any = (), tenant: int = 1) -> list[Any]:
    with store.unit_of_work() as unit:
        named = [(process, process.title()) for process in processes or ("akzess",)]
        made = unit.add_deployment(deployment(content=content, tenant=tenant), named, starts)
        unit.commit()
        return list(made)


def test_a_deployment_comes_back_with_every_byte(store: Any) -> None:
    (made,) = deploy(store, bytes(range(256)))
    with store.unit_of_work() as unit:
        read = unit.deployment(made.deployment_id)
        assert read == replace(deployment(content=bytes(range(256))), id=made.deployment_id)
        assert unit.deployment_by_hash(1, read.hash) == read
        assert unit.deployment_by_hash(2, read.hash) is None
        assert unit.definition_by_id(made.id) == made


def test_versions_count_per_process_and_tenant(store: Any) -> None:
    deploy(store, b"1", "akzess", "zoll")
    deploy(store, b"2", "akzess")
    deploy(store, b"3", "akzess", tenant=2)
    with store.unit_of_work() as unit:
        versions = [unit.definition(*key).version for key in ((1, "akzess"), (1, "zoll"), (2, "akzess"))]
        assert versions == [2, 1, 1]
        first = unit.definition(1, "akzess", 1)
        assert first.version == 1
        assert [one.process_id for one in unit.definitions_of(first.deployment_id)] == ["akzess", "zoll"]


def test_what_was_never_deployed_is_not_found(store: Any) -> None:
    deploy(store)
    with store.unit_of_work() as unit:
        for look in (
            lambda: unit.deployment(99),
            lambda: unit.definition(1, "nothing"),
            lambda: unit.definition(1, "akzess", 2),
            lambda: unit.definition_by_id(99),
        ):
            with pytest.raises(NotFound):
                look()


def test_the_same_content_is_deployed_once(store: Any) -> None:
    deploy(store)
    with pytest.raises(AlreadyThere):
        deploy(store)


def test_start_events_of_older_versions_hear_nothing_more(store: Any) -> None:
    deploy(store, b"1", "akzess", "zoll", starts=(start(), start("zoll"), start(element_id="Second", name="other")))
    second = deploy(store, b"2", "akzess", starts=(start(element_id="New"),))
    with store.unit_of_work() as unit:
        found = unit.start_subscriptions(1, "message", "application")
        assert [(one.process_id, one.element_id) for one in found] == [("akzess", "New"), ("zoll", "Start")]
        assert found[0].definition_id == second[0].id
        assert unit.start_subscriptions(1, "message", "other") == []
        assert unit.start_subscriptions(2, "message", "application") == []


def test_numbers_of_a_series_count_from_one(store: Any) -> None:
    with store.unit_of_work() as unit:
        assert [unit.next_number(*key) for key in ((1, "DD"), (1, "DD"), (1, "L"), (2, "DD"))] == [1, 2, 1, 1]
        unit.commit()
    with store.unit_of_work() as unit:
        assert unit.next_number(1, "DD") == 3
