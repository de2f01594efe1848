"""Hands letters, portal messages and e-mail to the dispatch service."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from ..base import JsonObject, Operation, Request
from ..rest_agency import RestConnector, Route
from . import wire
from .operations import NAME, OPERATIONS


class Connector(RestConnector):
    """See `connectors.base.Connector`."""

    name: ClassVar[str] = NAME
    operations: ClassVar[Mapping[str, Operation]] = OPERATIONS
    contract: ClassVar[Path] = Path(__file__).parent / "contract" / "post.openapi.yaml"
    routes: ClassVar[Mapping[str, Route]] = {
        "sendLetter": Route("POST", "/dispatches", answer="Dispatched", body=wire.dispatch)
    }

    def check(self, request: Request, given: JsonObject) -> None:
        """The channel must be able to reach the recipient."""
        wire.reachable(given)
