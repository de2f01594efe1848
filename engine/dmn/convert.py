"""Makes values fit their declared types: DMN's implicit conversions, and reading inputs that came as JSON."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any, Final

from engine.feel import from_python
from engine.feel.types import kind_of

from .literals import temporal
from .types import ANY, Type, mismatch

TEMPORAL: Final = frozenset({"date", "time", "date and time", "days and time duration", "years and months duration"})


def coerce(value: Any, wanted: Type) -> tuple[Any, str | None]:
    """``value`` as ``wanted``, or null and the reason (DMN 1.5, 10.3.2.9.4).

    Converts a value to a list of one and back, and a date to midnight UTC; anything else that does not conform
    becomes null.
    """
    if value is None or wanted is ANY:
        return value, None
    reason = mismatch(value, wanted)
    if reason is None:
        return value, None
    if wanted.kind == "list":
        if not isinstance(value, list) and mismatch([value], wanted) is None:
            return [value], None
    elif isinstance(value, list) and len(value) == 1 and mismatch(value[0], wanted) is None:
        return value[0], None
    if wanted.kind == "date and time" and kind_of(value) == "date" and isinstance(value, date):
        moment = datetime.combine(value, time(), UTC)
        return (moment, None) if mismatch(moment, wanted) is None else (None, reason)
    return None, reason


def read(value: Any, wanted: Type) -> tuple[Any, str | None]:
    """A value from outside as ``wanted``: like ``coerce``, but ISO 8601 text becomes dates, times and durations.

    JSON has no dates; a text that is no ISO 8601 date (``31.12.2026``) is refused with a reason, never guessed.
    """
    return coerce(_temporal_inside(from_python(value), wanted), wanted)


def _temporal_inside(value: Any, wanted: Type) -> Any:
    if isinstance(value, str) and wanted.kind in TEMPORAL:
        parsed = temporal(value, wanted.kind)
        return value if parsed is None else parsed
    if isinstance(value, list) and wanted.item is not None:
        return [_temporal_inside(item, wanted.item) for item in value]
    if isinstance(value, dict) and wanted.components:
        changed = dict(value)
        for key, component in wanted.components:
            if key in changed:
                changed[key] = _temporal_inside(changed[key], component)
        return changed
    return value
