"""Checks the names in expressions: a variable that nothing has written by then, a parameter that does not exist."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from typing import Any

from .. import feel
from ..kernel.definition import Node
from ..kernel.expressions import Functions
from ..kernel.lint_expressions import Written, expressions_of
from ..kernel.lint_problem import Problem
from .variables import Analysis, Sight

_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"')


def check(analysis: Analysis, functions: Functions) -> Iterator[tuple[Node, Problem]]:
    """Problems of names, element by element."""
    for process in analysis.bundle.processes.values():
        for node in process.nodes.values():
            if node.type != "process":
                for problem in _of_node(analysis, node, functions):
                    yield node, problem


def _of_node(analysis: Analysis, node: Node, functions: Functions) -> Iterator[Problem]:
    expressions = [written for written in expressions_of(node) if written.text.startswith("=")]
    if not expressions:
        return
    before = analysis.at(node)
    after = analysis.after(node, before)
    for written in expressions:
        sight = after if written.done else before
        try:
            expression = feel.compile(written.text[1:], functions=functions)
        except feel.FeelSyntaxError:
            continue  # a finding of its own
        for name in sorted(expression.names - set(sight.variables)):
            yield from _unknown(written, name, sight)
        yield from _constants(written, analysis.around.constants)


def _unknown(written: Written, name: str, sight: Sight) -> Iterator[Problem]:
    near = difflib.get_close_matches(name, sight.variables, n=1, cutoff=0.8)
    if sight.open and not (near and _misspelt(name, near[0])):
        return  # there may be such a variable: nobody has told us all of them
    german = f" Gemeint ist wohl „{near[0]}“." if near else " Vorher schreiben oder den Namen berichtigen."
    english = f" “{near[0]}” is probably meant." if near else " Write it before, or correct the name."
    yield Problem(
        "name-unknown",
        f"{written.german}: Die Variable „{name}“ hat bis hierher niemand geschrieben.{german}",
        f"{written.english}: nobody has written the variable “{name}” by then.{english}",
    )


def _misspelt(name: str, known: str) -> bool:
    """One letter too many, missing, wrong, or two exchanged (a Damerau-Levenshtein distance of one)."""
    if len(name) < 4 or abs(len(name) - len(known)) > 1:
        return False
    at = next((i for i, pair in enumerate(zip(name, known, strict=False)) if pair[0] != pair[1]), None)
    if at is None:
        return False  # one begins with the other: `day` and `days` are two names
    rest, other = name[at:], known[at:]
    exchanged = rest[:2] == other[1::-1] and rest[2:] == other[2:]
    return exchanged or rest[1:] in (other[1:], other) or rest == other[1:]


def _constants(written: Written, constants: Mapping[str, Any]) -> Iterator[Problem]:
    bare = _TEXT.sub('""', written.text)
    for top, tree in constants.items():
        if not isinstance(tree, Mapping):
            continue
        for found in re.finditer(rf"(?<![\w.]){re.escape(top)}((?:\.\w+)+)", bare):
            at: Any = tree
            for step in found[1][1:].split("."):
                if not isinstance(at, Mapping):
                    break
                if step not in at:
                    yield Problem(
                        "parameter-unknown",
                        f"{written.german}: Den Wert „{found[0]}“ gibt es in parameters.yaml nicht.",
                        f"{written.english}: parameters.yaml has no value “{found[0]}”.",
                    )
                    break
                at = at[step]
