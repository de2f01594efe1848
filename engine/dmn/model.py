"""A decision model ready to be evaluated."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from engine.feel import Function, LimitExceeded

from .compiler import Use
from .evaluation import Evaluation, loose_inputs
from .findings import Finding, UnknownDecision
from .graph import DecisionNode, Graph, InputNode, Key
from .run import Run
from .syntax import Decision, DecisionService, Definitions
from .trace import Result
from .type_table import TypeTable


class Model:
    """One DMN file, compiled once. Immutable and safe to share between threads.

    ``decisions`` and ``services`` are by id; ``findings`` are the complaints a tolerant load let pass.
    """

    def __init__(
        self,
        definitions: Definitions,
        graph: Graph,
        types: TypeTable,
        findings: tuple[Finding, ...] = (),
        uses: tuple[Use, ...] = (),
        function_names: frozenset[str] = frozenset(),
    ) -> None:
        self.definitions = definitions
        self.graph = graph
        self.types = types
        self.findings = findings
        self.uses = uses
        self.function_names = function_names
        self.decisions: Mapping[str, Decision] = {d.id: d for d in definitions.decisions.values()}
        self.services: Mapping[str, DecisionService] = dict(definitions.services)
        nodes: list[InputNode | DecisionNode] = [*graph.inputs.values(), *graph.decisions.values()]
        declared = {name for node in nodes for name in (node.source.name, node.source.variable.name)}
        self._declared = frozenset(declared | {node.source.place.element_id for node in nodes})

    @property
    def namespace(self) -> str:
        """The namespace under which other models import this one."""
        return self.definitions.namespace

    def evaluate(
        self,
        decision: str,
        inputs: Mapping[str, Any],
        *,
        now: datetime | None = None,
        functions: Mapping[str, Function] | None = None,
    ) -> Result:
        """The value of a decision (by id or name) for ``inputs`` (by name of input data, plain JSON values).

        ``now`` is what FEEL's ``now()`` answers (aware), ``functions`` replaces registered functions. Raises
        ``UnknownDecision``; everything else that goes wrong is in the result's ``errors`` and ``problems``.
        """
        key = self._find(decision, self.definitions.decisions, "decision")

        def work(evaluation: Evaluation) -> Any:
            evaluation.decide([key])
            return evaluation.known[key]

        return self._result(inputs, now, functions, work)

    def evaluate_service(
        self,
        service: str,
        inputs: Mapping[str, Any],
        *,
        now: datetime | None = None,
        functions: Mapping[str, Function] | None = None,
    ) -> Result:
        """The value of a decision service (by id or name); ``inputs`` also hold the values of its input decisions."""
        key = self._find(service, self.definitions.services, "decision service")
        node = self.graph.services[key]

        def work(evaluation: Evaluation) -> Any:
            evaluation.supply(node)
            return evaluation.serve(node)

        return self._result(inputs, now, functions, work)

    def _find(self, wanted: str, nodes: Mapping[str, Decision] | Mapping[str, DecisionService], kind: str) -> Key:
        if wanted in nodes:
            return self.namespace, wanted
        found = [identifier for identifier, node in nodes.items() if node.name == wanted]
        if len(found) != 1:
            count = "no" if not found else "more than one"
            raise UnknownDecision(f"the model {self.definitions.name} has {count} {kind} {wanted}")
        return self.namespace, found[0]

    def _result(
        self,
        inputs: Mapping[str, Any],
        now: datetime | None,
        functions: Mapping[str, Function] | None,
        work: Callable[[Evaluation], Any],
    ) -> Result:
        run = Run(now, functions)
        value = None
        try:
            value = work(Evaluation(self.graph, run, inputs, loose_inputs(inputs, self._declared)))
        except LimitExceeded as error:
            run.fail("limit", str(error), run.decision[0])
        except RecursionError:
            run.fail("limit", "the expressions are nested too deep", run.decision[0])
        if run.errors:
            value = None
        return Result(value, tuple(run.problems), tuple(run.trace), tuple(run.errors), run.trace_complete)
