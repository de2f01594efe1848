"""The registration office's JSON format: its names are the input's, so little is added."""

from __future__ import annotations

from typing import Any

from ..base import JsonObject
from ..rest_agency import Context, input_with_case, whole_input


def search(given: JsonObject, context: Context) -> dict[str, Any]:
    """Body of a search; a POST, so that no name stands in an address."""
    return input_with_case(given, context)


def notification(given: JsonObject, context: Context) -> dict[str, Any]:
    """Body of a notification, with the address where events about this person are to be told."""
    return whole_input(given, context)
