"""The trade office as a stand-in: no objections, but for the personas."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from ..simulated_rest import Call, SimulatedRest


class Simulator(SimulatedRest):
    """See `SimulatedRest`; personas by words in the trade."""

    name: ClassVar[str] = "gewerbeamt"
    contract: ClassVar[Path] = Path(__file__).parent / "contract" / "gewerbeamt.openapi.yaml"

    def handle(self, call: Call) -> tuple[int, Any]:
        """A consultation, answered at once."""
        trade = str(call.json["trade"])
        licence, objections = "ERLAUBNIS" in trade, "BEDENKEN" in trade
        answer = {
            "consultationId": self.identifier(call.key),
            "registered": "ANGEMELDET" in trade,
            "licenceRequired": licence,
            "licenceStatus": "FEHLT" if licence else "NICHT_ERFORDERLICH",
            "objections": objections,
            "answeredAt": self.clock().isoformat(timespec="seconds"),
        }
        return 201, answer | ({"remarks": "Frühere Untersagung (§ 35 GewO)"} if objections else {})
