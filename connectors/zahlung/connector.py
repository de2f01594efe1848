"""Asks for fees and hears by signed webhook that they were paid."""

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
    contract: ClassVar[Path] = Path(__file__).parent / "contract" / "zahlung.openapi.yaml"
    event: ClassVar[str] = "PaidEvent"
    occurred: ClassVar[str] = "paidAt"
    routes: ClassVar[Mapping[str, Route]] = {
        "createPayment": Route("POST", "/payments", answer="OpenPayment", body=wire.payment, reference="paymentId")
    }
