"""The built-in functions of DMN 1.5, section 10.3.4, by name."""

from __future__ import annotations

from ..names import table
from ..values import Function
from . import contexts, conversion, lists, numeric, ranges, strings, temporal
from .registry import REGISTRY

_MODULES = (contexts, conversion, lists, numeric, ranges, strings, temporal)  # imported because they register
BUILTINS: dict[str, Function] = dict(REGISTRY)
NAMES = table(frozenset(BUILTINS))

__all__ = ["BUILTINS", "NAMES"]
