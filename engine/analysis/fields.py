"""Checks the names in forms: a field that looks at a variable which nobody has written is never shown, or always."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .. import feel
from ..kernel.definition import Node
from ..kernel.expressions import Functions
from ..kernel.lint_problem import Problem
from .variables import Analysis

#: What form-js itself knows inside a list of fields.
_SPECIAL = frozenset({"this", "parent", "i", "_this_", "_parent_", "_i_"})


def check(analysis: Analysis, functions: Functions) -> Iterator[tuple[Node, Problem]]:
    """Problems of forms, at the tasks that show them."""
    for process in analysis.bundle.processes.values():
        for node in process.nodes.values():
            schema = analysis.bundle.forms.get(node.form or "") if node.type == "userTask" else None
            if schema is not None:
                for problem in _of_form(analysis, node, schema, functions):
                    yield node, problem


def _of_form(analysis: Analysis, node: Node, schema: Mapping[str, Any], functions: Functions) -> Iterator[Problem]:
    sight = analysis.at(node)
    if sight.open:
        return
    known = {*sight.variables, *_keys(schema["components"]), *_SPECIAL}
    for text in sorted(set(_expressions(schema))):
        try:
            names = feel.compile(text[1:], functions=functions).names
        except feel.FeelSyntaxError:
            continue  # unary tests and texts that only begin so; the form's own check looks at them
        for name in sorted(names - known):
            yield Problem(
                "form-name-unknown",
                f"Das Formular „{node.form}“ fragt nach „{name}“ ({text[:60]}); das hat hier niemand geschrieben, und "
                "kein Feld heißt so. Vorher schreiben oder den Namen berichtigen.",
                f"The form “{node.form}” looks at “{name}” ({text[:60]}); nobody has written it here and no field is "
                "called so. Write it before, or correct the name.",
            )


def _keys(components: Any) -> Iterator[str]:
    for component in components if isinstance(components, list) else ():
        for name in ("key", "path"):
            if isinstance(component.get(name), str):
                yield component[name].split(".")[0]
        yield from _keys(component.get("components"))


def _expressions(part: Any) -> Iterator[str]:
    if isinstance(part, Mapping):
        for inner in part.values():
            yield from _expressions(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _expressions(inner)
    elif isinstance(part, str) and part.startswith("="):
        yield part
