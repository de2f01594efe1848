"""The registration office as a stand-in: everybody is registered, but for the persona."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

from ..simulated import Clock
from ..simulated_rest import Call, SimulatedRest

_EVENT_AFTER = timedelta(days=2)
_EVENTS = {"UMZUG": "UMZUG", "HEIRAT": "EHESCHLIESSUNG", "GEBURT": "GEBURT", "TOD": "STERBEFALL"}


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
            self._event_later(call.json, call.key)
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

    def _event_later(self, told: Mapping[str, Any], key: str) -> None:
        """What becomes known about a person that we told the office of."""
        persona = str(told["person"]["familyName"]).partition(" ")[0]
        if persona not in _EVENTS or "callbackUrl" not in told:
            return
        at = self.clock() + _EVENT_AFTER
        event: dict[str, Any] = {
            "eventId": self.identifier(key, "event"),
            "caseRef": told["caseRef"],
            "event": _EVENTS[persona],
            "occurredOn": at.date().isoformat(),
            "occurredAt": at.isoformat(timespec="seconds"),
        }
        if "azrNumber" in told:
            event["azrNumber"] = told["azrNumber"]
        if persona == "UMZUG":
            event["address"] = {"street": "Neue Straße", "houseNo": "9", "plz": "04109", "city": "Leipzig"}
            event["address"] |= {"ags": "14713000", "movedInOn": event["occurredOn"]}
        if persona in ("HEIRAT", "GEBURT"):
            relation = "EHEGATTE" if persona == "HEIRAT" else "KIND"
            event["relative"] = {"familyName": "Muster", "givenNames": "Kim", "relation": relation}
        self.post_later(at, str(told["callbackUrl"]), event)
