"""Evaluates decisions of a compiled graph in the order of their requirements, each once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.feel import FeelError, Function, from_python

from .convert import coerce, read
from .functions import bound, signature_of
from .graph import DecisionNode, Graph, Key, Need, ServiceNode
from .run import Run, Scope
from .syntax import DecisionTable, Literal
from .trace import ExpressionTrace
from .types import Type


@dataclass(slots=True)
class Evaluation:
    """One set of inputs and everything decided from them."""

    graph: Graph
    run: Run
    inputs: Mapping[str, Any]
    loose: Scope = field(default_factory=dict)
    """Inputs the model does not declare; decisions see them by name, as tables made without input data expect."""
    known: dict[Key, Any] = field(default_factory=dict)
    functions: dict[Key, Function] = field(default_factory=dict)

    def decide(self, targets: Iterable[Key]) -> None:
        """Evaluates the target decisions and all they require into ``known``."""
        for key in self.graph.order(targets, frozenset(self.known)):
            node = self.graph.decisions[key]
            self.known[key] = self._decision(node)

    def _decision(self, node: DecisionNode) -> Any:
        source, run = node.source, self.run
        run.step()
        scope: Scope = dict(self.loose)
        for need in node.inputs:
            _bind(scope, need, self._input(need))
        for need in node.decisions:
            _bind(scope, need, self.known.get(need.key))
        for need in node.knowledge:
            _bind(scope, need, self.function(need.key))
        outer, run.decision = run.decision, (source.id, source.name)
        try:
            value, reason = coerce(node.code(scope, run), node.wanted)
        finally:
            run.decision = outer
        if reason is not None:
            run.note(source.id, f"the decision {source.name} does not fit its type: {reason}")
        expression = source.expression
        if expression is None:
            run.note(source.id, f"the decision {source.name} has no logic")
        elif not isinstance(expression, DecisionTable):
            text = expression.text if isinstance(expression, Literal) else ""
            kind = type(expression).__name__
            run.keep(ExpressionTrace(source.id, source.name, expression.place.element_id, kind, text, value))
        return value

    def _input(self, need: Need) -> Any:
        if need.key in self.known:
            return self.known[need.key]
        node = self.graph.inputs[need.key]
        source = node.source
        found = _supplied(self.inputs, (need.name, source.name, source.place.element_id), need.prefix)
        if found is _MISSING:
            self.run.note(source.place.element_id, f"the input {source.name} was not supplied")
            value = None
        else:
            value, reason = read(found, node.wanted)
            if reason is not None:
                self.run.fail("input-type", f"the input {source.name} does not fit: {reason}", source.place.element_id)
        self.known[need.key] = value
        return value

    def function(self, key: Key) -> Function:
        """The function of a knowledge model or decision service."""
        function = self.functions.get(key)
        if function is None:
            service = self.graph.services.get(key)
            function = self._service_function(service) if service is not None else self._knowledge_function(key)
            self.functions[key] = function
        return function

    def _knowledge_function(self, key: Key) -> Function:
        node = self.graph.knowledge[key]
        scope: Scope = {}
        for need in node.knowledge:
            if need.key != key:
                _bind(scope, need, self.function(need.key))
        inner: Function = node.make(scope, self.run)
        wanted = _result_type(node.wanted)

        def call(*arguments: Any) -> Any:
            value, reason = coerce(inner.call(*arguments), wanted)
            if reason is not None:
                raise FeelError(f"the result of {node.source.name} does not fit: {reason}")
            return value

        function = Function(inner.name, inner.parameters, call, inner.result)
        scope[node.source.variable.name] = function
        return function

    def _service_function(self, node: ServiceNode) -> Function:
        needs = (*node.input_data, *node.input_decisions)
        types = [self._need_type(need) for need in needs]
        variables = [self._need_variable(need) for need in needs]
        names = [need.name for need in needs]

        def call(*arguments: Any) -> Any:
            values = bound(names, types, arguments)
            known = {need.key: values[need.name] for need in needs}
            inner = Evaluation(self.graph, self.run, {}, {}, known)
            return self.run.deeper(lambda: inner.serve(node))

        return Function(node.source.name, signature_of(variables, types), call)

    def serve(self, node: ServiceNode) -> Any:
        """The result of a service whose inputs are known: the value of its output, or a context of its outputs."""
        self.decide(need.key for need in node.outputs)
        if len(node.outputs) == 1:
            value = self.known.get(node.outputs[0].key)
        else:
            value = {need.name: self.known.get(need.key) for need in node.outputs}
        value, reason = coerce(value, _result_type(node.wanted))
        if reason is not None:
            self.run.note(node.source.place.element_id, f"the service {node.source.name} does not fit: {reason}")
        return value

    def supply(self, node: ServiceNode) -> None:
        """Reads the inputs of a service called from outside: its input data and its input decisions."""
        for need in node.input_data:
            self._input(need)
        for need in node.input_decisions:
            source = self.graph.decisions[need.key].source
            found = _supplied(self.inputs, (need.name, source.name, source.id), need.prefix)
            if found is _MISSING:
                self.run.note(source.id, f"the input decision {source.name} was not supplied")
                found = None
            value, reason = read(found, self._need_type(need))
            if reason is not None:
                self.run.fail("input-type", f"the input decision {source.name} does not fit: {reason}", source.id)
            self.known[need.key] = value

    def _need_type(self, need: Need) -> Type:
        node = self.graph.inputs.get(need.key)
        return node.wanted if node is not None else self.graph.decisions[need.key].wanted

    def _need_variable(self, need: Need) -> Any:
        node = self.graph.inputs.get(need.key) or self.graph.decisions[need.key]
        return node.source.variable


_MISSING = object()


def _supplied(inputs: Mapping[str, Any], names: tuple[str, ...], prefix: str) -> Any:
    """The caller's value under one of the names; those of imported elements may be nested under the import's name."""
    for name in names:
        if name in inputs:
            return inputs[name]
    nested = inputs.get(prefix) if prefix else None
    return _supplied(nested, names, "") if isinstance(nested, Mapping) else _MISSING


def _bind(scope: Scope, need: Need, value: Any) -> None:
    """Puts a value under its name, or under its import's name and its own."""
    if need.prefix:
        group = dict(scope.get(need.prefix) or {})
        group[need.name] = value
        scope[need.prefix] = group
    else:
        scope[need.name] = value


def _result_type(wanted: Type) -> Type:
    """The type of a call's result: a variable is typed with the function's type since 1.3, with the result's before."""
    return wanted.result if wanted.kind == "function" and wanted.result is not None else wanted


def loose_inputs(inputs: Mapping[str, Any], declared: frozenset[str]) -> Scope:
    """The inputs that no element of the model declares."""
    return {name: from_python(value) for name, value in inputs.items() if name not in declared}
