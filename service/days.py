"""Days and factors in bodies: a day is written 2026-11-30, a factor as any number; strict bodies convert nothing else."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema

_DAY = re.compile(r"(?:19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}")


def _day(value: Any) -> Any:
    if isinstance(value, str):
        if _DAY.fullmatch(value) is None:
            raise ValueError("a day is written 2026-11-30")
        return date.fromisoformat(value)
    return value


def _factor(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value


Day = Annotated[
    date,
    BeforeValidator(_day),
    WithJsonSchema({"type": "string", "format": "date", "examples": ["2026-11-30"]}),
]
Factor = Annotated[float, BeforeValidator(_factor)]
