"""The dispatch service's JSON format."""

from __future__ import annotations

from typing import Any

from ..base import JsonObject, Refused
from ..rest_agency import Context, input_with_case

#: What a channel needs to reach its recipient.
NEEDS = {"LETTER": "address", "PORTAL": "portalId", "EMAIL": "email"}


def dispatch(given: JsonObject, context: Context) -> dict[str, Any]:
    """Body of a dispatch; German unless the input says otherwise."""
    return {"language": "de"} | input_with_case(given, context)


def reachable(given: JsonObject) -> None:
    """Error: `Refused("ADDRESS_INCOMPLETE")` when the recipient lacks what the channel needs."""
    needed = NEEDS[str(given["channel"])]
    if needed not in given["recipient"]:
        raise Refused("ADDRESS_INCOMPLETE", f"/recipient/{needed} fehlt / missing", {"path": f"/recipient/{needed}"})
