"""The chambers as a stand-in: opinion requests, documents, reminders, and opinions by signed webhook."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from ..simulated_rest import Call, Problem, SimulatedRest, Unchanged

ANSWER_AFTER = timedelta(minutes=2)
_BERLIN = ZoneInfo("Europe/Berlin")
_MAX_DOCUMENT = 10 * 1024 * 1024
_FIRST_BYTES = (b"%PDF-", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
_NEIGHBOUR = {"IHK": "HWK", "HWK": "IHK"}


@dataclass(slots=True)
class _File:
    """One opinion request in the chamber's file."""

    identifier: str
    body: Mapping[str, Any]
    received: datetime
    due: str
    states: list[tuple[datetime, str]]
    documents: list[dict[str, str]] = field(default_factory=list)
    reminders: list[dict[str, Any]] = field(default_factory=list)
    opinion: dict[str, Any] | None = None
    missing: tuple[str, ...] = ()
    planned: int = 0

    def state(self, now: datetime) -> str:
        return [state for at, state in self.states if at <= now][-1]


class Simulator(SimulatedRest):
    """See `SimulatedRest`; personas by words in `business.activity`."""

    name: ClassVar[str] = "kammern"
    contract: ClassVar[Path] = Path(__file__).parent / "contract" / "chamber-opinion.openapi.yaml"

    def __init__(self, clock: Any, config: Mapping[str, Any] | None = None) -> None:
        super().__init__(clock, config)
        self.files: dict[str, _File] = {}
        self._forwarded: set[str] = set()

    def handle(self, call: Call) -> tuple[int, Any]:
        """One request to the chamber."""
        if call.operation == "createOpinionRequest":
            return 201, self._create(call)
        file = self.files.get(call.path["id"])
        if file is None:
            raise Problem(404, "unknown-request", "Diese Anforderung ist hier nicht bekannt")
        match call.operation:
            case "getOpinionRequest":
                return 200, self._status(file)
            case "withdrawOpinionRequest":
                self._withdraw(file, call.query.get("reason", ""))
                return 204, None
            case "uploadDocument":
                return 201, self._store(file, call.form)
            case "remind":
                return self._remind(file, call.json)
        raise Problem(404, "unknown-request", "Diese Adresse gibt es nicht")

    def _create(self, call: Call) -> dict[str, Any]:
        body, now = call.json, self.clock()
        if body["kind"] != "ANERKENNUNGSSTATUS" and "business" not in body:
            raise Problem(422, "validation", "Das Vorhaben fehlt")
        if body["kind"] == "ANERKENNUNGSSTATUS" and "recognition" not in body:
            raise Problem(422, "validation", "Die Angaben zur Anerkennung fehlen")
        if body["chamber"] == "IHK_FOSA" and body["kind"] != "ANERKENNUNGSSTATUS":
            raise Problem(422, "not-competent", "Die IHK FOSA gibt keine Stellungnahmen zu Vorhaben ab")
        identifier = self.identifier(call.key)
        file = _File(identifier, body, now, body["dueDate"], [(now, "EINGEGANGEN")])
        self.files[identifier] = file
        self._answer_later(file)
        return self._status(file)

    def _status(self, file: _File) -> dict[str, Any]:
        state = file.state(self.clock())
        status = {
            "id": file.identifier,
            "caseRef": file.body["caseRef"],
            "state": state,
            "receivedAt": _moment(file.received),
            "dueDate": file.due,
            "missingItems": list(file.missing) if state == "NACHFORDERUNG" else [],
            "documents": file.documents,
            "reminders": file.reminders,
        }
        return status | ({"opinion": file.opinion} if state == "ABGEGEBEN" and file.opinion else {})

    def _withdraw(self, file: _File, reason: str) -> None:
        if not reason:
            raise Problem(400, "validation", "Der Grund fehlt")
        state = file.state(self.clock())
        if state == "ZURUECKGEZOGEN":
            raise Unchanged(204)
        if state in ("ABGEGEBEN", "UNZUSTAENDIG"):
            raise Problem(409, "wrong-state", "Die Stellungnahme ist schon abgegeben")
        self.cancel(file.planned)
        self._enter(file, self.clock(), "ZURUECKGEZOGEN")

    def _store(self, file: _File, form: Mapping[str, Any]) -> dict[str, Any]:
        if not {"type", "sha256", "file"} <= form.keys():
            raise Problem(422, "validation", "Das Formular ist unvollständig")
        data = form["file"]
        if len(data) > _MAX_DOCUMENT:
            raise Problem(413, "too-large", "Mehr als 10 MB")
        if not data.startswith(_FIRST_BYTES):
            raise Problem(415, "media-type", "Nur PDF, JPEG und PNG")
        if hashlib.sha256(data).hexdigest() != form["sha256"]:
            raise Problem(422, "hash-mismatch", "Die Prüfsumme stimmt nicht")
        if file.state(self.clock()) in ("ABGEGEBEN", "ZURUECKGEZOGEN", "UNZUSTAENDIG"):
            raise Problem(409, "wrong-state", "Die Anforderung ist abgeschlossen")
        identifier = self.identifier(file.identifier, "document", len(file.documents))
        file.documents.append({"documentId": identifier, "sha256": form["sha256"], "type": form["type"]})
        if file.state(self.clock()) == "NACHFORDERUNG":
            self._enter(file, self.clock(), "IN_PRUEFUNG")
            self._answer_later(file)
        return {"documentId": identifier}

    def _remind(self, file: _File, body: Mapping[str, Any]) -> tuple[int, Any]:
        if file.state(self.clock()) in ("ABGEGEBEN", "ZURUECKGEZOGEN", "UNZUSTAENDIG"):
            raise Problem(409, "wrong-state", "Die Anforderung ist abgeschlossen")
        file.reminders.append(dict(body))
        file.due = body.get("newDueDate", file.due)
        return 202, None

    def _enter(self, file: _File, at: datetime, state: str) -> None:
        file.states = [entry for entry in file.states if entry[0] <= self.clock()]
        file.states.append((at, state))

    def _answer_later(self, file: _File) -> None:
        at = self.clock() + ANSWER_AFTER
        activity = str(file.body.get("business", {}).get("activity", ""))
        event: dict[str, Any] = {"requestId": file.identifier, "caseRef": file.body["caseRef"]}
        if "SCHWEIG" in activity:
            return
        if "UNZUST" in activity and file.body["caseRef"] not in self._forwarded:
            self._forwarded.add(file.body["caseRef"])
            area, _, place = str(file.body["chamber"]).partition("_")
            forward = f"{_NEIGHBOUR.get(area, 'HWK')}_{place}"
            event |= {"state": "UNZUSTAENDIG", "forwardTo": forward if place != "FOSA" else "HWK_DRESDEN"}
        elif "NACHF" in activity and not file.documents:
            file.missing = ("FINANZPLAN", "ERTRAGSVORSCHAU")
            event |= {"state": "NACHFORDERUNG", "missingItems": list(file.missing)}
        else:
            file.opinion = self._opinion(file, at, "NEGATIV" if "NEG" in activity else "POSITIV")
            event |= {"state": "ABGEGEBEN", "opinion": file.opinion}
        self._enter(file, at, event["state"])
        event |= {"eventId": self.identifier(file.identifier, at.isoformat()), "occurredAt": _moment(at)}
        file.planned = self.post_later(at, file.body["callbackUrl"], event)

    def _opinion(self, file: _File, at: datetime, rating: str) -> dict[str, Any]:
        chamber = str(file.body["chamber"]).replace("_", " ")
        opinion: dict[str, Any] = {
            "overall": rating,
            "text": f"{chamber}: Das Vorhaben wird insgesamt als {rating.lower()} beurteilt.",
            "issuedOn": at.astimezone(_BERLIN).date().isoformat(),
            "author": f"{chamber}, Geschäftsbereich Existenzgründung",
            "documentId": self.identifier(file.identifier, "opinion"),
        }
        if file.body["kind"] == "ANERKENNUNGSSTATUS":
            return opinion | {"recognitionResult": "VOLL" if rating == "POSITIV" else "KEINE"}
        criteria = ("regionalNeed", "economicEffect", "financing", "viability", "experience")
        return opinion | dict.fromkeys(criteria, rating) | {"conditions": []}


def _moment(at: datetime) -> str:
    return at.astimezone(_BERLIN).isoformat(timespec="seconds")
