"""The registration office as a stand-in: everybody is registered, but for the persona."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from ..simulated import Clock
from ..simulated_rest import Call, SimulatedRest


class Simulator(SimulatedRest):
    """See `SimulatedRest`; `notifications` is what it was told."""

    name: ClassVar[str] = "meldebehoerde"
    contract: ClassVar[Path] = Path(__file__).parent / "contract" / "meldebehoerde.openapi.yaml"

    def __init__(self, clock: Clock, config: Mapping[str, Any] | None = None) -> None:
        super().__init__(clock, config)
        self.notifications: list[Mapping[str, Any]] = []

    def handle(self, call: Call) -> tuple[int, Any]:
        """A search or a notification."""
        if call.operation == "notify":
            self.notifications.append(call.json)
            stored = self.clock().isoformat(timespec="seconds")
            return 201, {"notificationId": self.identifier(call.key), "storedAt": stored}
        person = call.json["person"]
        if str(person["familyName"]).startswith("UNBEKANNT"):
            return 200, {"found": False}
        address = {"street": "Musterstraße", "houseNo": "1", "plz": "01067", "city": "Dresden"}
        address |= {"ags": call.json.get("ags", "14612000"), "movedInOn": "2026-09-01"}
        if not str(person["familyName"]).startswith("FAMILIE"):
            return 200, {"found": True, "address": address, "familyStatus": "LEDIG", "household": []}
        partner = {"familyName": person["familyName"], "givenNames": "Kim", "relation": "EHEGATTE"}
        return 200, {"found": True, "address": address, "familyStatus": "VERHEIRATET", "household": [partner]}
