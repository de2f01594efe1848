"""What an agency's folder shows about itself: examples that tests send, personas that its simulator plays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Example:
    """One input that the agency accepts.

    `after` names an operation whose example is sent first, with `before` in place of that example's input where the
    agency has to be in another state, and after `minutes` of waiting; `take` fills inputs (key) from its output (value).
    `prompts`: the agency sends a message because of it.
    """

    operation: str
    input: Mapping[str, Any]
    case_ref: str = "AKZ-DD-2026-000123"
    after: str = ""
    before: Mapping[str, Any] | None = None
    minutes: int = 0
    take: Mapping[str, str] = field(default_factory=dict)
    prompts: bool = False


@dataclass(frozen=True, slots=True)
class Persona:
    """A stand-in that behaves in one way: set `field` to (or let it contain) `value` and see `behaviour`."""

    field: str
    value: str
    behaviour_de: str
    behaviour_en: str
