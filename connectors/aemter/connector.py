"""Asks departments about a case and receives their answers by signed webhook."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from ..base import MessageType, Operation
from ..rest_agency import RestConnector, Route
from . import wire
from .operations import MESSAGES, NAME, OPERATIONS

_ONE = "/consultations/{requestId}"


class Connector(RestConnector):
    """See `connectors.base.Connector`."""

    name: ClassVar[str] = NAME
    operations: ClassVar[Mapping[str, Operation]] = OPERATIONS
    messages: ClassVar[Mapping[str, MessageType]] = MESSAGES
    contract: ClassVar[Path] = Path(__file__).parent / "contract" / "aemter.openapi.yaml"
    event: ClassVar[str] = "AnswerEvent"
    routes: ClassVar[Mapping[str, Route]] = {
        "consult": Route(
            "POST", "/consultations", answer="AcceptedQuestion", body=wire.question, reference="requestId"
        ),
        "remind": Route("POST", f"{_ONE}/reminders", answer="Reminded", body=wire.without_id),
        "withdraw": Route("POST", f"{_ONE}/withdrawal", answer="Withdrawn", body=wire.without_id),
    }
