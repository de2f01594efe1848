"""The JSON format of questions to departments."""

from __future__ import annotations

from typing import Any

from ..base import JsonObject
from ..rest_agency import Context, whole_input


def question(given: JsonObject, context: Context) -> dict[str, Any]:
    """Body of a question: the fields that the question needs, our case reference, and where to answer."""
    return whole_input(given, context)


def without_id(given: JsonObject, _context: Context) -> dict[str, Any]:
    """Body of what is said about a question whose identifier stands in the path."""
    return {name: value for name, value in given.items() if name != "requestId"}
