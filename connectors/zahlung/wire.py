"""The JSON format of a payment."""

from __future__ import annotations

from typing import Any

from ..base import JsonObject
from ..rest_agency import Context, whole_input


def payment(given: JsonObject, context: Context) -> dict[str, Any]:
    """Body of a payment; amounts are EUR with cents."""
    return whole_input(given, context)
