"""FIT-Connect and a portal as stand-ins: submissions are encrypted for the destination and announced by webhook."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ..simulated import Clock
from ..simulated_rest import Call, Problem, SimulatedRest

ANNOUNCED_AFTER = timedelta(minutes=1)
_SERVICE = "urn:de:fim:leika:leistung:99010003001000"
_DESTINATION = "8a3f1c1e-5a0b-4a57-9a39-6d6f0a1b2c3d"
_WAITING = "0d5b2f6e-8f0a-4f0e-9c57-1b2c3d4e5f60"
_APPLICATION = {
    "purpose": "FG1",
    "applicant": {"givenNames": "Anjali", "familyName": "Mustermann-Rao", "birthDate": "1992-05-17"},
}


class Simulator(SimulatedRest):
    """See `SimulatedRest`. One submission always waits; `POST /portal/submissions` with {application} files another.

    `decided` has the events by submission. `decryption_key` is the destination's key: its public half encrypts.
    """

    name: ClassVar[str] = "fitconnect"
    contract: ClassVar[Path] = Path(__file__).parent / "contract" / "fitconnect.openapi.yaml"

    def __init__(self, clock: Clock, config: Mapping[str, Any] | None = None) -> None:
        super().__init__(clock, config)
        self.decided: dict[str, Mapping[str, Any]] = {}
        self._callback = ""
        self._submissions: dict[str, dict[str, Any]] = {}
        self._applications: dict[str, Mapping[str, Any]] = {}
        self._file(_WAITING, _APPLICATION, "2026-01-05T08:00:00+00:00")  # the same after every restart

    async def answer(self, request: Request, body: bytes) -> Response:
        """The portal's own address, which is no part of the contract, or the contract's."""
        path = request.scope["path"].removeprefix(request.scope.get("root_path", "")).strip("/")
        if path != "portal/submissions":
            return await super().answer(request, body)
        try:
            application = dict(json.loads(body)["application"])
        except (ValueError, KeyError, TypeError):
            return JSONResponse({"title": "application fehlt"}, status_code=400)
        with self._lock:
            identifier = self.identifier("submission", len(self._submissions))
            self._file(identifier, application, self.clock().isoformat(timespec="seconds"))
            if self._callback:
                self._announce(identifier)
        return JSONResponse({"submissionId": identifier}, status_code=201)

    def handle(self, call: Call) -> tuple[int, Any]:
        """One request of the subscriber."""
        if call.operation == "registerCallback":
            self._callback = str(call.json["callbackUrl"])
            waiting = [known for known in self._submissions if known not in self.decided]
            for identifier in waiting:
                self._announce(identifier)
            return 200, {"destinationId": call.path["destinationId"], "waiting": waiting}
        identifier = call.path["submissionId"]
        if identifier not in self._submissions:
            raise Problem(404, "unknown-submission", "Diese Einreichung gibt es hier nicht")
        if call.operation == "getSubmission":
            return 200, self._submissions[identifier] | {"encryptedData": self._encrypted(identifier)}
        if identifier in self.decided:
            raise Problem(409, "already-decided", "Über die Einreichung ist schon entschieden")
        self.decided[identifier] = call.json
        stored = self.clock().isoformat(timespec="seconds")
        return 201, {"eventId": self.identifier(call.key), "storedAt": stored}

    def _file(self, identifier: str, application: Mapping[str, Any], sent_at: str) -> None:
        self._applications[identifier] = application
        self._submissions[identifier] = {
            "submissionId": identifier,
            "fitCaseId": self.identifier("case", identifier),
            "destinationId": _DESTINATION,
            "serviceIdentifier": _SERVICE,
            "sentAt": sent_at,
        }

    def _announce(self, identifier: str) -> None:
        event = self._submissions[identifier] | {"eventId": self.identifier("announced", identifier)}
        self.post_later(self.clock() + ANNOUNCED_AFTER, self._callback, event)

    def _encrypted(self, identifier: str) -> str:
        """The application as JWE, the same text every time it is fetched."""
        known = self._submissions[identifier].get("encryptedData")
        if known is None:
            from joserfc import jwe, jwk  # a slow import that only a fetched submission needs

            key: Any = jwk.import_key(json.loads(str(self.config.get("decryption_key") or "null") or "null"))
            if "UNLESBAR" in json.dumps(self._applications[identifier]):
                key = jwk.ECKey.generate_key("P-256")
            head = {"alg": "ECDH-ES+A256KW", "enc": "A256GCM", "cty": "application/json"}
            text = json.dumps(self._applications[identifier], ensure_ascii=False).encode()
            known = jwe.encrypt_compact(head, text, key, algorithms=["ECDH-ES+A256KW", "A256GCM"])
            self._submissions[identifier]["encryptedData"] = known
        return str(known)
