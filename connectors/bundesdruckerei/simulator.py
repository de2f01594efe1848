"""The card producer as a stand-in: three weeks to a card, or a photo that is no good."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

from ..simulated_rest import Call, SimulatedRest


class Simulator(SimulatedRest):
    """See `SimulatedRest`; the persona is a photo that says FEHLER."""

    name: ClassVar[str] = "bundesdruckerei"
    contract: ClassVar[Path] = Path(__file__).parent / "contract" / "bundesdruckerei.openapi.yaml"

    def handle(self, call: Call) -> tuple[int, Any]:
        """An order: accepted now, its states follow."""
        now, order, url = self.clock(), self.identifier(call.key), str(call.json["callbackUrl"])
        if str(call.json["photo"]) == "FEHLER":
            steps = [("FEHLER_LICHTBILD", 1)]
        else:
            steps = [("IN_PRODUKTION", 2), ("VERSANDT", 20)]
            steps += [("ZUGESTELLT", 22)] if call.json["delivery"] == "POST" else []
        for sequence, (state, days) in enumerate(steps, start=1):
            self._tell(order, url, now + timedelta(days=days), state, sequence)
        return 201, {"orderId": order, "state": "ANGENOMMEN", "acceptedAt": now.isoformat(timespec="seconds")}

    def _tell(self, order: str, url: str, at: datetime, state: str, sequence: int) -> None:
        event = {
            "eventId": self.identifier(order, state),
            "orderId": order,
            "state": state,
            "occurredAt": at.isoformat(timespec="seconds"),
            "sequence": sequence,
        }
        card = {"cardNumber": f"Y{int(order[:6], 16) % 10**8:08d}"} if state in ("VERSANDT", "ZUGESTELLT") else {}
        self.post_later(at, url, event | card)
