"""The forms of FEEL that begin with a bracket or a keyword: lists, contexts, ranges, `if`, `for`, `some`, `function`."""

from __future__ import annotations

from abc import ABC, abstractmethod

from . import nodes
from .nodes import Node
from .reader import Reader
from .types import ANY, Type

COMPARATORS = frozenset(("<", "<=", ">", ">=", "=", "!="))


class Forms(Reader, ABC):
    """Every method starts at the first token of what it reads."""

    @abstractmethod
    def expression(self, power: int = 0) -> Node:
        """An expression whose operators bind at least as strongly as `power`."""

    @abstractmethod
    def end_point(self) -> Node:
        """What stands behind a comparison operator of a unary test."""

    @abstractmethod
    def test(self, power: int = 0) -> Node:
        """One positive unary test."""

    def parenthesis_form(self) -> Node:
        """`(expression)`, `(low..high)` or `(< high)`."""
        start = self.next().start
        if self.token.kind == "op" and self.token.text in COMPARATORS:
            operator = self.next().text
            end = self.end_point()
            self.expect(")")
            return self._half_open(start, operator, end)
        inner = self.expression()
        if self.accept(".."):
            return self.interval_form(start, inner, included=False)
        self.expect(")")
        return inner

    def _half_open(self, start: int, operator: str, end: Node) -> Node:
        if operator == "!=":
            raise self.error("'!=' makes no range", start)
        low = end if operator in (">", ">=", "=") else None
        high = end if operator in ("<", "<=", "=") else None
        return self.make(nodes.RangeLiteral, start, (end,), low, high, operator in (">=", "="), operator in ("<=", "="))

    def interval_form(self, start: int, low: Node, *, included: bool) -> Node:
        """The rest of an interval, behind its ".."."""
        high = self.expression()
        closing = self.next()
        if closing.kind != "op" or closing.text not in ("]", ")", "["):
            raise self.error("expected ']', ')' or '[' at the end of the interval", closing.start)
        return self.make(nodes.RangeLiteral, start, (low, high), low, high, included, closing.text == "]")

    def list_form(self) -> Node:
        """`[items]` or `[low..high]`."""
        start = self.next().start
        items: list[Node] = []
        while not self.accept("]"):
            if items:
                self.expect(",")
            items.append(self.test())
            if len(items) == 1 and self.accept(".."):
                return self.interval_form(start, items[0], included=True)
        return self.make(nodes.ListLiteral, start, tuple(items), tuple(items))

    def context_form(self) -> Node:
        """`{key: value}`; every entry sees those before it."""
        start = self.next().start
        mark = self.known.mark()
        entries: list[tuple[str, Node]] = []
        while not self.accept("}"):
            if entries:
                self.expect(",")
            key = self.next().text if self.token.kind == "string" else self.name_until(":")
            if any(key == other for other, _ in entries):
                raise self.error(f"the key '{key[:40]}' occurs twice")
            self.expect(":")
            value = self.expression()
            entries.append((key, value))
            self.known.add(key)
            self.known.add_key(key)
        self.known.restore(mark)
        return self.make(nodes.ContextLiteral, start, tuple(value for _, value in entries), tuple(entries))

    def if_form(self) -> Node:
        """`if … then … else …`."""
        start = self.next().start
        condition = self.expression()
        self.expect("then")
        yes = self.expression()
        self.expect("else")
        no = self.expression()
        return self.make(nodes.If, start, (condition, yes, no), condition, yes, no)

    def _iterations(self) -> tuple[nodes.Iteration, ...]:
        found: list[nodes.Iteration] = []
        while not found or self.accept(","):
            start = self.token.start
            name = self.name_until("in")
            self.expect("in")
            source = self.expression()
            last = self.expression() if self.accept("..") else None
            found.append(self.make(nodes.Iteration, start, (source, last), name, source, last))
            self.known.add(name)
        return tuple(found)

    def for_form(self) -> Node:
        """`for … return …`."""
        start = self.next().start
        mark = self.known.mark()
        iterations = self._iterations()
        self.expect("return")
        body = self.expression()
        self.known.restore(mark)
        return self.make(nodes.For, start, (*iterations, body), iterations, body)

    def quantified_form(self) -> Node:
        """`some … satisfies …` or `every … satisfies …`."""
        word = self.next()
        mark = self.known.mark()
        iterations = self._iterations()
        self.expect("satisfies")
        condition = self.expression()
        self.known.restore(mark)
        return self.make(nodes.Quantified, word.start, (*iterations, condition), word.text, iterations, condition)

    def function_form(self) -> Node:
        """`function(parameters) body`."""
        start = self.next().start
        self.expect("(")
        mark = self.known.mark()
        parameters: list[tuple[str, Type]] = []
        while not self.accept(")"):
            if parameters:
                self.expect(",")
            name = self.name_until(":", ",", ")")
            parameters.append((name, self.type() if self.accept(":") else ANY))
            self.known.add(name)
        external = self.at("external")
        if external:
            self.next()
        body = self.expression()
        self.known.restore(mark)
        return self.make(nodes.Lambda, start, (body,), tuple(parameters), None if external else body)
