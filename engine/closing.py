"""What is recorded of a case in the transaction that ends it: FEEL expressions over its last variables, data of a procedure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from . import feel
from .model import Case


class ClosingError(ValueError):
    """An expression of the rule cannot be read."""


@dataclass(frozen=True, slots=True)
class Closing:
    """`fields`: expression by field; `processes`: the processes whose ends are recorded.

    Expressions see the variables with which the case ended, and `case` (process, site, number, status). One that fails
    gives null: what is recorded must never stop a case.
    """

    processes: frozenset[str] = frozenset()
    fields: Mapping[str, str] = field(default_factory=dict)
    compiled: Mapping[str, feel.Expression] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Raises ClosingError."""
        compiled = {}
        for name, text in self.fields.items():
            try:
                compiled[name] = feel.compile(text.removeprefix("="))
            except feel.FeelSyntaxError as error:
                raise ClosingError(f"{name}: {error.message}") from error
        object.__setattr__(self, "compiled", compiled)

    def record(self, case: Case, variables: Mapping[str, Any], now: datetime) -> Mapping[str, Any] | None:
        """What is recorded of a case that has ended; None for a case of another process, or one that goes on."""
        if case.status.open or case.process_id not in self.processes:
            return None
        about = {
            "process": case.process_id,
            "site": case.site,
            "number": case.business_key,
            "status": case.status.value,
        }
        known = {**variables, "case": about}
        return {name: _value(expression, known, now) for name, expression in self.compiled.items()}


NO_RECORD = Closing()


def _value(expression: feel.Expression, known: Mapping[str, Any], now: datetime) -> Any:
    try:
        return feel.to_json(expression.evaluate(known, now=now).value)
    except Exception:  # noqa: BLE001  # whatever the variables hold: the case ends all the same
        return None


def read(content: Mapping[str, Any]) -> Closing:
    """A rule from its data file (`processes`, `fields`); ClosingError for what is not right."""
    extra = sorted(set(content) - {"version", "processes", "fields"})
    if extra:
        raise ClosingError(f"unknown: {', '.join(extra)}")
    return Closing(frozenset(content.get("processes") or ()), dict(content.get("fields") or {}))
