"""One case as its readers need it: where it stands, what its deployment says, what is hidden from whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from engine.handlers.standing import Standing, Token
from engine.kernel.bundle import Bundle
from engine.kernel.definition import Node
from engine.model import Case

from .guide import Guide
from .words import Words, labelled

#: Says whether the reader may read a class of data (domain document 7.4).
Reads = Callable[[str], bool]
Earlier = Callable[[], Sequence[Bundle]]


@dataclass(frozen=True)
class CaseFile:
    """A case, its deployed diagrams, the guide of its procedure, and what its reader may see.

    `earlier`: the deployments that it was on before it was migrated, oldest first.
    """

    standing: Standing
    bundle: Bundle
    guide: Guide
    reads: Reads
    earlier: Earlier = tuple

    @property
    def case(self) -> Case:
        """The case's row."""
        return self.standing.case

    @property
    def variables(self) -> Mapping[str, Any]:
        """Its variables, unmasked: what is told of them is chosen here, field by field."""
        return self.standing.variables

    @cached_property
    def nodes(self) -> Mapping[str, Node]:
        """Every element of the deployment by id (ids occur once in a bundle)."""
        return {node.id: node for process in self.bundle.processes.values() for node in process.nodes.values()}

    @cached_property
    def _former(self) -> Mapping[str, Node]:
        bundles = self.earlier()
        return {n.id: n for bundle in bundles for process in bundle.processes.values() for n in process.nodes.values()}

    def once(self, element_id: str) -> Node | None:
        """An element that history tells of: of this deployment, or of one that the case was on before."""
        return self.nodes.get(element_id) or (self._former.get(element_id) if element_id else None)

    @cached_property
    def callers(self) -> Mapping[str, tuple[str, ...]]:
        """By process: the call activities that name it."""
        found: dict[str, tuple[str, ...]] = {}
        for node in self.nodes.values():
            if node.type == "callActivity" and node.called:
                found[node.called] = (*found.get(node.called, ()), node.id)
        return found

    @cached_property
    def tokens(self) -> Mapping[int, Token]:
        """What is alive, by activation."""
        return {token.activation: token for token in self.standing.tokens}

    def around(self, token: Token) -> Iterator[Token]:
        """The token itself, then outwards to the case's own process."""
        found: Token | None = token
        while found is not None:
            yield found
            found = self.tokens.get(found.scope) if found.scope is not None else None

    def hidden(self, process_id: str) -> bool:
        """Whether the reader may not see what happens inside this process."""
        needed = self.guide.sealed.get(process_id)
        return needed is not None and not self.reads(needed)

    def untold(self, process_id: str) -> bool:
        """Whether the timeline keeps silent about this process for the reader."""
        needed = self.guide.told.get(process_id)
        return self.hidden(process_id) or (needed is not None and not self.reads(needed))

    def shown(self, token: Token) -> Token:
        """The token, or the call that stands for it where its inside is hidden from the reader."""
        found = token
        chain = list(self.around(token))
        for number, outer in enumerate(chain):
            if outer.type == "process" and self.hidden(outer.element_id) and number + 1 < len(chain):
                found = chain[number + 1]
        return found

    def label(self, element_id: str) -> Words:
        """What an element is called."""
        node = self.once(element_id)
        return labelled(node.labels, node.name or element_id) if node else Words(element_id, element_id)


def path(variables: Mapping[str, Any], *steps: str) -> Any:
    """A value inside nested contexts; None where one is missing."""
    found: Any = variables
    for step in steps:
        found = found.get(step) if isinstance(found, Mapping) else None
    return found
