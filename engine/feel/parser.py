"""From tokens to the syntax tree: a Pratt parser of FEEL expressions and unary tests (DMN 1.5, 10.3.1.2)."""

from __future__ import annotations

from decimal import Decimal

from . import nodes
from .errors import FeelError
from .nodes import Node
from .numbers import number
from .reader import Reader
from .types import ANY, Type

# Binding powers, weakest first; the order is that of the grammar rules 4 and 2.
_OR, _AND, _COMPARE, _ADD, _MULTIPLY, _POWER, _NEGATE, _INSTANCE, _POSTFIX = range(10, 100, 10)
_INFIX = {
    "or": _OR,
    "and": _AND,
    "=": _COMPARE,
    "!=": _COMPARE,
    "<": _COMPARE,
    "<=": _COMPARE,
    ">": _COMPARE,
    ">=": _COMPARE,
    "between": _COMPARE,
    "in": _COMPARE,
    "+": _ADD,
    "-": _ADD,
    "*": _MULTIPLY,
    "/": _MULTIPLY,
    "**": _POWER,
    "instance": _INSTANCE,
    ".": _POSTFIX,
    "[": _POSTFIX,
    "(": _POSTFIX,
}
_COMPARATORS = frozenset(("<", "<=", ">", ">=", "=", "!="))
# What cannot begin a filter: after `]1..5` such a token makes "[" the end of an interval.
_NO_FILTER = frozenset(
    (")", "]", "}", ",", ":", "..", "and", "or", "then", "else", "return", "satisfies", "in", "between", "*", "/", "**")
) | (_COMPARATORS - {"<", "<=", ">", ">="})
_NAME_SYMBOLS = frozenset("+-*/.'")


class Parser(Reader):
    """Reads one text; every method starts at the first token of what it reads."""

    def whole_expression(self) -> Node:
        """The text as one expression."""
        result = self.expression()
        self._finish()
        return result

    def whole_tests(self) -> tuple[Node, ...]:
        """The text as unary tests (grammar rule 15)."""
        start = self.token.start
        if self.at("-") and self.peek().kind == "end":
            self.next()
            return (self.make(nodes.AnyValue, start, ()),)
        if self.at("not") and self.peek().text == "(" and self._closes_at_end(self.index + 1):
            self.index += 2
            tests = self._tests(")")
            self.expect(")")
            self._finish()
            return (self.make(nodes.NotTests, start, tests, tests),)
        tests = self._tests("")
        self._finish()
        return tests

    def _finish(self) -> None:
        if self.token.kind != "end":
            raise self.error(f"the expression should end before {self.found()}")

    def _closes_at_end(self, index: int) -> bool:
        level = 0
        for position in range(index, len(self.tokens)):
            token = self.tokens[position]
            if token.kind == "op":
                level += (token.text == "(") - (token.text == ")")
            if not level:
                return self.tokens[position + 1].kind == "end"
        return False

    def _tests(self, end: str) -> tuple[Node, ...]:
        tests = [self.test()]
        while self.accept(","):
            tests.append(self.test())
        if end and not self.at(end):
            raise self.error(f"expected ',' or '{end}' but found {self.found()}")
        return tuple(tests)

    def test(self, power: int = 0) -> Node:
        """One positive unary test: an operator with an end point, or an expression that binds at least by `power`."""
        start = self.token.start
        if self.token.kind == "op" and self.token.text in _COMPARATORS:
            operator = self.next().text
            operand = self.expression(_ADD)
            return self.make(nodes.Comparison, start, (operand,), operator, operand)
        return self.expression(power)

    def expression(self, power: int = 0) -> Node:
        """An expression whose operators bind at least as strongly as `power`."""
        self.enter()
        result = self._infix(self._prefix(), power)
        self.leave()
        return result

    # -- operators ---------------------------------------------------------------------------------------------------

    def _infix(self, left: Node, power: int) -> Node:
        while True:
            token = self.token
            binding = _INFIX.get(token.text, 0) if token.kind in ("op", "name") else 0
            if not binding or binding < power:
                return left
            if token.text == "[" and (self.peek().kind == "end" or self.peek().text in _NO_FILTER):
                return left
            if token.text == "instance" and self.peek().text != "of":
                return left
            left = self._operation(left, token.text, binding)

    def _operation(self, left: Node, operator: str, binding: int) -> Node:
        self.next()
        start = left.start
        if operator in ("and", "or"):
            operands = [left, self.expression(binding + 1)]
            while self.accept(operator):
                operands.append(self.expression(binding + 1))
            return self.make(nodes.Logic, start, tuple(operands), operator, tuple(operands))
        if operator == ".":
            name = self.name(path=True)
            return self.make(nodes.Path, start, (left,), left, name)
        if operator == "[":
            mark = self.known.mark()
            condition = self.expression()
            self.known.restore(mark)
            self.expect("]")
            return self.make(nodes.Filter, start, (left, condition), left, condition)
        if operator == "(":
            return self._call(left)
        if operator == "instance":
            self.expect("of")
            wanted = self.type()
            return self.make(nodes.InstanceOf, start, (left,), left, wanted)
        if operator == "between":
            low = self.expression(_ADD)
            self.expect("and")
            high = self.expression(_ADD)
            return self.make(nodes.Between, start, (left, low, high), left, low, high)
        if operator == "in":
            tests = self._in_tests()
            return self.make(nodes.In, start, (left, *tests), left, tests)
        right = self.expression(binding + 1)
        return self.make(nodes.Binary, start, (left, right), operator, left, right)

    def _in_tests(self) -> tuple[Node, ...]:
        if not self.at("("):
            return (self.test(_ADD),)
        start = self.next().start
        tests = [self.test()]
        if self.accept(".."):
            return (self._infix(self._interval(start, tests[0], included=False), _ADD),)
        while self.accept(","):
            tests.append(self.test())
        self.expect(")")
        if len(tests) == 1 and not isinstance(tests[0], nodes.Comparison):
            tests[0] = self._infix(tests[0], _ADD)
        return tuple(tests)

    def _call(self, function: Node) -> Node:
        names: list[str] = []
        arguments: list[Node] = []
        while not self.accept(")"):
            if arguments:
                self.expect(",")
            if self._is_named_argument():
                names.append(self.name_until(":"))
                self.next()
            arguments.append(self.expression())
        if names and len(names) != len(arguments):
            raise self.error("either all arguments have names or none")
        given = tuple(names) if names else None
        return self.make(nodes.Call, function.start, (function, *arguments), function, tuple(arguments), given)

    def _is_named_argument(self) -> bool:
        for offset in range(40):
            token = self.peek(offset)
            if token.text == ":" and token.kind == "op":
                return offset > 0
            if token.kind not in ("name", "number") and token.text not in _NAME_SYMBOLS:
                return False
        return False

    # -- what an expression begins with ------------------------------------------------------------------------------

    def _prefix(self) -> Node:
        token = self.token
        start = token.start
        if token.kind == "number":
            self.next()
            return self.make(nodes.Literal, start, (), self._number(token.text, start))
        if token.kind == "string":
            self.next()
            return self.make(nodes.Literal, start, (), token.text)
        if token.kind == "name":
            return self._word(token.text, start)
        if token.text == "-" and token.kind == "op":
            self.next()
            operand = self.expression(_NEGATE)
            return self.make(nodes.Negation, start, (operand,), operand)
        if token.text == "(":
            return self._parenthesis()
        if token.text == "[":
            return self._list()
        if token.text == "]":
            self.next()
            low = self.expression()
            self.expect("..")
            return self._interval(start, low, included=False)
        if token.text == "{":
            return self._context()
        if token.text == "@" and self.peek().kind == "string":
            self.next()
            return self.make(nodes.AtLiteral, start, (), self.next().text)
        raise self.error(f"expected an expression but found {self.found()}")

    def _number(self, digits: str, start: int) -> Decimal:
        try:
            return number(digits)
        except FeelError as error:
            raise self.error(str(error), start) from error

    def _word(self, word: str, start: int) -> Node:
        known, _ = self.known.longest(self.tokens, self.index)
        if not known:
            if word in ("true", "false", "null"):
                self.next()
                return self.make(nodes.Literal, start, (), {"true": True, "false": False}.get(word))
            if word == "if":
                return self._if()
            if word == "for":
                return self._for()
            if word in ("some", "every"):
                return self._quantified()
            if word == "function" and self.peek().text == "(":
                return self._function()
            if word == "?":
                self.next()
                return self.make(nodes.Name, start, (), "?")
            if word in ("and", "or", "then", "else", "return", "satisfies", "in", "between"):
                raise self.error(f"expected an expression but found {self.found()}")
        name = self.name()
        return self.make(nodes.Name, start, (), name)

    def _parenthesis(self) -> Node:
        start = self.next().start
        if self.token.kind == "op" and self.token.text in _COMPARATORS:
            operator = self.next().text
            end = self.expression(_ADD)
            self.expect(")")
            return self._half_open(start, operator, end)
        inner = self.expression()
        if self.accept(".."):
            return self._interval(start, inner, included=False)
        self.expect(")")
        return inner

    def _half_open(self, start: int, operator: str, end: Node) -> Node:
        if operator == "!=":
            raise self.error("'!=' makes no range", start)
        low = end if operator in (">", ">=", "=") else None
        high = end if operator in ("<", "<=", "=") else None
        return self.make(nodes.RangeLiteral, start, (end,), low, high, operator in (">=", "="), operator in ("<=", "="))

    def _interval(self, start: int, low: Node, *, included: bool) -> Node:
        high = self.expression()
        closing = self.next()
        if closing.kind != "op" or closing.text not in ("]", ")", "["):
            raise self.error("expected ']', ')' or '[' at the end of the interval", closing.start)
        return self.make(nodes.RangeLiteral, start, (low, high), low, high, included, closing.text == "]")

    def _list(self) -> Node:
        start = self.next().start
        items: list[Node] = []
        while not self.accept("]"):
            if items:
                self.expect(",")
            items.append(self.test())
            if len(items) == 1 and self.accept(".."):
                return self._interval(start, items[0], included=True)
        return self.make(nodes.ListLiteral, start, tuple(items), tuple(items))

    def _context(self) -> Node:
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

    def _if(self) -> Node:
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

    def _for(self) -> Node:
        start = self.next().start
        mark = self.known.mark()
        iterations = self._iterations()
        self.expect("return")
        body = self.expression()
        self.known.restore(mark)
        return self.make(nodes.For, start, (*iterations, body), iterations, body)

    def _quantified(self) -> Node:
        word = self.next()
        mark = self.known.mark()
        iterations = self._iterations()
        self.expect("satisfies")
        condition = self.expression()
        self.known.restore(mark)
        return self.make(nodes.Quantified, word.start, (*iterations, condition), word.text, iterations, condition)

    def _function(self) -> Node:
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
