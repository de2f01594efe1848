"""Queries the Central Register and reports facts to it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from ..base import JsonObject, Operation, Refused, Request
from ..rest_agency import RestConnector, Route
from . import wire
from .operations import NAME, OPERATIONS


class Connector(RestConnector):
    """See `connectors.base.Connector`."""

    name: ClassVar[str] = NAME
    operations: ClassVar[Mapping[str, Operation]] = OPERATIONS
    contract: ClassVar[Path] = Path(__file__).parent / "contract" / "azr.openapi.yaml"
    routes: ClassVar[Mapping[str, Route]] = {
        "query": Route("POST", "/queries", answer="QueryResult", body=wire.query),
        "updateFact": Route("POST", "/facts", answer="StoredFact", body=wire.fact),
    }

    def check(self, request: Request, given: JsonObject) -> None:
        """A number, or all basic personal data (§ 10(2) AZRG)."""
        if "azrNumber" not in given and "person" not in given:
            raise Refused("SCHEMA_INVALID", "/azrNumber oder /person fehlt / missing", {"path": "/"})
