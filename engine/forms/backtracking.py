"""Whether a JavaScript pattern can be matched in exponentially many ways, which would stop the browser of whoever types.

On the server RE2 matches every pattern in linear time, but the page hands it to the browser's engine, which tries one
way after the other (CWE-1333). There are exponentially many exactly when the pattern's position automaton (Glushkov
1961) has a state from which one word leads back to it along two different paths (Weber and Seidl 1991).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from .schema import FormError

_Node = TypeVar("_Node")
_MOST_POSITIONS = 80
_MANY = 10
_LOOP = re.compile(r"[*+]|\{[0-9]+,[0-9]*\}")
_QUANTIFIER = re.compile(r"(?:[*+?]|\{([0-9]+)(,?)([0-9]*)\})\??")
_GROUP = re.compile(r"\(\?(?::|<[^>]*>)|\(")
_ATOM = re.compile(r"\\(?:u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|c[A-Za-z]|.)|\[\^?(?:\\.|[^\]\\])*\]|.", re.S)
_ANCHORS = frozenset(("^", "$", r"\b", r"\B"))


@dataclass(slots=True)
class _Part:
    """What a piece of the pattern begins and ends with, by positions, and whether it may be empty."""

    empty: bool = True
    first: Counter[int] = field(default_factory=Counter)
    last: Counter[int] = field(default_factory=Counter)


class Positions:
    """The position automaton: `atoms` by position, and how often each position may follow another.

    A count of two is a second way to read the same characters, as in `(a+)+`. Raises `FormError` for a pattern with so
    many positions that nobody could check it.
    """

    def __init__(self, pattern: str) -> None:
        self._source = pattern
        self._at = 0
        self.atoms: list[str] = []
        self.follow: Counter[tuple[int, int]] = Counter()
        self._choice()

    def _choice(self) -> _Part:
        found = self._sequence()
        while self._source.startswith("|", self._at):
            self._at += 1
            other = self._sequence()
            found = _Part(found.empty or other.empty, found.first + other.first, found.last + other.last)
        return found

    def _sequence(self) -> _Part:
        found = _Part()
        while self._at < len(self._source) and self._source[self._at] not in "|)":
            part = self._repeated(self._piece())
            self._join(found.last, part.first)
            found = _Part(
                found.empty and part.empty,
                found.first + part.first if found.empty else found.first,
                found.last + part.last if part.empty else part.last,
            )
        return found

    def _piece(self) -> _Part:
        group = _GROUP.match(self._source, self._at)
        if group is not None:
            self._at = group.end()
            inside = self._choice()
            self._at += 1  # the closing bracket
            return inside
        atom = _ATOM.match(self._source, self._at)
        text = atom[0] if atom else self._source[self._at]
        self._at += len(text)
        if text in _ANCHORS:
            return _Part()
        if len(self.atoms) >= _MOST_POSITIONS:
            raise FormError(f"a pattern with repetitions has more than {_MOST_POSITIONS} characters and classes")
        self.atoms.append(text)
        here = len(self.atoms) - 1
        return _Part(False, Counter([here]), Counter([here]))

    def _repeated(self, part: _Part) -> _Part:
        found = _QUANTIFIER.match(self._source, self._at)
        if found is None:
            return part
        self._at = found.end()
        least, comma, most = found.groups()
        if least is None:
            again, empty = found[0][0] != "?", found[0][0] != "+"
        else:
            again = bool(comma) and (not most or int(most) >= _MANY)
            empty = int(least) == 0
        for _ in range(2 if again and part.empty and least else 1 if again else 0):  # (a?){20,}: which ones are empty?
            self._join(part.last, part.first)
        return _Part(part.empty or empty, part.first, part.last)

    def _join(self, ends: Counter[int], begins: Counter[int]) -> None:
        for end, ways in ends.items():
            for begin, more in begins.items():
                self.follow[end, begin] += ways * more


Pair = tuple[int, int]


def explodes(pattern: str, samples: Callable[[str], frozenset[str]]) -> bool:
    """Whether some word can be read along exponentially many paths; `samples` says what each atom matches."""
    automaton = Positions(pattern)
    after: dict[int, list[int]] = {}
    for here, there in automaton.follow:
        after.setdefault(here, []).append(there)
    matched = [samples(atom) for atom in automaton.atoms]
    onward = {here: _reached([here], after) for here in range(len(matched))}
    if any(ways > 1 and here in onward[there] for (here, there), ways in automaton.follow.items()):
        return True
    pairs: dict[Pair, list[Pair]] = {}
    back: dict[Pair, list[Pair]] = {}
    todo = [(here, here) for here in range(len(matched))]
    while todo:
        pair = todo.pop()
        if pair in pairs:
            continue
        pairs[pair] = [
            (one, other)
            for one in after.get(pair[0], ())
            for other in after.get(pair[1], ())
            if matched[one] & matched[other]
        ]
        for following in pairs[pair]:
            back.setdefault(following, []).append(pair)
        todo += pairs[pair]
    for here in range(len(matched)):
        onwards: set[Pair] = _reached([(here, here)], pairs)
        backwards: set[Pair] = _reached([(here, here)], back)
        if any(one != other for one, other in onwards & backwards):
            return True
    return False


def _reached(starts: list[_Node], edges: dict[_Node, list[_Node]]) -> set[_Node]:
    """What lies at the end of at least one edge."""
    found: set[_Node] = set()
    todo = [following for start in starts for following in edges.get(start, ())]
    while todo:
        node = todo.pop()
        if node not in found:
            found.add(node)
            todo += edges.get(node, ())
    return found


def loops(pattern: str) -> bool:
    """Whether anything in it repeats without a bound: only then is there something to check."""
    return _LOOP.search(pattern) is not None
