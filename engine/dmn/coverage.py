"""Finds gaps, overlaps and rules that never win in a table whose inputs are cut into classes; bounded in effort."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from .partition import Class

MAX_NODES: Final = 100_000
Witness = tuple[Any, ...]


class TooMuch(Exception):
    """The table is too large to be searched within bounds. Consequence: the finding says that it was not checked."""


@dataclass(slots=True)
class Coverage:
    """The classes of each input (in order) and the number of rules."""

    inputs: Sequence[Sequence[Class]]
    rules: int
    nodes: int = field(default=0)

    def gaps(self, limit: int) -> list[Witness]:
        """Up to ``limit`` inputs for which no rule matches. Raises ``TooMuch``."""
        found: list[Witness] = []
        seen: set[tuple[int, int]] = set()

        def search(depth: int, alive: int, path: Witness) -> None:
            if len(found) >= limit or (depth, alive) in seen:
                return
            seen.add((depth, alive))
            self._count()
            if not alive:
                found.append(path + tuple(classes[0].witness for classes in self.inputs[depth:]))
                return
            if depth < len(self.inputs):
                for each in self.inputs[depth]:
                    search(depth + 1, alive & each.perhaps, (*path, each.witness))

        search(0, (1 << self.rules) - 1, ())
        return found

    def empty(self) -> list[int]:
        """The rules (from 0) that match no value of some input at all."""
        dead = 0
        for classes in self.inputs:
            any_value = 0
            for each in classes:
                any_value |= each.perhaps
            dead |= ~any_value
        return [rule for rule in range(self.rules) if dead >> rule & 1]

    def overlaps(self, rule: int) -> int:
        """The rules (bits) that match some input together with ``rule``."""
        bit, together = 1 << rule, (1 << self.rules) - 1
        for classes in self.inputs:
            here = 0
            for each in classes:
                if each.sure & bit:
                    here |= each.sure
            together &= here
        return together & ~bit

    def witness(self, rules: int) -> Witness:
        """An input that all the rules (bits) match; they must overlap pairwise with a common value per input."""
        return tuple(
            next((each.witness for each in classes if each.sure & rules == rules), None) for classes in self.inputs
        )

    def wins(self, rule: int, blockers: int) -> bool:
        """Whether some input matches ``rule`` and none of the blockers (bits). Raises ``TooMuch``."""
        bit = 1 << rule
        seen: set[tuple[int, int]] = set()

        def search(depth: int, alive: int) -> bool:
            if not alive:
                return True
            if depth == len(self.inputs) or (depth, alive) in seen:
                return False
            seen.add((depth, alive))
            self._count()
            return any(search(depth + 1, alive & each.sure) for each in self.inputs[depth] if each.perhaps & bit)

        return search(0, blockers)

    def _count(self) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise TooMuch
