"""What can go wrong with a FEEL text, and how much work one evaluation may do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


class FeelSyntaxError(Exception):
    """The text is not FEEL: whoever wrote the diagram has to change it.

    `position` is the offset of the first character that does not fit, counted from 0; `line` and `column` count
    from 1.
    """

    def __init__(self, message: str, position: int, text: str = "") -> None:
        self.message = message
        self.position = position
        before = text[:position]
        self.line = before.count("\n") + 1
        self.column = position - (before.rfind("\n") + 1) + 1
        super().__init__(f"{message} (line {self.line}, column {self.column})")


class LimitExceeded(Exception):
    """An evaluation asked for more work or room than its `Limits` allow: the caller opens an incident."""


class FeelError(Exception):
    """A function cannot answer: the call becomes null and the reason is recorded as a `Problem`.

    Functions registered from outside raise it too.
    """


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a text may be, and how much one evaluation may do.

    `text`: characters; `nodes`: nodes of the syntax tree; `depth`: nesting of the tree and of function calls;
    `steps`: nodes evaluated inside loops, filters and function bodies, plus a share for the size of the arguments of
    built-in functions; `list_size`: items of one list; `string`: characters of one string; `pattern`: characters of
    one regular expression.
    """

    text: int = 100_000
    nodes: int = 2_000
    depth: int = 100
    steps: int = 1_000_000
    list_size: int = 100_000
    string: int = 1_000_000
    pattern: int = 1_000


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a sub-expression became null; `position` is its offset in the text, `expression` its source."""

    position: int
    expression: str
    reason: str


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What an expression came to, and every reason for a null on the way."""

    value: Any
    problems: tuple[Problem, ...] = ()
