"""Where the tokens of a case are, and the elements to which one may be moved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

#: What a token is never put on by hand: beginnings are the scope's own, boundaries belong to their activity.
_NEVER = frozenset({"startEvent", "boundaryEvent", "eventSubProcess", "process"})


@dataclass(frozen=True, slots=True)
class Token:
    """An activation that may be withdrawn; `depth` counts the scopes around it."""

    activation: int
    element_id: str
    type: str
    since: datetime
    name: tuple[str, str]
    stuck: str
    depth: int


@dataclass(frozen=True, slots=True)
class Target:
    """An element that may be started: its scope is alive."""

    element_id: str
    type: str
    process_id: str
    process_name: str
    name: tuple[str, str]


def named(node: Any) -> tuple[str, str]:
    """German and English name of an element."""
    german = node.labels.get("de") or node.name or node.id
    return german, node.labels.get("en") or german


def moves(engine: Any, case_id: str, tenant: int) -> tuple[tuple[Token, ...], tuple[Target, ...]]:
    """From where to where; NotFound. The outermost process cannot be withdrawn, only the case be cancelled."""
    state = engine.standing(case_id, tenant)
    table = engine.definition_table(state.case.deployment_id)
    scopes = {token.activation: token.scope for token in state.tokens}

    def depth(activation: int) -> int:
        count, scope = 0, scopes.get(activation)
        while scope is not None:
            count, scope = count + 1, scopes.get(scope)
        return count

    tokens = tuple(
        Token(
            token.activation,
            token.element_id,
            token.type,
            token.since,
            named(table.processes[token.process_id].nodes[token.element_id]),
            token.stuck,
            depth(token.activation),
        )
        for token in state.tokens
        if token.scope is not None
    )
    alive = {(token.process_id, token.element_id) for token in state.tokens}
    targets = []
    for process_id in dict.fromkeys(token.process_id for token in state.tokens):
        process = table.processes[process_id]
        title = named(process.root)[0]
        for node in process.nodes.values():
            if node.parent is None or node.type in _NEVER or (process_id, node.parent) not in alive:
                continue
            targets.append(Target(node.id, node.type, process_id, title, named(node)))
    return tokens, tuple(sorted(targets, key=lambda target: (target.process_id, target.element_id)))
