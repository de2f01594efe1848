"""The register's JSON format: its names are the input's, so only the frame is added."""

from __future__ import annotations

from typing import Any

from ..base import JsonObject
from ..rest_agency import Context, input_with_case


def query(given: JsonObject, context: Context) -> dict[str, Any]:
    """Body of a query; the purpose code is mandatory and recorded there (§ 8(3) AZRG-DV)."""
    return input_with_case(given, context)


def fact(given: JsonObject, context: Context) -> dict[str, Any]:
    """Body of a fact."""
    return input_with_case(given, context)
