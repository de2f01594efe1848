"""Asks for the security query and receives its result by signed webhook."""

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
    contract: ClassVar[Path] = Path(__file__).parent / "contract" / "bva.openapi.yaml"
    event: ClassVar[str] = "ResultEvent"
    routes: ClassVar[Mapping[str, Route]] = {
        "securityQuery": Route(
            "POST", "/security-queries", answer="AcceptedQuery", body=wire.query, reference="queryId"
        )
    }
