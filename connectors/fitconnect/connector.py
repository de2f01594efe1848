"""Receives announcements of submissions by signed webhook, fetches and opens them, accepts or rejects."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar, cast

from ..base import Accepted, MessageType, Operation, Reply, Request
from ..rest_agency import RestConnector, Route
from . import wire
from .config import Config
from .operations import MESSAGES, NAME, OPERATIONS

_ONE = "/submissions/{submissionId}"


class Connector(RestConnector):
    """See `connectors.base.Connector`."""

    name: ClassVar[str] = NAME
    operations: ClassVar[Mapping[str, Operation]] = OPERATIONS
    messages: ClassVar[Mapping[str, MessageType]] = MESSAGES
    contract: ClassVar[Path] = Path(__file__).parent / "contract" / "fitconnect.openapi.yaml"
    event: ClassVar[str] = "Announcement"
    occurred: ClassVar[str] = "sentAt"
    routes: ClassVar[Mapping[str, Route]] = {
        "registerCallback": Route(
            "PUT", "/destinations/{destinationId}/callback", answer="Destination", body=wire.callback
        ),
        "getSubmission": Route(
            "GET", _ONE, lambda answer, _: dict(answer) | {"application": None}, answer="Submission"
        ),
        "acceptSubmission": Route("POST", f"{_ONE}/events", answer="StoredEvent", body=wire.accepted),
        "rejectSubmission": Route("POST", f"{_ONE}/events", answer="StoredEvent", body=wire.rejected),
    }

    def send(self, request: Request) -> Reply | Accepted:
        """As every REST agency; a fetched submission is opened with our key."""
        answer = super().send(request)
        if request.operation != "getSubmission":
            return answer
        key = cast(Config, self._config).decryption_key
        return Reply(dict(answer.output) | {"application": wire.opened(str(answer.output["encryptedData"]), key)})
