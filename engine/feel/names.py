"""FEEL names: which words belong together, given the names in scope (DMN 1.5, 10.3.1.4 and 10.3.1.5)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

from .errors import FeelSyntaxError
from .lexer import Token, tokenize

# Words that end a name, unless a known name contains them ("date and time").
KEYWORDS = frozenset(
    [
        "and",
        "or",
        "between",
        "in",
        "then",
        "else",
        "return",
        "satisfies",
        "instance",
        "if",
        "for",
        "some",
        "every",
        "function",
        "true",
        "false",
        "null",
    ]
)
Table = dict[str, tuple[tuple[tuple[str, ...], str], ...]]


@lru_cache(maxsize=4096)
def words(name: str) -> tuple[str, ...]:
    """The tokens of a name; empty for one that no FEEL text can write."""
    if len(name) > 1000:
        return ()
    try:
        tokens = tokenize(name)[:-1]
    except FeelSyntaxError:
        return ()
    if any(token.kind == "string" for token in tokens):
        return ()
    return tuple(token.text for token in tokens)


@lru_cache(maxsize=512)
def table(names: frozenset[str]) -> Table:
    """The names of several tokens by their first token, longest first."""
    return _table(names)


def _table(names: Iterable[str]) -> Table:
    result: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for name in names:
        parts = words(name)
        if len(parts) > 1:
            result.setdefault(parts[0], []).append((parts, name))
    return {first: tuple(sorted(found, key=lambda item: -len(item[0]))) for first, found in result.items()}


class Known:
    """The names of several words that are known at one place of a text: global ones, and those of inner scopes."""

    def __init__(self, tables: tuple[Table, ...]) -> None:
        self._tables = tables
        self._inner: list[tuple[tuple[str, ...], str]] = []
        self._keys: list[tuple[tuple[str, ...], str]] = []

    def add_key(self, name: str) -> None:
        """Make a key of a context literal known as a property, for the rest of the text."""
        parts = words(name)
        if len(parts) > 1:
            self._keys.append((parts, name))

    def add(self, name: str) -> None:
        """Make a name of an inner scope known until `restore`."""
        parts = words(name)
        if len(parts) > 1:
            self._inner.append((parts, name))

    def mark(self) -> int:
        """The present scope, for `restore`."""
        return len(self._inner)

    def restore(self, mark: int) -> None:
        """Forget the names added since `mark`."""
        del self._inner[mark:]

    def longest(self, tokens: list[Token], index: int, *, path: bool = False) -> tuple[int, str]:
        """How many tokens from `index` on are a known name (or property), and its spelling; (0, "") if none."""
        best, name = 0, ""
        first = tokens[index].text
        candidates = [found for each in self._tables if (found := each.get(first))]
        for group in (*candidates, self._inner, self._keys if path else ()):
            for parts, spelling in group:
                if len(parts) > best and _matches(parts, tokens, index):
                    best, name = len(parts), spelling
        return best, name


def _matches(parts: tuple[str, ...], tokens: list[Token], index: int) -> bool:
    if index + len(parts) >= len(tokens):
        return False
    return all(tokens[index + i].text == part and tokens[index + i].kind != "string" for i, part in enumerate(parts))


def spelling(tokens: list[Token]) -> str:
    """How a name of these tokens is written: one blank wherever the text has white space."""
    result = tokens[0].text
    for before, token in pairwise(tokens):
        result += token.text if before.end == token.start else f" {token.text}"
    return result
