"""Routers are asked only about addresses that begin as theirs do, and none answers what another one is there for."""

from __future__ import annotations

import re

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient
from starlette.routing import Match, compile_path
from starlette.types import Scope

from service.routing import Router

from .conftest import Office


class Counting(APIRouter):
    """Counts how often its patterns are looked at."""

    looked = 0

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """As FastAPI's."""
        self.looked += 1
        return super().matches(scope)


class Narrow(Router, Counting):
    """The router in question, which passes on what it cannot refuse by itself."""


def application(kind: type[APIRouter]) -> tuple[FastAPI, APIRouter]:
    other, mine, inner, free = kind(), kind(), kind(), kind(prefix="/v2")
    other.get("/cases/{case}")(lambda case: case)
    mine.get("/tasks")(lambda: "all")
    mine.post("/tasks/{task}/complete")(lambda task: task)
    inner.get("/inner/{name}")(lambda name: name)
    mine.include_router(inner)
    free.get("/jobs")(lambda: "jobs")
    app = FastAPI()
    for one in (other, mine, free):
        app.include_router(one)
    return app, other


def test_a_router_whose_addresses_begin_otherwise_is_not_looked_through() -> None:
    app, other = application(Narrow)
    assert TestClient(app).get("/tasks").json() == "all"
    assert isinstance(other, Narrow)
    assert other.looked == 0


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("GET", "/tasks"),
        ("GET", "/tasks/"),
        ("GET", "//tasks"),
        ("POST", "/tasks"),
        ("POST", "/tasks/7/complete"),
        ("GET", "/inner/x"),
        ("GET", "/cases/%2e%2e"),
        ("GET", "/v2/jobs"),
        ("GET", "/jobs"),
        ("GET", "/"),
        ("OPTIONS", "/cases/1"),
    ],
)
def test_every_address_is_answered_as_without_it(method: str, address: str) -> None:
    asked = [
        TestClient(application(kind)[0], follow_redirects=False).request(method, address)
        for kind in (Narrow, APIRouter)
    ]
    assert (asked[0].status_code, asked[0].content) == (asked[1].status_code, asked[1].content)


def test_behind_a_proxy_that_adds_a_path_routes_are_found_too() -> None:
    app, _ = application(Narrow)
    assert TestClient(app, root_path="/office").get("/office/tasks").json() == "all"


def test_no_route_answers_an_address_that_another_one_is_there_for(office: Office) -> None:
    routes = [(one.path, set(one.methods or ())) for one in iter_route_contexts(office.client.app.routes)]
    patterns = [compile_path(path)[0] for path, _ in routes]

    assert len(routes) > 200
    assert [
        (path, routes[earlier][0])
        for at, (path, methods) in enumerate(routes)
        for earlier in range(at)
        if methods & routes[earlier][1] and patterns[earlier].match(re.sub(r"{[^}]+}", "1", path))
    ] == []
