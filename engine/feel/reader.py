"""What every part of the parser shares: the tokens, the limits, and the reading of names and types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from . import nodes
from .errors import FeelSyntaxError, Limits
from .lexer import Token, tokenize
from .names import KEYWORDS, Known, Table, spelling
from .types import SIMPLE, Type

_N = TypeVar("_N", bound=nodes.Node)
_TYPE_WORDS = tuple((tuple(name.split()), name) for name in SIMPLE if " " in name)


class Reader:
    """Walks over the tokens of one text, never backwards."""

    def __init__(self, text: str, tables: tuple[Table, ...], types: Mapping[str, Type], limits: Limits) -> None:
        if len(text) > limits.text:
            raise FeelSyntaxError(f"the text is longer than {limits.text} characters", limits.text, "")
        self.text = text
        self.limits = limits
        self.types = types
        self.tokens = tokenize(text)
        self.index = 0
        self.known = Known(tables)
        self._nodes = 0
        self._nesting = 0

    @property
    def token(self) -> Token:
        """The token to read next."""
        return self.tokens[self.index]

    def peek(self, offset: int = 1) -> Token:
        """The token `offset` places on; the end token beyond the end."""
        return self.tokens[min(self.index + offset, len(self.tokens) - 1)]

    def next(self) -> Token:
        """Read one token."""
        token = self.tokens[self.index]
        if token.kind != "end":
            self.index += 1
        return token

    def at(self, text: str) -> bool:
        """Whether the next token is this operator or word."""
        token = self.tokens[self.index]
        return token.text == text and token.kind not in ("string", "end")

    def accept(self, text: str) -> bool:
        """Read the next token if it is this one."""
        if self.at(text):
            self.index += 1
            return True
        return False

    def expect(self, text: str) -> Token:
        """Read the next token, which has to be this one."""
        if not self.at(text):
            raise self.error(f"expected '{text}' but found {self.found()}")
        return self.next()

    def found(self) -> str:
        """The next token, in words."""
        return "the end of the text" if self.token.kind == "end" else f"'{self.token.text[:40]}'"

    def error(self, message: str, position: int | None = None) -> FeelSyntaxError:
        """A syntax error at the next token, or at `position`."""
        return FeelSyntaxError(message, self.token.start if position is None else position, self.text)

    def enter(self) -> None:
        """One level deeper; raises when that is too deep."""
        self._nesting += 1
        if self._nesting > self.limits.depth:
            raise self.error(f"nested more than {self.limits.depth} levels deep")

    def leave(self) -> None:
        """One level back."""
        self._nesting -= 1

    def make(self, kind: type[_N], start: int, children: tuple[nodes.Node | None, ...], *fields: object) -> _N:
        """A node over the text from `start` to the last token read."""
        self._nodes += 1
        if self._nodes > self.limits.nodes:
            raise self.error(f"more than {self.limits.nodes} parts")
        size, depth = 1, 0
        for child in children:
            if child is not None:
                size += child.size
                depth = max(depth, child.depth)
        if depth >= self.limits.depth:
            raise self.error(f"nested more than {self.limits.depth} levels deep")
        end = self.tokens[self.index - 1].end if self.index else 0
        return kind(start, end, size, depth + 1, *fields)

    def name(self, *, path: bool = False) -> str:
        """A variable or property name: the longest known one, else all words up to an operator or keyword."""
        count, name = self.known.longest(self.tokens, self.index, path=path)
        if not count:
            if self.token.kind != "name":
                raise self.error(f"expected a name but found {self.found()}")
            count = 1
            while self._continues(self.index + count):
                count += 1
            name = spelling(self.tokens[self.index : self.index + count])
        self.index += count
        return name

    def _continues(self, index: int) -> bool:
        token = self.tokens[index]
        if token.kind != "name" or token.text == "?":
            return False
        if token.text == "instance":
            return self.tokens[index + 1].text != "of"
        return token.text not in KEYWORDS

    def name_until(self, *ends: str) -> str:
        """A name being declared: all tokens up to one of `ends`, which is not read."""
        first = self.index
        while self.token.text not in ends or self.token.kind == "string":
            if self.token.kind in ("end", "string") or self.token.text in ("(", ")", "[", "]", "{", "}", ",", ":"):
                raise self.error(f"expected {' or '.join(repr(end) for end in ends)} but found {self.found()}")
            self.index += 1
        if first == self.index or self.tokens[first].kind != "name":
            raise self.error("expected a name", self.tokens[first].start)
        return spelling(self.tokens[first : self.index])

    def type(self) -> Type:
        """A type: `number`, `list<string>`, `context<a: number>`, `function<number>->string`, or a known one's name."""
        self.enter()
        start = self.token
        if start.kind != "name":
            raise self.error(f"expected a type but found {self.found()}")
        result = self._generic(start.text) if self.peek().text == "<" else None
        if result is None:
            result = self._plain()
        self.leave()
        return result

    def _generic(self, kind: str) -> Type | None:
        if kind in ("list", "range"):
            self.index += 2
            element = self.type()
            self.expect(">")
            return Type(kind, (element,))
        if kind == "context":
            self.index += 2
            fields: list[tuple[str, Type]] = []
            while not self.accept(">"):
                if fields:
                    self.expect(",")
                key = self.name_until(":")
                self.expect(":")
                fields.append((key, self.type()))
            return Type("context", fields=tuple(fields))
        if kind == "function":
            self.index += 2
            arguments: list[Type] = []
            while not self.accept(">"):
                if arguments:
                    self.expect(",")
                arguments.append(self.type())
            result = self.type() if self.accept("->") else None
            return Type("function", tuple(arguments), result=result)
        return None

    def _plain(self) -> Type:
        start = self.token
        for parts, name in _TYPE_WORDS:
            if tuple(self.peek(offset).text for offset in range(len(parts))) == parts:
                self.index += len(parts)
                return SIMPLE[name]
        first = self.index
        self.index += 1
        while self._continues(self.index) or (
            self.token.text in (".", "-") and self.peek().kind == "name" and self.token.end == self.peek().start
        ):
            self.index += 1
        name = spelling(self.tokens[first : self.index])
        found = self.types.get(name) or SIMPLE.get(name)
        if found is None:
            raise self.error(f"there is no type named '{name}'", start.start)
        return found
