"""Business rule tasks: evaluates a decision of the bundle and keeps which rules led to the answer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from .. import dmn, feel
from .bundle import Bundle
from .expressions import Evaluator, Functions, Stuck
from .variables import ScopeView


def decide(bundle: Bundle, decision_id: str, view: ScopeView, evaluator: Evaluator) -> tuple[Any, dict[str, Any]]:
    """The decision's value as JSON data and the rules that led to it; Stuck when there is no valid answer.

    The explanation names table, rule numbers and rule ids: inputs are personal data and stay in the variables, from
    which the full trace ("why not the others") can be computed again.
    """
    resource = bundle.decision_resources.get(decision_id)
    if resource is None:
        raise Stuck("decision-unknown", f"the bundle has no decision {decision_id}")
    model = bundle.models.get(resource)
    if model is None:
        model = bundle.models[resource] = _model(bundle.resources[resource], _Same(evaluator.functions))
    try:
        result = model.evaluate(decision_id, view, now=evaluator.now, functions=evaluator.functions)
    except Exception as error:  # a defect of a function must stop this activation, not the worker
        raise Stuck("decision-failed", f"{decision_id}: {type(error).__name__}: {error}") from error
    if result.errors:
        raise Stuck("decision-failed", f"{decision_id}: " + "; ".join(error.message for error in result.errors[:3]))
    return feel.to_json(result.value), {"id": decision_id, "rules": _matched(result)}


@dataclass(frozen=True, slots=True, eq=False)
class _Same:
    """Functions, told apart by which object they are: a mapping has no hash."""

    functions: Functions

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.functions is other.functions

    def __hash__(self) -> int:
        return id(self.functions)


@lru_cache(maxsize=64)
def _model(xml: bytes, same: _Same) -> dmn.Model:
    """The decisions of a file: versions of a procedure mostly share their tables, and a model never changes."""
    return dmn.load(xml, functions=same.functions)


def _matched(result: dmn.Result) -> list[dict[str, Any]]:
    return [
        {"table": entry.decision_id, "matched": list(entry.matched), "chosen": list(entry.chosen)}
        for entry in result.trace
        if isinstance(entry, dmn.TableTrace)
    ]
