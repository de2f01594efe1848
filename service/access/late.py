"""Opens a route's gate in the thread in which the route itself runs: a request is handed to another thread once."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from inspect import iscoroutinefunction
from typing import Any

from fastapi.dependencies.models import Dependant

from ..context import the_context
from .guard import Closed, Guard


def opening(endpoint: Callable[..., Any]) -> Callable[..., Any]:
    """The same function, opening the gate that it is given; a coroutine, which has no thread of its own, as it is."""
    if iscoroutinefunction(endpoint):
        return endpoint

    @wraps(endpoint)
    def opened(**given: Any) -> Any:
        for name, value in given.items():
            if isinstance(value, Closed):
                given[name] = value.open()
        return endpoint(**given)

    return opened


def late_guard(endpoint: Callable[..., Any], dependant: Dependant) -> Guard | None:
    """The guard of a route whose gate may stay closed until the route begins: nothing else of it looks at anything."""
    calls = [inner.call for inner in dependant.dependencies]
    guards = [call for call in calls if isinstance(call, Guard)]
    others = [call for call in calls if call is not the_context and not isinstance(call, Guard)]
    return guards[0] if len(guards) == 1 and not others and not iscoroutinefunction(endpoint) else None
