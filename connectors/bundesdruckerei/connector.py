"""Orders residence title cards and receives their status by signed webhook."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from ..base import MessageType, Operation
from ..rest_agency import RestConnector, Route
from . import wire
from .operations import MESSAGES, NAME, OPERATIONS


class Connector(RestConnector):
    """See `connectors.base.Connector`."""

    name: ClassVar[str] = NAME
    operations: ClassVar[Mapping[str, Operation]] = OPERATIONS
    messages: ClassVar[Mapping[str, MessageType]] = MESSAGES
    contract: ClassVar[Path] = Path(__file__).parent / "contract" / "bundesdruckerei.openapi.yaml"
    event: ClassVar[str] = "StatusEvent"
    routes: ClassVar[Mapping[str, Route]] = {
        "orderCard": Route("POST", "/orders", answer="AcceptedOrder", body=wire.order, reference="orderId")
    }
