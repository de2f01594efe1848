"""A question to a department as a connector brings it: only what the procedure's data name for it goes into its inbox."""

from __future__ import annotations

from typing import Any

from authority.partners import minimised
from authority.partners.network import Consultation
from connectors.base import JsonObject, Refused

#: The connector whose requests are questions of `partners.yaml` (connectors/aemter).
AEMTER = "aemter"
_TYPED = ("query", "basis")


def leaving(asked: Consultation, given: JsonObject) -> dict[str, Any]:
    """The fields that leave, by path or name as for a question that a clerk asks by hand.

    A diagram may bring more than its question needs: the rest stays here. Error: Refused for a typed field that is missing.
    """
    variables = {
        "applicant": given.get("person"),
        "azr": {"azrNumber": given.get("azrNumber")},
        "business": {"activity": given.get("trade"), "locationAgs": given.get("locationAgs")},
    }
    typed = {name: str(given[name]) for name in _TYPED if name in given}
    try:
        return dict(minimised.outgoing(asked, variables, typed))
    except ValueError as error:
        raise Refused("VALIDATION", f"/{error} fehlt / missing", {"path": f"/{error}"}) from None
