"""Queries the residents' register and notifies it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from ..base import Operation
from ..rest_agency import RestConnector, Route
from . import wire
from .operations import NAME, OPERATIONS


class Connector(RestConnector):
    """See `connectors.base.Connector`."""

    name: ClassVar[str] = NAME
    operations: ClassVar[Mapping[str, Operation]] = OPERATIONS
    contract: ClassVar[Path] = Path(__file__).parent / "contract" / "meldebehoerde.openapi.yaml"
    routes: ClassVar[Mapping[str, Route]] = {
        "query": Route("POST", "/persons/search", answer="Found", body=wire.search),
        "notify": Route("POST", "/notifications", answer="Stored", body=wire.notification),
    }
