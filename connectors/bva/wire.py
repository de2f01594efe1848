"""The JSON format of the security query."""

from __future__ import annotations

from typing import Any

from ..base import JsonObject
from ..rest_agency import Context, whole_input


def query(given: JsonObject, context: Context) -> dict[str, Any]:
    """Body of a query: basic data and the title, nothing else leaves the case."""
    return whole_input(given, context)
