"""The JSON format of the card order."""

from __future__ import annotations

from typing import Any

from ..base import JsonObject
from ..rest_agency import Context, whole_input


def order(given: JsonObject, context: Context) -> dict[str, Any]:
    """Body of an order (§ 78 AufenthG)."""
    return whole_input(given, context)
