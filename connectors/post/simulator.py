"""The dispatch service as a stand-in: it delivers whatever it is given, as often as it is given."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from ..simulated import Clock
from ..simulated_rest import Call, Problem, SimulatedRest

_NEEDS = {"LETTER": "address", "PORTAL": "portalId", "EMAIL": "email"}


class Simulator(SimulatedRest):
    """See `SimulatedRest`; `letters` is everything delivered, doubles included."""

    name: ClassVar[str] = "post"
    contract: ClassVar[Path] = Path(__file__).parent / "contract" / "post.openapi.yaml"

    def __init__(self, clock: Clock, config: Mapping[str, Any] | None = None) -> None:
        super().__init__(clock, config)
        self.letters: list[Mapping[str, Any]] = []

    def handle(self, call: Call) -> tuple[int, Any]:
        """One delivery."""
        recipient, channel = call.json["recipient"], str(call.json["channel"])
        if _NEEDS[channel] not in recipient:
            raise Problem(422, "address-incomplete", "Für diesen Weg fehlt die Anschrift")
        if "UNZUSTELLBAR" in str(recipient["name"]):
            raise Problem(422, "undeliverable", "Der Empfänger ist nicht zu ermitteln")
        self.letters.append(call.json)
        dispatch = self.identifier(call.json["caseRef"], len(self.letters))
        return 201, {"dispatchId": dispatch, "sentAt": self.clock().isoformat(timespec="seconds"), "channel": channel}
