"""Business rule tasks: evaluates a decision of the bundle and keeps which rules led to the answer."""

from __future__ import annotations

from typing import Any

from .. import dmn, feel
from .bundle import Bundle
from .expressions import Evaluator, Stuck
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
        model = bundle.models[resource] = dmn.load(bundle.resources[resource], functions=evaluator.functions)
    try:
        result = model.evaluate(decision_id, view, now=evaluator.now, functions=evaluator.functions)
    except Exception as error:  # a defect of a function must stop this activation, not the worker
        raise Stuck("decision-failed", f"{decision_id}: {type(error).__name__}: {error}") from error
    if result.errors:
        raise Stuck("decision-failed", f"{decision_id}: " + "; ".join(error.message for error in result.errors[:3]))
    return feel.to_json(result.value), {"id": decision_id, "rules": _matched(result)}


def _matched(result: dmn.Result) -> list[dict[str, Any]]:
    return [
        {"table": entry.decision_id, "matched": list(entry.matched), "chosen": list(entry.chosen)}
        for entry in result.trace
        if isinstance(entry, dmn.TableTrace)
    ]
