"""The built-in functions of DMN 1.5, section 10.3.4, by name."""

from __future__ import annotations

from ..names import table
from ..values import Function
from . import aggregates as aggregates
from . import contexts as contexts
from . import conversion as conversion
from . import lists as lists
from . import numeric as numeric
from . import ranges as ranges
from . import strings as strings
from . import temporal as temporal
from .registry import REGISTRY

# The modules are imported because they register their functions.
BUILTINS: dict[str, Function] = dict(REGISTRY)
NAMES = table(frozenset(BUILTINS))

__all__ = ["BUILTINS", "NAMES"]
