"""A case of the corpus about agencies, and how a call ended."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from connectors.base import ConnectorError

Case = Mapping[str, Any]


def outcome(call: Callable[[], Any]) -> dict[str, Any]:
    """How a call ended, and how long it took."""
    began = time.monotonic()
    try:
        answer = call()
    except ConnectorError as error:
        found: dict[str, Any] = {"error": type(error).__name__, "code": error.code, "unknown": error.outcome_unknown}
        found |= {"wait": getattr(error, "retry_after", None), "failed": True}
    else:
        found = {"answer": answer, "failed": False}
    return found | {"within": time.monotonic() - began}
