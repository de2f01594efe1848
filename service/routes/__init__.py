"""One module per resource; each route turns a request into one command or one question."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

from fastapi import APIRouter

#: Asked all day, so they come first: the application asks its routers one after the other.
_BUSY = ("tasks", "cases", "jobs", "messages")


def routers() -> Iterator[APIRouter]:
    """What the modules here answer. Their order decides nothing: no route answers an address of another module's."""
    rest = [found.name for found in iter_modules(__path__) if found.name not in _BUSY]
    for name in (*_BUSY, *rest):
        router = getattr(import_module(f"{__name__}.{name}"), "router", None)
        if router is not None:
            yield router
