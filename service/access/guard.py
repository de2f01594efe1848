"""The dependency by which a route names its action: nothing of the route runs before its gate is open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool

from ..context import context
from .gate import Gate
from .table import ACTIONS, About


class Guard:
    """The dependency: authenticates, and loads and checks what the address names, before the route begins."""

    def __init__(self, action: str) -> None:
        self.action = action
        self.rule = ACTIONS[action]  # a route that names no row does not start

    async def __call__(self, request: Request) -> Gate | Closed:
        """The gate; a closed one for a route that opens it itself, in its own thread (see `late`). Errors of `open`."""
        if getattr(request.scope["route"], "late_guard", None) is not None:
            return Closed(self, request)
        return await run_in_threadpool(self.open, request)

    def open(self, request: Request) -> Gate:
        """The gate. Problem: 401, 403, 404, 410, 429."""
        ctx = context(request)
        gate = Gate(ctx, ctx.front.principal(request), self.action)
        found = self._loaded(gate, request.path_params)
        if self.rule.limit:
            ctx.front.limiter.require(self.rule.limit, gate.person)
        return found

    def _loaded(self, gate: Gate, named: Mapping[str, str]) -> Gate:
        match self.rule.about:
            case About.CASE:
                return gate.load_case(named["case"])
            case About.TASK:
                return gate.load_task(named["task"])
            case About.DOCUMENT:
                return gate.load_document(named["document"])
            case About.JOB:
                return gate.load_case(named["job"].split(".", 1)[0])
        gate.check()
        return gate


@dataclass(frozen=True, slots=True)
class Closed:
    """A gate at which nobody has looked yet."""

    guard: Guard
    request: Request

    def open(self) -> Gate:
        """The gate. Errors of `Guard.open`."""
        return self.guard.open(self.request)


def may(action: str) -> Any:
    """For a route: `gate: Annotated[Gate, may("case.read")]`. KeyError at the start for an action without a row."""
    return Depends(Guard(action))
