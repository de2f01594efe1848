"""Consults the trade office."""

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
    contract: ClassVar[Path] = Path(__file__).parent / "contract" / "gewerbeamt.openapi.yaml"
    routes: ClassVar[Mapping[str, Route]] = {
        "consult": Route("POST", "/consultations", answer="Answer", body=wire.consultation),
    }
