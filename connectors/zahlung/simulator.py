"""The payment service as a stand-in: everybody pays after a day, but for the personas."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

from ..simulated_rest import Call, Problem, SimulatedRest

PAYS_AFTER = timedelta(days=1)


class Simulator(SimulatedRest):
    """See `SimulatedRest`; by family name a payer never pays (ZAHLTNICHT) or is refused (KEINZAHLWEG)."""

    name: ClassVar[str] = "zahlung"
    contract: ClassVar[Path] = Path(__file__).parent / "contract" / "zahlung.openapi.yaml"

    def handle(self, call: Call) -> tuple[int, Any]:
        """A payment: open now, paid later."""
        now, payment = self.clock(), self.identifier(call.key)
        payer = str(call.json["payer"]["familyName"])
        if payer.startswith("KEINZAHLWEG"):
            raise Problem(400, "validation", "Für diese Person ist kein Zahlweg möglich")
        if not payer.startswith("ZAHLTNICHT"):
            at = now + PAYS_AFTER
            event = {
                "eventId": self.identifier(payment, "paid"),
                "paymentId": payment,
                "amount": call.json["amount"],
                "paidAt": at.isoformat(timespec="seconds"),
                "method": "KARTE",
                "receiptNumber": f"Q-{at.year}-{int(payment[:6], 16):08d}",
            }
            self.post_later(at, str(call.json["callbackUrl"]), event)
        url = f"https://zahlung-sim.example/pay/{payment}"
        created = now.isoformat(timespec="seconds")
        return 201, {"paymentId": payment, "paymentUrl": url, "state": "OFFEN", "createdAt": created}
