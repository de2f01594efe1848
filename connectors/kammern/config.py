"""What an operator must set to speak with the chambers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..rest import RestConfig
from ..settings import OFFICES, Office


@dataclass(frozen=True, slots=True)
class Config(RestConfig):
    """One account at the chambers' common interface; the chamber itself is part of each request.

    `offices`: our authorities by the letters of the case reference.
    """

    offices: Mapping[str, Office] = field(default_factory=lambda: dict(OFFICES))
