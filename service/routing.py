"""A router that looks only at requests whose address begins as one of its own routes does."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.routing import Match
from starlette.types import Scope


class Router(APIRouter):
    """As FastAPI's, but asking a router that cannot answer costs a look into a set and not a pattern per route.

    The application asks its routers one after the other; with a few hundred routes that is most of what FastAPI does.
    """

    _known = 0
    _heads: frozenset[str] | None = frozenset()

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether one of the routes fits, asked only if the first part of the address is one of theirs."""
        if len(self.routes) != self._known:
            self._known, self._heads = len(self.routes), self._first_parts()
        if (
            self._heads is not None
            and _first(scope["path"].removeprefix(scope.get("root_path", ""))) not in self._heads
        ):
            return Match.NONE, {}
        return super().matches(scope)

    def _first_parts(self) -> frozenset[str] | None:
        """The first parts of all addresses; None when one of them is a parameter or not known here."""
        if self.prefix:
            return frozenset({_first(self.prefix)})
        heads = frozenset(_first(getattr(route, "path", "/{}")) for route in self.routes)
        return None if any("{" in head for head in heads) else heads


def _first(path: str) -> str:
    return path[1:].partition("/")[0]
