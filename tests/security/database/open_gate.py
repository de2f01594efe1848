"""The application without its own checks, for tests alone: every gate stands open, and what is left is the database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.routing import iter_route_contexts

from documents.model import Document
from engine.errors import NotFound
from engine.model import Case, Task
from service.access import Gate, Guard, Scope, Standing
from service.context import context
from service.identity.roles import ROLES


class OpenGate(Gate):
    """Lets everybody do everything with everything that can be loaded."""

    __slots__ = ()

    def check(self) -> None:
        """Nobody is refused."""

    def require(self, action: str) -> None:
        """Nobody is refused."""

    def permits(self, action: str) -> bool:
        return True

    @property
    def sites(self) -> None:
        return None

    def scopes(self, which: str = "team") -> tuple[Scope, ...]:
        return (Scope(self.person, None, None),)

    def reads(self, kind: str) -> bool:
        return True

    def writes(self, kind: str) -> bool:
        return True

    def sealed_open(self, folder: str) -> bool:
        return True

    def mask(self, variables: Mapping[str, Any]) -> dict[str, Any]:
        return dict(variables)

    def document_visible(self, folder: str) -> str:
        return "yes"

    def _bound(
        self, action: str, text: str, row: Case | None, *, task: Task | None = None, document: Document | None = None
    ) -> Gate:
        if row is None:
            raise NotFound(text[:80])
        found = OpenGate(self.ctx, self.principal, action or self.action)
        found._case, found._task, found._document = row, task, document
        found._standing = Standing(ROLES, ROLES, ROLES)
        return found


class OpenGuard(Guard):
    """Authenticates and loads; asks for nothing else."""

    def __call__(self, request: Request) -> Gate:
        ctx = context(request)
        return self._loaded(OpenGate(ctx, ctx.front.principal(request), self.action), request.path_params)


def open_all(app: FastAPI) -> int:
    """Take every check away; how many."""
    for route in iter_route_contexts(app.routes):
        for guard in _guards(getattr(route, "dependant", None) or getattr(route.original_route, "dependant", None)):
            app.dependency_overrides[guard] = OpenGuard(guard.action)
    return len(app.dependency_overrides)


def _guards(dependant: Any) -> Iterator[Guard]:
    for inner in dependant.dependencies if dependant is not None else ():
        if isinstance(inner.call, Guard):
            yield inner.call
        yield from _guards(inner)
