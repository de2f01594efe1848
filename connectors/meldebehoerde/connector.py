"""Queries the residents' register, notifies it, and receives what it learns about the people it was told of."""

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
    event: ClassVar[str] = "RegisterEvent"
    contract: ClassVar[Path] = Path(__file__).parent / "contract" / "meldebehoerde.openapi.yaml"
    routes: ClassVar[Mapping[str, Route]] = {
        "query": Route("POST", "/persons/search", answer="Found", body=wire.search),
        "notify": Route("POST", "/notifications", answer="Stored", body=wire.notification),
    }
