"""The trade office's JSON format."""

from __future__ import annotations

from typing import Any

from ..base import JsonObject
from ..rest_agency import Context, input_with_case


def consultation(given: JsonObject, context: Context) -> dict[str, Any]:
    """Body of a consultation: name, trade and place, nothing else (domain document 4.6)."""
    return input_with_case(given, context)
