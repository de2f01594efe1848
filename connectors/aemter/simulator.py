"""The departments as a stand-in: an answer after a day that says nothing adverse, but for the personas."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

from ..simulated_rest import Call, Problem, SimulatedRest, Unchanged

ANSWER_AFTER, LATE_AFTER = timedelta(days=1), timedelta(days=20)
_ANSWERS: dict[str, dict[str, Any]] = {
    "MELDEAMT_ADDRESS": {"address": "Musterweg 1, 09111 Chemnitz", "household": "2", "familyStatus": "VERHEIRATET"},
    "GEWERBEAMT_LICENCE": {"registered": "NEIN", "licenceStatus": "NICHT_ERFORDERLICH"},
    "STANDESAMT_CERTIFICATE": {"certificate": "URKUNDE_FOLGT", "reference": "E 1/2024"},
    "SOZIALAMT_BENEFITS": {"benefits": "NEIN"},
    "UNIV_HOSTING": {"confirmed": "AUFNAHMEVEREINBARUNG"},
}
_ADVERSE: dict[str, dict[str, Any]] = {
    "MELDEAMT_ADDRESS": {"address": "nicht gemeldet", "familyStatus": "UNBEKANNT"},
    "GEWERBEAMT_LICENCE": {"registered": "NEIN", "licenceStatus": "FEHLT"},
    "STANDESAMT_CERTIFICATE": {"certificate": "KEIN_EINTRAG"},
    "SOZIALAMT_BENEFITS": {"benefits": "JA", "since": "2026-01-01"},
    "UNIV_HOSTING": {"confirmed": "NEIN"},
}


class Simulator(SimulatedRest):
    """See `SimulatedRest`; personas by the beginning of the family name."""

    name: ClassVar[str] = "aemter"
    contract: ClassVar[Path] = Path(__file__).parent / "contract" / "aemter.openapi.yaml"

    def __init__(self, clock: Any, config: Mapping[str, Any] | None = None) -> None:
        super().__init__(clock, config)
        #: When the answer of a question leaves and the number of its plan; None when no answer will come.
        self.questions: dict[str, tuple[datetime, int] | None] = {}
        self._withdrawn: set[str] = set()

    def handle(self, call: Call) -> tuple[int, Any]:
        """A question, a reminder or a withdrawal."""
        if call.operation == "consult":
            return 202, self._ask(call)
        question = call.path["id"]
        if question not in self.questions:
            raise Problem(404, "unknown-request", "Diese Anfrage ist hier nicht bekannt")
        if call.operation == "remind":
            if question in self._withdrawn:
                raise Problem(409, "wrong-state", "Die Anfrage ist zurückgezogen")
            return 202, {name: call.json[name] for name in ("level", "newDueDate") if name in call.json}
        if question in self._withdrawn:
            raise Unchanged(200, {"state": "ZURUECKGEZOGEN"})
        planned = self.questions[question]
        if planned is not None:
            if planned[0] <= self.clock():
                raise Problem(409, "wrong-state", "Die Anfrage ist schon beantwortet")
            self.cancel(planned[1])
        self._withdrawn.add(question)
        return 200, {"state": "ZURUECKGEZOGEN"}

    def _ask(self, call: Call) -> dict[str, Any]:
        asked, now = call.json, self.clock()
        question = self.identifier(call.key)
        name = str(asked.get("person", {}).get("familyName", ""))
        at = now + (LATE_AFTER if name.startswith("SPÄT") else ANSWER_AFTER)
        event = {
            "eventId": self.identifier(question, "answer"),
            "requestId": question,
            "caseRef": asked["caseRef"],
            "kind": asked["kind"],
            "state": "BEANTWORTET",
            "occurredAt": at.isoformat(timespec="seconds"),
            "answer": (_ADVERSE if name.startswith("UNGÜNSTIG") else _ANSWERS)[asked["kind"]],
        }
        if name.startswith("FREMD"):
            del event["answer"]
            event |= {"state": "UNZUSTAENDIG", "text": "Zuständig ist eine andere Stelle."}
        silent = name.startswith("SCHWEIGT")
        self.questions[question] = None if silent else (at, self.post_later(at, str(asked["callbackUrl"]), event))
        return {"requestId": question, "receivedAt": now.isoformat(timespec="seconds"), "dueOn": asked["dueOn"]}
