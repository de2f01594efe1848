"""What every route asks of its caller, read from its dependencies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, get_args

from fastapi.routing import iter_route_contexts

from service.access import ACTIONS, PUBLIC, About, Guard
from service.access.worker_routes import WORKER_ROUTES
from service.context import Ctx

#: What a route may name before its gate: the application's parts, without a look at the request.
PARTS = [get_args(Ctx)[1].dependency]


@dataclass(frozen=True)
class Row:
    """A route and the action that it names."""

    method: str
    path: str
    action: str

    @property
    def about(self) -> About:
        return ACTIONS[self.action].about


def rows(app: Any) -> list[Row]:
    """Every route with a gate, or a row of its own for the other API."""
    found = []
    for route in iter_route_contexts(app.routes):
        for method in sorted(set(route.methods or ()) - {"HEAD"}):
            for action in actions(route):
                found.append(Row(method, str(route.path), action))
            worker = WORKER_ROUTES.get(f"{method} {str(route.path).removeprefix('/v2')}")
            if worker and str(route.path).startswith("/v2/"):
                found.append(Row(method, str(route.path), worker))
    return found


def actions(route: Any) -> list[str]:
    """The actions that a route's dependencies name."""
    return [call.action for call in _asked(_dependant(route)) if isinstance(call, Guard)]


def _dependant(route: Any) -> Any:
    return getattr(route, "dependant", None) or getattr(getattr(route, "original_route", None), "dependant", None)


def late_gates(app: Any) -> list[str]:
    """Routes that look at anything (beside the application's parts) before their gate."""
    found = []
    for route in iter_route_contexts(app.routes):
        first = next((call for call in _asked(_dependant(route)) if call not in PARTS), None)
        if actions(route) and not isinstance(first, Guard):
            found.append(str(route.path))
    return found


def _asked(dependant: Any) -> Iterator[Any]:
    """The dependencies in the order in which they are called."""
    for inner in dependant.dependencies if dependant else ():
        yield from _asked(inner)
        yield inner.call


def ungated(app: Any) -> list[str]:
    """Routes that neither name one action nor are on the list of those that need none."""
    found = []
    for route in iter_route_contexts(app.routes):
        for method in sorted(set(route.methods or ()) - {"HEAD"}):
            name, below = f"{method} {route.path}", str(route.path).removeprefix("/v2")
            worker = {f"{method} {below}", f"* {below}"} & set(WORKER_ROUTES) and str(route.path).startswith("/v2/")
            if len(actions(route)) != 1 and not worker and name not in PUBLIC:
                found.append(name)
    return found
