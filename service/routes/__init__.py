"""One module per resource; each route turns a request into one command or one question."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

from fastapi import APIRouter


def routers() -> Iterator[APIRouter]:
    """What the modules here answer. Their order says nothing: no route answers an address of another module's."""
    for found in iter_modules(__path__):
        router = getattr(import_module(f"{__name__}.{found.name}"), "router", None)
        if router is not None:
            yield router
