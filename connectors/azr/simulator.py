"""The Central Register as a stand-in: everybody is in it, but for the personas."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from ..simulated import Clock
from ..simulated_rest import Call, Problem, SimulatedRest


class Simulator(SimulatedRest):
    """See `SimulatedRest`; personas by the beginning of the family name."""

    name: ClassVar[str] = "azr"
    contract: ClassVar[Path] = Path(__file__).parent / "contract" / "azr.openapi.yaml"

    def __init__(self, clock: Clock, config: Mapping[str, Any] | None = None) -> None:
        super().__init__(clock, config)
        self.created: dict[str, Mapping[str, Any]] = {}
        self.facts: list[Mapping[str, Any]] = []

    def handle(self, call: Call) -> tuple[int, Any]:
        """A query, or a fact that makes a record where there was none."""
        person, number = call.json.get("person"), call.json.get("azrNumber")
        if person is None and number is None:
            raise Problem(400, "validation", "AZR-Nummer oder Grundpersonalien fehlen")
        if call.operation == "query":
            return 200, self._found(person, number)
        if number == "0" * 12:
            raise Problem(404, "unknown-record", "Diese Nummer gibt es nicht")
        number = number or _number(person)
        self.created.setdefault(number, person or {})
        self.facts.append(dict(call.json) | {"azrNumber": number})
        stored = self.clock().isoformat(timespec="seconds")
        return 201, {"factId": self.identifier(call.key), "azrNumber": number, "storedAt": stored}

    def _found(self, person: Mapping[str, Any] | None, number: str | None) -> dict[str, Any]:
        if person is None:
            known = self.created.get(str(number)) or {}
            person = _UNNAMED | dict(known)
        name = str(person["familyName"])
        number = number or _number(person)
        if (name.startswith("NEU") and number not in self.created) or number == "0" * 12:
            return {"result": "NONE", "persons": []}
        first = _record(number, person)
        if name.startswith("DOPPEL"):
            other = dict(person) | {"givenNames": "Anders"}
            second = _record(_number(other), other)
            return {"result": "SIMILAR", "persons": [first, second]}
        return {"result": "UNIQUE", "azrNumber": number, "persons": [first]}


_UNNAMED = {"familyName": "Muster", "givenNames": "Alex", "birthDate": "1990-01-01", "nationality": "436"}


def _number(person: Mapping[str, Any] | None) -> str:
    """Twelve digits that are the same for the same person."""
    names = [str((person or {}).get(name, "")) for name in ("familyName", "givenNames", "birthDate", "nationality")]
    return str(int(hashlib.sha256("|".join(names).encode()).hexdigest(), 16))[:12]


def _record(number: str, person: Mapping[str, Any]) -> dict[str, Any]:
    basic = {name: person[name] for name in ("familyName", "givenNames", "birthDate", "nationality")}
    address = {"street": "Musterstraße", "houseNo": "1", "plz": "01067", "city": "Dresden", "ags": "14612000"}
    title = {"type": "VISUM", "legalBasis": "§ 6 Abs. 3 AufenthG", "validFrom": "2026-08-01", "validTo": "2027-01-31"}
    return basic | {"azrNumber": number, "status": "VISUM", "address": address, "titles": [title], "notes": []}
