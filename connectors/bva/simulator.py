"""The security query as a stand-in: clear after two days, but for the personas."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

from ..simulated_rest import Call, SimulatedRest

ANSWER_AFTER = timedelta(days=2)


class Simulator(SimulatedRest):
    """See `SimulatedRest`; personas by the beginning of the family name."""

    name: ClassVar[str] = "bva"
    contract: ClassVar[Path] = Path(__file__).parent / "contract" / "bva.openapi.yaml"

    def handle(self, call: Call) -> tuple[int, Any]:
        """A query: accepted now, answered later."""
        now, query = self.clock(), self.identifier(call.key)
        name, url = str(call.json["person"]["familyName"]), str(call.json["callbackUrl"])
        if name.startswith("WARTET"):
            self._tell(query, url, now + ANSWER_AFTER, "pending")
            self._tell(query, url, now + 3 * ANSWER_AFTER, "clear")
        else:
            self._tell(query, url, now + ANSWER_AFTER, "concerns" if name.startswith("SICHERHEIT") else "clear")
        return 202, {"queryId": query, "acceptedAt": now.isoformat(timespec="seconds")}

    def _tell(self, query: str, url: str, at: datetime, result: str) -> None:
        event = {"eventId": self.identifier(query, result), "queryId": query, "result": result}
        self.post_later(at, url, event | {"occurredAt": at.isoformat(timespec="seconds")})
